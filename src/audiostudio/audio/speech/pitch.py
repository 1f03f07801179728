"""Finds the pitch of a voice.

After Boersma, "Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio of a sampled
sound", IFA Proceedings 17 (1993): the autocorrelation of a windowed piece, divided by that of its window, peaks at the
period however the window cuts it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_HOP_S = 0.010
_PERIODS_PER_WINDOW = 3
_OCTAVE_COST = 0.02
_VOICED_ABOVE = 0.5
_SILENT_BELOW_PEAK = 0.02
_FRAMES_AT_ONCE = 2_048


@dataclass(frozen=True)
class PitchTrack:
    """A voice's pitch every 10 ms.

    Attributes:
        times_s: middle of each piece.
        pitch_hz: its pitch, 0 where it is unvoiced.
    """

    times_s: NDArray[np.float64]
    pitch_hz: NDArray[np.float64]

    @property
    def voiced_hz(self) -> NDArray[np.float64]:
        """The pitches of voiced pieces alone, ``(voiced,)``."""
        return self.pitch_hz[self.pitch_hz > 0]


def track_pitch(
    sound: NDArray[np.float32], sample_rate_hz: int, *, lowest_hz: float = 60.0, highest_hz: float = 600.0
) -> PitchTrack:
    """Return the pitch of one voice.

    Args:
        sound: ``(frames,)`` float32.
        sample_rate_hz: its rate.
        lowest_hz, highest_hz: where to look for it.
    """
    size = round(_PERIODS_PER_WINDOW / lowest_hz * sample_rate_hz)
    hop = round(_HOP_S * sample_rate_hz)
    padded = np.concatenate([np.zeros(size // 2), sound, np.zeros(size // 2 + 1)])
    pieces = np.lib.stride_tricks.sliding_window_view(padded, size)[: max(0, sound.size) : hop]
    window = np.hanning(size)
    longest, shortest = round(sample_rate_hz / lowest_hz), round(sample_rate_hz / highest_hz)
    of_window = _autocorrelation(window[None], longest + 2)[0]
    loudest = np.abs(sound).max(initial=0.0)
    pitches = [np.zeros(0)]
    for start in range(0, len(pieces), _FRAMES_AT_ONCE):
        block = pieces[start : start + _FRAMES_AT_ONCE]
        block = block - block.mean(axis=1, keepdims=True)
        quiet = np.abs(block).max(axis=1) <= _SILENT_BELOW_PEAK * loudest
        correlation = _autocorrelation(block * window, longest + 2) / of_window
        pitches.append(np.where(quiet, 0.0, _best_pitch(correlation, shortest, longest, sample_rate_hz)))
    pitch_hz = np.concatenate(pitches)
    return PitchTrack(np.arange(len(pitch_hz)) * hop / sample_rate_hz, pitch_hz)


def _autocorrelation(pieces: NDArray[np.float64], lags: int) -> NDArray[np.float64]:
    size = 1 << int(np.ceil(np.log2(pieces.shape[1] + lags)))
    powers = np.abs(np.fft.rfft(pieces, size)) ** 2
    products = np.fft.irfft(powers)[:, :lags]
    normed: NDArray[np.float64] = products / np.maximum(products[:, :1], 1e-12)
    return normed


def _best_pitch(
    correlation: NDArray[np.float64], shortest: int, longest: int, sample_rate_hz: int
) -> NDArray[np.float64]:
    """Return the pitch of the best peak of each row, between samples by a parabola; 0 where none is good enough."""
    lags = np.arange(shortest, longest + 1)
    before, here, after = (correlation[:, lags + offset] for offset in (-1, 0, 1))
    is_peak = (here >= before) & (here > after)
    worth = np.where(is_peak, here - _OCTAVE_COST * np.log2(lags / shortest), -np.inf)
    best = np.argmax(worth, axis=1)
    rows = np.arange(len(correlation))
    left, middle, right = (values[rows, best] for values in (before, here, after))
    bend = left - 2 * middle + right
    offset = np.where(bend < 0, 0.5 * (left - right) / np.where(bend < 0, bend, 1.0), 0.0)
    is_voiced = (middle > _VOICED_ABOVE) & np.isfinite(worth[rows, best])
    pitches: NDArray[np.float64] = np.where(is_voiced, sample_rate_hz / (lags[best] + offset), 0.0)
    return pitches
