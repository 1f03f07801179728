"""What the routes of addresses and new passwords read and write."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, EmailStr, Field, SecretStr

from audiostudio.accounts.schemas import Password

LinkToken = Annotated[SecretStr, Field(min_length=1, max_length=200, description="What stands behind # in the link.")]
Email = Annotated[EmailStr, Field(max_length=254)]


class EmailLink(BaseModel):
    """The secret of a link in a mail."""

    model_config = ConfigDict(extra="forbid")

    token: LinkToken


class ForgottenPassword(BaseModel):
    """Whose password is forgotten."""

    model_config = ConfigDict(extra="forbid")

    email: Email


class NewPassword(BaseModel):
    """A new password, by a link."""

    model_config = ConfigDict(extra="forbid")

    token: LinkToken
    password: Password


class NewEmail(BaseModel):
    """The address that an account is to have."""

    model_config = ConfigDict(extra="forbid")

    email: Email


class EmailChange(BaseModel):
    """How a change of address stands."""

    pending: bool = Field(description="True while the new address waits for its link to be opened.")


class Welcome(BaseModel):
    """What a verified address brought."""

    outcome: Literal["given", "given_before", "mailbox_used", "network_limit", "domain_limit", "none_offered"] = Field(
        description="Why no credits were given, where none were."
    )
    credits: int = Field(description="Free credits that were added.")


class VerifiedEmail(BaseModel):
    """An address that was proved."""

    email: str
    welcome: Welcome
