"""Second-order filters in series, run over blocks with their state carried: every filter here is one."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.dsp.stream import ZeroLatency
from audiostudio.audio.types import Audio, Sections

# Far below the rounding of a float32 sample, far above the denormals that make a processor slow.
_INAUDIBLE = 1e-30


@njit(cache=True, nogil=True)
def _run(audio, sections, state, out):  # type: ignore[no-untyped-def]
    """Filter ``audio`` through every section, in transposed direct form II with double-precision state.

    Two channels go side by side, because each alone waits for its own last result most of the time. A last channel
    without a partner runs beside itself, on the spare row of ``state``.
    """
    for channel in range(0, audio.shape[0], 2):
        partner = min(channel + 1, audio.shape[0] - 1)
        left, right, left_out, right_out = audio[channel], audio[partner], out[channel], out[partner]
        left_memory, right_memory = state[channel], state[channel + 1]
        for i in range(left.shape[0]):
            a = np.float64(left[i])
            b = np.float64(right[i])
            for s in range(sections.shape[0]):
                b0, b1, b2, a1, a2 = sections[s, 0], sections[s, 1], sections[s, 2], sections[s, 3], sections[s, 4]
                filtered_a = b0 * a + left_memory[s, 0]
                filtered_b = b0 * b + right_memory[s, 0]
                left_memory[s, 0] = b1 * a - a1 * filtered_a + left_memory[s, 1]
                right_memory[s, 0] = b1 * b - a1 * filtered_b + right_memory[s, 1]
                left_memory[s, 1] = b2 * a - a2 * filtered_a
                right_memory[s, 1] = b2 * b - a2 * filtered_b
                a = filtered_a
                b = filtered_b
            left_out[i] = np.float32(a)
            right_out[i] = np.float32(b)
    for row in range(state.shape[0]):
        for s in range(sections.shape[0]):
            for k in range(2):
                if abs(state[row, s, k]) < _INAUDIBLE:
                    state[row, s, k] = 0.0


class BiquadCascade(ZeroLatency):
    """Biquads in series over a stream.

    Args:
        sections: ``(sections, 5)`` float64 rows ``b0, b1, b2, a1, a2`` with ``a0`` normalised to 1.
        channels: how many channels the stream has; all get the same filter.
    """

    def __init__(self, sections: Sections, channels: int) -> None:
        super().__init__(channels)
        self._sections = np.ascontiguousarray(sections, np.float64)
        self._state = np.zeros((channels + channels % 2, len(self._sections), 2))

    def process(self, audio: Audio) -> Audio:
        """Filter the next block, ``(channels, frames)`` float32, and return one of the same shape."""
        out = np.empty_like(audio)
        _run(np.ascontiguousarray(audio), self._sections, self._state, out)
        return out


def response(sections: Sections, frequencies_hz: NDArray[np.float64], sample_rate_hz: float) -> NDArray[np.complex128]:
    """Return the complex response, ``(frequencies,)``, of ``sections`` in series at ``frequencies_hz``."""
    z = np.exp(-2j * np.pi * np.asarray(frequencies_hz) / sample_rate_hz)
    b0, b1, b2, a1, a2 = np.asarray(sections)[:, :, None].transpose(1, 0, 2)
    result: NDArray[np.complex128] = np.prod((b0 + b1 * z + b2 * z * z) / (1 + a1 * z + a2 * z * z), axis=0)
    return result
