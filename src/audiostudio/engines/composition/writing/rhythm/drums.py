"""Writes what the drummer plays in a section."""

from dataclasses import replace

from audiostudio.engines.composition.chance import pick, share
from audiostudio.engines.composition.plan import Metre
from audiostudio.engines.composition.writing.context import BeatNote, SectionContext
from audiostudio.engines.composition.writing.rhythm.builds import build_hits
from audiostudio.engines.composition.writing.rhythm.drum_patterns.idiom import DrumIdiom, FillFamily, Lines
from audiostudio.engines.composition.writing.rhythm.drum_patterns.table import DRUM_IDIOMS, lines_in
from audiostudio.engines.composition.writing.rhythm.drum_sections import (
    BarShape,
    bar_shapes,
    begins_with_crash,
    felt_energy,
    is_last,
    level_of,
    lifts,
)
from audiostudio.engines.composition.writing.rhythm.fills import Fill, fills_of
from audiostudio.engines.composition.writing.rhythm.hat_rolls import with_hat_rolls
from audiostudio.engines.composition.writing.rhythm.hits import STRENGTHS, Hit, notes_of_hits, without
from audiostudio.engines.composition.writing.rhythm.kits import fitted_to_kit
from audiostudio.engines.composition.writing.rhythm.percussion_keys import (
    CRASH,
    HAT,
    HATS,
    KICK,
    OPEN_HAT,
    PERCUSSION_KEYS,
    RIDE,
    SNARE,
    SNARES,
    TOMS,
)
from audiostudio.engines.composition.writing.rhythm.step_patterns import Step, bar_of, quarters_per_beat, steps

_HANDS = HATS | SNARES | {RIDE, PERCUSSION_KEYS["bell"], PERCUSSION_KEYS["china"]}
# Lines whose alternatives were written for each other.
_CHOSEN_TOGETHER = {"hat": "cymbals", "open": "cymbals", "ride": "cymbals", "china": "cymbals", "rim": "snare"}
# What falls silent while a fill is played; the kick does where the fill has one of its own.
_SILENCED: dict[FillFamily, frozenset[int]] = {
    "band": _HANDS,
    "heavy": _HANDS,
    "jazz": _HANDS - {PERCUSSION_KEYS["pedal"]},
    "reggae": _HANDS,
    "latin": SNARES | {PERCUSSION_KEYS["high_timbale"], PERCUSSION_KEYS["low_timbale"], PERCUSSION_KEYS["cowbell"]},
    "electronic": SNARES,
    "breaks": SNARES,
    "urban": SNARES,
    "soft": SNARES,
    "orchestral": SNARES | frozenset(TOMS),
}
# Who adds a little at the end of a bar, and how often.
_TURNING: frozenset[FillFamily] = frozenset({"band", "urban", "breaks"})
_TURN_CHANCE = 0.7
# Beats a minute from which compound metre is a shuffle rather than three eighths.
_SLOW_COMPOUND_BPM = 100
# Energy below which a band's back-beat is on the rim.
_RIM_BELOW = 0.22
_FILL_GROWS_FROM, _FILL_GROWS_TO = 0.86, 1.06
_SOFT = 0.6


def write_drums(context: SectionContext, instrument: str) -> list[BeatNote]:
    """Return the drums of a section, keys being General MIDI percussion.

    Args:
        context: the section.
        instrument: a kit by its name; what it does not have is played on what it has.
    """
    idiom = DRUM_IDIOMS[context.genre]
    hits = build_hits(context, idiom) if context.kind == "build" else _groove_hits(context, idiom)
    if begins_with_crash(context, idiom):
        hits.append(Hit(0.0, CRASH, idiom.crash * (0.8 + 0.2 * context.energy)))
        if context.kind != "breakdown":
            hits.append(Hit(0.0, KICK, idiom.crash))
    if is_last(context):
        hits = _ended(hits, context, idiom)
    notes = notes_of_hits(fitted_to_kit(hits, instrument), context, has_player=idiom.has_player)
    return _ringing(notes, context) if is_last(context) else notes


def _groove_hits(context: SectionContext, idiom: DrumIdiom) -> list[Hit]:
    hits: list[Hit] = []
    for index, shape in enumerate(bar_shapes(context, idiom)):
        bar = groove_bar(context, idiom, index, shape)
        if shape.lands and not context.under_voice and context.kind not in ("intro", "breakdown"):
            start = context.bar_starts_beats[index]
            bar += [Hit(start, CRASH, idiom.crash * (0.7 + 0.2 * context.energy)), Hit(start, KICK, idiom.crash)]
        hits += _filled(bar, context, idiom, index, shape) if shape.fill_beats else bar
    return hits


def groove_bar(context: SectionContext, idiom: DrumIdiom, index: int, shape: BarShape) -> list[Hit]:
    """Return the strokes of one bar of the groove, without fills."""
    start, end = context.bar_starts_beats[index : index + 2]
    lines, written = lines_in(idiom, context.metre, shape.level)
    hits = []
    for name, line in _rehearsed(lines, context, idiom, shape.level).items():
        if name in shape.silent:
            continue
        bars = _chosen(name, line, context, idiom, index)
        bar = bar_of(bars, written, index, context.metre, is_half_time=idiom.is_half_time)
        if written == "4/4" and name in ("hat", "ride"):
            bar = _in_three(bar, context)
        played = steps(bar, context.metre, end - start)
        key = PERCUSSION_KEYS[name]
        hits += [hit for step in played for hit in strokes(step, key, start, context.theme_seed)]
    if idiom.rolls_hats:
        hits = with_hat_rolls(hits, context, index, shape.level)
    return hits + _turn(hits, context, idiom, index, shape)


def _in_three(bar: str, context: SectionContext) -> str:
    """Return a line of cymbals with all three eighths of each beat, where compound metre is slow enough for them."""
    if context.metre not in ("6/8", "12/8") or context.bpm >= _SLOW_COMPOUND_BPM:
        return bar
    beats = [bar[at : at + 3] for at in range(0, len(bar), 3)]
    return "".join(beat[0] + "o" + beat[2] if beat[1] == "." and "." not in beat[::2] else beat for beat in beats)


def _turn(hits: list[Hit], context: SectionContext, idiom: DrumIdiom, index: int, shape: BarShape) -> list[Hit]:
    """Return what a drummer adds at the end of every second or fourth bar: an open hat, or a ghost on the snare."""
    if idiom.fills not in _TURNING or not shape.level or shape.fill_beats or context.metre in ("6/8", "12/8"):
        return []
    if index % (2 if share(context.theme_seed, "turns often") < 0.4 else 4) != 1 or "snare" in shape.silent:
        return []
    if share(context.seed, "turn", index) > _TURN_CHANCE:
        return []
    end = context.bar_starts_beats[index + 1]
    quarter = 1 / quarters_per_beat(context.metre)
    opens = share(context.theme_seed, "turn opens hat") < 0.5 and any(hit.key == HAT for hit in hits)
    return [Hit(end - quarter / 2, OPEN_HAT, 0.7)] if opens else [Hit(end - quarter / 4, SNARE, STRENGTHS["g"])]


def _rehearsed(lines: Lines, context: SectionContext, idiom: DrumIdiom, level: int) -> Lines:
    """Return the lines as this section has them.

    Where hardly anything goes on, a band's snare is a click on the rim; its solos and bridges go to the ride cymbal, or
    to the toms.
    """
    if idiom.fills == "band" and idiom.has_player and felt_energy(context) < _RIM_BELOW and "rim" not in lines:
        lines = {"rim" if name == "snare" else name: line for name, line in lines.items()}
    if not idiom.rides or context.kind not in ("bridge", "solo") or level == 0 or "hat" not in lines:
        return lines
    goes_to_toms = context.kind == "bridge" and share(context.theme_seed, "bridge goes to toms") < 0.3
    new = "floor_tom" if goes_to_toms else "ride"
    return {new if name == "hat" else name: line for name, line in lines.items() if name not in ("open", "ride")}


def _chosen(
    name: str, line: tuple[tuple[str, ...], ...], context: SectionContext, idiom: DrumIdiom, index: int
) -> tuple[str, ...]:
    """Return the alternative of a line: one for the whole piece, unless it is improvised."""
    if name in idiom.improvises:
        return pick(line, context.seed, "improvised", name, index // 2)
    return pick(line, context.theme_seed, "alternative", _CHOSEN_TOGETHER.get(name, name))


def strokes(step: Step, key: int, start_beats: float, theme_seed: int) -> list[Hit]:
    """Return the strokes that a sign stands for: none or one, or two to four light ones within its step."""
    onset = start_beats + step.onset_beats
    if step.sign in STRENGTHS:
        return [Hit(onset, key, STRENGTHS[step.sign])]
    if step.sign in "?y":
        plays = share(theme_seed, "ornament", key, step.index) < 0.5
        return [Hit(onset, key, STRENGTHS["g" if step.sign == "?" else "o"])] if plays else []
    count = int(step.sign)
    return [Hit(onset + at * step.duration_beats / count, key, 0.56 + 0.06 * at) for at in range(count)]


def _filled(bar: list[Hit], context: SectionContext, idiom: DrumIdiom, index: int, shape: BarShape) -> list[Hit]:
    """Return a bar whose last beats are a fill."""
    start, end = context.bar_starts_beats[index : index + 2]
    quarters = quarters_per_beat(context.metre)
    beat = 1.0 if quarters >= 1 else 1 / quarters
    wanted = 4 if shape.fill_beats == 4 else shape.fill_beats
    while wanted > 1 and wanted * beat > end - start + 1e-6:
        wanted //= 2
    fills = fills_of(idiom.fills, wanted)
    # Each phrase takes the next, so that none comes twice in a row.
    first = pick(range(len(fills)), context.seed, "which fill", wanted)
    fill = fills[(first + index // idiom.phrase_bars) % len(fills)]
    fill_start = end - min(wanted * beat, end - start)
    silenced = _SILENCED[idiom.fills] | {PERCUSSION_KEYS[name] for name in fill.lines}
    kept = without(bar, frozenset(silenced), fill_start, end)
    is_soft = context.under_voice or context.kind == "intro" or idiom.fills == "soft"
    is_soft = is_soft or (context.kind == "breakdown" and not lifts(context))
    return kept + _fill_hits(
        fill, context.metre, fill_start, end, softness=_SOFT if is_soft else 1.0, plays_kick=context.kind != "breakdown"
    )


def _fill_hits(fill: Fill, metre: Metre, start: float, end: float, *, softness: float, plays_kick: bool) -> list[Hit]:
    hits = []
    for name, line in fill.lines.items():
        if name == "kick" and not plays_kick:
            continue
        fitted = (
            bar_of((line.ljust(16, "."),), "4/4", 0, "12/8", is_half_time=False) if metre in ("6/8", "12/8") else line
        )
        length = fill.beats * (3 if metre in ("6/8", "12/8") else 4)
        step_beats = (end - start) / length
        for at, sign in enumerate(fitted[:length]):
            if sign == ".":
                continue
            growth = _FILL_GROWS_FROM + (_FILL_GROWS_TO - _FILL_GROWS_FROM) * at / length
            step = Step(at, sign, at * step_beats, step_beats)
            hits += [
                replace(hit, strength=min(1.0, hit.strength * growth) * softness)
                for hit in strokes(step, PERCUSSION_KEYS[name], start, 0)
            ]
    return hits


def _ended(hits: list[Hit], context: SectionContext, idiom: DrumIdiom) -> list[Hit]:
    """Return strokes that end with one on the first beat of the last bar, all together."""
    last = context.bar_starts_beats[-2]
    strength = _SOFT + (1 - _SOFT) * context.energy * (0.5 if context.under_voice else 1.0)
    struck = [Hit(last, KICK, strength)]
    if idiom.crash or context.energy >= 0.5:
        struck.append(Hit(last, CRASH, strength))
    if level_of(context) == 2:
        struck.append(Hit(last, SNARE, strength))
    return [hit for hit in hits if hit.onset_beats < last - 1e-6] + struck


def _ringing(notes: list[BeatNote], context: SectionContext) -> list[BeatNote]:
    """Return notes of which the last cymbal rings to the end after a cadence, and is caught by hand after a stop."""
    last, end = context.bar_starts_beats[-2:]
    longest = end - last if context.ending == "cadence" else min(end - last, 0.5)
    return [replace(note, duration_beats=longest) if note.onset_beats >= last - 1e-6 else note for note in notes]
