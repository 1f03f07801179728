"""Slots in turn: whoever asks seldom comes next, nobody holds more than their share, and no slot is ever lost."""

import asyncio
import random

import pytest

from audiostudio.kit.fair_slots import FairSlots, SlotsBusy


async def served_in_order(slots: FairSlots, owners: list[str]) -> list[str]:
    """Return in which order ``owners``, who ask in this order while the only slot is held, are served."""
    served: list[str] = []

    async def ask(owner: str) -> None:
        async with slots.hold(owner):
            served.append(owner)
            await asyncio.sleep(0)

    async with slots.hold(owners[0]):
        asking = [asyncio.create_task(ask(owner)) for owner in owners]
        await asyncio.sleep(0)
    await asyncio.gather(*asking)
    return served


async def test_owners_take_turns() -> None:
    order = await served_in_order(FairSlots(1), ["a", "a", "a", "a", "b", "b", "c"])
    assert order == ["b", "c", "a", "b", "a", "a", "a"]


async def test_one_who_comes_late_waits_for_nobody_who_was_just_served() -> None:
    slots, served = FairSlots(1), list[str]()

    async def ask(owner: str) -> None:
        async with slots.hold(owner):
            served.append(owner)
            await asyncio.sleep(0.001)

    often = [asyncio.create_task(ask("often")) for _ in range(50)]
    await often[9]
    before = len(served)
    await ask("seldom")
    await asyncio.gather(*often)
    assert served.index("seldom") <= before, "after the one in work"


async def test_a_share_leaves_the_rest_to_others() -> None:
    slots = FairSlots(3, share=1)
    await slots.take("a")
    with pytest.raises(SlotsBusy) as busy:
        await slots.take("a", patience_s=0.01)
    assert busy.value.own_share
    await slots.take("b", patience_s=0.01)
    await slots.take("c", patience_s=0.01)
    with pytest.raises(SlotsBusy) as busy:
        await slots.take("d", patience_s=0.01)
    assert not busy.value.own_share


async def test_no_slot_is_lost_or_made_however_waiting_ends() -> None:
    slots, rng, held, most = FairSlots(4, share=2), random.Random(1), 0, 0

    async def ask(owner: int) -> None:
        nonlocal held, most
        async with slots.hold(owner, patience_s=rng.choice([None, 0.0, 0.002])):
            held += 1
            most = max(most, held)
            try:
                await asyncio.sleep(rng.random() / 500)
            finally:
                held -= 1

    asking = [asyncio.create_task(ask(rng.randrange(5))) for _ in range(300)]
    for _ in range(60):
        await asyncio.sleep(0.001)
        rng.choice(asking).cancel()
    ends = await asyncio.gather(*asking, return_exceptions=True)
    kinds = {type(end) for end in ends}
    assert kinds == {type(None), SlotsBusy, asyncio.CancelledError}
    assert most == 4
    for owner in "abcd":
        await slots.take(owner, patience_s=0.01)
    with pytest.raises(SlotsBusy):
        await slots.take("e", patience_s=0.01)
