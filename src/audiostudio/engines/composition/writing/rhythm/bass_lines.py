"""Lays a genre's bass tablature out over a section: which sign falls where, before any pitch is known."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor

from audiostudio.engines.composition.chance import pick, share
from audiostudio.engines.composition.plan import Metre, SectionKind, beats_per_bar
from audiostudio.engines.composition.writing.context import SectionContext
from audiostudio.engines.composition.writing.rhythm.bass_patterns import WITH_KICK, BassIdiom, BassLevels
from audiostudio.engines.composition.writing.rhythm.drum_patterns.table import DRUM_IDIOMS
from audiostudio.engines.composition.writing.rhythm.drum_sections import BarShape, is_last, level_of
from audiostudio.engines.composition.writing.rhythm.drums import groove_bar
from audiostudio.engines.composition.writing.rhythm.percussion_keys import KICK
from audiostudio.engines.composition.writing.rhythm.step_patterns import HOLD, REST, bar_of, steps

_RUN_CHANCE = 0.55
# How much more a line is liked for all of its notes lying with the kick, against chance.
_KICK_IS_WORTH = 1.2
_BY_KIND: dict[SectionKind, str] = {"build": "1-1-1-1-1-1-1-1-", "breakdown": "1---------------"}
_STEPS_PER_QUARTER = 4


@dataclass(frozen=True, slots=True)
class BassStep:
    """A sign and where it lies.

    Attributes:
        bar: which bar of the section.
        onset_beats, duration_beats: in counted beats from the section's beginning.
        sign: as in the tablature.
        next_beat: the first counted beat after it.
        is_held: whether it sounds for all of its length.
        ends_chord: whether the chord changes before the next sign.
    """

    bar: int
    onset_beats: float
    duration_beats: float
    sign: str
    next_beat: float
    is_held: bool
    ends_chord: bool


def line_of(context: SectionContext, idiom: BassIdiom) -> list[BassStep]:
    """Return the signs of a section's bass in order, none longer than to the next or to the next chord."""
    level = level_of(context)
    if context.kind in _BY_KIND:
        return _laid_out(context, (_BY_KIND[context.kind],), "4/4", idiom)
    levels, written = _levels_in(idiom, context.metre)
    lines = [_kick_line(context, level) if bars == WITH_KICK else bars for bars in levels[level]]
    return _laid_out(context, _fitting_the_kick(context, lines, written, idiom), written, idiom)


def _levels_in(idiom: BassIdiom, metre: Metre) -> tuple[BassLevels, Metre]:
    if metre in idiom.own:
        return idiom.own[metre], metre
    if metre == "6/8" and "12/8" in idiom.own:
        return idiom.own["12/8"], "12/8"
    if metre == "12/8" and "6/8" in idiom.own:
        return idiom.own["6/8"], "6/8"
    return idiom.common, "4/4"


def _fitting_the_kick(
    context: SectionContext, line: Sequence[tuple[str, ...]], written: Metre, idiom: BassIdiom
) -> tuple[str, ...]:
    """Return one of the alternatives, the likelier the more of its notes begin with the piece's kick."""
    if len(line) < 3:
        return pick(line, context.theme_seed, "bass line")
    kicks = {round(onset, 3) for onset in _kicks(context, level_of(context))}
    found = []
    for place, bars in enumerate(line):
        bar = bar_of(bars, written, 0, context.metre, is_half_time=idiom.is_half_time)
        onsets = {round(step.onset_beats, 3) for step in steps(bar, context.metre, beats_per_bar(context.metre))}
        shared = len(onsets & kicks) / max(1, len(onsets | kicks))
        found.append((_KICK_IS_WORTH * shared + share(context.theme_seed, "bass line", place), bars))
    return max(found)[1]


def _kicks(context: SectionContext, level: int) -> list[float]:
    """Return where the kick of the groove falls in the first bar, in beats."""
    drums = DRUM_IDIOMS[context.genre]
    return sorted(hit.onset_beats for hit in groove_bar(context, drums, 0, BarShape(level)) if hit.key == KICK)


def _kick_line(context: SectionContext, level: int) -> tuple[str, ...]:
    """Return two bars of tablature whose notes begin with the kick: long ones, the last of them sometimes the fifth."""
    common = replace(context, metre="4/4", bar_starts_beats=(0.0, 4.0, 8.0), beats_per_bar=4)
    bars = []
    for index in (0, 1):
        signs = [HOLD] * (4 * _STEPS_PER_QUARTER)
        for hit in groove_bar(common, DRUM_IDIOMS[context.genre], index, BarShape(level)):
            if hit.key == KICK:
                signs[round((hit.onset_beats - 4 * index) * _STEPS_PER_QUARTER)] = "1"
        last = max((place for place, sign in enumerate(signs) if sign == "1"), default=0)
        if index and last >= 10 and share(context.theme_seed, "kick line turns") < 0.5:
            signs[last] = pick("58", context.theme_seed, "kick line turns to")
        bars.append("".join(signs))
    return tuple(bars)


def _laid_out(context: SectionContext, bars: tuple[str, ...], written: Metre, idiom: BassIdiom) -> list[BassStep]:
    found: list[BassStep] = []
    count = len(context.bar_starts_beats) - 1
    for index in range(count):
        start, end = context.bar_starts_beats[index : index + 2]
        bar = bar_of(bars, written, index, context.metre, is_half_time=idiom.is_half_time)
        bar = _with_run(_ornamented(bar, context, idiom, index), context, idiom, index, count)
        step_beats = beats_per_bar(context.metre) / len(bar)
        held = len(bar) - len(bar.lstrip(HOLD))
        if held and found and abs(found[-1].onset_beats + found[-1].duration_beats - start) < 1e-6:
            found[-1] = replace(
                found[-1], duration_beats=found[-1].duration_beats + min(held * step_beats, end - start)
            )
        for step in steps(bar.replace(HOLD, REST, held) if held else bar, context.metre, end - start):
            onset = start + step.onset_beats
            is_held = bar[(step.index + 1) % len(bar)] == HOLD and step.duration_beats > 2 * step_beats
            found.append(
                BassStep(
                    index, onset, step.duration_beats, step.sign, floor(onset + 1e-6) + 1.0, is_held, ends_chord=False
                )
            )
    return _cut_at_chords(found, context)


def _ornamented(bar: str, context: SectionContext, idiom: BassIdiom, index: int) -> str:
    """Return a bar as this piece has it: a weak bass note may be another one, and every few bars one more is."""
    if not idiom.ornaments or context.kind in _BY_KIND or level_of(context) == 0:
        return bar
    every = pick((2, 4), context.theme_seed, "bass turns every")
    signs = list(bar)
    for name, plays in (("habit", share(context.theme_seed, "habit") < 0.6), ("turn", index % every == every - 1)):
        # A turn comes in the second half of its bar.
        first = 1 if name == "habit" else len(bar) // 2 + 1
        open_to = [at for at in range(first, len(bar)) if signs[at] == "1" and 2 * at != len(bar)]
        if plays and open_to:
            signs[pick(open_to, context.theme_seed, name)] = pick(idiom.ornaments, context.theme_seed, name, "to")
    return "".join(signs)


def _with_run(bar: str, context: SectionContext, idiom: BassIdiom, index: int, count: int) -> str:
    """Return a bar whose last beat leads on where a phrase ends and the player likes to run."""
    ends_phrase = (index + 1) % 4 == 0 or index == count - 1
    if not idiom.runs or not ends_phrase or context.under_voice or len(bar) != 16 or level_of(context) == 0:
        return bar
    if is_last(context) and index >= count - 1:
        return bar
    if share(context.seed, "run", index) > _RUN_CHANCE:
        return bar
    return bar[:12] + pick(("5-a-", "1-a-", "3-a-", "..a-", "5.75"), context.seed, "which run", index)


def _cut_at_chords(found: list[BassStep], context: SectionContext) -> list[BassStep]:
    """Return signs that are begun anew where the chord changes under them, and know whether it changes after them."""
    starts = [chord.start_beats for chord in context.chords]
    end = context.bar_starts_beats[-1]
    cut: list[BassStep] = []
    for place, step in enumerate(found):
        following = found[place + 1].onset_beats if place + 1 < len(found) else end
        last = min(step.onset_beats + step.duration_beats, following)
        first_chord = bisect_right(starts, (step.next_beat if step.sign == "p" else step.onset_beats) + 1e-6)
        changes = [start for start in starts[first_chord:] if step.onset_beats + 1e-6 < start < last - 1e-6]
        edges = [step.onset_beats, *changes, last]
        for part, (begin, finish) in enumerate(pairwise(edges)):
            sign = step.sign if part == 0 else "1"
            ends = finish == last and (following in starts or (following >= end - 1e-6))
            cut.append(replace(step, onset_beats=begin, duration_beats=finish - begin, sign=sign, ends_chord=ends))
    return cut
