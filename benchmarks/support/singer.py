"""A synthetic singer and speaker, so that separation can be scored against a voice that is known exactly.

Source and filter: glottal pulses with drift and vibrato through the formants of vowels that melt into each other, with
fricatives, plosives and nasals between them. No recording of a person is involved.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

# The first three formants of ten vowels of men (Peterson and Barney, 1952).
_VOWELS_HZ = (
    (270, 2290, 3010),
    (390, 1990, 2550),
    (530, 1840, 2480),
    (660, 1720, 2410),
    (730, 1090, 2440),
    (570, 840, 2410),
    (440, 1020, 2240),
    (300, 870, 2240),
    (640, 1190, 2390),
    (490, 1350, 1690),
)
_HIGHER_FORMANTS_HZ = (3400, 4400)
_BANDWIDTHS_HZ = (80, 100, 130, 180, 250)
_GAINS = (1.0, 0.6, 0.4, 0.3, 0.15)
_GLIDE_S = 0.03
_VOWEL_GLIDE_S = 0.025
_FRICATIVE_BANDS_HZ = ((4_500, 10_000), (2_200, 6_500), (1_500, 9_000))


@dataclass(frozen=True)
class Syllable:
    """One sung or spoken syllable.

    Attributes:
        start_s: when its vowel begins.
        duration_s: how long it sounds.
        midi: its pitch as a MIDI note number, fractions allowed.
    """

    start_s: float
    duration_s: float
    midi: float


@dataclass(frozen=True)
class Voice:
    """What one person sounds like.

    Attributes:
        formant_scale: 1 for a man's vocal tract, about 1.17 for a woman's.
        tilt_hz: where the source begins to fall; higher is brighter.
        vibrato_semitones: depth of the vibrato; 0 for speech.
        breath: level of the noise in the source, 0 to 1.
    """

    formant_scale: float
    tilt_hz: float
    vibrato_semitones: float
    breath: float


def random_voice(rng: np.random.Generator, *, spoken: bool = False) -> Voice:
    """Return a voice between a bass and a soprano."""
    return Voice(
        formant_scale=rng.uniform(0.95, 1.22),
        tilt_hz=rng.uniform(500, 1500),
        vibrato_semitones=0.0 if spoken else rng.uniform(0.1, 0.5),
        breath=rng.uniform(0.02, 0.12),
    )


def sing(
    syllables: Sequence[Syllable], voice: Voice, frames: int, sample_rate_hz: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return a mono performance, ``(frames,)``, with a peak of 1 (or silence where there are no syllables)."""
    if not syllables:
        return np.zeros(frames)
    t = np.arange(frames) / sample_rate_hz
    starts = np.array([syllable.start_s for syllable in syllables])
    current = np.maximum(np.searchsorted(starts, t, side="right") - 1, 0)
    source = _source(_pitch_hz(syllables, voice, t, current, rng), voice, sample_rate_hz, rng)
    vowels = rng.integers(0, len(_VOWELS_HZ), len(syllables))
    sound = np.zeros(frames)
    for number in np.unique(vowels):
        share = _smoothed((vowels[current] == number).astype(float), _VOWEL_GLIDE_S, sample_rate_hz)
        sound += _formants(source, number, voice.formant_scale, sample_rate_hz) * share
    sound *= _envelope(syllables, t, current, rng)
    sound /= np.abs(sound).max()
    sound += _consonants(syllables, voice, frames, sample_rate_hz, rng)
    return np.asarray(sound / np.abs(sound).max())


def _smoothed(curve: NDArray[np.float64], time_s: float, sample_rate_hz: int) -> NDArray[np.float64]:
    keep = np.exp(-1 / (time_s * sample_rate_hz))
    smoothed, _ = lfilter([1 - keep], [1, -keep], curve, zi=[keep * curve[0]])
    return np.asarray(smoothed)


def _pitch_hz(
    syllables: Sequence[Syllable],
    voice: Voice,
    t: NDArray[np.float64],
    current: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    rate_hz = round(1 / (t[1] - t[0]))
    midi = np.array([syllable.midi for syllable in syllables])[current]
    since_s = np.maximum(t - np.array([syllable.start_s for syllable in syllables])[current], 0)
    midi = _smoothed(midi, _GLIDE_S, rate_hz)
    depth = voice.vibrato_semitones * np.clip((since_s - 0.15) / 0.3, 0, 1)
    midi += depth * np.sin(2 * np.pi * rng.uniform(4.8, 6.3) * t + rng.uniform(0, 6))
    if not voice.vibrato_semitones:
        midi -= 4 * np.clip(since_s, 0, 0.5)  # spoken syllables fall
    knots = np.arange(0, t[-1] + 0.2, 0.08)
    midi += np.interp(t, knots, 0.12 * rng.standard_normal(knots.size))
    return np.asarray(440 * 2 ** ((midi - 69) / 12))


def _source(
    pitch_hz: NDArray[np.float64], voice: Voice, sample_rate_hz: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return glottal pulses: impulses at fractional instants, falling by 12 dB an octave above the tilt."""
    phase = np.cumsum(pitch_hz) / sample_rate_hz
    edges = np.flatnonzero(np.diff(np.floor(phase)))
    late = (phase[edges + 1] % 1) / (phase[edges + 1] - phase[edges])  # frames since the pulse
    strength = 1 + 0.05 * rng.standard_normal(edges.size)
    pulses = np.zeros(pitch_hz.size + 1)
    np.add.at(pulses, edges + 1, strength * (1 - late))
    np.add.at(pulses, edges, strength * late)
    pulses = pulses[:-1] - np.mean(pulses)
    keep = np.exp(-2 * np.pi * voice.tilt_hz / sample_rate_hz)
    smooth = lfilter([1 - keep], [1, -keep], lfilter([1 - keep], [1, -keep], pulses))
    noise = voice.breath * np.std(smooth) * rng.standard_normal(pitch_hz.size)
    return np.asarray(smooth + noise)


def _formants(source: NDArray[np.float64], vowel: int, scale: float, sample_rate_hz: int) -> NDArray[np.float64]:
    total = np.zeros_like(source)
    centres_hz = (*_VOWELS_HZ[vowel], *_HIGHER_FORMANTS_HZ)
    for number, (centre_hz, width_hz, gain) in enumerate(zip(centres_hz, _BANDWIDTHS_HZ, _GAINS, strict=True)):
        radius = np.exp(-np.pi * width_hz / sample_rate_hz)
        angle = 2 * np.pi * centre_hz * scale / sample_rate_hz
        poles = [1, -2 * radius * np.cos(angle), radius**2]
        peak_gain = (1 - radius) * np.sqrt(1 - 2 * radius * np.cos(2 * angle) + radius**2)
        # Neighbours of a parallel bank change sign, lest they cancel between their peaks.
        total += (-1) ** number * gain * lfilter([peak_gain], poles, source)
    return total


def _envelope(
    syllables: Sequence[Syllable], t: NDArray[np.float64], current: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.float64]:
    start_s = np.array([syllable.start_s for syllable in syllables])[current]
    duration_s = np.array([syllable.duration_s for syllable in syllables])[current]
    level = rng.uniform(0.6, 1.0, len(syllables))[current]
    rise = np.clip((t - start_s) / 0.035, 0, 1)
    fall = np.clip((start_s + duration_s - t) / np.minimum(0.09, duration_s / 2), 0, 1)
    swell = 0.75 + 0.25 * np.sin(np.pi * np.clip((t - start_s) / duration_s, 0, 1))
    return np.asarray(level * swell * rise * fall)


def _consonants(
    syllables: Sequence[Syllable], voice: Voice, frames: int, sample_rate_hz: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    sound = np.zeros(frames)
    for syllable in syllables:
        kind = rng.choice(["fricative", "plosive", "nasal", "none"], p=[0.35, 0.3, 0.15, 0.2])
        length = round(sample_rate_hz * {"fricative": rng.uniform(0.06, 0.12), "plosive": 0.02}.get(kind, 0.06))
        start = round(syllable.start_s * sample_rate_hz) - (length if kind == "fricative" else length // 2)
        if kind == "none" or start < 0 or start + length > frames:
            continue
        if kind == "nasal":
            hz = 440 * 2 ** ((syllable.midi - 69) / 12)
            hum = sum(np.sin(2 * np.pi * n * hz * np.arange(length) / sample_rate_hz) / n**2 for n in range(1, 6))
            sound[start : start + length] += 0.12 * np.hanning(length) * hum
            continue
        low_hz, high_hz = _FRICATIVE_BANDS_HZ[rng.integers(len(_FRICATIVE_BANDS_HZ))]
        band = np.array([low_hz, high_hz]) * voice.formant_scale
        hiss = sosfilt(butter(2, band, "band", fs=sample_rate_hz, output="sos"), rng.standard_normal(length))
        shape = np.hanning(length) if kind == "fricative" else np.exp(-np.arange(length) / (0.004 * sample_rate_hz))
        sound[start : start + length] += rng.uniform(0.04, 0.14) * shape * hiss
    return sound
