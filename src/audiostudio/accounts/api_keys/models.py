"""API keys: one row a key, of whose secret only a hash is kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Base


class ApiKeyRow(Base):
    """A key; ``former_hash`` is of the secret before the last rotation, which opens until ``former_until``."""

    __tablename__ = "api_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID]
    user_id: Mapped[UUID]
    name: Mapped[str]
    beginning: Mapped[str]
    secret_hash: Mapped[bytes]
    former_hash: Mapped[bytes | None]
    former_until: Mapped[datetime | None]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
