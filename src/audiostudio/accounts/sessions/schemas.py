"""What the routes of sessions read and write."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from audiostudio.accounts.schemas import Password


class SessionView(BaseModel):
    """A place where somebody is signed in."""

    session_id: UUID
    current: bool = Field(description="Whether this is the session that asks.")
    kind: Literal["browser", "program"]
    user_agent: str = Field(description="What the browser or program calls itself; anybody can say anything.")
    address: str = Field(description="The network address it signed in from.")
    created_at: datetime
    last_used_at: datetime = Field(description="To five minutes; a program's is when it renewed its token.")
    expires_at: datetime


class Confirmation(BaseModel):
    """The proof that it is still you."""

    model_config = ConfigDict(extra="forbid")

    password: Annotated[SecretStr, Field(max_length=200)]


class PasswordChange(BaseModel):
    """A new password, and the present one where there is one."""

    model_config = ConfigDict(extra="forbid")

    current_password: Annotated[SecretStr | None, Field(max_length=200)] = None
    password: Password
