"""Lays notes of a grid out as engravers do: bars, up to two voices a staff, values that can be written, ties, rests."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audiostudio.audio.notation.quantising import STEPS_PER_BEAT, GridNote

_VOICES = 2
_BEAT = STEPS_PER_BEAT
# Values that begin on a beat: whole, dotted half, half, dotted quarter, quarter, dotted eighth, eighth, sixteenth.
_VALUES = (48, 36, 24, 18, 12, 9, 6, 3)
_WHOLE_BEATS = (48, 36, 24, 12)
_EIGHTH = _BEAT // 2
_SIXTEENTH = _BEAT // 4


@dataclass(frozen=True)
class Symbol:
    """A chord, a note or a rest of a value that can be written.

    Attributes:
        start: in steps from the beginning of its bar.
        duration: in steps.
        pitches: its keys, rising; none for a rest.
        is_tied_back: whether it goes on from the symbol before.
        is_tied_on: whether the symbol behind goes on with it.
    """

    start: int
    duration: int
    pitches: tuple[int, ...] = ()
    is_tied_back: bool = False
    is_tied_on: bool = False

    @property
    def is_triplet(self) -> bool:
        """Whether it is a part of a beat in three."""
        return self.duration % _SIXTEENTH != 0


@dataclass(frozen=True)
class Bar:
    """One bar of a staff.

    Attributes:
        start: in steps from the beginning.
        duration: in steps.
        voices: one or two; each fills the bar, the first always, the second where it has notes.
    """

    start: int
    duration: int
    voices: tuple[tuple[Symbol, ...], ...]


@dataclass(frozen=True)
class _Chord:
    start: int
    end: int
    pitches: tuple[int, ...]


def lay_out(notes: Sequence[GridNote], edges: Sequence[int]) -> list[Bar]:
    """Return the bars of one staff.

    What two voices cannot hold is shortened to when its voice goes on.

    Args:
        notes: of the staff, in order of onset.
        edges: where bars begin, in steps, and where the last one ends; notes beyond are cut.
    """
    written = [_by_bar(voice, edges) for voice in _voices(notes)]
    bars = []
    for number, (start, end) in enumerate(pairwise(edges)):
        # A note may be tied over the bar in the second voice, which then is the second there too.
        used = max((place for place, by_bar in enumerate(written, 1) if number in by_bar), default=1)
        voices = tuple(_filled(by_bar.get(number, ()), end - start) for by_bar in written[:used])
        bars.append(Bar(start, end - start, voices))
    return bars


def _by_bar(voice: Sequence[_Chord], edges: Sequence[int]) -> dict[int, list[Symbol]]:
    by_bar: dict[int, list[Symbol]] = defaultdict(list)
    number = 0
    for chord in voice:
        while number + 2 < len(edges) and edges[number + 1] <= chord.start:
            number += 1
        for place, symbol in _symbols(chord, edges, number):
            by_bar[place].append(symbol)
    return by_bar


def _voices(notes: Sequence[GridNote]) -> list[list[_Chord]]:
    """Return chords in as few voices as they fit in, those that begin together from the top."""
    by_onset: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for note in notes:
        by_onset[note.onset][note.onset + note.duration].append(note.midi_pitch)
    voices: list[list[_Chord]] = [[] for _ in range(_VOICES)]
    for onset in sorted(by_onset):
        chords = [_Chord(onset, end, tuple(sorted(set(pitches)))) for end, pitches in by_onset[onset].items()]
        for chord in sorted(chords, key=lambda chord: -chord.pitches[-1]):
            _place(chord, voices)
    return voices


def _place(chord: _Chord, voices: list[list[_Chord]]) -> None:
    waiting = [voice for voice in voices if not voice or voice[-1].start < chord.start]
    if not waiting:  # both voices begin here already: it joins the last
        below = voices[-1][-1]
        voices[-1][-1] = replace(below, pitches=tuple(sorted({*below.pitches, *chord.pitches})))
        return
    free = [voice for voice in waiting if not voice or voice[-1].end <= chord.start]
    voice = free[0] if free else min(waiting, key=lambda voice: voice[-1].end)
    if not free:
        voice[-1] = replace(voice[-1], end=chord.start)
    voice.append(chord)


def _symbols(chord: _Chord, edges: Sequence[int], number: int) -> Iterator[tuple[int, Symbol]]:
    """Yield a chord's symbols, tied, with the number of each one's bar."""
    end = min(chord.end, edges[-1])
    at = chord.start
    while at < end:
        bar = edges[number]
        duration = _value(at - bar, min(end, edges[number + 1]) - bar)
        is_last = at + duration >= end
        yield number, Symbol(at - edges[number], duration, chord.pitches, at > chord.start, not is_last)
        at += duration
        if at >= edges[number + 1]:
            number += 1


def _filled(symbols: Sequence[Symbol], duration: int) -> tuple[Symbol, ...]:
    """Return symbols with rests between them."""
    if not symbols:
        return (Symbol(0, duration),)
    filled: list[Symbol] = []
    at = 0
    for symbol in [*symbols, Symbol(duration, 0)]:
        while at < symbol.start:
            rest = _value(at, symbol.start)
            filled.append(Symbol(at, rest))
            at += rest
        if symbol.duration:
            filled.append(symbol)
            at = symbol.start + symbol.duration
    return tuple(filled)


def _value(start: int, end: int) -> int:
    """Return the longest value that can be written from ``start`` on and shows where the beats are."""
    place, length = start % _BEAT, end - start
    to_beat = _BEAT - place
    if place == 0:
        ends_in_triplet = end % _SIXTEENTH != 0
        values = _WHOLE_BEATS if ends_in_triplet else _VALUES
        return next((value for value in values if value <= length), length)
    if place == _EIGHTH and length >= _BEAT and (end % _SIXTEENTH == 0 or length - _BEAT >= to_beat):
        return _BEAT
    return min(length, to_beat)
