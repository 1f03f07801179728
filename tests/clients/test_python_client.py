"""The Python client: made of the document, the README's lines run as they stand, sync and async, errors with codes."""

import asyncio
import importlib.util
import inspect
import json
import re
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.account import Account
from tests.support.studio import Studio

CLIENT = Path(__file__).parents[2] / "clients" / "python"
sys.path.insert(0, str(CLIENT / "src"))

import audiostudio_client  # noqa: E402 - not installed where the tests run
from audiostudio_client.operations import AsyncOperations, Operations  # noqa: E402
from audiostudio_client.requests import place  # noqa: E402


@pytest.fixture(scope="module")
def generate() -> Any:
    spec = importlib.util.spec_from_file_location("generate_client", CLIENT / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
async def person(studio: Studio) -> Account:
    return await studio.register(credits=20)


@pytest.fixture(scope="module")
async def key(person: Account) -> str:
    scopes = ["jobs:read", "jobs:write", "library:read", "credits:read"]
    made = await person.client.post("/api-keys", json={"name": "client", "scopes": scopes})
    return str(made.json()["secret"])


def test_the_client_is_that_of_the_document(generate: Any) -> None:
    for path, text in generate.written().items():
        assert path.read_text(encoding="utf-8") == text, "run clients/python/generate.py"


def test_every_operation_is_a_method_in_both_ways_of_waiting(generate: Any) -> None:
    document = json.loads(generate.DOCUMENT.read_text(encoding="utf-8"))
    described = [
        operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in ("get", "post", "put", "patch", "delete")
        and not path.startswith(("/uploads", "/job/{job_id}/events"))
    ]
    names = set(generate.method_names(described).values())
    assert len(names) == len(described) > 90
    for operations in (Operations, AsyncOperations):
        assert names <= {name for name, _ in inspect.getmembers(operations, inspect.isfunction)}
    assert all(inspect.iscoroutinefunction(getattr(AsyncOperations, name)) for name in names)


async def test_the_lines_of_the_readme_take_a_song_apart(
    studio: Studio, key: str, song: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (CLIENT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    lines = blocks[0].replace("http://localhost:8000", studio.url).replace("audiostudio_…", key)
    assert len(list(filter(None, lines.splitlines()))) <= 5
    (tmp_path / "song.mp3").write_bytes(song.read_bytes())
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {}
    await asyncio.to_thread(exec, lines + blocks[1], known)
    assert sorted(path.name for path in known["stems"]) == ["accompaniment.wav", "vocals.wav"]
    assert all(path.stat().st_size > 100_000 for path in known["stems"])
    listed = await asyncio.to_thread(known["studio"].list_jobs, status=["COMPLETED"])
    assert known["job"]["job_id"] in {job["job_id"] for job in listed["items"]}
    known["studio"].close()


async def test_the_async_client_tells_progress_and_charges_a_repeated_key_once(
    studio: Studio, person: Account, key: str, tmp_path: Path
) -> None:
    told: list[float] = []
    async with audiostudio_client.AsyncStudio(studio.url, key=key) as client:
        before = (await client.balance())["balance"]
        spoken = {"text": "Hello.", "voice": "af_heart"}
        jobs = [
            await client.run(
                "speech_synthesis", idempotency_key="one", on_progress=lambda *at: told.append(at[0]), **spoken
            )
            for _ in range(2)
        ]
        assert jobs[0]["job_id"] == jobs[1]["job_id"]
        assert before - (await client.balance())["balance"] == jobs[0]["cost"]
        path = await client.save(jobs[0]["outputs"][0], tmp_path)
        assert path.stat().st_size == jobs[0]["outputs"][0]["size_bytes"]
        assert told[-1] == 1.0
        with pytest.raises(audiostudio_client.StudioError) as refusal:
            await client.run("no such tool")
        assert (refusal.value.code, refusal.value.status) == ("tool_unknown", 422)
        with pytest.raises(audiostudio_client.StudioError, match="not_permitted"):
            await client.list_subscriptions()


def test_what_may_be_repeated_is_and_waits_as_long_as_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("audiostudio_client.studio.time.sleep", waited.append)
    answers = [
        httpx.Response(429, headers={"Retry-After": "7"}),
        httpx.ConnectError("away"),
        httpx.Response(200, json={}),
    ]
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        found = answers[(len(asked) - 1) % len(answers)]
        if isinstance(found, Exception):
            raise found
        return found

    http = httpx.Client(base_url="http://studio", transport=httpx.MockTransport(answer))
    client = audiostudio_client.Studio("http://studio", http=http)
    client.balance()
    assert len(asked) == 3
    assert waited == [7.0, 2.0]
    asked.clear()
    with pytest.raises(audiostudio_client.StudioError, match="status_429"):
        client.work_on_items({"tool": "x"})
    assert len(asked) == 1, "without a key it might be charged twice"
    asked.clear()
    client.work_on_items({"tool": "x"}, idempotency_key="one")
    assert len(asked) == 3
    assert {request.headers["Idempotency-Key"] for request in asked} == {"one"}


@pytest.mark.parametrize("name", ["../../x.wav", "/etc/x.wav", "..\\x.wav"])
def test_a_name_from_the_server_leads_out_of_no_folder(tmp_path: Path, name: str) -> None:
    assert place(name, tmp_path) == tmp_path / "x.wav"
