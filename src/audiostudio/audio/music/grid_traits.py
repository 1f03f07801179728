"""What tells the beats that people tap from half or double of them, and from what lies between: traits of a grid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d
from scipy.signal import find_peaks

from audiostudio.audio.music.beat_hearing import HEARING_RATE_HZ
from audiostudio.audio.music.features import FRAME_RATE_HZ, STEP_RATE_HZ, MusicFeatures
from audiostudio.audio.music.pauses import is_pause
from audiostudio.audio.music.tempo import Tempogram, levelled, onset_strength
from audiostudio.audio.types import Curve, Matrix

_NEAR_FRAMES = 3
_ROWS_AT_A_TIME = 2_000
_HARMONY_REACH = 6
_MIDDLE_BPM = 110.0
STEADY_OCTAVES = np.log2(1.04)
_PHASES = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4)
_ALL_MULTIPLES = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 4 / 3, 3 / 2, 2, 3, 4, 6, 8)
_BAND_MULTIPLES = (1 / 2, 1, 3 / 2, 2, 3, 4)
_BAR_MULTIPLES = (1, 2, 3, 4, 6, 8, 12, 16)
_HIT_SHARE = 0.3
_EVENT_HEIGHT = 0.5
_CYCLES = (2, 3, 4)
_SURE, _LEAST_HEARD = 0.2, 1e-4
# A beat lasts this share of the step to the next; what is heard may lag behind what begins, or be ahead of it.
_BEAT_SHARE = 1 / 16
_SHIFTS_FRAMES = (-4, -2, 0, 2, 4)


@dataclass(frozen=True)
class Evidence:
    """Curves that tell beats from what lies between; mean 0 and deviation 1 of what sounds, where not said otherwise.

    Attributes:
        onsets: ``(frames, 3)`` rises in bass, middle and treble, the greatest near each frame.
        rises: ``(frames,)``, the sum of these before they were standardised.
        harmony: ``(steps,)``, how much the pitches before and after a step differ.
        events_hz: how many onsets stand out a second of what sounds.
        strength: ``(frames,)``, the onset strength; 0 in pauses.
        tempogram: of it.
        bass, treble: tempograms of the rises there alone.
        heard: ``(frames, 2)`` probabilities of any beat, and of the first of a bar, the greatest near each frame.
        raw_heard: ``(frames,)``, the former at each frame itself.
        heard_total: its sum.
        heard_hz: how many beats stand out a second of what sounds.
        heard_tempogram: of the probability of any beat.
        harmony_recurrence: ``(lags,)``, the autocorrelation of ``harmony`` at distances in steps, 1 at 0.
    """

    onsets: Curve
    rises: Curve
    harmony: Curve
    events_hz: float
    strength: Curve
    tempogram: Tempogram
    bass: Tempogram
    treble: Tempogram
    heard: Curve
    raw_heard: Curve
    heard_total: float
    heard_hz: float
    heard_tempogram: Tempogram
    harmony_recurrence: Curve


def gather_evidence(features: MusicFeatures, spans: NDArray[np.int64]) -> Evidence:
    """Return the curves that grids are judged by.

    Args:
        features: of the programme.
        spans: of `audiostudio.audio.music.pauses.sounding_spans`; at least one.
    """
    sounds = np.zeros(len(features.flux), bool)
    for first, last in spans:
        sounds[first:last] = True
    flux = features.flux * sounds[:, None]
    onsets = maximum_filter1d(flux.astype(np.float64), 2 * _NEAR_FRAMES + 1, axis=0)
    strength = onset_strength(flux)
    harmony = harmonic_change(features.pitch_magnitudes)
    steps = np.minimum(np.arange(len(harmony)) * (FRAME_RATE_HZ // STEP_RATE_HZ), len(sounds) - 1)
    harmony = _standard(harmony, sounds[steps])
    events, _ = find_peaks(strength, height=_EVENT_HEIGHT, distance=5)
    heard = heard_beats(features) * sounds[:, None]
    peaks, _ = find_peaks(heard[:, 0], height=_SURE, distance=5)
    return Evidence(
        onsets=_standard(onsets, sounds),
        rises=onsets.sum(axis=1),
        harmony=harmony,
        events_hz=max(0.1, len(events) * FRAME_RATE_HZ / max(1, sounds.sum())),
        strength=strength,
        tempogram=Tempogram(strength, spans),
        bass=Tempogram(levelled(flux[:, 0].astype(np.float64)), spans),
        treble=Tempogram(levelled(flux[:, 2].astype(np.float64)), spans),
        heard=maximum_filter1d(heard, 2 * _NEAR_FRAMES + 1, axis=0),
        raw_heard=heard[:, 0],
        heard_total=float(heard[:, 0].sum()) + 1e-3,
        heard_hz=max(0.1, len(peaks) * FRAME_RATE_HZ / max(1, sounds.sum())),
        heard_tempogram=Tempogram(levelled(heard[:, 0]), spans),
        harmony_recurrence=_recurrence(np.where(sounds[steps], harmony, 0)),
    )


def heard_beats(features: MusicFeatures) -> Curve:
    """Return the probabilities of any beat, and of the first of a bar, at each frame of the flux, ``(frames, 2)``."""
    beat, first = features.beat_probabilities.astype(np.float64).T
    frames = np.arange(len(features.flux)) / FRAME_RATE_HZ
    moments = np.arange(len(beat)) / HEARING_RATE_HZ
    return np.column_stack([np.interp(frames, moments, curve) for curve in (beat + first, first)])


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


def period_s(beats_s: Curve) -> float:
    """Return the usual step between ``(beats,)`` times."""
    return float(np.median(np.diff(beats_s)))


def grid_traits(evidence: Evidence, beats_s: Curve) -> Curve:
    """Return what a grid of ``(beats,)`` times is judged by, ``(traits,)``."""
    period = period_s(beats_s)
    steps = np.diff(beats_s)
    starts, steps = beats_s[:-1][~is_pause(beats_s)], steps[~is_pause(beats_s)]
    on = _at(evidence.onsets, starts)
    between = [_at(evidence.onsets, starts + phase * steps) for phase in _PHASES]
    harmony_on, harmony_off = _harmony_at(evidence, starts), _harmony_at(evidence, starts + steps / 2)
    octaves = np.log2(60 / period / _MIDDLE_BPM)
    beats_frames = period * FRAME_RATE_HZ
    traits = np.array(
        [
            *(octaves, octaves**2, np.log2(evidence.events_hz), np.log2(evidence.events_hz * period)),
            *on.mean(axis=0),
            *np.concatenate([part.mean(axis=0) for part in between]),
            *_hits(evidence, starts, steps),
            *np.abs(on[::2].mean(axis=0) - on[1::2].mean(axis=0)),
            abs(harmony_on[::2].mean() - harmony_on[1::2].mean()),
            harmony_on.mean() - harmony_off.mean(),
            *(_strongest(row, cycle) for row in (harmony_on, *on.T) for cycle in _CYCLES),
            *(evidence.tempogram.mean_at(multiple * beats_frames) for multiple in _ALL_MULTIPLES),
            *(evidence.bass.mean_at(multiple * beats_frames) for multiple in _BAND_MULTIPLES),
            *(evidence.treble.mean_at(multiple * beats_frames) for multiple in _BAND_MULTIPLES),
            *(_recurrence_at(evidence, multiple * period) for multiple in _BAR_MULTIPLES),
        ]
    )
    return traits


def heard_traits(evidence: Evidence, beats_s: Curve) -> Curve:
    """Return how far a grid of ``(beats,)`` times is the beats that are heard, and all of these, ``(traits,)``."""
    period, steps = period_s(beats_s), np.diff(beats_s)
    starts, steps = beats_s[:-1][~is_pause(beats_s)], steps[~is_pause(beats_s)]
    beats, firsts = _at(evidence.heard, starts).T
    frames = np.round(starts * FRAME_RATE_HZ).astype(int)
    near = np.clip(frames[:, None] + np.arange(-_NEAR_FRAMES, _NEAR_FRAMES + 1), 0, len(evidence.raw_heard) - 1)
    traits = np.array(
        [
            beats.mean(),
            *(_at(evidence.heard, starts + phase * steps)[:, 0].mean() for phase in _PHASES),
            abs(beats[::2].mean() - beats[1::2].mean()),
            min(beats[::2].mean(), beats[1::2].mean()),
            (beats > _SURE).mean(),
            evidence.raw_heard[near].sum() / evidence.heard_total,
            np.log2(evidence.heard_hz * np.median(steps)),
            *(_strongest(firsts, cycle) for cycle in _CYCLES),
            firsts.sum() / (beats.sum() + 1e-3),
            *(evidence.heard_tempogram.mean_at(multiple * period * FRAME_RATE_HZ) for multiple in _ALL_MULTIPLES),
        ]
    )
    return traits


def heard_likelihood(evidence: Evidence, beats_s: Curve) -> float:
    """Return the logarithm of how likely what is heard is if ``(beats,)`` times are the beats: the mean of all frames.

    The observation model is that of S. Böck, F. Krebs and G. Widmer, "Joint Beat and Downbeat Tracking with Recurrent
    Neural Networks" (ISMIR 2016): a sixteenth of each step is a beat, the rest shares what is no beat.
    """
    first, last = (round(float(edge) * FRAME_RATE_HZ) for edge in (beats_s[0], beats_s[-1]))
    heard = np.clip(evidence.raw_heard, _LEAST_HEARD, 1 - _LEAST_HEARD)
    if not len(heard[first:last]):
        return 0.0
    between = np.log((1 - heard) / (1 / _BEAT_SHARE - 1))
    gains = np.log(heard) - between
    frames = np.arange(first, min(last, len(heard)))
    places = np.interp(frames / FRAME_RATE_HZ, beats_s, np.arange(len(beats_s)))
    on = frames[np.abs(places - np.round(places)) < _BEAT_SHARE / 2]
    most = max(gains[np.clip(on + shift, 0, len(heard) - 1)].sum() for shift in _SHIFTS_FRAMES)
    return float((between[frames].sum() + most) / len(frames))


def _hits(evidence: Evidence, starts: Curve, steps: Curve) -> list[float]:
    """Return on what share of beats, halves and thirds something begins, and on the emptier of every other."""
    on = _at(evidence.rises, starts)
    all_hits = [_at(evidence.rises, starts + phase * steps) for phase in (1 / 2, 1 / 3, 2 / 3)]
    least = _HIT_SHARE * float(np.quantile(np.concatenate([on, *all_hits]), 0.8))
    hit = on > least
    emptier = min(hit[::2].mean(), hit[1::2].mean() if len(hit) > 1 else 1.0)
    shares = [float((rises > least).mean()) for rises in all_hits]
    ratio = float(np.log((on.mean() + 1e-6) / (all_hits[0].mean() + 1e-6)).clip(-4, 4))
    return [float(hit.mean()), *shares, float(emptier), ratio]


def _strongest(accents: Curve, cycle: int) -> float:
    """Return how far the strongest place of a cycle of beats stands above the mean."""
    return float(max(accents[place::cycle].mean() for place in range(min(cycle, len(accents)))) - accents.mean())


def _at(rows: Curve, times_s: Curve) -> Curve:
    found: Curve = rows[np.clip(np.round(times_s * FRAME_RATE_HZ).astype(int), 0, len(rows) - 1)]
    return found


def _harmony_at(evidence: Evidence, times_s: Curve) -> Curve:
    harmony: Curve = np.interp(times_s * STEP_RATE_HZ, np.arange(len(evidence.harmony)), evidence.harmony)
    return harmony


def _recurrence(curve: Curve) -> Curve:
    spectrum = np.fft.rfft(curve, 2 * max(1, len(curve)))
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)[: max(1, len(curve))]
    even: Curve = correlation / max(1e-9, float(correlation[0]))
    return even


def _recurrence_at(evidence: Evidence, distance_s: float) -> float:
    places = np.arange(len(evidence.harmony_recurrence))
    return float(np.interp(distance_s * STEP_RATE_HZ, places, evidence.harmony_recurrence, right=0))


def _standard(rows: Curve, sounds: NDArray[np.bool_]) -> Curve:
    heard = rows[sounds[: len(rows)]]
    if not len(heard):
        return np.zeros_like(rows)
    standard: Curve = (rows - heard.mean(axis=0)) / np.maximum(heard.std(axis=0), 1e-9)
    return standard
