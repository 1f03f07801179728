"""Lays a plan out in time: bars, chords and sections in beats and seconds, and what each section's writers may know."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from audiostudio.engines.composition.errors import MusicError
from audiostudio.engines.composition.plan import Genre, Plan, Section, beats_per_bar
from audiostudio.engines.composition.planning.harmony import is_minor, parse_key, parse_numeral
from audiostudio.engines.composition.score import Bar, ChordSpan, SectionSpan
from audiostudio.engines.composition.writing.context import ChordContext, SectionContext
from audiostudio.engines.composition.writing.dice import derived_seed

# Bars that end within this of the sound's end end with it: far less than a sample.
_TOLERANCE_S = 1e-6
# How the last chord is approached where the plan has not led there; the others say V.
_APPROACH_MAJOR: dict[Genre, str] = {
    "rock": "bVII",
    "ambient": "IV",
    "cinematic": "IV",
    "jazz": "V7",
    "bossa_nova": "V7",
}
_APPROACH_MINOR: dict[Genre, str] = {
    **dict.fromkeys(("rock", "metal", "pop", "trance", "house", "synthwave", "folk", "drum_and_bass", "trap"), "VII"),
    **dict.fromkeys(("ambient", "cinematic", "reggae"), "iv"),
    **dict.fromkeys(("jazz", "bossa_nova", "lofi"), "V7"),
}


@dataclass(frozen=True)
class PlacedSection:
    """A section in time: its plan, what its writers know, where it begins, and how long a counted beat is."""

    section: Section
    context: SectionContext
    start_s: float
    beat_s: float

    @property
    def end_s(self) -> float:
        """Where the next begins."""
        return self.start_s + self.context.bar_starts_beats[-1] * self.beat_s


@dataclass(frozen=True)
class Layout:
    """A plan in time; bars, chords and sections as in `Score`."""

    sections: tuple[PlacedSection, ...]
    bars: tuple[Bar, ...]
    chords: tuple[ChordSpan, ...]
    spans: tuple[SectionSpan, ...]

    @property
    def end_s(self) -> float:
        """Where the last bar ends."""
        return self.spans[-1].end_s


def laid_out(plan: Plan) -> Layout:
    """Return a plan in time.

    Raises:
        MusicError: ``key_unknown`` or ``numeral_unknown``; ``plan_too_long`` where the bars last longer than the sound.
    """
    progressions = [_chords(plan, section, number) for number, section in enumerate(plan.sections)]
    placed: list[PlacedSection] = []
    start_s = 0.0
    for number, section in enumerate(plan.sections):
        bpm = section.bpm or plan.bpm
        context = _context(plan, number, bpm, progressions)
        placed.append(PlacedSection(section, context, start_s, 60 / bpm))
        start_s = placed[-1].end_s
    if start_s > plan.duration_s + _TOLERANCE_S:
        raise MusicError(
            "plan_too_long",
            f"The sections last {start_s:.3f} s, longer than the {plan.duration_s:.3f} s of the sound: take bars away,"
            " raise the tempo or ask for a longer sound.",
        )
    bars = [
        Bar(one.start_s + first * one.beat_s, round(last - first), one.beat_s)
        for one in placed
        for first, last in pairwise(one.context.bar_starts_beats)
    ]
    spans = [
        SectionSpan(one.start_s, one.end_s, number, one.section.kind, one.section.energy)
        for number, one in enumerate(placed)
    ]
    return Layout(tuple(placed), tuple(bars), tuple(_chord_spans(plan, placed)), tuple(spans))


def _context(plan: Plan, number: int, bpm: float, progressions: Sequence[tuple[ChordContext, ...]]) -> SectionContext:
    tonic, mode = parse_key(plan.key)
    section = plan.sections[number]
    kinds = [one.kind for one in plan.sections]
    is_last = number == len(kinds) - 1
    # What a loop ends with leads to its beginning.
    following = 0 if is_last and plan.ending == "loop" else number + 1
    return SectionContext(
        genre=plan.genre,
        mood=plan.mood,
        metre=plan.metre,
        bpm=bpm,
        tonic=tonic,
        mode="minor" if is_minor(mode) else "major",
        kind=section.kind,
        energy=section.energy,
        beats_per_bar=beats_per_bar(plan.metre),
        bar_starts_beats=_bar_starts(plan, section),
        chords=progressions[number],
        next_chord=progressions[following][0] if following < len(kinds) else None,
        theme_seed=derived_seed(plan.seed, "theme"),
        # A section that was only moved keeps its notes.
        seed=derived_seed(plan.seed, "section", number if section.place is None else section.place, section.variation),
        previous_kind=kinds[number - 1] if number else kinds[-1] if plan.ending == "loop" else None,
        next_kind=kinds[following] if following < len(kinds) else None,
        ending=plan.ending,
        under_voice=plan.under_voice,
    )


def _bar_starts(plan: Plan, section: Section) -> tuple[float, ...]:
    per_bar = beats_per_bar(plan.metre)
    lengths = [per_bar] * (section.bars - 1) + [section.last_bar_beats or per_bar]
    return tuple(float(beat) for beat in accumulate(lengths, initial=0))


def _chords(plan: Plan, section: Section, number: int) -> tuple[ChordContext, ...]:
    """Return the chords of a section, which change on beats; the piece's last chord is where it came from."""
    starts = _bar_starts(plan, section)
    edges: list[tuple[float, str]] = []
    place = 0.0
    while place < section.bars:
        bar = int(place)
        beat = starts[bar] + round((place - bar) * (starts[bar + 1] - starts[bar]))
        numeral = section.progression[len(edges) % len(section.progression)]
        edges.append((beat, numeral))
        place += section.chord_bars
    if number == len(plan.sections) - 1 and plan.ending in ("cadence", "stop"):
        edges = _closing(plan, starts, edges)
    ends = [beat for beat, _ in edges[1:]] + [starts[-1]]
    return tuple(
        _chord(plan, numeral, beat, end) for (beat, numeral), end in zip(edges, ends, strict=True) if end - beat > 1e-6
    )


def _closing(plan: Plan, starts: Sequence[float], edges: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return chords whose last bar is the tonic, led to by the one before unless the plan leads there itself."""
    tonic, mode = parse_key(plan.key)
    last = starts[-2]
    sounding = [numeral for beat, numeral in edges if beat <= last][-1]
    kept = [(beat, numeral) for beat, numeral in edges if beat < last]
    if parse_numeral(sounding, tonic, mode).pitch_classes[0] == tonic:
        return [*kept, (last, sounding)]
    home, approaches, usual = ("i", _APPROACH_MINOR, "V") if is_minor(mode) else ("I", _APPROACH_MAJOR, "V")
    is_vamp = len({numeral for _, numeral in edges}) == 1
    if kept and len(starts) > 2 and not is_vamp:
        before = starts[-3]
        kept = [
            *((beat, numeral) for beat, numeral in kept if beat < before),
            (before, approaches.get(plan.genre, usual)),
        ]
    return [*kept, (last, home)]


def _chord(plan: Plan, numeral: str, start: float, end: float) -> ChordContext:
    parsed = parse_numeral(numeral, *parse_key(plan.key))
    return ChordContext(start, end, numeral, parsed.pitch_classes, parsed.bass_pitch_class, parsed.scale)


def _chord_spans(plan: Plan, placed: Sequence[PlacedSection]) -> list[ChordSpan]:
    tonic, mode = parse_key(plan.key)
    spans: list[ChordSpan] = []
    for one in placed:
        for chord in one.context.chords:
            start_s, end_s = (one.start_s + beats * one.beat_s for beats in (chord.start_beats, chord.end_beats))
            name = parse_numeral(chord.numeral, tonic, mode).name
            if spans and spans[-1].numeral == chord.numeral and chord.start_beats > 0:
                spans[-1] = replace(spans[-1], end_s=end_s)
                continue
            spans.append(ChordSpan(start_s, end_s, name, chord.numeral, chord.pitch_classes, chord.bass_pitch_class))
    return spans
