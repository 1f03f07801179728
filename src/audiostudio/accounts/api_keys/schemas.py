"""API keys as their makers see them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.http.errors import CleanText

MOST_OVERLAP_HOURS = 30 * 24


class NewApiKey(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[
        CleanText,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
        Field(description="What it is for; shown in lists and in the usage."),
    ]
    scopes: Annotated[
        list[Scope],
        Field(min_length=1, max_length=len(Scope), description="What it may do, of what you may do yourself."),
    ]
    expires_at: Annotated[
        AwareDatetime | None, Field(description="When it stops working; unset, it works until it is revoked.")
    ] = None


class Rotation(BaseModel):
    """How a key is given a new secret."""

    model_config = ConfigDict(extra="forbid")

    overlap_hours: Annotated[
        int, Field(ge=0, le=MOST_OVERLAP_HOURS, description="Hours for which the old secret works beside the new one.")
    ] = 24


class ApiKeyView(BaseModel):
    """A key, without its secret."""

    key_id: UUID
    name: str
    beginning: str = Field(description="How its secret begins, to recognise it by.")
    scopes: list[Scope]
    user_id: UUID = Field(description="Who made it; it never may more than they may.")
    expires_at: datetime | None
    former_secret_until: datetime | None = Field(
        description="Until when the secret before the last rotation works beside the present one."
    )
    last_used_at: datetime | None = Field(description="To ten minutes.")
    revoked_at: datetime | None
    created_at: datetime


class MadeApiKey(ApiKeyView):
    """A key with its secret, which is told this once."""

    secret: str = Field(description="Send it as `Authorization: Bearer …`; it is shown now and never again.")
