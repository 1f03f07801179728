"""Waveform peaks: the least and greatest sample of each short piece of a sound, small enough to draw an hour at once.

The file format is version 2 of BBC audiowaveform's binary data, 8 bit, one channel, which waveform players read.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.block import Block

FINEST_SAMPLES_PER_PEAK = 256
MOST_PEAKS = 131_072  # an hour at 44.1 kHz, 46 ms each

_HEADER = struct.Struct("<iIiiIi")  # version, flags, sample rate, samples per pixel, length, channels
_VERSION, _EIGHT_BIT = 2, 1
_FULL_SCALE = 127


@dataclass(frozen=True)
class Peaks:
    """The outline of a sound, all channels together.

    Attributes:
        sample_rate_hz: of the sound.
        samples_per_peak: frames that each pair covers; the last covers what is left.
        extremes: ``(pairs, 2)`` int8, least and greatest sample, full scale at 127.
    """

    sample_rate_hz: int
    samples_per_peak: int
    extremes: NDArray[np.int8]

    def to_bytes(self) -> bytes:
        """Return the file."""
        pairs = len(self.extremes)
        header = _HEADER.pack(_VERSION, _EIGHT_BIT, self.sample_rate_hz, self.samples_per_peak, pairs, 1)
        return header + self.extremes.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Peaks":
        """Return what `to_bytes` wrote.

        Raises:
            ValueError: it is something else.
        """
        try:
            version, flags, sample_rate_hz, samples_per_peak, pairs, channels = _HEADER.unpack_from(data)
            extremes = np.frombuffer(data, np.int8, 2 * pairs, _HEADER.size).reshape(-1, 2)
        except (struct.error, ValueError) as error:
            raise ValueError("these are no peaks") from error
        if (version, flags, channels) != (_VERSION, _EIGHT_BIT, 1):
            raise ValueError("these are peaks of another kind")
        return cls(sample_rate_hz, samples_per_peak, extremes)

    def at_most(self, pairs: int) -> "Peaks":
        """Return the outline with no more than ``pairs`` pairs (1 or more), several merged into each where needed."""
        factor = -(-len(self.extremes) // pairs)
        if factor <= 1:
            return self
        return Peaks(self.sample_rate_hz, self.samples_per_peak * factor, _merged(self.extremes, factor))


def measure_peaks(blocks: Iterable[Block], sample_rate_hz: int) -> Peaks:
    """Return the peaks of a stream of ``(channels, frames)`` blocks; what is beyond full scale is shown at it.

    Memory grows with the sound by 2 bytes for each 256 frames: 3 MB for two hours at 48 kHz.
    """
    rest = np.zeros((2, 0), np.float32)
    pieces = []
    for block in blocks:
        outline = np.stack([block.min(axis=0), block.max(axis=0)])
        outline = np.concatenate([rest, outline], axis=1)
        whole = outline.shape[1] // FINEST_SAMPLES_PER_PEAK * FINEST_SAMPLES_PER_PEAK
        pieces.append(_pairs(outline[:, :whole], FINEST_SAMPLES_PER_PEAK))
        rest = outline[:, whole:]
    if rest.shape[1]:
        pieces.append(_pairs(rest, rest.shape[1]))
    extremes = np.concatenate(pieces) if pieces else np.zeros((0, 2), np.int8)
    return Peaks(sample_rate_hz, FINEST_SAMPLES_PER_PEAK, extremes).at_most(MOST_PEAKS)


def _pairs(outline: NDArray[np.float32], frames: int) -> NDArray[np.int8]:
    """Return one pair for each ``frames`` of the least and greatest samples."""
    least = outline[0].reshape(-1, frames).min(axis=1)
    greatest = outline[1].reshape(-1, frames).max(axis=1)
    scaled = np.nan_to_num(np.stack([least, greatest], axis=1)) * _FULL_SCALE
    pairs: NDArray[np.int8] = np.rint(np.clip(scaled, -_FULL_SCALE, _FULL_SCALE)).astype(np.int8)
    return pairs


def _merged(extremes: NDArray[np.int8], factor: int) -> NDArray[np.int8]:
    starts = np.arange(0, len(extremes), factor)
    least = np.minimum.reduceat(extremes[:, 0], starts)
    greatest = np.maximum.reduceat(extremes[:, 1], starts)
    return np.stack([least, greatest], axis=1)
