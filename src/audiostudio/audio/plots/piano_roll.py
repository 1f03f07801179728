"""A transcription at a glance: notes over time in rows of bars, a colour for each part, stronger where louder."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from audiostudio.audio.notation.drums import DRUM_NAMES
from audiostudio.audio.notation.notes import Note, pitch_name
from audiostudio.audio.notation.percussion_names import PERCUSSION_NAMES
from audiostudio.audio.notation.tempo_map import TempoMap
from audiostudio.audio.plots.pixels import Canvas, Colour

_WIDTH = 1600
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 24, 76, 24
_HEAD, _FOOT = 34, 22
_DRUM_ROW = 11.0
_DRUM_LETTERS = 9
_PITCHED_HEIGHT = 250.0
_PITCH_ROWS = (3.0, 9.0)
_BARS_IN_A_ROW = 8
_MOST_ROWS = 24
_LEAST_BEAT_PX = 8.0

_PAGE: Colour = (244, 245, 248)
_CARD: Colour = (255, 255, 255)
_BLACK_KEY: Colour = (246, 247, 250)
_BEAT: Colour = (236, 239, 244)
_BAR: Colour = (195, 201, 214)
_OCTAVE: Colour = (222, 226, 234)
_TEXT: Colour = (27, 34, 48)
_QUIET: Colour = (102, 112, 133)
# Soft and loud of each part.
_PARTS: tuple[tuple[Colour, Colour], ...] = (
    ((170, 196, 250), (24, 72, 200)),
    ((250, 196, 160), (196, 72, 16)),
    ((160, 222, 190), (16, 120, 72)),
    ((214, 184, 240), (110, 48, 180)),
    ((245, 180, 205), (185, 28, 96)),
    ((160, 218, 228), (8, 112, 132)),
    ((232, 214, 150), (148, 108, 0)),
    ((200, 205, 214), (70, 78, 94)),
)
# More parts are named in two lines, without their notes being counted.
_LEGEND_LINE = 5
_BLACK = frozenset({1, 3, 6, 8, 10})


@dataclass(frozen=True)
class RollPart:
    """A part to be drawn."""

    name: str
    notes: Sequence[Note]
    is_drums: bool = False


@dataclass(frozen=True)
class _Layout:
    """Where things are: rows of so many beats, one below the other; pitches above drums."""

    edges: tuple[float, ...]
    lowest: int
    highest: int
    drums: tuple[int, ...]

    @property
    def pitch_px(self) -> float:
        keys = self.highest - self.lowest + 1
        return min(_PITCH_ROWS[1], max(_PITCH_ROWS[0], _PITCHED_HEIGHT / keys))

    @property
    def pitched_px(self) -> float:
        return self.pitch_px * (self.highest - self.lowest + 1) if self.highest else 0.0

    @property
    def row_px(self) -> float:
        return _HEAD + self.pitched_px + _DRUM_ROW * len(self.drums) + _FOOT

    @property
    def height(self) -> int:
        return round(_TOP + (len(self.edges) - 1) * self.row_px + _BOTTOM)

    def top(self, row: int) -> float:
        return _TOP + row * self.row_px + _HEAD

    def pitch_top(self, row: int, midi_pitch: int) -> float:
        return self.top(row) + (self.highest - midi_pitch) * self.pitch_px

    def drum_top(self, row: int, drum: int) -> float:
        return self.top(row) + self.pitched_px + self.drums.index(drum) * _DRUM_ROW

    def x(self, row: int, beat: float) -> float:
        # Every row has the first full row's length, so that time runs alike in all of them.
        longest = max(end - start for start, end in zip(self.edges, self.edges[1:], strict=False))
        return _LEFT + (beat - self.edges[row]) / longest * (_WIDTH - _LEFT - _RIGHT)


def draw_piano_roll(
    parts: Sequence[RollPart],
    tempo_map: TempoMap,
    duration_s: float,
    *,
    chords: Sequence[tuple[float, str]] = (),
    may_stop: Callable[[], None] = lambda: None,
) -> bytes:
    """Return a PNG file, 1600 pixels wide and at most 24 rows of bars high.

    Args:
        parts: at least one with a note.
        tempo_map: where bars and beats are.
        duration_s: how long the sound is.
        chords: when they begin, in seconds, and what they are called.
        may_stop: called every fraction of a second of work; may raise to stop.
    """
    bars = tempo_map.bar_starts(float(tempo_map.beats_at([duration_s])[0]))
    layout = _laid_out(parts, bars)
    rows = len(layout.edges) - 1
    canvas = Canvas(_WIDTH, layout.height, _PAGE)
    _legend(canvas, parts, tempo_map)
    for row in range(rows):
        may_stop()
        _ground(canvas, layout, row, bars, tempo_map)
        _chords(canvas, layout, row, [(float(tempo_map.beats_at([at])[0]), name) for at, name in chords])
    for number, part in enumerate(parts):
        _notes(canvas, layout, part, number, tempo_map, may_stop)
    may_stop()
    return canvas.png()


def time_lines(parts: Sequence[RollPart], tempo_map: TempoMap, duration_s: float) -> list[dict[str, Any]]:
    """Return where time runs in the picture that `draw_piano_roll` makes, for a line that follows the sound.

    Returns:
        For each row its ``top`` and ``bottom`` as shares of the height, and ``moments``: pairs of seconds and how far
        right, as a share of the width; between them time runs evenly.
    """
    bars = tempo_map.bar_starts(float(tempo_map.beats_at([duration_s])[0]))
    layout = _laid_out(parts, bars)
    lines = []
    for row, (first, last) in enumerate(zip(layout.edges, layout.edges[1:], strict=False)):
        beats = [float(bar) for bar in bars if first <= bar < last]
        beats = [*beats[:: max(1, len(beats) // _BARS_IN_A_ROW)], last]
        times = tempo_map.times_at(beats).tolist()
        top = layout.top(row)
        bottom = top + layout.pitched_px + _DRUM_ROW * len(layout.drums)
        places = [layout.x(row, beat) / _WIDTH for beat in beats]
        moments = [(round(at, 3), round(place, 5)) for at, place in zip(times, places, strict=True)]
        lines.append(
            {"top": round(top / layout.height, 5), "bottom": round(bottom / layout.height, 5), "moments": moments}
        )
    return lines


def _laid_out(parts: Sequence[RollPart], bars: Sequence[float]) -> _Layout:
    per_row = max(_BARS_IN_A_ROW, -(-(len(bars) - 1) // _MOST_ROWS))
    edges = [*bars[:-1:per_row], bars[-1]]
    pitches = [note.midi_pitch for part in parts if not part.is_drums for note in part.notes]
    drums = {note.midi_pitch for part in parts if part.is_drums for note in part.notes}
    lowest, highest = (min(pitches) - 2, max(pitches) + 2) if pitches else (1, 0)
    ordered = (*(drum for drum in DRUM_NAMES if drum in drums), *sorted(drums - DRUM_NAMES.keys(), reverse=True))
    return _Layout(tuple(map(float, edges)), lowest, highest, ordered)


def _legend(canvas: Canvas, parts: Sequence[RollPart], tempo_map: TempoMap) -> None:
    is_long = len(parts) > _LEGEND_LINE
    x, y = float(_LEFT), 30 if is_long else 42
    for number, part in enumerate(parts):
        if is_long and number == (len(parts) + 1) // 2:
            x, y = float(_LEFT), 54
        for step in range(5):
            canvas.box(x + 9 * step, y - 12, x + 9 * step + 9, y + 2, _shade(number, 30 + 22 * step))
        x += 54 + canvas.words(x + 54, y, part.name, 10, _TEXT) + 12
        x += (0 if is_long else canvas.words(x, y, f"{len(part.notes)} notes", 8, _QUIET)) + 36
    bpm = [tempo for _, tempo in tempo_map.tempi]
    _, count, unit = tempo_map.time_signatures[0 if tempo_map.written_bars else -1]
    metre = f"{count}/{unit}" if tempo_map.is_estimated else "no beats heard: bars are a ruler"
    canvas.words(_WIDTH - _RIGHT, 42, f"{round(float(np.median(bpm)))} bpm  {metre}", 10, _QUIET, align=1)


def _ground(canvas: Canvas, layout: _Layout, row: int, bars: Sequence[float], tempo_map: TempoMap) -> None:
    first, last = layout.edges[row], layout.edges[row + 1]
    left, right, top = layout.x(row, first), layout.x(row, last), layout.top(row)
    bottom = top + layout.pitched_px + _DRUM_ROW * len(layout.drums)
    canvas.box(left, top, right, bottom, _CARD)
    for pitch in range(layout.lowest, layout.highest + 1):
        y = layout.pitch_top(row, pitch)
        if pitch % 12 in _BLACK:
            canvas.box(left, y, right, y + layout.pitch_px, _BLACK_KEY)
    beat_px = layout.x(row, first + 1) - left
    if beat_px >= _LEAST_BEAT_PX:
        for beat in range(ceil(first), ceil(last)):
            canvas.box(layout.x(row, beat), top, layout.x(row, beat) + 1, bottom, _BEAT)
    for pitch in range(layout.lowest, layout.highest + 1):
        if pitch % 12 == 0:
            y = layout.pitch_top(row, pitch) + layout.pitch_px
            canvas.box(left, y - 0.5, right, y + 0.5, _OCTAVE)
            canvas.words(left - 10, y + 2, pitch_name(pitch), 8, _QUIET, align=1)
    for drum in layout.drums:
        y = layout.drum_top(row, drum)
        canvas.box(left, y, right, y + 1, _OCTAVE)
        name = _drum_name(drum)
        # Long names are smaller, so that they fit before the bars.
        canvas.words(left - 10, y + 8.5, name, 6.5 * min(1, _DRUM_LETTERS / len(name)), _QUIET, align=1)
    _bar_lines(canvas, layout, row, bars, tempo_map, (top, bottom))


def _drum_name(drum: int) -> str:
    return DRUM_NAMES.get(drum) or PERCUSSION_NAMES.get(drum, f"Key {drum}")


def _bar_lines(
    canvas: Canvas, layout: _Layout, row: int, bars: Sequence[float], tempo_map: TempoMap, between: tuple[float, float]
) -> None:
    top, bottom = between
    first, last = layout.edges[row], layout.edges[row + 1]
    before = 1 if tempo_map.pickup_beats else 0
    free_from = 0.0
    for number, bar in enumerate(bars):
        if not first <= bar <= last:
            continue
        x = layout.x(row, bar)
        canvas.box(x - 0.5, top, x + 1, bottom, _BAR)
        if bar < last and x >= free_from and number + 1 - before:
            free_from = x + 14 + canvas.words(x + 4, top - 5, str(number + 1 - before), 7, _QUIET)
    seconds = float(tempo_map.times_at([first])[0])
    canvas.words(layout.x(row, first), bottom + 13, f"{int(seconds) // 60}:{int(seconds) % 60:02d}", 7, _QUIET)


def _chords(canvas: Canvas, layout: _Layout, row: int, chords: Sequence[tuple[float, str]]) -> None:
    free_from = 0.0
    for beat, name in chords:
        if not layout.edges[row] <= beat < layout.edges[row + 1]:
            continue
        x = max(layout.x(row, beat), 0)
        if x + 4 >= free_from:
            free_from = x + 12 + canvas.words(x + 4, layout.top(row) - 17, name, 9, _TEXT)


def _notes(
    canvas: Canvas,
    layout: _Layout,
    part: RollPart,
    number: int,
    tempo_map: TempoMap,
    may_stop: Callable[[], None],
) -> None:
    starts = tempo_map.beats_at([note.onset_s for note in part.notes]).tolist()
    ends = tempo_map.beats_at([note.offset_s for note in part.notes]).tolist()
    for count, (note, start, end) in enumerate(zip(part.notes, starts, ends, strict=True)):
        if count % 1_000 == 0:
            may_stop()
        colour = _shade(number, note.velocity)
        for row, first, last in _rows_of(layout, start, end):
            left, right = layout.x(row, first), layout.x(row, last)
            if part.is_drums:
                top = layout.drum_top(row, note.midi_pitch)
                canvas.box(left, top + 2, left + 6, top + _DRUM_ROW - 1, colour)
                break
            top = layout.pitch_top(row, note.midi_pitch)
            canvas.box(left, top + 0.3, max(left + 2, right - 1), top + layout.pitch_px - 0.3, colour)


def _rows_of(layout: _Layout, start: float, end: float) -> Iterator[tuple[int, float, float]]:
    """Yield the rows that a note lies in, and its part of each."""
    row = min(len(layout.edges) - 2, int(np.searchsorted(layout.edges, start, side="right")) - 1)
    while row < len(layout.edges) - 1 and layout.edges[row] < end:
        yield row, max(start, layout.edges[row]), min(end, layout.edges[row + 1])
        row += 1


def _shade(number: int, velocity: int) -> Colour:
    soft, loud = _PARTS[number % len(_PARTS)]
    share = min(1.0, max(0.0, (velocity - 30) / 90))
    red, green, blue = (round(a + share * (b - a)) for a, b in zip(soft, loud, strict=True))
    return red, green, blue
