"""Reads the header of a WAV or W64 file, which writers get wrong in many ways while the samples behind it are good."""

import struct
from dataclasses import dataclass, replace
from os import fstat
from typing import BinaryIO

import numpy as np

from audiostudio.audio.codecs.pcm_header import PcmHeader
from audiostudio.audio.errors import AudioError

_MOST_CHUNKS = 1000
_PCM, _FLOAT, _A_LAW, _MU_LAW, _EXTENSIBLE = 0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE
# The rest of a subformat's GUID after its tag: Microsoft's, and that of ambisonic sound.
_SUBFORMATS = (
    bytes.fromhex("000000001000800000aa00389b71"),
    bytes.fromhex("00002107d3118644c8c1ca000000"),
)
_USUAL_CHUNKS = (b"fmt ", b"data", b"LIST", b"fact", b"bext", b"JUNK", b"PAD ", b"cue ", b"id3 ", b"iXML")
_SOUNDS = (b"RIFF", b"RF64", b"RIFX", b"FORM", b"data", b"SSND")
_FRAMING_BYTES = 8  # a chunk's name and size
_W64_HEAD_BYTES, _W64_FRAMING_BYTES = 40, 24  # GUIDs and sizes of 64 bits, in which the framing is counted
_OPEN_W64_FROM = 1 << 62
# Where floating point of full scale 2^23 is told from integers by its looks: how many samples, and what they may be.
_LOOKED_AT_BYTES = 64 * 1024
_LEAST_FLOAT, _GREATEST_FLOAT = 2.0**-20, 2.0**26


@dataclass(frozen=True)
class _Format:
    tag: int
    channels: int
    sample_rate_hz: int
    bytes_per_s: int
    block_bytes: int
    bits: int

    def sample_bytes(self, is_extensible: bool) -> int:
        """Return the bytes of one sample: those its bits fill, since block sizes are often wrong.

        Only 24 bits in 32 are told by the block's size alone.
        """
        filled = (self.bits + 7) // 8
        padded = 4 * self.channels
        agrees = is_extensible or self.bytes_per_s == self.sample_rate_hz * padded
        return 4 if filled == 3 and self.block_bytes == padded and agrees else filled


def read_wav_header(file: BinaryIO, offset: int) -> PcmHeader:
    """Read the chunks of a WAV, RIFX, RF64 or BW64 file up to its sound.

    Args:
        file: the file.
        offset: where ``RIFF`` stands.

    Raises:
        AudioError: ``audio_undecodable`` where there is no sound, chunks without end before it, or an encoding of no
            known layout.
    """
    size_bytes = fstat(file.fileno()).st_size
    file.seek(offset)
    order = ">" if file.read(4) == b"RIFX" else "<"
    offset, long_size, fmt = offset + 12, 0, b""
    for _ in range(_MOST_CHUNKS):
        file.seek(offset)
        name, size = struct.unpack(f"{order}4sI", file.read(_FRAMING_BYTES).ljust(_FRAMING_BYTES, b"\0"))
        if name == b"ds64":
            _, long_size = struct.unpack("<QQ", file.read(16).ljust(16, b"\0"))
        elif name == b"fmt ":
            fmt = file.read(min(size, 40))
        elif name == b"data" and len(fmt) >= 14:
            claimed: int | None = size
            if size == 0xFFFFFFFF and long_size:
                claimed = long_size
            elif size == 0 or 0x7FFFF000 <= size <= 0x7FFFFFFF or size >= 0xFFFFF000:
                claimed = None  # what writers leave that cannot seek back: the sound runs to the file's end
            return _described(file, fmt, order, offset + _FRAMING_BYTES, claimed, size_bytes)
        offset = _next_chunk(file, offset + _FRAMING_BYTES + size)
        if offset + _FRAMING_BYTES > size_bytes:
            break
    raise AudioError("audio_undecodable", "The file looks like WAV but holds no sound.")


def read_w64_header(file: BinaryIO, offset: int) -> PcmHeader | None:
    """Return what a Sony Wave64 file says; ``None`` where its sound is compressed or absent."""
    size_bytes, fmt = fstat(file.fileno()).st_size, b""
    offset += _W64_HEAD_BYTES
    for _ in range(_MOST_CHUNKS):
        file.seek(offset)
        framing = file.read(_W64_FRAMING_BYTES).ljust(_W64_FRAMING_BYTES, b"\0")
        (size,) = struct.unpack("<Q", framing[16:])
        if framing.startswith(b"fmt "):
            fmt = file.read(min(size, 40))
        elif framing.startswith(b"data") and len(fmt) >= 14:
            is_open = size <= _W64_FRAMING_BYTES or size >= _OPEN_W64_FROM
            claimed = None if is_open else size - _W64_FRAMING_BYTES
            header = _described(file, fmt, "<", offset + _W64_FRAMING_BYTES, claimed, size_bytes)
            return replace(header, unclaimed_bytes=0) if header.encoding else None
        offset += max(size, _W64_FRAMING_BYTES) + -size % 8
        if offset >= size_bytes:
            break
    return None


def _described(
    file: BinaryIO, fmt: bytes, order: str, data_offset: int, claimed_bytes: int | None, size_bytes: int
) -> PcmHeader:
    form = _Format(*struct.unpack(f"{order}HHIIHH", fmt[:16].ljust(16, b"\0")))
    tag, is_extensible = form.tag, form.tag == _EXTENSIBLE
    if is_extensible and fmt[26:40] in _SUBFORMATS:
        (tag,) = struct.unpack(f"{order}H", fmt[24:26])
    width, encoding, full_scale = form.sample_bytes(is_extensible), None, 1.0
    if tag in (_PCM, _FLOAT, _A_LAW, _MU_LAW):
        ending = "le" if order == "<" else "be"
        if tag == _PCM and width == 4 and form.bits <= 24 and not is_extensible:
            file.seek(data_offset)
            if _looks_like_float(file.read(_LOOKED_AT_BYTES)):
                tag, full_scale = _FLOAT, 2.0**23
        encoding = _encoding(tag, width, ending)
        if encoding is None:
            raise AudioError(
                "audio_undecodable",
                f"The WAV file's {form.bits}-bit samples are not read; 8 to 32 bits, or 32 and 64 as floats, are.",
            )
    present = size_bytes - data_offset
    bytes_per_s = form.sample_rate_hz * form.channels * width if encoding else form.bytes_per_s
    unclaimed = 0
    if claimed_bytes is not None and claimed_bytes < present:
        unclaimed = unclaimed_bytes(file, order, data_offset + claimed_bytes)
    return PcmHeader(
        channels=form.channels,
        sample_rate_hz=form.sample_rate_hz,
        encoding=encoding,
        bytes_per_s=bytes_per_s,
        data_offset=data_offset,
        claimed_bytes=claimed_bytes,
        present_bytes=present,
        unclaimed_bytes=unclaimed,
        full_scale=full_scale,
    )


def _encoding(tag: int, width: int, ending: str) -> str | None:
    if tag == _FLOAT:
        return {4: f"f32{ending}", 8: f"f64{ending}"}.get(width)
    if tag in (_A_LAW, _MU_LAW):
        return {1: "alaw" if tag == _A_LAW else "mulaw"}.get(width)
    return {1: "u8", 2: f"s16{ending}", 3: f"s24{ending}", 4: f"s32{ending}"}.get(width)


def _looks_like_float(data: bytes) -> bool:
    """Tell Cool Edit's floating point, which is marked as 24-bit integers of four bytes, from such integers."""
    with np.errstate(invalid="ignore"):
        magnitudes = np.abs(np.frombuffer(data[: len(data) & ~3], "<f4"))
        sounding = magnitudes[magnitudes != 0]
        return bool(sounding.size and ((sounding >= _LEAST_FLOAT) & (sounding <= _GREATEST_FLOAT)).all())


def _next_chunk(file: BinaryIO, end: int) -> int:
    """Return where the next chunk begins: chunks of odd size are padded, but some writers forget it."""
    if end % 2 == 0:
        return end
    file.seek(end)
    ahead = file.read(5)
    return end if _is_chunk_name(ahead[:4]) and ahead[1:] not in _USUAL_CHUNKS else end + 1


def _is_chunk_name(name: bytes) -> bool:
    return len(name) == 4 and name[:1].isalnum() and all(32 <= byte < 127 for byte in name)


def unclaimed_bytes(file: BinaryIO, order: str, offset: int) -> int:
    """Count the bytes from ``offset`` on, behind the sound of WAV or AIFF, from where no chunk begins any more.

    Another file is no chunk, nor is more sound; zeros and an ID3 tag are nothing.
    """
    size_bytes = fstat(file.fileno()).st_size
    offset = _next_chunk(file, offset)
    for _ in range(_MOST_CHUNKS):
        file.seek(offset)
        name, size = struct.unpack(f"{order}4sI", file.read(_FRAMING_BYTES).ljust(_FRAMING_BYTES, b"\0"))
        if not _is_chunk_name(name) or name in _SOUNDS:
            break
        offset = _next_chunk(file, offset + _FRAMING_BYTES + size)
    if offset >= size_bytes or name[:3] == b"TAG":
        return 0
    file.seek(offset)
    return size_bytes - offset if any(file.read(_LOOKED_AT_BYTES)) else 0
