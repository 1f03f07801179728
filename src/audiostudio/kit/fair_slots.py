"""Slots that are given in turn: whoever waits in this process for what only a few can have at a time waits here.

Who asks seldom comes next, however much one who asks often is waiting for; and nobody holds more than their share.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager


class SlotsBusy(Exception):
    """No slot came free in time; ``own_share`` says that whoever asked holds as many as they may."""

    def __init__(self, *, own_share: bool) -> None:
        super().__init__("no slot came free in time")
        self.own_share = own_share


class FairSlots:
    """``size`` slots, of which each owner holds at most ``share``, within one event loop."""

    def __init__(self, size: int, *, share: int | None = None) -> None:
        self._free = size
        self._share = share or size
        self._held: Counter[Hashable] = Counter()
        self._waiting: dict[Hashable, deque[asyncio.Future[None]]] = {}
        self._clock = 0  # slots given so far
        self._turns: dict[Hashable, int] = {}  # of those who hold or wait: the clock when they were served last

    @asynccontextmanager
    async def hold(self, owner: Hashable, *, patience_s: float | None = None) -> AsyncIterator[None]:
        """Hold a slot, waiting for one up to ``patience_s`` seconds.

        Raises:
            SlotsBusy: none came free in time.
        """
        await self.take(owner, patience_s=patience_s)
        try:
            yield
        finally:
            self.give_back(owner)

    async def take(self, owner: Hashable, *, patience_s: float | None = None) -> None:
        """Take a slot, which `give_back` returns, waiting for one up to ``patience_s`` seconds.

        Raises:
            SlotsBusy: none came free in time.
        """
        slot = asyncio.get_running_loop().create_future()
        # Before whoever was served a moment ago, behind those who were not and wait already.
        self._turns.setdefault(owner, self._clock - 1)
        self._waiting.setdefault(owner, deque()).append(slot)
        self._give()
        try:
            async with asyncio.timeout(patience_s):
                await slot
        except BaseException as error:
            if slot.done() and not slot.cancelled():  # given at the very moment
                self.give_back(owner)
            else:
                self._leave(owner, slot)
            if isinstance(error, TimeoutError):
                raise SlotsBusy(own_share=self._held[owner] >= self._share) from None
            raise

    def give_back(self, owner: Hashable) -> None:
        """Return a slot that was taken."""
        self._free += 1
        self._held[owner] -= 1
        self._forget(owner)
        self._give()

    def _give(self) -> None:
        while self._free:
            owners = [owner for owner in self._waiting if self._held[owner] < self._share]
            if not owners:
                return
            owner = min(owners, key=lambda each: (self._held[each], self._turns[each]))
            slot = self._waiting[owner][0]
            if slot.done():  # cancelled, and about to leave by itself
                self._leave(owner, slot)
                continue
            self._free -= 1
            self._held[owner] += 1
            self._clock += 1
            self._turns[owner] = self._clock
            self._leave(owner, slot)
            slot.set_result(None)

    def _leave(self, owner: Hashable, slot: "asyncio.Future[None]") -> None:
        line = self._waiting.get(owner, deque())
        if slot not in line:
            return
        line.remove(slot)
        if not line:
            del self._waiting[owner]
        self._forget(owner)

    def _forget(self, owner: Hashable) -> None:
        if not self._held[owner]:
            del self._held[owner]
            if owner not in self._waiting:
                del self._turns[owner]
