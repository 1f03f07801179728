"""The stereo image: how wide it is, and how to widen it without losing the bass or the mono listener."""

from dataclasses import dataclass

import numpy as np

from audiostudio.audio.dsp.biquad import Audio, BiquadCascade
from audiostudio.audio.dsp.equalizer import Band, design
from audiostudio.audio.dsp.stream import Immediate


class StereoWidener(Immediate):
    """Raises (or lowers) the side signal above a frequency; below it, and in mono, nothing changes.

    Args:
        width: gain of the side signal well above ``above_hz``; 1 changes nothing.
        above_hz: where the side signal's gain reaches half of ``width`` in dB.
        sample_rate_hz: rate of the stream.
    """

    def __init__(self, width: float, above_hz: float, sample_rate_hz: int) -> None:
        super().__init__(2)
        shelf = Band("high_shelf", above_hz, 20 * float(np.log10(width)), 0.7)
        self._side = BiquadCascade(design(shelf, sample_rate_hz), 1)

    def process(self, audio: Audio) -> Audio:
        """Return the next block, ``(2, frames)``, at its new width."""
        mid = (audio[0] + audio[1]) * np.float32(0.5)
        side = self._side.process(((audio[0] - audio[1]) * np.float32(0.5))[None])[0]
        out = np.empty_like(audio)
        np.add(mid, side, out=out[0])
        np.subtract(mid, side, out=out[1])
        return out


@dataclass(frozen=True)
class StereoImage:
    """How a programme uses its two channels.

    Attributes:
        correlation: from -1 (out of phase) over 0 (unrelated) to 1 (mono).
        side_to_mid_db: power of the side signal relative to the middle; ``-inf`` for mono.
    """

    correlation: float
    side_to_mid_db: float


class StereoMeter:
    """Measures the stereo image of a stream of two channels."""

    def __init__(self) -> None:
        self._left = self._right = self._cross = 0.0

    def feed(self, audio: Audio) -> None:
        """Take the next block, ``(2, frames)`` float32."""
        left, right = audio[0], audio[1]
        self._left += float(np.dot(left, left))
        self._right += float(np.dot(right, right))
        self._cross += float(np.dot(left, right))

    def read(self) -> StereoImage:
        """Return the image of all that was fed; silence counts as mono."""
        norm = np.sqrt(self._left * self._right)
        mid = self._left + self._right + 2 * self._cross
        side = max(self._left + self._right - 2 * self._cross, 0.0)
        with np.errstate(divide="ignore"):
            ratio_db = 10 * np.log10(side / mid) if mid > 0 else np.inf if side > 0 else -np.inf
        return StereoImage(float(self._cross / norm) if norm > 0 else 1.0, float(ratio_db))
