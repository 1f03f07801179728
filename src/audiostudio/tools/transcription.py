"""Transcription as a tool: a recording goes in, its notes come out as MIDI and as a table."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, model_validator

from audiostudio.tools.base import Output, Progress, Tool, ToolContext, ToolError, ToolParams, ToolResult
from audiostudio.tools.deliverable import file_stem

if TYPE_CHECKING:  # networks and decoders are only loaded by those who run the tool
    from audiostudio.audio.notation.notes import Note, NoteActivations
    from audiostudio.engines.transcription.note_model import NoteModel

MODEL = "basic-pitch"
# Tempo is not estimated yet: the file's bars are a ruler for times, not the music's.
_RULER_BPM = 120.0
_LISTENING_SHARE = 0.95
_PITCH_CLASSES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


class TranscriptionParams(ToolParams):
    """What counts as a note."""

    onset_threshold: float = Field(
        0.5, ge=0.05, le=0.95, description="How sure the beginning of a note must be; lower finds more notes."
    )
    frame_threshold: float = Field(
        0.3, ge=0.05, le=0.95, description="How sure a note must be to go on; lower makes notes longer."
    )
    # The published method drops what is shorter than 127.7 ms, which loses sixteenths at 120 bpm; below 100 ms short
    # false notes on harmonics outnumber the true ones that come back.
    minimum_note_ms: float = Field(
        100, ge=12, le=2_000, description="Shorter notes are dropped; 100 keeps sixteenths up to 150 bpm."
    )
    # On in the published method. Most of what it adds to music that is known is harmonics.
    leftovers: bool = Field(
        False, description="Also make notes of sound that no onset explains; finds more, true and false."
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
    """Notes with the times at which they were played; neither tempo nor bars are guessed."""

    name = "transcription"
    title = "Transcription"
    summary = "Writes down the notes of a recording as MIDI and as a table; best with one pitched instrument."
    Params = TranscriptionParams

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
            audiostudio.engines.weights.store.ModelMissing: the model's weights are not installed.
        """
        from audiostudio.audio.notation.midi_file import midi_file, note_track
        from audiostudio.audio.notation.notes import NoteRules, decode_notes

        progress(0.0, "loading the model")
        model = _model(context)
        activations, duration_s = _listen(model, inputs[0], params, progress)
        progress(_LISTENING_SHARE, "writing notes")
        rules = NoteRules(
            onset_threshold=params.onset_threshold,
            frame_threshold=params.frame_threshold,
            minimum_note_s=params.minimum_note_ms / 1000,
            lowest_hz=params.lowest_hz,
            highest_hz=params.highest_hz,
            with_leftovers=params.leftovers,
        )
        notes = decode_notes(activations, rules)
        if not notes:
            raise ToolError(
                "notes_not_found",
                "No notes were found: lower onset_threshold and frame_threshold, or send a sound with pitches.",
            )
        stem = file_stem(context.source_name)
        midi, table = out_dir / f"{stem}.mid", out_dir / f"{stem}.notes.csv"
        midi.write_bytes(midi_file([note_track(stem, notes, _RULER_BPM)]))
        _write_table(table, notes)
        pitches = [note.midi_pitch for note in notes]
        facts: dict[str, Any] = {"duration_s": round(duration_s, 3), "notes": len(notes)}
        progress(1.0, "done")
        return ToolResult(
            outputs=(
                Output(midi, "midi", "midi", "audio/midi", dict(facts)),
                Output(table, "notes", "transcript", "text/csv", dict(facts)),
            ),
            report={
                "engine": model.engine,
                "model": model.model,
                "licence": model.licence,
                **facts,
                "lowest_note": pitch_name(min(pitches)),
                "highest_note": pitch_name(max(pitches)),
                "pitch_bends": params.pitch_bends,
                "tempo_estimated": False,
                "midi_bpm": _RULER_BPM,
            },
        )


def pitch_name(midi_pitch: int) -> str:
    """Return a key's name in scientific pitch notation, 60 being C4."""
    return f"{_PITCH_CLASSES[midi_pitch % 12]}{midi_pitch // 12 - 1}"


def _model(context: ToolContext) -> "NoteModel":
    from audiostudio.engines.transcription.note_model import NoteModel
    from audiostudio.engines.weights.store import ModelStore

    path = ModelStore(context.models_dir).path(MODEL)
    return NoteModel(path, use_cpu=context.use_cpu, threads=context.threads)


def _listen(
    model: "NoteModel", source: Path, params: TranscriptionParams, progress: Progress
) -> "tuple[NoteActivations, float]":
    """Return what the model hears, and how long the sound is."""
    from audiostudio.audio.codecs import open_audio
    from audiostudio.audio.downmix import as_mono_or_stereo

    with open_audio(source) as reader:
        blocks, _ = as_mono_or_stereo(reader.blocks(), reader.channels)
        expected_s = max(reader.duration_s, 1e-3)

        def heard(seconds: float) -> None:
            progress(_LISTENING_SHARE * min(1.0, seconds / expected_s), "listening")

        activations = model.listen(blocks, reader.sample_rate_hz, with_contours=params.pitch_bends, heard=heard)
        return activations, reader.decoded_frames / reader.sample_rate_hz


def _write_table(path: Path, notes: "Sequence[Note]") -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["onset_s", "offset_s", "midi_pitch", "note", "velocity"])
        for note in notes:
            times = f"{note.onset_s:.3f}", f"{note.offset_s:.3f}"
            table.writerow([*times, note.midi_pitch, pitch_name(note.midi_pitch), note.velocity])


TOOL = Transcription()
