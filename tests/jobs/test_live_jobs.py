"""All jobs of a workspace over one WebSocket: seen as they change, and after a lost line, by their owners alone."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.support.account import Account
from tests.support.patience import PATIENCE_S
from tests.support.studio import Studio


@asynccontextmanager
async def watching(studio: Studio, token: str, cursor: str | None = None) -> AsyncIterator[ClientConnection]:
    query = f"?cursor={quote(cursor)}" if cursor else ""
    address = f"ws://127.0.0.1:{studio.settings.port}/jobs/live{query}"
    async with (
        asyncio.timeout(PATIENCE_S),
        connect(address, subprotocols=["audiostudio.v1", f"bearer.{token}"]) as socket,
    ):
        yield socket


async def until(socket: ClientConnection, enough: Callable[[dict[str, str], list[str]], bool]) -> tuple[Any, str]:
    """Read messages until the statuses by job and the deleted jobs are ``enough``; return the statuses and a cursor."""
    statuses: dict[str, str] = {}
    deleted: list[str] = []
    while True:
        message = json.loads(await socket.recv())
        statuses |= {job["job_id"]: job["status"] for job in message["jobs"]}
        deleted += message["deleted"]
        if enough(statuses, deleted):
            return statuses, message["cursor"]


async def submit(account: Account, beep: Path, tool: str = "conversion") -> str:
    answer = await account.upload(beep, tool=tool)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job_id"])


def at_end(*job_ids: str) -> Callable[[dict[str, str], list[str]], bool]:
    return lambda statuses, _: all(statuses.get(job_id) == "COMPLETED" for job_id in job_ids)


async def test_one_line_tells_of_every_job_until_it_is_gone(studio: Studio, beep: Path) -> None:
    account, neighbour = await studio.register(), await studio.register()
    async with watching(studio, account.access_token) as socket:
        assert json.loads(await socket.recv())["jobs"] == []
        first, second = [await submit(account, beep) for _ in range(2)]
        others = await submit(neighbour, beep)
        statuses, _ = await until(socket, at_end(first, second))
        assert (await neighbour.finished(others))["status"] == "COMPLETED"
        await account.client.delete(f"/job/{first}")
        await until(socket, lambda _, deleted: deleted == [first])
    assert statuses.keys() == {first, second}, "nothing of the neighbour's"


async def test_what_changed_while_the_line_was_lost_is_told_afterwards(studio: Studio, beep: Path) -> None:
    account = await studio.register()
    async with watching(studio, account.access_token) as socket:
        before = await submit(account, beep)
        _, cursor = await until(socket, at_end(before))
    meanwhile = await submit(account, beep)
    await account.finished(meanwhile)
    async with watching(studio, account.access_token, cursor) as socket:
        message = json.loads(await socket.recv())
        assert {"COMPLETED"} == {job["status"] for job in message["jobs"] if job["job_id"] == meanwhile}
        assert message["complete"] is False, "deletions may have gone by"
    async with watching(studio, account.access_token) as socket:
        fresh = json.loads(await socket.recv())
        assert (fresh["jobs"], fresh["complete"]) == ([], True), "nothing is under way"


async def test_jobs_under_way_are_told_first_and_cancelling_is_told(idle_studio: Studio, beep: Path) -> None:
    account = await idle_studio.register()
    waiting = await submit(account, beep)
    async with watching(idle_studio, account.access_token) as socket:
        assert [job["job_id"] for job in json.loads(await socket.recv())["jobs"]] == [waiting]
        await account.client.post(f"/job/{waiting}/cancel")
        await until(socket, lambda statuses, _: statuses.get(waiting) == "CANCELLED")


async def test_signing_out_hangs_up(idle_studio: Studio) -> None:
    page = idle_studio.client()
    page.headers["Origin"] = idle_studio.url
    body = {"email": "hangs-up@example.com", "username": "hangs up", "password": "correct horse"}
    await page.post("/auth/session/register", json=body)
    cookie = {"Cookie": f"audiostudio_session={page.cookies['audiostudio_session']}"}
    address = f"ws://127.0.0.1:{idle_studio.settings.port}/jobs/live"
    async with (
        asyncio.timeout(PATIENCE_S),
        connect(address, origin=idle_studio.url, additional_headers=cookie) as socket,
    ):
        assert json.loads(await socket.recv())["jobs"] == []
        await page.delete("/auth/session")
        assert json.loads(await socket.recv())["code"] == "session_ended"
        await socket.wait_closed()
        assert (socket.close_code, socket.close_reason) == (1008, "session_ended")


@pytest.mark.parametrize(
    ("token", "cursor", "code"),
    [
        ("nonsense", None, "token_invalid"),
        (None, "yesterday", "cursor_invalid"),
        (None, "2026-01-01", "cursor_invalid"),
    ],
)
async def test_what_cannot_be_followed_is_refused(
    idle_studio: Studio, token: str | None, cursor: str | None, code: str
) -> None:
    account = await idle_studio.register()
    async with watching(idle_studio, token or account.access_token, cursor) as socket:
        assert json.loads(await socket.recv())["code"] == code


async def test_the_list_narrows_to_states_and_tools(idle_studio: Studio, beep: Path) -> None:
    account = await idle_studio.register()
    converting, mastering, cancelled = [
        await submit(account, beep, t) for t in ("conversion", "mastering", "mastering")
    ]
    await account.client.post(f"/job/{cancelled}/cancel")

    async def listed(query: str) -> set[str]:
        answer = await account.client.get(f"/jobs?{query}")
        assert answer.status_code == 200, answer.text
        return {job["job_id"] for job in answer.json()["items"]}

    assert await listed("") == {converting, mastering, cancelled}
    assert await listed("status=PENDING&status=PROCESSING") == {converting, mastering}
    assert await listed("tool=mastering") == {mastering, cancelled}
    assert await listed("tool=mastering&status=CANCELLED") == {cancelled}
    assert await listed("tool=no_such_tool") == set()
