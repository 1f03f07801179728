"""What the routes of teams read and write."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, EmailStr, Field, SecretStr, StringConstraints

from audiostudio.accounts.plans import Tier
from audiostudio.kit.auth.scopes import Role
from audiostudio.kit.http.errors import CleanText
from audiostudio.kit.money import Credits

TeamName = Annotated[CleanText, StringConstraints(strip_whitespace=True, max_length=80, pattern=r"\S")]
InvitedRole = Literal[Role.ADMIN, Role.MEMBER, Role.VIEWER, Role.BILLING]
MonthlyLimit = Annotated[
    Decimal,
    Field(ge=0, le=1_000_000, decimal_places=2, description="Credits a calendar month, in UTC."),
]


class NewTeam(BaseModel):
    """A team to be made."""

    model_config = ConfigDict(extra="forbid")

    name: TeamName


class WorkspaceDetails(BaseModel):
    """The workspace that the request is about."""

    workspace_id: UUID
    name: str
    kind: Literal["personal", "team", "service"]
    tier: Tier
    role: Role = Field(description="What whoever asks is here.")
    seats: int = Field(description="How many people the plan has room for.")
    seats_taken: int = Field(description="Members, and invitations that can still be accepted.")
    suspended: bool = Field(description="Whether the operator has stopped it: it keeps what it has, and takes no jobs.")
    deletion_due_at: datetime | None = Field(description="When the team is deleted, where an owner asked for it.")


class Member(BaseModel):
    """Somebody who belongs to a workspace."""

    user_id: UUID
    username: str
    email: str
    role: Role
    monthly_limit: Credits | None = Field(description="Credits they may spend a calendar month; null is no limit.")
    spent: Credits | None = Field(
        description="Credits spent this month; null of others, for those who may not see invoices."
    )
    joined_at: datetime


class MemberChange(BaseModel):
    """What is to change of a member; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    monthly_limit: MonthlyLimit | None = Field(None, description="Null lifts the limit.")


class NewOwner(BaseModel):
    """Who is to own a team; whoever owned it becomes an admin."""

    model_config = ConfigDict(extra="forbid")

    user_id: UUID


class NewInvitation(BaseModel):
    """Somebody who is asked to join."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[EmailStr, Field(max_length=254)]
    role: InvitedRole = Role.MEMBER


class Invitation(BaseModel):
    """An invitation that can still be accepted."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID = Field(serialization_alias="invitation_id")
    email: str
    role: InvitedRole
    created_at: datetime
    expires_at: datetime


class InvitationMade(Invitation):
    """A fresh invitation."""

    mailed: bool = Field(description="Whether a mail is on its way.")
    link: str | None = Field(
        description="Where it is accepted, once: to be passed on by the inviter; null where it was mailed."
    )


class InvitationToken(BaseModel):
    """What an invitation's link ends with."""

    model_config = ConfigDict(extra="forbid")

    token: Annotated[SecretStr, Field(min_length=1, max_length=200)]


class InvitationView(BaseModel):
    """What somebody is invited to."""

    team: str
    invited_by: str | None
    email: str
    role: InvitedRole
    expires_at: datetime
    is_yours: bool = Field(description="Whether it is for the address of whoever asks.")


class Joined(BaseModel):
    """The team that somebody has joined."""

    workspace_id: UUID


class MemberUsageView(BaseModel):
    """What one person has spent in a month."""

    user_id: UUID
    username: str | None = Field(description="Null of an account that was deleted.")
    spent: Credits


class MonthlyUsage(BaseModel):
    """What each person has spent of a workspace's credits in a calendar month, in UTC; most first."""

    month: str
    members: list[MemberUsageView]
