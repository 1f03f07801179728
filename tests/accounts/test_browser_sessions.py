"""Sessions of browsers: a cookie that scripts cannot read, used by the server's own pages alone, ended at once."""

import asyncio
import json
from http.cookies import SimpleCookie
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect

from tests.support.studio import Studio, serving


def browser(studio: Studio, origin: str | None = None) -> httpx2.AsyncClient:
    """Return a client that keeps cookies and tells the origin of its page, as browsers do."""
    client = studio.client()
    client.headers["Origin"] = origin or studio.url
    return client


async def signed_in(studio: Studio, name: str) -> httpx2.AsyncClient:
    client = browser(studio)
    body = {"email": f"{name}@example.com", "username": name, "password": "correct horse"}
    answer = await client.post("/auth/session/register", json=body)
    assert answer.status_code == 201, answer.text
    return client


def cookie_of(answer: httpx2.Response) -> Any:
    (morsel,) = SimpleCookie(answer.headers["set-cookie"]).values()
    return morsel


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(idle_studio: Studio) -> None:
    body = {"email": "cookie@example.com", "username": "cookie", "password": "correct horse"}
    answer = await browser(idle_studio).post("/auth/session/register", json=body)
    cookie = cookie_of(answer)
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "strict"
    assert cookie["path"] == "/"
    assert int(cookie["max-age"]) == 30 * 24 * 3600
    assert not cookie["secure"], "over plain HTTP a browser would drop it"
    assert cookie.value not in answer.text
    assert "token" not in answer.text
    assert answer.json()["user"]["credits"] == 3
    with idle_studio.admin() as connection:
        kept = connection.execute("SELECT encode(token_hash, 'escape') FROM sessions").fetchall()
    assert not any(cookie.value in row[0] for row in kept)


async def test_the_cookie_travels_encrypted_only_where_the_server_is_reached_so(make_settings: Any) -> None:
    async with serving(make_settings(base_url="https://studio.example")) as studio:
        client = browser(studio, origin="https://studio.example")
        body = {"email": "tls@example.com", "username": "tls", "password": "correct horse"}
        answer = await client.post("/auth/session/register", json=body)
    assert answer.status_code == 201
    assert cookie_of(answer)["secure"]


async def test_a_session_outlives_the_page_and_many_tabs(idle_studio: Studio) -> None:
    client = await signed_in(idle_studio, "tabs")
    looks = await asyncio.gather(*(client.get("/auth/session") for _ in range(20)))
    assert {look.json()["user"]["username"] for look in looks} == {"tabs"}
    assert (await client.get("/auth/me")).json()["username"] == "tabs"
    assert (await client.post("/api/audio-studio/folders", json={"name": "Mine"})).status_code == 201


async def test_who_is_not_signed_in_is_told_so_without_an_error(idle_studio: Studio) -> None:
    client = browser(idle_studio)
    nobody = {"user": None, "expires_at": None, "ended": False}
    assert (await client.get("/auth/session")).json() == nobody
    client.cookies.set("audiostudio_session", "nonsense")
    assert (await client.get("/auth/session")).json() == nobody | {"ended": True}
    assert (await client.get("/auth/me")).json()["code"] == "session_ended"


async def test_signing_in_needs_the_right_password(idle_studio: Studio) -> None:
    await signed_in(idle_studio, "careful")
    client = browser(idle_studio)
    for password, status in (("wrong horse", 401), ("correct horse", 201)):
        body = {"email": "careful@example.com", "password": password}
        assert (await client.post("/auth/session", json=body)).status_code == status
    assert (await client.get("/auth/session")).json()["user"]["username"] == "careful"


async def test_signing_out_ends_the_session_on_the_server(idle_studio: Studio) -> None:
    client = await signed_in(idle_studio, "leaving")
    copy = browser(idle_studio)
    copy.cookies.update(client.cookies)
    assert (await copy.get("/jobs")).status_code == 200
    answer = await client.delete("/auth/session")
    assert answer.status_code == 204
    assert cookie_of(answer)["max-age"] == "0"
    assert not client.cookies
    refused = await copy.get("/jobs")
    assert (refused.status_code, refused.json()["code"]) == (401, "session_ended")
    assert (await client.delete("/auth/session")).status_code == 204


async def test_an_expired_session_says_so_by_a_code(idle_studio: Studio) -> None:
    client = await signed_in(idle_studio, "expired")
    with idle_studio.admin() as connection:
        connection.execute(
            "UPDATE sessions SET expires_at = now() - interval '1 s' "
            "WHERE user_id = (SELECT id FROM users WHERE username = 'expired')"
        )
    assert (await client.get("/jobs")).json()["code"] == "session_ended"
    assert (await client.get("/auth/session")).json()["ended"] is True


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null", ""])
async def test_pages_of_other_sites_change_nothing_with_the_cookie(idle_studio: Studio, origin: str) -> None:
    client = await signed_in(idle_studio, f"visitor-{len(origin)}")
    headers = {"Origin": origin} if origin else {}
    if not origin:
        del client.headers["Origin"]
    for method, path, body in (
        ("POST", "/api/audio-studio/folders", {"name": "Theirs"}),
        ("DELETE", "/auth/session", None),
        ("POST", "/auth/session", {"email": "a@example.com", "password": "x"}),
    ):
        answer = await client.request(method, path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site_request"), path
    assert (await client.get("/auth/session")).json()["user"] is not None


async def test_a_programs_token_needs_no_page_and_wins_over_the_cookie(idle_studio: Studio) -> None:
    client = await signed_in(idle_studio, "both")
    program = await idle_studio.register()
    headers = {"Authorization": f"Bearer {program.access_token}", "Origin": "https://anywhere.example"}
    made = await client.post("/api/audio-studio/folders", json={"name": "Program's"}, headers=headers)
    assert made.status_code == 201
    assert (await client.get("/api/audio-studio/folders")).json() == []


async def test_the_cookie_is_no_refresh_token_and_a_refresh_token_no_cookie(idle_studio: Studio) -> None:
    client = await signed_in(idle_studio, "mixed")
    cookie = client.cookies["audiostudio_session"]
    spent = await client.post("/auth/refresh", json={"refresh_token": cookie})
    assert (spent.status_code, spent.json()["code"]) == (401, "session_ended")
    assert (await client.get("/jobs")).status_code == 200, "the browser's session goes on"
    program = await idle_studio.register()
    client.cookies.set("audiostudio_session", program.refresh_token)
    assert (await browser(idle_studio).get("/jobs")).status_code == 401


async def test_a_websocket_knows_the_browser_by_its_cookie_and_the_page_by_its_origin(idle_studio: Studio) -> None:
    client = await signed_in(idle_studio, "watching")
    cookie = {"Cookie": f"audiostudio_session={client.cookies['audiostudio_session']}"}
    address = f"ws://127.0.0.1:{idle_studio.settings.port}/job/019a0000-0000-7000-8000-000000000000/live"
    for origin, code in ((idle_studio.url, "job_not_found"), ("https://evil.example", "cross_site_request")):
        async with (
            asyncio.timeout(30),
            connect(address, origin=origin, additional_headers=cookie, subprotocols=["audiostudio.v1"]) as socket,
        ):
            assert json.loads(await socket.recv())["code"] == code
            await socket.wait_closed()
            assert socket.close_code == 1008
