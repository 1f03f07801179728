"""Stripe, held against its own document: credits once and only when paid, plans, refunds, disputes, forged events."""

import json
from typing import Any

import pytest

from tests.payments.conftest import Shop, sign
from tests.support import stripe_document
from tests.support.operators import make_operator


async def test_a_package_is_paid_and_brings_its_credits_once_however_often_it_is_told(shop: Shop) -> None:
    person = await shop.studio.register()
    session_id = await shop.start(person, "credits-25")
    await shop.deliver_new()
    assert await shop.standing(person) == (3, 0)
    shop.stripe.pay(session_id)
    for _ in range(3):
        await shop.deliver(shop.stripe.events[shop.delivered :])
    assert await shop.standing(person) == (28, 0)
    assert await shop.purchase_states(person) == ["paid"]
    portal = await person.client.post("/api/billing-portal")
    assert portal.json() == {"url": f"{shop.stripe.url}/portal"}


async def test_what_is_complete_and_not_paid_brings_nothing_until_the_money_comes(shop: Shop) -> None:
    person = await shop.studio.register()
    paid, failed = [await shop.start(person, "credits-5") for _ in range(2)]
    shop.stripe.pay_later(paid)
    shop.stripe.pay_later(failed)
    await shop.deliver_new()
    assert (await shop.standing(person), await shop.purchase_states(person)) == ((3, 0), ["pending", "pending"])
    shop.stripe.money_comes(paid)
    shop.stripe.money_fails(failed)
    await shop.deliver_new()
    assert (await shop.standing(person), await shop.purchase_states(person)) == ((8, 0), ["failed", "paid"])


async def test_a_plan_gives_its_tier_and_each_month_its_credits_and_the_free_tier_when_it_ends(shop: Shop) -> None:
    person = await shop.studio.register()
    session_id = await shop.start(person, "pro")
    shop.stripe.pay(session_id)
    await shop.deliver_new()
    subscription_id = shop.stripe.objects[session_id]["subscription"]
    assert await shop.standing(person) == (63, 0)
    assert (await person.client.get("/auth/me")).json()["tier"] == "Pro"
    shop.stripe.renew(subscription_id)
    await shop.deliver_new()
    assert await shop.standing(person) == (123, 0)
    shop.stripe.end_plan(subscription_id)
    await shop.deliver_new()
    assert (await person.client.get("/auth/me")).json()["tier"] == "Free"
    assert await shop.standing(person) == (123, 0)


async def test_a_refund_of_a_part_takes_as_large_a_part_and_one_that_fails_gives_it_back(shop: Shop) -> None:
    person = await shop.studio.register()
    session_id = await shop.start(person, "credits-25")
    shop.stripe.pay(session_id)
    refund = shop.stripe.refund(shop.stripe.intent_of(session_id), 200)
    await shop.deliver_new()
    assert await shop.standing(person) == (15.5, 0), "half of 25, and the welcome"
    shop.stripe.refund_fails(refund["id"])
    await shop.deliver_new()
    assert await shop.standing(person) == (28, 0)


async def test_a_chargeback_of_spent_credits_is_owed_until_it_is_won(shop: Shop) -> None:
    person = await shop.studio.register()
    session_id = await shop.start(person, "credits-25")
    shop.stripe.pay(session_id)
    await shop.deliver_new()
    shop.spend(person, 28)
    dispute = shop.stripe.dispute(shop.stripe.intent_of(session_id))
    await shop.deliver_new()
    assert await shop.standing(person) == (0, 25)
    shop.stripe.dispute_ends(dispute["id"], "won")
    await shop.deliver_new()
    assert await shop.standing(person) == (0, 0)


async def test_an_inquiry_takes_no_money_and_no_credits(shop: Shop) -> None:
    person = await shop.studio.register()
    session_id = await shop.start(person, "credits-5")
    shop.stripe.pay(session_id)
    shop.stripe.dispute(shop.stripe.intent_of(session_id), status="warning_needs_response")
    await shop.deliver_new()
    assert await shop.standing(person) == (8, 0)


async def test_a_lost_webhook_heals_itself_within_one_reconciliation(shop: Shop) -> None:
    person = await shop.studio.register()
    session_id = await shop.start(person, "credits-5")
    shop.stripe.pay(session_id)
    found = await shop.reconcile()
    assert (found.healed >= 1, found.faults) == (True, [])
    assert await shop.standing(person) == (8, 0)
    assert (await shop.reconcile()).healed == 0


async def test_credits_that_nobody_paid_for_are_told_as_a_fault(shop: Shop) -> None:
    person = await shop.studio.register()
    with shop.studio.admin() as connection:
        connection.execute(
            "SELECT credit_sell(%s, NULL, 'purchase', 5, NULL, 'stripe:cs_invented', 'x')", (person.workspace_id,)
        )
    fault = "stripe: the ledger holds credits for cs_invented, which is not paid there"
    assert (await shop.reconcile()).faults == [fault]
    make_operator(shop.studio, person.email)
    newest = (await person.client.get("/admin/reconciliations", params={"limit": 1})).json()["items"][0]
    assert (newest["provider"], newest["faults"]) == ("stripe", [fault])
    with shop.studio.admin() as connection:  # so that the next reconciliations look no further back
        connection.execute("ALTER TABLE credit_lots DISABLE TRIGGER grant_stays")
        connection.execute("UPDATE credit_lots SET source = NULL WHERE source = 'stripe:cs_invented'")


@pytest.mark.parametrize("kind", ["another secret", "a byte more", "stale", "none", "other bytes"])
async def test_a_forged_event_is_refused_and_kept_nowhere(shop: Shop, kind: str) -> None:
    event = {"id": f"evt_forged_{kind}", "type": "checkout.session.completed", "data": {"object": {"id": "cs_x"}}}
    body = json.dumps(event)
    signature = {
        "another secret": sign(body, secret="whsec_another"),
        "stale": sign(body, age_s=400),
        "none": "",
        "other bytes": "\xe9",
    }.get(kind, sign(body))
    sent = body + " " if kind == "a byte more" else body
    answer = await shop.post(sent.encode(), signature)
    assert (answer.status_code, answer.json()["code"]) == (400, "payment_event_forged")
    with shop.studio.admin() as connection:
        count = connection.execute("SELECT count(*) FROM payment_events WHERE event_id = %s", (event["id"],)).fetchone()
    assert count == (0,)


async def test_a_provider_that_fails_costs_nothing_and_the_same_request_goes_on(shop: Shop) -> None:
    person = await shop.studio.register()
    shop.stripe.fails_next = 3
    refused = await person.client.post(
        "/api/create-checkout-session", json={"product": "credits-5"}, headers={"Idempotency-Key": "k"}
    )
    assert (refused.status_code, refused.json()["code"]) == (502, "payment_provider_failed")
    shop.stripe.fails_next = 0
    session_id = await shop.start(person, "credits-5", **{"Idempotency-Key": "k"})
    assert shop.stripe.objects[session_id]["status"] == "open"
    assert len((await person.client.get("/api/purchases")).json()["items"]) == 1


def test_the_document_names_what_is_wrong_with_a_request_and_with_an_answer() -> None:
    wrong: dict[str, Any] = {"mode": "paymant", "line_items": [{"quantity": 1, "prise": "x"}]}
    found = stripe_document.faults("POST", "/v1/checkout/sessions", "request", wrong)
    assert any("paymant" in fault for fault in found)
    assert any("prise" in fault for fault in found)
    short = stripe_document.faults(
        "POST", "/v1/checkout/sessions", "answer", {"id": "cs_1", "object": "checkout.session"}
    )
    assert any("payment_status" in fault for fault in short)
