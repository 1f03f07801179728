"""Which of several grids of beats is the one that people tap: half or double the tempo, on or between the hits."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import maximum_filter1d

from audiostudio.audio.music.features import FRAME_RATE_HZ, STEP_RATE_HZ, MusicFeatures
from audiostudio.audio.music.tempo import Tempogram
from audiostudio.audio.types import Curve, Matrix

_NEAR_FRAMES = 3
_ROWS_AT_A_TIME = 2_000
_HARMONY_REACH = 6
_MIDDLE_BPM = 110.0
_MULTIPLES = (0.5, 1, 2, 3, 4)
# A grid on whose beats less than this share of what begins between them begins is none, whatever else speaks for it.
_EMPTY_SHARE, _OFF_BEAT_PENALTY = 0.2, 30.0
STEADY_OCTAVES = np.log2(1.04)

# How much each trait counts: a conditional logit, fitted once to 182 pieces composed for it (none of those that the
# benchmark judges by), so that likelihoods are right about as often as they say. In order: the tempo, in octaves from
# the middle, and its square; onsets in bass, middle and treble on against between beats; these on the beat alone;
# how much every second beat differs in them; harmonic change on the beat against between, on the whole and once a bar;
# bass once a bar; recurrence at half a beat, one, two, three and four.
_WEIGHTS = np.array(
    [
        *(5.35, -6.03),
        *(0.42, -2.14, -1.11),
        *(0.41, 1.70, 2.16),
        *(0.75, 2.28, -1.82),
        *(-2.79, 3.95, -0.10),
        *(-2.87, 6.39, 0.53, -0.81, 4.44),
    ]
)


@dataclass(frozen=True)
class CandidateGrid:
    """Beats, and how likely they are the ones that people tap among all grids considered.

    Attributes:
        beats_s: their times.
        likelihood: 0 to 1.
    """

    beats_s: Curve
    likelihood: float


@dataclass(frozen=True)
class Evidence:
    """Curves that tell beats from what lies between them; mean 0 and deviation 1 where not said otherwise.

    Attributes:
        onsets: ``(frames, 3)`` rises in bass, middle and treble, the greatest near each frame.
        rises: ``(frames,)``, the sum of these before they were standardised.
        harmony: ``(steps,)``, how much the pitches before and after a step differ.
    """

    onsets: Curve
    rises: Curve
    harmony: Curve


def gather_evidence(features: MusicFeatures) -> Evidence:
    """Return the curves that grids are judged by."""
    onsets = maximum_filter1d(features.flux.astype(np.float64), 2 * _NEAR_FRAMES + 1, axis=0)
    return Evidence(_standard(onsets), onsets.sum(axis=1), _standard(harmonic_change(features.pitch_magnitudes)))


def compressed_chroma(magnitudes: Matrix) -> Curve:
    """Return ``(steps, 36)``: thirds of a semitone folded into an octave, loud ones held back."""
    mean = np.float32(magnitudes.mean() + 1e-12) if len(magnitudes) else np.float32(1)
    chroma = np.empty((len(magnitudes), 36))
    for start in range(0, len(magnitudes), _ROWS_AT_A_TIME):  # an hour's temporary arrays would outgrow everything else
        rows = np.log1p(magnitudes[start : start + _ROWS_AT_A_TIME] / mean)
        chroma[start : start + _ROWS_AT_A_TIME] = rows.reshape(len(rows), -1, 36).mean(axis=1)
    return chroma


def harmonic_change(magnitudes: Matrix) -> Curve:
    """Return how much the pitches of the next 0.6 s differ from those of the last, ``(steps,)``, 0 to 1."""
    chroma = compressed_chroma(magnitudes)
    totals = np.concatenate([np.zeros((1, 36)), chroma.cumsum(axis=0)])
    steps = np.arange(len(chroma))
    before, after = np.maximum(steps - _HARMONY_REACH, 0), np.minimum(steps + _HARMONY_REACH, len(chroma))
    past, future = totals[steps] - totals[before], totals[after] - totals[steps]
    norms = np.linalg.norm(past, axis=1) * np.linalg.norm(future, axis=1)
    similarity = np.divide((past * future).sum(axis=1), norms, out=np.ones(len(chroma)), where=norms > 1e-9)
    change: Curve = 1 - similarity
    return change


def overall_bpm(beats_s: Curve) -> float:
    """Return the tempo of ``(beats,)`` times: the mean of all steps that keep to the median one."""
    steps = np.diff(beats_s)
    median = float(np.median(steps))
    steady = np.abs(np.log2(steps / median)) < STEADY_OCTAVES
    return float(60 / (steps[steady].mean() if steady.any() else median))


def rank_grids(evidence: Evidence, tempogram: Tempogram, grids: list[Curve]) -> list[CandidateGrid]:
    """Return grids of beats, each given by its ``(beats,)`` times, with their likelihoods, the likeliest first."""
    if not grids:
        return []
    scores = np.array([_score(evidence, tempogram, beats_s) for beats_s in grids])
    likelihoods = np.exp(scores - scores.max())
    likelihoods /= likelihoods.sum()
    order = np.argsort(-likelihoods)
    return [CandidateGrid(grids[number], float(likelihoods[number])) for number in order]


def _score(evidence: Evidence, tempogram: Tempogram, beats_s: Curve) -> float:
    score = float(grid_features(evidence, tempogram, beats_s) @ _WEIGHTS)
    return score - _OFF_BEAT_PENALTY if is_off_beat(evidence, beats_s) else score


def is_off_beat(evidence: Evidence, beats_s: Curve) -> bool:
    """Return whether next to nothing begins on the ``(beats,)`` while much begins between them."""
    on, off = _at(evidence.rises, beats_s), _at(evidence.rises, beats_s[:-1] + np.diff(beats_s) / 2)
    return bool(on.mean() < _EMPTY_SHARE * off.mean())


def grid_features(evidence: Evidence, tempogram: Tempogram, beats_s: Curve) -> Curve:
    """Return the features that a grid of beats is scored by, ``(features,)`` in the order of the weights."""
    steps = np.diff(beats_s)
    period_s = float(np.median(steps))
    middles = beats_s[:-1] + steps / 2
    on, off = _at(evidence.onsets, beats_s), _at(evidence.onsets, middles)
    harmony_on, harmony_off = _harmony_at(evidence, beats_s), _harmony_at(evidence, middles)
    octaves = np.log2(60 / period_s / _MIDDLE_BPM)
    return np.array(
        [
            octaves,
            octaves**2,
            *(on.mean(axis=0) - off.mean(axis=0)),
            *on.mean(axis=0),
            *np.abs(on[::2].mean(axis=0) - on[1::2].mean(axis=0)),
            harmony_on.mean() - harmony_off.mean(),
            _once_a_bar(harmony_on) - _once_a_bar(harmony_off),
            _once_a_bar(on[:, 0]) - _once_a_bar(off[:, 0]),
            *(tempogram.mean_at(multiple * period_s * FRAME_RATE_HZ) for multiple in _MULTIPLES),
        ]
    )


def _once_a_bar(accents: Curve) -> float:
    """Return how strong the strongest position is where beats are counted by three or four."""
    return float(max(accents[start::metre].mean() for metre in (3, 4) for start in range(metre)))


def _at(onsets: Curve, times_s: Curve) -> Curve:
    rows: Curve = onsets[np.clip(np.round(times_s * FRAME_RATE_HZ).astype(int), 0, len(onsets) - 1)]
    return rows


def _harmony_at(evidence: Evidence, times_s: Curve) -> Curve:
    harmony: Curve = np.interp(times_s * STEP_RATE_HZ, np.arange(len(evidence.harmony)), evidence.harmony)
    return harmony


def _standard(rows: Curve) -> Curve:
    spread = rows.std(axis=0)
    standard: Curve = (rows - rows.mean(axis=0)) / np.maximum(spread, 1e-9)
    return standard
