"""Batches: a result for each item in its place, all jobs in one transaction, nothing twice under a key."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from audiostudio.jobs import service as jobs
from tests.support.account import Account
from tests.support.patience import PATIENCE_S
from tests.support.studio import Studio

SPEAK = {"tool": "speech_synthesis", "parameters": {"text": "Hello.", "voice": "af_heart"}}


@pytest.fixture
async def person(idle_studio: Studio) -> Account:
    return await idle_studio.register(credits=10)


async def sent(person: Account, items: list[dict[str, Any]], key: str | None = None) -> dict[str, Any]:
    headers = {"Idempotency-Key": key} if key else {}
    answer = await person.client.post("/batch", json={"items": items}, headers=headers)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def job_ids(person: Account) -> set[str]:
    return {job["job_id"] for job in (await person.client.get("/jobs")).json()["items"]}


async def test_each_item_gets_its_job_or_its_reason_in_its_place(person: Account, beep: Path) -> None:
    uploaded = await person.client.post(
        "/api/audio-studio/library", files={"file": ("a beep.wav", beep.read_bytes())}, data={}
    )
    audio_id = uploaded.json()["audio_id"]
    batch = await sent(
        person,
        [
            {"tool": "conversion", "audio_ids": [audio_id]},
            {"tool": "no such tool"},
            {"tool": "conversion", "audio_ids": [str(uuid4())]},
            SPEAK,
            {"tool": "conversion", "audio_ids": [audio_id], "parameters": {"format": "no such format"}},
            {"tool": "mastering"},
        ],
    )
    got = [item["error"]["code"] if item["error"] else item["job"]["status"] for item in batch["items"]]
    assert got[0] == got[3] == "PENDING"
    assert (got[1], got[2], got[4], got[5]) == (
        "tool_unknown",
        "asset_not_found",
        "parameters_invalid",
        "file_field_missing",
    )
    assert await job_ids(person) == {batch["items"][n]["job"]["job_id"] for n in (0, 3)}
    assert await person.balance() == 10 - sum(item["job"]["cost"] for item in batch["items"] if item["job"])
    assert (await person.client.get(f"/batch/{batch['batch_id']}")).json() == batch


async def test_what_the_balance_does_not_cover_is_told_of_the_items_behind_it(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    batch = await sent(person, [SPEAK] * 5)
    cost = batch["items"][0]["job"]["cost"]
    paid = int(3 / cost)
    assert [item["job"] is not None for item in batch["items"]] == [True] * paid + [False] * (5 - paid)
    assert {item["error"]["code"] for item in batch["items"][paid:]} == {"not_enough_credits"}
    assert await person.balance() == pytest.approx(3 - paid * cost)


async def test_a_batch_that_is_sent_again_is_told_the_same_and_charged_once(person: Account) -> None:
    key = uuid4().hex
    batches = await asyncio.gather(*(sent(person, [SPEAK, {"tool": "no such tool"}, SPEAK], key) for _ in range(4)))
    assert all(batch == batches[0] for batch in batches)
    assert await sent(person, [SPEAK, {"tool": "no such tool"}, SPEAK], key) == batches[0]
    assert len(await job_ids(person)) == 2
    other = await person.client.post("/batch", json={"items": [SPEAK]}, headers={"Idempotency-Key": key})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_an_items_own_key_is_that_of_single_requests(person: Account) -> None:
    key = uuid4().hex
    single = await person.client.post("/jobs", json=SPEAK, headers={"Idempotency-Key": key})
    batch = await sent(person, [SPEAK | {"idempotency_key": key}, SPEAK | {"idempotency_key": "other " + key}] * 2)
    ids = [item["job"]["job_id"] for item in batch["items"]]
    assert ids[0] == ids[2] == single.json()["job_id"]
    assert ids[1] == ids[3] != ids[0]
    assert len(await job_ids(person)) == 2
    changed = SPEAK | {"parameters": {"text": "Other.", "voice": "af_heart"}, "idempotency_key": key}
    assert (await sent(person, [changed]))["items"][0]["error"]["code"] == "idempotency_key_reused"


async def test_a_process_that_dies_in_the_middle_leaves_nothing(
    idle_studio: Studio, person: Account, beep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Die between the third and the fourth job: no job, no charge, no key, no file; the batch can be sent again."""
    uploaded = await person.client.post("/api/audio-studio/library", files={"file": ("x.wav", beep.read_bytes())})
    item = {"tool": "conversion", "audio_ids": [uploaded.json()["audio_id"]]}
    made, make = [], jobs.make

    async def dying(*args: Any, **more: Any) -> None:
        if len(made) == 3:
            raise KeyError("dies")
        made.append(args)
        await make(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "make", dying)
        headers = {"Idempotency-Key": "mine"}
        answer = await person.client.post("/batch", json={"items": [item] * 5}, headers=headers)
        assert answer.status_code == 500
    assert len(made) == 3
    assert await job_ids(person) == set()
    assert await person.balance() == 10
    with idle_studio.admin() as connection:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                [(files, keys)] = connection.execute(
                    "SELECT (SELECT count(*) FROM stored_objects WHERE workspace_id = %(w)s AND state <> 'deleting'), "
                    "(SELECT count(*) FROM idempotency_keys WHERE workspace_id = %(w)s AND kind <> 'assets')",
                    {"w": person.workspace_id},
                ).fetchall()
                if (files, keys) == (1, 0):
                    break
                await asyncio.sleep(0.05)
    assert len((await sent(person, [item] * 5, "mine"))["items"]) == 5
    assert len(await job_ids(person)) == 5


@pytest.mark.parametrize("items", [[], [SPEAK] * 101, [{"tool": 1}], [SPEAK | {"else": 1}], "x"])
async def test_what_is_no_batch_is_refused_whole(person: Account, items: Any) -> None:
    answer = await person.client.post("/batch", json={"items": items})
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert await job_ids(person) == set()
