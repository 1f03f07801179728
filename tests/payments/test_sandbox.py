"""The whole way on a machine that takes no money: paywall, checkout, credits, plan; and who is kept out of it."""

import asyncio
from typing import Any

import pytest
from pydantic import ValidationError

from audiostudio.settings import Settings
from tests.support.account import Account
from tests.support.patience import PATIENCE_S
from tests.support.studio import Studio


async def buy(person: Account, product: str, outcome: str = "pay") -> dict[str, Any]:
    started = (await person.client.post("/api/create-checkout-session", json={"product": product})).json()
    checkout_id = started["checkout_url"].rpartition("/")[2]
    answer = await person.client.post(f"/api/sandbox/checkouts/{checkout_id}", json={"outcome": outcome})
    assert answer.status_code == 200, answer.text
    return started | {"checkout_id": checkout_id}


async def settled(person: Account, purchase_id: str, state: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            purchase: dict[str, Any] = (await person.client.get(f"/api/purchases/{purchase_id}")).json()
            if purchase["state"] == state:
                return purchase
            await asyncio.sleep(0.05)


async def test_a_package_is_bought_and_its_credits_are_there_within_two_seconds(studio: Studio) -> None:
    person = await studio.register()
    paywall = (await person.client.get("/api/paywall")).json()
    assert [(each["credits"], each["amount_minor"]) for each in paywall["packages"]] == [
        (5, 100),
        (25, 400),
        (100, 1500),
    ]
    assert (paywall["provider"], paywall["is_sandbox"], paywall["tier"]) == ("sandbox", True, "Free")
    purchase = await buy(person, "credits-25")
    began = asyncio.get_running_loop().time()
    await settled(person, purchase["purchase_id"], "paid")
    assert asyncio.get_running_loop().time() - began < 2
    found = (await person.client.get("/api/credits")).json()
    assert (found["credits"], [lot["kind"] for lot in found["lots"]]) == (28, ["signup", "purchase"])
    assert found["lots"][1]["expires_at"] is None
    again = await person.client.post(f"/api/sandbox/checkouts/{purchase['checkout_id']}", json={"outcome": "pay"})
    assert (again.status_code, again.json()["code"]) == (409, "checkout_ended")


async def test_what_is_paid_later_brings_credits_only_then_and_what_is_refused_none(studio: Studio) -> None:
    person = await studio.register()
    later, refused = await buy(person, "credits-5", "pay_later"), await buy(person, "credits-5", "decline")
    await settled(person, later["purchase_id"], "pending")
    await settled(person, refused["purchase_id"], "failed")
    assert await person.balance() == 3
    await person.client.post(f"/api/sandbox/checkouts/{later['checkout_id']}", json={"outcome": "pay"})
    await settled(person, later["purchase_id"], "paid")
    assert await person.balance() == 8


async def test_a_plan_changes_the_tier_and_brings_a_lot_that_lasts_one_period_more(studio: Studio) -> None:
    person = await studio.register()
    purchase = await buy(person, "pro")
    await settled(person, purchase["purchase_id"], "paid")
    paywall = (await person.client.get("/api/paywall")).json()
    assert (paywall["tier"], paywall["subscription"]["state"], paywall["credits"]) == ("Pro", "active", 63)
    second = await person.client.post("/api/create-checkout-session", json={"product": "advanced"})
    assert (second.status_code, second.json()["code"]) == (409, "already_subscribed")
    lots = (await person.client.get("/api/credits")).json()["lots"]
    assert [lot["kind"] for lot in lots] == ["subscription", "signup"]
    portal = await person.client.post("/api/billing-portal")
    assert portal.json()["url"].endswith("/app/sandbox/portal")
    assert (await person.client.delete("/api/sandbox/plan")).status_code == 204
    async with asyncio.timeout(PATIENCE_S):
        while True:
            paywall = (await person.client.get("/api/paywall")).json()
            if paywall["subscription"]["cancels_at_period_end"]:
                break
            await asyncio.sleep(0.05)


async def test_a_repeated_request_is_led_to_the_same_checkout(studio: Studio) -> None:
    person = await studio.register()
    headers = {"Idempotency-Key": "once"}
    answers = await asyncio.gather(
        *(person.client.post("/credits/purchase", json={"credits": 25}, headers=headers) for _ in range(5))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["purchase_id"] for answer in answers}) == 1
    assert len((await person.client.get("/api/purchases")).json()["items"]) == 1
    other = await person.client.post("/credits/purchase", json={"credits": 5}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    unknown = await person.client.post("/credits/purchase", json={"credits": 7})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "product_unknown")
    assert "5, 25, 100" in unknown.json()["detail"]


async def test_nobody_pays_or_sees_somebody_elses_checkout(studio: Studio) -> None:
    person, stranger = await studio.register(), await studio.register()
    purchase = (await person.client.post("/credits/purchase", json={"credits": 5})).json()
    checkout_id = purchase["checkout_url"].rpartition("/")[2]
    for answer in (
        await stranger.client.get(f"/api/purchases/{purchase['purchase_id']}"),
        await stranger.client.get(f"/api/sandbox/checkouts/{checkout_id}"),
        await stranger.client.post(f"/api/sandbox/checkouts/{checkout_id}", json={"outcome": "pay"}),
    ):
        assert answer.status_code == 404
    assert (await stranger.client.get("/api/purchases")).json()["items"] == []


@pytest.mark.parametrize("headers", [{}, {"Stripe-Signature": "t=1,v1=00"}, {"x-square-hmacsha256-signature": "x"}])
async def test_a_webhook_that_nobody_set_up_is_refused(studio: Studio, headers: dict[str, str]) -> None:
    answer = await studio.client().post("/api/webhook", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "payment_event_forged")


@pytest.mark.parametrize(
    "keys",
    [
        {"stripe_secret_key": "sk_live_x"},
        {"stripe_secret_key": "rk_live_x"},
        {"square_access_token": "EAAA"},
    ],
)
def test_the_sandbox_does_not_start_beside_live_keys(keys: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="does not start beside live keys: unset"):
        Settings(_env_file=None, payments_provider="sandbox", **keys)
    Settings(_env_file=None, payments_provider="sandbox", stripe_secret_key="sk_test_x")


def test_a_provider_without_its_keys_does_not_start() -> None:
    with pytest.raises(ValidationError, match="needs STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET"):
        Settings(_env_file=None, payments_provider="stripe")
