"""Writes pads: chords held as long as they last, whose common tones sound on where the harmony changes."""

from collections.abc import Sequence

from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.writing.context import BeatNote, SectionContext
from audiostudio.engines.composition.writing.dynamics import velocity
from audiostudio.engines.composition.writing.harmony.comping import COMPING
from audiostudio.engines.composition.writing.harmony.registers import chord_window
from audiostudio.engines.composition.writing.harmony.voicing import Voicing, VoicingRules, VoicingStyle, voice_chords

_LOWEST, _HIGHEST, _CENTRE = 48, 84, 64.0
_UNDER_VOICE = (45, 67, 56.0)
_SOFTER = -10.0
# A tone that many chords share is struck again after so many bars, before a decaying sound is gone.
_LONGEST_BARS = 4
_QUARTAL: frozenset[Genre] = frozenset({"ambient"})
_COLOURED: frozenset[Genre] = frozenset({"jazz", "bossa_nova", "lofi", "rnb", "drum_and_bass", "funk", "hip_hop"})


def write_pad(context: SectionContext, instrument: str) -> list[BeatNote]:
    """Return the pad of a section; arguments as of `chords.write_chords`."""
    low, high, centre = _UNDER_VOICE if context.under_voice else (_LOWEST, _HIGHEST, _CENTRE)
    lowest, highest = chord_window(instrument, low, high)
    centre = min(max(centre, lowest + 8.0), highest - 8.0)
    is_classical = context.genre in ("classical", "waltz", "cinematic", "tango")
    rules = VoicingRules(_style(context.genre), lowest, highest, centre, is_classical, (context.tonic - 1) % 12)
    return _held(context, voice_chords(context.chords, rules))


def _style(genre: Genre) -> VoicingStyle:
    if genre in _QUARTAL:
        return "quartal"
    return COMPING[genre].style if genre in _COLOURED else "spread"


def _held(context: SectionContext, voicings: Sequence[Voicing]) -> list[BeatNote]:
    """Return the notes, a common tone as one note through all chords that have it."""
    longest = _LONGEST_BARS * context.beats_per_bar
    notes: list[BeatNote] = []
    sounding: dict[int, float] = {}
    for number, (chord, voicing) in enumerate(zip(context.chords, voicings, strict=True)):
        following = voicings[number + 1] if number + 1 < len(voicings) else ()
        for key in voicing:
            begun = sounding.pop(key, chord.start_beats)
            if key in following and chord.end_beats - begun < longest:
                sounding[key] = begun
                continue
            # A pad grows no accents: all its notes are struck as softly as on an eighth.
            lift = 3.0 if key == voicing[-1] else 0.0
            notes.append(BeatNote(begun, chord.end_beats - begun, key, velocity(context, 1, _SOFTER + lift)))
    return notes
