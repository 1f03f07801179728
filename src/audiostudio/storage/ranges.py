"""Answers with a stored file, whole or in part (RFC 9110), so that players seek and downloads resume."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from audiostudio.kit.file_names import content_disposition
from audiostudio.kit.http.errors import Problem
from audiostudio.storage.backend import StorageBackend

_BYTES = re.compile(r"bytes=[ \t]*([0-9]{0,19})-([0-9]{0,19})[ \t]*", re.IGNORECASE)
_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')


class RangeNotSatisfiable(Problem):
    """The part that was asked for lies beyond the file's end."""

    status = 416
    code = "range_not_satisfiable"
    title = "The file has no such part"

    def __init__(self, size_bytes: int) -> None:
        super().__init__(
            f"The file has {size_bytes} bytes.",
            headers={"Content-Range": f"bytes */{size_bytes}"},
            size_bytes=size_bytes,
        )


@dataclass(frozen=True)
class ByteRange:
    """Bytes ``start`` to ``end``, exclusive."""

    start: int
    end: int


def parse_range(header: str, size_bytes: int) -> ByteRange | None:
    """Return the one part that a Range header asks of a file of ``size_bytes``.

    None stands for the whole file: several parts at once, other units and malformed headers are answered so, as
    RFC 9110, section 14.2, permits.

    Raises:
        RangeNotSatisfiable: the part lies beyond the end.
    """
    match = _BYTES.fullmatch(header.strip())
    if match is None or match.group(1, 2) == ("", ""):
        return None
    first, last = match.group(1, 2)
    if not first:
        length = int(last)
        if length == 0:
            raise RangeNotSatisfiable(size_bytes)
        # An empty file has an empty end, which no Content-Range can name.
        return ByteRange(max(0, size_bytes - length), size_bytes) if size_bytes else None
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size_bytes:
        raise RangeNotSatisfiable(size_bytes)
    return ByteRange(start, min(int(last) + 1, size_bytes) if last else size_bytes)


async def range_response(
    request: Request,
    backend: StorageBackend,
    key: str,
    *,
    size_bytes: int,
    etag: str,
    filename: str,
    media_type: str,
) -> Response:
    """Answer a GET or HEAD request with a stored file.

    Args:
        request: its Range, If-Range and If-None-Match headers count.
        backend: where the file is.
        key: its key there.
        size_bytes: its size.
        etag: what identifies its content, without quotes; the SHA-256 does.
        filename: the name under which a browser saves it.
        media_type: its MIME type.

    Raises:
        RangeNotSatisfiable: the part that was asked for lies beyond the end.
        StoredFileMissing, StorageUnavailable: before anything was sent.
    """
    strong_etag = f'"{etag}"'
    headers = {
        "ETag": strong_etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private",
        "Content-Disposition": content_disposition(filename),
        # Should a browser ever open a customer's file as a page, then with no rights on this server's origin.
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "X-Content-Type-Options": "nosniff",
    }
    if _names(request.headers.get("if-none-match", ""), strong_etag):
        return Response(status_code=304, headers={name: headers[name] for name in ("ETag", "Cache-Control")})
    part = None
    if request.method == "GET" and request.headers.get("if-range", strong_etag).strip() == strong_etag:
        part = parse_range(request.headers.get("range", ""), size_bytes)
    wanted = part or ByteRange(0, size_bytes)
    headers["Content-Length"] = str(wanted.end - wanted.start)
    if part:
        headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size_bytes}"
    if request.method == "HEAD":
        await backend.size(key)
        return Response(headers=headers, media_type=media_type)
    pieces = backend.stream(key, wanted.start, wanted.end)
    first = await anext(pieces, b"")  # a file that is missing must show before the answer's head is sent
    return StreamingResponse(
        _joined(first, pieces), status_code=206 if part else 200, headers=headers, media_type=media_type
    )


def _names(if_none_match: str, strong_etag: str) -> bool:
    """Return whether an If-None-Match header names the tag, by weak comparison."""
    return if_none_match.strip() == "*" or strong_etag in _ENTITY_TAG.findall(if_none_match)


async def _joined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece
