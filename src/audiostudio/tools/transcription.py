"""Transcription as a tool: a recording goes in, its notes come out as MIDI, as a score, as a table and as a picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from audiostudio.tools.base import Progress, Tool, ToolContext, ToolError, ToolParams, ToolResult
from audiostudio.tools.deliverable import file_stem
from audiostudio.tools.parts.transcription_outputs import OutputName, report, write_outputs
from audiostudio.tools.parts.transcription_parts import Instrument, Separate, TranscriptionOptions, transcribe_recording

_CREDITS: dict[Separate, int] = {"none": 1, "2stems": 2, "4stems": 2}


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
        80, ge=12, le=2_000, description="Shorter notes are dropped; 80 keeps sixteenths up to 187 bpm."
    )
    # On in the published method. Most of what it adds to music that is known is harmonics.
    leftovers: bool = Field(
        False, description="Also make notes of sound that no onset explains; finds more, true and false."
    )
    clean: bool = Field(
        True, description="Join notes that vibrato has split or that are struck twice, and leave harmonics out."
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


class Transcription(Tool[TranscriptionParams]):
    """Notes at the times at which they were played, and on the beats that were heard."""

    name = "transcription"
    title = "Transcription"
    summary = "Writes down the notes of a recording as MIDI, score, table and picture, if asked to part by part."
    Params = TranscriptionParams

    def price_credits(self, params: TranscriptionParams, file_count: int = 1) -> int:
        """Return one credit, and another for taking the recording apart."""
        return _CREDITS[params.separate] * file_count

    def warm_up(self) -> None:
        """Compile the decoder, the drums' and the preview's loops."""
        import numpy as np

        from audiostudio.audio.notation.decoding import KEYS, NoteActivations, NoteRules, decode_spans
        from audiostudio.audio.notation.notes import Note
        from audiostudio.audio.notation.preview import PreviewPart, render_preview

        likelihoods = np.zeros((16, KEYS), np.float32)
        likelihoods[8] = 1
        decode_spans(NoteActivations(likelihoods, likelihoods), NoteRules(with_leftovers=True))
        parts = [PreviewPart(instrument, [Note(0, 0.1, 38, 80)]) for instrument in ("piano", "drums")]
        for _ in render_preview(parts, 8_000):
            pass

    def run(
        self,
        params: TranscriptionParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Transcribe the first input.

        Raises:
            AudioError: the sound cannot be decoded, or has channels that cannot be mixed down.
            ToolError: ``notes_not_found``.
            audiostudio.engines.weights.store.ModelMissing: a model's weights are not installed.
        """
        from audiostudio.audio.notation.decoding import NoteRules

        rules = NoteRules(
            onset_threshold=params.onset_threshold,
            frame_threshold=params.frame_threshold,
            minimum_note_s=params.minimum_note_ms / 1000,
            lowest_hz=params.lowest_hz,
            highest_hz=params.highest_hz,
            with_leftovers=params.leftovers,
        )
        listening = TranscriptionOptions(params.separate, params.instrument, rules, params.pitch_bends, params.clean)
        heard = transcribe_recording(inputs[0], out_dir, listening, context, progress)
        if not heard.parts:
            raise ToolError(
                "notes_not_found",
                "No notes were found: lower onset_threshold and frame_threshold, or send a sound with pitches.",
            )
        outputs = write_outputs(heard, params.outputs, params.grid, out_dir, file_stem(context.source_name), progress)
        progress(1.0, "done")
        return ToolResult(outputs, {**report(heard, params.grid), "pitch_bends": params.pitch_bends})


TOOL = Transcription()
