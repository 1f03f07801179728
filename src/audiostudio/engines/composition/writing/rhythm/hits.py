"""Turns strokes into notes: how hard each is struck by its place in the bar, and what one player cannot do at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audiostudio.engines.composition.writing.context import BeatNote, SectionContext
from audiostudio.engines.composition.writing.rhythm.drum_sections import felt_energy
from audiostudio.engines.composition.writing.rhythm.percussion_keys import (
    CRASH,
    CYMBALS,
    HAT,
    KICK,
    OPEN_HAT,
    PEDAL_HAT,
    RIDE,
    RIM,
    SECOND_CRASH,
    SNARE,
    STRUCK_BY_HAND,
    TOMS,
)
from audiostudio.engines.composition.writing.rhythm.step_patterns import bar_start, quarters_per_beat

STRENGTHS = {"X": 1.0, "x": 0.86, "o": 0.64, "g": 0.36}
"""How hard the signs of tablature are struck, 1 being an accent."""

# At one moment a player with two hands keeps the first two of these that are asked for.
_FIRST_FOR_HANDS = (CRASH, SECOND_CRASH, SNARE, *TOMS, OPEN_HAT, RIM, RIDE, HAT)
_LOUDEST_VELOCITY = 122
# Ringing lasts long, a stroke as long as a sixteenth; in quarters.
_CYMBAL_QUARTERS, _OPEN_HAT_QUARTERS, _STROKE_QUARTERS = 4.0, 0.5, 0.25
# Two strokes of one drum nearer than a sixty-fourth are one.
_NEAREST_QUARTERS = 1 / 16


@dataclass(frozen=True, slots=True)
class Hit:
    """A stroke: when, on what, and how hard from 0 to 1, before its place in the bar is thought of."""

    onset_beats: float
    key: int
    strength: float


def metrical_weight(context: SectionContext, onset_beats: float) -> float:
    """Return how much weight a moment has in its bar, 1 on the down-beat, less on beats, off-beats and between."""
    start = bar_start(context.bar_starts_beats, onset_beats)
    within = onset_beats - start
    quarters = quarters_per_beat(context.metre)
    if within < 1e-6:
        return 1.0
    beat = within if quarters >= 1 else within * quarters
    if abs(beat - round(beat)) < 1e-6:
        return 0.97
    return 0.93 if abs(2 * beat - round(2 * beat)) < 1e-6 else 0.89


def notes_of_hits(hits: Iterable[Hit], context: SectionContext, *, has_player: bool) -> list[BeatNote]:
    """Return the notes of strokes by onset, within the section, none over another of the same key.

    Args:
        hits: in any order; of equal ones the hardest counts.
        context: the section.
        has_player: whether one player strikes all, with two hands.
    """
    end = context.bar_starts_beats[-1]
    by_moment: dict[int, dict[int, Hit]] = defaultdict(dict)
    for hit in hits:
        if 0 <= hit.onset_beats < end - 1e-6:
            moment = by_moment[round(hit.onset_beats * 1e5)]
            if hit.key not in moment or moment[hit.key].strength < hit.strength:
                moment[hit.key] = hit
    kept = [hit for moment in by_moment.values() for hit in _playable(moment, has_player=has_player)]
    kept.sort(key=lambda hit: (hit.onset_beats, hit.key))
    return _with_durations(kept, context)


def _playable(moment: dict[int, Hit], *, has_player: bool) -> list[Hit]:
    if OPEN_HAT in moment:
        moment = {key: hit for key, hit in moment.items() if key not in (HAT, PEDAL_HAT)}
    if not has_player:
        return list(moment.values())
    if SNARE in moment and RIM in moment:
        moment = {key: hit for key, hit in moment.items() if key != RIM}
    by_hand = [key for key in moment if key in STRUCK_BY_HAND]
    order = {key: place for place, key in enumerate(_FIRST_FOR_HANDS)}
    dropped = set(sorted(by_hand, key=lambda key: (order.get(key, 0), key))[2:])
    return [hit for key, hit in moment.items() if key not in dropped]


def _with_durations(hits: Sequence[Hit], context: SectionContext) -> list[BeatNote]:
    quarters = quarters_per_beat(context.metre)
    end = context.bar_starts_beats[-1]
    loudness = _LOUDEST_VELOCITY * (0.74 + 0.26 * felt_energy(context))
    next_onset: dict[int, float] = {}
    notes = []
    for hit in reversed(hits):
        following = next_onset.get(hit.key, end)
        if following - hit.onset_beats < _NEAREST_QUARTERS / quarters - 1e-6 and hit.key in next_onset:
            continue
        next_onset[hit.key] = hit.onset_beats
        longest = _longest_quarters(hit.key) / quarters
        strength = hit.strength * metrical_weight(context, hit.onset_beats)
        velocity = max(1, min(127, round(loudness * strength)))
        notes.append(BeatNote(hit.onset_beats, min(longest, following - hit.onset_beats), hit.key, velocity))
    notes.reverse()
    return notes


def _longest_quarters(key: int) -> float:
    if key in CYMBALS:
        return _CYMBAL_QUARTERS
    return _OPEN_HAT_QUARTERS if key == OPEN_HAT else _STROKE_QUARTERS


def without(hits: Iterable[Hit], keys: frozenset[int], start_beats: float, end_beats: float) -> list[Hit]:
    """Return strokes less those of some keys in a span."""
    return [hit for hit in hits if hit.key not in keys or not start_beats - 1e-6 <= hit.onset_beats < end_beats - 1e-6]


def has_kick(hits: Iterable[Hit]) -> bool:
    """Return whether the kick is among strokes."""
    return any(hit.key == KICK for hit in hits)
