"""Enhances one recording: analyses it, cleans it pass by pass, brings it to its loudness and scores the result."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from audiostudio.audio.mastering.master import Master, MasteringSpec, master_file
from audiostudio.audio.restoration.findings import Findings, analyse_recording
from audiostudio.engines.enhancement.dnsmos import Dnsmos, DnsmosScores
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import Progress, ToolContext, ToolError, ToolResult
from audiostudio.tools.enhancement.music import find_music
from audiostudio.tools.enhancement.options import EnhancementOptions
from audiostudio.tools.enhancement.params import DEFAULT_TARGET_LUFS, EnhancementParams
from audiostudio.tools.enhancement.passes import SPEECH, Enhanced, enhance
from audiostudio.tools.enhancement.report import draw_report, enhancement_report
from audiostudio.tools.enhancement.transcript import in_time_of, transcribe, transcript_facts, transcript_files
from audiostudio.tools.file_names import file_stem
from audiostudio.tools.master_report import master_output
from audiostudio.tools.several_files import part_of

SCORES_MODEL = "dnsmos"
# Shares of the time after which each part is done, where everything is asked for.
_TRANSCRIBED, _ANALYSED, _SCORED, _HEARD, _CLEANED, _MASTERED = 0.3, 0.38, 0.42, 0.46, 0.85, 0.95


def enhance_recording(
    params: EnhancementParams, source: Path, out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.enhancement.tool.Enhancement.run` promises."""
    stem = file_stem(context.source_name)
    scorer = _Scorer(context) if params.scores else None
    transcript = None
    if params.transcript:
        writing = lambda share, message: progress(_TRANSCRIBED * share, message)  # noqa: E731
        transcript = transcribe(params, source, context, writing)
    start = _TRANSCRIBED if params.transcript else 0.0
    findings = analyse_recording(source, lambda share: progress(start + (_ANALYSED - start) * share, "Listening"))
    before = scorer and scorer.score(source, part_of(progress, _ANALYSED, _SCORED, "Judging"))
    music_s = find_music(source, findings, lambda share: progress(_SCORED + (_HEARD - _SCORED) * share, "Listening"))
    path = out_dir / f"{stem} (enhanced){params.audio_format.extension}"
    enhanced, master = _clean_and_master(params, source, path, findings, music_s, context, progress)
    after = scorer and scorer.score(path, part_of(progress, _MASTERED, 1.0, "Judging"))
    report = enhancement_report(params, findings, enhanced, master, _target_lufs(params))
    if scorer and before and after:
        report["scores"] = {**scorer.facts, "before": _rounded(before), "after": _rounded(after)}
    outputs = [replace(master_output(path, "enhanced", params, master), type="voiceover")]
    if transcript is not None:
        moved = in_time_of(transcript, enhanced.cuts)
        report["transcript"] = transcript_facts(moved)
        outputs += transcript_files(moved, out_dir, stem)
    if params.report:
        outputs.append(draw_report(source, path, report, stem, lambda share: progress(1.0, "Drawing")))
    progress(1.0, "Done")
    return ToolResult(tuple(outputs), report)


def _clean_and_master(
    params: EnhancementParams,
    source: Path,
    path: Path,
    findings: Findings,
    music_s: Sequence[tuple[float, float]],
    context: ToolContext,
    progress: Progress,
) -> tuple[Enhanced, Master]:
    """Write the enhanced recording to ``path``; a draft lies beside it meanwhile."""
    draft = path.with_name(f".{file_stem(context.source_name)} draft.wav")
    try:
        enhanced = enhance(
            source,
            draft,
            findings,
            music_s,
            EnhancementOptions.of(params),
            context.threads,
            lambda share: progress(_HEARD + (_CLEANED - _HEARD) * share, "Cleaning"),
        )
        if not enhanced.is_speech_left:
            raise ToolError(
                "speech_not_found",
                "Cleaning leaves nothing to hear, so there is hardly speech in the file: lower strength, or leave "
                "denoise out.",
            )
        spec = MasteringSpec(
            SPEECH,
            lambda before: (),
            _target_lufs(params),
            params.ceiling_dbtp,
            params.audio_format,
            params.target_sample_rate,
        )
        return enhanced, master_file(draft, path, spec, part_of(progress, _CLEANED, _MASTERED, "Loudness"))
    finally:
        draft.unlink(missing_ok=True)


def _target_lufs(params: EnhancementParams) -> float:
    return DEFAULT_TARGET_LUFS if params.wanted_lufs is None else params.wanted_lufs


class _Scorer:
    """The network that scores speech, loaded before any work, so that its absence shows at once."""

    def __init__(self, context: ToolContext) -> None:
        path = ModelStore(context.models_dir).path(SCORES_MODEL)
        self._network = Dnsmos(path, use_cpu=context.use_cpu, threads=context.threads)
        self.facts = {"engine": Dnsmos.engine}

    def score(self, path: Path, progress: Progress) -> DnsmosScores:
        return self._network.score_file(path, lambda share: progress(share, "listening"))


def _rounded(scores: DnsmosScores) -> dict[str, float]:
    return {name: round(getattr(scores, name), 2) for name in ("sig", "bak", "ovrl")}
