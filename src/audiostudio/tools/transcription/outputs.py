"""The files of a transcription: MIDI as played and as written, a score, a table, a picture, sound."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from audiostudio.audio.codecs import AudioFormat, create_audio
from audiostudio.audio.midi.writing import (
    MELODIC_CHANNELS,
    MidiPart,
    MidiTrack,
    midi_file,
    performed_track,
    quantised_track,
)
from audiostudio.audio.notation.drums import DRUM_NAMES
from audiostudio.audio.notation.music_xml import ChordSymbol, ScorePart, music_xml
from audiostudio.audio.notation.notes import DRUM_CHANNEL, KeySignature, pitch_name
from audiostudio.audio.notation.preview import PreviewPart, render_preview
from audiostudio.audio.notation.quantising import Grid, GridNote, quantise
from audiostudio.audio.plots.piano_roll import RollPart, draw_piano_roll, time_lines
from audiostudio.tools.base import Output, Progress
from audiostudio.tools.transcription.params import OutputName
from audiostudio.tools.transcription.parts import PROGRAMS, TranscribedPart, TranscribedRecording
from audiostudio.tools.transcription.report import recording_facts
from audiostudio.tools.transcription.sound_file import Checkpoint

# What needs beats.
ON_THE_GRID: tuple[OutputName, ...] = ("quantised_midi", "score")
_CHORD_KINDS = {
    "maj": ("major", ""),
    "min": ("minor", "m"),
    "7": ("dominant", "7"),
    "maj7": ("major-seventh", "maj7"),
    "min7": ("minor-seventh", "m7"),
}
_PREVIEW_RATE_HZ = 44_100


def write_outputs(
    recording: TranscribedRecording,
    wanted: tuple[OutputName, ...],
    grid: Grid,
    out_dir: Path,
    stem: str,
    progress: Progress,
) -> tuple[Output, ...]:
    """Write the files that are wanted and can be made; what needs beats is left out where there are none."""
    done: list[OutputName] = []
    names = [name for name in dict.fromkeys(wanted) if recording.music.beats or name not in ON_THE_GRID]

    def may_stop() -> None:
        progress(0.88 + 0.12 * len(done) / len(names), "writing")

    may_stop()
    written: list[list[GridNote]] = []
    if set(names) & set(ON_THE_GRID):
        written = [quantise(part.notes, recording.music.tempo_map, grid) for part in recording.parts]
    outputs = []
    for name in names:
        outputs.append(_WRITERS[name](recording, written, out_dir, stem, may_stop))
        done.append(name)
        may_stop()
    return tuple(outputs)


def _midi(
    recording: TranscribedRecording, written: list[list[GridNote]], out_dir: Path, stem: str, may_stop: Checkpoint
) -> Output:
    tempo_map = recording.music.tempo_map
    path = out_dir / f"{stem}.mid"
    tracks = [performed_track(as_part, part.notes, tempo_map, may_stop) for as_part, part in _midi_parts(recording)]
    path.write_bytes(_midi_bytes(recording, tracks))
    return Output(path, "midi", "midi", "audio/midi", recording_facts(recording))


def _quantised_midi(
    recording: TranscribedRecording, written: list[list[GridNote]], out_dir: Path, stem: str, may_stop: Checkpoint
) -> Output:
    path = out_dir / f"{stem}.quantised.mid"
    tracks = [quantised_track(part, notes) for (part, _), notes in zip(_midi_parts(recording), written, strict=True)]
    path.write_bytes(_midi_bytes(recording, tracks))
    return Output(path, "quantised_midi", "midi", "audio/midi", recording_facts(recording))


def _midi_bytes(recording: TranscribedRecording, tracks: list[MidiTrack]) -> bytes:
    tempo_map = recording.music.tempo_map
    chords = [chord for chord in recording.music.chords if chord.root is not None]
    beats = tempo_map.beats_at([chord.start_s for chord in chords]).tolist()
    markers = [(beat, chord.pretty) for beat, chord in zip(beats, chords, strict=True)]
    return midi_file(tracks, tempo_map, key=_key_signature(recording), markers=markers)


def _midi_parts(recording: TranscribedRecording) -> Iterator[tuple[MidiPart, TranscribedPart]]:
    """Yield each part with the channels it may use: drums theirs, the others an equal share of the rest."""
    pitched = [part for part in recording.parts if not part.is_drums]
    share = len(MELODIC_CHANNELS) // max(1, len(pitched))
    for part in recording.parts:
        if part.is_drums:
            yield MidiPart(part.name, 0, (DRUM_CHANNEL,)), part
            continue
        first = pitched.index(part) * share
        yield MidiPart(part.name, PROGRAMS[part.instrument], MELODIC_CHANNELS[first : first + share]), part


def _key_signature(recording: TranscribedRecording) -> KeySignature | None:
    key = recording.music.key
    if key is None:
        return None
    major = key.tonic if key.mode == "major" else (key.tonic + 3) % 12
    fifths = 7 * major % 12
    return KeySignature(fifths if fifths <= 6 else fifths - 12, key.mode == "minor")


def _score(
    recording: TranscribedRecording, written: list[list[GridNote]], out_dir: Path, stem: str, may_stop: Checkpoint
) -> Output:
    parts = [
        ScorePart(part.name, part.program, part.channels[0], notes)
        for (part, _), notes in zip(_midi_parts(recording), written, strict=True)
    ]
    path = out_dir / f"{stem}.musicxml"
    chords = list(_chord_symbols(recording))
    content = music_xml(
        stem, parts, recording.music.tempo_map, key=_key_signature(recording), chords=chords, may_stop=may_stop
    )
    path.write_bytes(content)
    return Output(path, "score", "midi", "application/vnd.recordare.musicxml+xml", recording_facts(recording))


def _chord_symbols(recording: TranscribedRecording) -> Iterator[ChordSymbol]:
    for chord in recording.music.chords:
        if chord.root is not None:
            kind, suffix = _CHORD_KINDS[chord.label.partition(":")[2]]
            beat = round(float(recording.music.tempo_map.beats_at([chord.start_s])[0]))
            yield ChordSymbol(beat, chord.root, kind, suffix)


def _notes(
    recording: TranscribedRecording, written: list[list[GridNote]], out_dir: Path, stem: str, may_stop: Checkpoint
) -> Output:
    path = out_dir / f"{stem}.notes.csv"
    rows = [(note, part) for part in recording.parts for note in part.notes]
    rows.sort(key=lambda row: (row[0].onset_s, row[0].midi_pitch))
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["onset_s", "offset_s", "midi_pitch", "note", "velocity", "part"])
        for note, part in rows:
            name = DRUM_NAMES[note.midi_pitch] if part.is_drums else pitch_name(note.midi_pitch)
            times = f"{note.onset_s:.3f}", f"{note.offset_s:.3f}"
            table.writerow([*times, note.midi_pitch, name, note.velocity, part.name])
    return Output(path, "notes", "transcript", "text/csv", recording_facts(recording))


def _picture(
    recording: TranscribedRecording, written: list[list[GridNote]], out_dir: Path, stem: str, may_stop: Checkpoint
) -> Output:
    path = out_dir / f"{stem}.piano-roll.png"
    parts = [RollPart(part.name, part.notes, part.is_drums) for part in recording.parts]
    chords = [(chord.start_s, chord.pretty) for chord in recording.music.chords if chord.root is not None]
    content = draw_piano_roll(parts, recording.music.tempo_map, recording.duration_s, chords=chords, may_stop=may_stop)
    path.write_bytes(content)
    lines = time_lines(parts, recording.music.tempo_map, recording.duration_s)
    return Output(path, "picture", "picture", "image/png", {"time_lines": lines})


def _preview(
    recording: TranscribedRecording, written: list[list[GridNote]], out_dir: Path, stem: str, may_stop: Checkpoint
) -> Output:
    path = out_dir / f"{stem}.preview.wav"
    parts = [PreviewPart(part.instrument, part.notes) for part in recording.parts]
    with create_audio(path, AudioFormat("WAV", 16), _PREVIEW_RATE_HZ, 1) as writer:
        for block in render_preview(parts, _PREVIEW_RATE_HZ):
            writer.write(block)
            may_stop()
        frames = writer.frames
    details = {"duration_s": round(frames / _PREVIEW_RATE_HZ, 3), "sample_rate_hz": _PREVIEW_RATE_HZ, "channels": 1}
    return Output(path, "preview", "preview", "audio/wav", details)


_WRITERS: dict[OutputName, Callable[[TranscribedRecording, list[list[GridNote]], Path, str, Checkpoint], Output]] = {
    "midi": _midi,
    "quantised_midi": _quantised_midi,
    "score": _score,
    "notes": _notes,
    "picture": _picture,
    "preview": _preview,
}
