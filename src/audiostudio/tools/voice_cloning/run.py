"""Does what the cloning tool was asked for: analyses the recordings, learns the voice, has it speak."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from audiostudio.engines.speech_synthesis.kokoro import Kokoro
from audiostudio.engines.voice_cloning.voice_match import GENERATIONS, match_voice
from audiostudio.engines.weights.checkpoints import read_safetensors
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import Output, Progress, ToolContext, ToolResult
from audiostudio.tools.file_names import file_stem
from audiostudio.tools.several_files import part_of
from audiostudio.tools.speech.params import SpeechSynthesisParams
from audiostudio.tools.speech.synthesis import synthesize_to_file
from audiostudio.tools.voice_cloning.params import VoiceCloningParams
from audiostudio.tools.voice_cloning.report import voice_report
from audiostudio.tools.voice_cloning.samples import Encoders, analyse_samples

_ANALYSED, _LEARNED = 0.05, 0.92
# What speaks as the new voice while it has no name yet.
_NEW_VOICE = f"clone_{0:032x}"


def clone_voice(
    params: VoiceCloningParams, inputs: Sequence[Path], out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.voice_cloning.tool.VoiceCloning.run` promises."""
    progress(0.0, "listening")
    encoders, store = Encoders(context.models_dir), ModelStore(context.models_dir)
    findings = analyse_samples(
        inputs, context.source_names, encoders, lambda share: progress(_ANALYSED * share, "listening")
    )
    kokoro = Kokoro(store.path(Kokoro.model), use_cpu=context.use_cpu, threads=context.threads)
    match = match_voice(
        findings.speech,
        params.language,
        kokoro,
        read_safetensors(store.path("kokoro-voices")),
        encoders.first,
        encoders.second,
        lambda share: progress(_ANALYSED + (_LEARNED - _ANALYSED) * share, "learning the voice"),
        generations=GENERATIONS if params.effort == "thorough" else 0,
    )
    stem = file_stem(f"{params.name}.voice")
    voice_path = out_dir / f"{stem}.voice.safetensors"
    match.voice.write(voice_path)
    sample = _sample(params, voice_path, out_dir, stem, context, progress)
    report = voice_report(params, findings, match)
    report_path = out_dir / f"{stem}.json"
    report_path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    progress(1.0, "done")
    return ToolResult(
        outputs=(
            Output(voice_path, "voice", "voice", "application/octet-stream", {"language": params.language}),
            sample,
            Output(report_path, "characteristics", "report", "application/json"),
        ),
        report=report,
    )


def _sample(
    params: VoiceCloningParams, voice_path: Path, out_dir: Path, stem: str, context: ToolContext, progress: Progress
) -> Output:
    speech = SpeechSynthesisParams(text=params.said, voice=_NEW_VOICE)
    speaking = replace(context, voices={_NEW_VOICE: voice_path})
    path = out_dir / f"{stem} (sample).wav"
    _, facts = synthesize_to_file(speech, path, speaking, part_of(progress, _LEARNED, 1.0, "sample"))
    return Output(path, "sample", "preview", speech.audio_format.media_type, facts)
