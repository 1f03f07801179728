"""Whatever text is sent, and wherever a request holds text, the answer is never an error of the server's."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.support.account import Account
from tests.support.hostile_requests import Generator, Place, Sent
from tests.support.studio import Studio, serving

AT_ONCE = 12
WORST = ("nul", "lone high surrogate")  # what no database and no answer holds
SPEAKS = ("/v1/audio/speech", "/api/audio-studio/ai-voice/preview")  # who cannot pay gets as far, and no sound


@pytest.fixture(scope="module")
async def patient(make_settings: Any) -> AsyncIterator[Studio]:
    """Give a server without a worker, whose tokens outlast the long run."""
    async with serving(make_settings(access_token_lifetime_s=86_400)) as running:
        yield running


@pytest.fixture
async def rich(patient: Studio) -> Account:
    return await patient.register(credits=100_000)


@pytest.fixture
async def poor(patient: Studio) -> Account:
    account = await patient.register()
    with patient.admin() as connection:
        connection.execute("UPDATE credit_accounts SET balance = 0 WHERE workspace_id = %s", (account.workspace_id,))
    return account


async def _requests(account: Account, *, tools_at: Sequence[str] = ("/quote",)) -> list[Place]:
    """Return the requests of every place: in all operations, and in the parameters of all tools at some of them."""
    document = (await account.client.get("/openapi.json")).json()
    upload = await account.client.post("/uploads", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "100"})
    folder = await account.client.post("/api/audio-studio/folders", json={"name": str(uuid4())})
    known = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "100",
        "Upload-Offset": "0",
        "upload_id": upload.json()["upload_id"],
        "folder_id": folder.json()["folder_id"],
        "tool": "speech_synthesis",
        "consent": "true",
        "email": account.email,
        "parameters": "{}",
    }
    generator = Generator(document, known)
    places = list(generator.places())
    for tool in (await account.client.get("/tools")).json():
        for path in tools_at:
            for body in _bodies(tool):
                of_tool = generator.of_body("post", path, document["paths"][path]["post"], body)
                places += [place for place in of_tool if place.name.startswith("parameters/")]
    return places


def _bodies(tool: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield requests of a tool that each set one parameter, for many do not go together."""
    schema = tool["parameters"]
    example = Generator({"$defs": schema.get("$defs", {})}, {}).example(schema)
    for name in schema["properties"]:
        needed = set(schema.get("required", [])) | ({"text"} if "text" in example and name != "segments" else set())
        yield {"tool": tool["name"], "parameters": {key: example[key] for key in sorted(needed | {name})}}


def _short(places: list[Place]) -> Iterator[Sent]:
    """Yield a request of each place: one of the worst, and of every other place one of the others in turn."""
    for number, place in enumerate(places):
        kinds = list(place.kinds)
        yield place.request(WORST[number // 2 % 2] if number % 2 else kinds[number // 2 % len(kinds)])


async def _send(studio: Studio, requests: Iterable[Sent], account: Account, poor: Account, *, known: bool) -> None:
    """Send requests, a dozen at a time, and see that none is answered with an error of the server's."""
    waiting, failed = iter(requests), []

    async def send_all() -> None:
        async with httpx2.AsyncClient(base_url=studio.url, timeout=60, trust_env=False) as client:
            for sent in waiting:
                who = poor if sent.path.startswith(SPEAKS) else account
                token = {"Authorization": f"Bearer {who.access_token}".encode()} if known else {}
                request = {"content": sent.content, "headers": {**token, **sent.headers}}
                try:
                    answer = await client.request(sent.method, sent.path, **request)
                except httpx2.ReadError:  # the server had let an idle connection go, as it may
                    answer = await client.request(sent.method, sent.path, **request)
                if answer.status_code >= 500:
                    failed.append(f"{sent}: {answer.status_code} {answer.text[:200]}")

    await asyncio.gather(*(send_all() for _ in range(AT_ONCE)))
    assert not failed, f"{len(failed)} failed:\n" + "\n".join(failed[:40])


@pytest.mark.parametrize("known", [True, False], ids=["a person", "nobody"])
async def test_no_text_anywhere_makes_the_server_fail(
    patient: Studio, rich: Account, poor: Account, known: bool
) -> None:
    places = await _requests(rich, tools_at=("/quote",) if known else ())
    assert len(places) > 200
    await _send(patient, _short(places), rich, poor, known=known)


@pytest.mark.deep
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("known", [True, False], ids=["a person", "nobody"])
async def test_no_text_of_any_kind_anywhere_makes_the_server_fail(
    patient: Studio, rich: Account, poor: Account, known: bool
) -> None:
    places = await _requests(rich, tools_at=("/quote", "/jobs"))
    requests = (place.request(kind) for place in places for kind in place.kinds)
    await _send(patient, requests, rich, poor, known=known)
