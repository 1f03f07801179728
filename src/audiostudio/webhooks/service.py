"""Rules of subscriptions to events: how many, by which secrets, and what was sent to them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.pagination import Page, decode_cursor, split_page
from audiostudio.kit.outbound.fetch import checked_url
from audiostudio.settings import Settings
from audiostudio.webhooks import repository
from audiostudio.webhooks.models import Delivery, Subscription
from audiostudio.webhooks.schemas import (
    TEST_EVENT,
    DeliveryStatus,
    DeliveryView,
    SubscriptionChanges,
    SubscriptionRequest,
    SubscriptionView,
    WebhookEvent,
)
from audiostudio.webhooks.signing import subscription_secret

MOST_SUBSCRIPTIONS = 20


class SubscriptionNotFound(Problem):
    """There is no such subscription, or it is another workspace's."""

    status = 404
    code = "webhook_subscription_not_found"
    title = "There is no such subscription here."


class DeliveryNotFound(Problem):
    """There is no such delivery, or it is another workspace's."""

    status = 404
    code = "webhook_delivery_not_found"
    title = "There is no such delivery here; they are kept for 30 days, and as long as their job."


class TooManySubscriptions(Problem):
    """The workspace has as many subscriptions as it may."""

    status = 409
    code = "too_many_webhook_subscriptions"
    title = f"A workspace has at most {MOST_SUBSCRIPTIONS} subscriptions; delete one that is not needed."


async def subscribe(session: AsyncSession, workspace_id: UUID, wanted: SubscriptionRequest) -> SubscriptionView:
    """Tell an address of events from now on.

    Raises:
        UrlInvalid, TooManySubscriptions: nothing was subscribed to.
    """
    checked_url(wanted.url)
    await repository.lock(session, workspace_id)
    if len(await repository.list_subscriptions(session, workspace_id)) >= MOST_SUBSCRIPTIONS:
        raise TooManySubscriptions
    row = Subscription(
        workspace_id=workspace_id,
        url=wanted.url,
        description=wanted.description,
        events=sorted(set(wanted.events)),
        active=wanted.active,
    )
    await repository.add(session, row)
    return _view(row)


async def list_all(session: AsyncSession, workspace_id: UUID) -> list[SubscriptionView]:
    """Return a workspace's subscriptions, oldest first."""
    return [_view(row) for row in await repository.list_subscriptions(session, workspace_id)]


async def change(session: AsyncSession, subscription_id: UUID, changes: SubscriptionChanges) -> SubscriptionView:
    """Change a subscription; what is owed already goes to the address that it was owed to.

    Raises:
        SubscriptionNotFound, UrlInvalid: nothing changed.
    """
    row = await _get(session, subscription_id)
    if changes.url is not None:
        checked_url(changes.url)
        row.url = changes.url
    if changes.events is not None:
        row.events = sorted(set(changes.events))
    if changes.description is not None:
        row.description = changes.description
    if changes.active is not None:
        row.active = changes.active
    await session.flush()
    return _view(row)


async def remove(session: AsyncSession, subscription_id: UUID) -> None:
    """Delete a subscription with its log; what is owed to it is not sent.

    Raises:
        SubscriptionNotFound: there is none.
    """
    await _get(session, subscription_id)
    await repository.remove_subscription(session, subscription_id)


async def secret_of(session: AsyncSession, settings: Settings, subscription_id: UUID) -> str:
    """Return the present secret of a subscription.

    Raises:
        SubscriptionNotFound: there is none.
    """
    row = await _get(session, subscription_id)
    return subscription_secret(row.id, row.secret_version, settings)


async def rotate_secret(session: AsyncSession, settings: Settings, subscription_id: UUID, *, overlap_hours: int) -> str:
    """Give a subscription a new secret and return it; for a while messages are signed by both.

    Raises:
        SubscriptionNotFound: there is none.
    """
    row = await _get(session, subscription_id)
    row.secret_version += 1
    row.former_secret_until = datetime.now(UTC) + timedelta(hours=overlap_hours)
    await session.flush()
    return subscription_secret(row.id, row.secret_version, settings)


async def send_test(session: AsyncSession, subscription_id: UUID) -> DeliveryView:
    """Owe a subscription a test event, whether it is active or not.

    Raises:
        SubscriptionNotFound: there is none.
    """
    subscription = await _get(session, subscription_id)
    row = Delivery(
        workspace_id=subscription.workspace_id,
        subscription_id=subscription.id,
        event=TEST_EVENT,
        url=subscription.url,
    )
    await repository.add(session, row)
    return _delivery_view(row)


async def list_deliveries(
    session: AsyncSession, workspace_id: UUID, subscription_id: UUID | None, *, limit: int, cursor: str | None
) -> Page[DeliveryView]:
    """Return a page of messages and how they went, newest first."""
    rows = await repository.list_deliveries(
        session, workspace_id, subscription_id, limit=limit + 1, after=decode_cursor(cursor)
    )
    page, more = split_page(rows, limit, lambda row: (row.created_at, row.id))
    return Page(items=[_delivery_view(row) for row in page], next_cursor=more)


async def replay(session: AsyncSession, delivery_id: UUID) -> DeliveryView:
    """Owe a message once more, under its id, to where its subscription is now.

    Raises:
        DeliveryNotFound: there is none.
    """
    former = await repository.get_delivery(session, delivery_id)
    if former is None:
        raise DeliveryNotFound
    url = former.url
    if former.subscription_id is not None:
        url = (await _get(session, former.subscription_id)).url
    row = Delivery(
        workspace_id=former.workspace_id,
        subscription_id=former.subscription_id,
        job_id=former.job_id,
        event=former.event,
        message_id=former.message_id or former.id,
        url=url,
    )
    await repository.add(session, row)
    return _delivery_view(row)


async def _get(session: AsyncSession, subscription_id: UUID) -> Subscription:
    row = await repository.get_subscription(session, subscription_id, lock=True)
    if row is None:
        raise SubscriptionNotFound
    return row


def _view(row: Subscription) -> SubscriptionView:
    both = row.former_secret_until is not None and row.former_secret_until > datetime.now(UTC)
    return SubscriptionView(
        subscription_id=row.id,
        url=row.url,
        description=row.description,
        events=[event for event in WebhookEvent if event in row.events],
        active=row.active,
        former_secret_until=row.former_secret_until if both else None,
        created_at=row.created_at,
    )


def _delivery_view(row: Delivery) -> DeliveryView:
    over = DeliveryStatus.DELIVERED if row.delivered_at else DeliveryStatus.FAILED
    return DeliveryView(
        delivery_id=row.id,
        message_id=row.message_id or row.id,
        subscription_id=row.subscription_id,
        job_id=row.job_id,
        event=row.event,
        url=row.url,
        status=DeliveryStatus.WAITING if row.next_attempt_at else over,
        attempts=row.attempts,
        result=row.last_result,
        answer_status=row.answer_status,
        answer_head=row.answer_head,
        duration_ms=row.duration_ms,
        created_at=row.created_at,
        attempted_at=row.attempted_at,
        next_attempt_at=row.next_attempt_at,
    )
