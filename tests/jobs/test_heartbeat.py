"""Progress: written for those who watch, announced to nobody, asked for by the web server that they watch through."""

import asyncio
from pathlib import Path

from audiostudio.jobs import lifecycle
from audiostudio.jobs.heartbeat import Heart, Heartbeat
from audiostudio.jobs.repository import Beat
from audiostudio.kit.postgres.database import Database
from tests.support.jobs import waiting_job
from tests.support.studio import Studio, connect_as


async def test_progress_is_written_where_it_is_watched_or_overdue_and_announced_to_nobody(
    idle_studio: Studio, database: Database, beep: Path
) -> None:
    person, job_id = await waiting_job(idle_studio, beep)
    other, unwatched_id = await waiting_job(idle_studio, beep)
    jobs = [await lifecycle.claim(database, each) for each in (job_id, unwatched_id)]

    def beats(progress: float, *, overdue: bool = False) -> list[Beat]:
        return [Beat(job.id, job.attempt, progress, "working", overdue) for job in jobs]

    with idle_studio.admin() as admin, connect_as(idle_studio, "studio_app") as app:
        admin.execute("LISTEN job_changed")
        written = "SELECT progress FROM jobs WHERE id = ANY (%s) ORDER BY created_at"

        def progress() -> list[float]:
            return [row[0] for row in admin.execute(written, ([job_id, unwatched_id],))]

        await lifecycle.heartbeats(database, beats(0.25))
        assert progress() == [0, 0]
        app.execute("SELECT watch_progress(%s, interval '10 s')", ([person.workspace_id],))
        answers = await lifecycle.heartbeats(database, beats(0.5))
        assert progress() == [0.5, 0]
        assert [answers[job.id, job.attempt].was_written for job in jobs] == [True, False]
        await lifecycle.heartbeats(database, beats(0.75, overdue=True))
        assert progress() == [0.75, 0.75]
        assert list(admin.notifies(timeout=0.3)) == []
    seen = (await other.client.get(f"/status/{unwatched_id}")).json()
    assert (seen["progress"], seen["message"]) == (0.75, "working")


async def test_nobody_learns_of_others_progress(idle_studio: Studio, database: Database, beep: Path) -> None:
    person, job_id = await waiting_job(idle_studio, beep)
    await lifecycle.claim(database, job_id)
    stranger = await idle_studio.register()
    with connect_as(idle_studio, "studio_app") as app:
        rows = app.execute("SELECT * FROM watch_progress(%s, interval '1 s')", ([stranger.workspace_id],)).fetchall()
        assert rows == []
        app.execute("SELECT set_config('app.workspace_id', %s, false)", (str(person.workspace_id),))
        assert app.execute("SELECT * FROM watched_workspaces").fetchall() == []


async def test_one_heart_beats_for_many_jobs_and_tells_each_alone_to_stop(
    idle_studio: Studio, database: Database, beep: Path
) -> None:
    owners = [await waiting_job(idle_studio, beep) for _ in range(3)]
    jobs = [await lifecycle.claim(database, job_id) for _, job_id in owners]
    heart = Heart(database)
    beating = [Heartbeat(heart, job) for job in jobs]
    working = [asyncio.create_task(heartbeat.during(asyncio.sleep(2.0, "done"))) for heartbeat in beating]
    await owners[0][0].client.post(f"/job/{jobs[0].id}/cancel")
    await owners[1][0].client.delete(f"/job/{jobs[1].id}")
    ends = await asyncio.gather(*working, return_exceptions=True)
    assert [type(end).__name__ for end in ends[:2]] == ["JobCancelled", "JobTakenAway"]
    assert ends[2] == "done"
