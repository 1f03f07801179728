"""What may be asked of the transcription tool."""

from typing import Literal, Self

from pydantic import Field, model_validator

from audiostudio.tools.base import ToolParams

Instrument = Literal["piano", "guitar", "bass", "strings", "voice", "flute", "saxophone", "trumpet", "organ", "drums"]
Separate = Literal["none", "2stems", "4stems"]
OutputName = Literal["midi", "quantised_midi", "score", "notes", "picture", "preview"]


class TranscriptionParams(ToolParams):
    """What counts as a note, who plays, and what is to be made."""

    separate: Separate = Field(
        "none",
        description="Take the recording apart first and write a track for each part: 2stems gives vocals and "
        "accompaniment, 4stems vocals, drums, bass and the rest.",
    )
    instrument: Instrument = Field(
        "piano",
        description="Who plays the track where nothing is taken apart; it is not recognised. With drums the sound is "
        "heard as a drum set.",
    )
    outputs: tuple[OutputName, ...] = Field(
        ("midi", "quantised_midi", "score", "notes", "picture"),
        min_length=1,
        description="What to make: MIDI as played, MIDI on the grid, MusicXML, a table (CSV), a piano roll (PNG), a "
        "simple preview (WAV).",
    )
    grid: Literal["auto", "1/8", "1/16", "1/8T"] = Field(
        "auto", description="What written notes snap to; auto chooses 1/16 or triplets (1/8T) for each beat."
    )
    onset_threshold: float = Field(
        0.5, ge=0.05, le=0.95, description="How sure the beginning of a note must be; lower finds more notes."
    )
    frame_threshold: float = Field(
        0.3, ge=0.05, le=0.95, description="How sure a note must be to go on; lower makes notes longer."
    )
    # The published method drops what is shorter than 127.7 ms, which loses sixteenths at 120 bpm; with artefacts taken
    # out there are few false notes among the short ones.
    minimum_note_ms: float = Field(
        80,
        ge=12,
        le=2_000,
        description="Shorter notes are dropped; 80 keeps sixteenths up to 187 bpm, of one key up to 150 bpm.",
    )
    # On in the published method. Most of what it adds to music that is known is harmonics.
    leftovers: bool = Field(
        False, description="Also make notes of sound that no onset explains; finds more, true and false."
    )
    clean: bool = Field(
        True,
        description="Judge each note by the sound, too: finds soft and low ones, leaves harmonics and noise out. "
        "Without, the model's opinion alone counts, by the published rules.",
    )
    lowest_hz: float = Field(27.5, ge=20, le=5_000, description="Notes below are not looked for.")
    highest_hz: float = Field(4_186.1, ge=20, le=5_000, description="Notes above are not looked for.")
    pitch_bends: bool = Field(
        False, description="Write vibrato and slides as pitch bends; notes are then spread over MIDI channels."
    )

    @model_validator(mode="after")
    def _range_in_order(self) -> Self:
        if self.lowest_hz > self.highest_hz:
            raise ValueError(f"lowest_hz {self.lowest_hz:g} is above highest_hz {self.highest_hz:g}")
        return self
