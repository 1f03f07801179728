"""The iTunes item list of an M4A file: what FFmpeg's writer leaves out, the cover and every name without an atom.

The list lies in the ``moov`` box, which `create_audio` puts last, so it can grow without moving any sound.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from audiostudio.audio.codecs.covers import Cover

# Names that FFmpeg writes as atoms of their own.
_WRITTEN = frozenset(
    {
        *("title", "artist", "album_artist", "composer", "album", "date", "comment", "genre", "copyright", "grouping"),
        *("lyrics", "description", "synopsis", "show", "episode_id", "network", "keywords", "track", "disc", "bpm"),
    }
)
_UTF8, _JPEG, _PNG = 1, 13, 14


def extend_item_list(path: Path, tags: dict[str, str], cover: Cover | None) -> None:
    """Add the cover, and as freeform items of ``com.apple.iTunes`` the tags that have no atom (ISRC, publisher)."""
    items = b"".join(_freeform(name, value) for name, value in tags.items() if name not in _WRITTEN)
    if cover is not None:
        kind = _PNG if cover.media_type == "image/png" else _JPEG
        items += _box(b"covr", _data(kind, cover.data))
    if not items:
        return
    with path.open("r+b") as file:
        start = _last_box(file.seek(0, 2), list(_boxes(path)))
        file.seek(start)
        moov = bytearray(file.read())
        place, end = 0, len(moov)
        for name, header in ((b"moov", 8), (b"udta", 8), (b"meta", 12), (b"ilst", 8)):
            place = _find(moov, name, place, end)
            (size,) = struct.unpack_from(">I", moov, place)
            end = place + size
            struct.pack_into(">I", moov, place, size + len(items))
            place += header
        moov[end:end] = items
        file.seek(start)
        file.write(moov)


def _boxes(path: Path) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start and size of the outermost boxes."""
    with path.open("rb") as file:
        start = 0
        while len(head := file.read(16)) >= 8:
            size, name = struct.unpack(">I4s", head[:8])
            if size == 1:
                (size,) = struct.unpack(">Q", head[8:])
            yield name, start, size
            start += size
            file.seek(start)


def _last_box(size: int, boxes: list[tuple[bytes, int, int]]) -> int:
    name, start, length = boxes[-1]
    if name != b"moov" or start + length != size:
        raise ValueError("the file does not end with its moov box")
    return start


def _find(data: bytearray, name: bytes, start: int, end: int) -> int:
    place = start
    while place < end:
        size, found = struct.unpack_from(">I4s", data, place)
        if found == name:
            return place
        place += size
    raise ValueError(f"the file has no {name.decode()} box")


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), name) + body


def _data(kind: int, value: bytes) -> bytes:
    return _box(b"data", struct.pack(">II", kind, 0) + value)


def _freeform(name: str, value: str) -> bytes:
    mean = _box(b"mean", b"\0\0\0\0com.apple.iTunes")
    return _box(b"----", mean + _box(b"name", b"\0\0\0\0" + name.upper().encode()) + _data(_UTF8, value.encode()))
