"""Stripe as far as other programs ask it that share the account: the official command line's recorded flows.

Their customers, invoices and disputes are none of the product's; events of them reach it all the same.
"""

import re
from collections.abc import Callable

from tests.support.stripe_stand_in import Json, StripeStandIn

_PLAIN = {
    "/v1/products": ("product", "prod"),
    "/v1/customers": ("customer", "cus"),
    "/v1/payment_methods": ("payment_method", "pm"),
    "/v1/invoiceitems": ("invoiceitem", "ii"),
}


class SharedStripe(StripeStandIn):
    """A stand-in whose account other programs use, too."""

    tolerated = frozenset({"POST /v1/payment_methods request .card.token is not in the document"})

    def __init__(self) -> None:
        self._made: list[tuple[re.Pattern[str], Callable[..., Json]]] = [
            (re.compile(f"/v1/{path}$"), make)
            for path, make in {
                "payment_intents": self._make_intent,
                "payment_methods/[^/]+/attach": self._attach,
                "payment_pages/([^/]+)/confirm": self._confirm,
                "invoices": self._make_invoice,
                "invoices/([^/]+)/pay": self._pay,
                "subscriptions": self._make_subscription,
                "subscriptions/([^/]+)": self._change_subscription,
            }.items()
        ]
        super().__init__()

    def _route(self, method: str, path: str, sent: Json) -> Json | None:
        if method == "POST":
            if path in _PLAIN:
                # What a card or a mandate tells is longer when it is read than when it is sent.
                return self.make(*_PLAIN[path], **{key: of for key, of in sent.items() if not isinstance(of, dict)})
            for pattern, make in self._made:
                if found := pattern.match(path):
                    return make(*found.groups(), sent)
        return super()._route(method, path, sent)

    def _make_intent(self, asked: Json) -> Json:
        """A card is charged at once; some test cards are disputed."""
        intent = self.make(
            "payment_intent", "pi", status="succeeded", amount=asked["amount"], currency=asked["currency"], metadata={}
        )
        intent["latest_charge"] = f"ch_{intent['id']}"
        self.emit("payment_intent.succeeded", intent)
        if "createDispute" in asked.get("payment_method", ""):
            is_inquiry = "Inquiry" in asked["payment_method"]
            self.dispute(intent["id"], status="warning_needs_response" if is_inquiry else "needs_response")
        return intent

    def _attach(self, asked: Json) -> Json:
        return self.make("payment_method", "pm", customer=asked["customer"], type="card")

    def _confirm(self, session_id: str, asked: Json) -> Json:
        """The hosted page, which is in no document: a debit of a bank account takes days."""
        session = self.objects[session_id]
        if asked["expected_amount"] != str(session["amount_total"]):
            self.wrong.append(f"a payer expected {asked['expected_amount']}, not {session['amount_total']}")
        if self.objects[asked["payment_method"]]["type"] == "sepa_debit":
            self.pay_later(session_id)
            self.money_comes(session_id)
        else:
            self.pay(session_id)
        return session

    def _make_invoice(self, asked: Json) -> Json:
        items = [each for each in self.objects.values()
                 if each["object"] == "invoiceitem" and each["customer"] == asked["customer"]]  # fmt: skip
        total = sum(item["amount"] for item in items)
        return self.make(
            "invoice", "in", status="draft", billing_reason="manual", customer=asked["customer"], currency="usd",
            amount_due=total, amount_paid=0, amount_remaining=total, total=total, subtotal=total, parent=None,
            lines={"object": "list", "data": [], "has_more": False, "url": "/v1/invoices/lines"},
        )  # fmt: skip

    def _pay(self, invoice_id: str, _: Json) -> Json:
        self._pay_invoice(self.objects[invoice_id])
        return self.objects[invoice_id]

    def _make_subscription(self, asked: Json) -> Json:
        subscription = self._subscribe(asked["customer"], asked["items"][0]["price"], {})
        self.emit("customer.subscription.created", subscription)
        return subscription

    def _change_subscription(self, subscription_id: str, asked: Json) -> Json:
        self.objects[subscription_id]["metadata"] |= asked.get("metadata", {})
        self.emit("customer.subscription.updated", self.objects[subscription_id])
        return self.objects[subscription_id]
