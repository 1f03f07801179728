"""Decoded samples as they lie in FFmpeg's frames, and what is made of them: floats, and FLAC's checksum."""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.types import Audio

# How each of FFmpeg's sample formats lies in memory, and what full scale is in it.
_SAMPLES = {
    "u8": (np.uint8, 2**7),
    "s16": (np.int16, 2**15),
    "s32": (np.int32, 2**31),
    "flt": (np.float32, 1),
    "dbl": (np.float64, 1),
}
_STREAMINFO_BYTES, _STREAMINFO_MD5 = 34, slice(18, 34)


def stored_samples(frame: Any) -> NDArray[Any]:
    """Return a frame's samples as they are stored, ``(channels, frames)``."""
    channels, kind = frame.layout.nb_channels, frame.format.name.removesuffix("p")
    # Not `to_ndarray`: for eight planes PyAV counts nine and reads memory that is not the frame's.
    planes = frame.planes[: channels if frame.format.is_planar else 1]
    dtype = _SAMPLES[kind][0]
    samples = np.stack([np.frombuffer(plane, dtype, frame.samples * channels // len(planes)) for plane in planes])
    return samples if frame.format.is_planar else samples.reshape(-1, channels).T


def as_float(samples: NDArray[Any], sample_format: str) -> Audio:
    """Return stored samples as float32 of full scale 1."""
    kind = sample_format.removesuffix("p")
    full_scale = _SAMPLES[kind][1]
    with np.errstate(over="ignore", invalid="ignore"):  # what no float32 can hold becomes what `blocks` refuses
        floats: Audio = samples.astype(np.float32)
    if kind == "u8":
        floats = floats - 128
    return floats if full_scale == 1 else floats * np.float32(1 / full_scale)


class FlacChecksum:
    """The checksum of the samples that a FLAC encoder was given (RFC 9639, 8.2), beside those that come out.

    Attributes:
        stated_frames: how many frames the encoder was given, 0 where it did not know.
    """

    def __init__(self, streaminfo: bytes) -> None:
        info = streaminfo[-_STREAMINFO_BYTES:] if len(streaminfo) >= _STREAMINFO_BYTES else bytes(_STREAMINFO_BYTES)
        self._expected = info[_STREAMINFO_MD5]
        self._bits = ((info[12] & 1) << 4 | info[13] >> 4) + 1
        self.stated_frames = int.from_bytes(info[13:18], "big") & (1 << 36) - 1
        self._frames = 0
        self._hash = hashlib.md5(usedforsecurity=False) if any(self._expected) else None

    def feed(self, samples: NDArray[Any]) -> None:
        """Add decoded samples, ``(channels, frames)`` integers that begin at their highest bit."""
        if self._hash is None:
            return
        self._frames += samples.shape[1]
        width = (self._bits + 7) // 8
        values = np.ascontiguousarray(samples.T) >> (8 * samples.dtype.itemsize - self._bits)
        raw = values.astype(f"<i{values.itemsize}").view(np.uint8).reshape(*values.shape, values.itemsize)
        self._hash.update(raw[..., :width].tobytes())

    def differs(self, frames: int) -> bool:
        """Whether ``frames`` frames are as many as were encoded, all were fed, and they are others."""
        are_all = self._frames == frames and self.stated_frames in (0, frames)
        return self._hash is not None and are_all and self._hash.digest() != self._expected
