"""Shapes a part's playing: swells and fades, vibrato on long notes, the piano's pedal, filters that open."""

from collections.abc import Sequence
from dataclasses import dataclass

from audiostudio.audio.instruments.catalogue import INSTRUMENTS, Family
from audiostudio.audio.instruments.performance import Automation, Performance, Span
from audiostudio.audio.notation.notes import Note
from audiostudio.engines.composition.plan import Genre, Plan, Role
from audiostudio.engines.composition.writing.layout import Layout, PlacedSection

_SUSTAINING: frozenset[Family] = frozenset({"strings", "voice", "brass", "reed", "pipe"})
_SUSTAINING_SYNTHS = frozenset({"warm_pad", "bright_pad", "glass_pad", "super_saw", "brass_synth", "drone"})
_PLUCKED_STRINGS = frozenset({"pizzicato_strings"})
_PEDALLED = frozenset({"piano", "bright_piano", "electric_piano", "fm_electric_piano", "vibraphone", "celesta"})
_PEDALLED_ROLES: frozenset[Role] = frozenset({"chords", "arpeggio", "pad"})
# Where chords are struck short, no foot is on the pedal.
_DRY: frozenset[Genre] = frozenset(
    {"afrobeat", "disco", "funk", "house", "jazz", "reggae", "reggaeton", "salsa", "samba", "ska", "tango", "techno"}
)
_LINES: frozenset[Role] = frozenset({"lead", "counter_melody"})
_VIBRATO: dict[Family, float] = {
    "strings": 0.28,
    "voice": 0.22,
    "reed": 0.16,
    "pipe": 0.14,
    "brass": 0.12,
    "synth": 0.18,
}
_VIBRATO_DELAY_S, _VIBRATO_RISE_S, _VIBRATO_LEAST_S = 0.22, 0.3, 0.5
# The foot changes just behind the chord, as pianists do, so that the new one is caught and the old one is not.
_PEDAL_DELAY_S, _PEDAL_LIFT_S, _LEAST_PEDAL_S = 0.04, 0.03, 0.2
_SWELL_LEAST_S = 0.8
_FADE_SHARE, _SHORTEST_FADE_S, _LONGEST_FADE_S = 0.2, 2.0, 12.0
_FADE_POINTS = 12
_BUILD_FROM = 0.62


@dataclass(frozen=True)
class _Scene:
    """What shaping knows beside the notes."""

    plan: Plan
    layout: Layout
    role: Role
    instrument: str

    @property
    def family(self) -> Family:
        return INSTRUMENTS[self.instrument].family

    @property
    def sustains(self) -> bool:
        """Whether its loudness can change while a note sounds."""
        is_blown_or_bowed = self.family in _SUSTAINING and self.instrument not in _PLUCKED_STRINGS
        return is_blown_or_bowed or self.instrument in _SUSTAINING_SYNTHS


def performed(plan: Plan, layout: Layout, role: Role, instrument: str, notes: tuple[Note, ...]) -> Performance:
    """Return notes as they are played.

    Args:
        plan: says genre and ending.
        layout: the plan in time.
        role: of the part.
        instrument: its name in the catalogue.
        notes: by onset.
    """
    scene = _Scene(plan, layout, role, instrument)
    return Performance(
        notes,
        pedal_down=_pedal(scene),
        expression=_expression(scene, notes),
        vibrato_semitones=_vibrato(scene, notes),
        brightness=_brightness(scene),
    )


def _pedal(scene: _Scene) -> tuple[Span, ...]:
    is_pedalled = scene.instrument in _PEDALLED and scene.role in _PEDALLED_ROLES
    if not is_pedalled or scene.plan.genre in _DRY:
        return ()
    spans: list[Span] = []
    end_s = scene.layout.end_s
    for chord in scene.layout.chords:
        is_last = chord.end_s >= end_s - 1e-6
        lifted_s = chord.end_s + _PEDAL_LIFT_S
        if is_last:
            lifted_s = scene.plan.duration_s if scene.plan.ending == "cadence" else min(end_s, scene.plan.duration_s)
        if lifted_s - chord.start_s > _LEAST_PEDAL_S + _PEDAL_DELAY_S:
            spans.append((chord.start_s + _PEDAL_DELAY_S + (_PEDAL_LIFT_S if spans else 0.0), lifted_s))
    return tuple(spans)


def _expression(scene: _Scene, notes: Sequence[Note]) -> Automation:
    points: list[tuple[float, float]] = []
    if scene.sustains:
        if scene.role in _LINES:
            points = _messa_di_voce(scene, notes)
        else:
            for placed in scene.layout.sections:
                points += _section_swells(scene, placed)
    if scene.plan.ending == "fade":
        points = _faded(points, scene.plan.duration_s)
    elif scene.plan.ending == "cadence" and scene.sustains:
        points = _released(points, scene)
    return tuple(points)


def _section_swells(scene: _Scene, placed: PlacedSection) -> list[tuple[float, float]]:
    """Return the loudness of a section: it grows through a build, and swells a little with every long chord."""
    section = placed.section
    full = 0.7 + 0.3 * section.energy
    length_s = placed.end_s - placed.start_s
    points: list[tuple[float, float]] = []
    for chord in placed.context.chords:
        start_s, end_s = (placed.start_s + beats * placed.beat_s for beats in (chord.start_beats, chord.end_beats))
        base = full
        if section.kind == "build":
            base = full * (_BUILD_FROM + (1 - _BUILD_FROM) * (start_s - placed.start_s) / length_s)
        if scene.plan.under_voice or end_s - start_s < _SWELL_LEAST_S:
            points.append((start_s, base))
            continue
        depth = 0.18 if scene.family in ("strings", "voice") else 0.1
        points += [(start_s, base * (1 - depth)), (start_s + 0.55 * (end_s - start_s), base)]
        points.append((end_s - 0.02, base * (1 - depth / 2)))
    return points


def _messa_di_voce(scene: _Scene, notes: Sequence[Note]) -> list[tuple[float, float]]:
    """Return the loudness of a line: a long note begins softer, grows and falls back."""
    points: list[tuple[float, float]] = []
    free_from_s = 0.0
    for note in notes:
        length_s = note.offset_s - note.onset_s
        if note.onset_s < free_from_s:
            continue
        if length_s < _VIBRATO_LEAST_S:
            points.append((note.onset_s, 0.92))
            free_from_s = note.onset_s + 0.01
            continue
        points += [(note.onset_s, 0.8), (note.onset_s + 0.45 * length_s, 1.0), (note.offset_s - 0.01, 0.82)]
        free_from_s = note.offset_s
    return points


def _faded(points: list[tuple[float, float]], duration_s: float) -> list[tuple[float, float]]:
    """Return loudness that falls to nothing at the end, evenly in amplitude, which is the square of expression."""
    length_s = min(_LONGEST_FADE_S, max(_SHORTEST_FADE_S, _FADE_SHARE * duration_s))
    start_s = max(0.0, duration_s - length_s)
    kept = [point for point in points if point[0] < start_s]
    base = _value_at(points, start_s)
    fall = [
        (start_s + (duration_s - start_s) * step / _FADE_POINTS, base * (1 - step / _FADE_POINTS) ** 0.5)
        for step in range(_FADE_POINTS + 1)
    ]
    return kept + fall


def _released(points: list[tuple[float, float]], scene: _Scene) -> list[tuple[float, float]]:
    """Return loudness that dies away over the last chord."""
    last_bar_s = scene.layout.bars[-1].start_s
    kept = [point for point in points if point[0] < last_bar_s]
    base = _value_at(points, last_bar_s)
    end_s = scene.plan.duration_s
    middle_s = last_bar_s + 0.4 * (end_s - last_bar_s)
    return [*kept, (last_bar_s, base), (middle_s, base * 0.9), (end_s, 0.0)]


def _value_at(points: Sequence[tuple[float, float]], time_s: float) -> float:
    if not points:
        return 1.0
    before = points[0]
    for point in points:
        if point[0] >= time_s:
            span = point[0] - before[0]
            share = (time_s - before[0]) / span if span > 0 else 1.0
            return before[1] + min(1.0, max(0.0, share)) * (point[1] - before[1])
        before = point
    return before[1]


def _vibrato(scene: _Scene, notes: Sequence[Note]) -> Automation:
    depth = _VIBRATO.get(scene.family, 0.0)
    if scene.role not in _LINES or not depth or scene.instrument in _PLUCKED_STRINGS:
        return ()
    points: list[tuple[float, float]] = []
    for note in notes:
        if note.offset_s - note.onset_s < _VIBRATO_LEAST_S or (points and note.onset_s <= points[-1][0]):
            continue
        begun_s = note.onset_s + _VIBRATO_DELAY_S
        full_s = min(begun_s + _VIBRATO_RISE_S, note.offset_s - 0.01)
        points += [(note.onset_s, 0.0), (begun_s, 0.0), (full_s, depth), (note.offset_s, depth)]
        points.append((note.offset_s + 0.005, 0.0))
    return tuple(points)


def _brightness(scene: _Scene) -> Automation:
    """Return how open filters are: more with energy, opening through builds, closed in breakdowns and under voices."""
    if scene.family != "synth" and INSTRUMENTS[scene.instrument].player != "synthesizer":
        return ()
    if scene.plan.under_voice:
        return ((0.0, -0.45),)
    points: list[tuple[float, float]] = []
    for placed in scene.layout.sections:
        level = -0.35 + 0.75 * placed.section.energy
        first, last = level - 0.05, level + 0.05
        if placed.section.kind == "build":
            first, last = level - 0.45, level + 0.35
        elif placed.section.kind == "breakdown":
            first, last = level - 0.3, level
        points += [(placed.start_s, max(-1.0, first)), (placed.end_s - 0.001, min(1.0, last))]
    return tuple(points)
