"""Whether a file's header counts its sound: writers that cannot seek back leave the count open, each in its way."""

import os
from typing import BinaryIO

from audiostudio.audio.codecs.sniffing import WAVPACK, Container

_WAVPACK_COUNT_OFFSET, _OPEN = 12, b"\xff" * 4


def counts_its_frames(file: BinaryIO, kind: Container, start: int) -> bool:
    """Whether a file of an exact kind, beginning at ``start``, says how long it is."""
    if not kind.is_exact:
        return False
    return kind is not WAVPACK or os.pread(file.fileno(), 4, start + _WAVPACK_COUNT_OFFSET) != _OPEN
