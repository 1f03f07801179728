"""Lays named sounds out in time: together within a clause, clauses after each other, into the length that is asked."""

from collections.abc import Sequence
from typing import Any, Protocol

from audiostudio.audio.errors import AudioError
from audiostudio.engines.sound_effects.catalogue import KINDS
from audiostudio.engines.sound_effects.lengths import natural_duration_s
from audiostudio.engines.sound_effects.plan import LONGEST_S, LONGEST_SPAN_S, EffectEvent

_GAP_S = 0.15
_BETWEEN_S = 0.05
_LONGEST_IN_A_ROW_S = 5.0  # of what goes on, where something follows
_LATER = 0.15  # of the bed's length, for single sounds over a bed

Event = dict[str, Any]


class Together(Protocol):
    """Sounds at once: kind, what is said of it, how many times; and how long, where said."""

    sounds: list[tuple[str, dict[str, Any], int | None]]
    duration_s: float | None


def laid_out(clauses: Sequence[Together], asked_s: float | None) -> tuple[list[Event], float]:
    """Return the events of a plan and its length in seconds, which is ``asked_s`` where that is given.

    Raises:
        AudioError: ``effect_length_impossible``: a later sound would begin where the asked length is over.
    """
    events: list[Event] = []
    at_s = 0.0
    for number, clause in enumerate(clauses):
        is_last = number == len(clauses) - 1
        length_s = clause.duration_s or _natural_s(clause, is_alone=len(clauses) == 1)
        if asked_s is not None and is_last:
            length_s = asked_s - at_s
            if length_s <= 0:
                raise AudioError(
                    "effect_length_impossible",
                    f"These sounds take longer than {asked_s:g} s: the last would begin at {at_s:.1f} s.",
                    allowed={"shortest_s": round(at_s + 0.5, 1)},
                )
        events += _together(clause, at_s, length_s, is_asked=asked_s is not None or clause.duration_s is not None)
        at_s += length_s + (0 if is_last else _GAP_S)
    return events, min(LONGEST_S, round(at_s, 6))


def _natural_s(clause: Together, *, is_alone: bool) -> float:
    lengths_s = []
    for kind, _, times in clause.sounds:
        event_s = natural_duration_s(EffectEvent(kind=kind, count=_countable(kind, times)))
        if KINDS[kind].style in ("texture", "steady") and not is_alone:
            event_s = min(event_s, _LONGEST_IN_A_ROW_S)
        if KINDS[kind].style in ("single", "span") and times:
            event_s = times * event_s + (times - 1) * _BETWEEN_S
        lengths_s.append(event_s)
    return round(max(lengths_s), 3)


def _countable(kind: str, times: int | None) -> int | None:
    return times if KINDS[kind].style == "repeating" else None


def _together(clause: Together, at_s: float, length_s: float, *, is_asked: bool) -> list[Event]:
    events: list[Event] = []
    has_bed = any(KINDS[kind].style in ("texture", "steady") for kind, _, _ in clause.sounds)
    for kind, said, times in clause.sounds:
        style = KINDS[kind].style
        event = {"kind": kind, "start_s": round(at_s, 6), **said}
        if style in ("texture", "steady"):
            event["duration_s"] = round(length_s, 6)
        elif style == "repeating":
            event |= {"count": times} if times else {"duration_s": round(length_s, 6)}
        elif style == "span":
            own_s = KINDS[kind].duration_s
            fills = is_asked and not has_bed and not times
            event["duration_s"] = round(min(length_s if fills else min(own_s, length_s), LONGEST_SPAN_S), 6)
        late_s = _LATER * length_s if has_bed and style in ("single", "span") else 0.0
        for number in range((times or 1) if style in ("single", "span") else 1):
            start_s = at_s + late_s + number * (KINDS[kind].duration_s + _BETWEEN_S)
            if start_s < at_s + length_s - 0.02:
                events.append(event | {"start_s": round(start_s, 6)})
    return events
