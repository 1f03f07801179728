"""What one expects to hear in a key, for those who look for keys and those who write in them; needs no array."""

from collections.abc import Sequence
from functools import cache
from statistics import correlation

from audiostudio.audio.music.pitch_names import Mode

MODES: tuple[Mode, Mode] = ("major", "minor")

# Albrecht and Shanahan, "The use of large corpora to train a new type of key-finding algorithm", Music Perception 31
# (2013): how often each degree sounds, from the tonic upwards.
_SHARES: dict[Mode, tuple[float, ...]] = {
    "major": (0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081),
    "minor": (0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052),
}


@cache
def key_profile(tonic: int, mode: Mode) -> tuple[float, ...]:
    """Return how often each pitch class sounds in a key, C first; together 1."""
    return tuple(_SHARES[mode][(pitch_class - tonic) % 12] for pitch_class in range(12))


def key_fit(strengths: Sequence[float], tonic: int, mode: Mode) -> float:
    """Return how well twelve pitch classes, C first and not all alike, fit a key: -1 to 1 (Krumhansl, 1990)."""
    return correlation(strengths, key_profile(tonic, mode))
