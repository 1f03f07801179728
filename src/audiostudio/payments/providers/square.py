"""Square, by its payment links: one-time packages, refunds and disputes.

By plain HTTP: six calls are needed of it, for which its library would bring a few hundred modules.
"""

import base64
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2

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
)

API_VERSION = "2026-05-20"
_TIMEOUT_S = 30.0
_PAYMENT_STATES = {
    "COMPLETED": PaymentState.PAID,
    "APPROVED": PaymentState.PENDING,
    "PENDING": PaymentState.PENDING,
    "CANCELED": PaymentState.FAILED,
    "FAILED": PaymentState.FAILED,
}
_REFUND_STANDS = ("PENDING", "COMPLETED")
_DISPUTE_STANDS = ("EVIDENCE_REQUIRED", "PROCESSING", "LOST", "ACCEPTED")

Json = Mapping[str, Any]


class PlanNotSold(PaymentProviderFailed):
    """This provider sells packages only."""

    status = 422
    code = "plan_not_sold"
    title = "Plans are not sold here; buy a package of credits instead."


class PortalMissing(PaymentProviderFailed):
    """This provider has no pages for customers."""

    status = 404
    code = "portal_missing"
    title = "The payment provider has no portal; your purchases and receipts are listed here."


class SquareProvider:
    """Square as a payment provider."""

    name = "square"
    is_sandbox = False

    def __init__(
        self,
        access_token: str,
        webhook_key: str,
        location_id: str,
        prices: PriceList,
        *,
        base_url: str,
        notification_url: str,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            access_token: of the application.
            webhook_key: with which events are signed.
            location_id: which location sells.
            prices: what is for sale.
            base_url: Square's address, or its sandbox's.
            notification_url: where Square sends events, which its signature covers.
        """
        self._webhook_key = webhook_key.encode()
        self._location_id = location_id
        self._prices = prices
        self._base_url = base_url.rstrip("/")
        self._notification_url = notification_url.encode()
        self._headers = {"Authorization": f"Bearer {access_token}", "Square-Version": API_VERSION}

    async def start(self, checkout: Checkout) -> Started:
        """Make a payment link; the checkout is named after its order."""
        price = checkout.price
        if price.tier:
            raise PlanNotSold
        item = {
            "name": price.name,
            "quantity": "1",
            "base_price_money": {"amount": price.amount_minor, "currency": price.currency.upper()},
        }
        order = {
            "location_id": self._location_id,
            "reference_id": str(checkout.purchase_id),
            "line_items": [item],
            "metadata": {
                "purchase": str(checkout.purchase_id),
                "workspace": str(checkout.workspace_id),
                "price": str(price.id),
            },
        }
        body = {
            "idempotency_key": str(checkout.purchase_id),
            "order": order,
            "checkout_options": {"redirect_url": checkout.success_url},
            **({"pre_populated_data": {"buyer_email": checkout.email}} if checkout.email else {}),
        }
        link = (await self._ask("POST", "/v2/online-checkout/payment-links", json=body))["payment_link"]
        return Started(link["order_id"], link["url"])

    async def read(self, ref: Ref) -> Sequence[Read]:
        """Return the order of a checkout with what was paid for it and what of that went back."""
        order_id = ref.id
        if ref.kind == ObjectKind.PAYMENT:
            payment = await self._find(f"/v2/payments/{ref.id}", "payment")
            order_id = (payment or {}).get("order_id", "")
        order = await self._find(f"/v2/orders/{order_id}", "order") if order_id else None
        about = (order or {}).get("metadata") or {}
        if order is None or "purchase" not in about:
            return []
        price = await self._prices.get(UUID(about["price"]))
        ids = [tender["payment_id"] for tender in order.get("tenders", []) if tender.get("payment_id")]
        found = [await self._find(f"/v2/payments/{payment_id}", "payment") for payment_id in ids]
        payments = [payment for payment in found if payment]
        states = [_PAYMENT_STATES.get(payment["status"], PaymentState.PENDING) for payment in payments]
        paid = [payment for payment, state in zip(payments, states, strict=True) if state == PaymentState.PAID]
        state = PaymentState.PAID if paid else states[-1] if states else PaymentState.OPEN
        return [
            Payment(
                ref=Ref(ObjectKind.CHECKOUT, order["id"]),
                workspace_id=UUID(about["workspace"]),
                purchase_id=UUID(about["purchase"]),
                customer_id=None,
                state=state,
                amount_minor=sum(payment["amount_money"]["amount"] for payment in paid),
                sale=_package(order, price),
                reversals=[each for payment in paid for each in await self._reversals(payment)],
                receipt_url=paid[0].get("receipt_url") if paid else None,
            )
        ]

    async def portal(self, customer_id: str, return_url: str) -> str:
        """Refuse: there is none."""
        raise PortalMissing

    async def refund(self, checkout_id: str, amount_minor: int, key: str) -> None:
        """Refund what was paid for an order."""
        order = await self._find(f"/v2/orders/{checkout_id}", "order") or {}
        payment_ids = [tender["payment_id"] for tender in order.get("tenders", []) if tender.get("payment_id")]
        if not payment_ids:
            raise PaymentProviderFailed("Nothing was paid at this checkout yet; there is nothing to refund.")
        payment = await self._find(f"/v2/payments/{payment_ids[0]}", "payment") or {}
        money = payment["amount_money"] | {"amount": amount_minor}
        body = {"idempotency_key": key, "payment_id": payment_ids[0], "amount_money": money}
        await self._ask("POST", "/v2/refunds", json=body)

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """Return the event of a webhook's raw body, which Square signs together with the address that it is sent to."""
        digest = hmac.digest(self._webhook_key, self._notification_url + body, "sha256")
        given = headers.get("x-square-hmacsha256-signature", "")
        if not hmac.compare_digest(base64.b64encode(digest), given.encode()):
            raise EventForged
        try:
            event = json.loads(body)
            return Event(event["event_id"], event["type"], _about(event["type"], event["data"]["object"]))
        except (ValueError, KeyError, TypeError):
            raise EventForged from None

    async def changed_since(self, since: datetime) -> Sequence[Ref]:
        """Return the payments that changed since then, and those with refunds and disputes of that time."""
        begin = since.isoformat()
        found: list[str] = []
        by_update = {"updated_at_begin_time": begin, "sort_field": "UPDATED_AT", "location_id": self._location_id}
        found += [payment["id"] for payment in await self._list("/v2/payments", "payments", by_update)]
        found += [refund["payment_id"] for refund in await self._list("/v2/refunds", "refunds", by_update)]
        for dispute in await self._list("/v2/disputes", "disputes", {"location_id": self._location_id}):
            if datetime.fromisoformat(dispute["updated_at"]) >= since:
                found.append(dispute["disputed_payment"]["payment_id"])
        return [Ref(ObjectKind.PAYMENT, payment_id) for payment_id in dict.fromkeys(found)]

    async def _reversals(self, payment: Json) -> list[Reversal]:
        found = []
        for refund_id in payment.get("refund_ids", []):
            if refund := await self._find(f"/v2/refunds/{refund_id}", "refund"):
                stands = refund["status"] in _REFUND_STANDS
                found.append(Reversal(refund["id"], "refund", refund["amount_money"]["amount"], stands))
        for dispute in await self._list("/v2/disputes", "disputes", {"location_id": self._location_id}):
            of_this = dispute["disputed_payment"]["payment_id"] == payment["id"]
            if of_this and not dispute["state"].startswith("INQUIRY"):
                stands = dispute["state"] in _DISPUTE_STANDS
                found.append(Reversal(dispute["id"], "dispute", dispute["amount_money"]["amount"], stands))
        return sorted(found, key=lambda reversal: reversal.id)

    async def _list(self, path: str, name: str, query: dict[str, str]) -> list[Json]:
        found: list[Json] = []
        while True:
            answer = await self._ask("GET", path, params=query)
            found += answer.get(name, [])
            if not answer.get("cursor"):
                return found
            query = query | {"cursor": answer["cursor"]}

    async def _find(self, path: str, name: str) -> Json | None:
        answer = await self._ask("GET", path, missing_is_empty=True)
        found: Json | None = answer.get(name)
        return found

    async def _ask(self, method: str, path: str, *, missing_is_empty: bool = False, **options: Any) -> Json:
        try:
            async with httpx2.AsyncClient(headers=self._headers, timeout=_TIMEOUT_S, trust_env=False) as client:
                answer = await client.request(method, f"{self._base_url}{path}", **options)
        except httpx2.HTTPError as error:
            raise PaymentProviderFailed from error
        if missing_is_empty and answer.status_code == httpx2.codes.NOT_FOUND:
            return {}
        if answer.is_error:
            raise PaymentProviderFailed(f"Square refuses with status {answer.status_code}.")
        read: Json = answer.json()
        return read


def _about(event_type: str, subject: Json) -> Ref | None:
    kind = event_type.partition(".")[0]
    payment_id = {
        "payment": lambda: subject["payment"]["id"],
        "refund": lambda: subject["refund"]["payment_id"],
        "dispute": lambda: subject["dispute"]["disputed_payment"]["payment_id"],
    }.get(kind)
    return Ref(ObjectKind.PAYMENT, payment_id()) if payment_id else None


def _package(order: Json, price: Price) -> Sale:
    lasts = price.credits_last_days
    sold_at = datetime.fromisoformat(order["created_at"])
    return Sale(order["id"], "purchase", price.credits, sold_at + timedelta(days=lasts) if lasts else None, price.name)
