"""Workspaces of others: whoever belongs to one names it and acts there as what they are; nobody else learns of it."""

import asyncio
import base64
import json
from collections.abc import Mapping
from uuid import UUID, uuid4

import httpx2
import pytest
from websockets.asyncio.client import connect

from tests.accounts.test_browser_sessions import browser
from tests.accounts.test_endpoints import _token
from tests.support.account import Account
from tests.support.studio import SERVICE_KEY, Studio

NOBODYS_JOB = "019a0000-0000-7000-8000-000000000000"


def join(studio: Studio, account: Account, workspace_id: UUID, role: str) -> dict[str, str]:
    """Make somebody a member and return the header by which they name the workspace."""
    with studio.admin() as connection:
        connection.execute(
            "INSERT INTO memberships (workspace_id, user_id, role) VALUES (%s, %s, %s) "
            "ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = excluded.role",
            (workspace_id, account.user_id, role),
        )
    return {"Audio-Studio-Workspace": str(workspace_id)}


def leave(studio: Studio, account: Account, workspace_id: UUID) -> None:
    with studio.admin() as connection:
        connection.execute(
            "DELETE FROM memberships WHERE workspace_id = %s AND user_id = %s", (workspace_id, account.user_id)
        )


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
async def team(idle_studio: Studio) -> Account:
    """Give somebody whose workspace others join."""
    return await idle_studio.register(credits=50, tier="Pro")


@pytest.fixture
async def person(idle_studio: Studio) -> Account:
    return await idle_studio.register()


async def test_one_sees_all_workspaces_of_ones_own_with_the_roles(
    idle_studio: Studio, team: Account, person: Account
) -> None:
    alone = (await person.client.get("/auth/me")).json()
    own = {"workspace_id": str(person.workspace_id), "name": alone["username"], "kind": "personal", "role": "owner"}
    assert (alone["role"], alone["workspaces"]) == ("owner", [own])

    there = join(idle_studio, person, team.workspace_id, "viewer")
    theirs = {"workspace_id": str(team.workspace_id), "kind": "personal", "role": "viewer"}
    at_home = (await person.client.get("/auth/me")).json()
    assert at_home["workspace_id"] == str(person.workspace_id)
    assert [own, at_home["workspaces"][1] | theirs] == at_home["workspaces"]

    away = (await person.client.get("/auth/me", headers=there)).json()
    assert away["workspaces"] == at_home["workspaces"]
    assert {key: away[key] for key in ("id", "workspace_id", "role", "tier", "credits")} == {
        "id": str(person.user_id),
        "workspace_id": str(team.workspace_id),
        "role": "viewer",
        "tier": "Pro",
        "credits": 50,
    }


@pytest.mark.parametrize("role", ["owner", "member", "viewer"])
async def test_a_role_decides_what_may_be_done(idle_studio: Studio, team: Account, person: Account, role: str) -> None:
    there = join(idle_studio, person, team.workspace_id, role)
    may_work, may_manage = role != "viewer", role == "owner"
    assert (await person.client.get("/credits/balance", headers=there)).json()["balance"] == 50
    made = await person.client.post("/api/audio-studio/folders", json={"name": "Ours"}, headers=there)
    assert made.status_code == 201 if may_work else refusal(made) == (403, "not_permitted")
    assert len((await team.client.get("/api/audio-studio/folders")).json()) == may_work
    secret = await person.client.get("/webhooks/secret", headers=there)
    assert secret.status_code == 200 if may_manage else refusal(secret) == (403, "not_permitted")


async def test_a_refusal_tells_programs_what_is_required(idle_studio: Studio, team: Account, person: Account) -> None:
    there = join(idle_studio, person, team.workspace_id, "viewer")
    answer = await person.client.delete("/api/audio-studio/trash", headers=there)
    assert answer.json()["required"] == ["library:write"]
    assert "'library:write'" in answer.json()["detail"]


async def test_without_naming_one_everybody_stays_at_home(idle_studio: Studio, team: Account, person: Account) -> None:
    join(idle_studio, person, team.workspace_id, "viewer")
    assert (await person.client.post("/api/audio-studio/folders", json={"name": "Mine"})).status_code == 201
    assert (await person.client.get("/credits/balance")).json()["balance"] == 3
    assert (await team.client.get("/api/audio-studio/folders")).json() == []


async def test_nobody_learns_whether_a_workspace_exists(idle_studio: Studio, team: Account, person: Account) -> None:
    answers = [
        await person.client.get("/jobs", headers={"Audio-Studio-Workspace": named})
        for named in (str(team.workspace_id), str(uuid4()), "not an id")
    ]
    assert {refusal(answer) for answer in answers} == {(403, "workspace_not_yours")}
    assert len({answer.text for answer in answers}) == 1


async def test_who_has_left_is_refused_at_once_where_they_name_the_workspace(
    idle_studio: Studio, team: Account, person: Account
) -> None:
    there = join(idle_studio, person, team.workspace_id, "member")
    assert (await person.client.get("/jobs", headers=there)).status_code == 200
    leave(idle_studio, person, team.workspace_id)
    assert refusal(await person.client.get("/jobs", headers=there)) == (403, "workspace_not_yours")


async def test_an_address_names_the_workspace_where_no_header_can(
    idle_studio: Studio, team: Account, person: Account
) -> None:
    join(idle_studio, person, team.workspace_id, "viewer")
    named = {"workspace": str(team.workspace_id)}
    assert (await person.client.get("/credits/balance", params=named)).json()["balance"] == 50
    home = {"Audio-Studio-Workspace": str(person.workspace_id)}
    assert (await person.client.get("/credits/balance", params=named, headers=home)).json()["balance"] == 3


async def test_a_browser_names_a_workspace_as_programs_do(idle_studio: Studio, team: Account, person: Account) -> None:
    there = join(idle_studio, person, team.workspace_id, "viewer")
    client = browser(idle_studio)
    signed_in = await client.post("/auth/session", json={"email": person.email, "password": person.password})
    assert [of["role"] for of in signed_in.json()["user"]["workspaces"]] == ["owner", "viewer"]
    assert (await client.get("/credits/balance", headers=there)).json()["balance"] == 50
    refused = await client.post("/api/audio-studio/folders", json={"name": "x"}, headers=there)
    assert refusal(refused) == (403, "not_permitted")
    assert (await client.post("/api/audio-studio/folders", json={"name": "x"})).status_code == 201


async def test_the_service_works_in_its_own_workspace_alone(idle_studio: Studio, team: Account) -> None:
    service = idle_studio.client(SERVICE_KEY)
    own = {"Audio-Studio-Workspace": "00000000-0000-7000-8000-000000000001"}
    assert (await service.get("/jobs", headers=own)).status_code == 200
    theirs = {"Audio-Studio-Workspace": str(team.workspace_id)}
    assert refusal(await service.get("/jobs", headers=theirs)) == (403, "workspace_not_yours")


# Where the role comes from -------------------------------------------------------------------------------------------


def claims_of(token: str) -> Mapping[str, object]:
    claims: Mapping[str, object] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return claims


async def test_an_access_token_tells_the_role_and_keeps_it_to_its_end(idle_studio: Studio, person: Account) -> None:
    assert claims_of(person.access_token)["role"] == "owner"
    leave(idle_studio, person, person.workspace_id)
    assert (await person.client.get("/jobs")).status_code == 200, "nothing is looked up that the token tells"


async def test_a_token_from_before_roles_has_the_role_looked_up(idle_studio: Studio, person: Account) -> None:
    client = idle_studio.client(_token(person))
    assert (await client.get("/webhooks/secret")).status_code == 200
    join(idle_studio, person, person.workspace_id, "viewer")
    assert refusal(await client.get("/webhooks/secret")) == (403, "not_permitted")
    leave(idle_studio, person, person.workspace_id)
    assert refusal(await client.get("/jobs")) == (403, "workspace_not_yours")


async def test_a_role_that_there_is_not_makes_a_token_invalid(idle_studio: Studio, person: Account) -> None:
    answer = await idle_studio.client(_token(person, role="king")).get("/jobs")
    assert refusal(answer) == (401, "token_invalid")


async def test_refreshing_brings_the_present_role_and_ends_with_the_membership(
    idle_studio: Studio, person: Account
) -> None:
    async def refresh(token: str) -> httpx2.Response:
        return await idle_studio.client().post("/auth/refresh", json={"refresh_token": token})

    join(idle_studio, person, person.workspace_id, "member")
    fresh = (await refresh(person.refresh_token)).json()
    assert claims_of(fresh["access_token"])["role"] == "member"
    leave(idle_studio, person, person.workspace_id)
    assert refusal(await refresh(fresh["refresh_token"])) == (401, "session_ended")


async def test_a_browsers_session_ends_with_the_membership(idle_studio: Studio, person: Account) -> None:
    client = browser(idle_studio)
    await client.post("/auth/session", json={"email": person.email, "password": person.password})
    assert (await client.get("/jobs")).status_code == 200
    leave(idle_studio, person, person.workspace_id)
    assert refusal(await client.get("/jobs")) == (401, "session_ended")


# WebSockets ----------------------------------------------------------------------------------------------------------


async def _first_message(studio: Studio, account: Account, address: str, headers: Mapping[str, str]) -> object:
    url = f"ws://127.0.0.1:{studio.settings.port}{address}"
    protocols = ["audiostudio.v1", f"bearer.{account.access_token}"]
    async with asyncio.timeout(30), connect(url, subprotocols=protocols, additional_headers=headers) as socket:
        return json.loads(await socket.recv())


async def test_a_websocket_names_the_workspace_by_its_address_or_a_header(
    idle_studio: Studio, team: Account, person: Account, beep
) -> None:
    job_id = (await team.upload(beep, tool="mastering")).json()["job_id"]
    named = f"?workspace={team.workspace_id}"
    for address in ("/jobs/live", f"/job/{job_id}/live"):
        refused = await _first_message(idle_studio, person, address + named, {})
        assert refused["code"] == "workspace_not_yours"
    there = join(idle_studio, person, team.workspace_id, "viewer")
    for address, headers in ((f"/jobs/live{named}", {}), ("/jobs/live", there)):
        message = await _first_message(idle_studio, person, address, headers)
        assert [job["job_id"] for job in message["jobs"]] == [job_id]
    assert (await _first_message(idle_studio, person, f"/job/{job_id}/live{named}", {}))["job_id"] == job_id
    assert (await _first_message(idle_studio, person, f"/job/{job_id}/live", {}))["code"] == "job_not_found"
    await team.client.post(f"/job/{job_id}/cancel")  # what follows a job ends with it, and the server waits for that
