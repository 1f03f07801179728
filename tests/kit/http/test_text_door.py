"""The door of text: what no row and no answer can carry is refused before any route; all else passes unchanged."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Request

from audiostudio.kit.http.body_limit import BodyLimit
from audiostudio.kit.http.errors import install_error_handlers
from audiostudio.kit.http.text_door import TextDoor
from audiostudio.kit.text import find_fault

JSON = {"Content-Type": "application/json"}


def make_app() -> FastAPI:
    app = FastAPI()
    install_error_handlers(app)

    @app.post("/json")
    async def read_json(body: dict[str, Any]) -> dict[str, Any]:
        return body

    @app.post("/bytes/{name:path}")
    async def read_bytes(name: str, request: Request) -> int:
        return len(await request.body())

    app.add_middleware(TextDoor)
    app.add_middleware(BodyLimit, unlimited_paths=("/bytes/",), unlimited_forms=())
    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=make_app())
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


def refused(answer: httpx2.Response) -> tuple[str, str]:
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "validation_failed"
    [error] = answer.json()["errors"]
    return error["location"], error["type"]


@pytest.mark.parametrize(
    ("content", "location", "kind"),
    [
        (rb'{"a": "b\u0000"}', "/body/a", "text_nul"),
        (rb'{"a": [1, {"b": "\ud834"}]}', "/body/a/1/b", "text_surrogate"),
        (rb'{"a": {"\uDFFF": 1}}', "/body/a/?", "text_surrogate"),
        (b'{"a": "\xed\xa0\x80"}', "/body/a", "text_surrogate"),
        ('{"a": "b\\u0000"}'.encode("utf-16"), "/body/a", "text_nul"),
        ('{"a": "b\\ud800"}'.encode("utf-32-le"), "/body/a", "text_surrogate"),
        (rb'{"a": "\ud83d\ude00 \ud83d"}', "/body/a", "text_surrogate"),
    ],
)
async def test_hostile_text_in_json_is_refused_wherever_it_lies(
    client: httpx2.AsyncClient, content: bytes, location: str, kind: str
) -> None:
    assert refused(await client.post("/json", content=content, headers=JSON)) == (location, kind)
    as_problem = {"Content-Type": "Application/a b+JSON; charset=utf-8"}
    assert refused(await client.post("/json", content=content, headers=as_problem)) == (location, kind)


@pytest.mark.parametrize(
    "text", ["Ünïcode 𝄞 \n\t", "👨\u200d👩\u200d👧", "\\u0000 and \\ud800 as they are written", "\x7f\x01", ""]
)
async def test_all_other_text_passes_unchanged(client: httpx2.AsyncClient, text: str) -> None:
    for escaped in (True, False):
        content = json.dumps({text: [text]}, ensure_ascii=escaped).encode()
        assert (await client.post("/json", content=content, headers=JSON)).json() == {text: [text]}


async def test_addresses_are_asked_too(client: httpx2.AsyncClient) -> None:
    assert refused(await client.post("/bytes/a%00b")) == ("/path", "text_nul")
    assert refused(await client.post("/bytes/a?q=1&r=%00")) == ("/query/r", "text_nul")
    assert refused(await client.post("/bytes/a?%00=1")) == ("/query/\0", "text_nul")
    # Half a pair in UTF-8 is no UTF-8, and reads as a sign that says so.
    assert (await client.post("/bytes/%ED%A0%80?q=%ED%A0%80")).status_code == 200


async def test_what_is_no_json_is_read_as_before(client: httpx2.AsyncClient) -> None:
    for content in (b'{"a": "\\u0000', b"\0", b"[" * 100_000 + b"\0", b'{"a": ' + b"9" * 5_000 + b', "b": "\\ud800"}'):
        assert (await client.post("/json", content=content, headers=JSON)).status_code in (400, 422)
    assert (await client.post("/bytes/a", content=b"\0" * 10)).json() == 10


async def test_large_bodies_are_counted_where_they_were_and_streamed_on_where_they_are_taken(
    client: httpx2.AsyncClient,
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 100_000

    large = await client.post("/json", content=pieces(), headers=JSON)
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
    assert (await client.post("/bytes/a", content=pieces(), headers=JSON)).json() == 4_000_000


def test_the_search_goes_as_deep_as_data_does() -> None:
    deep: Any = "\0"
    for _ in range(50_000):
        deep = [deep]
    fault = find_fault(deep, "body")
    assert fault is not None
    assert len(fault.location) == 50_001
    assert find_fault({"a": [1, None, True, 2.5, "text"]}) is None
