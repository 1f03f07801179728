"""What a sound file says of itself: one set of names for every container's tags, and the cover picture.

FFmpeg's names are used (``title``, ``album_artist``), with ``isrc``, ``bpm`` and ``lyrics`` unified across containers.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from av.stream import Disposition

# FLAC holds no picture of 16 MiB; a cover of more than this is no cover but a poster.
MAX_COVER_BYTES = 10 * 2**20
_LONGEST_TAG = 1000
_LONGEST_LYRICS = 20_000
_UNIFIED = {"tsrc": "isrc", "tbpm": "bpm", "tmpo": "bpm"}
_TECHNICAL = frozenset(
    {
        *("encoder", "encoded_by", "encodersettings", "handler_name", "language", "major_brand", "minor_version"),
        *(
            "compatible_brands",
            "vendor_id",
            "tlen",
            "tsse",
            "metadata_block_picture",
            "waveformatextensible_channel_mask",
        ),
        # Parts of a Broadcast Wave header, true of that one file only.
        *("umid", "coding_history", "time_reference", "originator_reference"),
    }
)
# Levels and paddings of the file they were written for; in another they would mislead a player.
_TECHNICAL_PREFIXES = ("itunnorm", "itunsmpb", "replaygain_", "r128_", "id3v2_priv")


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


def unified(container_tags: dict[str, str]) -> dict[str, str]:
    """Return what a file says of its content, by unified lower-case names, without what concerns the file alone."""
    found = {}
    for name, value in container_tags.items():
        key = name.lower()
        key = "lyrics" if key.startswith("lyrics-") else _UNIFIED.get(key, key)
        longest = _LONGEST_LYRICS if key == "lyrics" else _LONGEST_TAG
        text = value.replace("\0", "").strip()[:longest]
        if text and key not in _TECHNICAL and not key.startswith(_TECHNICAL_PREFIXES):
            found[key] = text
    return found


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


def write_tags(path: Path, container: str, tags: dict[str, str], cover: Cover | None) -> None:
    """Give a finished file the tags that its encoder could not.

    Args:
        path: a file that `audiostudio.audio.codecs.create_audio` has written.
        container: its format's name.
        tags: by unified name.
        cover: its picture.
    """
    from audiostudio.audio.codecs.tags_id3 import append_id3_chunk
    from audiostudio.audio.codecs.tags_mp4 import extend_item_list
    from audiostudio.audio.codecs.tags_ogg import replace_comments

    if not tags and cover is None:
        return
    if container in ("WAV", "AIFF"):
        append_id3_chunk(path, tags, cover)
    elif container == "AAC":
        extend_item_list(path, tags, cover)
    elif container in ("OGG", "OPUS"):
        replace_comments(path, tags, cover)


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
