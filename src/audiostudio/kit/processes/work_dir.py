"""Folders for files in the making, one a process, that a successor can tell from those a crash left behind."""

import fcntl
import os
import secrets
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self


class WorkDir:
    """A folder that belongs to this process for as long as its lock is held; the system drops locks of the dead."""

    def __init__(self, parent: Path) -> None:
        self._parent = parent
        self.path = Path()
        self._lock = -1

    def __enter__(self) -> Self:
        self._parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        while not self._take(self._parent / f"{os.getpid()}-{secrets.token_hex(4)}"):
            pass
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock_file(self.path).unlink(missing_ok=True)
        os.close(self._lock)

    def _take(self, path: Path) -> bool:
        """Lock, then make the folder: a folder without a lock would be nobody's for ever."""
        lock = os.open(self._lock_file(path), os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.fstat(lock).st_nlink == 0:  # a sweep saw the file before it was locked
            os.close(lock)
            return False
        path.mkdir(mode=0o700)
        self.path, self._lock = path, lock
        return True

    @staticmethod
    def _lock_file(folder: Path) -> Path:
        return folder.with_name(folder.name + ".lock")


def sweep_work_dirs(parent: Path) -> list[str]:
    """Delete the folders under ``parent`` whose process is gone; return the names of what lay in them."""
    left: list[str] = []
    for lock_file in parent.glob("*.lock") if parent.is_dir() else ():
        try:
            lock = os.open(lock_file, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            folder = lock_file.with_suffix("")
            left += [path.name for path in folder.glob("*")]
            shutil.rmtree(folder, ignore_errors=True)
            lock_file.unlink(missing_ok=True)
        finally:
            os.close(lock)
    return left
