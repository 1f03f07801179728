"""A server that sells through a stand-in of Stripe, and what a test does at it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import httpx2
import pytest
import stripe

from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.address import WORKER_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.tasks import TaskContext
from audiostudio.payments import reconciliation
from audiostudio.payments.providers.choice import Providers
from audiostudio.payments.tasks import apply_event
from audiostudio.settings import Settings
from tests.support.account import Account
from tests.support.stripe_stand_in import WEBHOOK_SECRET, StripeStandIn
from tests.support.studio import Studio, serving

Json = dict[str, Any]


class Shop:
    """A studio without a worker that sells through the stand-in; events come and are applied when a test says so."""

    def __init__(self, studio: Studio, stand_in: StripeStandIn) -> None:
        self.studio = studio
        self.stripe = stand_in
        self.database = Database(role_url(WORKER_ROLE, studio.settings), pool_size=8)
        self.providers = Providers(studio.settings, self.database)
        self.delivered = 0
        self.context = TaskContext(studio.settings, self.database, new_id())
        self._client = studio.client()

    async def start(self, person: Account, product: str, **headers: str) -> str:
        """Start a checkout and return the session's id."""
        answer = await person.client.post("/api/create-checkout-session", json={"product": product}, headers=headers)
        assert answer.status_code == 200, answer.text
        with self.studio.admin() as connection:
            row = connection.execute(
                "SELECT checkout_id FROM purchases WHERE id = %s", (answer.json()["purchase_id"],)
            ).fetchone()
        assert row
        return str(row[0])

    async def post(self, body: bytes, signature: str) -> httpx2.Response:
        request = {"content": body, "headers": {"Stripe-Signature": signature.encode("latin-1")}}
        try:
            return await self._client.post("/api/webhook", **request)
        except httpx2.ReadError:  # the server had let an idle connection go; Stripe sends again, too
            return await self._client.post("/api/webhook", **request)

    async def deliver(self, events: Iterable[Json]) -> None:
        """Deliver events, signed, and run what was queued for them."""
        for event in events:
            body = json.dumps(event)
            answer = await self.post(body.encode(), sign(body))
            assert answer.is_success, answer.text
        await self.work()

    async def deliver_new(self) -> None:
        """Deliver what happened since the last call, once and in order."""
        events = self.stripe.events[self.delivered :]
        self.delivered = len(self.stripe.events)
        await self.deliver(events)

    async def work(self) -> None:
        """Run what is in the inbox, many at a time, as workers do."""
        with self.studio.admin() as connection:
            waiting = connection.execute(
                "SELECT event_id FROM payment_events WHERE applied_at IS NULL AND object_kind IS NOT NULL"
            ).fetchall()
        await asyncio.gather(*(apply_event.function(self.context, "stripe", event_id) for (event_id,) in waiting))

    async def reconcile(self) -> reconciliation.Reconciliation:
        return await reconciliation.reconcile(self.database, self.providers.all["stripe"])

    async def standing(self, person: Account) -> tuple[float, float]:
        answer = (await person.client.get("/credits/balance")).json()
        return answer["balance"], answer["debt"]

    async def purchase_states(self, person: Account) -> list[str]:
        return [each["state"] for each in (await person.client.get("/api/purchases")).json()["items"]]

    def spend(self, person: Account, amount: float) -> None:
        """Let a job of this price be paid."""
        with self.studio.admin() as connection, connection.transaction():
            connection.execute("SET LOCAL ROLE studio_app")
            connection.execute("SELECT set_config('app.workspace_id', %s, true)", (str(person.workspace_id),))
            job_id = new_id()
            connection.execute(
                "INSERT INTO jobs (id, workspace_id, tool, model, params, tier, filename, cost, queue, max_attempts) "
                "VALUES (%s, %s, 't', 'm', '{}', 'Free', 'f', %s, 'cpu', 1)",
                (job_id, person.workspace_id, amount),
            )
            connection.execute("SELECT credit_debit_for_job(%s, 'x')", (job_id,))


def sign(body: str, *, secret: str = WEBHOOK_SECRET, age_s: int = 0) -> str:
    """Sign a body as Stripe does, by Stripe's own library."""
    at = int(time.time()) - age_s
    digest = stripe.WebhookSignature._compute_signature(f"{at}.{body}", secret)
    return f"t={at},v1={digest}"


@pytest.fixture(scope="session")
def stand_in() -> Iterator[StripeStandIn]:
    found = StripeStandIn()
    yield found
    found.close()
    assert found.wrong == [], "Stripe's document forbids this"


@pytest.fixture(scope="session")
async def stripe_studio(make_settings: Any, stand_in: StripeStandIn) -> AsyncIterator[Studio]:
    settings: Settings = make_settings(
        payments_provider="stripe",
        stripe_secret_key="sk_test_x",
        stripe_webhook_secret=WEBHOOK_SECRET,
        stripe_base_url=stand_in.url,
    )
    async with serving(settings) as running:
        yield running


@pytest.fixture
async def shop(stripe_studio: Studio, stand_in: StripeStandIn) -> AsyncIterator[Shop]:
    found = Shop(stripe_studio, stand_in)
    found.delivered = len(stand_in.events)
    yield found
    with stripe_studio.admin() as connection:
        assert connection.execute("SELECT * FROM credit_faults()").fetchall() == []
    await found.database.close()
