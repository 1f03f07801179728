"""Jobs in work: whatever happens to the worker, the file or the wish, the job ends well and credits are right."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import soundfile

from audiostudio.jobs import lifecycle
from audiostudio.jobs.repository import Beat
from audiostudio.kit.postgres.database import Database
from audiostudio.library import service as library
from audiostudio.storage import service as storage
from audiostudio.storage.choice import open_storage
from tests.support.account import Account
from tests.support.jobs import files_of, waiting_job, worker_database
from tests.support.patience import PATIENCE_S
from tests.support.studio import Studio, serving, working


async def sweep(studio: Studio) -> None:
    database = worker_database(studio)
    await storage.sweep(database, open_storage(studio.settings), pending_grace_s=0)
    await database.close()


async def in_work(person: Account, job_id: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while (await person.client.get(f"/status/{job_id}")).json()["progress"] == 0:  # noqa: ASYNC110 - over HTTP
            await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
def long_song(open_dir: Path) -> Path:
    """Give two minutes that keep a worker busy for seconds."""
    path = open_dir / "long.flac"
    rng = np.random.default_rng(5)
    with soundfile.SoundFile(path, "w", 44_100, 2, "PCM_16") as file:
        for part in range(4):
            file.write(0.1 * (1 + part % 3) * rng.standard_normal((44_100 * 30, 2)).clip(-1, 1))
    return path


@pytest.fixture(scope="module")
async def pro(studio: Studio) -> Account:
    return await studio.register(credits=20, tier="Pro")


async def test_progress_is_told_from_inside_the_work(studio: Studio, pro: Account, long_song: Path) -> None:
    job_id = (await pro.upload(long_song, tool="mastering")).json()["job_id"]
    async with asyncio.timeout(PATIENCE_S), pro.client.stream("GET", f"/job/{job_id}/events") as stream:
        lines = [line async for line in stream.aiter_lines() if line.startswith("data:")]
    seen = [json.loads(line.removeprefix("data:")) for line in lines]
    fractions = [look["progress"] for look in seen]
    assert fractions == sorted(fractions)
    assert len(set(fractions)) >= 4, "a person waits here and wants to see it move"
    assert len({look["message"] for look in seen}) >= 3
    assert seen[-1]["status"] == "COMPLETED"


async def test_progress_comes_by_websocket_with_the_token_as_subprotocol(
    studio: Studio, pro: Account, song: Path
) -> None:
    from websockets.asyncio.client import connect

    job_id = (await pro.upload(song, tool="mastering")).json()["job_id"]
    address = f"ws://127.0.0.1:{studio.settings.port}/job/{job_id}/live"
    async with (
        asyncio.timeout(PATIENCE_S),
        connect(address, subprotocols=["audiostudio.v1", f"bearer.{pro.access_token}"]) as socket,
    ):
        assert socket.subprotocol == "audiostudio.v1"
        looks = [json.loads(message) async for message in socket]
    assert looks[-1]["status"] == "COMPLETED"
    assert looks[-1]["outputs"][0]["url"]


async def test_a_job_cancelled_in_work_stops_soon_and_leaves_no_output(
    studio: Studio, pro: Account, long_song: Path
) -> None:
    before = await pro.balance()
    job_id = (await pro.upload(long_song, tool="mastering")).json()["job_id"]
    await in_work(pro, job_id)
    assert (await pro.client.post(f"/job/{job_id}/cancel")).json()["cancel_requested"]
    job = await pro.finished(job_id, timeout_s=10)
    assert (job["status"], job["error"]["code"], job["outputs"]) == ("CANCELLED", "cancelled", [])
    assert await pro.balance() == before - 1, "work had begun"


async def test_a_job_deleted_in_work_is_gone_with_its_files(studio: Studio, song: Path, long_song: Path) -> None:
    person = await studio.register(tier="Pro")
    job_id = (await person.upload(long_song, tool="mastering")).json()["job_id"]
    await in_work(person, job_id)
    assert (await person.client.delete(f"/job/{job_id}")).status_code == 204
    assert (await person.client.get(f"/status/{job_id}")).status_code == 404
    # The worker is free again and goes on with what comes next.
    assert (await person.finished((await person.upload(song, tool="mastering")).json()["job_id"]))[
        "status"
    ] == "COMPLETED"
    await sweep(studio)
    assert {path.parent.name for path in files_of(studio, person)}.isdisjoint({job_id})
    assert len(files_of(studio, person)) == 2, "the input and the output of the second job"


async def test_a_crashed_engine_is_tried_again(studio: Studio, pro: Account, long_song: Path) -> None:
    job_id = (await pro.upload(long_song, tool="mastering")).json()["job_id"]
    await in_work(pro, job_id)
    below = psutil.Process().children(recursive=True)
    children = [process for process in below if "audiostudio.kit.processes.child" in process.cmdline()]
    used_s = {child: child.cpu_times().user for child in children}
    await asyncio.sleep(0.5)
    busiest = max(children, key=lambda child: child.cpu_times().user - used_s[child])
    busiest.kill()
    job = await pro.finished(job_id)
    assert (job["status"], job["attempt"]) == ("COMPLETED", 2)


async def test_damage_found_in_work_fails_the_job_with_its_reason_and_gives_the_credit_back(
    studio: Studio, pro: Account, tmp_path: Path
) -> None:
    path = tmp_path / "damaged.wav"
    samples = 0.3 * np.random.default_rng(1).standard_normal(44_100 * 50)
    samples[44_100 * 45 :] = np.nan
    soundfile.write(path, samples, 44_100, subtype="FLOAT")
    before = await pro.balance()
    answer = await pro.upload(path, tool="mastering")
    assert answer.status_code == 202, answer.text
    job = await pro.finished(answer.json()["job_id"])
    assert (job["status"], job["error"]["code"]) == ("FAILED", "audio_not_finite")
    assert await pro.balance() == before
    kinds = [row["kind"] for row in (await pro.client.get("/credits/history?limit=2")).json()["items"]]
    assert kinds == ["refund", "debit"]


async def test_work_beyond_the_time_limit_is_stopped_and_refunded_so_often_a_day(
    make_settings: Any, long_song: Path
) -> None:
    settings = make_settings(job_time_limit_s=0.3, worker_concurrency=1, time_limit_refunds="1/day")
    async with serving(settings) as hurried, working(settings):
        person = await hurried.register(tier="Pro")
        job = await person.finished((await person.upload(long_song, tool="mastering")).json()["job_id"])
        assert (job["status"], job["error"]["code"], job["attempt"]) == ("FAILED", "time_limit", 1)
        assert await person.balance() == 3
        assert "given back" in job["error"]["detail"]
        again = await person.finished((await person.upload(long_song, tool="mastering")).json()["job_id"])
        assert again["error"]["code"] == "time_limit"
        assert "charged" in again["error"]["detail"]
        assert "1/day" in again["error"]["detail"]
        assert await person.balance() == 2


async def test_a_worker_that_stops_gives_its_job_back(make_settings: Any, long_song: Path) -> None:
    settings = make_settings(worker_concurrency=1)
    async with serving(settings) as studio:
        person = await studio.register(tier="Pro")
        job_id = (await person.upload(long_song, tool="mastering")).json()["job_id"]
        async with working(settings):
            await in_work(person, job_id)
        assert (await person.client.get(f"/status/{job_id}")).json()["status"] == "PENDING"
        async with working(settings):
            assert (await person.finished(job_id))["status"] == "COMPLETED"
        assert await person.balance() == 2


async def test_only_the_attempt_that_holds_a_job_may_end_it(
    idle_studio: Studio, database: Database, beep: Path
) -> None:
    person, job_id = await waiting_job(idle_studio, beep)
    first = await lifecycle.claim(database, job_id)
    assert await lifecycle.claim(database, job_id) is None, "it does not wait any more"
    with idle_studio.admin() as connection:
        connection.execute("UPDATE jobs SET heartbeat_at = now() - interval '1 hour' WHERE id = %s", (job_id,))
    await lifecycle.recover_stalled(database, silent_for_s=60)
    second = await lifecycle.claim(database, job_id)
    assert (first.attempt, second.attempt) == (1, 2)

    assert await lifecycle.heartbeats(database, [Beat(first.id, first.attempt, 0.5, "late", True)]) == {}
    assert not await lifecycle.complete(database, first, [], {})
    await lifecycle.fail(database, first, code="late", detail="late")
    assert await person.balance() == 2, "a failure that does not count gives nothing back"
    assert await lifecycle.complete(database, second, [], {})
    assert (await person.client.get(f"/status/{job_id}")).json()["status"] == "COMPLETED"


async def test_a_job_whose_workers_keep_dying_fails_and_is_refunded(
    idle_studio: Studio, database: Database, beep: Path
) -> None:
    person, job_id = await waiting_job(idle_studio, beep)
    for _ in range(idle_studio.settings.job_max_attempts):
        assert await lifecycle.claim(database, job_id)
        with idle_studio.admin() as connection:
            connection.execute("UPDATE jobs SET heartbeat_at = now() - interval '1 hour' WHERE id = %s", (job_id,))
        await lifecycle.recover_stalled(database, silent_for_s=60)
    job = (await person.client.get(f"/status/{job_id}")).json()
    assert (job["status"], job["error"]["code"]) == ("FAILED", "worker_lost")
    assert await person.balance() == 3


async def test_a_waiting_job_that_fell_out_of_the_queue_is_queued_again(
    idle_studio: Studio, database: Database, beep: Path
) -> None:
    _, job_id = await waiting_job(idle_studio, beep)
    with idle_studio.admin() as connection:
        connection.execute(
            "DELETE FROM procrastinate_jobs WHERE id = (SELECT queue_entry_id FROM jobs WHERE id = %s)", (job_id,)
        )
        connection.execute("UPDATE jobs SET updated_at = now() - interval '1 hour' WHERE id = %s", (job_id,))
        await lifecycle.recover_stalled(database, silent_for_s=60)
        entries = connection.execute(
            "SELECT q.status FROM procrastinate_jobs q JOIN jobs j ON j.queue_entry_id = q.id WHERE j.id = %s",
            (job_id,),
        ).fetchall()
    assert entries == [("todo",)]


async def test_a_file_nobody_came_to_use_is_swept_but_not_before_its_time(
    idle_studio: Studio, database: Database, beep: Path
) -> None:
    person = await idle_studio.register()
    backend = open_storage(idle_studio.settings)
    key = f"{person.workspace_id}/forgotten/beep.wav"
    await storage.put_files(database, backend, person.workspace_id, {key: beep})
    await storage.sweep(database, backend, pending_grace_s=3600)
    assert len(files_of(idle_studio, person)) == 1
    await storage.sweep(database, backend, pending_grace_s=0)
    assert files_of(idle_studio, person) == []
    with pytest.raises(storage.FileSweptAway):
        async with database.session() as session:
            await storage.make_live(session, [key])


async def test_files_whose_time_is_over_are_deleted(idle_studio: Studio, database: Database, beep: Path) -> None:
    person, job_id = await waiting_job(idle_studio, beep)
    with idle_studio.admin() as connection:
        kept_for = connection.execute("SELECT expires_at - created_at FROM assets WHERE job_id = %s", (job_id,))
        assert abs(kept_for.fetchone()[0] - timedelta(days=30)) < timedelta(minutes=1)
        connection.execute("UPDATE assets SET expires_at = now() - interval '1 s' WHERE job_id = %s", (job_id,))
    assert await library.delete_expired(database) == 1
    await sweep(idle_studio)
    assert files_of(idle_studio, person) == []
