"""The prosody of a line: from what people ask for to durations, pitch and level of every token.

The network is asked how it would say the line; what it answers is changed as little as was asked. Nothing asked means
nothing changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.types import Vector
from audiostudio.engines.speech_synthesis.styles import Style, StyleName
from audiostudio.engines.text.phoneme_table import PUNCTUATION
from audiostudio.engines.text.spoken_text import Emphasis, SpokenWord

# Within these factors the network itself speaks slower or quicker, and changes what people change; beyond them phones
# would vanish or drone, so the rest is stretched in the finished sound.
SLOWEST_IN_MODEL, QUICKEST_IN_MODEL = 0.7, 1.4
_SLOWEST, _QUICKEST = 0.25, 4.0
_SLOWEST_WORD, _QUICKEST_WORD = 0.6, 1.6
# How far the first sound and the last reach into the silences at both ends, together: so much no duration shortens.
_FRAMES_IN_SILENCES = 3

VOICED_ABOVE_HZ = 10.0
SOUNDING_ABOVE_HZ = 40.0  # between these two the network is on its way from one to the other
# A few words with every kind of vowel, from which a voice's middle pitch is read and its likeness judged.
SAMPLE_SENTENCE = "ðə kwˈɪk bɹˈWn fˈɑks ʤˈʌmps ˌOvəɹ ðə lˈAzi dˈɔɡ, ænd ɹˈʌnz əwˈA fɹʌm ɪt ɔl."
# Values on the way between voiced and unvoiced are no intonation, and would be flung far by widening its range.
_INTONATION_ABOVE = 0.4
_WIDEST_OCTAVES = 1.0
_SMOOTHED_VALUES = 7
# Farther than this from a voice's own pitch, or with its middle beyond these, the network slips by an octave: its
# decoder never heard the voice there. The rest is done in the finished sound.
FARTHEST_IN_MODEL_SEMITONES = 7.0
DEEPEST_IN_MODEL_HZ, HIGHEST_IN_MODEL_HZ = 80.0, 300.0


@dataclass(frozen=True)
class Controls:
    """What is asked of a voice.

    Attributes:
        speed: 0.5 to 2; 1 is the voice's own.
        pitch_semitones: -12 to 12, with the formants kept.
        stability: 0 to 1; 0.5 is the voice's own, 1 steady, 0 lively.
        intonation: 0 to 2: factor on how far the pitch moves; 0 is a monotone.
        style: the manner of speaking.
    """

    speed: float = 1.0
    pitch_semitones: float = 0.0
    stability: float = 0.5
    intonation: float = 1.0
    style: StyleName = "neutral"

    @property
    def range(self) -> float:
        """Factor on how far the pitch moves, all things asked together but for the style."""
        return self.intonation * (1.6 - 1.2 * self.stability)


@dataclass(frozen=True)
class _Stress:
    stretch: float
    pitch_semitones: float
    volume_db: float


_EMPHASIS: Mapping[Emphasis, _Stress] = {
    "none": _Stress(1.0, 0.0, 0.0),
    "reduced": _Stress(0.9, -1.0, -2.0),
    "moderate": _Stress(1.12, 1.5, 1.5),
    "strong": _Stress(1.25, 3.0, 3.0),
}


@dataclass(frozen=True)
class ProsodyPlan:
    """A phrase's prosody token by token, the silences at both ends included.

    Attributes:
        rates: factor on the speed of each token.
        semitones: what to add to each token's pitch.
        volumes_db: what to add to each token's level.
        pauses: factor on each token's length; other than 1 at punctuation only.
    """

    rates: NDArray[np.float64]
    semitones: NDArray[np.float64]
    volumes_db: NDArray[np.float64]
    pauses: NDArray[np.float64]


def plan_prosody(words: Sequence[SpokenWord], style: Style) -> ProsodyPlan:
    """Return the prosody of ``words``, whose symbols follow one another in the phrase."""
    rates, semitones, volumes, pauses = [1.0], [0.0], [0.0], [1.0]
    for word in words:
        stress = _EMPHASIS[word.prosody.emphasis]
        for place, symbols in enumerate((word.lead, word.phonemes, word.tail)):
            is_said = place == 1
            for symbol in symbols:
                rates.append(word.prosody.rate / (stress.stretch if is_said else 1.0))
                semitones.append(word.prosody.pitch_semitones + stress.pitch_semitones)
                volumes.append(word.prosody.volume_db + stress.volume_db)
                pauses.append(style.pauses if symbol in PUNCTUATION else 1.0)
    values = ([*column, end] for column, end in ((rates, 1.0), (semitones, 0.0), (volumes, 0.0), (pauses, 1.0)))
    return ProsodyPlan(*(np.array(column, np.float64) for column in values))


@dataclass(frozen=True)
class DurationPlan:
    """How long each token lasts.

    Attributes:
        durations: frames in the network, ``(tokens + 2,)``.
        stretch: factor on the length of the finished sound, 1 where the network does it all.
    """

    durations: NDArray[np.int64]
    stretch: float


def set_durations(natural: NDArray[np.int64], plan: ProsodyPlan, speed: float) -> DurationPlan:
    """Return durations for a speed, from those that the network would have.

    The sum is exact: what rounding takes from one token the next ones get. The silences at both ends stay.

    Args:
        natural: what `Kokoro.encode` gave.
        plan: the prosody.
        speed: factor on the whole phrase.
    """
    own = natural[1:-1] * plan.pauses[1:-1]
    wanted = own / plan.rates[1:-1]
    overall = float(np.clip(speed * own.sum() / wanted.sum(), _SLOWEST, _QUICKEST))
    in_model = float(np.clip(overall, SLOWEST_IN_MODEL, QUICKEST_IN_MODEL))
    shares = own / np.clip(plan.rates[1:-1] * (wanted.sum() / own.sum()), _SLOWEST_WORD, _QUICKEST_WORD)
    frames = _filled(shares, (own.sum() + _FRAMES_IN_SILENCES) / in_model - _FRAMES_IN_SILENCES)
    edges = np.concatenate([[0], np.rint(np.cumsum(frames))]).astype(np.int64)
    return DurationPlan(np.concatenate([natural[:1], np.diff(edges), natural[-1:]]), in_model / overall)


def _filled(shares: NDArray[np.float64], total: float) -> NDArray[np.float64]:
    """Return numbers in proportion to ``shares``, but at least 1, that add up to ``total`` where that can be."""
    at_least_one = np.zeros(shares.size, bool)
    while True:
        free = ~at_least_one
        if not free.any():
            return np.ones(shares.size)
        factor = (total - at_least_one.sum()) / shares[free].sum()
        too_short = free & (shares * factor < 1)
        if not too_short.any():
            return np.where(free, shares * factor, 1.0)
        at_least_one |= too_short


@dataclass(frozen=True)
class PitchContour:
    """A contour of pitch, and what of it the network cannot sing.

    Attributes:
        pitch_hz: for `Kokoro.decode`, two values a frame.
        beyond_semitones: how much higher or lower the finished sound is to be, for each of those values.
    """

    pitch_hz: Vector
    beyond_semitones: NDArray[np.float64]


def shape_pitch(
    pitch_hz: Vector,
    durations: NDArray[np.int64],
    plan: ProsodyPlan,
    controls: Controls,
    style: Style,
    centre_hz: float,
) -> PitchContour:
    """Return the pitch contour as it is asked for.

    Args:
        pitch_hz: what `Kokoro.predict_prosody` gave.
        durations: frames of each token.
        plan: the prosody.
        controls: what is asked of the voice.
        style: the manner of speaking.
        centre_hz: the voice's own middle pitch, which a narrower or wider range leaves where it is.
    """
    unchanged = np.zeros(pitch_hz.size)
    if not style.is_voiced:
        return PitchContour(np.zeros_like(pitch_hz), unchanged)
    width = controls.range * style.intonation
    semitones = spread_over_frames(plan.semitones, durations) + controls.pitch_semitones + style.pitch_semitones
    if width == 1.0 and not semitones.any():
        return PitchContour(pitch_hz, unchanged)
    in_model = np.clip(semitones, *_in_model_semitones(centre_hz))
    voiced = pitch_hz > VOICED_ABOVE_HZ
    octaves = np.log2(np.where(voiced, pitch_hz, centre_hz) / centre_hz)
    sounding = octaves > np.log2(_INTONATION_ABOVE)
    moved = np.clip(octaves * width, -_WIDEST_OCTAVES, _WIDEST_OCTAVES)
    octaves = np.where(sounding, moved, octaves) + in_model / 12
    shaped = np.where(voiced, centre_hz * 2**octaves, pitch_hz).astype(np.float32)
    return PitchContour(shaped, semitones - in_model)


def _in_model_semitones(centre_hz: float) -> tuple[float, float]:
    """Return how far down and up the network can take a voice."""
    deepest = 12 * np.log2(DEEPEST_IN_MODEL_HZ / centre_hz)
    highest = 12 * np.log2(HIGHEST_IN_MODEL_HZ / centre_hz)
    return min(0.0, max(-FARTHEST_IN_MODEL_SEMITONES, deepest)), max(0.0, min(FARTHEST_IN_MODEL_SEMITONES, highest))


def spread_over_frames(of_token: NDArray[np.float64], durations: NDArray[np.int64]) -> NDArray[np.float64]:
    """Spread one value a token over the two values a frame of a contour, with soft steps between words."""
    steps = np.repeat(of_token, 2 * durations)
    if (steps == steps[0]).all():
        return steps
    reach = _SMOOTHED_VALUES // 2
    kernel = np.hanning(_SMOOTHED_VALUES + 2)[1:-1]
    return np.convolve(np.pad(steps, reach, mode="edge"), kernel / kernel.sum(), mode="valid")
