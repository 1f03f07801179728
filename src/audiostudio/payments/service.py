"""Rules of payments: what is shown, how a checkout starts, what is done with what providers send."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import service as accounts
from audiostudio.accounts.plans import Tier
from audiostudio.credits import service as credits
from audiostudio.kit import idempotency
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.pagination import Page, decode_cursor, split_page
from audiostudio.kit.idempotency import RequestRepeated, request_key
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Database
from audiostudio.payments import repository
from audiostudio.payments.models import PlanSubscription, Price, Purchase
from audiostudio.payments.providers.base import (
    Checkout,
    Event,
    EventForged,
    PaymentProvider,
    PaymentState,
    SubscriptionState,
)
from audiostudio.payments.providers.choice import Providers
from audiostudio.payments.schemas import Paywall, PlanSubscriptionView, PriceView, PurchaseView
from audiostudio.payments.tasks import apply_event, refund_purchase
from audiostudio.settings import Settings

_RUNS = (SubscriptionState.ACTIVE, SubscriptionState.PAST_DUE)


class PaymentsNotSetUp(Problem):
    """Nobody takes money here."""

    status = 503
    code = "payments_not_set_up"
    title = "Nothing is sold on this server; its operator can give you credits."


class ProductUnknown(Problem):
    """There is no such product, or it is not sold any more."""

    status = 422
    code = "product_unknown"
    title = "There is no such product for sale."


class AlreadySubscribed(Problem):
    """The workspace pays for a plan already; a second one would be paid beside it."""

    status = 409
    code = "already_subscribed"
    title = "You have a plan already; change or end it in the portal."


class PurchaseNotFound(Problem):
    """There is no such purchase, or it is somebody else's."""

    status = 404
    code = "purchase_not_found"
    title = "There is no such purchase here."


class NothingToRefund(Problem):
    """A purchase was not paid, or less of it is left than is asked for."""

    status = 409
    code = "nothing_to_refund"
    title = "So much of this purchase cannot be given back."


class NoCustomerYet(Problem):
    """The provider knows nothing of this workspace."""

    status = 409
    code = "no_customer_yet"
    title = "The portal opens with your first purchase."


async def set_price(
    session: AsyncSession,
    product: str,
    *,
    name: str | None,
    credits: Decimal | None,
    amount_minor: int | None,
    currency: str | None,
    credits_last_days: int | None,
    on_sale: bool,
) -> int:
    """Add a version of a product and return its number; what is not given stays as it was. For the operator.

    Raises:
        ProductUnknown: there is no such product yet, and not all of it is given.
    """
    before = await repository.newest_price(session, product)
    if before is not None:
        credits = before.credits if credits is None else credits
        amount_minor = before.amount_minor if amount_minor is None else amount_minor
        currency = currency or before.currency
    if credits is None or amount_minor is None or currency is None:
        raise ProductUnknown(f"There is no product {product!r}; a new one needs credits, an amount and a currency.")
    version = before.version + 1 if before else 1
    price = Price(
        id=new_id(),
        product=product,
        version=version,
        name=name or (before.name if before else product),
        tier=before.tier if before else None,
        credits=credits,
        amount_minor=amount_minor,
        currency=currency,
        credits_last_days=credits_last_days,
        on_sale=on_sale,
    )
    await repository.add_price(session, price)
    return version


async def get_paywall(session: AsyncSession, providers: Providers, subject: Subject) -> Paywall:
    """Return what is for sale, and what the workspace has."""
    account = await credits.get_account(session, subject.workspace_id)
    standing = await accounts.get_standing(session, subject)
    provider = providers.selling
    views = [_price_view(price) for price in await repository.list_prices_on_sale(session)] if provider else []
    running = await _running_plan(session, subject.workspace_id)
    return Paywall(
        provider=provider.name if provider else None,
        is_sandbox=provider is not None and provider.is_sandbox,
        credits=account.balance,
        debt=account.debt,
        tier=standing.plan.tier,
        packages=[view for view in views if view.tier is None],
        plans=[view for view in views if view.tier is not None],
        subscription=_subscription_view(*running) if running else None,
    )


async def product_of_credits(session: AsyncSession, amount: int) -> str:
    """Return the package that holds so many credits.

    Raises:
        ProductUnknown: none does.
    """
    packages = [price for price in await repository.list_prices_on_sale(session) if price.tier is None]
    for price in packages:
        if price.credits == amount:
            return price.product
    offered = ", ".join(f"{price.credits:.0f}" for price in packages)
    raise ProductUnknown(f"There is no package of {amount} credits; choose one of {offered}.")


async def start_checkout(
    database: Database, settings: Settings, providers: Providers, subject: Subject, product: str, key: str | None
) -> PurchaseView:
    """Keep a purchase, start its checkout with the provider, and return where it is paid.

    The provider is asked between two transactions, under the purchase's id: whoever repeats the request under the same
    Idempotency-Key is led to the same checkout, wherever the first one broke off.

    Raises:
        PaymentsNotSetUp, ProductUnknown, AlreadySubscribed, PaymentProviderFailed
    """
    provider = providers.selling
    if provider is None:
        raise PaymentsNotSetUp
    try:
        async with database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
            purchase_id = await _add_purchase(session, provider, subject, product, key)
    except RequestRepeated as earlier:
        purchase_id = earlier.resource_id
    async with database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
        purchase, price = await _find(session, purchase_id)
        customer_id = await repository.find_customer(session, subject.workspace_id, provider.name)
        email = await _email_of(session, subject)
    if purchase.checkout_id is not None:
        return _purchase_view(purchase, price)
    started = await provider.start(
        Checkout(
            purchase_id=purchase_id,
            workspace_id=subject.workspace_id,
            price=price,
            customer_id=customer_id,
            email=email,
            success_url=f"{settings.public_url}/app/credits?purchase={purchase_id}",
            cancel_url=f"{settings.public_url}/app/paywall",
        )
    )
    async with database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
        await repository.note_checkout(session, purchase_id, checkout_id=started.id, url=started.url)
        return _purchase_view(*await _find(session, purchase_id))


async def _add_purchase(
    session: AsyncSession, provider: PaymentProvider, subject: Subject, product: str, key: str | None
) -> UUID:
    purchase_id = new_id()
    await idempotency.claim(
        session,
        request_key(key, "purchase", product),
        workspace_id=subject.workspace_id,
        kind=Purchase.__tablename__,
        resource_id=purchase_id,
    )
    prices = {price.product: price for price in await repository.list_prices_on_sale(session)}
    if product not in prices:
        raise ProductUnknown(f"{product!r} is not for sale; choose one of {', '.join(prices)}.")
    if prices[product].tier and await _running_plan(session, subject.workspace_id):
        raise AlreadySubscribed
    await repository.add_purchase(
        session,
        purchase_id=purchase_id,
        workspace_id=subject.workspace_id,
        user_id=subject.user_id,
        price_id=prices[product].id,
        provider=provider.name,
    )
    return purchase_id


async def get_purchase(session: AsyncSession, purchase_id: UUID) -> PurchaseView:
    """Return a purchase.

    Raises:
        PurchaseNotFound: it is not this workspace's.
    """
    return _purchase_view(*await _find(session, purchase_id))


async def list_purchases(
    session: AsyncSession, workspace_id: UUID, *, limit: int, cursor: str | None
) -> Page[PurchaseView]:
    """Return a page of purchases, newest first."""
    rows = await repository.list_purchases(session, workspace_id, limit=limit + 1, after=decode_cursor(cursor))
    page, more = split_page(rows, limit, lambda row: (row[0].created_at, row[0].id))
    return Page(items=[_purchase_view(purchase, price) for purchase, price in page], next_cursor=more)


async def open_portal(database: Database, settings: Settings, providers: Providers, subject: Subject) -> str:
    """Return the address of the provider's portal.

    Raises:
        PaymentsNotSetUp, NoCustomerYet, PaymentProviderFailed
    """
    provider = providers.selling
    if provider is None:
        raise PaymentsNotSetUp
    async with database.session(workspace_id=subject.workspace_id) as session:
        customer_id = await repository.find_customer(session, subject.workspace_id, provider.name)
    if customer_id is None:
        raise NoCustomerYet
    return await provider.portal(customer_id, f"{settings.public_url}/app/credits")


async def receive(database: Database, providers: Providers, body: bytes, headers: Mapping[str, str]) -> None:
    """Keep an event whose signature is right, and queue its application; one that came before changes nothing.

    Raises:
        EventForged: no provider that is set up here signed these bytes lately.
    """
    provider = next((known for known in providers.all.values() if _signed_by(known.name, headers)), None)
    if provider is None:
        raise EventForged
    event = provider.verify(body, headers)
    async with database.session(turn_of="payment events") as session:
        await keep_event(session, provider.name, event)


async def keep_event(session: AsyncSession, provider: str, event: Event) -> None:
    """Keep an event and queue its application, if it is new and concerns anything here."""
    if await repository.receive(session, provider, event) and event.about is not None:
        await apply_event.enqueue(session, provider, event.id)


async def queue_refund(
    session: AsyncSession, providers: Providers, purchase_id: UUID, *, amount_minor: int | None, key: str
) -> None:
    """Queue a refund through the purchase's provider, once per ``key``, and of its credits; for operators.

    All that is left of the purchase goes back where no amount is named.

    Raises:
        PurchaseNotFound, PaymentsNotSetUp
        NothingToRefund: it was not paid, or less is left of it.
    """
    purchase, price = await _find(session, purchase_id)
    if purchase.provider not in providers.all:
        raise PaymentsNotSetUp(f"{purchase.provider} is not set up any more; give the money back there.")
    left = price.amount_minor - purchase.reversed_minor if purchase.state == PaymentState.PAID else 0
    amount = left if amount_minor is None else amount_minor
    if not 0 < amount <= left:
        raise NothingToRefund(
            f"Of the {price.amount_minor} paid, {left} can be given back (in minor units of {price.currency.upper()})."
        )
    await refund_purchase.enqueue(session, purchase.provider, str(purchase.checkout_id), amount, key)


def _signed_by(provider: str, headers: Mapping[str, str]) -> bool:
    header = {"stripe": "stripe-signature", "square": "x-square-hmacsha256-signature"}.get(provider)
    return header is not None and header in headers


async def _email_of(session: AsyncSession, subject: Subject) -> str | None:
    if subject.user_id is None:
        return None
    profile = await accounts.get_profile(session, user_id=subject.user_id, workspace_id=subject.workspace_id)
    return str(profile.email)


async def _find(session: AsyncSession, purchase_id: UUID) -> Row[Purchase, Price]:
    row = await repository.get_purchase(session, purchase_id)
    if row is None:
        raise PurchaseNotFound
    return row


async def _running_plan(session: AsyncSession, workspace_id: UUID) -> Row[PlanSubscription, Price] | None:
    rows = await repository.list_subscriptions(session, workspace_id)
    return next((row for row in rows if row[0].state in _RUNS), None)


def _price_view(price: Price) -> PriceView:
    return PriceView(
        product=price.product,
        name=price.name,
        credits=price.credits,
        amount_minor=price.amount_minor,
        currency=price.currency,
        tier=Tier(price.tier) if price.tier else None,
        credits_last_days=price.credits_last_days,
    )


def _subscription_view(row: PlanSubscription, price: Price) -> PlanSubscriptionView:
    return PlanSubscriptionView(
        product=price.product,
        name=price.name,
        tier=Tier(price.tier or Tier.FREE),
        state=SubscriptionState(row.state),
        period_end=row.period_end,
        cancels_at_period_end=row.cancels_at_period_end,
    )


def _purchase_view(purchase: Purchase, price: Price) -> PurchaseView:
    return PurchaseView(
        purchase_id=purchase.id,
        product=price.product,
        name=price.name,
        credits=price.credits,
        amount_minor=price.amount_minor,
        currency=price.currency,
        state=PaymentState(purchase.state),
        refunded_minor=purchase.reversed_minor,
        checkout_url=purchase.checkout_url,
        receipt_url=purchase.receipt_url,
        created_at=purchase.created_at,
    )
