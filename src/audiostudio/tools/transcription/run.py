"""Transcribes one recording: takes it apart if asked to, finds each part's notes and the beats they share."""

import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from audiostudio.audio.music.features import MusicMeter
from audiostudio.audio.notation.decoding import NoteRules
from audiostudio.tools.base import Progress, ToolContext, ToolError, ToolResult
from audiostudio.tools.file_names import file_stem
from audiostudio.tools.transcription.music import find_music
from audiostudio.tools.transcription.notes import (
    NoteSettings,
    engine_facts,
    find_drums,
    find_notes,
    note_model,
    separate_parts,
)
from audiostudio.tools.transcription.outputs import write_outputs
from audiostudio.tools.transcription.params import TranscriptionParams
from audiostudio.tools.transcription.parts import Role, TranscribedPart, TranscribedRecording
from audiostudio.tools.transcription.report import transcription_report
from audiostudio.tools.transcription.sound_file import SoundFile, seconds_progress

# Shares of the time after which the recording is taken apart and its notes are found.
_SEPARATED, _TRANSCRIBED = 0.5, 0.85


def transcribe(
    params: TranscriptionParams, source: Path, out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.transcription.tool.Transcription.run` promises."""
    rules = NoteRules(
        onset_threshold=params.onset_threshold,
        frame_threshold=params.frame_threshold,
        minimum_note_s=params.minimum_note_ms / 1000,
        lowest_hz=params.lowest_hz,
        highest_hz=params.highest_hz,
        with_leftovers=params.leftovers,
    )
    settings = NoteSettings(params.separate, params.instrument, rules, params.pitch_bends, params.clean)
    recording = transcribe_parts(source, out_dir, settings, context, progress)
    if not recording.parts:
        raise ToolError(
            "notes_not_found",
            "No notes were found: lower onset_threshold and frame_threshold, or send a sound with pitches.",
        )
    stem = file_stem(context.source_name)
    outputs = write_outputs(recording, params.outputs, params.grid, out_dir, stem, progress)
    progress(1.0, "done")
    report = transcription_report(recording, params.grid)
    return ToolResult(outputs, {**report, "pitch_bends": params.pitch_bends})


def transcribe_parts(
    source: Path, work_dir: Path, settings: NoteSettings, context: ToolContext, progress: Progress
) -> TranscribedRecording:
    """Return a recording's parts with their notes, and the music that they share.

    Raises:
        AudioError: the sound cannot be decoded, or has channels that cannot be mixed down.
        audiostudio.engines.weights.errors.ModelMissing: a model's weights are not installed.
    """
    progress(0.0, "loading the model")
    is_whole = settings.separate == "none"
    needs_notes = not is_whole or settings.instrument != "drums"
    model = note_model(context) if needs_notes else None
    with ExitStack() as files:
        mix = SoundFile(source)
        meter = MusicMeter(mix.sample_rate_hz, mix.channels)
        engines: dict[str, Any] = {"notes": engine_facts(model) if model else None, "separation": None}
        if is_whole:
            roles = {source: Role("Notes" if needs_notes else "Drums", settings.instrument)}
            start = 0.0
        else:
            folder = Path(files.enter_context(tempfile.TemporaryDirectory(dir=work_dir)))
            separated = partial(_share_of, progress, _SEPARATED)
            roles, engines["separation"] = separate_parts(mix, folder, settings.separate, meter, context, separated)
            start = _SEPARATED
        parts: list[TranscribedPart] = []
        for number, (path, role) in enumerate(roles.items()):
            first = start + (_TRANSCRIBED - start) * number / len(roles)
            last = start + (_TRANSCRIBED - start) * (number + 1) / len(roles)
            sound = SoundFile(path, meter if is_whole else None)
            reached = seconds_progress(progress, first, last, f"listening to {role.title.lower()}", sound.expected_s)
            sound.tick = partial(reached, 0.0)
            if role.instrument == "drums":
                notes = find_drums(sound, reached)
            else:
                assert model is not None
                notes = find_notes(model, sound, role, settings, reached)
            parts.append(TranscribedPart(role.title, role.instrument, notes))
            mix.read_s = sound.read_s if is_whole else mix.read_s
    with_notes = [part for part in parts if part.notes]
    music = find_music(meter.read(), lambda: progress(_TRANSCRIBED, "finding beats, key and chords"))
    silent = [part.name for part in parts if not part.notes]
    return TranscribedRecording(with_notes, silent, music, mix.read_s, engines)


def _share_of(progress: Progress, share: float, fraction: float, message: str) -> None:
    progress(share * fraction, message)
