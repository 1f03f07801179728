"""Kills the product's processes one after another, at moments that a seed chooses."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from random import Random

import psutil

from tests.support.patience import PATIENCE_S
from tests.support.running_product import RunningProduct

# What can die: the parts a person knows, then what stands between them.
KNOWN_PARTS, HIDDEN_PARTS = ("api", "worker", "engine", "postmaster"), ("backend", "inspector", "guardian")
_PAUSE_S = (0.2, 2.0)


class Killer:
    """Works through a plan of how often each part dies, in a random order; ``log`` tells what died when."""

    def __init__(self, product: RunningProduct, random: Random, plan: Mapping[str, int]) -> None:
        self._product = product
        self._random = random
        self._plan = plan
        self.log: list[tuple[str, str]] = []

    @property
    def killed(self) -> Counter[str]:
        return Counter(part for _, part in self.log)

    async def run(self) -> None:
        victims = [part for part, times in self._plan.items() for _ in range(times)]
        self._random.shuffle(victims)
        for part in victims:
            await asyncio.sleep(self._random.uniform(*_PAUSE_S))
            process = await self._find(part)
            with suppress(psutil.NoSuchProcess):
                process.kill()
                self.log.append((time.strftime("%X"), part))

    async def _find(self, part: str) -> psutil.Process:
        """Wait until a part lives (again) and return one of its processes."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                members = await asyncio.to_thread(self._product.members)
                if found := members.get(part):
                    return self._choose(found)
                await asyncio.sleep(0.05)

    def _choose(self, processes: Sequence[psutil.Process]) -> psutil.Process:
        return self._random.choice(sorted(processes, key=lambda process: process.pid))
