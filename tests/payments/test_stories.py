"""Purchase stories, told in every way that webhooks are: the ledger ends the same, and what was lost is found.

A story is what one person buys and what becomes of it. Its right end is worked out here from the money alone.
"""

import asyncio
import json
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.payments.conftest import Json, Shop, sign
from tests.support.account import Account

PACKAGES = {"credits-5": (5, 100), "credits-25": (25, 400), "credits-100": (100, 1500)}
WELCOME = 3
AT_ONCE = 20
SHORT, LONG = 5, 500
LOST = 0.05


@dataclass
class Story:
    """One person's purchases; ``credits`` is what they should have in the end, debts subtracted."""

    person: Account
    credits: Decimal = Decimal(WELCOME)
    tier: str = "Free"
    events: list[Json] = field(default_factory=list)


async def tell(shop: Shop, random: Random) -> Story:
    """Let somebody buy a few things, and let banks and the merchant do what they do."""
    story = Story(await shop.studio.register())
    for _ in range(random.randint(1, 3)):
        if random.random() < 0.2 and story.tier == "Free":
            await _plan(shop, random, story)
        else:
            await _package(shop, random, story)
    if random.random() < 0.5:  # so that reversals find spent credits
        amount = random.randint(1, WELCOME)
        shop.spend(story.person, amount)
        story.credits -= amount
    return story


async def _package(shop: Shop, random: Random, story: Story) -> None:
    product = random.choice(sorted(PACKAGES))
    credits, minor = PACKAGES[product]
    session_id = await shop.start(story.person, product)
    stripe, way = shop.stripe, random.choice(["pay", "pay", "pay", "late", "late fails", "expire", "leave"])
    if way == "pay":
        stripe.pay(session_id)
    elif way.startswith("late"):
        stripe.pay_later(session_id)
        (stripe.money_fails if "fails" in way else stripe.money_comes)(session_id)
    elif way == "expire":
        stripe.expire(session_id)
    if way not in ("pay", "late"):
        return
    story.credits += credits
    fate = random.choice(["keep", "keep", "refund", "part", "refund fails", "lost", "won", "open", "inquiry"])
    intent_id = stripe.intent_of(session_id)
    if fate in ("refund", "part", "refund fails"):
        amount = minor if fate == "refund" else minor // 4
        refund = stripe.refund(intent_id, amount, status=random.choice(["succeeded", "pending"]))
        if fate == "refund fails":
            stripe.refund_fails(refund["id"])
        else:
            story.credits -= Decimal(credits) * amount / minor
    elif fate in ("lost", "won", "open"):
        dispute = stripe.dispute(intent_id)
        if fate != "open":
            stripe.dispute_ends(dispute["id"], fate)
        if fate != "won":
            story.credits -= credits
    elif fate == "inquiry":
        stripe.dispute(intent_id, status="warning_needs_response")


async def _plan(shop: Shop, random: Random, story: Story) -> None:
    session_id = await shop.start(story.person, "pro")
    shop.stripe.pay(session_id)
    story.credits, story.tier = story.credits + 60, "Pro"
    subscription_id = shop.stripe.objects[session_id]["subscription"]
    for _ in range(random.randint(0, 2)):
        shop.stripe.renew(subscription_id)
        story.credits += 60
    if random.random() < 0.5:
        shop.stripe.end_plan(subscription_id)
        story.tier = "ended"


async def deliver_badly(shop: Shop, random: Random, events: list[Json], *, lost: float) -> None:
    """Deliver each event 0, 1, 2 or 5 times (0: it is lost for now), shuffled, among forged and stale ones."""
    sent: list[tuple[str, str, bool]] = []
    for event in events:
        body = json.dumps(event)
        times = 0 if random.random() < lost else random.choice([1, 1, 2, 5])
        sent += [(body, sign(body), True)] * times
        if random.random() < 0.1:
            forged = json.dumps(event | {"id": event["id"] + "_forged"})
            sent += [(forged, sign(forged, secret="whsec_x"), False), (forged, sign(forged, age_s=999), False)]
    random.shuffle(sent)
    for start in range(0, len(sent), AT_ONCE):
        batch = sent[start : start + AT_ONCE]
        answers = await asyncio.gather(*(shop.post(body.encode(), signature) for body, signature, _ in batch))
        assert [answer.is_success for answer in answers] == [right for *_, right in batch]
        if random.random() < 0.3:  # some are applied before the next come
            await shop.work()
    await shop.work()


async def ends_of(shop: Shop, stories: list[Story]) -> list[Any]:
    query = (
        "SELECT balance - debt, w.tier FROM credit_accounts JOIN workspaces w ON w.id = workspace_id "
        "WHERE workspace_id = %s"
    )
    with shop.studio.admin() as connection:
        return [connection.execute(query, (story.person.workspace_id,)).fetchone() for story in stories]


def right_ends(stories: list[Story]) -> list[Any]:
    return [(story.credits, "Pro" if story.tier == "Pro" else "Free") for story in stories]


async def _stories(shop: Shop, count: int, seed: int) -> list[Story]:
    random = Random(seed)
    return [await tell(shop, random) for _ in range(count)]


async def _told_badly(shop: Shop, count: int) -> None:
    stories = await _stories(shop, count, seed=7)
    events = shop.stripe.events[shop.delivered :]
    await deliver_badly(shop, Random(8), events, lost=0)
    assert await ends_of(shop, stories) == right_ends(stories)
    # Whatever came first, all of it again changes nothing.
    await deliver_badly(shop, Random(9), events, lost=0)
    assert await ends_of(shop, stories) == right_ends(stories)


async def _lost_for_ever(shop: Shop, count: int) -> None:
    stories = await _stories(shop, count, seed=17)
    await deliver_badly(shop, Random(18), shop.stripe.events[shop.delivered :], lost=LOST)
    before = await ends_of(shop, stories)
    found = await shop.reconcile()
    assert found.faults == []
    assert await ends_of(shop, stories) == right_ends(stories)
    if before != right_ends(stories):
        assert found.healed > 0
    assert (await shop.reconcile()).healed == 0


async def test_stories_that_are_told_badly_end_in_the_same_ledger(shop: Shop) -> None:
    await _told_badly(shop, SHORT)


async def test_what_is_lost_for_ever_is_found_by_one_reconciliation(shop: Shop) -> None:
    await _lost_for_ever(shop, SHORT)


@pytest.mark.deep
async def test_five_hundred_stories_end_in_the_same_ledger(shop: Shop) -> None:
    await _told_badly(shop, LONG)


@pytest.mark.deep
async def test_of_five_hundred_stories_what_is_lost_is_found_by_one_reconciliation(shop: Shop) -> None:
    await _lost_for_ever(shop, LONG)
