"""What the routes of passkeys read and write; what browsers make of it is WebAuthn's (Level 3, 5.1)."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from audiostudio.kit.http.errors import CleanText

ChallengeToken = Annotated[SecretStr, Field(min_length=1, max_length=200, description="Comes with the options.")]
Credential = Annotated[
    dict[str, Any], Field(description="What the browser made of the options (`PublicKeyCredential.toJSON()`).")
]


class PasskeyOptions(BaseModel):
    """What a browser needs to make a passkey, or to use one."""

    challenge: str = Field(description="To be sent back with what the browser makes; works once, for 10 minutes.")
    options: dict[str, Any] = Field(description="For `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.")


class NewPasskey(BaseModel):
    """A passkey that a browser has made."""

    model_config = ConfigDict(extra="forbid")

    challenge: ChallengeToken
    credential: Credential
    name: Annotated[CleanText, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class PasskeyProof(BaseModel):
    """A challenge that a passkey has signed."""

    model_config = ConfigDict(extra="forbid")

    challenge: ChallengeToken
    credential: Credential


class PasskeyView(BaseModel):
    """A passkey of somebody's."""

    passkey_id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None
