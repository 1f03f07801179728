"""Routes of webhooks: the secret to verify them with."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from audiostudio.kit.auth.subject import AppSettings, CurrentIdentity
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.webhooks import service

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


class WebhookSecret(BaseModel):
    """What a receiver verifies messages with."""

    secret: str = Field(description="In the form that Standard Webhooks libraries take (`whsec_…`).")


@router.get("/secret", responses=responses(NotAuthenticated))
async def secret(settings: AppSettings, identity: CurrentIdentity) -> WebhookSecret:
    """Return the secret with which the messages to your `webhook_url` are signed."""
    return WebhookSecret(secret=service.signing_secret(identity.workspace_id, settings))
