"""Routes of webhooks: subscriptions, their secrets, and the log of what was sent."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AppSettings, Subject, requires, tenant_session
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.pagination import CursorInvalid, Page, PageCursor, PageSize
from audiostudio.kit.outbound.fetch import UrlInvalid
from audiostudio.webhooks import service
from audiostudio.webhooks.schemas import (
    DeliveryView,
    SecretRotation,
    SubscriptionChanges,
    SubscriptionRequest,
    SubscriptionView,
    WebhookSecret,
)
from audiostudio.webhooks.service import DeliveryNotFound, SubscriptionNotFound, TooManySubscriptions
from audiostudio.webhooks.signing import signing_secret

# Whoever holds a secret can forge messages to the workspace's receivers, and whoever subscribes learns of all its jobs.
Manager = Annotated[Subject, requires(Scope.WORKSPACE_MANAGE)]
Managing = Annotated[AsyncSession, tenant_session(Scope.WORKSPACE_MANAGE)]

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

_SUBSCRIPTION = "/subscriptions/{subscription_id}"


@router.get("/secret", responses=responses(NotAuthenticated))
async def secret(settings: AppSettings, subject: Manager) -> WebhookSecret:
    """Return the secret with which the messages to the `webhook_url` of single jobs are signed."""
    return WebhookSecret(secret=signing_secret(subject.workspace_id, settings))


@router.get("/subscriptions", responses=responses(NotAuthenticated))
async def list_subscriptions(session: Managing, subject: Manager) -> list[SubscriptionView]:
    """Return the addresses that are told of the workspace's events, oldest first."""
    return await service.list_all(session, subject.workspace_id)


@router.post("/subscriptions", status_code=201, responses=responses(NotAuthenticated, UrlInvalid, TooManySubscriptions))
async def subscribe(body: SubscriptionRequest, session: Managing, subject: Manager) -> SubscriptionView:
    """Tell an address of events from now on, signed by a secret of its own."""
    return await service.subscribe(session, subject.workspace_id, body)


@router.put(_SUBSCRIPTION, responses=responses(NotAuthenticated, SubscriptionNotFound, UrlInvalid))
async def change_subscription(subscription_id: UUID, body: SubscriptionChanges, session: Managing) -> SubscriptionView:
    """Change a subscription, or turn it on and off; what is left out stays."""
    return await service.change(session, subscription_id, body)


@router.delete(_SUBSCRIPTION, status_code=204, responses=responses(NotAuthenticated, SubscriptionNotFound))
async def unsubscribe(subscription_id: UUID, session: Managing) -> Response:
    """Delete a subscription with its log."""
    await service.remove(session, subscription_id)
    return Response(status_code=204)


@router.get(f"{_SUBSCRIPTION}/secret", responses=responses(NotAuthenticated, SubscriptionNotFound))
async def subscription_secret(subscription_id: UUID, settings: AppSettings, session: Managing) -> WebhookSecret:
    """Return the secret with which a subscription's messages are signed."""
    return WebhookSecret(secret=await service.secret_of(session, settings, subscription_id))


@router.post(f"{_SUBSCRIPTION}/rotate-secret", responses=responses(NotAuthenticated, SubscriptionNotFound))
async def rotate_subscription_secret(
    subscription_id: UUID, body: SecretRotation, settings: AppSettings, session: Managing
) -> WebhookSecret:
    """Give a subscription a new secret; for as long as you say, its messages are signed by the old one, too."""
    fresh = await service.rotate_secret(session, settings, subscription_id, overlap_hours=body.overlap_hours)
    return WebhookSecret(secret=fresh)


@router.post(f"{_SUBSCRIPTION}/test", status_code=202, responses=responses(NotAuthenticated, SubscriptionNotFound))
async def send_test_event(subscription_id: UUID, session: Managing) -> DeliveryView:
    """Send a subscription the event `webhook.test`; how it went stands in the log."""
    return await service.send_test(session, subscription_id)


@router.get("/deliveries", responses=responses(NotAuthenticated, CursorInvalid))
async def list_deliveries(
    session: Managing,
    subject: Manager,
    subscription_id: Annotated[UUID | None, Query(description="Only those of one subscription.")] = None,
    limit: PageSize = 50,
    cursor: PageCursor = None,
) -> Page[DeliveryView]:
    """Return the messages of the last 30 days and how they went, newest first."""
    return await service.list_deliveries(session, subject.workspace_id, subscription_id, limit=limit, cursor=cursor)


@router.post(
    "/deliveries/{delivery_id}/replay", status_code=202, responses=responses(NotAuthenticated, DeliveryNotFound)
)
async def replay_delivery(delivery_id: UUID, session: Managing) -> DeliveryView:
    """Send a message once more, under the same `webhook-id`, so that a receiver that has it can tell."""
    return await service.replay(session, delivery_id)
