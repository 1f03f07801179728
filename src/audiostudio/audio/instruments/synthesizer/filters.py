"""Filters whose frequency moves while they sound: state-variable filters by trapezoidal integration."""

from typing import Literal

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ

FilterKind = Literal["low_pass_12", "low_pass_24", "band_pass", "high_pass"]

FILTER_NUMBERS: dict[FilterKind, int] = {"low_pass_12": 1, "low_pass_24": 2, "band_pass": 3, "high_pass": 4}
"""How the loops here name filters; 0 is none."""

_LOWEST_HZ, _HIGHEST_HZ = 20.0, 20_000.0
# Of the first of the two stages that make a fourth-order Butterworth filter; the second has 1.31.
_FIRST_STAGE_Q = 0.541
_SECOND_STAGE_RATIO = 1.3066 / np.sqrt(0.5)


def filter_coefficients(cutoff_hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the warped frequency ``tan(pi f / rate)`` for each cutoff, held between 20 Hz and 20 kHz."""
    held = np.clip(cutoff_hz, _LOWEST_HZ, _HIGHEST_HZ)
    return np.asarray(np.tan(np.pi * held / SAMPLE_RATE_HZ), np.float64)


def filter_dampings(q: float) -> tuple[float, float]:
    """Return the damping ``1 / Q`` of a filter's only or second stage, and of the first of two."""
    return 1 / q, 1 / _FIRST_STAGE_Q


@njit(cache=True, nogil=True)
def filter_block(signal, kind, first_g, last_g, damping, first_damping, state):  # type: ignore[no-untyped-def]
    """Filter a block in place while the frequency goes from one end to the other.

    After Simper, "Solving the continuous SVF equations using trapezoidal integration" (2013); stable however the
    frequency moves. ``state`` has four values: two of each stage.
    """
    slope = (last_g - first_g) / signal.shape[0]
    a, b, c, d = state[0], state[1], state[2], state[3]
    second_damping = damping
    if kind == 2:
        second_damping = damping / _SECOND_STAGE_RATIO
    g = first_g
    for i in range(signal.shape[0]):
        value = np.float64(signal[i])
        if kind == 2:
            a1 = 1.0 / (1.0 + g * (g + first_damping))
            v3 = value - d
            v1 = a1 * (c + g * v3)
            v2 = d + g * v1
            c = 2.0 * v1 - c
            d = 2.0 * v2 - d
            value = v2
        a1 = 1.0 / (1.0 + g * (g + second_damping))
        v3 = value - b
        v1 = a1 * (a + g * v3)
        v2 = b + g * v1
        a = 2.0 * v1 - a
        b = 2.0 * v2 - b
        if kind <= 2:
            value = v2
        elif kind == 3:
            value = damping * v1
        else:
            value = value - damping * v1 - v2
        signal[i] = np.float32(value)
        g += slope
    state[0], state[1], state[2], state[3] = a, b, c, d


@njit(cache=True, nogil=True)
def _log_cosh(value):  # type: ignore[no-untyped-def]
    magnitude = abs(value)
    return magnitude + np.log1p(np.exp(-2.0 * magnitude)) - 0.6931471805599453


@njit(cache=True, nogil=True)
def drive_block(signal, drive, state):  # type: ignore[no-untyped-def]
    """Saturate a block in place by ``tanh``, unity for what is small, averaged over each step so that little aliases.

    First-order antiderivative antialiasing: Parker, Zavalishin and Le Bivic, "Reducing the aliasing of nonlinear
    waveshaping using continuous-time convolution", DAFx-16. ``state`` holds the last input and its antiderivative.
    """
    before, area_before = state[0], state[1]
    for i in range(signal.shape[0]):
        here = drive * np.float64(signal[i])
        area = _log_cosh(here)
        step = here - before
        value = (area - area_before) / step if abs(step) > 1e-4 else np.tanh(0.5 * (here + before))
        signal[i] = np.float32(value / drive)
        before, area_before = here, area
    state[0], state[1] = before, area_before
