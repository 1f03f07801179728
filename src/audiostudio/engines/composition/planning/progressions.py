"""Which chords a section gets: chosen by genre, mode and seed, repeated sensibly, and closed by a cadence."""

import math

from audiostudio.engines.composition.chance import pick
from audiostudio.engines.composition.plan import Ending, SectionKind
from audiostudio.engines.composition.planning.genre_row import GenreRow, Place, Progression

MOST_CHORDS = 64
_PLACES: dict[SectionKind, Place] = {
    "intro": "statement", "verse": "statement", "theme": "statement", "interlude": "statement", "outro": "statement",
    "chorus": "hook", "drop": "hook", "solo": "statement", "build": "contrast", "bridge": "contrast",
    "breakdown": "contrast",
}  # fmt: skip


def choose_progression(row: GenreRow, kind: SectionKind, *, minor: bool, seed: int, cycle: int = 0) -> Progression:
    """Return a section's chords; all sections of its kind in the same cycle of the form get the same ones."""
    place = _PLACES[kind]
    options = (row.minor if minor else row.major)[place]
    return pick(options, seed, row.name, "progression", place, cycle if len(options) > 1 else 0)


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
