"""Spells chords as keys of an instrument so that each voice moves to the nearest tone, as players and arrangers do.

Every chord has many spellings; the one is taken that moves the voices least, holds what is common, lets the top voice
step, and doubles no leading note. In classical styles outer voices do not move in parallel fifths and octaves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from audiostudio.engines.composition.writing.context import ChordContext

Voicing = tuple[int, ...]
"""Keys from the lowest up."""

VoicingStyle = Literal["triad", "close", "rootless", "drop_2", "spread", "power", "quartal"]

_THIRDS, _FIFTHS, _SEVENTHS = frozenset({3, 4}), frozenset({6, 7, 8}), frozenset({10, 11})
_WIDEST: dict[VoicingStyle, int] = {"spread": 24, "drop_2": 19, "quartal": 19}
_WIDEST_CLOSE = 14
# Below this key, intervals smaller than this are mud (the low interval limits of arranging text books).
_LOW_KEY, _LOW_INTERVAL = 50, 5
# Weights, in semitones of movement.
_OF_CENTRE, _OF_TOP_LEAP, _OF_MUD, _OF_PARALLEL, _OF_DOUBLED_LEADING_NOTE = 0.25, 1.5, 5.0, 40.0, 40.0
_TOP_STEP = 4


@dataclass(frozen=True)
class VoicingRules:
    """How chords are spelt.

    Attributes:
        style: ``triad`` three notes; ``close`` all within an octave or so; ``rootless`` third, seventh and colours;
            ``drop_2`` the second from the top an octave down; ``spread`` over two octaves; ``power`` root and fifth;
            ``quartal`` in fourths of the scale.
        lowest, highest: keys that may be used.
        centre: key around which voicings lie.
        avoids_parallels: whether outer voices may not move in parallel fifths and octaves.
        leading_note: pitch class that is never doubled.
    """

    style: VoicingStyle
    lowest: int
    highest: int
    centre: float
    avoids_parallels: bool = False
    leading_note: int | None = None


def voice_chords(chords: Sequence[ChordContext], rules: VoicingRules) -> tuple[Voicing, ...]:
    """Return a voicing for each chord, the first around the centre, each next as near as can be to the one before."""
    voicings: list[Voicing] = []
    for chord in chords:
        before = voicings[-1] if voicings else None
        voicings.append(_nearest(before, chord.pitch_classes, chord.scale, rules))
    return tuple(voicings)


def mean_voice_movement(voicings: Sequence[Voicing]) -> float:
    """Return by how many semitones a voice moves from chord to chord in the mean, repeated chords included."""
    moves = [_movement(before, after) / max(len(before), len(after)) for before, after in pairwise(voicings)]
    return sum(moves) / len(moves) if moves else 0.0


def parallels(voicings: Sequence[Voicing]) -> int:
    """Count moves in which the outer voices go from one perfect fifth, octave or unison to another of its kind."""
    return sum(_is_parallel(before, after) for before, after in pairwise(voicings))


@lru_cache(maxsize=8192)
def _nearest(
    before: Voicing | None, pitch_classes: tuple[int, ...], scale: tuple[int, ...], rules: VoicingRules
) -> Voicing:
    candidates = list(_candidates(pitch_classes, scale, rules))
    # The first of equals, in a fixed order, so that the same chords always sound alike.
    return min(candidates, key=lambda voicing: (_cost(before, voicing, rules), voicing))


def _cost(before: Voicing | None, voicing: Voicing, rules: VoicingRules) -> float:
    away = abs(sum(voicing) / len(voicing) - rules.centre)
    cost = _OF_CENTRE * away * (1 + away / 5) + _OF_MUD * sum(
        above - below < _LOW_INTERVAL for below, above in pairwise(voicing) if below < _LOW_KEY
    )
    if rules.leading_note is not None and sum(key % 12 == rules.leading_note for key in voicing) > 1:
        cost += _OF_DOUBLED_LEADING_NOTE
    if before is None:
        return cost + 3 * _OF_CENTRE * away
    top = abs(voicing[-1] - before[-1])
    cost += _movement(before, voicing) + _OF_TOP_LEAP * max(0, top - _TOP_STEP)
    return cost + (_OF_PARALLEL if rules.avoids_parallels and _is_parallel(before, voicing) else 0.0)


def _movement(before: Voicing, after: Voicing) -> float:
    if len(before) == len(after):
        return float(sum(abs(a - b) for a, b in zip(before, after, strict=True)))
    more, fewer = (after, before) if len(after) > len(before) else (before, after)
    return float(sum(min(abs(key - other) for other in fewer) for key in more))


def _is_parallel(before: Voicing, after: Voicing) -> bool:
    low, high = after[0] - before[0], after[-1] - before[-1]
    interval = (before[-1] - before[0]) % 12
    return low != 0 and low == high and interval in (0, 7) and len(before) > 1


def _candidates(pitch_classes: tuple[int, ...], scale: tuple[int, ...], rules: VoicingRules) -> Iterator[Voicing]:
    found = [
        voicing
        for tones in _tone_sets(pitch_classes, scale, rules)
        for voicing in _stacked(tones, rules)
        if rules.lowest <= voicing[0] and voicing[-1] <= rules.highest
    ]
    if found:
        yield from found
        return
    # An instrument of a narrow range plays what fits: fewer notes of the chord, down to one.
    tones = pitch_classes
    while not found:
        tones = tones[:-1]
        if tones:
            close = VoicingRules("close", rules.lowest, rules.highest, rules.centre)
            found = [
                voicing
                for voicing in _stacked(tones, close)
                if rules.lowest <= voicing[0] and voicing[-1] <= rules.highest
            ]
        else:
            found = [(round(min(max(rules.centre, rules.lowest), rules.highest)),)]
    yield from found


def _tone_sets(
    pitch_classes: tuple[int, ...], scale: tuple[int, ...], rules: VoicingRules
) -> Iterator[tuple[int, ...]]:
    """Yield the tones, in some order from a lowest one up, that a style makes of a chord."""
    root = pitch_classes[0]
    third, fifth, seventh, colours = _members(pitch_classes)
    match rules.style:
        case "power":
            yield (root, fifth)
            yield (root, fifth, root)
        case "quartal":
            yield from _quartal(pitch_classes, scale)
        case "triad":
            yield from _rotations((root, third, fifth) if third is not None else (root, fifth, root))
        case "rootless" if seventh is not None and third is not None:
            ninth = colours[0] if colours else _ninth(root, scale)
            yield from _rotations(
                (third, fifth, seventh, ninth) if ninth is not None else (root, third, fifth, seventh)
            )
            if len(colours) > 1:  # the thirteenth instead of the fifth
                yield from _rotations((third, colours[-1], seventh, colours[0]))
        case _ if third is not None and seventh is None and not colours:
            # A triad is doubled at the octave of whatever lies lowest; in open position it needs none.
            for tones in _rotations((root, third, fifth)):
                yield tones if rules.style == "spread" else (*tones, tones[0])
        case _:
            yield from _rotations(_four(root, third, fifth, seventh, colours))


def _members(pitch_classes: tuple[int, ...]) -> tuple[int | None, int, int | None, tuple[int, ...]]:
    """Return third (or what is suspended for it), fifth, seventh and other colours by their distance from the root."""
    root = pitch_classes[0]
    by_interval = {(pitch_class - root) % 12: pitch_class for pitch_class in pitch_classes}
    third = next((by_interval[interval] for interval in (4, 3, 5, 2) if interval in by_interval), None)
    fifth = next((by_interval[interval] for interval in (7, 6, 8) if interval in by_interval), (root + 7) % 12)
    # The seventh of a diminished chord and the sixth of others are nine semitones up.
    seventh = next((by_interval[interval] for interval in (10, 11, 9) if interval in by_interval), None)
    used = {root, third, fifth, seventh}
    return third, fifth, seventh, tuple(pitch_class for pitch_class in pitch_classes if pitch_class not in used)


def _four(root: int, third: int | None, fifth: int, seventh: int | None, colours: tuple[int, ...]) -> tuple[int, ...]:
    """Return four tones: an added ninth makes a triad four, over a seventh it takes the place of the bass's root."""
    if third is None:
        return (root, fifth, root)
    if seventh is None:
        return (root, third, fifth, *colours[:1])
    if colours:
        return (third, fifth, seventh, colours[0])
    return (root, third, fifth, seventh)


def _ninth(root: int, scale: tuple[int, ...]) -> int | None:
    ninth = (root + 2) % 12
    return ninth if ninth in scale else None


def _quartal(pitch_classes: tuple[int, ...], scale: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield stacks of four fourths of the scale that hold the chord's root and fifth; a small scale has none."""
    third, fifth, _, _ = _members(pitch_classes)
    steps = len(scale)
    stacks = [tuple(scale[(lowest + 3 * place) % steps] for place in range(4)) for lowest in range(steps)]
    fitting = [stack for stack in stacks if {pitch_classes[0], fifth} <= set(stack)]
    if steps >= 7 and fitting:
        yield from fitting
        return
    yield from _rotations((pitch_classes[0], third if third is not None else fifth, fifth))


def _rotations(tones: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for place in range(len(tones)):
        yield tones[place:] + tones[:place]


def _stacked(tones: tuple[int, ...], rules: VoicingRules) -> Iterator[Voicing]:
    """Yield tones one above the other from every octave, opened as the style asks."""
    widest = _WIDEST.get(rules.style, _WIDEST_CLOSE)
    first = rules.lowest - 24 + (tones[0] - rules.lowest) % 12
    for bottom in range(first, rules.highest + 1, 12):
        keys = [bottom]
        for tone in tones[1:]:
            keys.append(keys[-1] + ((tone - keys[-1]) % 12 or 12))
        for opened in _opened(keys, rules.style):
            if opened[-1] - opened[0] <= widest:
                yield opened


def _opened(keys: list[int], style: VoicingStyle) -> Iterator[Voicing]:
    if style == "drop_2" and len(keys) == 4:
        yield tuple(sorted((keys[0], keys[1], keys[2] - 12, keys[3])))
    elif style == "spread" and len(keys) >= 3:
        # Open position: every other voice an octave up.
        yield tuple(sorted({key + 12 * (place % 2) for place, key in enumerate(keys)}))
    else:
        yield tuple(keys)
