"""Writes what is played by hand beside the drums in a section."""

from audiostudio.engines.composition.chance import pick
from audiostudio.engines.composition.writing.context import BeatNote, SectionContext
from audiostudio.engines.composition.writing.rhythm.drum_patterns.table import DRUM_IDIOMS
from audiostudio.engines.composition.writing.rhythm.drum_sections import is_last, level_of
from audiostudio.engines.composition.writing.rhythm.drums import strokes
from audiostudio.engines.composition.writing.rhythm.hits import Hit, notes_of_hits
from audiostudio.engines.composition.writing.rhythm.kits import fitted_to_kit
from audiostudio.engines.composition.writing.rhythm.percussion_keys import PERCUSSION_KEYS
from audiostudio.engines.composition.writing.rhythm.percussion_patterns.table import PERCUSSION_GROOVES
from audiostudio.engines.composition.writing.rhythm.step_patterns import bar_of, steps

# What would ring where a voice speaks, between 1 and 4 kHz.
_IN_THE_WAY_OF_VOICES = frozenset(
    {"claves", "cowbell", "high_block", "low_block", "high_agogo", "low_agogo", "guiro", "high_timbale", "tambourine"}
)
_PHRASE_BARS = 8
_RISES_FROM = 0.5


def write_percussion(context: SectionContext, instrument: str) -> list[BeatNote]:
    """Return the hand percussion of a section, keys being General MIDI percussion.

    Args:
        context: the section.
        instrument: a kit by its name.
    """
    bars = len(context.bar_starts_beats) - 1
    hits = [hit for index in range(bars) for hit in _bar(context, index, bars)]
    if is_last(context):
        last = context.bar_starts_beats[-2]
        hits = [hit for hit in hits if hit.onset_beats < last + 1e-6]
    if context.kind == "build":
        end = context.bar_starts_beats[-1]
        hits = [
            Hit(hit.onset_beats, hit.key, hit.strength * (_RISES_FROM + (1 - _RISES_FROM) * hit.onset_beats / end))
            for hit in hits
        ]
    return notes_of_hits(fitted_to_kit(hits, instrument), context, has_player=False)


def _bar(context: SectionContext, index: int, bars: int) -> list[Hit]:
    start, end = context.bar_starts_beats[index : index + 2]
    level = level_of(context)
    lines = PERCUSSION_GROOVES[context.genre].tier(level)
    is_half_time = DRUM_IDIOMS[context.genre].is_half_time
    hits = []
    for place, (name, line) in enumerate(lines.items()):
        if context.under_voice and name in _IN_THE_WAY_OF_VOICES:
            continue
        if place and context.kind in ("intro", "outro") and (index < bars / 2) == (context.kind == "intro"):
            continue
        chosen = pick(range(len(line)), context.theme_seed, "percussion", name)
        if (index + 1) % _PHRASE_BARS == 0:
            chosen = (chosen + 1) % len(line)
        bar = bar_of(line[chosen], "4/4", index, context.metre, is_half_time=is_half_time)
        for step in steps(bar, context.metre, end - start):
            hits += strokes(step, PERCUSSION_KEYS[name], start, context.theme_seed)
    return hits
