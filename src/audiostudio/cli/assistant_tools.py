"""The product as tools of assistants: each tool of the registry as the server lists it, so a new one is here by itself.

The protocol (MCP) is spoken by its official SDK. Whatever is asked goes to the product over its own API, under an API
key: an assistant may what the key may, pays as it does, and its jobs stand in the app among the others. Sounds are
named by ids and addresses and never travel through the assistant.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2

if TYPE_CHECKING:
    from mcp.server import Server, ServerRequestContext
    from mcp_types import CallToolRequestParams, CallToolResult, ListToolsResult, PaginatedRequestParams

_POLL_S = 0.5
_TIMEOUT_S = 60.0
_ENDED = ("COMPLETED", "FAILED", "CANCELLED")
_SOURCES: dict[str, Any] = {
    "audio_ids": {
        "type": "array",
        "items": {"type": "string", "format": "uuid"},
        "description": "Ids of sounds to work on: items of the library, outputs and inputs of jobs.",
    },
    "audio_urls": {
        "type": "array",
        "items": {"type": "string"},
        "description": "Public http(s) addresses of sounds to work on.",
    },
}
_REFERENCES: dict[str, Any] = {
    "reference_ids": {
        "type": "array",
        "items": {"type": "string", "format": "uuid"},
        "description": "Ids of sounds that the result is to resemble.",
    }
}
_QUOTE = {
    "type": "object",
    "properties": {
        "tool": {"type": "string"},
        "parameters": {"type": "object"},
        "file_count": {"type": "integer", "minimum": 0, "description": "How many sounds it would work on."},
    },
    "required": ["tool"],
}
_LIBRARY = {
    "type": "object",
    "properties": {
        "q": {"type": "string", "description": "Words of the name or the tags."},
        "limit": {"type": "integer", "minimum": 1, "maximum": 100},
    },
}


class _Refused(Exception):
    """The product refused; the message is its code and sentence."""


def make_server(base_url: str, *, key: str | None, version: str) -> "Server[Any]":
    """Return an MCP server that asks the product at ``base_url``.

    Args:
        base_url: the product's address.
        key: the API key to ask with; None where each request of an assistant brings its own.
        version: told to assistants.
    """
    from mcp.server import Server
    from mcp_types import CallToolResult, ListToolsResult, TextContent

    def client_of(context: "ServerRequestContext[Any, Any]") -> httpx2.AsyncClient:
        if key:
            headers = {"Authorization": f"Bearer {key}"}
        else:
            sent = context.request.headers.get("authorization") if context.request else None
            headers = {"Authorization": sent} if sent else {}
        return httpx2.AsyncClient(base_url=base_url, timeout=_TIMEOUT_S, headers=headers)

    async def list_tools(
        context: "ServerRequestContext[Any, Any]", params: "PaginatedRequestParams | None"
    ) -> "ListToolsResult":
        async with client_of(context) as client:
            return ListToolsResult(tools=_described(await _ask(client, "GET", "/tools")))

    async def call_tool(context: "ServerRequestContext[Any, Any]", params: "CallToolRequestParams") -> "CallToolResult":
        given = params.arguments or {}
        try:
            async with client_of(context) as client:
                if params.name == "quote":
                    return _told(await _ask(client, "POST", "/quote", json=given))
                if params.name == "list_library":
                    return _told(await _ask(client, "GET", "/api/audio-studio/library", params=given))
                return await _run(client, params.name, given, context.session.report_progress)
        except _Refused as refusal:
            return CallToolResult(content=[TextContent(type="text", text=str(refusal))], is_error=True)

    return Server("audio-studio", version=version, on_list_tools=list_tools, on_call_tool=call_tool)


def _described(tools: list[dict[str, Any]]) -> list[Any]:
    """Return the tools of the product, what they cost, and the two that find out more, as the protocol has them."""
    from mcp_types import Tool

    found = [_tool(tool) for tool in tools]
    return [
        *found,
        Tool(
            name="quote",
            title="Price",
            description="Tell what a run would cost in credits, and what is left, without running it.",
            input_schema=_QUOTE,
        ),
        Tool(
            name="list_library",
            title="Library",
            description="Find sounds, MIDI and texts of the workspace by name; their ids go into audio_ids.",
            input_schema=_LIBRARY,
        ),
    ]


def _tool(tool: Mapping[str, Any]) -> Any:
    from mcp_types import Tool

    parameters = dict(tool["parameters"])
    definitions = parameters.pop("$defs", {})  # which references name from the root
    properties = {"parameters": parameters}
    if tool["max_files"]:
        properties |= _SOURCES
    if tool["max_references"]:
        properties |= _REFERENCES
    schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if definitions:
        schema["$defs"] = definitions
    if parameters.get("required"):
        schema["required"] = ["parameters"]
    price = f"Costs at least {tool['price']} credits; `quote` tells the price." if tool["price"] else "Costs nothing."
    return Tool(name=tool["name"], title=tool["title"], description=f"{tool['summary']} {price}", input_schema=schema)


async def _run(
    client: httpx2.AsyncClient,
    tool: str,
    given: Mapping[str, Any],
    report_progress: Callable[[float, float, str], Awaitable[None]],
) -> "CallToolResult":
    """Run a tool, tell how far it is, and return its files by their addresses; cancel it where nobody waits."""
    body = {"tool": tool, **given}
    receipt = await _ask(client, "POST", "/jobs", json=body, headers={"Idempotency-Key": str(uuid4())})
    try:
        while True:
            job = await _ask(client, "GET", f"/status/{receipt['job_id']}")
            await report_progress(job["progress"], 1.0, job["message"])
            if job["status"] in _ENDED:
                return _result(job)
            await asyncio.sleep(_POLL_S)
    except asyncio.CancelledError:
        with suppress(_Refused):
            await asyncio.shield(_ask(client, "POST", f"/job/{receipt['job_id']}/cancel"))
        raise


def _result(job: Mapping[str, Any]) -> "CallToolResult":
    from mcp_types import CallToolResult, ResourceLink, TextContent

    if job["status"] != "COMPLETED":
        error = job["error"] or {"code": "cancelled", "detail": "The job was cancelled."}
        return CallToolResult(
            content=[TextContent(type="text", text=f"{error['code']}: {error['detail']}")],
            structured_content=dict(job),
            is_error=True,
        )
    links = [
        ResourceLink(
            type="resource_link",
            uri=output["url"],
            name=output["name"],
            title=output["role"],
            mime_type=output["media_type"],
            size=output["size_bytes"],
        )
        for output in job["outputs"]
    ]
    names = ", ".join(f"{output['name']} (id {output['asset_id']})" for output in job["outputs"])
    text = f"{job['tool']} is done for {job['cost']:g} credits: {names}."
    return CallToolResult(content=[TextContent(type="text", text=text), *links], structured_content=dict(job))


def _told(answer: Mapping[str, Any]) -> "CallToolResult":
    from mcp_types import CallToolResult, TextContent

    return CallToolResult(content=[TextContent(type="text", text=json.dumps(answer))], structured_content=answer)


async def _ask(client: httpx2.AsyncClient, method: str, path: str, **more: Any) -> Any:
    """Return what the product answers.

    Raises:
        _Refused: it refuses, or cannot be reached.
    """
    try:
        answer = await client.request(method, path, **more)
        found = answer.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise _Refused(f"unreachable: Audio Studio does not answer at {client.base_url}: {error}") from error
    if answer.is_error:
        errors = f" {json.dumps(found['errors'])}" if "errors" in found else ""
        raise _Refused(f"{found['code']}: {found['detail']}{errors}")
    return found
