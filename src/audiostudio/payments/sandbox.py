"""What people do on the sandbox's pages: they pay, with no money, and the sandbox sends its event."""

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.plans import Tier
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.ids import new_id
from audiostudio.payments import sandbox_repository, service
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
    row = await sandbox_repository.find_checkout(session, checkout_id)
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
    if not await sandbox_repository.decide_checkout(session, checkout_id, _STATES[outcome]):
        raise CheckoutEnded
    await _announce(session, checkout_id, f"checkout.{outcome}")
    return await get(session, checkout_id)


async def end_plan(session: AsyncSession) -> None:
    """End the workspace's plan with its month."""
    for checkout_id in await sandbox_repository.cancel_plans(session):
        await _announce(session, checkout_id, "plan.cancelled")


async def _announce(session: AsyncSession, checkout_id: str, event_type: str) -> None:
    event = Event(f"sandbox_event_{new_id()}", event_type, Ref(ObjectKind.CHECKOUT, checkout_id))
    await service.keep_event(session, NAME, event)
