"""The stereo image: how wide it is, and how to widen it without losing the bass or the mono listener."""

import numpy as np

from audiostudio.audio.dsp.biquad import BiquadCascade
from audiostudio.audio.dsp.equalizer import Band, design
from audiostudio.audio.dsp.stream import ZeroLatency
from audiostudio.audio.types import Audio


class StereoWidener(ZeroLatency):
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
