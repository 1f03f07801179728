"""The cover picture of a sound file: found, checked, and packed as containers hold it."""

import struct
from dataclasses import dataclass
from typing import Any

from av.stream import Disposition

# FLAC holds no picture of 16 MiB; a cover of more than this is no cover but a poster.
MAX_COVER_BYTES = 10 * 2**20


@dataclass(frozen=True)
class Cover:
    """A cover picture, kept byte for byte.

    Attributes:
        media_type: ``image/jpeg`` or ``image/png``.
        data: the picture's file.
        width: in pixels.
        height: in pixels.
    """

    media_type: str
    data: bytes
    width: int
    height: int


def make_cover(data: bytes) -> Cover | None:
    """Return a JPEG or PNG file as a cover; ``None`` for anything else, or what is too large to be one."""
    size = _png_size(data) or _jpeg_size(data)
    if size is None or len(data) > MAX_COVER_BYTES:
        return None
    return Cover("image/png" if data.startswith(b"\x89PNG") else "image/jpeg", data, *size)


def attached_cover(container: Any) -> Cover | None:
    """Return the first attached JPEG or PNG of a container that is open for reading; its position is lost."""
    for stream in container.streams.video:
        if stream.disposition & Disposition.attached_pic:
            for packet in container.demux(stream):
                cover = make_cover(bytes(packet)) if packet.size else None
                if cover is not None:
                    return cover
                break
    return None


def picture_block(cover: Cover) -> bytes:
    """Return the body of a FLAC PICTURE block (RFC 9639, 8.8), as Ogg's ``METADATA_BLOCK_PICTURE`` also holds it."""
    media_type = cover.media_type.encode()
    return b"".join(
        [
            struct.pack(">II", 3, len(media_type)),  # 3: front cover
            media_type,
            struct.pack(">IIIIII", 0, cover.width, cover.height, 24, 0, len(cover.data)),
            cover.data,
        ]
    )


def _png_size(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walk the markers to the frame header (ISO 10918-1, B.2.2)."""
    if not data.startswith(b"\xff\xd8"):
        return None
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + length if marker != 0xFF else 1
    return None
