"""What comes with speech beside its sound: when each word is said, as subtitles or JSON, and the report."""

import json
from typing import Any

from audiostudio.audio.speech.subtitle_files import srt_file, vtt_file
from audiostudio.audio.speech.transcript import Transcript
from audiostudio.engines.speech_synthesis.kokoro import Kokoro
from audiostudio.engines.speech_synthesis.written_words import written_segments
from audiostudio.tools.speech.params import SpeechSynthesisParams, Timestamps
from audiostudio.tools.speech.synthesis import SpeechRenderer


def speech_report(params: SpeechSynthesisParams, renderer: SpeechRenderer) -> dict[str, Any]:
    """Return who spoke and what was asked for, without what only a finished file knows."""
    return {
        "engine": Kokoro.engine,
        "model": Kokoro.model,
        "licence": Kokoro.licence,
        "synthetic": True,
        "cloned": renderer.is_clone,
        "characters": params.characters,
        "words": renderer.words,
    }


def spoken_transcript(renderer: SpeechRenderer, duration_s: float, language: str) -> Transcript:
    """Return what was said, sentence by sentence, with voices numbered as speakers where there are several."""
    voices = list(dict.fromkeys(spoken.voice for spoken in renderer.spoken))
    segments = tuple(
        segment
        for spoken in renderer.spoken
        for segment in written_segments(
            spoken.text, spoken.times, voices.index(spoken.voice) + 1 if len(voices) > 1 else None
        )
    )
    speech_s = sum(segment.end_s - segment.start_s for segment in segments)
    return Transcript(language, None, duration_s, speech_s, 0.0, segments)


def timestamps_file(fmt: Timestamps, renderer: SpeechRenderer, transcript: Transcript) -> str:
    """Return a file of when each word is said."""
    match fmt:
        case "srt":
            return srt_file(transcript)
        case "vtt":
            return vtt_file(transcript)
        case "json":
            return _times_file(renderer, transcript)


def _times_file(renderer: SpeechRenderer, transcript: Transcript) -> str:
    """Return every word as it is said and as it was written, every sentence and every mark, as JSON."""
    data = {
        "duration_s": transcript.duration_s,
        "language": transcript.language,
        "sentences": [
            {"text": segment.text, "start_s": round(segment.start_s, 3), "end_s": round(segment.end_s, 3)}
            for segment in transcript.segments
        ],
        "words": [
            {
                "said": time.word.text,
                "written": spoken.text[time.word.source_start : time.word.source_end],
                "source_start": time.word.source_start,
                "source_end": time.word.source_end,
                "voice": spoken.voice,
                "start_s": round(time.start_s, 3),
                "end_s": round(time.end_s, 3),
            }
            for spoken in renderer.spoken
            for time in spoken.times
        ],
        "marks": [{"name": mark.mark.name, "at_s": round(mark.at_s, 3)} for mark in renderer.marks],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
