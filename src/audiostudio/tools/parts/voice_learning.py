"""Does what the cloning tool was asked for: judges the recordings, learns the voice, lets it speak."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from audiostudio.engines.speech_synthesis.kokoro import Kokoro
from audiostudio.engines.voice_cloning.voice_match import GENERATIONS, Match, match_voice
from audiostudio.engines.weights.checkpoints import read_safetensors
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import Output, Progress, ToolContext, ToolResult
from audiostudio.tools.deliverable import file_stem
from audiostudio.tools.parts.speech_reading import read_aloud
from audiostudio.tools.parts.voice_samples import Encoders, Findings, findings_of, judge_samples
from audiostudio.tools.several_files import part_of
from audiostudio.tools.speech_params import SpeechSynthesisParams
from audiostudio.tools.voice_cloning_params import VoiceCloningParams

ENGINE = "audiostudio voice match 1"
_HEARD, _LEARNED = 0.05, 0.92
# What speaks as the new voice while it has no name yet.
_NEW_VOICE = f"clone_{0:032x}"


def learn_voice(
    params: VoiceCloningParams, inputs: Sequence[Path], out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.voice_cloning.VoiceCloning.run` promises."""
    progress(0.0, "listening")
    encoders, store = Encoders(context.models_dir), ModelStore(context.models_dir)
    findings = judge_samples(
        inputs, context.source_names, encoders, lambda share: progress(_HEARD * share, "listening")
    )
    kokoro = Kokoro(store.path(Kokoro.model), use_cpu=context.use_cpu, threads=context.threads)
    match = match_voice(
        findings.speech,
        params.language,
        kokoro,
        read_safetensors(store.path("kokoro-voices")),
        encoders.first,
        encoders.second,
        lambda share: progress(_HEARD + (_LEARNED - _HEARD) * share, "learning the voice"),
        generations=GENERATIONS if params.effort == "thorough" else 0,
    )
    stem = file_stem(f"{params.name}.voice")
    voice_path = out_dir / f"{stem}.voice.safetensors"
    match.voice.write(voice_path)
    sample = _sample(params, voice_path, out_dir, stem, context, progress)
    known = _characteristics(params, findings, match)
    known_path = out_dir / f"{stem}.json"
    known_path.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    progress(1.0, "done")
    return ToolResult(
        outputs=(
            Output(voice_path, "voice", "voice", "application/octet-stream", {"language": params.language}),
            sample,
            Output(known_path, "characteristics", "report", "application/json"),
        ),
        report=known,
    )


def _sample(
    params: VoiceCloningParams, voice_path: Path, out_dir: Path, stem: str, context: ToolContext, progress: Progress
) -> Output:
    speech = SpeechSynthesisParams(text=params.said, voice=_NEW_VOICE)
    speaking = replace(context, voices={_NEW_VOICE: voice_path})
    result = read_aloud(speech, out_dir, speaking, part_of(progress, _LEARNED, 1.0, "sample"))
    (made,) = result.outputs
    path = made.path.rename(out_dir / f"{stem} (sample).wav")
    return replace(made, path=path, role="sample", type="preview")


def _characteristics(params: VoiceCloningParams, findings: Findings, match: Match) -> dict[str, Any]:
    """Return what is known of the voice."""
    return {
        "engine": ENGINE,
        "model": Kokoro.model,
        "licence": Kokoro.licence,
        "synthetic": True,
        "cloned": True,
        "language": params.language,
        "effort": params.effort,
        "gender": match.gender,
        "median_pitch_hz": round(match.median_pitch_hz, 1),
        "pitch_range_hz": [round(match.lowest_pitch_hz, 1), round(match.highest_pitch_hz, 1)],
        "quality_score": findings.score,
        "similarity": round(match.second_similarity, 3),
        "similarity_of_optimised_encoder": round(match.similarity, 3),
        "best_stock_voice": match.stock_voice,
        "best_stock_similarity": round(match.stock_similarity, 3),
        "speech_s": round(sum(sample.speech_s for sample in findings.samples), 2),
        "sample_text": params.said,
        "samples": [findings_of(sample) for sample in findings.samples],
    }
