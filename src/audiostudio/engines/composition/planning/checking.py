"""Checks a plan that somebody has edited, and names every fault by the path at which it lies."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.engines.composition.errors import MusicError
from audiostudio.engines.composition.plan import Plan, Section, beats_per_bar
from audiostudio.engines.composition.planning.figures import fastest_bpm
from audiostudio.engines.composition.planning.harmony import KeyMode, parse_key, parse_numeral
from audiostudio.engines.composition.planning.instrument_words import can_play

# A section begins this near to its hit point.
_HIT_TOLERANCE_S = 0.02
# Half a sample at 48 kHz: what rounding may leave over.
_LENGTH_TOLERANCE_S = 0.5 / 48_000
# Chords that follow each other faster are no harmony.
_SHORTEST_CHORD_S = 0.2
# Nothing sounds for longer after the last bar.
_LONGEST_RING_OUT_S = 15.0
_MOST_FAULTS_IN_DETAIL = 12


class PlanInvalidError(MusicError):
    """A plan with faults.

    Attributes:
        faults: each fault's path and what is wrong there.
    """

    code = "plan_invalid"

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        told = "; ".join(f"{path}: {message}" for path, message in faults[:_MOST_FAULTS_IN_DETAIL])
        more = len(faults) - _MOST_FAULTS_IN_DETAIL
        super().__init__(
            self.code,
            f"The plan has faults. {told}{f'; and {more} more' if more > 0 else ''}.",
            allowed={"faults": [{"path": path, "message": message} for path, message in faults]},
        )
        self.faults = faults


def check_plan(data: dict[str, Any]) -> Plan:
    """Return the plan that some data hold.

    Raises:
        PlanInvalidError: ``plan_invalid``, with every fault by its path.
    """
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        raise PlanInvalidError([(_path(fault["loc"]), fault["msg"]) for fault in error.errors()]) from None
    require_faultless(plan)
    return plan


def require_faultless(plan: Plan) -> None:
    """Refuse a plan that is whole and cannot be followed all the same.

    Raises:
        PlanInvalidError: ``plan_invalid``, with every fault by its path.
    """
    if faults := list(_faults(plan)):
        raise PlanInvalidError(faults)


def section_starts_s(plan: Plan) -> list[float]:
    """Return when each section begins, and when the last one ends: one time more than there are sections."""
    starts = [0.0]
    for section in plan.sections:
        starts.append(starts[-1] + section_beats(plan, section) * 60 / (section.bpm or plan.bpm))
    return starts


def section_beats(plan: Plan, section: Section) -> int:
    """Return how many counted beats a section has."""
    whole = beats_per_bar(plan.metre)
    return whole * (section.bars - 1) + (section.last_bar_beats or whole)


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path or "plan"


def _faults(plan: Plan) -> Iterator[tuple[str, str]]:
    yield from _faults_of_parts(plan)
    try:
        key = parse_key(plan.key)
    except MusicError as error:
        yield "key", error.detail
        key = None
    for place, section in enumerate(plan.sections):
        yield from _faults_of_section(plan, place, section, key)
    yield from _faults_of_time(plan)


def _faults_of_parts(plan: Plan) -> Iterator[tuple[str, str]]:
    seen = set()
    for place, part in enumerate(plan.parts):
        path = f"parts[{place}]"
        instrument = INSTRUMENTS.get(part.instrument)
        if instrument is None:
            yield f"{path}.instrument", f'there is no instrument "{part.instrument}"'
        elif not can_play(instrument, part.role):
            yield f"{path}.instrument", f"{instrument.title} cannot play {part.role.replace('_', ' ')}"
        if part.role in seen:
            yield f"{path}.role", f"{part.role} is played by an earlier part already"
        seen.add(part.role)
        if plan.under_voice and part.role in ("lead", "counter_melody"):
            yield f"{path}.role", f"under a voice there is no {part.role.replace('_', ' ')}"


def _faults_of_section(
    plan: Plan, place: int, section: Section, key: tuple[int, KeyMode] | None
) -> Iterator[tuple[str, str]]:
    path = f"sections[{place}]"
    for index, numeral in enumerate(section.progression):
        try:
            parse_numeral(numeral, *(key or (0, "major")))
        except MusicError as error:
            yield f"{path}.progression[{index}]", error.detail
    parts = {part.role for part in plan.parts}
    for index, role in enumerate(section.roles):
        if role not in parts:
            yield f"{path}.roles[{index}]", f"no part plays {role}"
        if role in section.roles[:index]:
            yield f"{path}.roles[{index}]", f"{role} is named twice"
    bpm = section.bpm or plan.bpm
    chord_s = section.chord_bars * beats_per_bar(plan.metre) * 60 / bpm
    if chord_s < _SHORTEST_CHORD_S and len(section.progression) > 1:
        yield f"{path}.chord_bars", f"chords of {chord_s:.2f} s are too many notes a second; make them longer"
    beats = section.last_bar_beats
    if beats and beats >= 2 * beats_per_bar(plan.metre):
        yield f"{path}.last_bar_beats", f"{beats} beats are more than two bars of {plan.metre}; add a bar instead"


def _faults_of_time(plan: Plan) -> Iterator[tuple[str, str]]:
    starts = section_starts_s(plan)
    fastest = fastest_bpm(plan.metre)
    for path, bpm in (("bpm", plan.bpm), *((f"sections[{n}].bpm", each.bpm) for n, each in enumerate(plan.sections))):
        if bpm is not None and bpm > fastest + 1e-6:
            yield path, f"{bpm:g} bpm in {plan.metre} is too many notes a second; at most {fastest:g}"
    over_s = starts[-1] - plan.duration_s
    if over_s > _LENGTH_TOLERANCE_S:
        yield "sections", f"they last {starts[-1]:.3f} s, which is longer than duration_s, {plan.duration_s:g} s"
    elif plan.ending == "loop" and -over_s > _LENGTH_TOLERANCE_S:
        yield "duration_s", f"a loop has to end with its sections, at {starts[-1]:.6f} s"
    elif -over_s > _LONGEST_RING_OUT_S:
        yield "duration_s", f"the sections end at {starts[-1]:.3f} s; {-over_s:.1f} s of silence would follow"
    for place, hit in enumerate(plan.hit_points):
        if all(abs(start - hit.time_s) > _HIT_TOLERANCE_S for start in starts[:-1]):
            nearest = min(starts[:-1], key=lambda start: abs(start - hit.time_s))
            yield (
                f"hit_points[{place}].time_s",
                f"no section begins at {hit.time_s:g} s; the nearest begins at {nearest:.3f} s",
            )
