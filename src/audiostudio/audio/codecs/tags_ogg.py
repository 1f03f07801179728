"""Rewrites the comment header of an Ogg file: any name and a cover, which libsndfile's writer does not offer.

A longer header may take more pages, so the pages after it are numbered and summed again (RFC 3533).
"""

import base64
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO

from audiostudio.audio.codecs.covers import Cover, picture_block

_HEADER = struct.Struct("<4sBBqIIIB")
_MAX_SEGMENTS = 255
_NO_PACKET_ENDS = -1
_CONTINUED = 1
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_VORBIS, _OPUS = b"\x03vorbis", b"OpusTags"
# FFmpeg's names where the recommendations for Vorbis comments have others.
_NAMES = {"album_artist": "ALBUMARTIST", "track": "TRACKNUMBER", "disc": "DISCNUMBER"}


@dataclass(frozen=True)
class _Page:
    flags: int
    granule: int
    serial: int
    number: int
    lacing: bytes
    body: bytes

    def bytes(self) -> bytes:
        head = (b"OggS", 0, self.flags, self.granule, self.serial, self.number)
        tail = self.lacing + self.body
        checksum = _checksum(_HEADER.pack(*head, 0, len(self.lacing)) + tail)
        return _HEADER.pack(*head, checksum, len(self.lacing)) + tail


def replace_comments(path: Path, tags: dict[str, str], cover: Cover | None) -> None:
    """Put ``tags`` and ``cover`` in the place of a finished Vorbis or Opus file's comments."""
    with path.open("rb") as source, NamedTemporaryFile(dir=path.parent, delete=False) as target:
        try:
            _rewrite(source, target, tags, cover)
        except BaseException:
            Path(target.name).unlink()
            raise
    made = Path(target.name)
    made.chmod(path.stat().st_mode)
    made.replace(path)


def _rewrite(source: BinaryIO, target: IO[bytes], tags: dict[str, str], cover: Cover | None) -> None:
    pages = _pages(source)
    first = next(pages)
    target.write(first.bytes())
    wanted = 1 if b"OpusHead" in first.body else 2  # Vorbis' codebooks follow its comments
    packets: list[bytes] = []
    open_packet, read = b"", 0
    while len(packets) < wanted:
        page = next(pages)
        read += 1
        place = 0
        for lace in page.lacing:
            open_packet += page.body[place : place + lace]
            place += lace
            if lace < _MAX_SEGMENTS:
                packets.append(open_packet)
                open_packet = b""
    packets[0] = _comments(packets[0], tags, cover)
    number = 1
    for page in _paged(packets, first.serial):
        target.write(page.bytes())
        number += 1
    shift = number - 1 - read
    for page in pages:
        target.write(replace(page, number=page.number + shift).bytes())


def _comments(old: bytes, tags: dict[str, str], cover: Cover | None) -> bytes:
    magic = _OPUS if old.startswith(_OPUS) else _VORBIS
    (length,) = struct.unpack_from("<I", old, len(magic))
    vendor = old[len(magic) : len(magic) + 4 + length]
    lines = [f"{_NAMES.get(name, name.upper())}={value}".encode() for name, value in tags.items() if "=" not in name]
    if cover is not None:
        lines.append(b"METADATA_BLOCK_PICTURE=" + base64.b64encode(picture_block(cover)))
    body = b"".join(struct.pack("<I", len(line)) + line for line in lines)
    end = b"\x01" if magic is _VORBIS else b""
    return magic + vendor + struct.pack("<I", len(lines)) + body + end


def _paged(packets: list[bytes], serial: int) -> Iterator[_Page]:
    """Lay header packets one after the other into pages, the last of which ends with them."""
    lacing = bytes(lace for packet in packets for lace in [255] * (len(packet) // 255) + [len(packet) % 255])
    body, place, continued = b"".join(packets), 0, False
    for number, start in enumerate(range(0, len(lacing), _MAX_SEGMENTS), 1):
        laces = lacing[start : start + _MAX_SEGMENTS]
        size = sum(laces)
        granule = 0 if min(laces) < _MAX_SEGMENTS else _NO_PACKET_ENDS
        yield _Page(_CONTINUED if continued else 0, granule, serial, number, laces, body[place : place + size])
        place += size
        continued = laces[-1] == _MAX_SEGMENTS


def _pages(file: BinaryIO) -> Iterator[_Page]:
    while len(head := file.read(_HEADER.size)) == _HEADER.size:
        _, _, flags, granule, serial, number, _, count = _HEADER.unpack(head)
        lacing = file.read(count)
        yield _Page(flags, granule, serial, number, lacing, file.read(sum(lacing)))


def _checksum(page: bytes) -> int:
    """Return Ogg's CRC-32, which is that of zlib with all bits the other way round and nothing inverted."""
    mirrored = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
