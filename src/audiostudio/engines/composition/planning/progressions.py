"""Which chords a section gets: chosen by genre, mode and seed, repeated sensibly, and closed by a cadence."""

import math
from functools import lru_cache

from audiostudio.audio.music.key_profiles import MODES, key_fit
from audiostudio.engines.composition.chance import pick
from audiostudio.engines.composition.plan import Ending, SectionKind
from audiostudio.engines.composition.planning.genre_row import GenreRow, Place, Progression
from audiostudio.engines.composition.planning.harmony import parse_numeral

MOST_CHORDS = 64
# Power chords have no thirds: what tells their keys apart is as good as equal.
_AS_CLEAR = -0.05
_PLACES: dict[SectionKind, Place] = {
    "intro": "statement", "verse": "statement", "theme": "statement", "interlude": "statement", "outro": "statement",
    "chorus": "hook", "drop": "hook", "solo": "statement", "build": "contrast", "bridge": "contrast",
    "breakdown": "contrast",
}  # fmt: skip


def choose_progression(
    row: GenreRow, kind: SectionKind, *, minor: bool, seed: int, cycle: int = 0, key_is_asked: bool = False
) -> Progression:
    """Return a section's chords; all sections of its kind in the same cycle of the form get the same ones.

    Who asks for a key gets chords that sound like it, not like a neighbour that shares most of its notes.
    """
    place = _PLACES[kind]
    options = (row.minor if minor else row.major)[place]
    if key_is_asked:
        clear = tuple(option for option in options if clearness(option, minor=minor) >= _AS_CLEAR)
        options = clear or (max(options, key=lambda option: clearness(option, minor=minor)),)
    return pick(options, seed, row.name, "progression", place, cycle if len(options) > 1 else 0)


@lru_cache(maxsize=1024)
def clearness(progression: Progression, *, minor: bool) -> float:
    """Return how much better chords fit their own key than any other, -2 to 2; below 0 another one is heard.

    Each chord counts once for its root, third and fifth, less for what lies above, and more for the bass; the first of
    all has the most weight, for that is where one looks for home.
    """
    strengths = [0.0] * 12
    for place, numeral in enumerate(progression.numerals):
        chord = parse_numeral(numeral, 0, "minor" if minor else "major")
        for member, pitch_class in enumerate(chord.pitch_classes):
            strengths[pitch_class] += 1.0 if member < 3 else 0.6
        strengths[chord.bass_pitch_class] += 2.0 if place == 0 else 1.5
    fits = {(tonic, mode): key_fit(strengths, tonic, mode) for tonic in range(12) for mode in MODES}
    own = fits.pop((0, "minor" if minor else "major"))
    return own - max(fits.values())


def fit_progression(progression: Progression, bars: int) -> Progression:
    """Return chords that fit in so many bars: those whose turns are longer than the section go by twice as fast."""
    chord_bars = progression.chord_bars
    while chord_bars > 1 and len(progression.numerals) * chord_bars > bars:
        chord_bars /= 2
    return Progression(progression.numerals, chord_bars)


def close(progression: Progression, row: GenreRow, bars: int, ending: Ending, *, minor: bool) -> Progression:
    """Return a last section's chords written out to its end, where a piece that ends by itself comes home."""
    if ending == "loop":
        return progression
    dominant, tonic = row.cadence_minor if minor else row.cadence_major
    chord_bars = progression.chord_bars
    while chord_bars > 1 and bars / chord_bars < 3:
        chord_bars /= 2
    chord_bars = max(chord_bars, 1.0 if bars < 4 else 0.0, bars / MOST_CHORDS)
    count = math.ceil(bars / chord_bars)
    home = max(1, round(1 / chord_bars))  # chords of the last bar
    numerals = [progression.numerals[place % len(progression.numerals)] for place in range(count)]
    numerals[-home:] = [tonic] * min(home, count)
    if count > home:
        numerals[-home - 1] = dominant
    return Progression(tuple(numerals), chord_bars)
