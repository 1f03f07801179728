"""The transcript of a recording that is enhanced: made from the original, in the time of the result."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono_or_stereo
from audiostudio.audio.restoration.pauses import PauseCuts
from audiostudio.audio.speech.subtitle_files import FORMATS, MEDIA_TYPES, transcript_file
from audiostudio.audio.speech.transcript import Transcript
from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer, whisper_path
from audiostudio.tools.base import Output, Progress, ToolContext
from audiostudio.tools.enhancement.params import EnhancementParams

MODEL = "whisper:base"


def transcribe(params: EnhancementParams, source: Path, context: ToolContext, progress: Progress) -> Transcript:
    """Write down the recording as it came: recognizers do worse on what a denoiser has been at."""
    path = whisper_path(context.models_dir, MODEL)
    recognizer = WhisperRecognizer(path, model=MODEL, use_cpu=context.use_cpu, threads=context.threads)
    with open_audio(source) as reader:
        blocks, _ = as_mono_or_stereo(reader.blocks(), reader.channels)
        expected_s = max(reader.duration_s, 1e-3)
        return recognizer.recognize(
            blocks,
            reader.sample_rate_hz,
            language=None if params.language == "auto" else params.language,
            progress=lambda seconds: progress(min(1.0, seconds / expected_s), "Writing down"),
        )


def in_time_of(transcript: Transcript, cuts: PauseCuts) -> Transcript:
    """Return a transcript whose times are those of the result, pauses having been cut."""
    segments = []
    for segment in transcript.segments:
        edges = cuts.moved_s([edge for word in segment.words for edge in (word.start_s, word.end_s)])
        words = zip(segment.words, edges[::2], edges[1::2], strict=True)
        segments.append(replace(segment, words=tuple(replace(w, start_s=a, end_s=b) for w, a, b in words)))
    duration_s = cuts.frames_after / cuts.sample_rate_hz
    return replace(transcript, segments=tuple(segments), duration_s=duration_s)


def transcript_facts(transcript: Transcript) -> dict[str, Any]:
    """Return what the report says of a transcript."""
    return {
        "engine": "faster-whisper",
        "model": MODEL,
        "made_from": "the original",
        "language": transcript.language,
        "words": transcript.words,
    }


def transcript_files(transcript: Transcript, out_dir: Path, stem: str) -> list[Output]:
    """Write a transcript in every format."""
    outputs = []
    for fmt in FORMATS:
        path = out_dir / f"{stem}.{fmt}"
        path.write_text(transcript_file(transcript, fmt, with_words=True), encoding="utf-8")
        outputs.append(Output(path, fmt, "transcript", MEDIA_TYPES[fmt], {"words": transcript.words}))
    return outputs
