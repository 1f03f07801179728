"""Everything of a person comes as one archive, and nothing of anybody else, nor what opens an account."""

import asyncio
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.support.account import Account
from tests.support.patience import PATIENCE_S
from tests.support.studio import Studio


async def exported(person: Account) -> dict[str, Any]:
    answer = await person.client.post("/auth/exports")
    assert (answer.status_code, answer.json()["state"]) == (202, "PENDING")
    async with asyncio.timeout(PATIENCE_S):
        while True:
            [export] = (await person.client.get("/auth/exports")).json()
            if export["state"] != "PENDING":
                return dict(export)
            await asyncio.sleep(0.1)


@pytest.fixture(scope="module")
async def person(studio: Studio, song: Path) -> Account:
    person = await studio.register()
    answer = await person.upload(song, tool="mastering")
    assert (await person.finished(answer.json()["job_id"]))["status"] == "COMPLETED"
    await person.client.post("/api/audio-studio/folders", json={"name": "Mine alone"})
    await person.client.post("/auth/totp")
    return person


async def test_an_archive_holds_all_of_ones_own_and_nothing_of_others(
    studio: Studio, person: Account, song: Path
) -> None:
    other = await studio.register()
    await other.client.post("/api/audio-studio/folders", json={"name": "Somebody else's"})
    export = await exported(person)
    assert export["state"] == "READY"
    answer = await studio.client().get(export["url"])
    assert answer.status_code == 200, answer.text
    assert len(answer.content) == export["size_bytes"]
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names if name.startswith("data/")).decode()
        tables = {
            name: [json.loads(line) for line in archive.read(name).splitlines()] for name in names if ".jsonl" in name
        }
        sounds = [archive.read(name) for name in names if name.startswith("files/")]
    assert [user["email"] for user in tables["data/users.jsonl"]] == [person.email]
    assert [folder["name"] for folder in tables["data/folders.jsonl"]] == ["Mine alone"]
    assert [entry["kind"] for entry in tables["data/credit_transactions.jsonl"]] == ["signup", "debit"]
    assert len(tables["data/jobs.jsonl"]) == 1
    assert len(sounds) == len(tables["data/assets.jsonl"]) >= 2
    assert song.read_bytes() in sounds
    for foreign in (other.email, str(other.user_id), "Somebody else's"):
        assert foreign not in everything
    for secret in ("hashed_password", "$argon2", "sealed_secret", "token_hash", "code_hash"):
        assert secret not in everything
    assert (await studio.client().get(export["url"][:-3] + "xxx")).json()["code"] == "address_invalid"
    assert (await other.client.get("/auth/exports")).json() == []


async def test_one_is_made_at_a_time(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    assert (await person.client.post("/auth/exports")).status_code == 202
    again = await person.client.post("/auth/exports")
    assert (again.status_code, again.json()["code"]) == (409, "export_under_way")


async def test_an_archive_is_deleted_after_its_week(studio: Studio) -> None:
    from audiostudio.accounts.exports import service
    from audiostudio.kit.postgres.address import WORKER_ROLE, role_url
    from audiostudio.kit.postgres.database import Database

    person = await studio.register()
    export = await exported(person)
    with studio.admin() as connection:
        row = connection.execute(
            "UPDATE account_exports SET expires_at = now() WHERE id = %s RETURNING storage_key", (export["export_id"],)
        ).fetchone()
        database = Database(role_url(WORKER_ROLE, studio.settings), pool_size=1)
        await service.tidy(database)
        await database.close()
        state = connection.execute("SELECT state FROM stored_objects WHERE key = %s", row).fetchone()
    assert state is None or state == ("deleting",)
    assert (await studio.client().get(export["url"])).json()["code"] == "export_not_found"
