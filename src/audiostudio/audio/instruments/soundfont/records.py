"""Takes a SoundFont file apart into its tables and checks that they hold together, so that readers need not.

SoundFont Technical Specification 2.04, sections 4 to 7. Nothing is copied: tables are views of the mapped file.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.errors import AudioError

Records = NDArray[Any]

# Section 7: the tables of the `pdta` list by the names of their chunks; each ends with a terminal record.
_TABLES = {
    b"phdr": [("name", "S20"), ("program", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("unused", "<u4", 3)],
    b"pbag": [("generators", "<u2"), ("modulators", "<u2")],
    b"pmod": [("source", "<u2"), ("target", "<u2"), ("amount", "<i2"), ("amount_source", "<u2"), ("transform", "<u2")],
    b"pgen": [("operator", "<u2"), ("amount", "<i2")],
    b"inst": [("name", "S20"), ("bag", "<u2")],
    b"shdr": [
        *(("name", "S20"), ("start", "<u4"), ("end", "<u4"), ("loop_start", "<u4"), ("loop_end", "<u4")),
        *(("rate_hz", "<u4"), ("key", "u1"), ("correction_cents", "i1"), ("link", "<u2"), ("kind", "<u2")),
    ],
}
_TABLES |= {b"ibag": _TABLES[b"pbag"], b"imod": _TABLES[b"pmod"], b"igen": _TABLES[b"pgen"]}
_MOST_CHUNKS = 64


@dataclass(frozen=True)
class SoundFontRecords:
    """The tables of a file, each with its terminal record, and where its sounds lie.

    Attributes:
        content: the file.
        tables: by the names of their chunks.
        samples_at, samples_bytes: the `smpl` chunk.
        low_bytes_at: the `sm24` chunk, 8 more bits of each sample; ``None`` if there are none.
        title: as the file calls itself.
    """

    content: mmap.mmap
    tables: dict[bytes, Records]
    samples_at: int
    samples_bytes: int
    low_bytes_at: int | None
    title: str


def read_records(path: Path) -> SoundFontRecords:
    """Map a file and check its tables.

    Raises:
        AudioError: ``soundfont_unreadable``: it cannot be opened, is no SoundFont, or its tables contradict each other.
    """
    try:
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise unreadable(f"it cannot be opened ({error})") from error
    if content[:4] != b"RIFF" or content[8:12] != b"sfbk":
        raise unreadable("it does not begin as one")
    chunks: dict[bytes, tuple[int, int]] = {}
    for name, at, size in _chunks(content, 12, len(content)):
        if name == b"LIST":
            chunks |= {name: (at, size) for name, at, size in _chunks(content, at + 4, at + size)}
    if missing := [name.decode() for name in (b"smpl", *_TABLES) if name not in chunks]:
        raise unreadable(f"it has no {', '.join(missing)}")
    tables = {name: _table(content, chunks[name], dtype) for name, dtype in _TABLES.items()}
    _check_links(tables)
    samples_at, samples_bytes = chunks[b"smpl"]
    low_at, low_bytes = chunks.get(b"sm24", (0, 0))
    title_at, title_bytes = chunks.get(b"INAM", (0, 0))
    return SoundFontRecords(
        content=content,
        tables=tables,
        samples_at=samples_at,
        samples_bytes=samples_bytes,
        low_bytes_at=low_at if low_bytes >= samples_bytes // 2 > 0 else None,
        title=_text(content[title_at : title_at + min(title_bytes, 256)]),
    )


def unreadable(why: str) -> AudioError:
    """Return the error that says why a file cannot be used."""
    return AudioError("soundfont_unreadable", f"This is no SoundFont 2 or 3 that can be played: {why}.")


def record_name(record: Any) -> str:
    """Return what a preset, an instrument or a sample is called."""
    return _text(bytes(record["name"]))


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("latin-1").strip()


def _chunks(content: mmap.mmap, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, place and size of the chunks between two places."""
    for _ in range(_MOST_CHUNKS):
        if at + 8 > end:
            return
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        if at + 8 + size > end:
            raise unreadable("it is cut short")
        yield content[at : at + 4], at + 8, size
        at += 8 + size
        # Published files leave out the byte that fills a chunk of odd size up; no name begins with a zero.
        if size % 2 and content[at : at + 1] == b"\0":
            at += 1
    raise unreadable("it has too many chunks")


def _table(content: mmap.mmap, place: tuple[int, int], dtype: Any) -> Records:
    at, size = place
    record = np.dtype(dtype)
    if not size or size % record.itemsize:
        raise unreadable("one of its tables is of no whole number of records")
    return np.frombuffer(content, record, size // record.itemsize, at)


def _check_links(tables: dict[bytes, Records]) -> None:
    """Check that every zone points to what there is, in rising order (section 7)."""
    links = [
        ("phdr", "bag", "pbag"),
        ("pbag", "generators", "pgen"),
        ("pbag", "modulators", "pmod"),
        ("inst", "bag", "ibag"),
        ("ibag", "generators", "igen"),
        ("ibag", "modulators", "imod"),
    ]
    for source, field, target in links:
        indices = tables[source.encode()][field].astype(np.int64)
        if np.any(np.diff(indices) < 0) or indices[-1] >= len(tables[target.encode()]):
            raise unreadable(f"its table {source} points to what is not there")
