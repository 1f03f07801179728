"""Files in a folder of this machine: written so that a crash or a power cut never leaves half of one."""

import asyncio
import hashlib
import os
import secrets
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from obstore.store import LocalStore

from audiostudio.storage.backend import (
    INCOMING,
    Stopped,
    StorageBackend,
    StoredFile,
    checked_key,
    run_stoppable,
    storage_errors,
)

_READ_BYTES = 2**20
_MOVE_ATTEMPTS = 20


class LocalDisk(StorageBackend):
    """Files in the folder ``root``, one per key."""

    def __init__(self, root: Path) -> None:
        self._root = root
        with storage_errors(str(root)):
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            super().__init__(LocalStore(prefix=root))

    async def put_file(self, key: str, path: Path) -> StoredFile:
        """Store the file at ``path`` under ``key``: whole and durable, or not at all."""
        return await run_stoppable(self._put, checked_key(key), path)

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete files, and the folders that they leave empty; a missing one is fine."""
        await asyncio.to_thread(self._delete, [checked_key(key) for key in keys])

    async def download_url(self, key: str, *, filename: str, media_type: str, lifetime_s: int) -> None:
        """Return None: the product serves these files itself, at addresses that it signs."""
        return

    async def sweep_unfinished(self, older_than_s: float) -> int:
        """Delete what interrupted writes left behind, and return how many files that were."""
        return await asyncio.to_thread(self._sweep, time.time() - older_than_s)

    def _put(self, stop: threading.Event, key: str, source: Path) -> StoredFile:
        draft, target = self._root / INCOMING / secrets.token_hex(16), self._root / key
        digest, size_bytes = hashlib.sha256(), 0
        with source.open("rb") as reader, storage_errors(key):
            draft.parent.mkdir(mode=0o700, exist_ok=True)
            try:
                with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as writer:
                    while piece := reader.read(_READ_BYTES):
                        if stop.is_set():
                            raise Stopped
                        digest.update(piece)
                        size_bytes += writer.write(piece)
                    writer.flush()
                    os.fsync(writer.fileno())
                self._move(draft, target)
            finally:
                draft.unlink(missing_ok=True)
            # A name is durable once its folder is, and the folder's name once the folder above is. Told at once, a disk
            # writes them together.
            folders = [self._root / folder for folder in target.relative_to(self._root).parents]
            with ThreadPoolExecutor(len(folders)) as syncing:
                list(syncing.map(_sync_folder, folders))
        return StoredFile(size_bytes, digest.hexdigest())

    def _move(self, draft: Path, target: Path) -> None:
        """Give ``draft`` its final name; a deletion at the same moment may remove the folder, empty until then."""
        folders = list(target.relative_to(self._root).parents)[-2::-1]  # from the outermost below the root
        for attempt in range(1, _MOVE_ATTEMPTS + 1):
            try:
                for folder in folders:
                    (self._root / folder).mkdir(mode=0o700, exist_ok=True)
                draft.replace(target)
                return
            except (FileNotFoundError, FileExistsError):  # mkdir says the latter of a folder gone as it looked
                if attempt == _MOVE_ATTEMPTS:
                    raise

    def _delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            path = Path(key)
            with storage_errors(key), suppress(FileNotFoundError, NotADirectoryError):
                (self._root / path).unlink()
            with suppress(OSError):  # a folder that is not empty, or gone already
                for folder in path.parents[:-1]:
                    (self._root / folder).rmdir()

    def _sweep(self, modified_before_s: float) -> int:
        swept = 0
        with storage_errors(INCOMING):
            for draft in (self._root / INCOMING).glob("*"):
                with suppress(FileNotFoundError):
                    if draft.stat().st_mtime < modified_before_s:
                        draft.unlink()
                        swept += 1
        return swept


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
