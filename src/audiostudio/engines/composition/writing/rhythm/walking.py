"""Writes walking basses: chord tones where it counts, steps between, and each next chord approached."""

from collections.abc import Sequence
from dataclasses import dataclass

from audiostudio.engines.composition.chance import share
from audiostudio.engines.composition.writing.context import ChordContext
from audiostudio.engines.composition.writing.rhythm.bass_register import OCTAVE, BassRegister, fifth

_RANGE_ABOVE_ROOTS = 10
# What a step of so many semitones costs: seconds and thirds walk, fifths leap, a note again stands still.
_COST_BY_SEMITONES = (3.0, 0.2, 0.0, 0.3, 0.5, 0.8, 2.5, 1.0, 3.0, 3.5, 4.0, 5.0, 1.8)
_NEVER = 40.0
_NO_CHORD_TONE_ON_STRONG_BEAT = 4.0
_CHANCE_WEIGHT = 1.2


@dataclass(frozen=True, slots=True)
class WalkingBeat:
    """A beat to be walked over: its chord, whether that begins here, whether it is strong, and what comes after."""

    chord: ChordContext
    begins_chord: bool
    is_strong: bool
    approached: ChordContext | None


def walk(beats: Sequence[WalkingBeat], register: BassRegister, seed: int) -> list[int]:
    """Return a key for each beat: the cheapest way through what fits each (Viterbi), moved by chance.

    Args:
        beats: in order; those whose ``approached`` is set lead to that chord.
        register: of the instrument.
        seed: of the section.
    """
    lowest = register.lowest_root
    highest = min(register.highest, register.highest_root + _RANGE_ABOVE_ROOTS)
    costs: dict[int, float] = {}
    came_from: list[dict[int, int]] = []
    for index, beat in enumerate(beats):
        before = beats[index - 1] if index else None
        fitting = {key: _cost_of_note(beat, key, register, seed, index) for key in range(lowest, highest + 1)}
        fitting = {key: cost for key, cost in fitting.items() if cost < _NEVER}
        if before is None:
            costs, ways = fitting, dict.fromkeys(fitting, 0)
        else:
            reached = {key: _best(costs, key, before) for key in fitting}
            ways = {key: best for key, (best, _) in reached.items()}
            costs = {key: fitting[key] + cost for key, (_, cost) in reached.items()}
        came_from.append(ways)
    walked = []
    at = min(costs, key=lambda key: (costs[key], key))
    for ways in reversed(came_from):
        walked.append(at)
        at = ways[at]
    return walked[::-1]


def _best(costs: dict[int, float], key: int, before: WalkingBeat) -> tuple[int, float]:
    reached = {earlier: cost + _cost_of_step(earlier, key, before) for earlier, cost in costs.items()}
    best = min(reached, key=lambda earlier: (reached[earlier], earlier))
    return best, reached[best]


def _cost_of_step(earlier: int, key: int, before: WalkingBeat) -> float:
    distance = abs(key - earlier)
    if distance > OCTAVE:
        return _NEVER
    cost = _COST_BY_SEMITONES[distance]
    if before.approached is not None:
        # From a semitone, a step of the scale or the dominant.
        dominant = (earlier - key) % OCTAVE == 7
        cost += 0.0 if distance == 1 else 0.6 if distance == 2 else 0.3 if dominant else 5.0
    return cost


def _cost_of_note(beat: WalkingBeat, key: int, register: BassRegister, seed: int, index: int) -> float:
    pitch_class = key % OCTAVE
    chord = beat.chord
    cost = _CHANCE_WEIGHT * share(seed, "walk", index, key)
    if beat.begins_chord:
        return cost + 0.05 * abs(key - register.lowest_root - 6) if pitch_class == chord.bass_pitch_class else _NEVER
    if pitch_class in (*chord.pitch_classes[:4], chord.bass_pitch_class):
        return cost - (0.4 if pitch_class == fifth(chord) else 0.0)
    if beat.is_strong:
        return cost + _NO_CHORD_TONE_ON_STRONG_BEAT if pitch_class in chord.scale else _NEVER
    if pitch_class in chord.scale:
        return cost + 0.3
    leads = beat.approached is not None and (pitch_class - beat.approached.bass_pitch_class) % OCTAVE in (1, 11, 7)
    return cost + 0.5 if leads else _NEVER
