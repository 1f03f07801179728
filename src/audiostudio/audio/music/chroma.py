"""Which pitches sound when: spectra explained as sums of notes with their harmonics, in the recording's own tuning.

The method is that of Mauch and Dixon, "Approximate note transcription for the improved identification of difficult
chords" (ISMIR 2010): a whitened spectrum on thirds of a semitone, and the non-negative mixture of notes nearest to it.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import median_filter, uniform_filter1d

from audiostudio.audio.music.features import (
    BINS_PER_SEMITONE,
    HARMONY_WINDOW,
    LOWEST_MIDI_PITCH,
    RATE_HZ,
    SEMITONES,
    STEP_RATE_HZ,
    MusicFeatures,
    pitch_hz,
    pitch_kernel,
)
from audiostudio.audio.types import Curve, Matrix

_BINS_PER_OCTAVE = 12 * BINS_PER_SEMITONE
# Harmonics fall by so much each; instruments differ, the mixture forgives it.
_HARMONIC_DECAY = 0.6
_HARMONICS = 16
_ITERATIONS = 40
_SILENT = 1e-5
_TONALITY_PIECE_S = 1.0
# What does not last for half of this is a stroke, not a pitch (Fitzgerald, "Harmonic/percussive separation using median
# filtering", DAFx 2010). Chords change faster: they are looked for in all that sounds.
_SUSTAINED_STEPS = 7
_BATCH_S = 600
_LEAST_TONALITY = 0.26
# Weights by pitch: the bass fades out where the treble fades in.
_BASS_UP_TO, _TREBLE_FROM, _TREBLE_UP_TO = 52.0, 48.0, 96.0
_FADE_SEMITONES = 8.0


@dataclass(frozen=True)
class PitchActivity:
    """How much each note sounds in each piece of a programme.

    Attributes:
        edges_s: ``(pieces + 1,)`` where the pieces begin and end.
        notes: ``(pieces, 84)`` strength of the notes from C1 to B7, without unit; a piece's level does not matter.
        tuning_cents: how far the recording is above A4 = 440 Hz, -50 to 50.
    """

    edges_s: Curve
    notes: Matrix
    tuning_cents: float

    @property
    def tonality(self) -> float:
        """0 to 1: how few pitch classes most of a piece's strength lies in; 1 for one alone, below 0.25 for noise."""
        classes = self.treble + self.bass
        classes = classes[classes.sum(axis=1) > 0]
        if not len(classes):
            return 0.0
        return float(np.median(classes.std(axis=1) / classes.mean(axis=1)) / np.sqrt(11))

    @property
    def treble(self) -> Curve:
        """``(pieces, 12)``: strength of the pitch classes from C, without the bass."""
        pitches = LOWEST_MIDI_PITCH + np.arange(SEMITONES)
        rise = np.clip((pitches - _TREBLE_FROM) / _FADE_SEMITONES + 0.5, 0, 1)
        return self._folded(rise * np.clip((_TREBLE_UP_TO - pitches) / _FADE_SEMITONES + 0.5, 0, 1))

    @property
    def bass(self) -> Curve:
        """``(pieces, 12)``: strength of the pitch classes from C in the bass."""
        pitches = LOWEST_MIDI_PITCH + np.arange(SEMITONES)
        return self._folded(np.clip((_BASS_UP_TO - pitches) / _FADE_SEMITONES + 0.5, 0, 1))

    def _folded(self, weights: Curve) -> Curve:
        folded: Curve = (self.notes * weights).reshape(len(self.notes), -1, 12).sum(axis=1)
        return folded


def pitch_activity(features: MusicFeatures, edges_s: Curve) -> PitchActivity:
    """Return what sounds between each two of ``edges_s``, ``(edges,)``.

    Args:
        features: of the programme.
        edges_s: rising times; pieces shorter than a tenth of a second take the tenth they lie in.
    """
    return _activity(_mean_spectra(features.pitch_magnitudes, edges_s), edges_s)


def clearest_activity(features: MusicFeatures) -> PitchActivity:
    """Return what sounds in each second: of all that sounds, or of what lasts alone, whichever has clearer pitches.

    Drums hide the pitches of what lasts; music of short notes has nothing else.
    """
    edges_s = np.arange(0, features.duration_s + _TONALITY_PIECE_S, _TONALITY_PIECE_S)
    spectra = np.concatenate(
        [
            _mean_spectra(_lasting(features.pitch_magnitudes, first), edges_s[first : first + _BATCH_S + 1] - first)
            for first in range(0, len(edges_s) - 1, _BATCH_S)
        ]
    )
    return max(pitch_activity(features, edges_s), _activity(spectra, edges_s), key=lambda each: each.tonality)


def is_tonal(features: MusicFeatures) -> bool:
    """Return whether a programme has clear pitches, which noise and drums alone have not."""
    return has_pitches(clearest_activity(features))


def has_pitches(activity: PitchActivity) -> bool:
    """Return the same of what was found by `clearest_activity`."""
    return activity.tonality >= _LEAST_TONALITY


def _lasting(magnitudes: Matrix, first_s: int) -> Matrix:
    """Return the steps of `_BATCH_S` seconds without what does not last."""
    first, margin = min(first_s * STEP_RATE_HZ, len(magnitudes) - 1), _SUSTAINED_STEPS // 2
    lead = min(first, margin)
    piece = magnitudes[first - lead : first + _BATCH_S * STEP_RATE_HZ + margin]
    lasting = np.minimum(piece, median_filter(piece, (_SUSTAINED_STEPS, 1), mode="nearest"))
    kept: Matrix = lasting[lead : lead + _BATCH_S * STEP_RATE_HZ]
    return kept


def _mean_spectra(magnitudes: Matrix, edges_s: Curve) -> Matrix:
    """Return the mean spectrum of each piece, ``(pieces, 252)``."""
    edges = np.clip(np.round(edges_s * STEP_RATE_HZ).astype(int), 0, len(magnitudes))
    starts = np.minimum(edges[:-1], len(magnitudes) - 1)
    steps = np.maximum(1, np.diff(np.append(starts, max(edges[-1], starts[-1] + 1))))
    sums = np.add.reduceat(magnitudes[: max(edges[-1], starts[-1] + 1)], starts)
    means: Matrix = (sums / steps[:, None]).astype(np.float32)
    return means


def _activity(spectra: Matrix, edges_s: Curve) -> PitchActivity:
    loudest = spectra.max(axis=1)
    whitened = _whitened(spectra)
    whitened[loudest <= max(_SILENT, 1e-3 * float(loudest.max(initial=0)))] = 0
    tuning_bins = _tuning_bins(whitened)
    notes = _explained(whitened, _note_spectra(tuning_bins / BINS_PER_SEMITONE))
    return PitchActivity(edges_s, notes, float(100 * tuning_bins / BINS_PER_SEMITONE))


def _whitened(spectra: Matrix) -> Matrix:
    """Return by how many deviations each bin stands out of its octave; 0 where it does not."""
    mean = uniform_filter1d(spectra, _BINS_PER_OCTAVE, axis=1, mode="nearest")
    square = uniform_filter1d(spectra**2, _BINS_PER_OCTAVE, axis=1, mode="nearest")
    deviation = np.sqrt(np.maximum(square - mean**2, 0))
    floor = 0.01 * deviation.max(axis=1, keepdims=True) + np.float32(1e-9)
    whitened: Matrix = np.maximum(0, (spectra - mean) / np.maximum(deviation, floor))
    return whitened


def _tuning_bins(whitened: Matrix) -> float:
    """Return where in a semitone the spectrum's ridges lie, -1.5 to 1.5 bins, by the phase of a circular mean."""
    turns = np.exp(2j * np.pi * np.arange(whitened.shape[1]) / BINS_PER_SEMITONE)
    mean = np.dot(whitened.sum(axis=0, dtype=np.float64), turns)
    return float(np.angle(mean) / (2 * np.pi) * BINS_PER_SEMITONE)


def _note_spectra(tuning_semitones: float) -> Matrix:
    """Return ``(84, 252)``: what each note looks like, as the window and the bins blur it."""
    kernel = pitch_kernel()
    line_hz = RATE_HZ / HARMONY_WINDOW
    pitches = LOWEST_MIDI_PITCH + np.arange(SEMITONES, dtype=np.float64) + tuning_semitones
    fundamentals = pitch_hz(pitches)
    spectra = np.zeros((SEMITONES, len(kernel)))
    near = np.arange(-2, 4)
    for harmonic in range(1, _HARMONICS + 1):
        lines = fundamentals * harmonic / line_hz
        rows = np.flatnonzero(lines < len(kernel) - 4)
        numbers = np.floor(lines[rows]).astype(int)[:, None] + near
        distance = numbers - lines[rows, None] + 1e-9
        lobe = np.abs(np.sinc(distance) / (1 - distance**2))  # of a Hann window
        np.add.at(spectra, (rows[:, None], numbers), lobe * _HARMONIC_DECAY ** (harmonic - 1))
    seen = (spectra @ kernel).astype(np.float32)
    unit: Matrix = seen / np.linalg.norm(seen, axis=1, keepdims=True)
    return unit


def _explained(whitened: Matrix, notes: Matrix) -> Matrix:
    """Return the non-negative mixtures of ``notes`` nearest to the spectra.

    Multiplicative updates, as in Lee and Seung, "Algorithms for non-negative matrix factorization" (2000).
    """
    wanted = whitened @ notes.T
    gram = notes @ notes.T
    mixture = wanted.copy()
    for _ in range(_ITERATIONS):
        mixture *= wanted / (mixture @ gram + np.float32(1e-9))
    return mixture
