"""Submitting work: paid once, refused for nothing, repeated safely."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.support.studio import Studio


def stored_files(studio: Studio) -> list[Path]:
    return [path for path in studio.settings.storage_dir.rglob("*") if path.is_file()]


async def test_200_uploads_at_once_on_50_credits_are_accepted_exactly_50_times(idle_studio: Studio, beep: Path) -> None:
    person = await idle_studio.register(credits=50)
    answers = await asyncio.gather(*(person.upload(beep, tool="mastering") for _ in range(200)))
    assert sorted(answer.status_code for answer in answers) == [202] * 50 + [402] * 150
    assert {a.json()["code"] for a in answers if a.status_code == 402} == {"not_enough_credits"}
    assert await person.balance() == 0
    with idle_studio.admin() as connection:
        facts = connection.execute(
            """SELECT (SELECT count(*) FROM jobs WHERE workspace_id = %(w)s),
                      (SELECT count(*) FROM assets WHERE workspace_id = %(w)s),
                      (SELECT count(*) FROM stored_objects WHERE workspace_id = %(w)s AND state = 'live'),
                      (SELECT count(*) FROM credit_transactions WHERE workspace_id = %(w)s AND kind = 'debit'),
                      (SELECT count(*) FROM procrastinate_jobs q JOIN jobs j ON j.queue_entry_id = q.id
                       WHERE j.workspace_id = %(w)s AND q.status = 'todo')""",
            {"w": person.workspace_id},
        ).fetchone()
    assert facts == (50, 50, 50, 50, 50)


async def test_the_same_request_under_the_same_key_is_charged_once(idle_studio: Studio, beep: Path) -> None:
    person = await idle_studio.register()
    headers = {"Idempotency-Key": "first of the day"}
    answers = await asyncio.gather(*(person.upload(beep, tool="mastering", headers=headers) for _ in range(5)))
    answers.append(await person.upload(beep, tool="mastering", headers=headers))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["job_id"] for answer in answers}) == 1
    assert await person.balance() == 2

    other = await person.upload(beep, tool="mastering", parameters=json.dumps({"genre": "Jazz"}), headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    stranger = await idle_studio.register()
    assert (await stranger.upload(beep, tool="mastering", headers=headers)).status_code == 202


async def test_a_key_is_free_again_once_its_job_is_deleted_and_after_a_refusal(idle_studio: Studio, beep: Path) -> None:
    person = await idle_studio.register()
    headers = {"Idempotency-Key": "again and again"}
    first = (await person.upload(beep, tool="mastering", headers=headers)).json()["job_id"]
    assert (await person.client.delete(f"/job/{first}")).status_code == 204
    jazz = {"parameters": json.dumps({"genre": "Jazz"})}
    second = await person.upload(beep, tool="mastering", headers=headers, **jazz)
    assert second.status_code == 202, second.text
    assert second.json()["job_id"] != first
    again = await person.upload(beep, tool="mastering", headers=headers, **jazz)
    assert again.json()["job_id"] == second.json()["job_id"]

    poor = await idle_studio.register(credits=3)
    at_once = [poor.upload(beep, tool="mastering", headers={"Idempotency-Key": str(number)}) for number in range(5)]
    codes = [answer.status_code for answer in await asyncio.gather(*at_once)]
    assert sorted(codes) == [202] * 3 + [402] * 2
    with idle_studio.admin() as connection:
        keys = connection.execute(
            "SELECT key FROM idempotency_keys WHERE workspace_id = %s", (poor.workspace_id,)
        ).fetchall()
    assert {key for (key,) in keys} == {str(number) for number, code in enumerate(codes) if code == 202}


async def test_a_waiting_job_is_cancelled_and_refunded_once(idle_studio: Studio, beep: Path) -> None:
    person = await idle_studio.register()
    job_id = (await person.upload(beep, tool="mastering")).json()["job_id"]
    assert await person.balance() == 2
    answers = await asyncio.gather(*(person.client.post(f"/job/{job_id}/cancel") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert await person.balance() == 3
    assert (await person.client.get(f"/status/{job_id}")).json()["status"] == "CANCELLED"


async def test_deleting_a_waiting_job_refunds_it_and_has_its_file_deleted(idle_studio: Studio, beep: Path) -> None:
    person = await idle_studio.register()
    job_id = (await person.upload(beep, tool="mastering")).json()["job_id"]
    assert (await person.client.delete(f"/job/{job_id}")).status_code == 204
    assert (await person.client.get(f"/status/{job_id}")).status_code == 404
    assert await person.balance() == 3
    with idle_studio.admin() as connection:
        states = connection.execute(
            "SELECT state FROM stored_objects WHERE workspace_id = %s", (person.workspace_id,)
        ).fetchall()
    assert states == [("deleting",)]


async def test_jobs_are_listed_in_pages_newest_first(idle_studio: Studio, beep: Path) -> None:
    person = await idle_studio.register()
    made = [(await person.upload(beep, tool="mastering")).json()["job_id"] for _ in range(3)]
    first = (await person.client.get("/jobs?limit=2")).json()
    rest = (await person.client.get("/jobs", params={"cursor": first["next_cursor"]})).json()
    assert [job["job_id"] for job in first["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None
    assert (await person.client.get("/jobs?status=COMPLETED")).json()["items"] == []


async def test_downloading_a_job_without_result_says_so(idle_studio: Studio, beep: Path) -> None:
    person = await idle_studio.register()
    job_id = (await person.upload(beep, tool="mastering")).json()["job_id"]
    answer = await person.client.get(f"/download/{job_id}")
    assert (answer.status_code, answer.json()["code"]) == (409, "job_not_completed")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.wav", "passwd.wav"),
        ("C:\\songs\\mine.wav", "mine.wav"),
        ("ночь ☕ 夜.wav", "ночь ☕ 夜.wav"),
        (".hidden", "hidden"),
    ],
)
async def test_file_names_are_kept_as_names_not_as_paths(idle_studio: Studio, beep: Path, name: str, kept: str) -> None:
    person = await idle_studio.register()
    job_id = (await person.upload(beep, tool="mastering", name=name)).json()["job_id"]
    assert (await person.client.get(f"/status/{job_id}")).json()["filename"] == kept


async def test_a_name_of_300_characters_is_cut(idle_studio: Studio, beep: Path) -> None:
    person = await idle_studio.register()
    job_id = (await person.upload(beep, tool="mastering", name="ü" * 300 + ".wav")).json()["job_id"]
    name = (await person.client.get(f"/status/{job_id}")).json()["filename"]
    assert name.endswith(".wav")
    assert 50 < len(name.encode()) <= 255
