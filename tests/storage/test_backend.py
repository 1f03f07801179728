"""One suite for both kinds of storage."""

import asyncio
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from audiostudio.settings import Settings
from audiostudio.storage import backend as backend_module
from audiostudio.storage.backend import (
    PIECE_BYTES,
    StorageBackend,
    StorageUnavailable,
    StoredFile,
    StoredFileMissing,
)
from audiostudio.storage.choice import open_storage

MEGABYTE = 2**20


CONTENT = b"0123456789" * 100


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.wav"
    path.write_bytes(CONTENT)
    return path


def write_noise(path: Path, size_bytes: int) -> str:
    """Write a file of random bytes and return its SHA-256 by another hand: coreutils."""
    with path.open("wb") as file:
        for _ in range(0, size_bytes, MEGABYTE):
            file.write(os.urandom(min(MEGABYTE, size_bytes - file.tell())))
    return subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout.split()[0]


def read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b"nothing is there"


async def read_all(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


async def keys_in(backend: StorageBackend, prefix: str = "") -> set[str]:
    return {entry.key async for entry in backend.list(prefix)}


def local_files(settings: Settings) -> set[str]:
    root = settings.storage_dir
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


async def test_what_is_stored_comes_back_with_its_size_and_hash(
    backend: StorageBackend, source: Path, tmp_path: Path
) -> None:
    stored = await backend.put_file("space/asset/song.wav", source)
    assert stored == StoredFile(1000, hashlib.sha256(CONTENT).hexdigest())
    assert await backend.size("space/asset/song.wav") == 1000
    await backend.get_to_file("space/asset/song.wav", tmp_path / "copy")
    assert read(tmp_path / "copy") == CONTENT


async def test_an_empty_file_is_a_file(backend: StorageBackend, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    write_noise(empty, 0)
    assert (await backend.put_file("a/empty", empty)).size_bytes == 0
    assert await backend.size("a/empty") == 0
    assert await read_all(backend.stream("a/empty")) == b""
    await backend.get_to_file("a/empty", tmp_path / "copy")
    assert read(tmp_path / "copy") == b""


@pytest.mark.parametrize(("start", "end"), [(0, 1000), (0, 1), (999, 1000), (10, 20), (500, None), (1000, None)])
async def test_any_part_can_be_read(backend: StorageBackend, source: Path, start: int, end: int | None) -> None:
    await backend.put_file("a/b", source)
    assert await read_all(backend.stream("a/b", start, end)) == CONTENT[start:end]


async def test_a_file_of_many_pieces_arrives_in_order(backend: StorageBackend, tmp_path: Path) -> None:
    size_bytes = 2 * PIECE_BYTES + 12345
    sha256 = write_noise(tmp_path / "noise", size_bytes)
    assert await backend.put_file("a/noise", tmp_path / "noise") == StoredFile(size_bytes, sha256)
    pieces = [piece async for piece in backend.stream("a/noise")]
    assert max(map(len, pieces)) <= PIECE_BYTES
    assert hashlib.sha256(b"".join(pieces)).hexdigest() == sha256
    across = await read_all(backend.stream("a/noise", PIECE_BYTES - 5, PIECE_BYTES + 5))
    assert across == read(tmp_path / "noise")[PIECE_BYTES - 5 : PIECE_BYTES + 5]


async def test_listings_name_every_file_of_a_folder_and_nothing_else(backend: StorageBackend, source: Path) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    for key in ("one/a/x.wav", "one/b/x.wav", "one-more/c.wav"):
        await backend.put_file(key, source)
    assert await keys_in(backend) == {"one/a/x.wav", "one/b/x.wav", "one-more/c.wav"}
    assert await keys_in(backend, "one") == await keys_in(backend, "one/") == {"one/a/x.wav", "one/b/x.wav"}
    assert await keys_in(backend, "nobody") == set()
    (entry,) = [entry async for entry in backend.list("one-more")]
    assert entry.size_bytes == 1000
    assert before <= entry.modified_at <= datetime.now(UTC)


async def test_deleting_takes_what_is_there_and_minds_nothing_else(
    backend: StorageBackend, settings: Settings, source: Path
) -> None:
    for key in ("w/1/a", "w/2/b", "w/2/c"):
        await backend.put_file(key, source)
    await backend.delete(["w/1/a", "w/none/x", "w/2/b", "w/2/c/no-folder"])
    await backend.delete([])
    assert await keys_in(backend) == {"w/2/c"}
    if settings.storage_type == "local":
        assert os.listdir(settings.storage_dir / "w") == ["2"]


async def test_a_missing_file_is_said_to_be_missing(backend: StorageBackend, tmp_path: Path) -> None:
    with pytest.raises(StoredFileMissing):
        await backend.size("no/such")
    with pytest.raises(StoredFileMissing):
        await read_all(backend.stream("no/such", 0, 10))
    with pytest.raises(StoredFileMissing):
        await backend.get_to_file("no/such", tmp_path / "copy")
    assert read(tmp_path / "copy") == b"nothing is there"


async def test_a_source_that_is_not_there_is_the_callers_mistake(backend: StorageBackend, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await backend.put_file("a/b", tmp_path / "nothing")
    assert await keys_in(backend) == set()


@pytest.mark.parametrize(
    "key",
    [
        "w/a/Ünï – 東京 𝄞.wav",
        "w/a/50% off + tax & more; a=b, c@d (1) [2] {3} ~^`'!$.wav",
        "w/a/%2e%2e%2f.wav",
        "w/a/" + "x" * 255,
        "w/a/name#1.wav",
    ],
)
async def test_awkward_names_are_kept_as_they_are(
    backend: StorageBackend, settings: Settings, source: Path, key: str
) -> None:
    await backend.put_file(key, source)
    assert await keys_in(backend) == {key}
    assert await read_all(backend.stream(key, 0, 10)) == b"0123456789"
    if settings.storage_type == "local":
        assert local_files(settings) == {key}
    await backend.delete([key])
    assert await keys_in(backend) == set()


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "/etc/passwd",
        "../outside",
        "a/../../outside",
        "a/..",
        "a/./b",
        "a//b",
        "a/b/",
        "a\\..\\b",
        "a/\0",
        "a/\n",
        "a/.hidden",
        ".incoming/x",
        "a/ends with space ",
        "a/b#1",
        "a/\ud800",
        "a/" + "x" * 256,
        "x/" * 600 + "x",
    ],
)
async def test_keys_that_climb_or_hide_are_refused_everywhere(
    backend: StorageBackend, source: Path, tmp_path: Path, key: str
) -> None:
    calls: list[Callable[[], Any]] = [
        lambda: backend.put_file(key, source),
        lambda: backend.get_to_file(key, tmp_path / "copy"),
        lambda: backend.size(key),
        lambda: backend.delete([key]),
        lambda: read_all(backend.stream(key, 0, 5)),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="not a storage key"):
            await call()
    assert read(tmp_path / "copy") == b"nothing is there"
    assert await keys_in(backend) == set()


async def test_the_check_passes_and_leaves_nothing(backend: StorageBackend, settings: Settings) -> None:
    started = time.monotonic()
    await backend.check()
    assert time.monotonic() - started < 2
    assert await keys_in(backend) == set()
    if settings.storage_type == "local":
        assert local_files(settings) == set()


async def test_cancelled_writes_leave_nothing(backend: StorageBackend, settings: Settings, tmp_path: Path) -> None:
    write_noise(tmp_path / "noise", 64 * MEGABYTE)
    for delay_s in (0.0, 0.005, 0.02):
        writing = asyncio.create_task(backend.put_file("w/noise", tmp_path / "noise"))
        await asyncio.sleep(delay_s)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert await keys_in(backend) == set()
        if settings.storage_type == "local":
            assert local_files(settings) == set()


async def test_writing_and_deleting_in_one_folder_at_once_loses_nothing(backend: StorageBackend, source: Path) -> None:
    async def write_and_delete(name: str) -> None:
        for _ in range(15):
            await backend.put_file(f"w/shared/{name}", source)
            assert await backend.size(f"w/shared/{name}") == 1000
            await backend.delete([f"w/shared/{name}"])

    await asyncio.gather(*(write_and_delete(str(n)) for n in range(4)))
    assert await keys_in(backend) == set()


async def test_the_event_loop_stays_free_while_a_large_file_travels(
    backend: StorageBackend, settings: Settings, tmp_path: Path
) -> None:
    write_noise(tmp_path / "noise", 48 * MEGABYTE)
    gaps: list[float] = []

    async def watch() -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(0.001)
            gaps.append((now := time.monotonic()) - last)
            last = now

    watching = asyncio.create_task(watch())
    await backend.put_file("w/noise", tmp_path / "noise")
    await backend.get_to_file("w/noise", tmp_path / "copy")
    watching.cancel()
    # The S3 server shares this process and its interpreter lock, so it may hold the loop up as well.
    assert sorted(gaps)[-max(1, len(gaps) // 50)] < (0.1 if settings.storage_type == "local" else 0.3)


def environment_of(settings: Settings) -> dict[str, str]:
    names = ("storage_type", "local_storage_path", "s3_bucket", "s3_region", "s3_endpoint_url")
    variables = {name.upper(): str(value) for name in names if (value := getattr(settings, name))}
    for name in ("aws_access_key_id", "aws_secret_access_key"):
        if secret := getattr(settings, name):
            variables[name.upper()] = secret.get_secret_value()
    return {**os.environ, **variables}


_OPEN = """
import asyncio, resource, sys
from pathlib import Path
from audiostudio.settings import Settings
from audiostudio.storage.choice import open_storage
source = Path(sys.argv[1])
"""
_ROUND_TRIP = f"""{_OPEN}
async def main():
    backend = open_storage(Settings())
    await backend.check()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await backend.put_file("w/large", source)
    await backend.get_to_file("w/large", source.with_suffix(".copy"))
    async for piece in backend.stream("w/large"):
        pass
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
asyncio.run(main())
"""
_PUT = f"""{_OPEN}
async def main():
    await open_storage(Settings()).put_file("w/large", source)
asyncio.run(main())
"""


@pytest.mark.parametrize("settings", ["local", pytest.param("s3", marks=pytest.mark.deep)], indirect=True)
def test_a_file_of_100_megabytes_needs_little_memory(settings: Settings, tmp_path: Path) -> None:
    write_noise(tmp_path / "large", 100 * MEGABYTE)
    command = [sys.executable, "-c", _ROUND_TRIP, str(tmp_path / "large")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment_of(settings), check=True)
    assert int(done.stdout) < 64 * 1024  # kilobytes
    assert (tmp_path / "large.copy").read_bytes() == (tmp_path / "large").read_bytes()


def wait_until(true: Callable[[], Any], timeout_s: float = 30.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.002)


def kill_in_the_middle(settings: Settings, source: Path, started: Callable[[], Any], feed: bytes = b"") -> None:
    writer = subprocess.Popen([sys.executable, "-c", _PUT, str(source)], env=environment_of(settings))
    with source.open("wb") if feed else nullcontext() as file:
        if file:
            file.write(feed)
            file.flush()
        wait_until(started)
        writer.send_signal(signal.SIGKILL)
        writer.wait()


async def test_a_process_killed_while_it_writes_to_disk_leaves_nothing_under_the_key(
    local_settings: Settings, tmp_path: Path
) -> None:
    backend, pipe = open_storage(local_settings), tmp_path / "endless"
    os.mkfifo(pipe)

    def draft_bytes() -> int:
        return sum((local_settings.storage_dir / name).stat().st_size for name in local_files(local_settings))

    kill_in_the_middle(local_settings, pipe, draft_bytes, feed=b"x" * 3 * MEGABYTE)
    assert await keys_in(backend) == set()
    with pytest.raises(StoredFileMissing):
        await backend.size("w/large")
    assert len(local_files(local_settings)) == 1
    assert await backend.sweep_unfinished(older_than_s=3600) == 0
    assert await backend.sweep_unfinished(older_than_s=-1) == 1
    assert local_files(local_settings) == set()


async def test_a_process_killed_while_it_writes_to_s3_leaves_nothing_under_the_key(
    s3_settings: Settings, s3_server: Any, tmp_path: Path
) -> None:
    backend, client = open_storage(s3_settings), s3_server.client
    write_noise(tmp_path / "large", 200 * MEGABYTE)

    def uploads() -> Any:
        return client.list_multipart_uploads(Bucket=s3_settings.s3_bucket).get("Uploads")

    kill_in_the_middle(s3_settings, tmp_path / "large", uploads)
    assert uploads()
    assert await keys_in(backend) == set()
    with pytest.raises(StoredFileMissing):
        await backend.size("w/large")


async def test_an_upload_in_parts_that_is_cancelled_never_appears(
    s3_settings: Settings, s3_server: Any, tmp_path: Path
) -> None:
    backend, client = open_storage(s3_settings), s3_server.client
    write_noise(tmp_path / "large", 120 * MEGABYTE)
    writing = asyncio.create_task(backend.put_file("w/large", tmp_path / "large"))
    while not client.list_multipart_uploads(Bucket=s3_settings.s3_bucket).get("Uploads"):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await asyncio.sleep(0.5)
    assert await keys_in(backend) == set()


async def test_a_full_disk_is_a_problem_without_a_path_and_leaves_nothing(
    local_settings: Settings, source: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = open_storage(local_settings)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageUnavailable) as caught:
        await backend.put_file("w/a", source)
    assert caught.value.status == 503
    assert str(local_settings.storage_dir) not in str(caught.value)
    assert "No space left" in caplog.text
    assert local_files(local_settings) == set()


@pytest.mark.parametrize("broken", ["nobody listens", "no such bucket"])
async def test_an_s3_that_fails_is_unavailable_and_no_secret_is_told(
    s3_settings: Settings, source: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    monkeypatch.setattr(backend_module, "_CHECK_TIMEOUT_S", 1.0)
    endpoint = "http://127.0.0.1:9" if broken == "nobody listens" else s3_settings.s3_endpoint_url
    wrong = s3_settings.model_copy(update={"s3_endpoint_url": endpoint, "s3_bucket": "no-such-bucket"})
    backend = open_storage(wrong)
    with pytest.raises(StorageUnavailable) as caught:
        await backend.check()
    assert caught.value.status == 503
    if broken == "no such bucket":
        with pytest.raises(StorageUnavailable):
            await read_all(backend.stream("a/b", 0, 1))
        with pytest.raises(StorageUnavailable):
            await backend.put_file("a/b", source)
        assert "NoSuchBucket" in caplog.text
    for secret in (s3_settings.aws_access_key_id, s3_settings.aws_secret_access_key):
        assert secret is not None
        assert secret.get_secret_value() not in caplog.text + repr(caught.value)


async def test_s3_gives_an_address_that_downloads_under_the_right_name_and_type(
    s3_settings: Settings, source: Path
) -> None:
    backend = open_storage(s3_settings)
    await backend.put_file("w/a/strange % näme.wav", source)
    url = await backend.download_url(
        "w/a/strange % näme.wav", filename="Süß & neu.wav", media_type="audio/wav", lifetime_s=60
    )
    assert url is not None
    async with httpx2.AsyncClient(trust_env=False) as client:
        response = await client.get(url)
    assert response.content == CONTENT
    assert response.headers["content-type"] == "audio/wav"
    assert response.headers["content-disposition"].endswith("filename*=UTF-8''S%C3%BC%C3%9F%20%26%20neu.wav")


async def test_local_files_have_no_address_of_their_own(local_settings: Settings, source: Path) -> None:
    backend = open_storage(local_settings)
    await backend.put_file("w/a", source)
    assert await backend.download_url("w/a", filename="a", media_type="audio/wav", lifetime_s=60) is None
