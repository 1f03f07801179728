"""Routes of webhooks: the secret to verify them with."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AppSettings, Subject, requires
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.webhooks import service

# Whoever holds the secret can forge messages to the workspace's receivers.
Manager = Annotated[Subject, requires(Scope.WORKSPACE_MANAGE)]

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


class WebhookSecret(BaseModel):
    """What a receiver verifies messages with."""

    secret: str = Field(description="In the form that Standard Webhooks libraries take (`whsec_…`).")


@router.get("/secret", responses=responses(NotAuthenticated))
async def secret(settings: AppSettings, subject: Manager) -> WebhookSecret:
    """Return the secret with which the messages to your `webhook_url` are signed."""
    return WebhookSecret(secret=service.signing_secret(subject.workspace_id, settings))
