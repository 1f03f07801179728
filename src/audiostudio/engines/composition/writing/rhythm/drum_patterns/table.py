"""Finds the groove of a genre, whatever its metre."""

from audiostudio.engines.composition.plan import Genre, Metre
from audiostudio.engines.composition.writing.rhythm.drum_patterns.acoustic import ACOUSTIC
from audiostudio.engines.composition.writing.rhythm.drum_patterns.bands import BANDS
from audiostudio.engines.composition.writing.rhythm.drum_patterns.electronic import ELECTRONIC
from audiostudio.engines.composition.writing.rhythm.drum_patterns.idiom import DrumIdiom, Lines
from audiostudio.engines.composition.writing.rhythm.drum_patterns.latin import LATIN
from audiostudio.engines.composition.writing.rhythm.drum_patterns.urban import URBAN

DRUM_IDIOMS: dict[Genre, DrumIdiom] = {**ELECTRONIC, **URBAN, **BANDS, **LATIN, **ACOUSTIC}
"""How every genre is drummed."""


def lines_in(idiom: DrumIdiom, metre: Metre, level: int) -> tuple[Lines, Metre]:
    """Return the lines of a level of a genre, and the metre they are written in."""
    if metre in idiom.own:
        return idiom.own[metre].tier(level), metre
    if metre == "6/8" and "12/8" in idiom.own:
        return idiom.own["12/8"].tier(level), "12/8"
    if metre == "12/8" and "6/8" in idiom.own:
        return idiom.own["6/8"].tier(level), "6/8"
    return idiom.common.tier(level), "4/4"
