"""Encodes sound that is sent while it is made: no file, no length known, no way back to write it down."""

import io
import struct
from collections.abc import Mapping
from types import MappingProxyType

import av
import numpy as np

from audiostudio.audio.codecs.formats import LiveContainer
from audiostudio.audio.dsp.dither import Dither
from audiostudio.audio.types import Audio

# Muxer, encoder, sample format, bits a second, options of the muxer.
_FFMPEG: dict[LiveContainer, tuple[str, str, str, int, dict[str, str]]] = {
    "mp3": ("mp3", "libmp3lame", "fltp", 96_000, {"write_xing": "0", "id3v2_version": "3"}),
    "opus": ("opus", "libopus", "flt", 48_000, {"page_duration": "200000"}),
    "aac": ("adts", "aac", "fltp", 96_000, {"write_id3v2": "1"}),
    "flac": ("flac", "flac", "s16", 0, {}),
}
# What a WAV's list of facts calls them.
_WAV_TAGS = {"title": b"INAM", "artist": b"IART", "genre": b"IGNR", "comment": b"ICMT"}
_NO_TAGS: Mapping[str, str] = MappingProxyType({})
_UNKNOWN_LENGTH = 0xFFFFFFFF
_BITS = 16


class LiveEncoder:
    """Turns mono blocks into the bytes of one stream.

    Args:
        container: what it is sent as; ``pcm`` is 16-bit little endian without a header, ``opus`` lies in Ogg.
        sample_rate_hz: of the blocks; ``opus`` takes 48 kHz.
        tags: by unified name, sent before the sound; ``pcm`` has no place for them.
    """

    def __init__(self, container: LiveContainer, sample_rate_hz: int, tags: Mapping[str, str] = _NO_TAGS) -> None:
        self._container: LiveContainer = container
        self._rate_hz = sample_rate_hz
        self._head = _wav_head(sample_rate_hz, tags) if container == "wav" else b""
        self._dither = Dither(1, _BITS) if container in ("wav", "pcm", "flac") else None
        self._pipe = _Pipe()
        self._muxer: av.container.OutputContainer | None = None
        self._frames = 0
        if container in _FFMPEG:
            muxer, encoder, _, bit_rate, options = _FFMPEG[container]
            self._muxer = av.open(self._pipe, "w", format=muxer, options=options)
            self._muxer.metadata.update(tags)
            stream = self._muxer.add_stream(encoder, rate=sample_rate_hz)
            assert isinstance(stream, av.AudioStream)
            self._stream = stream
            self._stream.layout = "mono"
            self._stream.format = _FFMPEG[container][2]
            if bit_rate:
                self._stream.bit_rate = bit_rate

    def encode(self, block: Audio) -> bytes:
        """Take ``(1, frames)`` and return what can be sent by now, maybe nothing."""
        if not block.shape[1]:
            return b""
        sound = self._dither.process(block) if self._dither else block
        if self._muxer is None:
            samples = np.rint(np.clip(sound[0], -1, 1) * 32_767).astype("<i2").tobytes()
            head, self._head = self._head, b""
            return head + bytes(samples)
        self._put(sound)
        return self._pipe.taken()

    def finish(self) -> bytes:
        """Return the rest."""
        if self._muxer is None:
            return b""
        for packet in self._stream.encode(None):
            self._muxer.mux(packet)
        self._muxer.close()
        return self._pipe.taken()

    def _put(self, sound: Audio) -> None:
        assert self._muxer is not None
        sample_format = _FFMPEG[self._container][2]
        samples = sound
        if sample_format == "s16":
            samples = np.rint(np.clip(sound, -1, 1) * 32_767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format=sample_format, layout="mono")
        frame.sample_rate = self._rate_hz
        frame.pts = self._frames
        self._frames += sound.shape[1]
        for packet in self._stream.encode(frame):
            self._muxer.mux(packet)


class _Pipe(io.RawIOBase):
    """Where a muxer writes that must not seek."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._bytes += bytes(data)
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        taken = bytes(self._bytes)
        self._bytes.clear()
        return taken


def _wav_head(sample_rate_hz: int, tags: Mapping[str, str]) -> bytes:
    """Return the head of a WAV of unknown length, as players expect it of streams."""
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, sample_rate_hz, 2 * sample_rate_hz, 2, _BITS)
    facts = b"".join(_chunk(_WAV_TAGS[name], text.encode() + b"\0") for name, text in tags.items() if name in _WAV_TAGS)
    facts = _chunk(b"LIST", b"INFO" + facts) if facts else b""
    data = struct.pack("<4sI", b"data", _UNKNOWN_LENGTH)
    return struct.pack("<4sI4s", b"RIFF", _UNKNOWN_LENGTH, b"WAVE") + fmt + facts + data


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", name, len(content)) + content + b"\0" * (len(content) % 2)
