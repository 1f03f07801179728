"""Reads the header of an AU file (Sun and NeXT), also as libsndfile writes it in little-endian order."""

import os
import struct
from typing import BinaryIO

from audiostudio.audio.codecs.pcm_header import PcmHeader, sample_bytes

_OPEN = 0xFFFFFFFF
# By the number in the header; what other numbers mean is compressed, or never seen.
_ENCODINGS = {1: "mulaw", 2: "s8", 3: "s16", 4: "s24", 5: "s32", 6: "f32", 7: "f64", 27: "alaw"}


def read_au_header(file: BinaryIO, offset: int) -> PcmHeader | None:
    """Return what a file says that begins at ``offset``; ``None`` where its sound is compressed or absent."""
    descriptor, size_bytes = file.fileno(), os.fstat(file.fileno()).st_size
    head = os.pread(descriptor, 24, offset).ljust(24, b"\0")
    order = ">" if head.startswith(b".snd") else "<"
    start, claimed, number, sample_rate_hz, channels = struct.unpack(f"{order}5I", head[4:])
    if number not in _ENCODINGS:
        return None
    encoding = _ENCODINGS[number]
    if encoding[0] in "sf" and encoding != "s8":
        encoding += "be" if order == ">" else "le"
    present = max(0, size_bytes - offset - start)
    is_open = claimed in (_OPEN, 0)
    return PcmHeader(
        channels=channels,
        sample_rate_hz=sample_rate_hz,
        encoding=encoding,
        bytes_per_s=sample_rate_hz * channels * sample_bytes(encoding),
        data_offset=offset + start,
        claimed_bytes=None if is_open else claimed,
        present_bytes=present,
        unclaimed_bytes=0 if is_open else max(0, present - claimed),
    )
