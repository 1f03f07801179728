"""Makes a plan of a request: what its words and its parameters say, filled up by genre, mood and seed."""

from dataclasses import dataclass, replace

from audiostudio.engines.composition.errors import MusicError
from audiostudio.engines.composition.plan import HitPoint, Plan, Role, Section, beats_per_bar
from audiostudio.engines.composition.planning import timing
from audiostudio.engines.composition.planning.arranging import choose_roles, shape_energy
from audiostudio.engines.composition.planning.brief import Brief, PlanRequest, read_request, weigh
from audiostudio.engines.composition.planning.casting import cast, parts_of
from audiostudio.engines.composition.planning.figures import check_duration
from audiostudio.engines.composition.planning.forms import FormSection
from audiostudio.engines.composition.planning.harmony import is_minor, key_text
from audiostudio.engines.composition.planning.moods import MOODS
from audiostudio.engines.composition.planning.progressions import choose_progression, close, fit_progression
from audiostudio.engines.composition.planning.reading import Remark, Understood
from audiostudio.engines.composition.planning.sectioning import lay_out_piece
from audiostudio.engines.composition.planning.words import clean_prompt

__all__ = ["PlanRequest", "PlannedPiece", "make_plan"]

_BARS_OF_A_LOOP = 8
_MOST_HIT_POINTS = 32
# A hit point so near the end leaves no room for anything to sound.
_LEAST_AFTER_HIT_S = 1.0


@dataclass(frozen=True)
class PlannedPiece:
    """A plan, what was understood of the words, and what whoever asked should know."""

    plan: Plan
    understood: tuple[Understood, ...]
    remarks: tuple[Remark, ...]


def make_plan(request: PlanRequest) -> PlannedPiece:
    """Plan a piece.

    Raises:
        MusicError: ``prompt_empty``, ``prompt_too_long``, ``prompt_not_understood``; ``genre_unknown``,
            ``mood_unknown``, ``bpm_impossible``, ``key_unknown``, ``metre_unknown``, ``duration_impossible``,
            ``instrument_unknown``, ``hit_points_impossible``, ``energy_impossible``, ``seed_impossible``.
    """
    reading = read_request(request)
    remarks = list(reading.remarks)
    brief = weigh(request, reading, remarks)
    return PlannedPiece(_plan(brief, clean_prompt(request.prompt), remarks), tuple(reading.understood), tuple(remarks))


def _plan(brief: Brief, prompt: str, remarks: list[Remark]) -> Plan:
    bpm, duration_s, hits, spans = _time(brief, remarks)
    forms, timed = lay_out_piece(
        brief.row.form,
        spans,
        brief.metre,
        brief.structure,
        brief.wanted_kinds,
        brief.unwanted_kinds,
        is_loop=brief.ending == "loop",
    )
    shaped = shape_energy(forms, brief.energy, under_voice=brief.under_voice)
    players = cast(brief.row, brief.colour, MOODS[brief.mood], brief.wishes, brief.seed)
    if players.unmet:
        remarks.append(
            Remark("instruments_not_placed", f"There is no room for {', '.join(players.unmet)}.", players.unmet)
        )
    layers = players.layers
    if brief.under_voice:
        layers = tuple(each for each in layers if each.role not in ("lead", "counter_melody", "effects")) or layers[:1]
    roles = choose_roles(shaped, layers, brief.row.form, brief.seed)
    minor = is_minor(brief.mode)
    low, _, high = brief.row.bpm
    swung = min(max((bpm - low) / (high - low), 0.0), 1.0)
    return Plan(
        prompt=prompt,
        genre=brief.row.name,
        mood=brief.mood,
        seed=brief.seed,
        bpm=bpm,
        swing=round(brief.row.swing[0] + swung * (brief.row.swing[1] - brief.row.swing[0]), 2),
        metre=brief.metre,
        key=key_text(brief.tonic, brief.mode),
        duration_s=duration_s,
        sections=tuple(
            _section(brief, form, span, roles[place], place, len(shaped), shaped, bpm=bpm, minor=minor)
            for place, (form, span) in enumerate(zip(shaped, timed, strict=True))
        ),
        parts=parts_of(layers, brief.seed, under_voice=brief.under_voice),
        hit_points=hits,
        ending=brief.ending,
        under_voice=brief.under_voice,
    )


def _section(
    brief: Brief,
    form: FormSection,
    span: timing.Span,
    roles: tuple[Role, ...],
    place: int,
    count: int,
    shaped: list[FormSection],
    *,
    bpm: float,
    minor: bool,
) -> Section:
    before = sum(other.kind == form.kind for other in shaped[:place])
    cycle = before // 3  # pieces that go on for long take other chords now and then
    progression = fit_progression(
        choose_progression(
            brief.row, form.kind, minor=minor, seed=brief.seed, cycle=cycle, key_is_asked=brief.key_is_asked
        ),
        form.bars,
    )
    if place == count - 1:
        progression = close(progression, brief.row, form.bars, brief.ending, minor=minor)
    return Section(
        kind=form.kind,
        bars=form.bars,
        energy=round(form.energy, 2),
        progression=progression.numerals,
        chord_bars=progression.chord_bars,
        roles=roles,
        bpm=None if span.bpm == bpm else span.bpm,
        last_bar_beats=span.last_bar_beats,
    )


def _time(brief: Brief, remarks: list[Remark]) -> tuple[float, float, tuple[HitPoint, ...], list[timing.Span]]:
    """Return tempo, length, the hit points that are met, and the bars between them."""
    whole = beats_per_bar(brief.metre)
    usual = (brief.row.bpm[0], brief.row.bpm[2])
    if brief.duration_s is None:
        return _time_of_bars(brief, remarks)
    duration_s = brief.duration_s
    hits = _usable_hits(brief, duration_s, whole * 60 / brief.bpm, remarks)
    if hits:
        bpm, spans = timing.fit_hits(
            [hit.time_s for hit in hits],
            duration_s,
            brief.bpm,
            brief.metre,
            brief.ending,
            bpm_is_free=brief.bpm_is_free,
            usual=usual,
        )
        off = max(abs(span.bpm / bpm - 1) for span in spans)
        if off > 0.002:
            remarks.append(
                Remark(
                    "tempo_follows_hit_points",
                    f"Passages are up to {100 * off:.1f} % off {bpm:g} bpm to meet the hit points.",
                )
            )
        return bpm, duration_s, hits, spans
    if brief.ending == "loop":
        span = timing.fit_loop(duration_s, brief.bpm, brief.metre, bpm_is_free=brief.bpm_is_free)
    else:
        span = timing.fit_piece(
            duration_s, brief.bpm, brief.metre, brief.ending, bpm_is_free=brief.bpm_is_free, usual=usual
        )
    if not brief.bpm_is_free and abs(span.bpm / brief.bpm - 1) > 1e-9:
        why = (
            "so that the loop has whole bars" if brief.ending == "loop" else "for a beat of it is longer than the piece"
        )
        remarks.append(Remark("tempo_moved", f"{brief.bpm:g} bpm became {span.bpm:.2f} bpm, {why}."))
    return span.bpm, duration_s, (), [span]


def _time_of_bars(brief: Brief, remarks: list[Remark]) -> tuple[float, float, tuple[HitPoint, ...], list[timing.Span]]:
    """Return the length that a number of bars has: what was asked for, or a loop's usual one."""
    bar_s = beats_per_bar(brief.metre) * 60 / brief.bpm
    bars = brief.bars or (_BARS_OF_A_LOOP if bar_s * _BARS_OF_A_LOOP <= 30 else _BARS_OF_A_LOOP // 2)
    ring_s = 0.0 if brief.ending in ("loop", "fade") else 0.6 if brief.ending == "stop" else 3.0
    duration_s = check_duration(bars * bar_s + ring_s)
    hits = _usable_hits(brief, duration_s, bar_s, remarks)
    if hits:
        return _time(replace(brief, duration_s=duration_s, bars=None), remarks)
    return brief.bpm, duration_s, (), [timing.Span(brief.bpm, bars, None)]


def _usable_hits(brief: Brief, duration_s: float, bar_s: float, remarks: list[Remark]) -> tuple[HitPoint, ...]:
    """Return the hit points that sections can begin at: at least a bar after each other; the start is always met.

    Raises:
        MusicError: ``hit_points_impossible``.
    """
    latest = duration_s - _LEAST_AFTER_HIT_S
    late = [hit for hit in brief.hits if hit.time_s > latest]
    if late or len(brief.hits) > _MOST_HIT_POINTS:
        raise MusicError(
            "hit_points_impossible",
            f"A piece of {duration_s:g} s can have up to {_MOST_HIT_POINTS} hit points, until a second before its end"
            + (f"; {late[0].time_s:g} s is too late." if late else "."),
            allowed={"latest_s": latest, "most": _MOST_HIT_POINTS},
        )
    kept: list[HitPoint] = []
    joined: list[HitPoint] = []
    for hit in sorted(brief.hits, key=lambda each: each.time_s):
        before = kept[-1].time_s if kept else 0.0
        if hit.time_s - before >= bar_s - 1e-9:
            kept.append(hit)
        elif hit.time_s > 0:
            joined.append(hit)
    if joined:
        times = ", ".join(f"{hit.time_s:g} s" for hit in joined)
        remarks.append(
            Remark("hit_points_joined", f"{times}: nearer than a bar to what is before, and joined with it.", (times,))
        )
    return tuple(kept)
