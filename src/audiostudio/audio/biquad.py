"""Second-order filters in series, run over blocks with their state carried: every filter of the house is one."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Audio = NDArray[np.float32]
Sections = NDArray[np.float64]

# Far below the rounding of a float32 sample, far above the denormals that make a processor slow.
_INAUDIBLE = 1e-30


@njit(cache=True, nogil=True)
def _run(audio, sections, state, out):  # type: ignore[no-untyped-def]
    """Filter ``audio`` through every section, in transposed direct form II with double-precision state."""
    count = sections.shape[0]
    for channel in range(audio.shape[0]):
        memory = state[channel]
        source = audio[channel]
        target = out[channel]
        for i in range(source.shape[0]):
            value = np.float64(source[i])
            for s in range(count):
                filtered = sections[s, 0] * value + memory[s, 0]
                memory[s, 0] = sections[s, 1] * value - sections[s, 3] * filtered + memory[s, 1]
                memory[s, 1] = sections[s, 2] * value - sections[s, 4] * filtered
                value = filtered
            target[i] = np.float32(value)
        for s in range(count):
            for k in range(2):
                if abs(memory[s, k]) < _INAUDIBLE:
                    memory[s, k] = 0.0


class BiquadCascade:
    """Biquads in series over a stream.

    Args:
        sections: ``(sections, 5)`` float64 rows ``b0, b1, b2, a1, a2`` with ``a0`` normalised to 1.
        channels: how many channels the stream has; all get the same filter.
    """

    def __init__(self, sections: Sections, channels: int) -> None:
        self._sections = np.ascontiguousarray(sections, np.float64)
        self._state = np.zeros((channels, len(self._sections), 2))

    def process(self, audio: Audio) -> Audio:
        """Filter the next block, ``(channels, frames)`` float32, and return one of the same shape."""
        out = np.empty_like(audio)
        _run(np.ascontiguousarray(audio), self._sections, self._state, out)
        return out


def response(sections: Sections, frequencies_hz: NDArray[np.float64], sample_rate_hz: float) -> NDArray[np.complex128]:
    """Return the complex response of ``sections`` in series at ``frequencies_hz``."""
    z = np.exp(-2j * np.pi * np.asarray(frequencies_hz) / sample_rate_hz)
    b0, b1, b2, a1, a2 = np.asarray(sections)[:, :, None].transpose(1, 0, 2)
    result: NDArray[np.complex128] = np.prod((b0 + b1 * z + b2 * z * z) / (1 + a1 * z + a2 * z * z), axis=0)
    return result
