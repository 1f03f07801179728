"""The waves that synthesizers are built from: one period each, without the harmonics a note has no room for."""

from functools import cache
from typing import Literal

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ

Wave = Literal["saw", "triangle", "sine", "pulse", "noise"]

WAVE_NUMBERS: dict[Wave, int] = {"saw": 0, "triangle": 1, "sine": 2, "pulse": 3, "noise": 4}
"""How the loops here name waves; the first three are rows of `wave_tables`."""

TABLE_SIZE = 4096
"""Points a period; a power of two."""
# Straight lines between so many points leave less than -80 dB of the fundamental, with the most harmonics there are.
_LOWEST_HZ = 16.0
_TABLES_AN_OCTAVE = 6
_TABLES = 63
_HIGHEST_HARMONIC_HZ = 22_000.0

# What a sideband of phase modulation may have beyond the band, relative to the carrier.
_LARGEST_ALIAS = 5e-4
_MOST_SIDEBANDS = 40


@cache
def wave_tables() -> NDArray[np.float32]:
    """Return a period of saw, triangle and sine for every third of a major third, ``(3, tables, points + 1)``.

    The saw is ``2/pi sum sin(k x) / k``, falling from 1 to -1; the triangle ``8/pi^2 sum +-sin(k x) / k^2`` over odd
    ``k``; each as far as its harmonics stay within the band at the highest pitch that reads the table.
    """
    tables = np.zeros((3, _TABLES, TABLE_SIZE + 1), np.float32)
    for number in range(_TABLES):
        highest_hz = _LOWEST_HZ * 2 ** (number / _TABLES_AN_OCTAVE)
        harmonics = np.arange(1, max(1, min(TABLE_SIZE // 2 - 1, int(_HIGHEST_HARMONIC_HZ / highest_hz))) + 1)
        odd = harmonics % 2 == 1
        signs = np.where(harmonics % 4 == 1, 1.0, -1.0)
        amplitudes = (
            2 / np.pi / harmonics,
            np.where(odd, 8 / np.pi**2 * signs / harmonics**2, 0.0),
            (harmonics == 1) * 1.0,
        )
        for wave, amplitude in enumerate(amplitudes):
            spectrum = np.zeros(TABLE_SIZE // 2 + 1, np.complex128)
            spectrum[harmonics] = -0.5j * TABLE_SIZE * amplitude
            tables[wave, number, :-1] = np.fft.irfft(spectrum)
    tables[:, :, -1] = tables[:, :, 0]
    tables.flags.writeable = False
    return tables


@njit(cache=True, nogil=True)
def table_number(frequency_hz):  # type: ignore[no-untyped-def]
    """Return which table has as many harmonics as a wave of this frequency has room for."""
    number = int(np.ceil(_TABLES_AN_OCTAVE * np.log2(max(frequency_hz, _LOWEST_HZ) / _LOWEST_HZ)))
    return min(number, _TABLES - 1)


@njit(cache=True, nogil=True)
def read_table(table, place):  # type: ignore[no-untyped-def]
    """Return a wave at a place counted in points, which is not negative and may lie periods ahead."""
    whole = np.int32(place)
    index = whole & (TABLE_SIZE - 1)
    value = table[index]
    return value + (place - np.float32(whole)) * (table[index + 1] - value)


@njit(cache=True, nogil=True)
def white_noise(state):  # type: ignore[no-untyped-def]
    """Return the next value, -1 to 1, and the next state of xorshift64* (Vigna, 2016)."""
    state ^= state >> np.uint64(12)
    state ^= state << np.uint64(25)
    state ^= state >> np.uint64(27)
    product = state * np.uint64(0x2545F4914F6CDD1D)
    return np.float32(np.float64(product >> np.uint64(40)) / 8_388_608.0 - 1.0), state


@cache
def modulation_limits() -> NDArray[np.float64]:
    """Return the largest index of phase modulation whose 1st, 2nd, ... sideband is still inaudible, ``(sidebands,)``.

    The ``m``-th has the amplitude ``J_m(I)``, which is less than ``(I / 2)^m / m!``.
    """
    m = np.arange(1, _MOST_SIDEBANDS + 1)
    log_factorials = np.cumsum(np.log(m))
    return np.asarray(2 * np.exp((np.log(_LARGEST_ALIAS) + log_factorials) / m), np.float64)


@njit(cache=True, nogil=True)
def largest_index(carrier_hz, modulator_hz, limits):  # type: ignore[no-untyped-def]
    """Return how far a carrier's phase may be modulated before sidebands fold back from half the sample rate.

    ``limits[n]`` is right where ``n`` sidebands have room and the next lies at the edge; between, it only nears that.
    """
    room = (0.5 * SAMPLE_RATE_HZ - carrier_hz) / modulator_hz
    if room <= 0.0:
        return 0.0
    whole = int(room)
    if whole >= limits.shape[0]:
        return limits[-1]
    before = limits[whole - 1] if whole > 0 else 0.0
    return before + (room - whole) * (limits[whole] - before)
