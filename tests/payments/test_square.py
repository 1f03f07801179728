"""Square: packages by payment links, refunds and disputes read by their ids, and its own way to sign."""

import base64
import hmac
import json
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.address import WORKER_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.tasks import TaskContext
from audiostudio.payments import reconciliation
from audiostudio.payments.providers.choice import Providers
from audiostudio.payments.tasks import apply_event
from tests.support.studio import Studio, serving

WEBHOOK_KEY = "the key of the tests"
PATHS = {"orders": "order", "payments": "payment", "refunds": "refund"}


class SquareStandIn:
    """Square's orders, payments, refunds and disputes, as a test lays them out."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {kind: {} for kind in (*PATHS, "disputes")}
        self.links: dict[str, dict[str, Any]] = {}
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, _, name = self.path.partition("?")[0].removeprefix("/v2/").partition("/")
                kept = stand_in.kept[kind]
                if not name:
                    self.say(200, {kind: list(kept.values())})
                elif name in kept:
                    self.say(200, {PATHS[kind]: kept[name]})
                else:
                    self.say(404, {"errors": [{"code": "NOT_FOUND"}]})

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                self.say(200, {"payment_link": stand_in.make_link(asked)})

            def say(self, status: int, answer: dict[str, Any]) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def make_link(self, asked: dict[str, Any]) -> dict[str, Any]:
        key = asked["idempotency_key"]
        if key not in self.links:
            order_id = f"order-{len(self.links)}"
            order = asked["order"] | {"id": order_id, "created_at": "2026-11-30T10:00:00Z", "tenders": []}
            self.kept["orders"][order_id] = order
            self.links[key] = {"id": f"link-{order_id}", "order_id": order_id, "url": f"{self.url}/pay/{order_id}"}
        return self.links[key]

    def pay(self, order_id: str, status: str = "COMPLETED") -> str:
        order = self.kept["orders"][order_id]
        payment_id = f"payment-of-{order_id}"
        order["tenders"] = [{"payment_id": payment_id}]
        self.kept["payments"][payment_id] = {
            "id": payment_id,
            "order_id": order_id,
            "status": status,
            "amount_money": order["line_items"][0]["base_price_money"],
            "refund_ids": [],
        }
        return payment_id

    def refund(self, payment_id: str, amount: int) -> str:
        payment = self.kept["payments"][payment_id]
        refund_id = f"refund-{len(self.kept['refunds'])}"
        payment["refund_ids"].append(refund_id)
        self.kept["refunds"][refund_id] = {
            "id": refund_id, "payment_id": payment_id, "status": "PENDING", "amount_money": {"amount": amount},
        }  # fmt: skip
        return refund_id


@pytest.fixture(scope="module")
def square() -> Iterator[SquareStandIn]:
    found = SquareStandIn()
    yield found
    found.server.shutdown()


@pytest.fixture(scope="module")
async def square_studio(make_settings: Any, square: SquareStandIn) -> AsyncIterator[Studio]:
    settings = make_settings(
        payments_provider="square",
        square_access_token="EAAA",
        square_webhook_key=WEBHOOK_KEY,
        square_location_id="L1",
        square_base_url=square.url,
    )
    async with serving(settings) as running:
        yield running


class Shop:
    """A studio without a worker that sells through Square."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.database = Database(role_url(WORKER_ROLE, studio.settings), pool_size=4)
        self._context = TaskContext(studio.settings, self.database, new_id())

    async def tell(self, event_id: str, kind: str, subject: dict[str, Any], *, key: str = WEBHOOK_KEY) -> int:
        body = json.dumps({"event_id": event_id, "type": kind, "data": {"object": subject}}).encode()
        address = f"{self.studio.settings.public_url}/api/webhook".encode()
        signature = base64.b64encode(hmac.digest(key.encode(), address + body, "sha256")).decode()
        answer = await self.studio.client().post(
            "/api/webhook", content=body, headers={"x-square-hmacsha256-signature": signature}
        )
        if answer.is_success:
            await apply_event.function(self._context, "square", event_id)
        return answer.status_code


async def test_a_package_is_paid_refunded_and_its_dozen_events_count_once(
    square_studio: Studio, square: SquareStandIn
) -> None:
    shop, person = Shop(square_studio), await square_studio.register()
    started = (await person.client.post("/credits/purchase", json={"credits": 25})).json()
    order_id = started["checkout_url"].rpartition("/")[2]
    payment_id = square.pay(order_id, "APPROVED")
    assert await shop.tell("e1", "payment.created", {"payment": {"id": payment_id}}) == 200
    assert await person.balance() == 3
    square.pay(order_id)
    for number in range(4):
        assert await shop.tell(f"paid-{number}", "payment.updated", {"payment": {"id": payment_id}}) == 200
    assert await person.balance() == 28
    refund_id = square.refund(payment_id, 200)
    for number in range(12):
        about = {"refund": {"id": refund_id, "payment_id": payment_id}}
        assert await shop.tell(f"refund-{number}", "refund.updated", about) == 200
    assert await person.balance() == 15.5
    square.kept["refunds"][refund_id]["status"] = "FAILED"
    assert await shop.tell("failed", "refund.updated", about) == 200
    assert await person.balance() == 28
    provider = Providers(square_studio.settings, shop.database).all["square"]
    found = await reconciliation.reconcile(shop.database, provider)
    assert (found.healed, found.faults) == (0, [])
    await shop.database.close()


async def test_a_forged_event_is_refused_and_plans_are_not_sold(square_studio: Studio) -> None:
    shop, person = Shop(square_studio), await square_studio.register()
    assert await shop.tell("forged", "payment.updated", {"payment": {"id": "x"}}, key="another") == 400
    plan = await person.client.post("/api/create-checkout-session", json={"product": "pro"})
    assert (plan.status_code, plan.json()["code"]) == (422, "plan_not_sold")
    await shop.database.close()
