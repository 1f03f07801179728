"""What people do on the sandbox's pages: they pay, with no money, and the sandbox sends its event."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.plans import Tier
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.ids import new_id
from audiostudio.payments import service
from audiostudio.payments.providers.base import Event, ObjectKind, PaymentState, Ref
from audiostudio.payments.providers.choice import Providers
from audiostudio.payments.providers.sandbox import NAME
from audiostudio.payments.schemas import SandboxCheckout

_STATES = {"pay": "paid", "decline": "failed", "pay_later": "pending"}


class CheckoutNotFound(Problem):
    """There is no such checkout, it is somebody else's, or this server has no sandbox."""

    status = 404
    code = "checkout_not_found"
    title = "There is no such checkout here."


class CheckoutEnded(Problem):
    """The checkout was paid or refused before."""

    status = 409
    code = "checkout_ended"
    title = "This checkout has ended; start a new one at the paywall."


def require_sandbox(providers: Providers) -> None:
    """Refuse where the server sells for money, or not at all.

    Raises:
        CheckoutNotFound
    """
    if NAME not in providers.all:
        raise CheckoutNotFound


async def get(session: AsyncSession, checkout_id: str) -> SandboxCheckout:
    """Return a checkout.

    Raises:
        CheckoutNotFound: it is not this workspace's.
    """
    found = await session.execute(
        text(
            "SELECT c.id, c.state, c.return_url, p.name, p.credits, p.amount_minor, p.currency, p.tier "
            "FROM sandbox_checkouts c JOIN prices p ON p.id = c.price_id WHERE c.id = :id"
        ),
        {"id": checkout_id},
    )
    row = found.one_or_none()
    if row is None:
        raise CheckoutNotFound
    return SandboxCheckout(
        checkout_id=row.id,
        name=row.name,
        credits=row.credits,
        amount_minor=row.amount_minor,
        currency=row.currency,
        tier=Tier(row.tier) if row.tier else None,
        state=PaymentState(row.state),
        return_url=row.return_url,
    )


async def decide(session: AsyncSession, checkout_id: str, outcome: str) -> SandboxCheckout:
    """Let a checkout be paid, refused, or paid later; one that is to be paid later can still be either.

    Raises:
        CheckoutNotFound: it is not this workspace's.
        CheckoutEnded: it was paid or refused before.
    """
    await get(session, checkout_id)
    changed = await session.execute(
        text(
            "UPDATE sandbox_checkouts SET state = :state, updated_at = now(), "
            "paid_at = CASE WHEN :state = 'paid' THEN now() END WHERE id = :id AND state IN ('open', 'pending')"
        ),
        {"id": checkout_id, "state": _STATES[outcome]},
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise CheckoutEnded
    await _announce(session, checkout_id, f"checkout.{outcome}")
    return await get(session, checkout_id)


async def end_plan(session: AsyncSession) -> None:
    """End the workspace's plan with its month."""
    ended = await session.execute(
        text(
            "UPDATE sandbox_checkouts c SET cancelled_at = now(), updated_at = now() FROM prices p "
            "WHERE p.id = c.price_id AND p.tier IS NOT NULL AND c.paid_at IS NOT NULL AND c.cancelled_at IS NULL "
            "RETURNING c.id"
        )
    )
    for checkout_id in ended.scalars().all():
        await _announce(session, checkout_id, "plan.cancelled")


async def _announce(session: AsyncSession, checkout_id: str, event_type: str) -> None:
    event = Event(f"sandbox_event_{new_id()}", event_type, Ref(ObjectKind.CHECKOUT, checkout_id))
    await service.keep_event(session, NAME, event)
