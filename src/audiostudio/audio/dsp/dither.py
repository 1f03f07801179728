"""Noise of one quantisation step that makes rounding harmless: triangular, seeded, the same however it is blocked."""

import numpy as np
from numba import njit

from audiostudio.audio.dsp.biquad import Audio
from audiostudio.audio.dsp.stream import Immediate

_SPLITMIX = 0x9E3779B97F4A7C15


@njit(cache=True, nogil=True)
def _add(audio, step, states, out):  # type: ignore[no-untyped-def]
    """Add the difference of two uniform numbers, both taken from one 64-bit state of Marsaglia's xorshift."""
    scale = step / 4294967296.0
    for channel in range(audio.shape[0]):
        state = states[channel]
        for i in range(audio.shape[1]):
            state ^= state << np.uint64(13)
            state ^= state >> np.uint64(7)
            state ^= state << np.uint64(17)
            noise = np.int64(state >> np.uint64(32)) - np.int64(state & np.uint64(0xFFFFFFFF))
            out[channel, i] = np.float32(np.float64(audio[channel, i]) + scale * np.float64(noise))
        states[channel] = state


class Dither(Immediate):
    """Adds triangular (TPDF) noise of two quantisation steps peak to peak before rounding to integers.

    After Lipshitz, Wannamaker and Vanderkooy, "Quantization and Dither: A Theoretical Survey", JAES 40 (1992): with it
    the error's mean and power no longer depend on the signal.

    Args:
        channels: how many channels the stream has; their noises are independent.
        bit_depth: 16 or 24, the integers the signal will be rounded to.
        seed: the same seed gives the same noise.
    """

    def __init__(self, channels: int, bit_depth: int, seed: int = 0) -> None:
        super().__init__(channels)
        self._step = 2.0 ** (1 - bit_depth)
        numbers = (np.arange(1, channels + 1, dtype=np.uint64) + np.uint64(seed * 64)) * np.uint64(_SPLITMIX)
        self._states = numbers ^ (numbers >> np.uint64(31))

    def process(self, audio: Audio) -> Audio:
        """Return the next block, ``(channels, frames)``, with noise added."""
        out = np.empty_like(audio)
        _add(np.ascontiguousarray(audio), self._step, self._states, out)
        return out
