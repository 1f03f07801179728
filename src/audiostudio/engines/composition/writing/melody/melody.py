"""Writes melodies: motifs of the piece's theme in phrases that call and answer, climb to one climax and come to rest.

What a theme is belongs to the piece, so that choruses and drops bring the same one back; how it is sequenced, varied
and closed belongs to the section. The line is found around the tonic, without knowing who plays it.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from audiostudio.engines.composition.plan import SectionKind
from audiostudio.engines.composition.writing.context import BeatNote, ChordContext, SectionContext
from audiostudio.engines.composition.writing.dice import Dice
from audiostudio.engines.composition.writing.dynamics import velocity
from audiostudio.engines.composition.writing.grid import BarGrid, bar_grids, chord_at
from audiostudio.engines.composition.writing.harmony.registers import folded, lead_centre, octave_shift
from audiostudio.engines.composition.writing.melody.melodic_line import LineNote, found_keys
from audiostudio.engines.composition.writing.melody.melody_idioms import IDIOMS, MelodyIdiom
from audiostudio.engines.composition.writing.melody.motif import (
    Motif,
    MotifNote,
    augmented,
    cut,
    invented_motif,
    inverted,
    sequenced_head,
    transposed,
)
from audiostudio.engines.composition.writing.melody.ornaments import ornamented

# What follows the first two bars of a theme, and what those after them; the last phrase always closes.
_FORMS = (
    ("theme", "sequence", "theme", "close"),
    ("theme", "answer", "theme", "close"),
    ("theme", "answer", "sequence", "close"),
    ("theme", "sequence", "head", "close"),
    ("theme", "inversion", "head", "close"),
    ("theme", "theme", "answer", "close"),
)
_OWN_THEMES: frozenset[SectionKind] = frozenset({"verse", "bridge", "solo"})
_SEMITONES_PER_DEGREE = 12 / 7
# A tenth that holds the tonic, its leading note, and the octave above.
BELOW_TONIC, ABOVE_TONIC = 4, 12
_SOLO_BELOW, _SOLO_ABOVE = 7, 14
_CLIMAX_LIFT, _BELOW_CLIMAX = 3.5, 3
_ENERGY_LIFT = 5.0
_CLIMAX_PLACE = 0.62
_LONG_PULSES = 1.25
_TASTES, _TASTE = 16, 1.8
_LOUDER = 6.0
_MOST_ONSET_SHARE = 0.55
# Where in a motif its last note begins: behind it is breath, or an answer.
_USUAL_END, _SOLO_END = (0.45, 0.72), (0.7, 0.88)


def write_melody(context: SectionContext, instrument: str) -> list[BeatNote]:
    """Return the lead of a section; none under a voice. Arguments as of `chords.write_chords`.

    Another instrument moves it by octaves and bends it otherwise, and changes nothing else.
    """
    if context.under_voice:
        return []
    line = ornamented(context, melody_line(context), IDIOMS[context.genre], instrument)
    shift = lead_shift(context, instrument)
    notes = []
    for note in line:
        moved = folded(instrument, note.midi_pitch + shift)
        glide = note.glide_from_pitch
        notes.append(
            replace(note, midi_pitch=moved, glide_from_pitch=None if glide is None else glide - note.midi_pitch + moved)
        )
    return notes


def lead_shift(context: SectionContext, instrument: str) -> int:
    """Return by how many semitones an instrument plays the line higher than it is found; the same in all sections."""
    tonic = home_tonic(context)
    return octave_shift(instrument, (tonic - BELOW_TONIC, tonic + ABOVE_TONIC), lead_centre(instrument))


def home_tonic(context: SectionContext) -> int:
    """Return the key around which lines are found."""
    return 60 + context.tonic if context.tonic <= 8 else 48 + context.tonic


@lru_cache(maxsize=256)
def melody_line(context: SectionContext) -> tuple[BeatNote, ...]:
    """Return the plain line of a section around its tonic, before anybody plays it."""
    idiom = IDIOMS[context.genre]
    grids = bar_grids(context)
    units = [grids[first : first + idiom.unit_bars] for first in range(0, len(grids), idiom.unit_bars)]
    climax = round(_CLIMAX_PLACE * (len(units) - 1))
    notes: list[BeatNote] = []
    before: int | None = None
    for number, unit in enumerate(units):
        motif = cut(_motif_of(context, idiom, number, len(units)), sum(grid.steps for grid in unit))
        phrase = _phrase(context, idiom, motif, unit, (number == climax, number == len(units) - 1, number), before)
        notes += phrase
        before = phrase[-1].midi_pitch
    return tuple(notes)


def _motif_of(context: SectionContext, idiom: MelodyIdiom, number: int, count: int) -> Motif:
    """Return what a phrase is made of: the theme literally at first, then what the form makes of it."""
    theme, answer, form = _theme(context, idiom, number)
    if count == 1:
        return _varied(theme, Dice(context.seed, "melody", "only"), from_step=theme.steps // 2)
    step = "close" if number == count - 1 else form[number % len(form)]
    if number == 0:
        return theme
    dice = Dice(context.seed, "melody", number)
    match step:
        case "sequence":
            motif = transposed(theme, dice.choose((-2, -1, 1, 2, 3)))
        case "answer":
            motif = answer
        case "inversion":
            motif = inverted(theme)
        case "head":
            motif = sequenced_head(theme, dice.choose((-2, -1, 1, 2)))
        case "close":
            return _closed(theme, answer, dice, idiom.unit_bars)
        case _:
            motif = theme
    return motif if step == "theme" and number < len(form) and not dice.chance(0.35) else _varied(motif, dice)


def _theme(context: SectionContext, idiom: MelodyIdiom, number: int) -> tuple[Motif, Motif, tuple[str, ...]]:
    """Return theme, answer and form: of the piece, or of every four phrases of a solo."""
    group = context.kind if context.kind in _OWN_THEMES else "main"
    names = (context.seed, number // 4) if group == "solo" else (context.theme_seed, 0)
    dice = Dice(names[0], "theme", context.genre, group, names[1])
    bar = max(bar_grids(context), key=lambda grid: grid.steps == bar_grids(context)[0].steps)
    # The theme is the piece's own and no section's, so its density must not follow a section's energy.
    energy = 0.95 if group == "solo" else 0.35 if group == "verse" else 0.5
    energy += dice.between(-0.2, 0.2)
    ends_within = _SOLO_END if group == "solo" else _USUAL_END
    theme, answer = (invented_motif(dice, idiom, bar, idiom.unit_bars, energy, ends_within) for _ in range(2))
    return theme, answer, dice.choose(_FORMS)


def _closed(theme: Motif, answer: Motif, dice: Dice, bars: int) -> Motif:
    """Return a closing phrase: a head that is known, and one long note to rest on."""
    base = dice.choose((theme, inverted(theme), augmented(theme), answer, sequenced_head(theme, -1)))
    # On the last bar's first beat, or its second.
    a_bar = base.steps // bars
    last = base.steps - a_bar + dice.choose((0, 0, a_bar // 8 * 2))
    head = [note for note in base.notes if note.step < min(last, base.steps * _MOST_ONSET_SHARE) - 1]
    if not head:
        head = [replace(base.notes[0], step=0)]
    head[-1] = replace(head[-1], steps=min(head[-1].steps, last - head[-1].step))
    end = MotifNote(last, max(2, round((base.steps - last) * 0.75)), head[-1].degree + dice.choose((-2, -1, 1)))
    return Motif((*head, end), base.steps)


def _varied(motif: Motif, dice: Dice, from_step: int = 0) -> Motif:
    """Return a motif as it comes back the second time: a note more, one less or one earlier, and another turn."""
    notes = list(motif.notes)
    places = [place for place in range(1, len(notes)) if notes[place].step >= from_step]
    if not places:
        return motif
    place = dice.choose(places)
    note, before = notes[place], notes[place - 1]
    match dice.choose(("split", "drop", "push", "turn")):
        case "split" if note.steps >= 4:
            half = note.steps // 2
            neighbour = MotifNote(note.step + half, note.steps - half, note.degree + dice.choose((-1, 1)))
            notes[place : place + 1] = [replace(note, steps=half), neighbour]
        case "drop" if len(notes) > 4:
            notes[place - 1] = replace(before, steps=note.step + note.steps - before.step)
            del notes[place]
        case "push" if note.step - before.step > 2:
            notes[place - 1] = replace(before, steps=min(before.steps, note.step - 2 - before.step))
            notes[place] = replace(note, step=note.step - 2, steps=note.steps + 2)
        case _:
            notes[place] = replace(note, degree=note.degree + dice.choose((-2, -1, 1, 2)))
    return replace(motif, notes=tuple(notes))


def _phrase(
    context: SectionContext,
    idiom: MelodyIdiom,
    motif: Motif,
    unit: Sequence[BarGrid],
    place: tuple[bool, bool, int],
    before: int | None,
) -> list[BeatNote]:
    """Return a motif as notes: over the chords of its bars, within the register of the section."""
    is_climax, is_last, number = place
    tonic = home_tonic(context)
    below, above = (_SOLO_BELOW, _SOLO_ABOVE) if context.kind == "solo" else (BELOW_TONIC, ABOVE_TONIC)
    highest = tonic + above - (0 if is_climax else _BELOW_CLIMAX)
    anchor = Dice(context.theme_seed, "anchor", context.kind in _OWN_THEMES and context.kind).choose((0, 4, 7))
    base = tonic + anchor + _ENERGY_LIFT * (context.energy - 0.5) + (_CLIMAX_LIFT if is_climax else 0.0)
    spots = [_spot(unit, note) for note in motif.notes]
    # The first of the highest notes that is not the end reaches for what no other phrase has.
    apex = max(range(max(1, len(spots) - 1)), key=lambda count: motif.notes[count].degree) if is_climax else -1
    wanted = []
    for count, (note, (grid, step)) in enumerate(zip(motif.notes, spots, strict=True)):
        is_end = count == len(spots) - 1
        earlier = motif.notes[count - 1].degree if count else note.degree
        wanted.append(
            LineNote(
                target=base + _SEMITONES_PER_DEGREE * note.degree,
                interval=_SEMITONES_PER_DEGREE * (note.degree - earlier) if count else None,
                weight=_importance(grid, step, note.steps),
                chord=_sounding(context, grid, step, note.steps).pitch_classes,
                palette=_palette(context, idiom, _sounding(context, grid, step, note.steps), grid.weight(step)),
                ends=_ends(context, _sounding(context, grid, step, note.steps), is_last) if is_end else (),
                highest=highest,
                lowest=highest - _BELOW_CLIMAX + 1 if count == apex else 0,
                tastes=_tastes(context.theme_seed, context.genre)[count % _TASTES],
            )
        )
    keys = found_keys(wanted, tonic - below, tonic + above, before)
    top = max(keys)
    notes = []
    for count, (note, (grid, step), key) in enumerate(zip(motif.notes, spots, keys, strict=True)):
        start = grid.beat_of(step)
        room = motif.notes[count + 1].step - note.step if count + 1 < len(keys) else note.steps
        length = min(note.steps, room) * (idiom.gate if note.steps == room else 0.98) * grid.step_beats
        arc = 4.0 * (1 - abs(2 * count / max(1, len(keys) - 1) - 1))
        stress = arc + (4.0 if key == top and is_climax else 0.0) + (-3.0 if number % 2 else 0.0)
        ended = _until(context, _sounding(context, grid, step, note.steps), start + length, key)
        notes.append(BeatNote(start, ended - start, key, velocity(context, grid.weight(step), _LOUDER + stress)))
    return notes


@lru_cache(maxsize=64)
def _tastes(theme_seed: int, genre: str) -> tuple[tuple[float, ...], ...]:
    """Return for each place in a phrase what each pitch class costs: a piece's own choice of what is equally good."""
    dice = Dice(theme_seed, "taste", genre)
    return tuple(tuple(dice.between(0.0, _TASTE) for _ in range(12)) for _ in range(_TASTES))


def _spot(unit: Sequence[BarGrid], note: MotifNote) -> tuple[BarGrid, int]:
    """Return the bar that a note begins in, and the sixteenth."""
    step = note.step
    for grid in unit[:-1]:
        if step < grid.steps:
            return grid, step
        step -= grid.steps
    return unit[-1], step


def _importance(grid: BarGrid, step: int, steps: int) -> int:
    if steps >= _LONG_PULSES * grid.pulses[0]:
        return 3
    return max(0, grid.weight(step) - 1)


def _sounding(context: SectionContext, grid: BarGrid, step: int, steps: int) -> ChordContext:
    """Return the chord a note is heard with: an off-beat note that is held into a chord belongs to that chord."""
    start = grid.beat_of(step)
    if grid.weight(step) >= 2:
        return chord_at(context, start)
    return chord_at(context, start + steps * grid.step_beats / 2)


def _until(context: SectionContext, chord: ChordContext, end: float, key: int) -> float:
    """Return when a note ends that belongs to a chord: before the next one, if it would be strange to that."""
    for other in context.chords:
        if chord.start_beats < other.start_beats < end - 1e-6 and key % 12 not in other.pitch_classes:
            return other.start_beats
    return min(end, context.bar_starts_beats[-1])


def _palette(context: SectionContext, idiom: MelodyIdiom, chord: ChordContext, weight: int) -> tuple[int, ...]:
    """Return the pitch classes that a melody may use beside the chord's."""
    scale = chord.scale
    if idiom.palette == "scale":
        return scale
    if idiom.palette == "bebop":
        # The chromatic note below the root leads on from weak places.
        return (*scale, (chord.pitch_classes[0] - 1) % 12) if weight == 0 else scale
    is_minor = context.mode == "minor"
    if idiom.palette == "blues":
        steps: tuple[int, ...] = (0, 3, 5, 6, 7, 10) if is_minor or context.genre == "blues" else (0, 2, 3, 4, 7, 9)
        return tuple((context.tonic + step) % 12 for step in steps)
    steps = (0, 3, 5, 7, 10) if is_minor else (0, 2, 4, 7, 9)
    return tuple(pitch_class for step in steps if (pitch_class := (context.tonic + step) % 12) in scale)


def _ends(context: SectionContext, chord: ChordContext, is_last: bool) -> tuple[int, ...]:
    """Return on what a phrase may end, the best first: the last on the tonic, others where one waits for more."""
    tones = chord.pitch_classes[:3]
    root, *others = tones
    if is_last:
        return tuple(dict.fromkeys([*([context.tonic] if context.tonic in tones else []), root, *others]))
    return tuple(dict.fromkeys([*others, root]))
