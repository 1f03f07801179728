"""Stripe as far as the product asks it: every request and answer is held against Stripe's own document.

It keeps sessions, intents, invoices, subscriptions, refunds and disputes; a test does to them what customers and banks
do, and each of that is an event, which the test delivers as it likes. Of each operation the first requests are checked,
and some of the others: a check takes longer than an answer.
"""

import copy
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from tests.support import stripe_document as document

Json = dict[str, Any]
WEBHOOK_SECRET = "whsec_of_the_tests"
_MONTH_S = 30 * 86_400
_LISTS = {
    "/v1/prices": ("price", ("lookup_keys",)),
    "/v1/checkout/sessions": ("checkout.session", ("payment_intent",)),
    "/v1/refunds": ("refund", ("payment_intent",)),
    "/v1/disputes": ("dispute", ("payment_intent",)),
    "/v1/invoice_payments": ("invoice_payment", ("invoice",)),
    "/v1/events": ("event", ()),
}


class StripeStandIn:
    """A server at ``url``; ``wrong`` lists what the document forbids of what was sent and answered."""

    tolerated: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.objects: dict[str, Json] = {}
        self.events: list[Json] = []
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.answers_by_key: dict[str, tuple[str, Json]] = {}
        self.fails_next = 0
        self._seen: Counter[str] = Counter()
        self._numbers = count(1)
        self._lock = threading.RLock()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # an answer in one packet
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                stand_in.answer(self, "GET")

            def do_POST(self) -> None:
                stand_in.answer(self, "POST")

            def do_DELETE(self) -> None:
                stand_in.answer(self, "DELETE")

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # The server ------------------------------------------------------------------------------------------------------

    def answer(self, handler: BaseHTTPRequestHandler, method: str) -> None:
        address = urlsplit(handler.path)
        body = handler.rfile.read(int(handler.headers.get("content-length") or 0)).decode()
        with self._lock:
            if self.fails_next > 0:
                self.fails_next -= 1
                status, answer = 500, {"error": {"type": "api_error", "message": "on purpose"}}
            else:
                status, answer = self._answer(method, address.path, address.query, body, handler.headers)
        content = json.dumps(answer).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def _answer(self, method: str, path: str, query: str, body: str, headers: Any) -> tuple[int, Json]:
        self.asked.append(f"{method} {path}")
        if not str(headers.get("Authorization", "")).startswith("Bearer sk_test_"):
            return 401, {"error": {"type": "invalid_request_error", "message": "no key"}}
        sent = document.read_form(query if method == "GET" else body)
        part = "query" if method == "GET" else "request"
        operation = document.operation(method, path)
        if operation:
            sent = document.typed(sent, document.schema_of(method, path, part))
        is_checked = operation is not None and self._is_checked(operation["operationId"])
        wrong = set(document.faults(method, path, part, sent)) - self.tolerated if is_checked else ()
        if wrong:
            self.wrong += wrong
            return 400, {"error": {"type": "invalid_request_error", "message": min(wrong)}}
        key = headers.get("Idempotency-Key")
        if method == "POST" and key in self.answers_by_key:
            before, answer = self.answers_by_key[key]
            if before != body:
                return 400, {"error": {"type": "idempotency_error", "message": "other parameters under this key"}}
            return 200, answer
        answer = self._route(method, path, sent)
        if answer is None:
            missing = {"type": "invalid_request_error", "code": "resource_missing", "message": f"no {path}"}
            return 404, {"error": missing}
        answer = copy.deepcopy(answer)
        if is_checked:
            self.wrong += document.faults(method, path, "answer", answer)
        if method == "POST" and key:
            self.answers_by_key[key] = (body, answer)
        return 200, answer

    def _is_checked(self, operation_id: str) -> bool:
        self._seen[operation_id] += 1
        return self._seen[operation_id] <= 10 or self._seen[operation_id] % 50 == 0

    def _route(self, method: str, path: str, sent: Json) -> Json | None:
        if method == "GET" and path in _LISTS:
            return self._list(path, sent)
        if method == "POST":
            made: dict[str, Callable[[Json], Json]] = {
                "/v1/prices": self._make_price,
                "/v1/checkout/sessions": self._make_session,
                "/v1/refunds": lambda asked: self.refund(asked["payment_intent"], asked.get("amount")),
                "/v1/billing_portal/sessions": self._make_portal,
            }
            return made[path](sent) if path in made else None
        found = self.objects.get(path.rpartition("/")[2])
        if found and "payment_intent" in sent.get("expand", []):
            found = found | {"payment_intent": self.objects.get(found["payment_intent"] or "")}
        return found

    def _list(self, path: str, sent: Json) -> Json:
        kind, filters = _LISTS[path]
        found: Iterable[Json] = self.events if kind == "event" else self.objects.values()
        found = [each for each in found if each["object"] == kind]
        for name in filters:
            if name == "lookup_keys" and name in sent:
                found = [each for each in found if each["lookup_key"] in sent[name]]
            elif name in sent:
                found = [each for each in found if each[name] == sent[name]]
        if paid_with := sent.get("payment"):
            found = [each for each in found if each["payment"]["payment_intent"] == paid_with["payment_intent"]]
        if kind == "event" and "created" in sent:
            found = [each for each in found if each["created"] >= int(sent["created"]["gte"])]
        if after := sent.get("starting_after"):
            found = found[[each["id"] for each in found].index(after) + 1 :]
        limit = int(sent.get("limit", 10))
        return {"object": "list", "url": path, "has_more": len(found) > limit, "data": list(found[:limit])}

    def make(self, kind: str, prefix: str, **members: Any) -> Json:
        """Keep a new object: the least that the document accepts, with these members."""
        least = copy.deepcopy(document.skeleton(kind))
        made = least | {"id": f"{prefix}_{next(self._numbers)}", "object": kind, "livemode": False, **members}
        if "created" in least:
            made["created"] = int(time.time())
        self.objects[made["id"]] = made
        return made

    def emit(self, event_type: str, subject: Json) -> Json:
        event = {
            "id": f"evt_{next(self._numbers)}", "object": "event", "type": event_type, "livemode": False,
            "created": int(time.time()), "api_version": None, "pending_webhooks": 1, "request": None,
            "data": {"object": copy.deepcopy(subject)},
        }  # fmt: skip
        self.events.append(event)
        return event

    # What the product makes ------------------------------------------------------------------------------------------

    def _make_price(self, asked: Json) -> Json:
        recurring = asked.get("recurring")
        given = {key: value for key, value in asked.items() if key not in ("recurring", "product_data")}
        members = {"active": True, "product": "prod_1", "billing_scheme": "per_unit", "lookup_key": None, **given}
        return self.make(
            "price", "price", **members, type="recurring" if recurring else "one_time",
            recurring={"interval": "month", "interval_count": 1, "usage_type": "licensed"} if recurring else None,
        )  # fmt: skip

    def _make_session(self, asked: Json) -> Json:
        [item] = asked["line_items"]
        price = self.objects[item["price"]]
        amount = price["unit_amount"] * item.get("quantity", 1)
        is_payment = asked["mode"] == "payment"
        intent = self.make(
            "payment_intent", "pi", status="requires_payment_method", amount=amount,
            currency=price["currency"], metadata=asked.get("payment_intent_data", {}).get("metadata", {}),
        ) if is_payment else None  # fmt: skip
        session = self.make(
            "checkout.session", "cs", mode=asked["mode"], status="open", payment_status="unpaid",
            amount_total=amount, currency=price["currency"], metadata=asked.get("metadata", {}),
            client_reference_id=asked.get("client_reference_id"), customer=asked.get("customer"),
            payment_intent=intent and intent["id"], subscription=None, invoice=None,
            url=f"{self.url}/pay", success_url=asked["success_url"],
        )  # fmt: skip
        session["_price"] = price["id"]
        session["_metadata"] = asked.get("subscription_data", {}).get("metadata", {})
        return session

    def _make_portal(self, asked: Json) -> Json:
        return self.make(
            "billing_portal.session", "bps", customer=asked["customer"], url=f"{self.url}/portal",
            return_url=asked["return_url"], created=int(time.time()), configuration="bpc_1",
        )  # fmt: skip

    # What customers and banks do -------------------------------------------------------------------------------------

    def pay(self, session_id: str) -> None:
        """A customer pays, and the money is there at once."""
        with self._lock:
            session = self._complete(session_id)
            self._take_money(session)
            self.emit("checkout.session.completed", session)

    def pay_later(self, session_id: str) -> None:
        """A customer pays in a way that takes days: the session is complete, and not paid."""
        with self._lock:
            session = self._complete(session_id)
            if session["payment_intent"]:
                self.objects[session["payment_intent"]]["status"] = "processing"
            self.emit("checkout.session.completed", session)

    def money_comes(self, session_id: str) -> None:
        with self._lock:
            session = self.objects[session_id]
            self._take_money(session)
            self.emit("checkout.session.async_payment_succeeded", session)

    def money_fails(self, session_id: str) -> None:
        with self._lock:
            session = self.objects[session_id]
            if session["payment_intent"]:
                self.objects[session["payment_intent"]]["status"] = "requires_payment_method"
            self.emit("checkout.session.async_payment_failed", session)

    def expire(self, session_id: str) -> None:
        with self._lock:
            session = self.objects[session_id]
            session.update(status="expired", url=None)
            self.emit("checkout.session.expired", session)

    def refund(self, intent_id: str, amount: int | None = None, *, status: str = "succeeded") -> Json:
        with self._lock:
            intent = self.objects[intent_id]
            refund = self.make(
                "refund", "re", status=status, amount=amount or intent["amount"], currency=intent["currency"],
                payment_intent=intent_id, charge=f"ch_{intent_id}", metadata={},
            )  # fmt: skip
            self.emit("refund.created", refund)
            charge = {"id": f"ch_{intent_id}", "object": "charge", "payment_intent": intent_id}
            refunded = sum(each["amount"] for each in self.objects.values()
                           if each["object"] == "refund" and each["payment_intent"] == intent_id)  # fmt: skip
            self.emit("charge.refunded", charge | {"amount_refunded": refunded})
            return refund

    def refund_fails(self, refund_id: str) -> None:
        with self._lock:
            self.objects[refund_id]["status"] = "failed"
            self.emit("refund.failed", self.objects[refund_id])

    def dispute(self, intent_id: str, *, status: str = "needs_response") -> Json:
        with self._lock:
            intent = self.objects[intent_id]
            dispute = self.make(
                "dispute", "dp", status=status, amount=intent["amount"], currency=intent["currency"],
                payment_intent=intent_id, charge=f"ch_{intent_id}", reason="fraudulent", metadata={},
            )  # fmt: skip
            self.emit("charge.dispute.created", dispute)
            return dispute

    def dispute_ends(self, dispute_id: str, status: str) -> None:
        with self._lock:
            self.objects[dispute_id]["status"] = status
            self.emit("charge.dispute.closed", self.objects[dispute_id])

    def _complete(self, session_id: str) -> Json:
        session = self.objects[session_id]
        session["status"] = "complete"
        if session["customer"] is None:
            session["customer"] = self.make("customer", "cus", metadata={})["id"]
        if session["mode"] == "subscription":
            subscription = self._subscribe(session["customer"], session["_price"], session["_metadata"])
            session["subscription"] = subscription["id"]
            lines = [self._line(subscription, item) for item in subscription["items"]["data"]]
            invoice = self._invoice(subscription, "subscription_create", lines)
            session["invoice"] = invoice["id"]
        return session

    def _take_money(self, session: Json) -> None:
        session["payment_status"] = "paid"
        if session["payment_intent"]:
            self.objects[session["payment_intent"]]["status"] = "succeeded"
        else:
            self._pay_invoice(self.objects[session["invoice"]])
            self.emit("customer.subscription.created", self.objects[session["subscription"]])

    # Plans -----------------------------------------------------------------------------------------------------------

    def renew(self, subscription_id: str) -> Json:
        """The next month begins and is paid."""
        with self._lock:
            subscription = self.objects[subscription_id]
            item = subscription["items"]["data"][0]
            start = item["current_period_end"]
            item.update(current_period_start=start, current_period_end=start + _MONTH_S)
            invoice = self._invoice(subscription, "subscription_cycle", [self._line(subscription, item)])
            self._pay_invoice(invoice)
            self.emit("customer.subscription.updated", subscription)
            return invoice

    def change_plan(self, subscription_id: str, price_id: str, *, left: float = 0.5) -> Json:
        """A plan is changed when ``left`` of its month is left, and the difference paid at once; the month stays."""
        with self._lock:
            subscription = self.objects[subscription_id]
            item = subscription["items"]["data"][0]
            end = item["current_period_end"]
            begin = end - int(left * (end - item["current_period_start"]))
            lines = []
            for price, sign in ((item["price"], -1), (self.objects[price_id], 1)):
                amount = int(sign * left * price["unit_amount"])
                lines.append(self._line(subscription, item | {"price": price}, amount, (begin, end), proration=True))
            item["price"] = self.objects[price_id]
            invoice = self._invoice(subscription, "subscription_update", lines)
            self._pay_invoice(invoice)
            self.emit("customer.subscription.updated", subscription)
            return invoice

    def end_plan(self, subscription_id: str) -> None:
        with self._lock:
            self.objects[subscription_id]["status"] = "canceled"
            self.emit("customer.subscription.deleted", self.objects[subscription_id])

    def intent_of(self, thing_id: str) -> str:
        """Return with which payment intent a session or an invoice was paid."""
        found = self.objects[thing_id]
        if found.get("payment_intent"):
            return str(found["payment_intent"])
        invoice_id = found["invoice"] if found["object"] == "checkout.session" else thing_id
        return next(
            str(each["payment"]["payment_intent"])
            for each in self.objects.values()
            if each["object"] == "invoice_payment" and each["invoice"] == invoice_id
        )

    def _subscribe(self, customer_id: str, price_id: str, metadata: Json) -> Json:
        now = int(time.time())
        item = self._item(price_id, now, now + _MONTH_S)
        subscription = self.make(
            "subscription", "sub", status="active", customer=customer_id, metadata=metadata, currency="usd",
            items={"object": "list", "data": [item], "has_more": False, "url": "/v1/subscription_items"},
            cancel_at_period_end=False, cancel_at=None,
        )  # fmt: skip
        item["subscription"] = subscription["id"]
        return subscription

    def _item(self, price_id: str, start: int, end: int) -> Json:
        return self.make(
            "subscription_item", "si", price=self.objects[price_id], quantity=1, current_period_start=start,
            current_period_end=end, metadata={}, subscription="sub_x",
        )  # fmt: skip

    def _line(self, subscription: Json, item: Json, amount: int | None = None,
              period: tuple[int, int] | None = None, *, proration: bool = False) -> Json:  # fmt: skip
        price = item["price"]
        start, end = period or (item["current_period_start"], item["current_period_end"])
        of_item = {"invoice_item": None, "proration": proration, "proration_details": None,
                   "subscription": subscription["id"], "subscription_item": item["id"]}  # fmt: skip
        line = self.make(
            "line_item", "il", amount=price["unit_amount"] if amount is None else amount, currency="usd", quantity=1,
            subtotal=0, metadata=subscription["metadata"], period={"start": start, "end": end},
            parent={"type": "subscription_item_details", "invoice_item_details": None,
                    "subscription_item_details": of_item},
            pricing={"type": "price_details", "unit_amount_decimal": None,
                     "price_details": {"price": price["id"], "product": "prod_1"}},
        )  # fmt: skip
        return line

    def _invoice(self, subscription: Json, reason: str, lines: list[Json]) -> Json:
        total = sum(line["amount"] for line in lines)
        return self.make(
            "invoice", "in", status="open", billing_reason=reason, customer=subscription["customer"], currency="usd",
            amount_due=total, amount_paid=0, amount_remaining=total, total=total, subtotal=total,
            lines={"object": "list", "data": lines, "has_more": False, "url": "/v1/invoices/lines"},
            hosted_invoice_url=f"{self.url}/invoice",
            parent={"type": "subscription_details", "quote_details": None, "subscription_details": {
                "subscription": subscription["id"], "metadata": subscription["metadata"]}},
        )  # fmt: skip

    def _pay_invoice(self, invoice: Json) -> None:
        intent = self.make("payment_intent", "pi", status="succeeded", amount=invoice["total"], currency="usd")
        invoice.update(status="paid", amount_paid=invoice["total"], amount_remaining=0)
        self.make(
            "invoice_payment", "inpay", invoice=invoice["id"], status="paid", amount_paid=invoice["total"],
            amount_requested=invoice["total"], currency="usd", is_default=True,
            payment={"type": "payment_intent", "payment_intent": intent["id"]},
        )  # fmt: skip
        self.emit("invoice.paid", invoice)
