"""Says how the kind of a section shapes its drumming: which lines play in which bar, how full, and where fills lie."""

from dataclasses import dataclass

from audiostudio.engines.composition.chance import share
from audiostudio.engines.composition.plan import Mood, SectionKind
from audiostudio.engines.composition.writing.context import SectionContext
from audiostudio.engines.composition.writing.rhythm.drum_patterns.idiom import DrumIdiom

# From so many bars on, layers of machines come in one after the other.
_LONG_BARS = 16
_BACK_BEATS = frozenset({"snare", "clap", "rim", "china", "high_timbale", "low_timbale"})
_KICKS = frozenset({"kick", "floor_tom", "high_floor_tom"})
_OPENED = frozenset({"open", "ride", "bell", "china"})
# From which energy on grooves are usual and full; choruses and drops are sooner, so that they stand out from verses.
_USUAL_FROM, _FULL_FROM = 0.38, 0.72
_LIFTED_BY: dict[SectionKind, float] = {"chorus": 0.12, "drop": 0.16, "solo": 0.06}
_FELT_IN_MOOD: dict[Mood, float] = {
    "aggressive": 0.1,
    "energetic": 0.08,
    "epic": 0.06,
    "tense": 0.02,
    "dreamy": -0.06,
    "romantic": -0.06,
    "sad": -0.06,
    "calm": -0.1,
}
_FULLER: dict[SectionKind, int] = {"intro": -1, "interlude": -1, "outro": -1, "breakdown": -2}
_AT_LEAST_USUAL: frozenset[SectionKind] = frozenset({"drop", "chorus"})
_MARKED_WITH_CRASH: frozenset[SectionKind] = frozenset(
    {"chorus", "drop", "solo", "theme", "verse", "bridge", "outro", "breakdown"}
)


@dataclass(frozen=True)
class BarShape:
    """How one bar is drummed.

    Attributes:
        level: which of the three grooves, 0 calm to 2 full.
        silent: lines that do not play.
        fill_beats: how many of its last beats are a fill; 0 for none.
        lands: a fill went before, and its first beat is marked.
    """

    level: int
    silent: frozenset[str] = frozenset()
    fill_beats: int = 0
    lands: bool = False


def felt_energy(context: SectionContext) -> float:
    """Return a section's energy as players feel it in its mood: less where it is calm, more where it is wild."""
    return max(0.0, min(1.0, context.energy + _FELT_IN_MOOD.get(context.mood, 0.0)))


def level_of(context: SectionContext) -> int:
    """Return which of a genre's three grooves a section has: by its energy, less where its kind holds back."""
    energy = felt_energy(context) + _LIFTED_BY.get(context.kind, 0.0)
    level = 0 if energy < _USUAL_FROM else 1 if energy < _FULL_FROM else 2
    level += _FULLER.get(context.kind, 0)
    if context.kind in _AT_LEAST_USUAL and context.energy >= 0.25:
        level = max(level, 1)
    if context.under_voice:
        level = min(level, 1)
    return max(0, min(2, level))


def is_last(context: SectionContext) -> bool:
    """Return whether the piece ends with this section, by a last chord rather than a fade or its own beginning."""
    return context.next_kind is None and context.ending in ("cadence", "stop")


def lifts(context: SectionContext) -> bool:
    """Return whether a breakdown ends in a drop or chorus, so that its last fill is to be heard."""
    is_lift = context.kind == "breakdown" and context.next_kind in ("drop", "chorus")
    return is_lift and not context.under_voice


def begins_with_crash(context: SectionContext, idiom: DrumIdiom) -> bool:
    """Return whether a cymbal marks the beginning of a section."""
    if context.under_voice or not idiom.crash or context.kind not in _MARKED_WITH_CRASH:
        return False
    if context.kind in ("verse", "outro", "bridge"):
        return context.previous_kind is not None and context.energy >= 0.4
    return context.previous_kind is not None or context.energy >= 0.7


def bar_shapes(context: SectionContext, idiom: DrumIdiom) -> list[BarShape]:
    """Return how each bar of a section is drummed; rises and last bars are written elsewhere."""
    bars = len(context.bar_starts_beats) - 1
    level = level_of(context)
    fills = _fills(context, idiom, level, bars)
    return [
        BarShape(
            level=_level_in(context, idiom, level, index, bars),
            silent=_silent(context, idiom, index, bars),
            fill_beats=fills.get(index, 0),
            lands=fills.get(index - 1, 0) >= 2,
        )
        for index in range(bars)
    ]


def _level_in(context: SectionContext, idiom: DrumIdiom, level: int, index: int, bars: int) -> int:
    if context.kind == "breakdown" and idiom.fills == "electronic":
        return 1  # whose hats mark the beat, with the kick gone
    if context.kind == "outro" and index >= bars / 2 and context.ending != "loop":
        return max(0, level - 1)
    return level


def _silent(context: SectionContext, idiom: DrumIdiom, index: int, bars: int) -> frozenset[str]:
    """Return the lines that wait in an intro, rest in a breakdown or leave in an outro."""
    is_first_half = index < (bars + 1) // 2
    silent: frozenset[str] = frozenset()
    match context.kind:
        case "intro" if is_first_half:
            # Off-beat hats alone would be heard as beats.
            is_machine = not idiom.has_player and share(context.theme_seed, "intro begins with") < 0.5
            begins_with_kick = idiom.fills == "electronic" or is_machine
            silent = _BACK_BEATS | _OPENED | ({"hat"} if begins_with_kick else _KICKS)
        case "intro" if not idiom.has_player and bars > 2:
            silent = frozenset({"clap", "snare"})
        case "breakdown":
            silent = _KICKS | _OPENED | {"snare", "clap"}
            if is_first_half and bars >= _LONG_BARS // 2:
                silent |= {"hat", "pedal"}
        case "outro" if not is_first_half and context.ending != "loop":
            silent = frozenset({"open", "china"}) if idiom.has_player else _BACK_BEATS | {"open"}
        case "intro" | "outro":
            pass
        case _ if idiom.fills == "electronic" and bars >= _LONG_BARS and is_first_half:
            silent = frozenset({"ride", "rim"})  # which come in half-way
    return silent


def _fills(context: SectionContext, idiom: DrumIdiom, level: int, bars: int) -> dict[int, int]:
    """Return how many beats of fill each bar has that has any."""
    found = {}
    for index in range(bars):
        ends_section = index == bars - 1
        if ends_section and (is_last(context) or (context.next_kind is None and context.ending == "fade")):
            continue
        # A last chord is prepared in the bar before it.
        ends_section = ends_section or (is_last(context) and index == bars - 2)
        ends_phrase = (index + 1) % idiom.phrase_bars == 0
        if not (ends_section or ends_phrase):
            continue
        chance = share(context.seed, "fill", index)
        weight = level + (1 if ends_section else 0) + (1 if chance > 0.7 else 0) - (1 if chance < 0.2 else 0)
        if _is_held_back(context, index, bars) and not (lifts(context) and ends_section):
            weight = min(weight, 1)
        if bars < 4:
            weight = min(weight, 1)
        found[index] = 1 if weight <= 1 else 2 if weight <= 3 else 4
    return found


def _is_held_back(context: SectionContext, index: int, bars: int) -> bool:
    leaves = context.kind == "outro" and index >= bars / 2 and context.ending != "loop"
    return context.kind in ("breakdown", "intro") or context.under_voice or context.energy < 0.25 or leaves
