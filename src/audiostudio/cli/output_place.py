"""Where a command puts what it made: nothing that exists is replaced unasked, and that is found out before the work.

One rule for files and folders: OUT is new, or an empty folder, unless ``--overwrite`` is given. Devices and pipes,
standard output (``-``) among them, are written into and never replaced.
"""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from audiostudio.cli.console import CommandError, say

if TYPE_CHECKING:
    from audiostudio.tools.base import ToolResult

STANDARD_OUTPUT = Path("-")
# What the system names there are devices and open files, even where it looks like a file.
_DEVICE_FOLDERS = (Path("/dev"), Path("/proc"))
_MOST_LINKS = 40  # what Linux follows
_MEMORY = Path("/dev/shm")  # noqa: S108 - where files are files


class OutputPlace:
    """What ``--output`` names.

    Args:
        named: as it was given.
        overwrite: whether what is there may be replaced.

    Attributes:
        path: the file or folder to write; where it is a link, what that points to.
        is_stream: whether it is written into, as a pipe is, and not made.
    """

    def __init__(self, named: Path, *, overwrite: bool) -> None:
        self._named, self._overwrite = named, overwrite
        self.is_stream = named == STANDARD_OUTPUT or _is_device(named)
        self.path = named.resolve() if named.is_symlink() and not self.is_stream else named

    def check(self, read: Sequence[Path]) -> None:
        """Refuse a place that cannot take the results, before anything is made.

        Raises:
            CommandError: ``output_is_input``, ``output_exists``, ``output_unsuitable``.
        """
        if self.path.exists() and any(self.path.samefile(path) for path in read):
            raise CommandError(f"{self._named} is a file to read; name another to write.", "output_is_input")
        if self.is_stream:
            if self._named != STANDARD_OUTPUT and self.path.exists() and stat.S_ISBLK(self.path.stat().st_mode):
                raise CommandError(f"{self._named} is a disk; name a file.", "output_unsuitable")
            return
        if self._overwrite or not os.path.lexists(self._named):
            return
        if not self.path.is_dir():
            raise CommandError(f"{self._named} exists already; name another, or pass --overwrite.", "output_exists")
        if next(self.path.iterdir(), None) is not None:
            detail = f"{self._named} has files in it; name a new folder, or pass --overwrite to add to this one."
            raise CommandError(detail, "output_exists")

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """Give a folder beside the place, so that a failure leaves nothing and success moves files at once."""
        parent = None if self.is_stream else self.path.parent
        if parent is not None:
            parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".audiostudio-", dir=parent) as folder:
            yield Path(folder)

    def deliver(self, result: "ToolResult", standard_output: BinaryIO | None = None) -> dict[str, Path]:
        """Move what a tool made to its place, or write it into the stream; return each role's file.

        What somebody else has put there meanwhile stays: the results get a place beside it.

        Raises:
            CommandError: ``output_not_a_folder``, where several files cannot go into a stream.
        """
        if self.is_stream:
            return self._send(result, standard_output or sys.stdout.buffer)
        if len(result.outputs) == 1 and not self.path.is_dir():
            made = result.outputs[0]
            return {made.role: self._move(made.path, self.path)}
        folder = self.path
        if folder.exists() and not folder.is_dir():
            folder = _free(folder)
            say(f"{self._named} is a file and several were made: they are in {folder}.")
        elif not self._overwrite and any(os.path.lexists(folder / made.path.name) for made in result.outputs):
            folder = _free(folder)
            say(f"{self._named} has been filled meanwhile: the results are in {folder}.")
        folder.mkdir(exist_ok=True)
        return {made.role: self._move(made.path, folder / made.path.name) for made in result.outputs}

    def _send(self, result: "ToolResult", standard_output: BinaryIO) -> dict[str, Path]:
        if len(result.outputs) != 1:
            raise CommandError(f"{len(result.outputs)} files are made; name a folder for them.", "output_not_a_folder")
        with result.outputs[0].path.open("rb") as file:
            if self._named == STANDARD_OUTPUT:
                shutil.copyfileobj(file, standard_output)
                standard_output.flush()
            else:
                with self._named.open("wb") as stream:
                    shutil.copyfileobj(file, stream)
        return {result.outputs[0].role: self._named}

    def _move(self, made: Path, place: Path) -> Path:
        if self._overwrite:
            made.replace(place)
            return place
        while True:
            try:
                os.link(made, place)  # unlike a rename, it replaces nothing
            except FileExistsError:
                taken, place = place, _free(place)
                say(f"{taken} has been made meanwhile: the result is {place}.")
            except OSError:  # a file system without links
                if os.path.lexists(place):
                    place = _free(place)
                made.replace(place)
                return place
            else:
                made.unlink()
                return place


def _is_device(path: Path) -> bool:
    """Tell devices, pipes and sockets, and links to them, from files and folders that can be made or replaced."""
    for place in _hops(path.absolute()):
        if any(map(place.is_relative_to, _DEVICE_FOLDERS)) and not place.is_relative_to(_MEMORY):
            return True
    return path.exists() and not path.is_file() and not path.is_dir()


def _hops(path: Path) -> Iterator[Path]:
    """Yield a path and what it links to, link by link: an open file is told by its link alone, not by its end."""
    for _ in range(_MOST_LINKS):
        yield path.parent.resolve() / path.name
        if not path.is_symlink():
            return
        path = path.parent.resolve() / path.readlink()


def _free(place: Path) -> Path:
    """Return a name beside ``place`` that nothing has."""
    number = 2
    while os.path.lexists(free := place.with_name(f"{place.stem} {number}{place.suffix}")):
        number += 1
    return free
