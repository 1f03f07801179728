import hashlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI, Request, Response

from audiostudio.kit.http.errors import install_error_handlers
from audiostudio.storage.backend import PIECE_BYTES, StorageBackend
from audiostudio.storage.ranges import ByteRange, RangeNotSatisfiable, parse_range, range_response

CONTENT = bytes(range(256)) * 40
SIZE = len(CONTENT)
ETAG = hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", (0, 1000)),
        ("bytes=0-0", (0, 1)),
        ("bytes=500-", (500, 1000)),
        ("bytes=10-19", (10, 20)),
        ("bytes=990-99999999999999999", (990, 1000)),
        ("bytes=-100", (900, 1000)),
        ("bytes=-5000", (0, 1000)),
        ("Bytes= 1-2 ", (1, 3)),
    ],
)
def test_one_part_is_understood(header: str, part: tuple[int, int]) -> None:
    assert parse_range(header, 1000) == ByteRange(*part)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-2",
        "bytes=0-1,5-6",
        "bytes=1-2-3",
        "bytes=٣-٥",
        "bytes=+1-2",
        "bytes=0x1-2",
        "seconds=1-2",
        "bytes=" + "9" * 5000 + "-",
    ],
)
def test_what_is_no_single_part_stands_for_the_whole(header: str) -> None:
    assert parse_range(header, 1000) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_part_beyond_the_end_is_refused(header: str) -> None:
    with pytest.raises(RangeNotSatisfiable) as caught:
        parse_range(header, 1000)
    assert caught.value.headers == {"Content-Range": "bytes */1000"}


def test_an_empty_file_has_no_part_but_its_end() -> None:
    assert parse_range("bytes=-10", 0) is None
    with pytest.raises(RangeNotSatisfiable):
        parse_range("bytes=0-", 0)


@pytest.fixture
async def client(backend: StorageBackend, tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    app = FastAPI()
    install_error_handlers(app)

    @app.api_route("/{key:path}", methods=["GET", "HEAD"])
    async def answer(request: Request, key: str) -> Response:
        return await range_response(
            request, backend, key, size_bytes=SIZE, etag=ETAG, filename="Süß.wav", media_type="audio/wav"
        )

    (tmp_path / "source").write_bytes(CONTENT)
    await backend.put_file("w/a/song", tmp_path / "source")
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def get(client: httpx2.AsyncClient, headers: Mapping[str, str] | None = None) -> httpx2.Response:
    return await client.get("/w/a/song", headers=dict(headers or {}))


async def test_the_whole_file_comes_with_its_name_type_and_tag(client: httpx2.AsyncClient) -> None:
    response = await get(client)
    assert response.status_code == 200
    assert response.content == CONTENT
    assert response.headers["content-length"] == str(SIZE)
    assert response.headers["content-type"] == "audio/wav"
    assert response.headers["accept-ranges"] == "bytes"
    assert response.headers["etag"] == f'"{ETAG}"'
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "private"
    disposition = response.headers["content-disposition"]
    assert disposition == "attachment; filename=\"Su.wav\"; filename*=UTF-8''S%C3%BC%C3%9F.wav"
    assert "content-range" not in response.headers


@pytest.mark.parametrize(("header", "start", "end"), [("bytes=5-9", 5, 10), ("bytes=-7", SIZE - 7, SIZE)])
async def test_a_part_comes_as_206(client: httpx2.AsyncClient, header: str, start: int, end: int) -> None:
    response = await get(client, {"Range": header})
    assert response.status_code == 206
    assert response.content == CONTENT[start:end]
    assert response.headers["content-length"] == str(end - start)
    assert response.headers["content-range"] == f"bytes {start}-{end - 1}/{SIZE}"


async def test_several_parts_are_answered_whole(client: httpx2.AsyncClient) -> None:
    response = await get(client, {"Range": "bytes=0-1,4-5"})
    assert response.status_code == 200
    assert response.content == CONTENT


async def test_a_part_beyond_the_end_is_a_problem_that_names_the_size(client: httpx2.AsyncClient) -> None:
    response = await get(client, {"Range": f"bytes={SIZE}-"})
    assert response.status_code == 416
    assert response.headers["content-range"] == f"bytes */{SIZE}"
    assert response.json()["code"] == "range_not_satisfiable"


@pytest.mark.parametrize(
    ("if_range", "status"),
    [(f'"{ETAG}"', 206), ('"other"', 200), (f'W/"{ETAG}"', 200), ("Wed, 21 Oct 2015 07:28:00 GMT", 200)],
)
async def test_a_download_resumes_only_in_the_same_file(client: httpx2.AsyncClient, if_range: str, status: int) -> None:
    response = await get(client, {"Range": "bytes=100-", "If-Range": if_range})
    assert response.status_code == status
    assert response.content == (CONTENT[100:] if status == 206 else CONTENT)


@pytest.mark.parametrize("tags", [f'"{ETAG}"', f'W/"{ETAG}"', f'"other", "{ETAG}"', "*"])
async def test_a_copy_that_is_still_right_is_not_sent_again(client: httpx2.AsyncClient, tags: str) -> None:
    response = await get(client, {"If-None-Match": tags, "Range": "bytes=0-1"})
    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["etag"] == f'"{ETAG}"'
    assert (await get(client, {"If-None-Match": '"other"'})).status_code == 200


async def test_head_tells_all_and_sends_nothing(client: httpx2.AsyncClient) -> None:
    response = await client.head("/w/a/song", headers={"Range": "bytes=0-1"})
    assert response.status_code == 200
    assert response.content == b""
    assert response.headers["content-length"] == str(SIZE)
    assert response.headers["content-type"] == "audio/wav"
    assert response.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_file_that_is_gone_is_a_problem_and_no_half_answer(client: httpx2.AsyncClient, method: str) -> None:
    response = await client.request(method, "/w/a/gone")
    assert response.status_code == 404
    if method == "GET":
        assert response.json()["code"] == "file_missing"


async def test_a_part_that_crosses_pieces_is_whole(backend: StorageBackend, tmp_path: Path) -> None:
    content = bytes(255) * ((PIECE_BYTES + 1000) // 255) + b"the end"
    (tmp_path / "large").write_bytes(content)
    await backend.put_file("w/large", tmp_path / "large")
    scope = {"type": "http", "method": "GET", "headers": [(b"range", b"bytes=3-")]}
    response = await range_response(
        Request(scope), backend, "w/large", size_bytes=len(content), etag="x", filename="x", media_type="audio/wav"
    )
    body = b"".join([bytes(piece) async for piece in response.body_iterator])  # type: ignore[attr-defined]
    assert body == content[3:]
