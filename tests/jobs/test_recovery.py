"""What is lost on the way is found again: jobs of workers known to be dead, files swept too early, a cut connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException

from audiostudio.jobs import lifecycle, service
from audiostudio.jobs.runner import abandoned_attempts
from audiostudio.kit.postgres.database import Database, DatabaseUnavailable
from audiostudio.kit.postgres.queue import consume
from audiostudio.storage import service as storage
from audiostudio.storage.choice import open_storage
from tests.conftest import Studio
from tests.jobs.conftest import files_of, waiting_job


async def test_a_job_of_a_worker_known_to_be_dead_waits_for_no_silence(
    idle_studio: Studio, database: Database, beep: Path
) -> None:
    person, job_id = await waiting_job(idle_studio, beep)
    for attempt in range(1, idle_studio.settings.job_max_attempts + 1):
        assert await lifecycle.claim(database, job_id)
        await lifecycle.recover_attempts(database, [(job_id, attempt - 1)])
        assert (await person.client.get(f"/status/{job_id}")).json()["status"] == "PROCESSING", "another attempt's"
        await lifecycle.recover_attempts(database, abandoned_attempts([f"{job_id}.{attempt}"]))
    job = (await person.client.get(f"/status/{job_id}")).json()
    assert (job["status"], job["error"]["code"]) == ("FAILED", "worker_lost")
    assert await person.balance() == 3
    await lifecycle.recover_attempts(database, [(job_id, attempt)])
    assert await person.balance() == 3, "given back once"


async def test_silence_while_the_database_was_away_is_not_held_against_a_worker(
    idle_studio: Studio, database: Database, beep: Path
) -> None:
    person, job_id = await waiting_job(idle_studio, beep)
    assert await lifecycle.claim(database, job_id)
    with idle_studio.admin() as connection:
        connection.execute("UPDATE jobs SET heartbeat_at = now() - interval '1 hour' WHERE id = %s", (job_id,))
    a_day_s = 24 * 3600  # the server of the tests started less than that ago
    await lifecycle.recover_stalled(database, silent_for_s=60, grace_s=a_day_s)
    assert (await person.client.get(f"/status/{job_id}")).json()["status"] == "PROCESSING"


async def test_a_file_written_after_its_record_was_swept_goes_with_the_next_sweep(
    idle_studio: Studio, database: Database, beep: Path
) -> None:
    person = await idle_studio.register()
    backend = open_storage(idle_studio.settings)
    key = f"{person.workspace_id}/late/beep.wav"
    await storage.put_files(database, backend, person.workspace_id, {key: beep})
    await storage.sweep(database, backend, pending_grace_s=0)
    await backend.put_file(key, beep)  # the writer was slow
    await storage.discard(database, backend, person.workspace_id, [key])
    await storage.sweep(database, backend, pending_grace_s=3600)
    assert files_of(idle_studio, person) == []


async def test_a_connection_cut_while_a_job_is_queued_counts_as_the_database_away(
    idle_studio: Studio, database: Database, beep: Path
) -> None:
    _, job_id = await waiting_job(idle_studio, beep)
    with idle_studio.admin() as admin, pytest.raises(DatabaseUnavailable):
        await _queue_over_a_cut_connection(database, job_id, admin)


async def _queue_over_a_cut_connection(database: Database, job_id: UUID, admin: psycopg.Connection[Any]) -> None:
    async with database.session() as session:
        job = await service.get(session, job_id)
        connection = (await (await session.connection()).get_raw_connection()).driver_connection
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", (connection.info.backend_pid,))
        await service.enqueue(session, job)


async def test_a_worker_told_to_stop_stops_although_the_queue_breaks_at_that_moment() -> None:
    class BrokenQueue:
        """Does as the real one does when the database went away: cancelled, it raises another error."""

        @asynccontextmanager
        async def open_async(self) -> AsyncIterator[None]:
            yield

        async def run_worker_async(self, **_: Any) -> None:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                raise ConnectorException from None

    stopping = asyncio.Event()
    consumer = asyncio.create_task(
        consume(BrokenQueue, stopping, queues=["cpu"], concurrency=1, keep_failed=False)  # type: ignore[arg-type]
    )
    await asyncio.sleep(0.05)
    stopping.set()
    consumer.cancel()
    _, unfinished = await asyncio.wait([consumer], timeout=3)
    assert not unfinished
