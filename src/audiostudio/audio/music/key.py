"""Which key a programme is in: its pitch classes beside those that each key leads one to expect."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.music.chroma import PitchActivity, has_pitches, pitch_activity, second_edges
from audiostudio.audio.music.features import MusicFeatures
from audiostudio.audio.music.pitch_names import Mode, camelot_code, key_name
from audiostudio.audio.music.unavailable import Absent

Curve = NDArray[np.float64]

# Albrecht and Shanahan, "The use of large corpora to train a new type of key-finding algorithm", Music Perception 31
# (2013): how often each degree sounds, from the tonic upwards.
_MAJOR = (0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081)
_MINOR = (0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052)
_SHORTEST_S = 2.0
_LEAST_FIT = 0.6
# Deviation of the pitch classes' strengths beside their mean: about 0.9 in music, 3.3 for a single pitch.
_LEAST_CONTRAST, _MOST_CONTRAST = 0.3, 1.9
_SHARPNESS = 25.0


@dataclass(frozen=True)
class Key:
    """A key, and how sure it is.

    Attributes:
        tonic: pitch class, 0 being C.
        mode: major or minor.
        confidence: 0 to 1.
        runner_up: the next likely key, if this is not the one; it has none itself.
        tuning_cents: how far the recording is above A4 = 440 Hz.
    """

    tonic: int
    mode: Mode
    confidence: float
    runner_up: "Key | None" = None
    tuning_cents: float = 0.0

    @property
    def name(self) -> str:
        """The key as it is said: "Eb major"."""
        return key_name(self.tonic, self.mode)

    @property
    def camelot(self) -> str:
        """Its code on the wheel that DJs mix by: "5B"."""
        return camelot_code(self.tonic, self.mode)


def estimate_key(features: MusicFeatures) -> Key | Absent:
    """Find the key, by the correlation of pitch classes with key profiles (Krumhansl, 1990).

    Returns:
        the key, or why there is none: too short, silent, no pitches, or pitches of no key.
    """
    if features.duration_s < _SHORTEST_S:
        return Absent(f"Too short: a key takes at least {_SHORTEST_S:g} seconds.")
    return key_of(pitch_activity(features, second_edges(features.duration_s)))


def key_of(activity: PitchActivity) -> Key | Absent:
    """Find the key of pitches in pieces of a second."""
    classes = _profile(activity)
    if not classes.any():
        return Absent("It is silent.")
    if not has_pitches(activity):
        return Absent("It has no clear pitches: noise or drums alone.")
    if classes.std() > _MOST_CONTRAST * classes.mean():
        return Absent("It has too few different pitches for a key.")
    fits = _fits(classes)
    if fits.max() < _LEAST_FIT or classes.std() < _LEAST_CONTRAST * classes.mean():
        return Absent("Its pitches fit no major or minor key.")
    likelihoods = np.exp(_SHARPNESS * (fits - fits.max()))
    likelihoods /= likelihoods.sum()
    first, second = np.argsort(-likelihoods.ravel())[:2]
    return _key(first, likelihoods, activity, _key(second, likelihoods, activity))


def _key(number: int, likelihoods: Curve, activity: PitchActivity, runner_up: Key | None = None) -> Key:
    tonic, is_minor = divmod(int(number), 2)
    mode: Mode = "minor" if is_minor else "major"
    return Key(tonic, mode, float(likelihoods[tonic, is_minor]), runner_up, activity.tuning_cents)


def _profile(activity: PitchActivity) -> Curve:
    chroma = activity.treble + activity.bass
    levels = chroma.sum(axis=1, keepdims=True)
    classes: Curve = np.divide(chroma, levels, out=np.zeros_like(chroma), where=levels > 0).sum(axis=0)
    return classes


def _fits(classes: Curve) -> Curve:
    """Return ``(12, 2)`` correlations with the major and minor key on each tonic."""
    fits = np.zeros((12, 2))
    for column, profile in enumerate((_MAJOR, _MINOR)):
        for tonic in range(12):
            fits[tonic, column] = np.corrcoef(classes, np.roll(profile, tonic))[0, 1]
    return fits
