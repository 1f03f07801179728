"""Usage: what jobs cost by day, tool and key, whatever was deleted since, and what was given back not counted."""

import csv
import io
from typing import Any

import pytest

from tests.support.account import Account
from tests.support.studio import Studio

SPEAK = {"tool": "speech_synthesis", "parameters": {"text": "Hello.", "voice": "af_heart"}}
COMPOSE = {"tool": "sound_effects", "parameters": {"text": "rain"}}


@pytest.fixture
async def person(idle_studio: Studio) -> Account:
    return await idle_studio.register(credits=50)


async def job(client: Any, body: dict[str, Any] = SPEAK) -> dict[str, Any]:
    answer = await client.post("/jobs", json=body)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def usage(person: Account, **asked: Any) -> dict[str, Any]:
    answer = await person.client.get("/usage", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_jobs_count_by_day_tool_and_key_and_deleted_ones_still_do(idle_studio: Studio, person: Account) -> None:
    made = await person.client.post("/api-keys", json={"name": "=1+1", "scopes": ["jobs:write"]})
    program = idle_studio.client(made.json()["secret"])
    first, cancelled, mine = await job(program), await job(program), await job(person.client)
    cost = first["cost"]
    await person.client.post(f"/job/{cancelled['job_id']}/cancel")
    with idle_studio.admin() as connection:
        connection.execute(
            "UPDATE jobs SET created_at = '2026-03-31 23:59:59.9+00', status = 'COMPLETED' WHERE id = %s",
            (first["job_id"],),
        )
        connection.execute("UPDATE jobs SET created_at = '2026-04-01 00:00+00' WHERE id = %s", (mine["job_id"],))
        connection.execute("UPDATE jobs SET created_at = '2026-03-31 12:00+00' WHERE id = %s", (cancelled["job_id"],))
    march = {"first_day": "2026-03-31", "last_day": "2026-03-31"}
    before = await usage(person, **march)
    [row] = before["rows"]
    assert row == {
        "day": "2026-03-31",
        "tool": "speech_synthesis",
        "key_id": made.json()["key_id"],
        "key_name": "=1+1",
        "jobs": 2,
        "completed": 1,
        "failed": 0,
        "cancelled": 1,
        "credits": cost,
    }
    assert (await person.client.delete(f"/job/{first['job_id']}")).status_code == 204
    assert (await person.client.delete(f"/job/{cancelled['job_id']}")).status_code == 204
    assert await usage(person, **march) == before

    both = await usage(person, first_day="2026-03-31", last_day="2026-04-01", by=["key"])
    assert [(row["key_id"], row["day"], row["tool"], row["credits"]) for row in both["rows"]] == [
        (None, None, None, cost),
        (made.json()["key_id"], None, None, cost),
    ]
    assert (both["jobs"], both["credits"]) == (3, 2 * cost)
    assert both["credits"] == pytest.approx(50 - await person.balance()), "as the ledger says"

    table = await person.client.get("/usage", params=march | {"format": "csv"})
    assert table.headers["content-type"].startswith("text/csv")
    [line] = csv.DictReader(io.StringIO(table.text))
    assert line["key_name"] == "'=1+1", "no spreadsheet runs it"
    assert (line["day"], line["tool"], float(line["credits"]), line["jobs"]) == (
        "2026-03-31",
        "speech_synthesis",
        cost,
        "2",
    )


async def test_nobody_sees_what_others_used(idle_studio: Studio, person: Account) -> None:
    await job(person.client)
    assert (await usage(person))["jobs"] == 1
    assert (await usage(await idle_studio.register()))["rows"] == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"first_day": "2026-02-01", "last_day": "2026-01-31"}, "usage_period_invalid"),
        ({"first_day": "2020-01-01", "last_day": "2026-01-31"}, "usage_period_invalid"),
        ({"last_day": "0001-01-02"}, "usage_period_invalid"),
        ({"last_day": "9999-12-31"}, "usage_period_invalid"),
        ({"first_day": "yesterday"}, "validation_failed"),
        ({"by": "minute"}, "validation_failed"),
    ],
)
async def test_what_is_no_period_is_refused(person: Account, asked: dict[str, str], code: str) -> None:
    answer = await person.client.get("/usage", params=asked)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
