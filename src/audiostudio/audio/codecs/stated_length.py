"""Whether a file's header counts its sound: writers that cannot seek back leave the count open, each in its way."""

import os
import struct
from typing import BinaryIO

from audiostudio.audio.codecs.sniffing import AU, WAVPACK, Container

_OPEN_32 = 0xFFFFFFFF


def counts_its_frames(file: BinaryIO, kind: Container, start: int) -> bool:
    """Whether a file of an exact kind, beginning at ``start``, says how long it is."""
    if not kind.is_exact:
        return False
    if kind is AU:
        return _word(file, start + 8, ">I") not in (_OPEN_32, 0)
    if kind is WAVPACK:
        return _word(file, start + 12, "<I") != _OPEN_32
    return True


def _word(file: BinaryIO, offset: int, form: str) -> int:
    size = struct.calcsize(form)
    value: int = struct.unpack(form, os.pread(file.fileno(), size, offset).ljust(size, b"\0"))[0]
    return value
