"""Writes transcripts as SubRip and WebVTT subtitles, as text to read, and as JSON for programs."""

import json
from typing import Any, Literal, get_args

from audiostudio.audio.speech.cues import Cue, make_cues
from audiostudio.audio.speech.transcript import Segment, Transcript, joined

TranscriptFormat = Literal["txt", "srt", "vtt", "json"]

FORMATS: tuple[TranscriptFormat, ...] = get_args(TranscriptFormat)
MEDIA_TYPES: dict[TranscriptFormat, str] = {
    "txt": "text/plain",
    "srt": "application/x-subrip",
    "vtt": "text/vtt",
    "json": "application/json",
}
_PARAGRAPH_PAUSE_S = 2.0
_SECONDS_DIGITS = 3


def transcript_file(transcript: Transcript, fmt: TranscriptFormat, *, with_words: bool = True) -> str:
    """Return the content of a file in one of `FORMATS`, to be encoded as UTF-8.

    Args:
        transcript: what was said.
        fmt: the format.
        with_words: in JSON, list each segment's words with their times.
    """
    match fmt:
        case "txt":
            return text_file(transcript)
        case "srt":
            return srt_file(transcript)
        case "vtt":
            return vtt_file(transcript)
        case "json":
            return json_file(transcript, with_words=with_words)


def srt_file(transcript: Transcript) -> str:
    """Return subtitles as SubRip; each speaker is named where a turn begins."""
    blocks = []
    for number, cue in enumerate(make_cues(transcript, name_speakers=True), 1):
        times = f"{_clock(cue.start_ms, ',')} --> {_clock(cue.end_ms, ',')}"
        blocks.append("\n".join([str(number), times, *cue.lines]) + "\n")
    return "\n".join(blocks)


def vtt_file(transcript: Transcript) -> str:
    """Return subtitles as WebVTT (W3C), each speaker's in a voice tag."""
    return "WEBVTT\n" + "".join(
        f"\n{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}\n{_vtt_text(cue)}\n"
        for cue in make_cues(transcript)
    )


def text_file(transcript: Transcript) -> str:
    """Return the text in paragraphs, which end at long pauses and where another speaker begins."""
    paragraphs: list[list[Segment]] = []
    for segment in transcript.segments:
        before = paragraphs[-1][-1] if paragraphs else None
        goes_on = (
            before is not None
            and segment.start_s - before.end_s < _PARAGRAPH_PAUSE_S
            and segment.speaker == before.speaker
        )
        if goes_on:
            paragraphs[-1].append(segment)
        else:
            paragraphs.append([segment])
    return "\n".join(_paragraph(paragraph) + "\n" for paragraph in paragraphs)


def json_file(transcript: Transcript, *, with_words: bool = True) -> str:
    """Return all that is known, times in seconds."""
    data = {
        "language": transcript.language,
        "language_probability": _rounded(transcript.language_probability),
        "duration_s": _rounded(transcript.duration_s),
        "speech_s": _rounded(transcript.speech_s),
        "unclear_s": _rounded(transcript.unclear_s),
        "text": " ".join(segment.text for segment in transcript.segments),
        "segments": [_segment(segment, with_words) for segment in transcript.segments],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _segment(segment: Segment, with_words: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "start_s": _rounded(segment.start_s),
        "end_s": _rounded(segment.end_s),
        "speaker": segment.speaker,
        "text": segment.text,
    }
    if with_words:
        data["words"] = [
            {
                "text": joined([word.text]),
                "start_s": _rounded(word.start_s),
                "end_s": _rounded(word.end_s),
                "probability": _rounded(word.probability),
            }
            for word in segment.words
        ]
    return data


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _SECONDS_DIGITS)


def _paragraph(segments: list[Segment]) -> str:
    speaker = segments[0].speaker
    name = "" if speaker is None else f"Speaker {speaker}: "
    return name + " ".join(segment.text for segment in segments)


def _clock(time_ms: int, decimal_mark: str) -> str:
    seconds, milliseconds = divmod(time_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{decimal_mark}{milliseconds:03}"


def _vtt_text(cue: Cue) -> str:
    text = "\n".join(cue.lines).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text if cue.speaker is None else f"<v Speaker {cue.speaker}>{text}"
