"""What a transcription is given as: MIDI as played and as written, a score, a table, a picture, sound; its report."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from audiostudio.tools.base import Output, Progress
from audiostudio.tools.parts.transcription_parts import PROGRAMS, Heard, HeardPart

if TYPE_CHECKING:
    from audiostudio.audio.midi.writing import KeySignature, Part, Track
    from audiostudio.audio.notation.music_xml import ChordSymbol
    from audiostudio.audio.notation.quantising import Grid, GridNote

OutputName = Literal["midi", "quantised_midi", "score", "notes", "picture", "preview"]
Checkpoint = Callable[[], None]

# What needs beats that were heard.
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
    heard: Heard, wanted: tuple[OutputName, ...], grid: "Grid", out_dir: Path, stem: str, progress: Progress
) -> tuple[Output, ...]:
    """Write the files that are wanted and can be made; what needs beats is left out where none were heard."""
    from audiostudio.audio.notation.quantising import quantise

    done: list[OutputName] = []
    names = [name for name in dict.fromkeys(wanted) if heard.music.beats or name not in ON_THE_GRID]

    def may_stop() -> None:
        progress(0.88 + 0.12 * len(done) / len(names), "writing")

    may_stop()
    written: list[list[GridNote]] = []
    if set(names) & set(ON_THE_GRID):
        written = [quantise(part.notes, heard.music.tempo_map, grid) for part in heard.parts]
    outputs = []
    for name in names:
        outputs.append(_WRITERS[name](heard, written, out_dir, stem, may_stop))
        done.append(name)
        may_stop()
    return tuple(outputs)


def report(heard: Heard, grid: "Grid") -> dict[str, Any]:
    """Return what was heard and what was not."""
    beats, key = heard.music.beats, heard.music.key
    return {
        **(heard.engines["notes"] or {"engine": "audiostudio drum classes", "model": None, "licence": "MIT"}),
        "separation": heard.engines["separation"],
        **_facts(heard),
        "parts": [_described(part) for part in heard.parts],
        "parts_without_notes": heard.silent,
        "tempo_bpm": round(beats.tempo_bpm, 2) if beats else None,
        "tempo_confidence": round(beats.confidence, 3) if beats else None,
        "tempo_stability": round(beats.tempo_stability, 3) if beats else None,
        "tempo_absent_because": heard.music.reasons.get("tempo"),
        "beats_per_bar": beats.beats_per_bar if beats else None,
        "metre_confidence": round(beats.metre_confidence, 3) if beats else None,
        "grid": grid if beats else None,
        "key": key.name if key else None,
        "key_confidence": round(key.confidence, 3) if key else None,
        "key_absent_because": heard.music.reasons.get("key"),
        "chords": len(heard.music.chords),
    }


def _facts(heard: Heard) -> dict[str, Any]:
    return {"duration_s": round(heard.duration_s, 3), "notes": sum(len(part.notes) for part in heard.parts)}


def _described(part: HeardPart) -> dict[str, Any]:
    from audiostudio.audio.notation.notes import pitch_name

    pitches = [note.midi_pitch for note in part.notes]
    described: dict[str, Any] = {"name": part.name, "instrument": part.instrument, "notes": len(pitches)}
    if part.is_drums:
        return {**described, "midi_channel": 10}
    extremes = {"lowest_note": pitch_name(min(pitches)), "highest_note": pitch_name(max(pitches))}
    return {**described, "midi_program": PROGRAMS[part.instrument], **extremes}


def _midi(heard: Heard, written: "list[list[GridNote]]", out_dir: Path, stem: str, may_stop: Checkpoint) -> Output:
    from audiostudio.audio.midi.writing import played_track

    tempo_map = heard.music.tempo_map
    path = out_dir / f"{stem}.mid"
    tracks = [played_track(as_part, part.notes, tempo_map, may_stop) for as_part, part in _midi_parts(heard)]
    path.write_bytes(_midi_bytes(heard, tracks))
    return Output(path, "midi", "midi", "audio/midi", _facts(heard))


def _quantised_midi(
    heard: Heard, written: "list[list[GridNote]]", out_dir: Path, stem: str, may_stop: Checkpoint
) -> Output:
    from audiostudio.audio.midi.writing import written_track

    path = out_dir / f"{stem}.quantised.mid"
    tracks = [written_track(part, notes) for (part, _), notes in zip(_midi_parts(heard), written, strict=True)]
    path.write_bytes(_midi_bytes(heard, tracks))
    return Output(path, "quantised_midi", "midi", "audio/midi", _facts(heard))


def _midi_bytes(heard: Heard, tracks: "list[Track]") -> bytes:
    from audiostudio.audio.midi.writing import midi_file

    tempo_map = heard.music.tempo_map
    chords = [chord for chord in heard.music.chords if chord.root is not None]
    beats = tempo_map.beats_at([chord.start_s for chord in chords]).tolist()
    markers = [(beat, chord.pretty) for beat, chord in zip(beats, chords, strict=True)]
    return midi_file(tracks, tempo_map, key=_key_signature(heard), markers=markers)


def _midi_parts(heard: Heard) -> "Iterator[tuple[Part, HeardPart]]":
    """Yield each part with the channels it may use: drums theirs, the others an equal share of the rest."""
    from audiostudio.audio.midi.writing import DRUM_CHANNEL, MELODIC_CHANNELS, Part

    pitched = [part for part in heard.parts if not part.is_drums]
    share = len(MELODIC_CHANNELS) // max(1, len(pitched))
    for part in heard.parts:
        if part.is_drums:
            yield Part(part.name, 0, (DRUM_CHANNEL,)), part
            continue
        first = pitched.index(part) * share
        yield Part(part.name, PROGRAMS[part.instrument], MELODIC_CHANNELS[first : first + share]), part


def _key_signature(heard: Heard) -> "KeySignature | None":
    from audiostudio.audio.midi.writing import KeySignature

    key = heard.music.key
    if key is None:
        return None
    major = key.tonic if key.mode == "major" else (key.tonic + 3) % 12
    fifths = 7 * major % 12
    return KeySignature(fifths if fifths <= 6 else fifths - 12, key.mode == "minor")


def _score(heard: Heard, written: "list[list[GridNote]]", out_dir: Path, stem: str, may_stop: Checkpoint) -> Output:
    from audiostudio.audio.notation.music_xml import ScorePart, music_xml

    parts = [
        ScorePart(part.name, part.program, part.channels[0], notes)
        for (part, _), notes in zip(_midi_parts(heard), written, strict=True)
    ]
    path = out_dir / f"{stem}.musicxml"
    chords = list(_chord_symbols(heard))
    content = music_xml(stem, parts, heard.music.tempo_map, key=_key_signature(heard), chords=chords, may_stop=may_stop)
    path.write_bytes(content)
    return Output(path, "score", "midi", "application/vnd.recordare.musicxml+xml", _facts(heard))


def _chord_symbols(heard: Heard) -> "Iterator[ChordSymbol]":
    from audiostudio.audio.notation.music_xml import ChordSymbol

    for chord in heard.music.chords:
        if chord.root is not None:
            kind, suffix = _CHORD_KINDS[chord.label.partition(":")[2]]
            beat = round(float(heard.music.tempo_map.beats_at([chord.start_s])[0]))
            yield ChordSymbol(beat, chord.root, kind, suffix)


def _notes(heard: Heard, written: "list[list[GridNote]]", out_dir: Path, stem: str, may_stop: Checkpoint) -> Output:
    from audiostudio.audio.notation.drums import DRUM_NAMES
    from audiostudio.audio.notation.notes import pitch_name

    path = out_dir / f"{stem}.notes.csv"
    rows = [(note, part) for part in heard.parts for note in part.notes]
    rows.sort(key=lambda row: (row[0].onset_s, row[0].midi_pitch))
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["onset_s", "offset_s", "midi_pitch", "note", "velocity", "part"])
        for note, part in rows:
            name = DRUM_NAMES[note.midi_pitch] if part.is_drums else pitch_name(note.midi_pitch)
            times = f"{note.onset_s:.3f}", f"{note.offset_s:.3f}"
            table.writerow([*times, note.midi_pitch, name, note.velocity, part.name])
    return Output(path, "notes", "transcript", "text/csv", _facts(heard))


def _picture(heard: Heard, written: "list[list[GridNote]]", out_dir: Path, stem: str, may_stop: Checkpoint) -> Output:
    from audiostudio.audio.plots.piano_roll import RollPart, draw_piano_roll, time_lines

    path = out_dir / f"{stem}.piano-roll.png"
    parts = [RollPart(part.name, part.notes, part.is_drums) for part in heard.parts]
    chords = [(chord.start_s, chord.pretty) for chord in heard.music.chords if chord.root is not None]
    content = draw_piano_roll(parts, heard.music.tempo_map, heard.duration_s, chords=chords, may_stop=may_stop)
    path.write_bytes(content)
    lines = time_lines(parts, heard.music.tempo_map, heard.duration_s)
    return Output(path, "picture", "picture", "image/png", {"time_lines": lines})


def _preview(heard: Heard, written: "list[list[GridNote]]", out_dir: Path, stem: str, may_stop: Checkpoint) -> Output:
    from audiostudio.audio.codecs import AudioFormat, create_audio
    from audiostudio.audio.notation.preview import PreviewPart, play

    path = out_dir / f"{stem}.preview.wav"
    parts = [PreviewPart(part.instrument, part.notes) for part in heard.parts]
    with create_audio(path, AudioFormat("WAV", 16), _PREVIEW_RATE_HZ, 1) as writer:
        for block in play(parts, _PREVIEW_RATE_HZ):
            writer.write(block)
            may_stop()
        frames = writer.frames
    details = {"duration_s": round(frames / _PREVIEW_RATE_HZ, 3), "sample_rate_hz": _PREVIEW_RATE_HZ, "channels": 1}
    return Output(path, "preview", "preview", "audio/wav", details)


_WRITERS: dict[OutputName, Callable[[Heard, "list[list[GridNote]]", Path, str, Checkpoint], Output]] = {
    "midi": _midi,
    "quantised_midi": _quantised_midi,
    "score": _score,
    "notes": _notes,
    "picture": _picture,
    "preview": _preview,
}
