"""What members of a team share: jobs, library, folders and shared voices; and that a browser's every way follows it."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

from tests.accounts.test_browser_sessions import browser
from tests.support.account import Account
from tests.support.studio import Studio
from tests.support.teams import Team, make_team


@pytest.fixture
async def team(idle_studio: Studio) -> Team:
    return await make_team(idle_studio, credits=20)


async def in_browser(studio: Studio, person: Account, workspace_id: UUID) -> httpx2.AsyncClient:
    client = browser(studio)
    await client.post("/auth/session", json={"email": person.email, "password": person.password})
    await client.put("/auth/session/workspace", json={"workspace_id": str(workspace_id)})
    return client


def socket_of(studio: Studio, client: httpx2.AsyncClient) -> Any:
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return connect(
        f"ws://127.0.0.1:{studio.settings.port}/jobs/live",
        subprotocols=["audiostudio.v1"],
        additional_headers={"Cookie": cookie, "Origin": studio.url},
    )


async def test_jobs_files_and_folders_are_the_teams(idle_studio: Studio, team: Team, beep: Path) -> None:
    member, viewer = await team.add(), await team.add("viewer")
    job = await upload(member, beep, team.there)
    asset_id = job["inputs"][0]["asset_id"]
    for person in (team.owner, viewer):
        listed = (await person.client.get("/jobs", headers=team.there)).json()["items"]
        assert [of["job_id"] for of in listed] == [job["job_id"]]
        assert (await person.client.get(f"/asset/{asset_id}", headers=team.there)).content == beep.read_bytes()
        assert (await person.client.get(f"/asset/{asset_id}")).status_code == 404, "not at home"
    client = await in_browser(idle_studio, viewer, team.workspace_id)
    assert (await client.get(f"/asset/{asset_id}")).content == beep.read_bytes(), "downloads follow the switch"
    assert "Mastering" in (await client.get("/credits/history?format=csv")).text
    await team.owner.client.post(f"/job/{job['job_id']}/cancel", headers=team.there)


async def test_a_shared_voice_is_everybodys_and_another_one_its_makers(idle_studio: Studio, team: Team) -> None:
    maker, other = await team.add(), await team.add("viewer")
    with idle_studio.admin() as connection:
        for name, is_shared in (("Ours", True), ("Mine", False)):
            connection.execute(
                "INSERT INTO cloned_voices (workspace_id, user_id, name, language, is_shared, status) "
                "VALUES (%s, %s, %s, 'en-US', %s, 'trained')",
                (team.workspace_id, maker.user_id, name, is_shared),
            )
    seen = {}
    for person in (maker, other):
        voices = (await person.client.get("/api/audio-studio/voice-cloning/voices", headers=team.there)).json()
        seen[person.email] = sorted(voice["name"] for voice in voices["items"])
    assert seen == {maker.email: ["Mine", "Ours"], other.email: ["Ours"]}


async def test_the_live_line_of_a_browser_is_about_the_workspace_it_switched_to(
    idle_studio: Studio, team: Team, beep: Path
) -> None:
    member = await team.add()
    job_id = (await member.upload(beep, tool="mastering", headers=team.there)).json()["job_id"]
    client = await in_browser(idle_studio, member, team.workspace_id)
    async with asyncio.timeout(30), socket_of(idle_studio, client) as socket:
        assert [job["job_id"] for job in json.loads(await socket.recv())["jobs"]] == [job_id]
        await client.put("/auth/session/workspace", json={"workspace_id": str(member.workspace_id)})
        assert (await last_message(socket))["code"] == "workspace_not_yours"
    async with asyncio.timeout(30), socket_of(idle_studio, client) as socket:
        assert json.loads(await socket.recv())["jobs"] == []
    await member.client.post(f"/job/{job_id}/cancel", headers=team.there)


async def test_who_is_removed_hears_no_more_of_the_team(idle_studio: Studio, team: Team) -> None:
    member = await team.add()
    client = await in_browser(idle_studio, member, team.workspace_id)
    async with asyncio.timeout(30), socket_of(idle_studio, client) as socket:
        await socket.recv()
        await team.owner.client.delete(f"/workspace/members/{member.user_id}", headers=team.there)
        assert (await last_message(socket))["code"] == "workspace_not_yours"


async def last_message(socket: Any) -> dict[str, Any]:
    """Return what is said before the line is closed."""
    said: dict[str, Any] = {}
    with suppress(ConnectionClosedError):
        while True:
            said = json.loads(await socket.recv())
    return said


async def upload(person: Account, path: Path, headers: dict[str, str]) -> dict[str, Any]:
    """Send a sound to a tool and return the job."""
    job_id = (await person.upload(path, tool="mastering", headers=headers)).json()["job_id"]
    job: dict[str, Any] = (await person.client.get(f"/status/{job_id}", headers=headers)).json()
    return job


async def test_whoever_only_pays_sees_the_money_and_none_of_the_sounds(team: Team, beep: Path) -> None:
    payer = await team.add("billing")
    job = await upload(team.owner, beep, team.there)
    for address in ("/jobs", f"/status/{job['job_id']}", f"/asset/{job['inputs'][0]['asset_id']}"):
        answer = await payer.client.get(address, headers=team.there)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted"), address
    assert (await payer.client.get("/credits/balance", headers=team.there)).json()["balance"] == 19
    assert (await payer.client.get("/workspace/usage", headers=team.there)).json()["members"][0]["spent"] == 1
    await team.owner.client.post(f"/job/{job['job_id']}/cancel", headers=team.there)
