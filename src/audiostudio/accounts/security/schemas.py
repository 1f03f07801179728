"""What the routes of security write."""

from datetime import datetime

from pydantic import BaseModel, Field

from audiostudio.accounts.identities.schemas import IdentityView, Provider
from audiostudio.accounts.passkeys.schemas import PasskeyView


class SignInMethods(BaseModel):
    """How people can sign in here, and what the server can do about it."""

    mail: bool = Field(description="Whether mail is sent: without, passwords are reset by the operator.")
    passkeys: bool = Field(description="Whether browsers can make passkeys for this server's address.")
    providers: list[Provider]


class AccountSecurity(BaseModel):
    """What guards your account."""

    email: str
    email_verified: bool
    has_password: bool
    second_factor: bool
    recovery_codes_left: int
    passkeys: list[PasskeyView]
    identities: list[IdentityView]
    deletion_due_at: datetime | None
    methods: SignInMethods
