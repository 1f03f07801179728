"""What a recording sounds like on the scale of keys: levels by which the note model's opinion can be checked.

The note model scales every two seconds to their own loudest, so noise looks like music to it. Levels tell them apart.
"""

from dataclasses import dataclass

import numpy as np
import scipy.fft
import scipy.sparse
from numpy.typing import NDArray

RATE_HZ = 22_050
HOP_FRAMES = 256
# Steps of a level: 0 stands for -170 dB of a full-scale sine or less.
STEPS_A_DB = 1.5
_LOWEST_DB = -170.0
# Thirds of semitones, from 20 semitones below the lowest key, where its third subharmonic lies, to half the rate.
BINS_A_SEMITONE = 3
SEMITONES_BELOW = 20
LOWEST_HZ = 27.5
_SEMITONES_TO_NYQUIST = 103
TONE_BINS = BINS_A_SEMITONE * (SEMITONES_BELOW + _SEMITONES_TO_NYQUIST)
ATTACK_BINS = _SEMITONES_TO_NYQUIST
# Tones are told apart by long windows (372 ms), attacks by short ones (93 ms).
TONE_HOPS = 4
_TONE_WINDOW, _ATTACK_WINDOW = 8_192, 2_048
_FRAMES_AT_ONCE = 64 * HOP_FRAMES * TONE_HOPS


@dataclass(frozen=True)
class SoundLevels:
    """Levels in steps of two thirds of a decibel.

    Attributes:
        tones: ``(frames, TONE_BINS)``, every `TONE_HOPS` hops, windows centred on their time.
        attacks: ``(frames, ATTACK_BINS)``, every hop, one bin a semitone from the lowest key on.
    """

    tones: NDArray[np.uint8]
    attacks: NDArray[np.uint8]


class SoundLevelMeter:
    """Measures the levels of a mono stream of `RATE_HZ`."""

    def __init__(self) -> None:
        self._tones = _Spectrogram(_TONE_WINDOW, HOP_FRAMES * TONE_HOPS, SEMITONES_BELOW, BINS_A_SEMITONE, TONE_BINS)
        self._attacks = _Spectrogram(_ATTACK_WINDOW, HOP_FRAMES, 0, 1, ATTACK_BINS)

    def feed(self, sound: NDArray[np.float32]) -> None:
        """Take the next ``(frames,)``."""
        for start in range(0, len(sound), _FRAMES_AT_ONCE):
            piece = sound[start : start + _FRAMES_AT_ONCE]
            self._tones.feed(piece)
            self._attacks.feed(piece)

    def read(self) -> SoundLevels:
        """Return the levels of everything that was fed; nothing may be fed after it."""
        return SoundLevels(self._tones.read(), self._attacks.read())


class _Spectrogram:
    """Levels of bins evenly spaced in pitch, one row a hop."""

    def __init__(self, window: int, hop: int, semitones_below: int, bins_a_semitone: int, bins: int) -> None:
        self._window, self._hop = np.hanning(window + 1)[:-1].astype(np.float32), hop
        self._matrix = _pitch_bins(window, semitones_below, bins_a_semitone, bins)
        self._pending = np.zeros(window // 2, np.float32)
        self._rows = [np.zeros((0, bins), np.uint8)]

    def feed(self, sound: NDArray[np.float32]) -> None:
        pending, size = np.concatenate([self._pending, sound]), len(self._window)
        count = max(0, (len(pending) - size) // self._hop + 1)
        self._pending = pending[count * self._hop :]
        if count:
            cut = np.lib.stride_tricks.sliding_window_view(pending, size)[:: self._hop][:count]
            spectra = scipy.fft.rfft(cut * self._window)
            powers = (self._matrix @ (spectra.real**2 + spectra.imag**2).T).T
            # A full-scale sine is a quarter of the window in its bin, spread over 1.5 bins by the Hann window.
            levels_db = 10 * np.log10(powers / (len(self._window) / 4) ** 2 / 1.5 + 1e-18) - _LOWEST_DB
            self._rows.append(np.clip(np.rint(STEPS_A_DB * levels_db), 0, 255).astype(np.uint8))

    def read(self) -> NDArray[np.uint8]:
        self.feed(np.zeros(len(self._window) // 2, np.float32))
        return np.concatenate(self._rows)


def tone_bin(hz: NDArray[np.floating]) -> NDArray[np.int64]:
    """Return the bins of `SoundLevels.tones` in which frequencies lie, at most the highest."""
    bins = np.rint(BINS_A_SEMITONE * (SEMITONES_BELOW + 12 * np.log2(hz / LOWEST_HZ))).astype(np.int64)
    within: NDArray[np.int64] = np.minimum(bins, TONE_BINS - 1)
    return within


def _pitch_bins(window: int, semitones_below: int, bins_a_semitone: int, bins: int) -> scipy.sparse.csr_matrix:
    """Return the share of each of a spectrum's powers in each bin, ``(bins, powers)``: triangles, at least two wide."""
    steps = np.arange(bins) / bins_a_semitone - semitones_below
    centres = LOWEST_HZ * 2 ** (steps / 12) * window / RATE_HZ
    halves = np.maximum(1.0, centres * (2 ** (1 / (12 * bins_a_semitone)) - 1))
    spectrum = np.arange(window // 2 + 1)
    rows = [np.maximum(0, 1 - np.abs(spectrum - centre) / half) for centre, half in zip(centres, halves, strict=True)]
    return scipy.sparse.csr_matrix(np.array(rows, np.float32))
