"""Keeps some of the disk free: a full one would stop everybody's work, the database's above all."""

import errno
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

from audiostudio.settings import Settings
from audiostudio.storage.backend import DiskFull

logger = logging.getLogger(__name__)

_FULL = {errno.ENOSPC, errno.EDQUOT}
_NOTHING_LEFT_BYTES = 2**20
_CHECK_EVERY_BYTES = 8 * 2**20


def require_free_disk(settings: Settings) -> None:
    """Refuse to take anything in while less than ``FREE_DISK_FLOOR_MB`` is free where files lie.

    Raises:
        DiskFull: with how much is free.
    """
    for folder in _folders(settings):
        free_bytes = shutil.disk_usage(folder).free
        if free_bytes < settings.free_disk_floor_mb * 2**20:
            logger.warning("nothing is taken in: %d MB are free in %s", free_bytes // 2**20, folder)
            raise DiskFull(headers={"Retry-After": "60"})


def disk_watch(settings: Settings) -> Callable[[int], None]:
    """Return a function to call with the size of each piece that is written; it looks at the disk now and then.

    Raises:
        DiskFull: what others and we have written leaves too little.
    """
    unseen_bytes = 0

    def watch(size_bytes: int) -> None:
        nonlocal unseen_bytes
        unseen_bytes += size_bytes
        if unseen_bytes >= _CHECK_EVERY_BYTES:
            unseen_bytes = 0
            require_free_disk(settings)

    return watch


def is_disk_full(error: BaseException, settings: Settings) -> bool:
    """Return whether work failed because there was no room for what it wrote.

    Libraries tell that in words of their own, or crash; so what is free now counts, too: ask before clearing away.
    """
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, DiskFull) or (isinstance(seen, OSError) and seen.errno in _FULL):
            return True
        seen = seen.__cause__ or seen.__context__
    return any(shutil.disk_usage(folder).free < _NOTHING_LEFT_BYTES for folder in _folders(settings))


def _folders(settings: Settings) -> list[Path]:
    kept = [settings.work_dir, *([settings.storage_dir] if settings.storage_type == "local" else [])]
    return [folder for folder in kept if folder.exists()]
