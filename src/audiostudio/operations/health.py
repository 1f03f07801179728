"""Whether the product's parts work: looked at by whoever asks first, and told to all who ask soon after."""

import asyncio
import time
from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, Field

from audiostudio import __version__
from audiostudio.kit.postgres.database import Database, DatabaseUnavailable
from audiostudio.operations import repository
from audiostudio.storage.backend import StorageBackend, StorageUnavailable

_WORKER_SILENCE = timedelta(seconds=15)
_GOOD_FOR_S = 1.0

Condition = Literal["ok", "down"]


class Health(BaseModel):
    """The state of the product's parts."""

    status: Literal["ok", "degraded", "down"] = Field(
        description="`degraded`: requests are taken in, but no worker works on them."
    )
    version: str
    database: Condition
    queue: Condition
    storage: Condition
    worker: Condition
    workers_alive: int
    oldest_waiting_s: float = Field(description="How long the oldest job that could start has been waiting.")


class HealthCheck:
    """Looks at the parts: once at a time, and where all is well at most once a second, however many ask."""

    def __init__(self, database: Database, storage: StorageBackend) -> None:
        self._database = database
        self._storage = storage
        self._looking: asyncio.Task[Health] | None = None
        self._found: Health | None = None
        self._found_at_s = 0.0

    async def health(self) -> Health:
        """Return how the parts are, or were within the last second."""
        if self._found and self._found.status == "ok" and time.monotonic() - self._found_at_s < _GOOD_FOR_S:
            return self._found
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)

    async def _look(self) -> Health:
        queue, storage_answers = await asyncio.gather(self._look_at_queue(), self._look_at_storage())
        workers_alive, oldest_waiting_s = queue or (0, 0.0)
        database: Condition = "ok" if queue else "down"
        down = not (queue and storage_answers)
        self._found = Health(
            status="down" if down else "ok" if workers_alive else "degraded",
            version=__version__,
            database=database,
            queue=database,
            storage="ok" if storage_answers else "down",
            worker="ok" if workers_alive else "down",
            workers_alive=workers_alive,
            oldest_waiting_s=round(oldest_waiting_s, 1),
        )
        self._found_at_s = time.monotonic()
        return self._found

    async def _look_at_queue(self) -> tuple[int, float] | None:
        try:
            async with self._database.session(turn_of="health") as session:
                alive = await repository.count_alive(session, _WORKER_SILENCE)
                return alive, await repository.oldest_waiting_s(session)
        except DatabaseUnavailable:
            return None

    async def _look_at_storage(self) -> bool:
        try:
            await self._storage.check()
        except StorageUnavailable:
            return False
        return True
