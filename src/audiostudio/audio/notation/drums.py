"""Hears a drum set: when something is struck, and which of six kinds of drum it may have been.

What is struck shows as a rise in any of fourteen bands. A small network then reads the bands before, at and behind the
strike, and says for each kind how likely it is among what was struck; kinds may sound together. It was trained by
``training/drum_classes.py`` on drums made by chance and on the kits of a free SoundFont.
"""

from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from audiostudio.audio.dsp.downmix import as_mono
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.notation.notes import Note
from audiostudio.audio.types import Audio, Matrix

# General MIDI keys of the kinds, in the order of the network's answers.
DRUM_KEYS = (36, 38, 42, 46, 45, 49)
DRUM_NAMES = {49: "Crash", 46: "Open hat", 42: "Closed hat", 45: "Tom", 38: "Snare", 36: "Kick"}
RATE_HZ = 44_100
FRAME_RATE_HZ = RATE_HZ / 256

_WINDOW, _HOP = 1024, 256
_EDGES_HZ = (30, 60, 100, 150, 220, 330, 500, 800, 1_300, 2_200, 3_600, 6_000, 9_000, 12_500, 17_000)
_BANDS = len(_EDGES_HZ) - 1
# A strike is a local maximum (29 ms to both sides) of the mean rise of the bands, in dB over two frames.
_LEAST_RISE_DB = 1.2
_MOST_RISE_DB = 30.0
_NEIGHBOURS = 5
_FLOOR_DB = -60.0
# Where a strike is looked at, in frames from it: before, the strike itself, its decay and its ringing.
_CONTEXTS = ((-6, -2), (0, 4), (4, 10), (12, 22), (24, 40))
_NOTE_S = 0.1
# The bands in which each kind is strongest.
_STRONGEST = {36: (0, 3), 38: (3, 10), 42: (10, 14), 46: (10, 14), 45: (1, 5), 49: (8, 14)}
# Beyond this the sound is taken for silence, whatever its shape.
_SILENCE = 1e-10
_WEIGHTS = "drum_classes.npz"


def detect_drums(
    blocks: Iterable[Audio], sample_rate_hz: int, *, progress: Callable[[float], None] = lambda seconds: None
) -> list[Note]:
    """Return what was struck, in order of time, each a tenth of a second long.

    An hour takes 35 MB. Velocities follow the power of a strike in the bands of its kind.

    Args:
        blocks: the sound, ``(channels, frames)`` float32; channels are averaged.
        sample_rate_hz: its rate.
        progress: called with the seconds done so far; may raise to stop.
    """
    bands = band_powers(blocks, sample_rate_hz, progress)
    strikes = detect_strikes(bands)
    if not len(strikes):
        return []
    likelihoods, thresholds = _likelihoods(strike_features(bands, strikes)), _network()["thresholds"]
    levels_db = _levels_db(bands, strikes)
    notes = []
    for number, key in enumerate(DRUM_KEYS):
        struck = np.flatnonzero(likelihoods[:, number] >= thresholds[number])
        if len(struck):
            loudest = np.percentile(levels_db[struck, number], 95)
            velocities = np.clip(100 + 2.5 * (levels_db[struck, number] - loudest), 20, 127)
            onsets_s = strikes[struck] / FRAME_RATE_HZ
            lengths_s = np.minimum(_NOTE_S, np.diff(onsets_s, append=np.inf))
            for onset_s, length_s, velocity in zip(onsets_s.tolist(), lengths_s.tolist(), velocities, strict=True):
                notes.append(Note(onset_s, onset_s + length_s, key, round(float(velocity))))
    return sorted(notes, key=lambda note: (note.onset_s, note.midi_pitch))


def band_powers(
    blocks: Iterable[Audio], sample_rate_hz: int, progress: Callable[[float], None] = lambda seconds: None
) -> Matrix:
    """Return ``(frames, 14)`` powers, `FRAME_RATE_HZ` frames a second, the first centred on the beginning."""
    resampler = Resampler(sample_rate_hz, RATE_HZ, 1) if sample_rate_hz != RATE_HZ else None
    matrix, window = _band_matrix(), np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    pending = np.zeros(_WINDOW // 2, np.float32)
    found = [np.zeros((0, _BANDS), np.float32)]
    frames = 0

    def feed(sound: NDArray[np.float32]) -> None:
        nonlocal pending, frames
        # A block may be as long as the sound.
        for start in range(0, len(sound), RATE_HZ):
            pending = np.concatenate([pending, sound[start : start + RATE_HZ]])
            count = max(0, (len(pending) - _WINDOW) // _HOP + 1)
            if not count:
                continue
            cut = np.lib.stride_tricks.sliding_window_view(pending, _WINDOW)[::_HOP][:count]
            spectra = scipy.fft.rfft(cut * window)
            found.append((spectra.real**2 + spectra.imag**2) @ matrix)
            pending = pending[count * _HOP :].copy()
            frames += count
            progress(frames / FRAME_RATE_HZ)

    for mono in as_mono(blocks, sample_rate_hz):
        feed((resampler.process(mono) if resampler else mono)[0])
    if resampler:
        feed(resampler.finish()[0])
    feed(np.zeros(_WINDOW, np.float32))
    return np.concatenate(found)


def detect_strikes(bands: Matrix) -> NDArray[np.int64]:
    """Return the frames at which something is struck, ``(strikes,)``."""
    if len(bands) < 3 or bands.max() < _SILENCE:
        return np.zeros(0, np.int64)
    levels = 10 * np.log10(bands + bands.max() * np.float32(10 ** (_FLOOR_DB / 10)))
    rises = np.zeros_like(levels)
    rises[2:] = np.clip(levels[2:] - np.maximum(levels[1:-1], levels[:-2]), 0, _MOST_RISE_DB)
    rise = np.convolve(rises.mean(axis=1), [0.25, 0.5, 0.25], "same")
    padded = np.pad(rise, _NEIGHBOURS, constant_values=-1)
    highest = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1).max(axis=1)
    peaks = np.flatnonzero((rise >= _LEAST_RISE_DB) & (rise == highest))
    return peaks[np.diff(peaks, prepend=-_NEIGHBOURS) >= _NEIGHBOURS]


def strike_features(bands: Matrix, strikes: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return ``(strikes, 71)``: levels before, at and behind each strike in every band, and how soon the next comes.

    Levels are relative to the strongest tenth of strikes, so that the sound's own level makes no difference.
    """
    powers = _context_powers(bands, strikes)
    loudest = np.percentile(powers[:, 1].max(axis=1), 90)
    levels = 10 * np.log10(powers / max(loudest, _SILENCE) + 10 ** (_FLOOR_DB / 10))
    gaps = np.minimum(np.diff(strikes, append=strikes[-1] + 60), 60) / 60
    return np.concatenate([levels.reshape(len(strikes), -1) / 30 + 1, gaps[:, None]], axis=1).astype(np.float32)


def _context_powers(bands: Matrix, strikes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return ``(strikes, powers, bands)`` mean powers."""
    sums = np.concatenate([np.zeros((1, _BANDS)), np.cumsum(bands, axis=0, dtype=np.float64)])
    parts = []
    for first, last in _CONTEXTS:
        start, end = (np.clip(strikes + edge, 0, len(bands)) for edge in (first, last))
        parts.append((sums[end] - sums[start]) / np.maximum(1, end - start)[:, None])
    return np.asarray(np.maximum(0, np.stack(parts, axis=1)), np.float64)


def _levels_db(bands: Matrix, strikes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return ``(strikes, kinds)`` levels of each strike in the bands where a kind is strongest."""
    powers = _context_powers(bands, strikes)[:, 1]
    powers = np.stack([powers[:, slice(*_STRONGEST[key])].sum(axis=1) for key in DRUM_KEYS], axis=1)
    return np.asarray(10 * np.log10(powers + _SILENCE), np.float64)


@cache
def _network() -> dict[str, NDArray[np.float32]]:
    with files("audiostudio.audio.notation").joinpath(_WEIGHTS).open("rb") as file, np.load(file) as stored:
        return {name: stored[name] for name in stored.files}


def _likelihoods(read: NDArray[np.float32]) -> NDArray[np.float32]:
    weights = _network()
    hidden = np.maximum(0, read @ weights["hidden"] + weights["hidden_bias"])
    answers = hidden @ weights["out"] + weights["out_bias"]
    return np.asarray(1 / (1 + np.exp(-answers)), np.float32)


@cache
def _band_matrix() -> NDArray[np.float32]:
    """Return ``(513, 14)``, which sums powers into bands; a band narrower than a line takes the nearest."""
    hz = np.arange(_WINDOW // 2 + 1) * RATE_HZ / _WINDOW
    numbers = np.searchsorted(_EDGES_HZ, hz) - 1
    matrix = (numbers[:, None] == np.arange(_BANDS)).astype(np.float32)
    for band in np.flatnonzero(matrix.sum(axis=0) == 0):
        middle_hz = np.sqrt(_EDGES_HZ[band] * _EDGES_HZ[band + 1])
        matrix[np.argmin(np.abs(hz - middle_hz)), band] = 1
    return np.asarray(matrix, np.float32)
