"""Users and the workspaces that own everything they make."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.postgres.database import Base


class User(Base):
    """A person who signs in."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    username: Mapped[str]
    hashed_password: Mapped[str | None]
    is_operator: Mapped[bool]
    suspended_at: Mapped[datetime | None]
    email_verified_at: Mapped[datetime | None]
    deletion_due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Workspace(Base):
    """The owner of jobs, files and credits: one a person, or one a team."""

    __tablename__ = "workspaces"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    tier: Mapped[str]
    suspended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Membership(Base):
    """That a person belongs to a workspace, and what they are there: a ``Role``."""

    __tablename__ = "memberships"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    role: Mapped[str]
    created_at: Mapped[datetime]


class Invitation(Base):
    """Somebody who is asked to join a team, until they do or it expires."""

    __tablename__ = "invitations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    email: Mapped[str]
    role: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
