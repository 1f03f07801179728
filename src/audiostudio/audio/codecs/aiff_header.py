"""Reads the header of an AIFF or AIFF-C file of uncompressed samples."""

import os
import struct
from dataclasses import replace
from typing import BinaryIO

from audiostudio.audio.codecs.pcm_header import PcmHeader, sample_bytes
from audiostudio.audio.codecs.wav_header import unclaimed_bytes

_MOST_CHUNKS = 1000
_OPEN_FROM = 0x7F000000  # what sox writes into a pipe; FFmpeg writes zeros
# Names of compression types that compress nothing. libsndfile spells those of little-endian samples with a digit.
_ENCODINGS = {
    **dict.fromkeys((b"NONE", b"twos", b"sowt"), ""),  # by the depth
    b"raw ": "u8",
    b"in24": "s24be",
    b"in32": "s32be",
    **dict.fromkeys((b"ni24", b"42ni", b"42n1"), "s24le"),
    **dict.fromkeys((b"ni32", b"23ni", b"23n1"), "s32le"),
    **dict.fromkeys((b"fl32", b"FL32"), "f32be"),
    **dict.fromkeys((b"fl64", b"FL64"), "f64be"),
    **dict.fromkeys((b"alaw", b"ALAW"), "alaw"),
    **dict.fromkeys((b"ulaw", b"ULAW"), "mulaw"),
}


def read_aiff_header(file: BinaryIO, offset: int) -> PcmHeader | None:
    """Return what a file says whose ``FORM`` is at ``offset``; ``None`` where its sound is compressed or absent."""
    descriptor, size_bytes = file.fileno(), os.fstat(file.fileno()).st_size
    common, offset = b"", offset + 12
    for _ in range(_MOST_CHUNKS):
        name, size = struct.unpack(">4sI", os.pread(descriptor, 8, offset).ljust(8, b"\0"))
        if name == b"COMM":
            common = os.pread(descriptor, min(size, 22), offset + 8)
        elif name == b"SSND" and len(common) >= 18:
            (skipped,) = struct.unpack(">I", os.pread(descriptor, 4, offset + 8).ljust(4, b"\0"))
            header = _described(common, offset + 16 + skipped, size, size_bytes)
            if header is None or header.claimed_bytes is None or header.claimed_bytes >= header.present_bytes:
                return header
            return replace(header, unclaimed_bytes=unclaimed_bytes(file, ">", offset + 8 + size))
        offset += 8 + size + size % 2
        if offset >= size_bytes:
            break
    return None


def _described(common: bytes, data_offset: int, chunk_bytes: int, size_bytes: int) -> PcmHeader | None:
    channels, frames, bits = struct.unpack(">HIH", common[:8])
    compression = common[18:22] if len(common) == 22 else b"NONE"
    if compression not in _ENCODINGS or not 1 <= bits <= 64:
        return None
    order = "le" if compression == b"sowt" else "be"
    by_depth = ("s8", f"s16{order}", f"s24{order}", f"s32{order}", *4 * ("",))[(bits - 1) // 8]
    encoding = _ENCODINGS[compression] or by_depth
    if not encoding:
        return None
    sample_rate_hz = _extended(common[8:18])
    frame_bytes = channels * sample_bytes(encoding)
    is_open = not chunk_bytes or chunk_bytes >= _OPEN_FROM
    return PcmHeader(
        channels=channels,
        sample_rate_hz=sample_rate_hz,
        encoding=encoding,
        bytes_per_s=sample_rate_hz * frame_bytes,
        data_offset=data_offset,
        claimed_bytes=None if is_open else frames * frame_bytes,
        present_bytes=max(0, size_bytes - data_offset),
    )


def _extended(data: bytes) -> int:
    """Return a number of 80 bits (IEEE 754 extended), rounded; 0 beyond what a rate may be."""
    exponent, mantissa = struct.unpack(">HQ", data)
    shift = 16_383 + 63 - exponent
    return round(mantissa / 2**shift) if 0 <= shift < 64 + 63 and mantissa else 0
