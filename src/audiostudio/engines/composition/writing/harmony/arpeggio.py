"""Writes arpeggios: broken chords in even notes whose order is the piece's own, so that it is known again."""

from dataclasses import dataclass

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.writing.context import BeatNote, SectionContext
from audiostudio.engines.composition.writing.dice import Dice
from audiostudio.engines.composition.writing.dynamics import velocity
from audiostudio.engines.composition.writing.grid import BarGrid, bar_grids, chord_at
from audiostudio.engines.composition.writing.harmony.comping import energy_level
from audiostudio.engines.composition.writing.harmony.registers import chord_window
from audiostudio.engines.composition.writing.harmony.voicing import VoicingRules, voice_chords

_CENTRE, _LOWEST, _HIGHEST = 66.0, 54, 84
_UNDER_VOICE = (48, 67, 57.0)


@dataclass(frozen=True)
class Arpeggio:
    """One genre's arpeggios.

    Attributes:
        steps: sixteenths from note to note, with little, middling and much energy.
        orders: rows of the chord's notes from the lowest, 0; those from the chord's size on lie an octave higher.
        gate: how much of its length a note sounds.
        accents: which sixteenths of a bar are stressed, ``x``; the others are soft.
    """

    steps: tuple[int, int, int]
    orders: tuple[tuple[int, ...], ...]
    gate: float
    accents: str = "x.......x......."


_UP, _UP_DOWN, _DOWN = (0, 1, 2, 3), (0, 1, 2, 3, 2, 1), (3, 2, 1, 0)
_WIDE = (0, 1, 2, 3, 4, 5, 4, 2)
_TURNING = (0, 2, 1, 3)
_THREES = (0, 2, 3, 0, 2, 3, 0, 2)
_PEDAL = (3, 0, 2, 0, 1, 0, 2, 0)
_ALBERTI = (0, 2, 1, 2)

_USUAL = Arpeggio((4, 2, 2), (_UP, _UP_DOWN, _TURNING, _ALBERTI), 0.95)
_ELECTRONIC = Arpeggio((2, 1, 1), (_UP, _UP_DOWN, _WIDE, _THREES, _PEDAL, _TURNING), 0.7, "x..x..x...x..x..")
ARPEGGIOS: dict[Genre, Arpeggio] = {
    "trance": _ELECTRONIC,
    "synthwave": Arpeggio((2, 1, 1), (_UP, _WIDE, _PEDAL, _THREES), 0.75, "x...x...x...x..."),
    "techno": Arpeggio((2, 1, 1), (_THREES, _PEDAL, _TURNING), 0.5, "x..x..x..x..x..x"),
    "house": Arpeggio((2, 2, 1), (_UP, _THREES, _TURNING), 0.6, "x..x..x...x..x.."),
    "drum_and_bass": Arpeggio((4, 2, 1), (_UP_DOWN, _THREES, _WIDE), 0.8),
    "dubstep": Arpeggio((4, 2, 2), (_UP_DOWN, _WIDE), 0.8),
    "trap": Arpeggio((4, 2, 2), (_TURNING, _UP_DOWN, _PEDAL), 0.9),
    "chiptune": Arpeggio((2, 1, 1), (_UP, _UP_DOWN, _WIDE, _DOWN, _TURNING), 0.8, "x...x...x...x..."),
    "cinematic": Arpeggio((2, 2, 2), (_PEDAL, _ALBERTI, _UP_DOWN), 0.8, "x.....x.....x..."),
    "ambient": Arpeggio((8, 4, 4), (_TURNING, _WIDE, _UP_DOWN), 1.6),
    "classical": Arpeggio((2, 2, 1), (_ALBERTI, _UP_DOWN, _WIDE), 0.9),
    "waltz": Arpeggio((2, 2, 2), (_UP_DOWN, _UP), 0.9),
}


def write_arpeggio(context: SectionContext, instrument: str) -> list[BeatNote]:
    """Return the arpeggio of a section; arguments as of `chords.write_chords`."""
    row = ARPEGGIOS.get(context.genre, _USUAL)
    of_theme = Dice(context.theme_seed, "arpeggio")
    order = of_theme.choose(row.orders)
    # Where it begins in its row is the piece's own too: the same figures are not the same tune.
    turned = of_theme.whole(0, len(order) - 1)
    order = order[turned:] + order[:turned]
    low, high, centre = _UNDER_VOICE if context.under_voice else (_LOWEST, _HIGHEST, _CENTRE)
    lowest, highest = chord_window(instrument, low, high)
    rules = VoicingRules("triad", lowest, highest, min(max(centre, lowest + 6.0), highest - 6.0))
    voicings = voice_chords(context.chords, rules)
    level = 0 if context.under_voice else energy_level(context.energy)
    notes = []
    for grid in bar_grids(context):
        step_length = _step_length(row.steps[level], grid)
        for count, step in enumerate(range(0, grid.steps, step_length)):
            start = grid.beat_of(step)
            chord = chord_at(context, start)
            voicing = voicings[context.chords.index(chord)]
            octave, tone = divmod(order[count % len(order)], len(voicing))
            key = voicing[tone] + 12 * octave
            while key > (highest if context.under_voice else INSTRUMENTS[instrument].highest):
                key -= 12
            length = min(step_length, grid.steps - step) * grid.step_beats * row.gate
            end = min(start + length, max(chord.end_beats, start + grid.step_beats / 2))
            notes.append(BeatNote(start, end - start, key, _hardness(context, row, grid, step)))
    return notes


def _step_length(steps: int, grid: BarGrid) -> int:
    """Return how far notes are apart: of compound pulses eighths stand for eighths, and pulses for slower ones."""
    return 6 if grid.pulses[0] == 6 and steps > 2 else steps


def _hardness(context: SectionContext, row: Arpeggio, grid: BarGrid, step: int) -> int:
    is_stressed = row.accents[step % len(row.accents)] == "x"
    return velocity(context, grid.weight(step) if is_stressed else 0, 4.0 if is_stressed else -6.0)
