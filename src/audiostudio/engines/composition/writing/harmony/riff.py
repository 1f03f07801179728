"""Writes riffs: a figure of one bar and its answer, the piece's own, that follows the roots of the chords."""

from dataclasses import dataclass

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.writing.context import BeatNote, ChordContext, SectionContext
from audiostudio.engines.composition.writing.dice import Dice
from audiostudio.engines.composition.writing.dynamics import velocity
from audiostudio.engines.composition.writing.grid import BarGrid, Hit, bar_grids, chord_at, hits
from audiostudio.engines.composition.writing.harmony.comping import energy_level
from audiostudio.engines.composition.writing.harmony.registers import folded
from audiostudio.engines.composition.writing.rhythm.drum_patterns.table import DRUM_IDIOMS
from audiostudio.engines.composition.writing.rhythm.drum_sections import BarShape, level_of
from audiostudio.engines.composition.writing.rhythm.drums import groove_bar
from audiostudio.engines.composition.writing.rhythm.percussion_keys import KICK


@dataclass(frozen=True)
class RiffIdiom:
    """One genre's riffs.

    Attributes:
        rhythms: bars as `grid.hits` reads them: ``x`` the root, ``m`` a note of its own, ``o`` a muted root.
        steps: which degrees of the chord's scale, counted from 0, its own notes are, the likelier the more often.
        gate: how much of its length a note sounds.
        is_doubled: whether distorted guitars play roots and own notes as fifths.
    """

    rhythms: tuple[str, ...]
    steps: tuple[int, ...]
    gate: float = 0.85
    is_doubled: bool = False


_USUAL = RiffIdiom(("x--m--m-x--m--m-", "x..xm.m.x..xm.m.", "x-m-..m-x-m-m-..", "..x-m-m-..x-m-x-"), (2, 4, 4, 7, 6))
RIFFS: dict[Genre, RiffIdiom] = {
    "rock": RiffIdiom(
        ("x-x-m-x-x-m-m-x-", "x-..x-m-x-..m-m-", "x-x-x-m-..m-x-m-", "x--x--m-x-x-m---", "x-xxm-x-..xxm-m-"),
        (2, 3, 3, 6, 6, 4, 7),
        is_doubled=True,
    ),
    "metal": RiffIdiom(
        (
            "x-xxx-xxx-xxm-m-",
            "xxm-xxm-xxm-m-m-",
            "x-xxm-xxx-xxm-xx",
            "xxxxm-xxxxm-x-m-",
            "x--xx-m-x--xx-mm",
            "xxx-m-..xxx-m-m-",
        ),
        (1, 1, 2, 4, 5, 5, 3),
        0.7,
        is_doubled=True,
    ),
    "funk": RiffIdiom(
        ("x.xm..m.xo.m.mx.", "x..xm.mo..xm.mo.", "xox.m.xo.mxom.m.", "x.m..mx...m.xom.", "..mx.om.x.mxo.m."),
        (7, 7, 6, 4, 2, 3),
        0.55,
    ),
    "blues": RiffIdiom(("x.m.m.x.m.m.x.m.", "x-m-..m-x-m-m-..", "x.x.m.x.m.m.m.x."), (2, 4, 5, 5, 6, 7)),
    "disco": RiffIdiom(("..m.x.m...m.x.mm", "x..m..m.x..m.mm.", "m.mm..m.m.x...m."), (7, 4, 6, 2), 0.6),
    "afrobeat": RiffIdiom(("x.m.m..m.m..x.m.", "..m.mx..m.m.mx..", "x..m.mm.x..m.m.."), (2, 4, 4, 5, 7, 1), 0.6),
    "house": RiffIdiom(("x..m..x..m..m.x.", "..m..m.x..m..m..", "x.m..m..x.m.mm.."), (2, 4, 6, 7), 0.6),
    "techno": RiffIdiom(("x..x..m..x..x.m.", "..x..x..m..x..x.", "x.xx.xm.x.xx.xm."), (0, 0, 2, 7, 6, 1), 0.5),
    "trance": RiffIdiom(("x.mm.mm.x.mm.m.m", "m.m.mm.mm.m.mm.m"), (2, 4, 4, 7, 1), 0.8),
    "hip_hop": RiffIdiom(("x..m....m..x....", "..m..x..m-....m.", "x...m.m....m.x.."), (2, 4, 6, 7), 0.8),
    "dubstep": RiffIdiom(("x-..m.m.x--.m-..", "x.x.m-..x.m.m-m-", "x--m--x-m.m.x---"), (0, 1, 2, 5, 7), 0.9),
    "ska": RiffIdiom(("x-m-m-..m-m-x-..", "..m-m-m-x-..m-m-", "x.x.m-..m.m.x-.."), (2, 4, 5, 7)),
    "salsa": RiffIdiom(("x..m..m...m.m...", "..m.m...m..m..m.", "m..mm..m..m.x..."), (2, 4, 5, 7)),
}
_DISTORTED = frozenset({"overdriven_guitar", "distorted_guitar", "palm_muted_guitar"})
_MUTED, _OWN = -14.0, 3.0
# Where guitars lock to the kick: what falls on one is harder, and a kick without a note of the riff gets the root.
_LOCKED: frozenset[Genre] = frozenset({"rock", "metal", "funk"})
_FILLED = "k"
_WITH_KICK, _WITHOUT_KICK, _ADDED = 5.0, -3.0, -6.0


def write_riff(context: SectionContext, instrument: str) -> list[BeatNote]:
    """Return the riff of a section: two bars call, two bars answer; arguments as of `chords.write_chords`."""
    idiom = RIFFS.get(context.genre, _USUAL)
    grids = bar_grids(context)
    notes: list[BeatNote] = []
    for grid in grids:
        rhythm, steps = _figure(context, idiom, grid.number)
        own = 0
        kicks = _kick_steps(context, grid) if context.genre in _LOCKED else frozenset[int]()
        for hit in _locked(hits(rhythm, grid.pulses), kicks):
            if hit.symbol == "o" and energy_level(context.energy) == 0:
                continue
            degree = 0
            if hit.symbol == "m":
                degree, own = steps[own % len(steps)], own + 1
            notes += _played(context, idiom, instrument, grid, hit, degree, kicks)
    return notes


def _kick_steps(context: SectionContext, grid: BarGrid) -> frozenset[int]:
    """Return the sixteenths of a bar at which the groove's kick falls."""
    shape = BarShape(level_of(context))
    struck = groove_bar(context, DRUM_IDIOMS[context.genre], grid.number, shape)
    places = [(hit.onset_beats - grid.start_beats) / grid.step_beats for hit in struck if hit.key == KICK]
    return frozenset(round(place) for place in places if abs(place - round(place)) < 0.05 and round(place) < grid.steps)


def _locked(written: tuple[Hit, ...], kicks: frozenset[int]) -> list[Hit]:
    """Return a riff with a root at every kick that falls into silence; what is held on is not struck again."""
    sounding = {step for hit in written for step in range(hit.step, hit.step + hit.steps)}
    added = [Hit(step, _FILLED, 1) for step in kicks - sounding]
    return sorted([*written, *added], key=lambda hit: hit.step)


def _figure(context: SectionContext, idiom: RiffIdiom, bar: int) -> tuple[str, tuple[int, ...]]:
    """Return rhythm and own notes of a bar: call, call, call, and an answer that the section may turn."""
    group = "bridge" if context.kind in ("bridge", "solo") else "main"
    of_theme = Dice(context.theme_seed, "riff", group)
    rhythm = of_theme.choose(idiom.rhythms)
    call = tuple(of_theme.choose(idiom.steps) for _ in range(6))
    answer_rhythm = of_theme.choose(idiom.rhythms)
    answer = (*call[:1], *(of_theme.choose(idiom.steps) for _ in range(5)))
    if bar % 4 == 1:
        return rhythm, (*call[:2], *answer[2:])
    if bar % 4 == 3:
        of_section = Dice(context.seed, "riff", bar)
        turn = tuple(of_section.choose(idiom.steps) for _ in range(2))
        return answer_rhythm, (*answer[:2], *turn, *answer[4:])
    return rhythm, call


def _played(
    context: SectionContext,
    idiom: RiffIdiom,
    instrument: str,
    grid: BarGrid,
    hit: Hit,
    degree: int,
    kicks: frozenset[int],
) -> list[BeatNote]:
    start = grid.beat_of(hit.step)
    chord = chord_at(context, start)
    root = _root_key(context, instrument, chord)
    octave, step = divmod(degree, len(chord.scale))
    key = folded(instrument, root + (chord.scale[step] - chord.scale[0]) % 12 + 12 * octave)
    length = hit.steps * grid.step_beats * (idiom.gate if hit.symbol != "o" else 0.4)
    length = min(length, max(chord.end_beats - start, grid.step_beats / 2))
    offset = {"o": _MUTED, "m": _OWN, _FILLED: _ADDED}.get(hit.symbol, 0.0)
    if kicks:
        offset += _WITH_KICK if hit.step in kicks else _WITHOUT_KICK
    keys = [key]
    fifth = folded(instrument, key + 7)
    if idiom.is_doubled and instrument in _DISTORTED and fifth > key and (key + 7) % 12 in chord.scale:
        keys.append(fifth)
    return [BeatNote(start, length, one, velocity(context, grid.weight(hit.step), offset)) for one in keys]


def _root_key(context: SectionContext, instrument: str, chord: ChordContext) -> int:
    """Return the root low on the instrument, so that the whole figure fits above it; near the tonic's own place."""
    played = INSTRUMENTS[instrument]
    low = played.lowest
    if played.family not in ("guitar", "bass"):
        low = max(low, 48 if played.highest >= 48 + 24 else low)
    # Roots lie from a fourth below the lowest tonic, if there is one, to a fifth above.
    tonic = low + (context.tonic - low) % 12
    root = tonic + (chord.pitch_classes[0] - context.tonic + 5) % 12 - 5
    return root if root >= low else root + 12
