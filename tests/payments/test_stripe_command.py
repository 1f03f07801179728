"""Other programs on the same Stripe account: the official command line's flows, of which nothing is the product's."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.payments.conftest import Shop
from tests.support.stripe_command import trigger
from tests.support.stripe_merchant import SharedStripe
from tests.support.stripe_stand_in import WEBHOOK_SECRET
from tests.support.studio import serving

pytestmark = pytest.mark.deep
FLOWS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "charge.dispute.created",
    "charge.refunded",
    "customer.subscription.updated",
    "invoice.paid",
)


@pytest.fixture(scope="module")
def stripe() -> Iterator[SharedStripe]:
    found = SharedStripe()
    yield found
    found.close()
    assert found.wrong == [], "Stripe's document forbids this"


@pytest.fixture(scope="module")
async def shop(make_settings: Any, stripe: SharedStripe) -> AsyncIterator[Shop]:
    settings = make_settings(
        payments_provider="stripe",
        stripe_secret_key="sk_test_x",
        stripe_webhook_secret=WEBHOOK_SECRET,
        stripe_base_url=stripe.url,
    )
    async with serving(settings) as studio:
        found = Shop(studio, stripe)
        yield found
        await found.database.close()


@pytest.mark.parametrize("event", FLOWS)
async def test_what_others_sell_on_the_account_gives_and_takes_nothing_here(
    shop: Shop, stripe: SharedStripe, tmp_path: Path, event: str
) -> None:
    person = await shop.studio.register()
    stripe.pay(await shop.start(person, "credits-25"))
    await shop.deliver_new()
    await asyncio.to_thread(trigger, event, url=stripe.url, home=tmp_path)
    assert event in {each["type"] for each in stripe.events[shop.delivered :]}
    await shop.deliver_new()
    assert await shop.standing(person) == (28, 0)
    found = await shop.reconcile()
    assert (found.healed, found.faults) == (0, [])
    with shop.studio.admin() as connection:
        assert connection.execute("SELECT * FROM credit_faults()").fetchall() == []
        query = "SELECT count(*) FROM payment_events WHERE applied_at IS NULL AND object_kind IS NOT NULL"
        assert connection.execute(query).fetchone() == (0,), "an event of others would be tried for ever"
