"""What the account endpoints read and write."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field, SecretStr, StringConstraints

from audiostudio.accounts.identifiers import username_key
from audiostudio.accounts.plans import Tier
from audiostudio.kit.auth.scopes import Role
from audiostudio.kit.http.errors import CleanText
from audiostudio.kit.money import Credits


def _comparable(username: str) -> str:
    username_key(username)
    return username


# Longer input would only serve to keep the hash busy.
Password = Annotated[SecretStr, Field(min_length=8, max_length=200)]
Username = Annotated[
    CleanText, StringConstraints(strip_whitespace=True, min_length=2, max_length=50), AfterValidator(_comparable)
]


class Registration(BaseModel):
    """A new account."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[EmailStr, Field(max_length=254)]
    username: Username
    password: Password


class Credentials(BaseModel):
    """A sign-in."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[EmailStr, Field(max_length=254)]
    password: Annotated[SecretStr, Field(max_length=200)]


class RefreshToken(BaseModel):
    """The long-lived half of a session."""

    model_config = ConfigDict(extra="forbid")

    refresh_token: Annotated[SecretStr, Field(max_length=200)]


class WorkspaceChoice(BaseModel):
    """The workspace that a browser's session is to work in."""

    model_config = ConfigDict(extra="forbid")

    workspace_id: UUID


class WorkspaceView(BaseModel):
    """A workspace that somebody belongs to."""

    workspace_id: UUID
    name: str
    kind: Literal["personal", "team", "service"]
    role: Role = Field(description="What they are there.")


class Profile(BaseModel):
    """The signed-in user and the workspace that they work in."""

    id: UUID
    email: str
    email_verified: bool = Field(description="Whether the address was proved; where no mail is sent none ever is.")
    username: str
    workspace_id: UUID
    role: Role = Field(description="What they are in this workspace.")
    tier: Tier
    credits: Credits
    is_operator: bool = Field(description="Whether they may use the operator's pages of this installation.")
    created_at: datetime
    deletion_due_at: datetime | None = Field(description="When the account is deleted, where its owner asked for it.")
    workspaces: list[WorkspaceView] = Field(description="All that they belong to, the first joined first.")


class SessionTokens(BaseModel):
    """The two halves of a session: one to send with every request, one to renew it with, once."""

    access_token: str
    refresh_token: str
    token_type: str = "bearer"  # noqa: S105 - the scheme's name
    expires_in: int = Field(description="Seconds for which the access token works.")


class SignedIn(SessionTokens):
    """A fresh session and whose it is."""

    user: Profile


class BrowserSessionView(BaseModel):
    """The session of a browser; its token is in a cookie that no script can read."""

    user: Profile | None = Field(description="Who is signed in; null where nobody is.")
    expires_at: datetime | None = Field(description="When the session ends by itself.")
    ended: bool = Field(description="True where the browser had a session, and it has ended.")
