"""The door through which all text of requests comes: what no database row and no answer can carry is refused here.

Behind it no route, schema or tool needs to ask again; the texts of forms, which are read as they stream in, are asked
in the same way where they have been read (:func:`require_clean`).
"""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from fastapi.exceptions import RequestValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audiostudio.kit.http.body_limit import MAX_BODY_BYTES
from audiostudio.kit.http.errors import invalid_response
from audiostudio.kit.text import TextFault, fault_of, find_fault

_JSON = re.compile(rb"\s*application/(?:[^;]*\+)?json\s*(;|$)", re.IGNORECASE)
# What hostile text looks like in the bytes of a body: escaped, raw, or in UTF-16 and UTF-32, whose ASCII holds NULs.
_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|\xed[\xa0-\xbf]|\0")
_POLICY_VIOLATION = 1008  # RFC 6455, 7.4.1


def require_clean(value: Any, *location: str | int) -> None:
    """Refuse text that cannot be kept in what was read from a request's body, at any depth.

    Raises:
        RequestValidationError: answered as every value that is not valid.
    """
    if fault := find_fault(value, *location):
        raise RequestValidationError([_error(fault)])


class TextDoor:
    """ASGI middleware that refuses unstorable text in addresses, headers and JSON bodies with 422."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, its JSON body read once and replayed."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        fault = _fault_of_head(scope)
        if fault is None and scope["type"] == "http" and _has_json(scope):
            messages, body = await _read(receive)
            fault = _fault_of_body(body)
            receive = _replaying(messages, receive)
        if fault is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await invalid_response([_error(fault)])(scope, receive, send)


def _error(fault: TextFault) -> dict[str, Any]:
    return {"loc": fault.location, "msg": fault.message, "type": fault.type}


def _fault_of_head(scope: Scope) -> TextFault | None:
    if fault := fault_of(scope["path"], "path"):
        return fault
    query: bytes = scope["query_string"]
    if b"%00" in query or b"\0" in query:
        for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
            if fault := fault_of(name, "query", name) or fault_of(value, "query", name):
                return fault
    for name, value in scope["headers"]:
        if fault := fault_of(value.decode("latin-1"), "header", name.decode("latin-1")):
            return fault
    return None


def _has_json(scope: Scope) -> bool:
    return any(name == b"content-type" and _JSON.match(value) for name, value in scope["headers"])


async def _read(receive: Receive) -> tuple[list[Message], bytes]:
    """Read a body up to the size that JSON may have; more than that is refused by whoever counts it."""
    messages: list[Message] = []
    body = bytearray()
    while len(body) <= MAX_BODY_BYTES:
        message = await receive()
        messages.append(message)
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return messages, bytes(body)


def _fault_of_body(body: bytes) -> TextFault | None:
    if not _SUSPICIOUS.search(body):
        return None
    try:
        return find_fault(json.loads(body), "body")
    except (ValueError, RecursionError):
        return None  # no JSON: the route says so


def _replaying(messages: list[Message], receive: Receive) -> Receive:
    messages.reverse()

    async def replayed() -> Message:
        return messages.pop() if messages else await receive()

    return replayed
