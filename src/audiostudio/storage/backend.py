"""One API over local disk and S3: the rest of the product never knows where a file lies."""

import asyncio
import errno
import logging
import re
import secrets
import threading
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from audiostudio.kit.http.errors import Problem

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

PIECE_BYTES = 4 * 2**20
INCOMING = ".incoming"
"""The backend's own folder: what is being written, and probes."""

_CHECK_TIMEOUT_S = 5.0
_MAX_KEY_BYTES = 1024
_MAX_SEGMENT_BYTES = 255
# Segments that start with a dot are the backend's own; "#1" at the end is how obstore names its drafts.
_SEGMENT = re.compile(r"(?!\.)[^\x00-\x1f\x7f/\\]*[^\x00-\x1f\x7f/\\\s](?<!#\d)")


class StoredFileMissing(Problem):
    """A file that ought to be stored is not: it expired, or was deleted meanwhile."""

    status = 404
    code = "file_missing"
    title = "This file is no longer stored"


class StorageUnavailable(Problem):
    """The disk or the object store cannot be written or read now; the reason is in the log."""

    status = 503
    code = "storage_unavailable"
    title = "The file storage is not available right now"


class DiskFull(StorageUnavailable):
    """There is no room for files on the server, or too little is left of it to take any in."""

    code = "disk_full"
    title = "The server has no room for files right now; try again later."


@dataclass(frozen=True)
class StoredFile:
    """What is known of a file once it is stored."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class StoredEntry:
    """One file in a listing."""

    key: str
    size_bytes: int
    modified_at: datetime


class StorageBackend(ABC):
    """Files under keys such as ``<workspace>/<asset id>/<safe name>``, each written once and never changed.

    All methods raise ``StorageUnavailable`` where the disk or the service fails, and ``ValueError`` for a key that
    climbs out of the store: keys are made by the product, so such a key is a mistake of the product.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @abstractmethod
    async def put_file(self, key: str, path: Path) -> StoredFile:
        """Store the file at ``path`` under ``key``: whole and durable, or not at all."""

    @abstractmethod
    async def delete(self, keys: Sequence[str]) -> None:
        """Delete files; a missing one is fine."""

    @abstractmethod
    async def download_url(self, key: str, *, filename: str, media_type: str, lifetime_s: int) -> str | None:
        """Return an address that downloads the file without the product, or None where the product must serve it."""

    @abstractmethod
    async def sweep_unfinished(self, older_than_s: float) -> int:
        """Delete what interrupted writes left behind, and return how many files that were."""

    async def get_to_file(self, key: str, path: Path) -> None:
        """Copy the stored file to ``path``, in bounded memory; no part of it is left there on failure.

        Raises:
            StoredFileMissing: nothing is stored under ``key``.
        """
        await self.join_to_file([key], path)

    async def join_to_file(self, keys: Sequence[str], path: Path) -> None:
        """Copy stored files to ``path``, one behind the other, in bounded memory; no part is left there on failure.

        Raises:
            StoredFileMissing: nothing is stored under one of ``keys``.
        """
        pieces = (piece for key in keys async for piece in self.stream(key))
        first = await anext(pieces, b"")  # before the file is made: mostly this is where a missing one shows
        try:
            with storage_errors(str(path)):
                file = await asyncio.to_thread(path.open, "wb")
                with file:
                    await asyncio.to_thread(file.write, first)
                    async for piece in pieces:
                        await asyncio.to_thread(file.write, piece)
        except BaseException:
            path.unlink(missing_ok=True)  # noqa: ASYNC240 - now, also when cancelled
            raise

    async def stream(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Yield bytes ``start`` to ``end`` (exclusive, at most the file's size) in pieces of at most 4 MiB.

        Every piece is a request of its own, so that a slow reader holds no connection and no memory.

        Raises:
            StoredFileMissing: nothing is stored under ``key``.
        """
        position, stop = start, await self.size(key) if end is None else end
        while position < stop:
            until = min(position + PIECE_BYTES, stop)
            with self._errors(key):
                piece = await obstore.get_range_async(self._store, checked_key(key), start=position, end=until)
            yield bytes(piece)
            position += len(piece)

    async def size(self, key: str) -> int:
        """Return the stored file's size in bytes.

        Raises:
            StoredFileMissing: nothing is stored under ``key``.
        """
        with self._errors(key):
            return (await obstore.head_async(self._store, checked_key(key)))["size"]

    async def list(self, prefix: str = "") -> AsyncIterator[StoredEntry]:
        """Yield every file under the folder ``prefix`` (all files unless given), in no particular order."""
        folder = checked_key(prefix.rstrip("/")) if prefix else None
        with self._errors(prefix):
            async for batch in obstore.list(self._store, folder):
                for found in batch:
                    if not found["path"].startswith(INCOMING):
                        yield StoredEntry(found["path"], found["size"], found["last_modified"])

    async def check(self) -> None:
        """Write, read and delete a tiny file.

        Raises:
            StorageUnavailable: that did not work within a few seconds.
        """
        probe, content = f"{INCOMING}/probe-{secrets.token_hex(8)}", secrets.token_bytes(16)
        try:
            with self._errors(probe):
                async with asyncio.timeout(_CHECK_TIMEOUT_S):
                    await obstore.put_async(self._store, probe, content)
                    read = await obstore.get_range_async(self._store, probe, start=0, end=len(content))
                    await obstore.delete_async(self._store, probe)
        except StoredFileMissing:
            raise StorageUnavailable from None
        if bytes(read) != content:
            raise StorageUnavailable

    @contextmanager
    def _errors(self, key: str) -> Iterator[None]:
        """Turn the store's errors into the product's; they name the address of the store, so only the log gets them."""
        with storage_errors(key, self._without_secrets):
            try:
                yield
            except FileNotFoundError as error:
                if "NoSuchBucket" in str(error):
                    raise
                raise StoredFileMissing from None

    def _without_secrets(self, text: str) -> str:
        return text


@contextmanager
def storage_errors(what: str, cleaned: Callable[[str], str] = str) -> Iterator[None]:
    """Raise ``StorageUnavailable`` for errors of the disk or the store, with the ``cleaned`` reason in the log."""
    try:
        yield
    except (BaseError, OSError) as error:
        reason = str(error).split("Debug source:", 1)[0].strip()
        logger.error("storage failed at %s: %s %s", what, type(error).__name__, cleaned(reason))
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise (DiskFull if full else StorageUnavailable) from None


def checked_key(key: str) -> str:
    """Return ``key``, or raise ValueError where a segment is empty, hidden, climbing, unprintable or too long."""
    try:
        fits = len(key.encode()) <= _MAX_KEY_BYTES and all(
            _SEGMENT.fullmatch(segment) and len(segment.encode()) <= _MAX_SEGMENT_BYTES for segment in key.split("/")
        )
    except UnicodeEncodeError:
        fits = False
    if not fits:
        raise ValueError(f"not a storage key: {key[:200]!r}")
    return key


class Stopped(Exception):
    """Raised by work in a thread that was told to stop, because its caller was cancelled."""


async def run_stoppable(function: Callable[Concatenate[threading.Event, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run ``function`` in a thread; when the caller is cancelled, tell it to stop and wait until it has.

    So nothing appears in the store after the caller was cancelled and has cleaned up.
    """
    stop = threading.Event()
    running = asyncio.create_task(asyncio.to_thread(function, stop, *args, **kwargs))
    running.add_done_callback(lambda done: done.cancelled() or done.exception())  # seen, so never warned about
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait([running])
        raise
