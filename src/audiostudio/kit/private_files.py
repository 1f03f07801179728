"""Files of customers are the product's alone: no other user of the machine may look at them, or at their names."""

import os
import stat
from pathlib import Path

_OTHERS = 0o077
# What the product puts into its data directory, beside hidden drafts.
_OURS = {"postgres", "storage", "models", "work", "logs", "engines", "secret_key"}


def keep_files_private() -> None:
    """Let what this process and its children create be theirs alone, as nothing else says of files of libraries."""
    os.umask(_OTHERS)


def make_private(folder: Path) -> None:
    """Make a folder that others may not enter; one that they could, of an earlier version, is mended with all in it.

    The folder itself comes last: what was interrupted begins again with the next start.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not folder.stat().st_mode & _OTHERS:
        return
    for place, _, names in os.walk(folder, topdown=False):
        for path in (*(os.path.join(place, name) for name in names), place):
            found = os.lstat(path).st_mode
            if found & _OTHERS and not stat.S_ISLNK(found):
                os.chmod(path, stat.S_IMODE(found) & ~_OTHERS)


def close_data_dir(folder: Path, *, passing_group: int | None = None) -> None:
    """Let nobody but us enter the data directory; the group ``passing_group`` passes through.

    A folder in which other things lie, too, is somebody else's to open and close; what is ours in it is closed anyway.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(name not in _OURS and not name.startswith(".") for name in os.listdir(folder)):
        return
    close_folder(folder, passing_group=passing_group)


def close_folder(folder: Path, *, passing_group: int | None = None) -> None:
    """Make a folder, where there is none, that nobody but us may enter; the group ``passing_group`` passes through."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if passing_group is None:
        folder.chmod(0o700)
    else:
        os.chown(folder, -1, passing_group)
        folder.chmod(0o710)
