"""Chooses the genre whose mastering suits a track, by a table of what each genre usually measures, and says why.

This is a heuristic about sound, not about culture: it picks the treatment that fits the spectrum, dynamics and rhythm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isinf
from typing import Any

import numpy as np

from audiostudio.audio.mastering.analysis import Measurement
from audiostudio.audio.mastering.descriptors import GRID_HZ, Curve, Portrait

_MIDDLE_HZ = (300.0, 2500.0)
_REASONS = 3
# Scores this close leave the choice open, and the reasons say so.
_CLOSE_SCORE = 0.03
_WIDEST_DB, _NARROWEST_DB = 10.0, -40.0


@dataclass(frozen=True)
class Feature:
    """One figure that genres differ in.

    Attributes:
        says: a sentence with one place for the figure.
        scale: a distance from a genre's range that takes two thirds of the feature's score.
        weight: how much it counts.
    """

    says: str
    scale: float
    weight: float


FEATURES: dict[str, Feature] = {
    "sub_db": Feature("20 to 60 Hz lies at {:+.1f} dB against the middle (300 Hz to 2.5 kHz)", 6.0, 1.5),
    "bass_db": Feature("60 to 150 Hz lies at {:+.1f} dB against the middle", 4.0, 1.0),
    "presence_db": Feature("2.5 to 6 kHz lies at {:+.1f} dB against the middle", 4.0, 1.0),
    "air_db": Feature("6 to 16 kHz lies at {:+.1f} dB against the middle", 4.0, 1.2),
    "flatness_db": Feature("single moments are {:.1f} dB from noise (spectral flatness)", 4.0, 1.2),
    "range_lu": Feature("the loudness range is {:.1f} LU", 3.0, 1.0),
    "peak_to_loudness_lu": Feature("peaks stand {:.1f} dB above the loudness", 3.0, 1.0),
    "pulse": Feature("the beat repeats with a regularity of {:.2f} of 1", 0.12, 1.2),
    "low_pulse": Feature("kick and bass repeat with a regularity of {:.2f} of 1", 0.12, 1.2),
    "tempo_bpm": Feature("the strongest beat is at {:.0f} a minute", 12.0, 0.5),
    "onsets_per_second": Feature("{:.1f} sounds begin a second", 1.5, 0.5),
    "width_db": Feature("the side lies at {:.1f} dB against the middle channel", 4.0, 0.6),
}

_ANY = float("inf")
# What a genre usually measures, from low to high, as judged by ear and meter; no data set stands behind the numbers.
# Their order follows what surveys found: bass and treble rise with the share of percussion (Elowsson and Friberg,
# "Long-term Average Spectrum in Popular Music and its Relation to the Level of the Percussion", AES 142, 2017), and
# dynamics shrink from orchestra over jazz to dance music (Deruty and Tardieu, JAES 62, 2014).
RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "Hip-Hop": {
        "sub_db": (1, 12),  # 808s
        "bass_db": (3, 10),
        "presence_db": (-14, -7),
        "air_db": (-17, -10),
        "flatness_db": (-26, -18),
        "range_lu": (2, 7),
        "peak_to_loudness_lu": (7, 11),
        "pulse": (0.4, 0.65),
        "low_pulse": (0.15, 0.35),
        "tempo_bpm": (68, 100),
        "onsets_per_second": (2.5, 5),
        "width_db": (-20, -11),  # voice and bass in the middle
    },
    "Afrobeats": {
        "sub_db": (-4, 3),
        "bass_db": (2, 7),
        "presence_db": (-13, -8),
        "air_db": (-14, -9),
        "flatness_db": (-23, -17),
        "range_lu": (2, 6),
        "peak_to_loudness_lu": (8, 12),
        "pulse": (0.5, 0.75),
        "low_pulse": (0.2, 0.4),
        "tempo_bpm": (95, 120),
        "onsets_per_second": (5, 9),  # shakers, log drum, percussion
        "width_db": (-13, -8),
    },
    "Gospel": {
        "sub_db": (-14, -5),
        "bass_db": (-2, 3),
        "presence_db": (-14, -10),
        "air_db": (-20, -15),
        "flatness_db": (-25, -20),
        "range_lu": (6, 11),  # from one voice to the whole choir
        "peak_to_loudness_lu": (10, 14),
        "pulse": (0.3, 0.5),
        "low_pulse": (0.1, 0.3),
        "tempo_bpm": (60, 130),
        "onsets_per_second": (3, 6),
        "width_db": (-9, -4),  # a choir is broad
    },
    "Pop": {
        "sub_db": (-9, -1),
        "bass_db": (-1, 4),
        "presence_db": (-13, -8),
        "air_db": (-17, -11),
        "flatness_db": (-24, -17),
        "range_lu": (2, 6),
        "peak_to_loudness_lu": (8, 13),
        "pulse": (0.4, 0.65),
        "low_pulse": (0.15, 0.4),
        "tempo_bpm": (90, 130),
        "onsets_per_second": (3, 6.5),
        "width_db": (-12, -6),
    },
    "Rock": {
        "sub_db": (-18, -7),
        "bass_db": (-2, 4),
        "presence_db": (-10, -4),  # guitars and snare
        "air_db": (-18, -11),
        "flatness_db": (-18, -12),  # distortion and cymbals are near to noise
        "range_lu": (2, 7),
        "peak_to_loudness_lu": (7, 12),
        "pulse": (0.4, 0.65),
        "low_pulse": (0.15, 0.4),
        "tempo_bpm": (100, 160),
        "onsets_per_second": (3.5, 7),
        "width_db": (-11, -5),
    },
    "Electronic": {
        "sub_db": (-2, 8),
        "bass_db": (1, 9),
        "presence_db": (-12, -5),
        "air_db": (-14, -6),
        "flatness_db": (-22, -14),
        "range_lu": (1, 6),
        "peak_to_loudness_lu": (7, 12),
        "pulse": (0.55, 1),  # sequenced: every bar alike
        "low_pulse": (0.3, 1),
        "tempo_bpm": (115, 150),
        "onsets_per_second": (4, 9),
        "width_db": (-13, -6),
    },
    "Jazz": {
        "sub_db": (-22, -8),
        "bass_db": (-5, 2),
        "presence_db": (-18, -12),
        "air_db": (-23, -16),
        "flatness_db": (-28, -22),
        "range_lu": (4, 11),
        "peak_to_loudness_lu": (12, 20),
        "pulse": (0.25, 0.5),  # swing, and a tempo that breathes
        "low_pulse": (0.05, 0.25),
        "tempo_bpm": (60, 180),
        "onsets_per_second": (3, 7),
        "width_db": (-12, -5),
    },
    "Classical": {
        "sub_db": (-_ANY, -16),
        "bass_db": (-14, -3),
        "presence_db": (-24, -14),
        "air_db": (-_ANY, -21),
        "flatness_db": (-_ANY, -25),
        "range_lu": (9, 25),
        "peak_to_loudness_lu": (15, 30),
        "pulse": (0, 0.35),
        "low_pulse": (0, 0.15),
        "tempo_bpm": (60, 180),
        "onsets_per_second": (0, 4),
        "width_db": (-11, -3),
    },
}


@dataclass(frozen=True)
class GenreChoice:
    """What was chosen.

    Attributes:
        genre: the name.
        why: sentences with the figures that decided.
        scores: 0 to 1 for every genre, the chosen one first.
    """

    genre: str
    why: tuple[str, ...]
    scores: dict[str, float]

    def as_report(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {"genre": self.genre, "why": list(self.why), "scores": self.scores}


def features_of(source: Measurement, portrait: Portrait) -> dict[str, float]:
    """Return the figures of `FEATURES` for a track."""
    middle_db = _band_db(portrait.spectrum.mid_db, *_MIDDLE_HZ)

    def against_middle(low_hz: float, high_hz: float) -> float:
        return _band_db(portrait.spectrum.mid_db, low_hz, high_hz) - middle_db

    width_db = source.image.side_to_mid_db if source.image else _NARROWEST_DB
    return {
        "sub_db": against_middle(20, 60),
        "bass_db": against_middle(60, 150),
        "presence_db": against_middle(2500, 6000),
        "air_db": against_middle(6000, 16_000),
        "flatness_db": portrait.rhythm.flatness_db,
        "range_lu": source.loudness.range_lu,
        "peak_to_loudness_lu": source.true_peak_dbtp - source.loudness.integrated_lufs,
        "pulse": portrait.rhythm.pulse,
        "low_pulse": portrait.rhythm.low_pulse,
        "tempo_bpm": portrait.rhythm.tempo_bpm,
        "onsets_per_second": portrait.rhythm.onsets_per_second,
        "width_db": min(_WIDEST_DB, max(_NARROWEST_DB, width_db)),
    }


def mean_features(tracks: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the mean of each figure over several tracks, which are to get one genre."""
    return {name: sum(track[name] for track in tracks) / len(tracks) for name in FEATURES}


def choose_genre(features: dict[str, float]) -> GenreChoice:
    """Return the genre whose usual figures are nearest.

    Each feature gives a genre its full weight inside the genre's range, and less the further it lies outside, in units
    of the feature's scale.

    Args:
        features: as `features_of` gives them.
    """
    fits = {
        genre: {name: _fit(features[name], ranges[name], FEATURES[name].scale) for name in FEATURES}
        for genre, ranges in RANGES.items()
    }
    weight = sum(feature.weight for feature in FEATURES.values())
    scores = {
        genre: sum(FEATURES[name].weight * share for name, share in fit.items()) / weight for genre, fit in fits.items()
    }
    ranked = sorted(scores, key=lambda genre: -scores[genre])
    chosen, second = ranked[0], ranked[1]

    def told_apart(name: str) -> float:
        others = sum(fits[genre][name] for genre in ranked[1:]) / len(ranked[1:])
        return FEATURES[name].weight * (fits[chosen][name] - others)

    usual = [name for name in FEATURES if fits[chosen][name] == 1] or list(FEATURES)
    deciding = sorted(usual, key=told_apart, reverse=True)[:_REASONS]
    why = [_sentence(name, features[name], chosen) for name in deciding]
    if scores[chosen] - scores[second] < _CLOSE_SCORE:
        why.append(f"{second} came close: {scores[second]:.2f} against {scores[chosen]:.2f}.")
    return GenreChoice(chosen, tuple(why), {genre: round(scores[genre], 3) for genre in ranked})


def _fit(value: float, usual: tuple[float, float], scale: float) -> float:
    outside = max(usual[0] - value, value - usual[1], 0.0) / scale
    return exp(-(outside**2))


def _sentence(name: str, value: float, genre: str) -> str:
    said = FEATURES[name].says.format(value)
    low, high = RANGES[genre][name]
    usual = f"up to {high:g}" if isinf(low) else f"{low:g} to {high:g}"
    return f"{said[0].upper()}{said[1:]}; {genre} usually has {usual}."


def _band_db(density_db: Curve, low_hz: float, high_hz: float) -> float:
    """Return the power of a band; steps of the grid are as wide as they are high up."""
    inside = (low_hz <= GRID_HZ) & (high_hz > GRID_HZ) & np.isfinite(density_db)
    power = np.dot(10 ** (density_db[inside] / 10), GRID_HZ[inside])
    return float(10 * np.log10(max(power, 1e-20)))
