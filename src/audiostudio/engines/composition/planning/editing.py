"""Edits of a plan that leave all else as it is: longer, shorter, a section anew, another player, a part muted."""

from collections.abc import Sequence

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.engines.composition.errors import MusicError
from audiostudio.engines.composition.plan import Part, Plan, Role, Section, SectionKind, beats_per_bar
from audiostudio.engines.composition.planning import timing
from audiostudio.engines.composition.planning.checking import (
    PlanInvalidError,
    check_plan,
    section_beats,
    section_starts_s,
)
from audiostudio.engines.composition.planning.figures import check_duration
from audiostudio.engines.composition.planning.forms import FormSection, fit
from audiostudio.engines.composition.planning.genre_row import Progression
from audiostudio.engines.composition.planning.genres import GENRES
from audiostudio.engines.composition.planning.harmony import is_minor, parse_key
from audiostudio.engines.composition.planning.instrument_words import can_play, instruments_for
from audiostudio.engines.composition.planning.progressions import close, fit_progression

__all__ = ["PlanInvalidError", "check_plan", "cut_to", "extend", "mute", "swap_instrument", "vary_section"]

CUTS_S = (15.0, 30.0, 60.0)
# Passages that a short version does without, unless nothing else is there.
_SPARED: frozenset[SectionKind] = frozenset({"interlude", "breakdown", "bridge", "outro", "solo"})
_MAIN: tuple[SectionKind, ...] = ("chorus", "drop", "theme", "verse")
_BARS_OF_AN_ADDITION = 16


def vary_section(plan: Plan, index: int) -> Plan:
    """Return a plan in which one section is written anew, and nothing else.

    Raises:
        MusicError: ``section_unknown``.
    """
    if not 0 <= index < len(plan.sections):
        last = len(plan.sections) - 1
        raise MusicError("section_unknown", f"There is no section {index}.", allowed={"index": [0, last]})
    section = plan.sections[index]
    varied = section.model_copy(update={"variation": (section.variation + 1) % 1_000_000})
    return plan.model_copy(update={"sections": (*plan.sections[:index], varied, *plan.sections[index + 1 :])})


def swap_instrument(plan: Plan, role: Role, instrument: str) -> Plan:
    """Return a plan in which another instrument plays a role, and nothing else differs.

    Raises:
        MusicError: ``role_unknown`` if nobody plays it, ``instrument_unknown`` if the instrument cannot.
    """
    part = _part(plan, role)
    if instrument not in INSTRUMENTS or not can_play(INSTRUMENTS[instrument], role):
        raise MusicError(
            "instrument_unknown",
            f'"{instrument[:40]}" cannot play {role.replace("_", " ")}.',
            allowed={"instrument": list(instruments_for(role))},
        )
    return _with_part(plan, part, part.model_copy(update={"instrument": instrument}))


def mute(plan: Plan, role: Role, *, is_muted: bool = True) -> Plan:
    """Return a plan in which a part is silent (or sounds again), and nothing else differs.

    Raises:
        MusicError: ``role_unknown`` if nobody plays it.
    """
    part = _part(plan, role)
    return _with_part(plan, part, part.model_copy(update={"is_muted": is_muted}))


def _part(plan: Plan, role: Role) -> Part:
    for part in plan.parts:
        if part.role == role:
            return part
    raise MusicError("role_unknown", f"Nobody plays {role}.", allowed={"role": [part.role for part in plan.parts]})


def _with_part(plan: Plan, old: Part, new: Part) -> Plan:
    return plan.model_copy(update={"parts": tuple(new if part is old else part for part in plan.parts)})


def extend(plan: Plan, seconds: float) -> Plan:
    """Return a longer plan: new sections after the others, before the last, which still ends the piece.

    All sections keep their notes, for each keeps its place; the new ones are the piece's own main sections, varied.
    A last section that begins at a hit point stays where it is, and the new ones end the piece. A loop grows by the
    nearest number of whole bars, at the same tempo.

    Raises:
        MusicError: ``duration_impossible``.
    """
    duration_s = check_duration(plan.duration_s + seconds)
    if seconds <= 0:
        raise MusicError("duration_impossible", "A piece is extended by more than 0 s; `cut_to` shortens it.")
    placed = _placed(plan.sections)
    last = placed[-1]
    starts = section_starts_s(plan)
    is_hit = any(abs(hit.time_s - starts[-2]) <= 0.02 for hit in plan.hit_points)
    head = placed if is_hit else placed[:-1]
    head_s = starts[-1] if is_hit else starts[-2]
    tail_bpm = last.bpm or plan.bpm
    whole = beats_per_bar(plan.metre)
    if plan.ending == "loop":
        bars = max(1, round(seconds * tail_bpm / 60 / whole))
        added = _additions(placed, bars, None)
        duration_s = check_duration(starts[-1] + bars * whole * 60 / tail_bpm)
        return plan.model_copy(update={"sections": (*placed, *added), "duration_s": duration_s})
    closing = [] if is_hit else [last]
    rest_s = duration_s - head_s - sum(section_beats(plan, each) for each in closing) * 60 / tail_bpm
    if rest_s <= timing.LONGEST_RING_S and (is_hit or seconds < whole * 60 / tail_bpm):
        return plan.model_copy(update={"duration_s": duration_s})  # too little for a bar: the end rings longer
    span = timing.fit_piece(rest_s, plan.bpm, plan.metre, plan.ending, bpm_is_free=False, usual=(plan.bpm, plan.bpm))
    added = _additions(placed, span.bars, span.last_bar_beats, bpm=None if span.bpm == plan.bpm else span.bpm)
    if is_hit:
        added[-1] = _closed(plan, added[-1])
    return plan.model_copy(update={"sections": (*head, *added, *closing), "duration_s": duration_s})


def _closed(plan: Plan, section: Section) -> Section:
    """Return a section whose chords come home at its end, as the plan's ending has it."""
    progression = Progression(section.progression, section.chord_bars)
    minor = is_minor(parse_key(plan.key)[1])
    progression = close(progression, GENRES[plan.genre], section.bars, plan.ending, minor=minor)
    return section.model_copy(update={"progression": progression.numerals, "chord_bars": progression.chord_bars})


def _placed(sections: Sequence[Section]) -> list[Section]:
    """Return sections that keep the place their notes are drawn for, wherever they are moved."""
    return [
        section if section.place is not None else section.model_copy(update={"place": index})
        for index, section in enumerate(sections)
    ]


def _next_place(sections: Sequence[Section]) -> int:
    return 1 + max(section.place or 0 for section in sections)


def _additions(
    sections: Sequence[Section], bars: int, last_bar_beats: int | None, *, bpm: float | None = None
) -> list[Section]:
    """Return new sections of so many bars: the piece's main ones in turn, each varied and with a place of its own."""
    body = [section for section in sections if section.kind in _MAIN] or list(sections)
    count = min(max(1, round(bars / _BARS_OF_AN_ADDITION)), max(1, 64 - len(sections) - 1))
    sizes = [len(range(piece, bars, count)) for piece in range(count)]
    place = _next_place(sections)
    added = []
    for turn, size in enumerate(sizes):
        model = body[turn % len(body)]
        added.append(
            model.model_copy(
                update={
                    "bars": size,
                    "bpm": bpm,
                    "last_bar_beats": last_bar_beats if turn + 1 == count else None,
                    "place": place + turn,
                    "variation": (model.variation + 1 + turn) % 1_000_000,
                }
            )
        )
    return added


def cut_to(plan: Plan, seconds: float) -> Plan:
    """Return a short version of a piece: its best sections in their order, at its tempo, ending as it does.

    Sections keep the places and variations their notes are drawn for. Hit points belong to the long version's picture
    and are left out, with the tempos that met them.

    Raises:
        MusicError: ``duration_impossible``, also if the piece is not longer than that.
    """
    check_duration(seconds)
    if seconds >= plan.duration_s:
        raise MusicError(
            "duration_impossible",
            f"The piece lasts {plan.duration_s:g} s; a short version is shorter.",
            allowed={"duration_s": [1.0, plan.duration_s]},
        )
    if plan.ending == "loop":
        span = timing.fit_loop(seconds, plan.bpm, plan.metre, bpm_is_free=False)
    else:
        span = timing.fit_piece(
            seconds, plan.bpm, plan.metre, plan.ending, bpm_is_free=False, usual=(plan.bpm, plan.bpm)
        )
    chosen = _best(_placed(plan.sections), span.bars)
    forms = fit([FormSection(section.kind, section.bars, section.energy) for section in chosen], span.bars)
    # `fit` leaves out sections of which there would be less than a bar; those that stay are in the same order.
    kept = [
        section
        for section in chosen
        if any(form.kind == section.kind and form.energy == section.energy for form in forms)
    ]
    sections = []
    for index, (section, form) in enumerate(zip(kept, forms, strict=False)):
        progression = Progression(section.progression, section.chord_bars)
        if form.bars < section.bars:
            progression = fit_progression(progression, form.bars)
        is_last = index + 1 == len(forms)
        changed = section.model_copy(
            update={
                "bars": form.bars,
                "progression": progression.numerals,
                "chord_bars": progression.chord_bars,
                "bpm": None,
                "last_bar_beats": span.last_bar_beats if is_last else None,
            }
        )
        sections.append(_closed(plan, changed) if is_last else changed)
    return plan.model_copy(
        update={"sections": tuple(sections), "duration_s": seconds, "bpm": span.bpm, "hit_points": ()}
    )


def _best(sections: Sequence[Section], bars: int) -> list[Section]:
    """Return the sections of a short version: the peak, what leads to it, and as many others as there is room for."""
    peak = max(range(len(sections)), key=lambda place: (sections[place].kind in _MAIN, sections[place].energy, -place))
    chosen = {peak}
    room = bars - min(sections[peak].bars, 8)
    order = [peak - 1, 0, *range(len(sections))]
    for place in order:
        section = sections[place] if 0 <= place < len(sections) else None
        if section is None or place in chosen or place > peak or section.kind in _SPARED:
            continue
        if room >= 2:
            chosen.add(place)
            room -= min(section.bars, 8)
    if room >= 4 and sections[-1].kind == "outro":
        chosen.add(len(sections) - 1)
    return [sections[place] for place in sorted(chosen)]
