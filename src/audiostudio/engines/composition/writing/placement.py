"""Places written notes in time as players do: swung, ahead or behind by role, and never twice quite the same.

How far a role lies ahead or behind is constant, which is a feel; the deviation on top of it is small and belongs to
each note alone, so that a note edited moves no other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from audiostudio.engines.composition.chance import deviation
from audiostudio.engines.composition.plan import Genre, Role
from audiostudio.engines.composition.writing.context import BeatNote, SectionContext
from audiostudio.engines.composition.writing.rhythm.percussion_keys import CYMBALS, HATS, KICK, SNARES, TOMS
from audiostudio.engines.composition.writing.rhythm.step_patterns import bar_start, quarters_per_beat

_SHORTEST_S = 0.010
# No role lies further off than this share of a sixteenth, however fast the music.
_FURTHEST_OF_SIXTEENTH = 0.2


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """A note as it is played, in seconds from the beginning of its section."""

    onset_s: float
    offset_s: float
    midi_pitch: int
    velocity: int
    glide_from_pitch: int | None


@dataclass(frozen=True)
class Feel:
    """How a genre lies in time.

    Attributes:
        swung: which notes a ratio of swing is for.
        snare_ms, hat_ms, bass_ms, chords_ms, melody_ms: how far behind the beat, or ahead where negative.
        timing_sd_ms: standard deviation of a single note.
        velocity_sd: the same of how hard it is struck, as a share.
        kick_is_exact: whether the kick is on the grid to the sample.
    """

    swung: Literal["eighths", "sixteenths"] = "sixteenths"
    snare_ms: float = 0.0
    hat_ms: float = 0.0
    bass_ms: float = 0.0
    chords_ms: float = 0.0
    melody_ms: float = 0.0
    timing_sd_ms: float = 2.5
    velocity_sd: float = 0.045
    kick_is_exact: bool = False


_MACHINE = Feel(timing_sd_ms=0.5, velocity_sd=0.015, kick_is_exact=True)
_BAND = Feel(swung="eighths", snare_ms=3.0, hat_ms=-1.0, bass_ms=2.0, chords_ms=1.0, melody_ms=3.0)
_HALL = Feel(swung="eighths", bass_ms=1.0, melody_ms=1.0, timing_sd_ms=3.5, velocity_sd=0.05)
_LATIN = Feel(snare_ms=1.0, hat_ms=-1.5, bass_ms=2.0, chords_ms=-1.0, melody_ms=4.0, timing_sd_ms=3.0)

FEELS: dict[Genre, Feel] = {
    **dict.fromkeys(("chiptune", "drum_and_bass", "dubstep", "house", "synthwave", "techno", "trance"), _MACHINE),
    **dict.fromkeys(("corporate", "reggaeton", "trap"), replace(_MACHINE, timing_sd_ms=0.9, velocity_sd=0.03)),
    **dict.fromkeys(("classical", "cinematic", "tango", "waltz", "ambient"), _HALL),
    **dict.fromkeys(("bossa_nova", "salsa", "samba", "afrobeat"), _LATIN),
    **dict.fromkeys(("rock", "metal", "folk"), _BAND),
    "country": replace(_BAND, snare_ms=1.0, hat_ms=0.0),
    "ska": replace(_BAND, snare_ms=0.0, hat_ms=-2.0, bass_ms=0.0, chords_ms=-2.0),
    "pop": replace(_BAND, swung="sixteenths", snare_ms=2.0, timing_sd_ms=2.0),
    "blues": replace(_BAND, snare_ms=8.0, bass_ms=4.0, melody_ms=9.0, timing_sd_ms=3.5),
    "jazz": replace(_BAND, snare_ms=2.0, hat_ms=-2.0, bass_ms=0.0, chords_ms=3.0, melody_ms=9.0, timing_sd_ms=3.5),
    "reggae": replace(_BAND, swung="sixteenths", snare_ms=7.0, hat_ms=0.0, bass_ms=6.0, chords_ms=2.0),
    "disco": Feel(snare_ms=0.0, hat_ms=-2.0, bass_ms=1.0, timing_sd_ms=2.0, kick_is_exact=True),
    "funk": Feel(snare_ms=5.0, hat_ms=-2.0, bass_ms=2.0, chords_ms=-1.0, melody_ms=3.0, timing_sd_ms=2.5),
    "rnb": Feel(snare_ms=10.0, hat_ms=-2.0, bass_ms=6.0, chords_ms=4.0, melody_ms=9.0, timing_sd_ms=2.5),
    "hip_hop": Feel(snare_ms=9.0, hat_ms=-3.0, bass_ms=6.0, chords_ms=4.0, melody_ms=6.0, timing_sd_ms=2.0),
    "lofi": Feel(snare_ms=13.0, hat_ms=-2.0, bass_ms=8.0, chords_ms=6.0, melody_ms=10.0, timing_sd_ms=3.5),
}
"""How every genre lies in time."""


def place(notes: Iterable[BeatNote], role: Role, context: SectionContext, *, swing: float) -> list[PlacedNote]:
    """Return notes as they are played, by onset; none before the section, none over the next of its key.

    Args:
        notes: as written.
        role: of the part.
        context: of the section; its tempo counts.
        swing: how long the first half of a swung pair is, the second being 1.
    """
    feel = FEELS[context.genre]
    beat_s = 60 / context.bpm
    end_s = context.bar_starts_beats[-1] * beat_s
    furthest_ms = 1000 * _FURTHEST_OF_SIXTEENTH * beat_s / quarters_per_beat(context.metre) / 4
    placed = []
    for note in sorted(notes, key=lambda note: (note.onset_beats, note.midi_pitch)):
        about = (role, round(note.onset_beats, 4), note.midi_pitch)
        is_kick = role == "drums" and note.midi_pitch == KICK
        behind_ms = 0.0 if is_kick else _behind_ms(feel, role, note.midi_pitch)
        if not (is_kick and feel.kick_is_exact):
            behind_ms += feel.timing_sd_ms * (0.6 if is_kick else 1.0) * deviation(context.seed, "time", *about)
        behind_s = max(-furthest_ms, min(furthest_ms, behind_ms)) / 1000
        started = swung_beats(note.onset_beats, context, swing)
        onset_s = max(0.0, started * beat_s + behind_s + note.lag_ms / 1000)
        written_end = note.onset_beats + note.duration_beats
        # However short a note is, its end swings as its beginning does, or it would end before it began.
        swings = swing != 1 and (started != note.onset_beats or _is_in_pairs(note.onset_beats, context))
        ended = bent_beats(written_end, context, swing) if swings else written_end
        offset_s = min(end_s, ended * beat_s + behind_s)
        struck = note.velocity * (1 + feel.velocity_sd * deviation(context.seed, "force", *about))
        velocity = max(1, min(127, round(struck)))
        placed.append(
            PlacedNote(onset_s, max(offset_s, onset_s + _SHORTEST_S), note.midi_pitch, velocity, note.glide_from_pitch)
        )
    return _without_overlaps(sorted(placed, key=lambda note: (note.onset_s, note.midi_pitch)))


def swung_beats(beats: float, context: SectionContext, swing: float) -> float:
    """Return where a written moment lies when the genre's pairs are swung.

    Moments between the thirty-seconds are triplets, which are where they belong already; so are the eighths of compound
    metres, whose sixteenths alone can swing.
    """
    return bent_beats(beats, context, swing) if swing != 1 and _is_in_pairs(beats, context) else beats


def bent_beats(beats: float, context: SectionContext, swing: float) -> float:
    """Return where any moment lies, triplets too, when time is bent so that the genre's pairs are swung."""
    pair_beats = _pair_beats(context)
    if swing == 1 or pair_beats is None:
        return beats
    bar = bar_start(context.bar_starts_beats, beats)
    pairs = (beats - bar) / pair_beats
    whole = int(pairs + 1e-6)
    within = pairs - whole
    first = swing / (1 + swing)
    bent = within * 2 * first if within <= 0.5 else first + (within - 0.5) * 2 * (1 - first)
    return bar + (whole + bent) * pair_beats


def _pair_beats(context: SectionContext) -> float | None:
    """Return how long a swung pair is in counted beats; None where nothing swings."""
    pair_quarters = 1.0 if FEELS[context.genre].swung == "eighths" else 0.5
    if pair_quarters == 1.0 and quarters_per_beat(context.metre) != 1:
        return None
    return pair_quarters / quarters_per_beat(context.metre)


def _is_in_pairs(beats: float, context: SectionContext) -> bool:
    """Return whether a moment is one of a pair's halves, quarters or eighths."""
    pair_beats = _pair_beats(context)
    if pair_beats is None:
        return False
    pairs = (beats - bar_start(context.bar_starts_beats, beats)) / pair_beats
    within = pairs - int(pairs + 1e-6)
    return abs(within * 8 - round(within * 8)) <= 1e-4


def _behind_ms(feel: Feel, role: Role, key: int) -> float:
    if role in ("drums", "percussion"):
        if key in HATS or key in CYMBALS:
            return feel.hat_ms
        if role == "percussion":
            return feel.hat_ms / 2
        return feel.snare_ms if key in SNARES or key in TOMS else 0.0
    by_role: dict[Role, float] = {
        "bass": feel.bass_ms,
        "chords": feel.chords_ms,
        "arpeggio": feel.chords_ms,
        "riff": feel.chords_ms,
        "lead": feel.melody_ms,
        "counter_melody": feel.melody_ms,
    }
    return by_role.get(role, 0.0)


def _without_overlaps(placed: list[PlacedNote]) -> list[PlacedNote]:
    following: dict[int, float] = {}
    cut = []
    for note in reversed(placed):
        offset_s = max(note.onset_s, min(note.offset_s, following.get(note.midi_pitch, note.offset_s)))
        following[note.midi_pitch] = note.onset_s
        cut.append(note if offset_s == note.offset_s else replace(note, offset_s=offset_s))
    return cut[::-1]
