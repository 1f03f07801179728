"""Reads a text aloud into one file, with files of when each word is said."""

from pathlib import Path

from audiostudio.audio.speech.subtitle_files import MEDIA_TYPES
from audiostudio.engines.speech_synthesis.voice_mix import parse_mix
from audiostudio.tools.base import Output, Progress, ToolContext, ToolResult
from audiostudio.tools.speech.params import SpeechSynthesisParams
from audiostudio.tools.speech.synthesis import synthesize_to_file
from audiostudio.tools.speech_synthesis.report import speech_report, spoken_transcript, timestamps_file


def synthesize_speech(
    params: SpeechSynthesisParams, out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.speech_synthesis.tool.SpeechSynthesis.run` promises."""
    path = out_dir / f"speech{params.audio_format.extension}"
    renderer, facts = synthesize_to_file(params, path, context, progress)
    outputs = [Output(path, "speech", "voiceover", params.audio_format.media_type, dict(facts))]
    language = parse_mix(params.voice, renderer.voices).main.language
    transcript = spoken_transcript(renderer, facts["duration_s"], language)
    for fmt in dict.fromkeys(params.timestamps):
        path = out_dir / f"speech.{fmt}"
        path.write_text(timestamps_file(fmt, renderer, transcript), encoding="utf-8")
        outputs.append(Output(path, fmt, "transcript", MEDIA_TYPES[fmt], dict(facts)))
    progress(1.0, "done")
    voices = list(dict.fromkeys(passage.voice for passage in renderer.spoken))
    return ToolResult(outputs=tuple(outputs), report={**speech_report(params, renderer), "voices": voices, **facts})
