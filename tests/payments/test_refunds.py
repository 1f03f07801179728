"""Operators give money back: through the provider, once, and as large a part of the credits goes as of the money."""

from typing import Any

import httpx2
import pytest

from audiostudio.payments.tasks import refund_purchase
from tests.payments.conftest import Shop
from tests.support.account import Account
from tests.support.operators import make_operator

KEY = {"Idempotency-Key": "the customer's letter"}


@pytest.fixture
async def operator(shop: Shop) -> Account:
    person = await shop.studio.register()
    make_operator(shop.studio, person.email)
    return person


async def bought(shop: Shop) -> tuple[Account, str]:
    """Let somebody buy 25 credits for $4, beside the 3 they were welcomed with; return them and the purchase."""
    person = await shop.studio.register()
    shop.stripe.pay(await shop.start(person, "credits-25"))
    await shop.deliver_new()
    [purchase] = (await person.client.get("/api/purchases")).json()["items"]
    return person, purchase["purchase_id"]


async def refund(operator: Account, purchase_id: str, amount: Any = None, **headers: str) -> httpx2.Response:
    wanted = {"reason": "Bought twice by mistake", "amount_minor": amount}
    return await operator.client.post(f"/admin/purchases/{purchase_id}/refund", json=wanted, headers=headers)


async def work(shop: Shop) -> int:
    """Do what was queued, as a worker does that dies before it can say so and is followed by another."""
    with shop.studio.admin() as connection:
        queued = connection.execute(
            "DELETE FROM queue.procrastinate_jobs WHERE task_name = %s RETURNING args", (refund_purchase.name,)
        ).fetchall()
    for (args,) in queued * 2:
        await refund_purchase.function(shop.context, **args)
    await shop.deliver_new()
    return len(queued)


async def test_part_of_a_purchase_goes_back_once_with_its_part_of_the_credits(shop: Shop, operator: Account) -> None:
    person, purchase_id = await bought(shop)
    for _ in range(2):
        assert (await refund(operator, purchase_id, 100, **KEY)).status_code == 204
    other = await refund(operator, purchase_id, 200, **KEY)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await work(shop) == 1
    assert await shop.standing(person) == (3 + 25 - 6.25, 0)
    [listed] = (
        await operator.client.get("/admin/purchases", params={"workspace_id": str(person.workspace_id)})
    ).json()["items"]
    assert (listed["email"], listed["amount_minor"], listed["refunded_minor"]) == (person.email, 400, 100)
    entry = (await operator.client.get("/admin/log")).json()["items"][0]
    assert (entry["act"], entry["target_id"], entry["details"]) == ("refund", purchase_id, {"amount_minor": 100})


async def test_all_that_is_left_goes_back_and_not_more(shop: Shop, operator: Account) -> None:
    person, purchase_id = await bought(shop)
    shop.spend(person, 20)
    await refund(operator, purchase_id, 100)
    await work(shop)
    too_much = await refund(operator, purchase_id, 301)
    assert (too_much.status_code, too_much.json()["code"]) == (409, "nothing_to_refund")
    assert (await refund(operator, purchase_id)).status_code == 204
    await work(shop)
    assert await shop.standing(person) == (0, 17), "what was spent is owed"
    nothing = await refund(operator, purchase_id)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_refund")
    assert await work(shop) == 0


async def test_what_was_never_paid_is_not_given_back(shop: Shop, operator: Account) -> None:
    person = await shop.studio.register()
    await shop.start(person, "credits-5")
    [purchase] = (await person.client.get("/api/purchases")).json()["items"]
    answer = await refund(operator, purchase["purchase_id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_refund")
    missing = await refund(operator, str(person.workspace_id))
    assert (missing.status_code, missing.json()["code"]) == (404, "purchase_not_found")


async def test_nobody_but_an_operator_gives_money_back(shop: Shop) -> None:
    person, purchase_id = await bought(shop)
    assert (await refund(person, purchase_id)).status_code == 403
    assert await work(shop) == 0
