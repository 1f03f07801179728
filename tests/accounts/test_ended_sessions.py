"""Access tokens end with their session, on every web server at once, without a query a request."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.asyncio.client import connect

from tests.support.account import Account
from tests.support.studio import Studio, free_port, serving


@pytest.fixture(scope="module")
async def servers(make_settings: Any) -> AsyncIterator[tuple[Studio, Studio]]:
    """Give two web servers of one installation."""
    settings = make_settings()
    beside = settings.model_copy(update={"port": free_port(), "data_dir": settings.data_dir.with_name("beside")})
    async with serving(settings) as first, serving(beside) as second:
        yield first, second


async def refused_soon(studio: Studio, token: str, within_s: float = 10) -> None:
    """Wait until a server refuses a token, as one that its session has left behind."""
    client = studio.client(token)
    async with asyncio.timeout(within_s):
        while (answer := await client.get("/auth/me")).status_code == 200:
            pass
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def log_out(studio: Studio, person: Account) -> None:
    answer = await studio.client().post("/auth/logout", json={"refresh_token": person.refresh_token})
    assert answer.status_code == 204


async def test_logging_out_ends_the_access_token_at_once_here_and_soon_elsewhere(
    servers: tuple[Studio, Studio],
) -> None:
    first, second = servers
    person, other = await first.register(), await first.register()
    assert (await second.client(person.access_token).get("/auth/me")).status_code == 200
    await log_out(first, person)
    answer = await person.client.get("/auth/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
    await refused_soon(second, person.access_token)
    for studio in servers:
        assert (await studio.client(other.access_token).get("/auth/me")).status_code == 200, "another's goes on"


async def test_a_refresh_token_in_two_hands_ends_both_access_tokens(servers: tuple[Studio, Studio]) -> None:
    first, second = servers
    person = await first.register()
    client, body = first.client(), {"refresh_token": person.refresh_token}
    fresh = (await client.post("/auth/refresh", json=body)).json()
    assert (await client.post("/auth/refresh", json=body)).json()["code"] == "session_ended"
    for token in (person.access_token, fresh["access_token"]):
        assert (await first.client(token).get("/auth/me")).status_code == 401
        await refused_soon(second, token)


async def test_a_session_that_anything_deletes_ends_its_tokens(servers: tuple[Studio, Studio]) -> None:
    person = await servers[0].register()
    with servers[0].admin() as connection:
        connection.execute("DELETE FROM sessions WHERE user_id = %s", (person.user_id,))
    for studio in servers:
        await refused_soon(studio, person.access_token)


async def test_a_server_that_starts_later_knows_what_ended_before(servers: tuple[Studio, Studio]) -> None:
    person = await servers[0].register()
    await log_out(servers[0], person)
    settings = servers[0].settings.model_copy(
        update={"port": free_port(), "data_dir": servers[0].settings.data_dir.with_name("later")}
    )
    async with serving(settings) as later:
        assert (await later.client(person.access_token).get("/auth/me")).status_code == 401


async def test_a_lost_connection_to_the_database_loses_no_end(servers: tuple[Studio, Studio]) -> None:
    first = servers[0]
    person = await first.register()
    with first.admin() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND query LIKE 'LISTEN%%'"
        )
        connection.execute("DELETE FROM sessions WHERE user_id = %s", (person.user_id,))
    for studio in servers:
        await refused_soon(studio, person.access_token)


async def test_a_websocket_ends_with_its_session(servers: tuple[Studio, Studio]) -> None:
    first, _ = servers
    person = await first.register()
    url = f"ws://127.0.0.1:{first.settings.port}/jobs/live"
    protocols = ["audiostudio.v1", f"bearer.{person.access_token}"]
    async with asyncio.timeout(30), connect(url, subprotocols=protocols) as socket:
        assert "jobs" in json.loads(await socket.recv())
        await log_out(first, person)
        while "code" not in (message := json.loads(await socket.recv())):
            pass
    assert message["code"] == "session_ended"


async def test_no_token_outlives_its_session(make_settings: Any) -> None:
    async with serving(make_settings(access_token_lifetime_s=7 * 86_400, session_lifetime_days=1)) as studio:
        body = {"email": "long@example.com", "username": "long", "password": "correct horse"}
        begun = (await studio.client().post("/auth/register", json=body)).json()
        assert 86_000 < begun["expires_in"] <= 86_400
        with studio.admin() as connection:
            connection.execute("UPDATE sessions SET expires_at = now() + interval '100 s'")
        fresh = await studio.client().post("/auth/refresh", json={"refresh_token": begun["refresh_token"]})
        assert 0 < fresh.json()["expires_in"] <= 100


async def test_what_ended_long_ago_is_forgotten(servers: tuple[Studio, Studio]) -> None:
    first, _ = servers
    with first.admin() as connection:
        connection.execute(
            "INSERT INTO ended_sessions SELECT new_id(), now(), now() - interval '1 s' FROM generate_series(1, 5)"
        )
    await log_out(first, await first.register())
    with first.admin() as connection:
        [(left,)] = connection.execute("SELECT count(*) FROM ended_sessions WHERE expires_at < now()").fetchall()
    assert left == 0
