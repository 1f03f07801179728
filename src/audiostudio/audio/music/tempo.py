"""How fast a pulse goes at each moment, and which other tempi it may be heard in."""

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numba import njit
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, uniform_filter1d

from audiostudio.audio.music.features import FRAME_RATE_HZ
from audiostudio.audio.types import Curve, Matrix

SLOWEST_BPM, FASTEST_BPM = 38.0, 245.0
# Bass, middle and treble: hats run through the beats as often as on them.
_BAND_WEIGHTS = np.array([1.0, 1.0, 0.5])
_WINDOW_S, _HOP_S = 12.0, 1.0
_LONGEST_LAG_S = 9.0
# A listener's tapping: Moelants, "Preferred tempo reconsidered" (ICMPC 2002), finds it around 120, ...
_PREFERRED_BPM, _PREFERENCE_OCTAVES = 115.0, 0.55
_MULTIPLES = (1, 2, 3, 4, 6, 8)
_MULTIPLE_WEIGHTS = (1.0, 0.7, 0.1, 0.6, 0.1, 0.3)
_MOST_CANDIDATES = 7
_RELATIVES = (1.0, 2.0, 0.5, 1.5, 2 / 3, 3.0, 1 / 3, 4 / 3, 0.75, 4.0, 0.25)
_BINS_PER_OCTAVE = 36
# Where little says how fast it goes, what is heard before and after does.
_NEIGHBOURHOOD_S = 8.0
# What a change of the tempo by a bin a second costs, and a leap, in the scores that speak for a tempo each second.
_BIN_PRICE, _LEAP_PRICE, _REACH_BINS = 0.25, 3.0, 3
# Another tempo is one that is no half or double of the last, and lasts.
_SAME_OCTAVES, _SHORTEST_PART_S = 0.06, 10


def onset_strength(flux: Matrix) -> Curve:
    """Return the onset strength, ``(frames,)``: its mean near any moment is 0 or above, its loudness is levelled.

    Args:
        flux: of `audiostudio.audio.music.features.MusicFeatures`.
    """
    curve: Curve = flux.astype(np.float64) @ _BAND_WEIGHTS
    return levelled(curve)


def levelled(curve: Curve) -> Curve:
    """Return how far ``(frames,)`` rises stand out, beside how far they do within seconds of each."""
    curve = gaussian_filter1d(curve, 1.0)
    curve = np.maximum(0, curve - uniform_filter1d(curve, FRAME_RATE_HZ))
    level = np.sqrt(np.maximum(0, uniform_filter1d(curve**2, 6 * FRAME_RATE_HZ, mode="nearest")))
    floor = 0.1 * np.sqrt(np.mean(curve**2)) + 1e-9
    even: Curve = curve / np.maximum(level, floor)
    return even


class Tempogram:
    """Autocorrelation of the onset strength around each second.

    Near the edges of what sounds it is that of the nearest second whose whole window sounds.

    Args:
        strength: of onsets, ``(frames,)``.
        spans: of `audiostudio.audio.music.pauses.sounding_spans`.

    Attributes:
        shares: ``(times, lags)``; the correlation at each lag in frames over that at lag 0.
        mean: ``(lags,)``, over all times that sound.
        longest: number of lags.
    """

    def __init__(self, strength: Curve, spans: NDArray[np.int64]) -> None:
        size, hop = round(_WINDOW_S * FRAME_RATE_HZ), round(_HOP_S * FRAME_RATE_HZ)
        self.longest = round(_LONGEST_LAG_S * FRAME_RATE_HZ)
        padded = np.pad(strength, size // 2)
        cut = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
        window = np.hanning(size)
        # Fewer pairs overlap at longer lags, and the window weighs them less.
        overlap = _autocorrelation(window[None])[0]
        shares = np.concatenate([_autocorrelation(cut[i : i + 256] * window) for i in range(0, len(cut), 256)])
        shares = shares[:, : self.longest] / np.maximum(shares[:, :1], 1e-9) / (overlap / overlap[0])[: self.longest]
        self.shares: Matrix = shares.astype(np.float32)[_whole_windows(len(shares), spans)]
        sounds = self.shares[:, 0] > 0.5
        self.mean: Curve = (
            self.shares[sounds].mean(axis=0, dtype=np.float64) if sounds.any() else np.zeros(self.longest)
        )

    def mean_at(self, lag_frames: float) -> float:
        """Return the mean share at a lag between frames; 0 beyond the longest."""
        if lag_frames > self.longest - 2:
            return 0.0
        return float(np.interp(lag_frames, np.arange(self.longest), self.mean))


def _whole_windows(seconds: int, spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the second whose window stands for each, ``(seconds,)``."""
    rows, reach = np.arange(seconds), int(_WINDOW_S / _HOP_S / 2)
    for first, last in spans // round(_HOP_S * FRAME_RATE_HZ):
        inside = rows[first : last + 1]
        whole = (first + reach, last - reach) if last - first >= 2 * reach else ((first + last) // 2,) * 2
        rows[first : last + 1] = np.clip(inside, *whole)
    clipped: NDArray[np.int64] = np.minimum(rows, seconds - 1)
    return clipped


@dataclass(frozen=True)
class Pulse:
    """A tempo over time.

    Attributes:
        periods: ``(seconds,)`` frames from beat to beat around each second.
    """

    periods: Curve

    @property
    def bpm(self) -> float:
        """The median tempo in beats a minute."""
        return float(60 * FRAME_RATE_HZ / np.median(self.periods))


def candidate_pulses(tempogram: Tempogram) -> list[Pulse]:
    """Return pulses that a programme may be heard in, the strongest first.

    The leading one is, second by second, the distance at which, and at whose multiples, most recurs, with some regard
    to how readily people tap it; it moves at a price (the best such path by Viterbi's algorithm). The others stand to
    it as two, three or four to one another.
    """
    lags, scores, path = _leading(tempogram, np.inf)
    leading, totals = lags[path], scores.mean(axis=0)
    found: list[tuple[float, Pulse]] = []
    for relative in _RELATIVES:
        pulse = Pulse(leading * relative)
        if SLOWEST_BPM <= pulse.bpm <= FASTEST_BPM:
            nearest = int(np.abs(np.log(lags * pulse.bpm / 60 / FRAME_RATE_HZ)).argmin())
            found.append((float(totals[max(0, nearest - 1) : nearest + 2].max()), pulse))
    return [pulse for _, pulse in sorted(found, key=lambda pair: -pair[0])[:_MOST_CANDIDATES]]


def leaps_s(tempogram: Tempogram) -> list[int]:
    """Return the seconds at which the pulse leaps to another tempo, and not to half or double its own."""
    lags, _, path = _leading(tempogram, _LEAP_PRICE)
    leading = np.log2(lags[path])
    found: list[int] = []
    for second in (np.flatnonzero(np.abs(np.diff(path)) > _REACH_BINS) + 1).tolist():
        ratio = 2 ** (leading[second] - leading[second - 1])
        is_octave = any(abs(np.log2(ratio / octave)) < _SAME_OCTAVES for octave in (0.25, 0.5, 1, 2, 4))
        last = found[-1] if found else 0
        if not is_octave and second - last >= _SHORTEST_PART_S and len(path) - second >= _SHORTEST_PART_S:
            found.append(second)
    return found


def _leading(tempogram: Tempogram, leap_price: float) -> tuple[Curve, Matrix, NDArray[np.int64]]:
    """Return the distances of beats considered, ``(seconds, lags)`` scores, and the best path through them."""
    bins = int(np.log2(FASTEST_BPM / SLOWEST_BPM) * _BINS_PER_OCTAVE)
    lags = 60 * FRAME_RATE_HZ / (FASTEST_BPM * 2 ** (-np.arange(bins + 1) / _BINS_PER_OCTAVE))
    scores = _scores(tempogram, lags)
    around = gaussian_filter1d(scores, _NEIGHBOURHOOD_S / _HOP_S, axis=0, mode="nearest")
    return lags, scores, _best_path(0.5 * (scores + around), leap_price)


def _scores(tempogram: Tempogram, lags: Curve) -> Matrix:
    """Return ``(times, lags)``, how much speaks for each distance of beats at each second."""
    scores = np.zeros((len(tempogram.shares), len(lags)), np.float32)
    for multiple, weight in zip(_MULTIPLES, _MULTIPLE_WEIGHTS, strict=True):
        places = multiple * lags
        left = np.minimum(places.astype(int), tempogram.longest - 2)
        part = (places - left).astype(np.float32)
        shares = tempogram.shares[:, left] * (1 - part) + tempogram.shares[:, left + 1] * part
        scores += np.float32(weight) * np.where(places < tempogram.longest - 2, shares, 0)
    octaves = np.log2(60 * FRAME_RATE_HZ / lags / _PREFERRED_BPM)
    preference = 0.05 * (octaves / _PREFERENCE_OCTAVES) ** 2
    even: Matrix = (scores / sum(_MULTIPLE_WEIGHTS) - preference).astype(np.float32)
    return even


def _best_path(scores: Matrix, leap_price: float) -> NDArray[np.int64]:
    """Return the bin of each second on the path that gains most."""
    origins = np.zeros(scores.shape, np.int64)
    path = np.zeros(len(scores), np.int64)
    path[-1] = _extend(scores, leap_price, origins)
    for time in range(len(scores) - 1, 0, -1):
        path[time - 1] = origins[time, path[time]]
    return path


@njit(cache=True, nogil=True)
def _extend(scores, leap_price, origins):  # type: ignore[no-untyped-def]
    """Fill ``origins`` with the bin before each (second, bin); return the last bin of the best path."""
    times, bins = scores.shape
    values = scores[0].astype(np.float64)
    for time in range(1, times):
        best = values.argmax()
        after = np.empty(bins, np.float64)
        for place in range(bins):
            gained, source = values[best] - leap_price, best
            for move in range(-_REACH_BINS, _REACH_BINS + 1):
                if 0 <= place - move < bins and values[place - move] - _BIN_PRICE * abs(move) > gained:
                    gained, source = values[place - move] - _BIN_PRICE * abs(move), place - move
            after[place] = gained + scores[time, place]
            origins[time, place] = source
        values = after
    return values.argmax()


def _autocorrelation(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    size = rows.shape[1]
    spectra = scipy.fft.rfft(rows, scipy.fft.next_fast_len(2 * size))
    correlation: NDArray[np.float64] = scipy.fft.irfft(spectra.real**2 + spectra.imag**2)[:, :size]
    return correlation
