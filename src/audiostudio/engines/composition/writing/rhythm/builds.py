"""Writes rises: strokes grow denser and harder, and the kick leaves before what comes."""

from audiostudio.engines.composition.chance import share
from audiostudio.engines.composition.writing.context import SectionContext
from audiostudio.engines.composition.writing.rhythm.drum_patterns.idiom import DrumIdiom
from audiostudio.engines.composition.writing.rhythm.hits import Hit
from audiostudio.engines.composition.writing.rhythm.percussion_keys import CLAP, HAT, KICK, PERCUSSION_KEYS, SNARE
from audiostudio.engines.composition.writing.rhythm.step_patterns import quarters_per_beat

# Strokes a quarter of a roll, by how much of the rise is over.
_ROLL = ((0.0, 1), (0.375, 2), (0.625, 4), (0.9, 8))
_CRESCENDO = ((0.0, 1), (0.25, 2), (0.75, 4))
_SOFTEST, _HARDEST = 0.42, 1.0


def build_hits(context: SectionContext, idiom: DrumIdiom) -> list[Hit]:
    """Return the strokes of a rise: a roll of snare and clap for machines, of snare over floor tom for players."""
    quarter = 1 / quarters_per_beat(context.metre)
    if quarter < 1:  # of compound metres the beat is what counts
        quarter = 1.0
    end = context.bar_starts_beats[-1]
    rates = _ROLL if idiom.builds == "roll" else _CRESCENDO
    highest = 2 if context.under_voice or context.energy < 0.3 else 8
    peak = _SOFTEST + (_HARDEST - _SOFTEST) * (0.4 if context.under_voice else 0.55 + 0.45 * context.energy)
    quiet_beats = silent_beats(context, idiom)
    hits = []
    for at in range(round(end / quarter)):
        start = at * quarter
        progress = start / end
        rate = min(highest, max(rate for begins, rate in rates if progress >= begins - 1e-6))
        if context.metre in ("6/8", "12/8") and rate > 1:
            rate = 3 * rate // 2
        for stroke in range(rate):
            onset = start + stroke * quarter / rate
            if onset >= end - quiet_beats - 1e-6:
                continue
            hits += _stroke(idiom, onset, onset / end, peak, is_first=stroke == 0)
    kick_ends = end - _kickless_beats(context)
    kicks = [Hit(at * quarter, KICK, 0.9) for at in range(round(end / quarter)) if at * quarter < kick_ends - 1e-6]
    hats = [
        Hit((at + 0.5) * quarter, HAT, 0.5) for at in range(round(end / quarter)) if at * quarter < kick_ends - 1e-6
    ]
    return hits + kicks + (hats if idiom.builds == "roll" else [])


def _stroke(idiom: DrumIdiom, onset: float, progress: float, peak: float, *, is_first: bool) -> list[Hit]:
    strength = _SOFTEST + (peak - _SOFTEST) * progress
    struck = [Hit(onset, SNARE, strength if is_first else strength * 0.86)]
    if is_first and idiom.builds == "roll":
        struck.append(Hit(onset, CLAP, strength * 0.8))
    elif is_first:
        struck.append(Hit(onset, PERCUSSION_KEYS["floor_tom"], strength))
    return struck


def _kickless_beats(context: SectionContext) -> float:
    """Return how long before its end the kick leaves a rise: a bar of four or more, half a bar of fewer."""
    last = context.bar_starts_beats[-1] - context.bar_starts_beats[-2]
    return last if len(context.bar_starts_beats) > 4 else last / 2


def silent_beats(context: SectionContext, idiom: DrumIdiom) -> float:
    """Return how long the silence before a drop is: in half of the pieces of dance music a quarter, else none."""
    is_silent = idiom.builds == "roll" and context.next_kind == "drop" and share(context.theme_seed, "gap") < 0.5
    return max(1.0, 1 / quarters_per_beat(context.metre)) if is_silent else 0.0
