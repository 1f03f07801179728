"""The report of a transcription: the parts, the music that they share, and what was not found."""

from typing import Any

from audiostudio.audio.notation.notes import pitch_name
from audiostudio.audio.notation.quantising import Grid
from audiostudio.tools.transcription.parts import PROGRAMS, TranscribedPart, TranscribedRecording


def transcription_report(recording: TranscribedRecording, grid: Grid) -> dict[str, Any]:
    """Return what was found and what was not."""
    beats, key = recording.music.beats, recording.music.key
    return {
        **(recording.engines["notes"] or {"engine": "audiostudio drum classes", "model": None, "licence": "MIT"}),
        "separation": recording.engines["separation"],
        **recording_facts(recording),
        "parts": [_part_facts(part) for part in recording.parts],
        "parts_without_notes": recording.silent,
        "tempo_bpm": round(beats.tempo_bpm, 2) if beats else None,
        "tempo_confidence": round(beats.confidence, 3) if beats else None,
        "tempo_stability": round(beats.tempo_stability, 3) if beats else None,
        "tempo_absent_because": recording.music.reasons.get("tempo"),
        "beats_per_bar": beats.beats_per_bar if beats else None,
        "metre_confidence": round(beats.metre_confidence, 3) if beats else None,
        "grid": grid if beats else None,
        "key": key.name if key else None,
        "key_confidence": round(key.confidence, 3) if key else None,
        "key_absent_because": recording.music.reasons.get("key"),
        "chords": len(recording.music.chords),
    }


def recording_facts(recording: TranscribedRecording) -> dict[str, Any]:
    """Return what every file of a transcription says of itself."""
    return {"duration_s": round(recording.duration_s, 3), "notes": sum(len(part.notes) for part in recording.parts)}


def _part_facts(part: TranscribedPart) -> dict[str, Any]:
    pitches = [note.midi_pitch for note in part.notes]
    described: dict[str, Any] = {"name": part.name, "instrument": part.instrument, "notes": len(pitches)}
    if part.is_drums:
        return {**described, "midi_channel": 10}
    extremes = {"lowest_note": pitch_name(min(pitches)), "highest_note": pitch_name(max(pitches))}
    return {**described, "midi_program": PROGRAMS[part.instrument], **extremes}
