"""The parts of a recording that is transcribed: who plays them, their notes, and the music that they share."""

from dataclasses import dataclass, field
from typing import Any

from audiostudio.audio.music.beats import BeatGrid
from audiostudio.audio.music.chords import Chord
from audiostudio.audio.music.key import Key
from audiostudio.audio.notation.notes import Note
from audiostudio.audio.notation.tempo_map import TempoMap
from audiostudio.tools.transcription.params import Instrument, Separate

# General MIDI programs, counted from 0.
PROGRAMS: dict[Instrument, int] = {
    "piano": 0,
    "guitar": 24,
    "bass": 33,
    "strings": 48,
    "voice": 53,
    "flute": 73,
    "saxophone": 65,
    "trumpet": 56,
    "organ": 19,
    "drums": 0,
}
SEPARATORS_OF: dict[Separate, str] = {"2stems": "spleeter:2stems", "4stems": "studio:4stems"}


@dataclass(frozen=True)
class Role:
    """What is expected of a stem: its track's name, who is to play it, and where its notes can lie."""

    title: str
    instrument: Instrument
    lowest_hz: float = 20.0
    highest_hz: float = 5_000.0


# The lowest string of a five-string bass is B0; its neck ends near G4. Voices: from E2 to E6.
ROLES = {
    "vocals": Role("Vocals", "voice", 80, 1_400),
    "accompaniment": Role("Accompaniment", "piano"),
    "drums": Role("Drums", "drums"),
    "bass": Role("Bass", "bass", 30, 400),
    "other": Role("Other instruments", "piano"),
}


@dataclass(frozen=True)
class TranscribedPart:
    """A part with its notes, as they were played."""

    name: str
    instrument: Instrument
    notes: list[Note]

    @property
    def is_drums(self) -> bool:
        """Whether its keys are drums."""
        return self.instrument == "drums"


@dataclass(frozen=True)
class Music:
    """What all parts share, each with a reason where it is not there.

    Attributes:
        tempo_map: the beats; a ruler where none were found.
        beats: what is known of them.
        key: of the whole.
        chords: one after the other; empty where there are none.
        reasons: why tempo or key are absent.
    """

    tempo_map: TempoMap
    beats: BeatGrid | None
    key: Key | None
    chords: list[Chord]
    reasons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TranscribedRecording:
    """A recording with the notes and the music that were found in it.

    Attributes:
        parts: those that have notes.
        silent: titles of those that have none.
        music: what the parts share.
        duration_s: length of the recording.
        engines: what did the work, as reports name it.
    """

    parts: list[TranscribedPart]
    silent: list[str]
    music: Music
    duration_s: float
    engines: dict[str, Any]
