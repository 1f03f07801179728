"""What browsers may do with an answer: every one says so, pages, data, files, refusals and failures alike."""

import asyncio
import socket

import httpx2
import pytest
from fastapi import FastAPI

from audiostudio.kit.http.errors import install_error_handlers
from tests.support.account import Account
from tests.support.studio import Studio


@pytest.fixture(scope="module")
async def person(idle_studio: Studio) -> Account:
    return await idle_studio.register()


def policy_of(headers: httpx2.Headers) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/docs", 200),
        ("GET", "/redoc", 200),
        ("GET", "/docs/errors", 200),
        ("GET", "/static-offline-docs/swagger-ui.css", 200),
        ("GET", "/openapi.json", 200),
        ("GET", "/tools", 200),
        ("GET", "/nowhere", 404),
        ("DELETE", "/tools", 405),
        ("GET", "/jobs?cursor=nonsense", 422),
        ("GET", "/jobs?tool=%00", 422),
        ("OPTIONS", "/uploads", 204),
        ("GET", "/app/nowhere.js", 404),
    ],
)
async def test_every_answer_says_what_browsers_may_do_with_it(
    person: Account, method: str, path: str, status: int
) -> None:
    answer = await person.client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    policy = policy_of(answer.headers)
    assert policy["frame-ancestors"] == "'none'"
    assert "base-uri" in policy
    scripts = policy.get("script-src", policy["default-src"])
    assert scripts == ("'self' 'unsafe-inline'" if path in ("/docs", "/redoc") else "'none'")


async def test_failures_of_the_server_say_so_too() -> None:
    app = FastAPI()
    install_error_handlers(app)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError

    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/broken")
    assert answer.status_code == 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert policy_of(answer.headers)["default-src"] == "'none'"


async def test_nothing_keeps_what_holds_tokens_keys_or_signed_addresses(idle_studio: Studio, person: Account) -> None:
    credentials = {"email": person.email, "password": person.password}
    client = idle_studio.client()
    login = await client.post("/auth/login", json=credentials)
    answers = [
        login,
        await client.post("/auth/refresh", json={"refresh_token": login.json()["refresh_token"]}),
        await client.post("/auth/login", json=credentials | {"password": "wrong horse"}),
        await client.post("/auth/session", json=credentials, headers={"Origin": idle_studio.url}),
        await client.delete("/auth/session", headers={"Origin": idle_studio.url}),
        await person.client.get("/webhooks/secret"),
        await person.client.get("/jobs"),
        await person.client.get("/auth/me"),
    ]
    assert [answer.headers.get("cache-control") for answer in answers] == ["no-store"] * len(answers)


@pytest.mark.parametrize(
    "path", ["/jobs/", "/auth/me/", "//evil.example/jobs", "/tools/", "/app", "/static-offline-docs"]
)
async def test_no_redirect_trusts_the_host_that_a_request_names(person: Account, path: str) -> None:
    url = httpx2.URL(person.client.base_url).copy_with(raw_path=path.encode())
    for host in ("evil.example", "[::1", "a b", ""):
        answer = await person.client.get(url, headers={"Host": host}) if " " not in host else None
        if answer is not None:
            assert answer.status_code < 500
            assert "evil" not in answer.headers.get("location", "")
            assert not answer.headers.get("location", "/").startswith(("//", "http"))


async def test_a_host_that_is_none_is_no_failure_of_the_servers(idle_studio: Studio) -> None:
    def ask(host: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", idle_studio.settings.port), timeout=20) as connection:
            connection.sendall(b"GET /nowhere HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
            return connection.recv(100)

    for host in (b"[::1", b"http://[", b"a:99999999", b"\xff\xfe", b"", b"x" * 5_000):
        assert (await asyncio.to_thread(ask, host)).split(b" ")[1] in (b"404", b"400")
