"""Which key a programme is in: its pitch classes beside those that each key leads one to expect."""

from dataclasses import dataclass

import numpy as np

from audiostudio.audio.music.chroma import PitchActivity, clearest_activity, has_pitches
from audiostudio.audio.music.features import MusicFeatures
from audiostudio.audio.music.key_profiles import MODES, key_fit
from audiostudio.audio.music.pitch_names import Mode, camelot_code, key_name
from audiostudio.audio.music.unavailable import Unavailable
from audiostudio.audio.types import Curve

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


def estimate_key(features: MusicFeatures) -> Key | Unavailable:
    """Find the key, by the correlation of pitch classes with key profiles (Krumhansl, 1990).

    Returns:
        the key, or why there is none: too short, silent, no pitches, or pitches of no key.
    """
    if features.duration_s < _SHORTEST_S:
        return Unavailable(f"Too short: a key takes at least {_SHORTEST_S:g} seconds.")
    return key_of(clearest_activity(features))


def key_of(activity: PitchActivity) -> Key | Unavailable:
    """Find the key of pitches in pieces of a second."""
    classes = _profile(activity)
    if not classes.any():
        return Unavailable("It is silent.")
    if not has_pitches(activity):
        return Unavailable("It has no clear pitches: noise or drums alone.")
    if classes.std() > _MOST_CONTRAST * classes.mean():
        return Unavailable("It has too few different pitches for a key.")
    fits = _fits(classes)
    if fits.max() < _LEAST_FIT or classes.std() < _LEAST_CONTRAST * classes.mean():
        return Unavailable("Its pitches fit no major or minor key.")
    likelihoods = np.exp(_SHARPNESS * (fits - fits.max()))
    likelihoods /= likelihoods.sum()
    first, second = np.argsort(-likelihoods.ravel())[:2]
    return _key(first, likelihoods, activity, _key(second, likelihoods, activity))


def _key(number: int, likelihoods: Curve, activity: PitchActivity, runner_up: Key | None = None) -> Key:
    tonic, column = divmod(int(number), 2)
    return Key(tonic, MODES[column], float(likelihoods[tonic, column]), runner_up, activity.tuning_cents)


def _profile(activity: PitchActivity) -> Curve:
    chroma = activity.treble + activity.bass
    levels = chroma.sum(axis=1, keepdims=True)
    classes: Curve = np.divide(chroma, levels, out=np.zeros_like(chroma), where=levels > 0).sum(axis=0)
    return classes


def _fits(classes: Curve) -> Curve:
    """Return ``(12, 2)`` correlations with the major and minor key on each tonic."""
    strengths = classes.tolist()
    return np.array([[key_fit(strengths, tonic, mode) for mode in MODES] for tonic in range(12)])
