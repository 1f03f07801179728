"""API keys: shown once, kept as hashes, bounded by their makers, replaced and ended without anybody waiting."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openai
import pytest
from websockets.asyncio.client import connect

from audiostudio.kit.auth.scopes import SCOPES, Role
from tests.support.account import Account
from tests.support.studio import Studio


@pytest.fixture
async def person(studio: Studio) -> Account:
    return await studio.register()


async def make_key(account: Account, *scopes: str, **more: Any) -> dict[str, Any]:
    body = {"name": "a program", "scopes": scopes or ["jobs:read", "jobs:write", "credits:read"], **more}
    answer = await account.client.post("/api-keys", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def code_of(studio: Studio, secret: str, path: str = "/jobs") -> str:
    answer = await studio.client(secret).get(path)
    return "" if answer.status_code == 200 else f"{answer.status_code} {answer.json()['code']}"


async def test_a_key_works_where_its_makers_token_does_and_pays_from_the_workspace(
    studio: Studio, person: Account, beep: Path
) -> None:
    made = await make_key(person)
    program = studio.client(made["secret"])
    with beep.open("rb") as file:
        sent = await program.post("/upload", files={"file": ("x.wav", file)}, data={"tool": "conversion"})
    assert sent.status_code == 202, sent.text
    job_id = sent.json()["job_id"]
    assert (await program.get(f"/status/{job_id}")).status_code == 200
    assert (await person.client.get(f"/status/{job_id}")).status_code == 200
    assert (await program.get("/credits/balance")).json()["balance"] == await person.balance()
    with studio.admin() as connection:
        row = connection.execute("SELECT user_id, api_key_id::text FROM jobs WHERE id = %s", (job_id,)).fetchone()
    assert row == (person.user_id, made["key_id"])


async def test_the_secret_is_told_once_and_kept_as_a_hash(studio: Studio, person: Account) -> None:
    made = await make_key(person)
    listed = await person.client.get("/api-keys")
    assert made["secret"] not in listed.text
    [seen] = listed.json()
    assert seen["beginning"] == made["secret"][:18]
    assert seen["last_used_at"] is None
    with studio.admin() as connection:
        [row] = connection.execute("SELECT api_keys::text FROM api_keys WHERE id = %s", (made["key_id"],)).fetchall()
    assert made["secret"][18:] not in row[0]
    assert made["secret"].encode().hex() not in row[0]


async def test_openais_own_client_and_websockets_take_a_key(studio: Studio, person: Account) -> None:
    made = await make_key(person, "voices:read", "jobs:read")
    async with openai.AsyncOpenAI(api_key=made["secret"], base_url=f"{studio.url}/v1") as client:
        assert [model.id async for model in client.models.list()] == ["kokoro"]
    address = f"ws://127.0.0.1:{studio.settings.port}/jobs/live"
    async with (
        asyncio.timeout(30),
        connect(address, subprotocols=["audiostudio.v1", f"bearer.{made['secret']}"]) as socket,
    ):
        assert "jobs" in await socket.recv()
        await person.client.delete(f"/api-keys/{made['key_id']}")
        while "api_key_revoked" not in (message := await socket.recv()):
            assert "jobs" in message
        await socket.wait_closed()
        assert socket.close_code == 1008


async def test_a_key_in_an_address_is_refused_whatever_else_is_sent(studio: Studio, person: Account) -> None:
    secret = (await make_key(person))["secret"]
    for client in (studio.client(), studio.client(secret), person.client):
        for name in ("api_key", "key", "access_token", "cursor"):
            answer = await client.get("/jobs", params={name: secret})
            assert (answer.status_code, answer.json()["code"]) == (400, "key_in_address")
            assert secret not in answer.text
    address = f"ws://127.0.0.1:{studio.settings.port}/jobs/live?api_key={secret}"
    async with asyncio.timeout(30), connect(address) as socket:
        assert "key_in_address" in await socket.recv()


async def test_a_key_does_what_its_scopes_say_and_its_maker_may(studio: Studio, person: Account) -> None:
    reader = (await make_key(person, "jobs:read"))["secret"]
    assert await code_of(studio, reader) == ""
    refused = await studio.client(reader).get("/credits/balance")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert "this API key" in refused.json()["detail"]
    assert refused.json()["required"] == ["credits:read"]

    team = await studio.register()
    with studio.admin() as connection:
        connection.execute(
            "INSERT INTO memberships (workspace_id, user_id, role) VALUES (%s, %s, 'member')",
            (team.workspace_id, person.user_id),
        )
    there = {"Audio-Studio-Workspace": str(team.workspace_id)}
    body = {"name": "x", "scopes": sorted(SCOPES[Role.MEMBER])}
    made = (await person.client.post("/api-keys", json=body, headers=there)).json()
    too_much = await person.client.post("/api-keys", json={"name": "x", "scopes": ["workspace:manage"]}, headers=there)
    assert (too_much.status_code, too_much.json()["code"]) == (403, "scope_not_yours")
    assert await code_of(studio, made["secret"]) == ""
    with studio.admin() as connection:
        connection.execute("UPDATE memberships SET role = 'viewer' WHERE user_id = %s AND workspace_id = %s",
                           (person.user_id, team.workspace_id))  # fmt: skip
        answer = await studio.client(made["secret"]).post("/api/audio-studio/folders", json={"name": "x"})
        assert answer.json()["code"] == "not_permitted"
        connection.execute("DELETE FROM memberships WHERE user_id = %s AND workspace_id = %s",
                           (person.user_id, team.workspace_id))  # fmt: skip
    assert await code_of(studio, made["secret"]) == "401 api_key_revoked"


async def test_a_key_opens_its_own_workspace_alone(studio: Studio, person: Account) -> None:
    secret, other = (await make_key(person))["secret"], await studio.register()
    answer = await studio.client(secret).get("/jobs", headers={"Audio-Studio-Workspace": str(other.workspace_id)})
    assert (answer.status_code, answer.json()["code"]) == (403, "workspace_not_yours")


async def test_a_rotated_key_works_by_both_secrets_for_the_chosen_time(studio: Studio, person: Account) -> None:
    made = await make_key(person)
    path = f"/api-keys/{made['key_id']}/rotate"
    fresh = (await person.client.post(path, json={"overlap_hours": 1})).json()
    assert fresh["key_id"] == made["key_id"]
    assert fresh["former_secret_until"] is not None
    assert [await code_of(studio, secret) for secret in (made["secret"], fresh["secret"])] == ["", ""]
    with studio.admin() as connection:
        connection.execute("UPDATE api_keys SET former_until = now() WHERE id = %s", (made["key_id"],))
    assert [await code_of(studio, secret) for secret in (made["secret"], fresh["secret"])] == [
        "401 api_key_expired",
        "",
    ]
    last = (await person.client.post(path, json={"overlap_hours": 0})).json()
    assert [await code_of(studio, secret) for secret in (made["secret"], fresh["secret"], last["secret"])] == [
        "401 api_key_invalid",
        "401 api_key_expired",
        "",
    ]


async def test_a_key_ends_at_once_and_at_its_time(studio: Studio, person: Account) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    made = await make_key(person, expires_at=soon.isoformat())
    assert await code_of(studio, made["secret"]) == ""
    with studio.admin() as connection:
        connection.execute("UPDATE api_keys SET expires_at = now() WHERE id = %s", (made["key_id"],))
    assert await code_of(studio, made["secret"]) == "401 api_key_expired"

    other = await make_key(person)
    assert await code_of(studio, other["secret"]) == ""
    for _ in range(2):
        assert (await person.client.delete(f"/api-keys/{other['key_id']}")).status_code == 204
    assert await code_of(studio, other["secret"]) == "401 api_key_revoked"
    rotated = await person.client.post(f"/api-keys/{other['key_id']}/rotate", json={})
    assert rotated.json()["code"] == "api_key_not_found"
    past = await person.client.post(
        "/api-keys", json={"name": "x", "scopes": ["jobs:read"], "expires_at": "2020-01-01T00:00:00Z"}
    )
    assert past.json()["code"] == "expiry_passed"


async def test_that_a_key_was_used_is_written_seldom(studio: Studio, person: Account) -> None:
    made = await make_key(person)

    def used() -> tuple[Any, Any]:
        with studio.admin() as connection:
            query = "SELECT last_used_at, xmin FROM api_keys WHERE id = %s"
            found: tuple[Any, Any] = connection.execute(query, (made["key_id"],)).fetchone()
            return found

    assert used()[0] is None
    await code_of(studio, made["secret"])
    first = used()
    assert first[0] is not None
    await asyncio.gather(*(code_of(studio, made["secret"]) for _ in range(10)))
    assert used() == first
    with studio.admin() as connection:
        connection.execute("UPDATE api_keys SET last_used_at = now() - interval '11 minutes'")
        connection.execute("BEGIN")
        connection.execute("SELECT FROM api_keys WHERE id = %s FOR UPDATE", (made["key_id"],))
        async with asyncio.timeout(10):
            assert await code_of(studio, made["secret"]) == "", "nobody waits for whoever holds the row"
    await code_of(studio, made["secret"])
    assert used()[0] > first[0] - timedelta(seconds=1)


async def test_no_key_gives_away_more_than_it_may_itself(studio: Studio, person: Account) -> None:
    keeper = await make_key(person, "api_keys:manage", "jobs:read")
    strong = await make_key(person, "jobs:read", "jobs:write")
    program = studio.client(keeper["secret"])
    made = await program.post("/api-keys", json={"name": "x", "scopes": ["jobs:write"]})
    assert (made.status_code, made.json()["code"]) == (403, "scope_not_yours")
    rotated = await program.post(f"/api-keys/{strong['key_id']}/rotate", json={})
    assert (rotated.status_code, rotated.json()["code"]) == (403, "api_key_not_yours")
    assert (await program.post(f"/api-keys/{keeper['key_id']}/rotate", json={})).status_code == 200


async def test_members_keys_are_theirs_and_owners_end_anybodys(studio: Studio, person: Account) -> None:
    member = await studio.register()
    with studio.admin() as connection:
        connection.execute(
            "INSERT INTO memberships (workspace_id, user_id, role) VALUES (%s, %s, 'member')",
            (person.workspace_id, member.user_id),
        )
    there = {"Audio-Studio-Workspace": str(person.workspace_id)}
    mine = await make_key(person)
    theirs = (await member.client.post("/api-keys", json={"name": "x", "scopes": ["jobs:read"]}, headers=there)).json()
    for method, path in (("POST", f"/api-keys/{mine['key_id']}/rotate"), ("DELETE", f"/api-keys/{mine['key_id']}")):
        answer = await member.client.request(method, path, headers=there, **({"json": {}} if method == "POST" else {}))
        assert (answer.status_code, answer.json()["code"]) == (403, "api_key_not_yours")
    assert (await person.client.post(f"/api-keys/{theirs['key_id']}/rotate", json={})).status_code == 403
    assert (await person.client.delete(f"/api-keys/{theirs['key_id']}")).status_code == 204
    assert await code_of(studio, theirs["secret"]) == "401 api_key_revoked"


async def test_a_workspace_has_a_hundred_keys_at_most(studio: Studio, person: Account) -> None:
    await make_key(person)
    with studio.admin() as connection:
        connection.execute(
            "INSERT INTO api_keys (workspace_id, user_id, name, beginning, secret_hash, scopes) "
            "SELECT %s, %s, 'x', 'x', sha256((%s || n)::bytea), '{jobs:read}' FROM generate_series(1, 98) n",
            (person.workspace_id, person.user_id, str(person.user_id)),
        )
    body = {"name": "x", "scopes": ["jobs:read"]}
    answers = await asyncio.gather(*(person.client.post("/api-keys", json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    service = await studio.client(studio.settings.api_key.get_secret_value()).post("/api-keys", json=body)
    assert service.json()["code"] == "api_key_needs_member"
