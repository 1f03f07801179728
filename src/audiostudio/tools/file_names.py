"""Names of the files that tools make, after those by which users know what they sent."""

import re
from pathlib import PurePosixPath, PureWindowsPath

_LONGEST_STEM = 100


def file_stem(source_name: str) -> str:
    """Return the name without folders, ending or characters that a file system may refuse."""
    return title_stem(PurePosixPath(PureWindowsPath(source_name).name).stem)


def title_stem(title: str) -> str:
    """Return a title, which is no path and has no ending, without characters that a file system may refuse."""
    clean = re.sub(r'[<>:"/\\|?*]', "_", "".join(c for c in title if c.isprintable())).strip(" .")
    return clean.encode()[:_LONGEST_STEM].decode(errors="ignore").strip() or "audio"
