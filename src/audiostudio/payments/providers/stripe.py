"""Stripe, by its own library: checkouts, plans, invoices, the portal, refunds and disputes.

The library is imported when it is first needed: it is large, and a server without Stripe starts without it. It waits
for the network in a thread.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from audiostudio.payments.models import Price
from audiostudio.payments.prices import PriceList
from audiostudio.payments.providers.base import (
    Checkout,
    Event,
    EventForged,
    ObjectKind,
    Payment,
    PaymentProviderFailed,
    PaymentState,
    Read,
    Ref,
    Reversal,
    Sale,
    Started,
    Subscription,
    SubscriptionState,
)
from audiostudio.payments.providers.stripe_objects import (
    DISPUTE_STANDS,
    INVOICE_STATES,
    REFUND_STANDS,
    SUBSCRIPTION_STATES,
    Json,
    about_what,
    checkout_state,
    id_of,
    moment,
    month_until,
    package,
)

if TYPE_CHECKING:
    from stripe import StripeClient

# What is read and sent here follows this version of the API, whichever the account's own is.
API_VERSION = "2026-05-27.dahlia"
_TIMEOUT_S = 30.0
_RETRIES = 2
_OLDEST_EVENT = timedelta(days=29)  # Stripe forgets them after 30
_LOOKUP_PREFIX = "audiostudio_"

Result = TypeVar("Result")


class StripeProvider:
    """Stripe as a payment provider."""

    name = "stripe"
    is_sandbox = False

    def __init__(self, secret_key: str, webhook_secret: str, prices: PriceList, *, base_url: str | None = None) -> None:
        """Prepare; nothing is asked yet.

        Args:
            secret_key: of the account.
            webhook_secret: with which events are verified.
            prices: what is for sale.
            base_url: another address than Stripe's own.
        """
        self._secret_key = secret_key
        self._webhook_secret = webhook_secret
        self._prices = prices
        self._base_url = base_url
        self._own_prices: dict[str, UUID | None] = {}  # by Stripe's name of them; they never change

    async def start(self, checkout: Checkout) -> Started:
        """Start a Checkout session; each payment method that the account has switched on is offered there."""
        price = checkout.price
        about = {
            "purchase": str(checkout.purchase_id),
            "workspace": str(checkout.workspace_id),
            "price": str(price.id),
        }
        options: Any = {
            "mode": "subscription" if price.tier else "payment",
            "line_items": [{"price": await self._stripe_price(price), "quantity": 1}],
            "success_url": checkout.success_url,
            "cancel_url": checkout.cancel_url,
            "client_reference_id": str(checkout.workspace_id),
            "metadata": about,
        }
        if price.tier:
            options["subscription_data"] = {"metadata": about}
        else:
            options["payment_intent_data"] = {"metadata": about}
            options["invoice_creation"] = {"enabled": True}
        if checkout.customer_id:
            options["customer"] = checkout.customer_id
        else:
            if not price.tier:
                options["customer_creation"] = "always"  # who has the portal and the invoices
            if checkout.email:
                options["customer_email"] = checkout.email
        key: Any = {"idempotency_key": f"checkout-{checkout.purchase_id}"}
        session = await self._ask(lambda client: client.v1.checkout.sessions.create(options, key))
        return Started(session["id"], session["url"])

    async def read(self, ref: Ref) -> Sequence[Read]:
        """Return a checkout, an invoice or a subscription, and what belongs to it."""
        match ref.kind:
            case ObjectKind.CHECKOUT:
                return await self._read_checkout(ref.id)
            case ObjectKind.INVOICE:
                return await self._read_invoice(ref.id)
            case ObjectKind.SUBSCRIPTION:
                return await self._read_subscription(ref.id)
            case ObjectKind.PAYMENT:
                return await self._read_payment(ref.id)

    async def portal(self, customer_id: str, return_url: str) -> str:
        """Return the address of a session of the customer portal."""
        options: Any = {"customer": customer_id, "return_url": return_url}
        session = await self._ask(lambda client: client.v1.billing_portal.sessions.create(options))
        return str(session["url"])

    async def refund(self, checkout_id: str, amount_minor: int, key: str) -> None:
        """Refund what was paid at a checkout; of a plan, its first invoice."""
        session = await self._ask(lambda client: client.v1.checkout.sessions.retrieve(checkout_id))
        intents = [session["payment_intent"]] if session.get("payment_intent") else []
        if not intents and session.get("invoice"):
            intents = await self._intents_of_invoice(id_of(session["invoice"]))
        if not intents:
            raise PaymentProviderFailed("Nothing was paid at this checkout yet; there is nothing to refund.")
        options: Any = {"payment_intent": id_of(intents[0]), "amount": amount_minor}
        idempotency: Any = {"idempotency_key": f"refund-{key}"}
        await self._ask(lambda client: client.v1.refunds.create(options, idempotency))

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """Return the event of a webhook's raw body, signed by Stripe within the last five minutes."""
        import stripe

        try:
            stripe.WebhookSignature.verify_header(
                body.decode(), headers.get("stripe-signature", ""), self._webhook_secret, tolerance=300
            )
            event = json.loads(body)
            return Event(event["id"], event["type"], about_what(event["type"], event["data"]["object"]))
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError):
            raise EventForged from None

    async def changed_since(self, since: datetime) -> Sequence[Ref]:
        """Return what Stripe has events of since then, up to 29 days ago, whether or not they were delivered."""
        oldest = max(since, datetime.now(UTC) - _OLDEST_EVENT)
        options: Any = {"created": {"gte": int(oldest.timestamp())}, "limit": 100}
        events = await self._list(lambda client: client.v1.events.list(options))
        found = [about_what(event["type"], event["data"]["object"]) for event in events]
        return list(dict.fromkeys(ref for ref in found if ref))

    # Reading ---------------------------------------------------------------------------------------------------------

    async def _read_checkout(self, session_id: str) -> Sequence[Read]:
        options: Any = {"expand": ["payment_intent"]}
        session = await self._find(lambda client: client.v1.checkout.sessions.retrieve(session_id, options))
        about = (session or {}).get("metadata") or {}
        if session is None or "purchase" not in about:
            return []
        price = await self._prices.get(UUID(about["price"]))
        intent = session.get("payment_intent")
        is_payment = session["mode"] == "payment"
        payment = Payment(
            ref=Ref(ObjectKind.CHECKOUT, session["id"]),
            workspace_id=UUID(about["workspace"]),
            purchase_id=UUID(about["purchase"]),
            customer_id=id_of(session["customer"]) if session.get("customer") else None,
            state=checkout_state(session),
            amount_minor=session["amount_total"] or 0,
            sale=package(session["id"], price, session["created"]) if is_payment else None,
            reversals=await self._reversals([id_of(intent)]) if intent and is_payment else (),
        )
        found: list[Read] = [payment]
        if session.get("subscription"):
            found += await self._read_subscription(id_of(session["subscription"]))
        if session.get("invoice") and not is_payment:
            found += await self._read_invoice(id_of(session["invoice"]), with_subscription=False)
        return found

    async def _read_payment(self, intent_id: str) -> Sequence[Read]:
        """Return what was paid with a payment intent: a checkout, or an invoice."""
        by_intent: Any = {"payment_intent": intent_id, "limit": 1}
        for session in await self._list(lambda client: client.v1.checkout.sessions.list(by_intent)):
            return await self._read_checkout(session["id"])
        paid_with: Any = {"payment": {"type": "payment_intent", "payment_intent": intent_id}, "limit": 1}
        for payment in await self._list(lambda client: client.v1.invoice_payments.list(paid_with)):
            return await self._read_invoice(id_of(payment["invoice"]))
        return []

    async def _read_invoice(self, invoice_id: str, *, with_subscription: bool = True) -> Sequence[Read]:
        invoice = await self._find(lambda client: client.v1.invoices.retrieve(invoice_id))
        of_plan = ((invoice or {}).get("parent") or {}).get("subscription_details")
        if invoice is None or not of_plan:
            return []
        subscription_id = id_of(of_plan["subscription"])
        raw = await self._find(lambda client: client.v1.subscriptions.retrieve(subscription_id))
        about = of_plan.get("metadata") or (raw or {}).get("metadata") or {}
        if "workspace" not in about:
            return []
        payment = Payment(
            ref=Ref(ObjectKind.INVOICE, invoice["id"]),
            workspace_id=UUID(about["workspace"]),
            purchase_id=None,
            customer_id=id_of(invoice["customer"]),
            state=INVOICE_STATES.get(invoice["status"], PaymentState.OPEN),
            amount_minor=invoice["amount_paid"],
            sale=await self._sale_of_invoice(invoice),
            reversals=await self._reversals(await self._intents_of_invoice(invoice_id)),
            receipt_url=invoice.get("hosted_invoice_url"),
        )
        subscription = await self._subscription(raw) if raw and with_subscription else None
        return [payment, subscription] if subscription else [payment]

    async def _read_subscription(self, subscription_id: str) -> Sequence[Read]:
        raw = await self._find(lambda client: client.v1.subscriptions.retrieve(subscription_id))
        subscription = await self._subscription(raw) if raw else None
        return [subscription] if subscription else []

    async def _subscription(self, raw: Json) -> Subscription | None:
        about, item = raw.get("metadata") or {}, raw["items"]["data"][0]
        price_id = await self._own_price(item["price"]["id"])
        if "workspace" not in about or price_id is None:
            return None
        return Subscription(
            ref=Ref(ObjectKind.SUBSCRIPTION, raw["id"]),
            workspace_id=UUID(about["workspace"]),
            customer_id=id_of(raw["customer"]),
            price_id=price_id,
            state=SUBSCRIPTION_STATES.get(raw["status"], SubscriptionState.ENDED),
            period_start=moment(item["current_period_start"]),
            period_end=moment(item["current_period_end"]),
            cancels_at_period_end=bool(raw["cancel_at_period_end"] or raw.get("cancel_at")),
        )

    async def _sale_of_invoice(self, invoice: Json) -> Sale | None:
        """Return the credits that an invoice brings: a period's, and the share of what changed in the middle of one.

        Only an invoice that begins a period brings a period's credits; one of a changed plan or number of seats is paid
        too, while its period stays. Its prorations bring the difference, for as long as the period lasts.
        """
        begins_period = invoice.get("billing_reason") in ("subscription_create", "subscription_cycle")
        credits, main, ends_at, name = Decimal(0), None, None, ""
        for line in invoice["lines"]["data"]:
            of_item = ((line.get("parent") or {}).get("subscription_item_details")) or {}
            stripe_price = ((line.get("pricing") or {}).get("price_details") or {}).get("price")
            price_id = await self._own_price(id_of(stripe_price)) if stripe_price else None
            if price_id is None:
                continue
            price = await self._prices.get(price_id)
            start, end = moment(line["period"]["start"]), moment(line["period"]["end"])
            share = price.credits * (line.get("quantity") or 1)
            if of_item.get("proration"):
                share *= Decimal((end - start).total_seconds()) / Decimal(month_until(end).total_seconds())
                share *= -1 if line["amount"] < 0 else 1
            elif not begins_period:
                continue
            credits += share
            if line["amount"] >= 0 and (main is None or not of_item.get("proration")):
                main, ends_at, name = line["id"], end, price.name
        credits = credits.quantize(Decimal("0.01"))
        if main is None or ends_at is None or credits <= 0:
            return None
        # What is left at the end of the period can be spent for one period more.
        lasts_until = ends_at + month_until(ends_at)
        return Sale(f"{invoice['id']}:{main}", "subscription", credits, lasts_until, f"{name}, monthly credits")

    async def _intents_of_invoice(self, invoice_id: str) -> list[str]:
        options: Any = {"invoice": invoice_id, "limit": 100}
        payments = await self._list(lambda client: client.v1.invoice_payments.list(options))
        intents = (payment["payment"].get("payment_intent") for payment in payments)
        return [id_of(intent) for intent in intents if intent]

    async def _reversals(self, intent_ids: Sequence[str]) -> Sequence[Reversal]:
        """Return the refunds and disputes, each by its own id: a charge's running total would count them twice."""
        found = []
        for intent_id in intent_ids:
            for refund in await self._list(self._of_intent("refunds", intent_id)):
                stands = refund["status"] in REFUND_STANDS
                found.append(Reversal(refund["id"], "refund", refund["amount"], stands))
            for dispute in await self._list(self._of_intent("disputes", intent_id)):
                if not dispute["status"].startswith("warning"):
                    stands = dispute["status"] in DISPUTE_STANDS
                    found.append(Reversal(dispute["id"], "dispute", dispute["amount"], stands))
        return tuple(sorted(found, key=lambda reversal: reversal.id))

    @staticmethod
    def _of_intent(kind: str, intent_id: str) -> Callable[["StripeClient"], Any]:
        options = {"payment_intent": intent_id, "limit": 100}
        return lambda client: getattr(client.v1, kind).list(options)

    # Prices ----------------------------------------------------------------------------------------------------------

    async def _stripe_price(self, price: Price) -> str:
        """Return Stripe's name of a price, made at its first sale."""
        lookup_key = f"{_LOOKUP_PREFIX}{price.id}"
        options: Any = {"lookup_keys": [lookup_key], "limit": 1}
        for known in await self._list(lambda client: client.v1.prices.list(options)):
            return str(known["id"])
        new: Any = {
            "currency": price.currency,
            "unit_amount": price.amount_minor,
            "lookup_key": lookup_key,
            "metadata": {"price": str(price.id)},
            "product_data": {"name": price.name},
            **({"recurring": {"interval": "month"}} if price.tier else {}),
        }
        key: Any = {"idempotency_key": f"price-{price.id}"}
        made = await self._ask(lambda client: client.v1.prices.create(new, key))
        return str(made["id"])

    async def _own_price(self, stripe_price_id: str) -> UUID | None:
        """Return which of the product's prices one of Stripe's is; None where it is somebody else's."""
        if stripe_price_id not in self._own_prices:
            found = await self._find(lambda client: client.v1.prices.retrieve(stripe_price_id))
            own = ((found or {}).get("metadata") or {}).get("price")
            self._own_prices[stripe_price_id] = UUID(own) if own else None
        return self._own_prices[stripe_price_id]

    # Asking ----------------------------------------------------------------------------------------------------------

    @cached_property
    def _client(self) -> "StripeClient":
        import stripe

        return stripe.StripeClient(
            self._secret_key,
            stripe_version=API_VERSION,
            http_client=stripe.RequestsClient(timeout=_TIMEOUT_S),
            max_network_retries=_RETRIES,
            base_addresses={"api": self._base_url} if self._base_url else {},
        )

    async def _ask(self, ask: Callable[["StripeClient"], Any]) -> Json:
        answer: Json | None = await self._in_thread(lambda client: ask(client).to_dict())
        assert answer is not None
        return answer

    async def _find(self, ask: Callable[["StripeClient"], Any]) -> Json | None:
        """Return an object, None where there is no such."""
        return await self._in_thread(lambda client: ask(client).to_dict(), missing_is_none=True)

    async def _list(self, ask: Callable[["StripeClient"], Any]) -> Sequence[Json]:
        answer = await self._in_thread(lambda client: [each.to_dict() for each in ask(client).auto_paging_iter()])
        return answer or []

    async def _in_thread(
        self, ask: Callable[["StripeClient"], Result], *, missing_is_none: bool = False
    ) -> Result | None:
        def run() -> Result | None:
            import stripe

            try:
                return ask(self._client)
            except stripe.InvalidRequestError as error:
                if missing_is_none and error.code == "resource_missing":
                    return None
                raise PaymentProviderFailed(f"Stripe refuses: {error.user_message or error}") from error
            except stripe.StripeError as error:
                raise PaymentProviderFailed from error

        return await asyncio.to_thread(run)
