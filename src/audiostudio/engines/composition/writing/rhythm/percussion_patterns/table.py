"""Finds what is played by hand beside the drums of a genre: it leaves the back-beat to them and fills the rest."""

from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.writing.rhythm.drum_patterns.idiom import Groove
from audiostudio.engines.composition.writing.rhythm.percussion_patterns.acoustic import ACOUSTIC
from audiostudio.engines.composition.writing.rhythm.percussion_patterns.dance import DANCE

PERCUSSION_GROOVES: dict[Genre, Groove] = {**DANCE, **ACOUSTIC}
"""Hand percussion of every genre, calm, usual and full; its bars are of common time, its signs those of the drums."""
