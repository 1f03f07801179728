"""Faults that others' billing had, each named after where it was told: none of them is to be had here."""

import asyncio
import json
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.credits import service as credits
from audiostudio.payments import service
from tests.payments.conftest import Shop, sign
from tests.support.account import Account


async def subscribe(shop: Shop, person: Account, product: str = "pro") -> str:
    session_id = await shop.start(person, product)
    shop.stripe.pay(session_id)
    await shop.deliver_new()
    return str(shop.stripe.objects[session_id]["subscription"])


async def buy(shop: Shop, person: Account, product: str = "credits-25") -> str:
    session_id = await shop.start(person, product)
    shop.stripe.pay(session_id)
    await shop.deliver_new()
    return session_id


async def lots(person: Account) -> list[tuple[str, float]]:
    found = (await person.client.get("/api/credits")).json()["lots"]
    return [(lot["kind"], lot["remaining"]) for lot in found]


async def test_polar_8451_subscribing_leaves_purchased_credits_alone(shop: Shop) -> None:
    person = await shop.studio.register()
    await buy(shop, person)
    await subscribe(shop, person)
    assert sorted(await lots(person)) == [("purchase", 25), ("signup", 3), ("subscription", 60)]


async def test_polar_11427_a_new_price_of_a_product_leaves_balances_alone(shop: Shop) -> None:
    person = await shop.studio.register()
    await buy(shop, person)
    subscription_id = await subscribe(shop, person)

    async def change(session: AsyncSession, amount: int) -> None:
        await service.set_price(
            session, "pro", name=None, credits=Decimal(60), amount_minor=amount, currency=None,
            credits_last_days=None, on_sale=True,
        )  # fmt: skip

    async with shop.database.session() as session:
        await change(session, 1900)
    shop.stripe.emit("customer.subscription.updated", shop.stripe.objects[subscription_id])
    await shop.deliver_new()
    assert await shop.standing(person) == (88, 0)
    plans = (await person.client.get("/api/paywall")).json()
    assert (plans["subscription"]["name"], plans["plans"][0]["amount_minor"]) == ("Pro", 1900)
    async with shop.database.session() as session:
        await change(session, 900)


async def test_polar_10513_what_is_left_of_a_month_rolls_over_one_month_and_no_longer(shop: Shop) -> None:
    person = await shop.studio.register()
    subscription_id = await subscribe(shop, person)
    shop.stripe.renew(subscription_id)
    await shop.deliver_new()
    assert await shop.standing(person) == (123, 0)
    with shop.studio.admin() as connection:
        left = connection.execute(
            "SELECT expires_at - now() > interval '57 days' FROM credit_lots WHERE workspace_id = %s "
            "AND kind = 'subscription' ORDER BY position LIMIT 1",
            (person.workspace_id,),
        ).fetchone()
        connection.execute(
            "UPDATE credit_lots SET expires_at = expires_at - interval '62 days' WHERE workspace_id = %s",
            (person.workspace_id,),
        )
    await credits.expire_due(shop.database)
    assert left == (True,)
    assert await shop.standing(person) == (63, 0), "the first month's are gone, the second's are there"


async def test_polar_5648_a_refund_of_spent_credits_becomes_debt_and_the_balance_stays_zero(shop: Shop) -> None:
    person = await shop.studio.register()
    session_id = await buy(shop, person)
    shop.spend(person, 28)
    shop.stripe.refund(shop.stripe.intent_of(session_id))
    await shop.deliver_new()
    assert await shop.standing(person) == (0, 25)
    await buy(shop, person, "credits-100")
    assert await shop.standing(person) == (75, 0)


async def test_lago_5870_the_same_top_up_asked_for_twice_is_one_checkout(shop: Shop) -> None:
    person = await shop.studio.register()
    key = {"Idempotency-Key": "top-up"}
    first, second = await asyncio.gather(*(shop.start(person, "credits-25", **key) for _ in range(2)))
    assert first == second
    of_person = [
        each for each in shop.stripe.objects.values() if each.get("client_reference_id") == str(person.workspace_id)
    ]
    assert len(of_person) == 1


async def test_lago_4326_no_credits_come_before_the_payment(shop: Shop) -> None:
    person = await shop.studio.register()
    session_id = await shop.start(person, "credits-25")
    told = {"id": session_id, "object": "checkout.session", "payment_status": "paid"}
    shop.stripe.emit("checkout.session.completed", told)
    await shop.deliver_new()
    assert await shop.standing(person) == (3, 0), "the event says so, the session itself does not"


async def test_suna_6247_completed_is_not_paid_of_a_plan_either(shop: Shop) -> None:
    person = await shop.studio.register()
    session_id = await shop.start(person, "pro")
    shop.stripe.pay_later(session_id)
    await shop.deliver_new()
    assert await shop.standing(person) == (3, 0)
    shop.stripe.money_comes(session_id)
    await shop.deliver_new()
    assert await shop.standing(person) == (63, 0)


async def test_vm0_10386_a_burst_spends_no_more_than_there_is(shop: Shop) -> None:
    person = await shop.studio.register()

    def spend() -> bool:
        try:
            shop.spend(person, 1)
        except psycopg.DatabaseError as error:
            if error.sqlstate != "CR402":
                raise
            return False
        return True

    paid = await asyncio.gather(*(asyncio.to_thread(spend) for _ in range(12)))
    assert (sum(paid), await shop.standing(person)) == (3, (0, 0))


async def test_eliza_9321_an_event_is_acknowledged_only_once_it_is_kept(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> bool:
        raise RuntimeError("the disk is full")

    event = {"id": "evt_kept", "type": "checkout.session.completed", "data": {"object": {"id": "cs_unknown"}}}
    body = json.dumps(event)
    monkeypatch.setattr("audiostudio.payments.repository.receive", fail)
    assert (await shop.post(body.encode(), sign(body))).status_code == 500
    monkeypatch.undo()
    assert (await shop.post(body.encode(), sign(body))).status_code == 200


async def test_xmem_212_an_event_whose_application_fails_is_applied_later(shop: Shop) -> None:
    person = await shop.studio.register()
    session_id = await shop.start(person, "credits-25")
    shop.stripe.pay(session_id)
    shop.stripe.fails_next = 50
    with pytest.raises(Exception, match="payment_provider_failed"):
        await shop.deliver_new()
    shop.stripe.fails_next = 0
    assert await shop.standing(person) == (3, 0)
    await shop.work()
    assert await shop.standing(person) == (28, 0)


async def test_autogpt_10672_one_payment_told_at_once_from_everywhere_counts_once(shop: Shop) -> None:
    person = await shop.studio.register()
    session_id = await shop.start(person, "credits-25")
    shop.stripe.pay(session_id)
    [event] = shop.stripe.events[shop.delivered :]
    await shop.deliver([event | {"id": f"{event['id']}_{number}"} for number in range(12)])
    assert await shop.standing(person) == (28, 0)


async def test_proliferate_1589_a_change_in_the_middle_of_a_month_is_no_new_month(shop: Shop) -> None:
    person = await shop.studio.register()
    subscription_id = await subscribe(shop, person)
    item = shop.stripe.objects[subscription_id]["items"]["data"][0]
    shop.stripe.change_plan(subscription_id, item["price"]["id"])  # a paid invoice, and the month stays
    await shop.deliver_new()
    assert await shop.standing(person) == (63, 0)


async def test_pagespace_2648_an_upgrade_gives_its_share_of_the_month(shop: Shop) -> None:
    person, other = await shop.studio.register(), await shop.studio.register()
    await shop.start(other, "advanced")  # so that Stripe knows the price
    advanced = next(
        each["id"] for each in shop.stripe.objects.values()
        if each["object"] == "price" and each["unit_amount"] == 2900
    )  # fmt: skip
    subscription_id = await subscribe(shop, person)
    shop.stripe.change_plan(subscription_id, advanced, left=0.5)
    await shop.deliver_new()
    balance, _ = await shop.standing(person)
    assert balance == pytest.approx(63 + (250 - 60) / 2, abs=5), "half of the difference: months differ by a day or two"
    assert (await person.client.get("/auth/me")).json()["tier"] == "Advanced"
