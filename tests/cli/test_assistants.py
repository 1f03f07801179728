"""The official client finds every tool with its price, runs one with progress, and gets files by their addresses."""

import asyncio
import os
import sys
from typing import Any

import httpx2
import pytest
import uvicorn
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from audiostudio.cli.assistant_tools import make_server
from audiostudio.tools.registry import all_tools
from tests.support.account import Account
from tests.support.studio import Studio, free_port

SPEAK = {"parameters": {"text": "Hello.", "voice": "af_heart"}}


@pytest.fixture(scope="module")
async def person(studio: Studio) -> Account:
    return await studio.register(credits=20)


@pytest.fixture(scope="module")
async def secret(person: Account) -> str:
    scopes = ["jobs:read", "jobs:write", "library:read"]
    made = await person.client.post("/api-keys", json={"name": "assistant", "scopes": scopes})
    return str(made.json()["secret"])


@pytest.fixture
def assistant(studio: Studio, secret: str) -> Client:
    """Give a client to be entered by the test itself, whose task has to leave it, too."""
    return Client(make_server(studio.url, key=secret, version="test"))


async def test_every_tool_of_the_registry_is_offered_with_its_price_and_parameters(assistant: Client) -> None:
    async with assistant as client:
        offered = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(offered) == {*all_tools(), "quote", "list_library"}
    for name, tool in all_tools().items():
        assert tool.summary in (offered[name].description or "")
        assert "credits" in (offered[name].description or "") or not tool.starting_price_credits()
        properties = offered[name].input_schema["properties"]
        assert set(properties["parameters"]["properties"]) == set(tool.Params.model_json_schema()["properties"])
        assert ("audio_ids" in properties) == bool(tool.max_files)


async def test_a_tool_runs_with_progress_and_gives_its_file_by_reference(
    studio: Studio, person: Account, assistant: Client
) -> None:
    told: list[float] = []

    async def progressed(progress: float, total: float | None, message: str | None) -> None:
        told.append(progress)

    before = await person.balance()
    async with assistant as client:
        price = (await client.call_tool("quote", {"tool": "speech_synthesis", **SPEAK})).structured_content["price"]
        result = await client.call_tool("speech_synthesis", SPEAK, progress_callback=progressed)
        audio_id = result.structured_content["outputs"][0]["asset_id"]
        paid = before - await person.balance()
        library = (await client.call_tool("list_library", {"q": "speech"})).structured_content
        again = {"audio_ids": [audio_id], "parameters": {"target_format": "MP3"}}
        converted = await client.call_tool("conversion", again)
    assert not result.is_error, result.content
    assert paid == price
    [link] = [part for part in result.content if part.type == "resource_link"]
    sound = await studio.client().get(link.uri)
    assert sound.status_code == 200
    assert len(sound.content) == link.size
    assert sound.headers["content-type"] == link.mime_type
    assert told[-1] == 1.0
    assert told == sorted(told)
    assert audio_id in str(library)
    assert not converted.is_error, converted.content


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("no such tool", {}, "tool_unknown"),
        ("speech_synthesis", {"parameters": {"text": ""}}, "parameters_invalid"),
        ("speech_synthesis", {"audio_ids": "x", **SPEAK}, "validation_failed"),
    ],
)
async def test_a_refusal_is_told_with_its_code(assistant: Client, name: str, given: dict[str, Any], code: str) -> None:
    async with assistant as client:
        result = await client.call_tool(name, given)
    assert result.is_error
    assert result.content[0].text.startswith(f"{code}: ")


async def test_over_standard_input_and_output_the_key_comes_from_the_environment(studio: Studio, secret: str) -> None:
    command = [sys.executable, "-m", "audiostudio.cli.main", "mcp", "--url", studio.url]
    server = StdioServerParameters(
        command=command[0], args=command[1:], env=os.environ | {"AUDIOSTUDIO_API_KEY": secret}
    )
    async with Client(server) as client:
        assert "mastering" in {tool.name for tool in (await client.list_tools()).tools}
        quoted = await client.call_tool("quote", {"tool": "speech_synthesis", **SPEAK})
        assert quoted.structured_content["affordable"] is True


async def test_over_http_each_assistant_asks_with_its_own_key(studio: Studio, secret: str) -> None:
    app = make_server(studio.url, key=None, version="test").streamable_http_app(stateless_http=True)
    server = uvicorn.Server(uvicorn.Config(app, port=free_port(), log_level="warning"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    try:
        for headers, refused in (({"Authorization": f"Bearer {secret}"}, False), ({}, True)):
            async with httpx2.AsyncClient(headers=headers, timeout=60, trust_env=False) as http:
                transport = streamable_http_client(f"http://127.0.0.1:{server.config.port}/mcp", http_client=http)
                async with Client(transport) as client:
                    result = await client.call_tool("quote", {"tool": "speech_synthesis", **SPEAK})
                    assert result.is_error == refused
                    assert not refused or result.content[0].text.startswith("not_authenticated: ")
    finally:
        server.should_exit = True
        await task
