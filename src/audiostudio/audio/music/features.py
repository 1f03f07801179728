"""Hears a stream once and keeps the little that tempo, key, chords and sections are found from."""

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.music.beat_hearing import BEAT_CLASSES, HEARING_RATE_HZ, HEARING_WINDOW, BeatHearing
from audiostudio.audio.music.onsets import FLUX_BANDS, OnsetDetector
from audiostudio.audio.types import Audio, Matrix

RATE_HZ = 24_000
FRAME_RATE_HZ = 100
STEP_RATE_HZ = 10
BINS_PER_SEMITONE = 3
LOWEST_MIDI_PITCH = 24
SEMITONES = 84
TIMBRE_BANDS = 20

ONSET_WINDOW = 1024
_ONSET_HOP = RATE_HZ // FRAME_RATE_HZ
HARMONY_WINDOW = 8192
_HARMONY_HOP = RATE_HZ // STEP_RATE_HZ
_FRAMES_PER_STEP = FRAME_RATE_HZ // STEP_RATE_HZ
# Spectra are made of so much sound at a time: enough for fast matrix products, little enough to stay in memory.
_BATCH_S = 8
_TIMBRE_HZ = (40.0, 11_000.0)


@dataclass(frozen=True)
class MusicFeatures:
    """What is kept of a programme: about 17 KB a second.

    Attributes:
        duration_s: length of what was heard.
        flux: ``(frames, FLUX_BANDS)``, how much begins in the bass, the middle and the treble, 100 frames a second;
            frame ``n`` is at ``n / 100`` s. Without unit; the same music at another level gives the same.
        pitch_magnitudes: ``(steps, 252)`` magnitudes on thirds of a semitone from C1 to B7 (A4 being 440 Hz), 10 steps
            a second; step ``n`` is centred on ``n / 10`` s. A sine of amplitude 1 gives about 1.
        beat_probabilities: ``(moments, 2)``, 0 to 1, that a beat is here, and that the first of a bar is, 50 moments a
            second; moment ``n`` is at ``n / 50`` s.
        timbre_db: ``(steps, TIMBRE_BANDS)`` levels of bands of equal width in octaves, dB relative to full scale.
    """

    duration_s: float
    flux: Matrix
    beat_probabilities: Matrix
    pitch_magnitudes: Matrix
    timbre_db: Matrix

    @property
    def power(self) -> NDArray[np.float64]:
        """Mean power of each step, ``(steps,)``, relative to full scale."""
        power: NDArray[np.float64] = (10 ** (self.timbre_db.astype(np.float64) / 10)).sum(axis=1)
        return power

    def between(self, first_s: int, last_s: int) -> "MusicFeatures":
        """Return those of a stretch from one whole second to another."""
        steps = slice(first_s * STEP_RATE_HZ, last_s * STEP_RATE_HZ)
        return MusicFeatures(
            min(self.duration_s, last_s) - first_s,
            self.flux[first_s * FRAME_RATE_HZ : last_s * FRAME_RATE_HZ],
            self.beat_probabilities[first_s * HEARING_RATE_HZ : last_s * HEARING_RATE_HZ],
            self.pitch_magnitudes[steps],
            self.timbre_db[steps],
        )


class MusicMeter:
    """Collects `MusicFeatures` from a stream; block edges make no difference.

    The channels' powers are added, not their samples, so that nothing cancels.

    Args:
        sample_rate_hz: rate of the stream; any.
        channels: 1 or 2 (see `audiostudio.audio.dsp.downmix` for more).
    """

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        self._rate, self._frames_fed = sample_rate_hz, 0
        self._resampler = Resampler(sample_rate_hz, RATE_HZ, channels) if sample_rate_hz != RATE_HZ else None
        self._onset_spectra = _Spectra(channels, ONSET_WINDOW, _ONSET_HOP)
        self._harmony_spectra = _Spectra(channels, HARMONY_WINDOW, _HARMONY_HOP)
        self._hearing_spectra = _Spectra(channels, HEARING_WINDOW, RATE_HZ // HEARING_RATE_HZ)
        self._onsets = OnsetDetector(_line_hz(ONSET_WINDOW))
        self._hearing = BeatHearing(_line_hz(HEARING_WINDOW), channels)
        self._timbre = _band_matrix(_line_hz(ONSET_WINDOW))
        self._pitches = pitch_kernel()
        self._waiting: list[Audio] = []
        self._waiting_frames = 0
        self._band_rest = np.zeros((0, TIMBRE_BANDS), np.float32)
        self._flux: list[Matrix] = []
        self._beats: list[Matrix] = []
        self._magnitudes: list[Matrix] = []
        self._bands: list[Matrix] = []

    def feed(self, audio: Audio) -> None:
        """Take the next block, ``(channels, frames)`` float32."""
        self._frames_fed += audio.shape[1]
        self._process(self._resampler.process(audio) if self._resampler else audio)

    def read(self) -> MusicFeatures:
        """Return the features of all that was fed; nothing can be fed afterwards."""
        if self._resampler:
            self._process(self._resampler.finish())
        self._flush()
        self._add_onset_powers(self._onset_spectra.finish())
        self._add_hearing_powers(self._hearing_spectra.finish())
        self._add_harmony_powers(self._harmony_spectra.finish())
        if len(self._band_rest):
            self._bands.append(self._band_rest.mean(axis=0, keepdims=True))
        flux, magnitudes = _joined(self._flux, FLUX_BANDS), _joined(self._magnitudes, self._pitches.shape[1])
        bands = _joined(self._bands, TIMBRE_BANDS)
        steps = min(len(magnitudes), len(bands))
        return MusicFeatures(
            duration_s=self._frames_fed / self._rate,
            flux=flux,
            beat_probabilities=_joined(self._beats, BEAT_CLASSES),
            pitch_magnitudes=magnitudes[:steps],
            timbre_db=10 * np.log10(np.maximum(bands[:steps], np.float32(1e-12))),
        )

    def _process(self, audio: Audio) -> None:
        self._waiting.append(audio)
        self._waiting_frames += audio.shape[1]
        if self._waiting_frames >= _BATCH_S * RATE_HZ:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        batch = np.concatenate(self._waiting, axis=1)
        self._waiting, self._waiting_frames = [], 0
        # A block may be as long as the programme.
        for start in range(0, batch.shape[1], _BATCH_S * RATE_HZ):
            part = batch[:, start : start + _BATCH_S * RATE_HZ]
            self._add_onset_powers(self._onset_spectra.powers(part))
            self._add_hearing_powers(self._hearing_spectra.powers(part))
            self._add_harmony_powers(self._harmony_spectra.powers(part))

    def _add_onset_powers(self, powers: Matrix) -> None:
        if not len(powers):
            return
        self._flux.append(self._onsets.feed(powers))
        bands = np.concatenate([self._band_rest, powers @ self._timbre])
        steps = len(bands) // _FRAMES_PER_STEP
        whole = bands[: steps * _FRAMES_PER_STEP].reshape(steps, _FRAMES_PER_STEP, TIMBRE_BANDS)
        self._bands.append(whole.mean(axis=1))
        self._band_rest = bands[steps * _FRAMES_PER_STEP :]

    def _add_hearing_powers(self, powers: Matrix) -> None:
        if len(powers):
            self._beats.append(self._hearing.feed(powers))

    def _add_harmony_powers(self, powers: Matrix) -> None:
        self._magnitudes.append(np.sqrt(powers) @ self._pitches)


class _Spectra:
    """Cuts a stream into windows, the first centred on its beginning, and returns their powers over all channels."""

    def __init__(self, channels: int, size: int, hop: int) -> None:
        self._size, self._hop = size, hop
        # A sine of amplitude 1 reads 1.
        self._window = np.hanning(size + 1)[:-1].astype(np.float32)
        self._window *= np.float32(2 / self._window.sum())
        self._pending = np.zeros((channels, size // 2), np.float32)

    def powers(self, audio: Audio) -> Matrix:
        """Return ``(windows, size / 2 + 1)`` powers."""
        known = np.concatenate([self._pending, audio], axis=1)
        count = max(0, (known.shape[1] - self._size) // self._hop + 1)
        self._pending = known[:, count * self._hop :].copy()
        if not count:
            return np.zeros((0, self._size // 2 + 1), np.float32)
        power = np.zeros((count, self._size // 2 + 1), np.float32)
        for channel in known:
            cut = np.lib.stride_tricks.sliding_window_view(channel, self._size)[:: self._hop][:count]
            spectra = scipy.fft.rfft(cut * self._window)
            power += spectra.real**2 + spectra.imag**2
        return power

    def finish(self) -> Matrix:
        """Return the powers of windows that reach beyond the end, as far as their centres lie in the stream."""
        return self.powers(np.zeros((self._pending.shape[0], self._size // 2), np.float32))


def pitch_hz(midi_pitch: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the frequency of pitches, ``(pitches,)``, 69 being 440 Hz."""
    hz: NDArray[np.float64] = 440 * 2 ** ((midi_pitch - 69) / 12)
    return hz


def pitch_kernel() -> Matrix:
    """Return ``(4097, 252)``, which takes a spectrum's magnitudes to thirds of a semitone.

    Each bin is a raised cosine as wide as its neighbours are apart, and in the bass, where a window cannot tell thirds
    of a semitone apart, as wide as the window's lines are.
    """
    line_hz = RATE_HZ / HARMONY_WINDOW
    hz = _line_hz(HARMONY_WINDOW)
    centres = pitch_hz(LOWEST_MIDI_PITCH + np.arange(SEMITONES * BINS_PER_SEMITONE) / BINS_PER_SEMITONE)
    width_hz = np.maximum(line_hz, centres * (2 ** (1 / (12 * BINS_PER_SEMITONE)) - 1))
    distance = np.minimum(1, np.abs(hz[:, None] - centres) / width_hz)
    kernel = 0.5 + 0.5 * np.cos(np.pi * distance)
    unity: Matrix = (kernel / kernel.sum(axis=0)).astype(np.float32)
    return unity


def _line_hz(window: int) -> NDArray[np.float64]:
    hz: NDArray[np.float64] = np.arange(window // 2 + 1, dtype=np.float64) * (RATE_HZ / window)
    return hz


def _band_matrix(hz: NDArray[np.float64]) -> Matrix:
    edges = np.geomspace(*_TIMBRE_HZ, TIMBRE_BANDS + 1)
    numbers = np.searchsorted(edges, hz) - 1
    # Bass bands are narrower than a line: each takes the line nearest to it.
    matrix = (numbers[:, None] == np.arange(TIMBRE_BANDS)).astype(np.float32)
    for band in np.flatnonzero(matrix.sum(axis=0) == 0):
        matrix[np.argmin(np.abs(hz - np.sqrt(edges[band] * edges[band + 1]))), band] = 1
    # Half the sum of a Hann window's powers, over the squared sum that made a sine read 1, is 1.5 lines.
    levelled: Matrix = matrix / np.float32(3)
    return levelled


def _joined(parts: list[Matrix], width: int) -> Matrix:
    return np.concatenate([np.zeros((0, width), np.float32), *parts])
