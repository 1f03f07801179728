"""Every tag that files keep, and a picture for their cover."""

import struct
import zlib

import numpy as np
import pytest

from audiostudio.audio.codecs import Cover
from audiostudio.audio.codecs.covers import make_cover

TAGS = {
    "title": "Là-haut",
    "artist": "Ayọ & Friends",
    "album": "青い空",
    "album_artist": "Various",
    "composer": "J. S. Bach",
    "genre": "Afrobeats",
    "date": "2026-05-01",
    "track": "3/12",
    "disc": "1/2",
    "comment": "second mix",
    "copyright": "2026 Ayọ",
    "publisher": "Small Label",
    "isrc": "USRC12345678",
    "lyrics": "one\ntwo",
    "catalogue": "SL-7",
}


def png(width: int, height: int) -> bytes:
    random = np.random.default_rng(1)
    rows = b"".join(b"\0" + random.bytes(3 * width) for _ in range(height))
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in (*chunks, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.fixture(scope="session")
def cover() -> Cover:
    made = make_cover(png(300, 200))  # 180 kB: several pages of Ogg
    assert made is not None
    return made
