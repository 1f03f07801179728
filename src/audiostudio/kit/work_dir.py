"""Folders for files in the making, one a process, that a successor can tell from those a crash left behind."""

import fcntl
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Self


class WorkDir:
    """A folder that belongs to this process for as long as its lock is held; the system drops locks of the dead."""

    def __init__(self, parent: Path) -> None:
        self._parent = parent
        self.path = Path()
        self._lock = -1

    def __enter__(self) -> Self:
        self._parent.mkdir(parents=True, exist_ok=True)
        self.path = Path(mkdtemp(prefix=f"{os.getpid()}-", dir=self._parent))
        self._lock = os.open(self._lock_file(self.path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock_file(self.path).unlink(missing_ok=True)
        os.close(self._lock)

    @staticmethod
    def _lock_file(folder: Path) -> Path:
        return folder.with_name(folder.name + ".lock")


def sweep_work_dirs(parent: Path) -> int:
    """Delete the folders under ``parent`` whose process is gone and return how many there were."""
    swept = 0
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
            shutil.rmtree(lock_file.with_suffix(""), ignore_errors=True)
            lock_file.unlink(missing_ok=True)
            swept += 1
        finally:
            os.close(lock)
    return swept
