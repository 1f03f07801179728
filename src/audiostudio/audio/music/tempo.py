"""How fast a pulse goes, at each moment and on the whole, and which of its levels is the beat."""

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, uniform_filter1d

from audiostudio.audio.music.features import FRAME_RATE_HZ
from audiostudio.audio.types import Curve, Matrix

SLOWEST_BPM, FASTEST_BPM = 40.0, 240.0
# Bass, middle and treble: hats run through the beats as often as on them.
_BAND_WEIGHTS = np.array([1.0, 1.0, 0.5])
_WINDOW_S, _HOP_S = 12.0, 1.0
# A listener's tapping: Moelants, "Preferred tempo reconsidered" (ICMPC 2002), finds it around 120, ...
_PREFERRED_BPM, _PREFERENCE_OCTAVES = 115.0, 0.55
_MULTIPLES = (1, 2, 3, 4, 6, 8)
_MULTIPLE_WEIGHTS = (1.0, 0.7, 0.1, 0.6, 0.1, 0.3)
_MOST_CANDIDATES = 7
_RELATIVES = (1.0, 2.0, 0.5, 1.5, 2 / 3, 3.0, 1 / 3, 4 / 3, 0.75, 4.0, 0.25)


def onset_strength(flux: Matrix) -> Curve:
    """Return the onset strength, ``(frames,)``: its mean near any moment is 0 or above, its loudness is levelled.

    Args:
        flux: of `audiostudio.audio.music.features.MusicFeatures`.
    """
    curve: Curve = flux.astype(np.float64) @ _BAND_WEIGHTS
    curve = gaussian_filter1d(curve, 1.0)
    curve = np.maximum(0, curve - uniform_filter1d(curve, FRAME_RATE_HZ))
    level = np.sqrt(uniform_filter1d(curve**2, 6 * FRAME_RATE_HZ, mode="nearest"))
    floor = 0.1 * np.sqrt(np.mean(curve**2)) + 1e-9
    levelled: Curve = curve / np.maximum(level, floor)
    return levelled


class Tempogram:
    """Autocorrelation of the onset strength around each second.

    Attributes:
        shares: ``(times, lags)``; the correlation at each lag in frames over that at lag 0.
        mean: ``(lags,)``, over all times.
    """

    def __init__(self, strength: Curve) -> None:
        self.longest = round(_MULTIPLES[-1] * 60 * FRAME_RATE_HZ / FASTEST_BPM) + round(
            4 * 60 * FRAME_RATE_HZ / SLOWEST_BPM
        )
        size, hop = round(_WINDOW_S * FRAME_RATE_HZ), round(_HOP_S * FRAME_RATE_HZ)
        padded = np.pad(strength, size // 2)
        cut = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
        window = np.hanning(size)
        # Fewer pairs overlap at longer lags, and the window weighs them less.
        overlap = _autocorrelation(window[None])[0]
        self.longest = min(self.longest, int(0.75 * size))
        shares = np.concatenate([_autocorrelation(cut[i : i + 256] * window) for i in range(0, len(cut), 256)])
        shares = shares[:, : self.longest] / np.maximum(shares[:, :1], 1e-9) / (overlap / overlap[0])[: self.longest]
        self.shares: Matrix = shares.astype(np.float32)
        self.mean: Curve = self.shares.mean(axis=0, dtype=np.float64)

    def mean_at(self, lag_frames: float) -> float:
        """Return the mean share at a lag between frames; 0 beyond the longest."""
        if lag_frames > self.longest - 2:
            return 0.0
        return float(np.interp(lag_frames, np.arange(self.longest), self.mean))


def candidate_tempi(tempogram: Tempogram) -> list[float]:
    """Return tempi in beats a minute that a programme may be heard in, the strongest first.

    The strongest is the one at whose distance, and multiples of it, most recurs, with some regard to how readily people
    tap it; the others stand to it as two, three or four to one another.
    """
    lags = np.arange(60 * FRAME_RATE_HZ / FASTEST_BPM, 60 * FRAME_RATE_HZ / SLOWEST_BPM, 0.25)
    scores = np.array([_score(tempogram, lag) for lag in lags])
    best = lags[int(np.argmax(scores))]
    found: list[tuple[float, float]] = []
    for relative in _RELATIVES:
        near = np.flatnonzero(np.abs(np.log(lags / (best * relative))) < 0.05)
        if len(near):
            top = near[np.argmax(scores[near])]
            if all(abs(np.log(lags[top] / other)) > 0.06 for _, other in found):
                found.append((float(scores[top]), float(lags[top])))
    return [60 * FRAME_RATE_HZ / lag for _, lag in sorted(found, reverse=True)[:_MOST_CANDIDATES]]


def _score(tempogram: Tempogram, lag: float) -> float:
    recurrence = sum(
        weight * tempogram.mean_at(multiple * lag)
        for multiple, weight in zip(_MULTIPLES, _MULTIPLE_WEIGHTS, strict=True)
    )
    octaves = np.log2(60 * FRAME_RATE_HZ / lag / _PREFERRED_BPM)
    return float(recurrence / sum(_MULTIPLE_WEIGHTS) - 0.5 * 0.1 * (octaves / _PREFERENCE_OCTAVES) ** 2)


def _autocorrelation(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    size = rows.shape[1]
    spectra = scipy.fft.rfft(rows, scipy.fft.next_fast_len(2 * size))
    correlation: NDArray[np.float64] = scipy.fft.irfft(spectra.real**2 + spectra.imag**2)[:, :size]
    return correlation
