"""Writes the chords of a section: each genre's rhythm on voicings that move smoothly, strummed where strings are."""

from collections.abc import Iterator, Sequence

from audiostudio.audio.instruments.catalogue import INSTRUMENTS, Family
from audiostudio.engines.composition.writing.context import BeatNote, SectionContext
from audiostudio.engines.composition.writing.dice import Dice
from audiostudio.engines.composition.writing.dynamics import velocity
from audiostudio.engines.composition.writing.grid import BarGrid, Hit, bar_grids, chord_pieces, hits
from audiostudio.engines.composition.writing.harmony.comping import COMPING, Comping, energy_level
from audiostudio.engines.composition.writing.harmony.registers import chord_window, folded
from audiostudio.engines.composition.writing.harmony.voicing import Voicing, VoicingRules, voice_chords

_LOWEST, _HIGHEST = 48, 79
_CENTRES: dict[Family, float] = {"guitar": 57.0, "plucked": 59.0, "strings": 63.0, "brass": 62.0, "synth": 64.0}
_USUAL_CENTRE = 61.0
# Fundamentals and their first harmonics stay below 1 kHz, where consonants begin: B4 is 494 Hz.
_UNDER_VOICE = (45, 67, 56.0)
_STRUMMED: frozenset[Family] = frozenset({"guitar", "plucked"})
# A pick passes a string in so many milliseconds, faster where more goes on.
_SLOW_STRUM_MS, _FAST_STRUM_MS = 17.0, 8.0
_UP_STRINGS = 3
_GHOST, _BASS, _PICKED, _UP = -20.0, 4.0, -3.0, -8.0
_GHOST_GATE = 0.5
_TOP_VOICE = 3.0
_CONTINUED = -8.0
_CLASSICAL = frozenset({"classical", "waltz", "cinematic", "tango"})


def write_chords(context: SectionContext, instrument: str) -> list[BeatNote]:
    """Return the accompaniment of a section.

    Args:
        context: the section.
        instrument: its name in the catalogue.
    """
    comping = COMPING[context.genre]
    voicings = voice_chords(context.chords, chord_rules(context, instrument, comping))
    rhythms = comping.rhythms[0 if context.under_voice else energy_level(context.energy)].split()
    of_theme = Dice(context.theme_seed, "chords", context.kind)
    settled = of_theme.choose(rhythms)
    notes: list[BeatNote] = []
    for grid in bar_grids(context):
        dice = Dice(context.seed, "chords", grid.number)
        pattern = dice.choose(rhythms) if comping.varies else settled
        for hit in hits(pattern, grid.pulses, grid.number):
            notes += _struck(context, instrument, comping, voicings, grid, hit, dice)
    return notes


def chord_rules(context: SectionContext, instrument: str, comping: Comping) -> VoicingRules:
    """Return how a section's chords are spelt on an instrument."""
    low, high, centre = _LOWEST, _HIGHEST, _CENTRES.get(INSTRUMENTS[instrument].family, _USUAL_CENTRE)
    if context.under_voice:
        low, high, centre = _UNDER_VOICE
    lowest, highest = chord_window(instrument, low, high)
    centre = min(max(centre, lowest + 8.0), highest - 8.0)
    return VoicingRules(
        comping.style, lowest, highest, centre, context.genre in _CLASSICAL, leading_note=(context.tonic - 1) % 12
    )


def _struck(
    context: SectionContext,
    instrument: str,
    comping: Comping,
    voicings: Sequence[Voicing],
    grid: BarGrid,
    hit: Hit,
    dice: Dice,
) -> Iterator[BeatNote]:
    start = grid.beat_of(hit.step)
    is_ghost = hit.symbol == "o"
    gate = comping.gate * (_GHOST_GATE if is_ghost else 1.0)
    end = grid.beat_of(hit.step + hit.steps)
    offset = dice.between(-3, 3) + (_GHOST if is_ghost else 0.0)
    for piece, (begun, ended, number) in enumerate(chord_pieces(context, start, end)):
        keys = _keys(context, instrument, comping, voicings[number], number, hit.symbol)
        until = context.chords[number].end_beats if comping.rings else begun + (ended - begun) * gate
        hardness = velocity(context, grid.weight(hit.step) if not piece else 1, offset + (_CONTINUED if piece else 0))
        yield from _spread(context, instrument, keys, (begun, until), hit.symbol, hardness)


def _keys(
    context: SectionContext, instrument: str, comping: Comping, voicing: Voicing, number: int, symbol: str
) -> Voicing:
    """Return the keys that a letter of the pattern means."""
    if symbol in "bf":
        bass = context.chords[number].bass_pitch_class
        if symbol == "f":
            bass = (bass + 7) % 12
        # Below the chord, where a left hand or a thumb finds it.
        below = voicing[0] - ((voicing[0] - bass) % 12 or 12)
        return (folded(instrument, below),)
    if symbol == "u":
        return voicing[-_UP_STRINGS:]
    if symbol == "t":
        return _in_octaves(instrument, voicing[-2:]) if comping.octaves and not context.under_voice else voicing[-2:]
    if symbol.isdigit():
        place = int(symbol) - 1
        octave, tone = divmod(place, len(voicing))
        keys = (folded(instrument, voicing[tone] + 12 * octave),)
        return _in_octaves(instrument, keys) if comping.octaves and not context.under_voice else keys
    return voicing


def _in_octaves(instrument: str, keys: Voicing) -> Voicing:
    return tuple(sorted({*keys, folded(instrument, keys[0] + 12)}))


def _spread(
    context: SectionContext, instrument: str, keys: Voicing, span: tuple[float, float], symbol: str, hardness: int
) -> Iterator[BeatNote]:
    """Yield a chord's notes, one string after the other where it is strummed; the top voice is heard most."""
    start, end = span
    is_strummed = INSTRUMENTS[instrument].family in _STRUMMED and len(keys) > 2
    string_ms = _SLOW_STRUM_MS + (_FAST_STRUM_MS - _SLOW_STRUM_MS) * context.energy
    longest_ms = (end - start) * 60_000 / context.bpm / (2 * len(keys))
    string_ms = min(string_ms, longest_ms) if is_strummed else 0.0
    offset = _UP if symbol == "u" else _BASS if symbol in "bf" else _PICKED if symbol.isdigit() else 0.0
    for place, key in enumerate(reversed(keys) if symbol == "u" else keys):
        lift = _TOP_VOICE if key == keys[-1] and len(keys) > 1 else 0.0
        struck = max(1, min(127, round(hardness + offset + lift)))
        yield BeatNote(start, end - start, key, struck, lag_ms=place * string_ms)
