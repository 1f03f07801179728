"""What the routes of the second factor read and write."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

Code = Annotated[
    SecretStr, Field(min_length=1, max_length=40, description="Six digits of the app, or a recovery code.")
]


class NewSecondFactor(BaseModel):
    """A secret for an authenticator app; it counts once a code of it was sent."""

    secret: str = Field(description="In base 32, for an app that reads no picture.")
    uri: str = Field(description="`otpauth://…`, which the picture holds.")
    qr_code: str = Field(description="A picture of it, as the address of an image (`data:image/svg+xml,…`).")


class SecondFactorCode(BaseModel):
    """A code of the authenticator app."""

    model_config = ConfigDict(extra="forbid")

    code: Code


class SecondFactorProof(BaseModel):
    """The second step of signing in."""

    model_config = ConfigDict(extra="forbid")

    challenge: Annotated[SecretStr, Field(min_length=1, max_length=200, description="From `second_factor_required`.")]
    code: Code


class RecoveryCodes(BaseModel):
    """Codes that each stand in for the app once; they are shown now and never again."""

    codes: list[str]
