"""A client of the tus protocol, as small as its specification: announce, ask, add."""

import asyncio
import base64
from typing import Any

import httpx2

TUS = {"Tus-Resumable": "1.0.0"}
MEDIA_TYPE = "application/offset+octet-stream"


async def begin(client: httpx2.AsyncClient, size_bytes: int, name: str = "song.wav", **headers: str) -> httpx2.Response:
    metadata = f"filename {base64.b64encode(name.encode()).decode()}"
    announced = {"Upload-Length": str(size_bytes), "Upload-Metadata": metadata}
    return await client.post("/uploads", headers=TUS | announced | headers)


async def begun(client: httpx2.AsyncClient, size_bytes: int, name: str = "song.wav") -> str:
    """Announce a file and return its address."""
    answer = await begin(client, size_bytes, name)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


async def offset(client: httpx2.AsyncClient, address: str) -> int:
    answer = await client.head(address, headers=TUS)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.headers["upload-offset"])


async def add(client: httpx2.AsyncClient, address: str, at: int, data: Any, **headers: str) -> httpx2.Response:
    sent = TUS | {"Upload-Offset": str(at), "Content-Type": MEDIA_TYPE} | headers
    return await client.patch(address, content=data, headers=sent)


async def break_off(url: str, token: str, address: str, at: int, data: bytes, *, announced: int) -> None:
    """Promise ``announced`` bytes, send ``data`` and hang up, as a train in a tunnel does."""
    host, _, port = url.rpartition("/")[2].partition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = (
        f"PATCH {address} HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\n"
        f"Content-Type: {MEDIA_TYPE}\r\nUpload-Offset: {at}\r\nContent-Length: {announced}\r\n\r\n"
    )
    writer.write(head.encode() + data)
    await writer.drain()
    writer.close()
    await writer.wait_closed()
