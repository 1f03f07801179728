"""How a programme uses its two channels: their correlation, and how much of it stands at the sides."""

from dataclasses import dataclass

import numpy as np

from audiostudio.audio.types import Audio


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
