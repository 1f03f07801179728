"""Reads the header of a Core Audio Format file (Apple's specification 1.0) of uncompressed samples."""

import os
import struct
from typing import BinaryIO

from audiostudio.audio.codecs.pcm_header import ENCODINGS, PcmHeader

_MOST_CHUNKS = 1000
_IS_FLOAT, _IS_LITTLE_ENDIAN = 1, 2
_EDIT_COUNT_BYTES = 4  # before the sound in its chunk


def read_caf_header(file: BinaryIO, offset: int) -> PcmHeader | None:
    """Return what a file says that begins at ``offset``; ``None`` where its sound is compressed or absent."""
    descriptor, size_bytes = file.fileno(), os.fstat(file.fileno()).st_size
    description, offset = b"", offset + 8
    for _ in range(_MOST_CHUNKS):
        name, size = struct.unpack(">4sq", os.pread(descriptor, 12, offset).ljust(12, b"\0"))
        if name == b"desc":
            description = os.pread(descriptor, 32, offset + 12)
        elif name == b"data" and len(description) == 32:
            data_offset = offset + 12 + _EDIT_COUNT_BYTES
            claimed = None if size < 0 else max(0, size - _EDIT_COUNT_BYTES)
            return _described(description, data_offset, claimed, max(0, size_bytes - data_offset))
        if size < 0 or not name.strip(b"\0"):
            break
        offset += 12 + size
    return None


def _described(description: bytes, data_offset: int, claimed: int | None, present: int) -> PcmHeader | None:
    rate, kind, flags, packet_bytes, packet_frames, channels, bits = struct.unpack(">d4sIIIII", description)
    order = "le" if flags & _IS_LITTLE_ENDIAN else "be"
    encoding = {b"ulaw": "mulaw", b"alaw": "alaw"}.get(kind)
    if kind == b"lpcm":
        encoding = "s8" if bits == 8 else f"{'f' if flags & _IS_FLOAT else 's'}{bits}{order}"
    is_plain = packet_frames == 1 and packet_bytes * 8 == channels * bits and 0 <= rate < 2**32
    if encoding not in ENCODINGS or not is_plain:
        return None
    sample_rate_hz = round(rate)
    return PcmHeader(
        channels=channels,
        sample_rate_hz=sample_rate_hz,
        encoding=encoding,
        bytes_per_s=sample_rate_hz * packet_bytes,
        data_offset=data_offset,
        claimed_bytes=claimed,
        present_bytes=present,
    )
