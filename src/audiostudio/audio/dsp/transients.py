"""Transient care: gives hits back the edge that levelling takes from them."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.dsp.gain import GainRider

_FAST_SECONDS = 0.002
_SLOW_SECONDS = 0.035
_LETTING_GO_SECONDS = 0.060
# Music's ripple between the two followers; only what rises beyond it is a hit.
_RIPPLE_DB = 4.0
# A hit this far above the ripple gets the full boost.
_SPAN_DB = 8.0
# Noise between pieces has onsets too; nobody wants them sharper.
_QUIET_DB = -60.0


@njit(cache=True, nogil=True)
def _gains(powers, boost_db, rates, state, out):  # type: ignore[no-untyped-def]
    fast, slow, boost = state
    fast_rate, slow_rate, release_rate = rates
    for k in range(powers.shape[0]):
        fast += (powers[k] - fast) * fast_rate
        slow += (powers[k] - slow) * slow_rate
        level = 10.0 * np.log10(fast + 1e-12)
        rise = level - 10.0 * np.log10(slow + 1e-12) - _RIPPLE_DB
        wanted = boost_db * min(1.0, max(0.0, rise / _SPAN_DB)) if level > _QUIET_DB else 0.0
        boost += (wanted - boost) * (fast_rate if wanted > boost else release_rate)
        out[k] = 10.0 ** (boost / 20.0)
    state[0] = fast if fast > 1e-30 else 0.0
    state[1] = slow if slow > 1e-30 else 0.0
    state[2] = boost if boost > 1e-9 else 0.0


class TransientCare(GainRider):
    """Lifts the onsets of hits by up to a given gain, by the difference of a fast and a slow level follower.

    Args:
        boost_db: gain of a clear hit's first milliseconds.
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
    """

    def __init__(self, boost_db: float, sample_rate_hz: int, channels: int) -> None:
        super().__init__(sample_rate_hz, channels)
        self._boost_db = boost_db
        times = (_FAST_SECONDS, _SLOW_SECONDS, _LETTING_GO_SECONDS)
        self._rates = np.array([1 - np.exp(-1 / (seconds * self.nodes_per_second)) for seconds in times])
        self._state = np.zeros(3)

    def gains(self, powers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the linear gain at the end of each step, given its mean square."""
        out = np.empty(len(powers))
        _gains(powers, self._boost_db, self._rates, self._state, out)
        return out
