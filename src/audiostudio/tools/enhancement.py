"""Enhancement as a tool: recorded speech goes in, the same words come out clean, even and as loud as they should be."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from audiostudio.audio.speech.subtitle_files import FORMATS, MEDIA_TYPES, transcript_file
from audiostudio.tools.base import Output, Progress, ToolContext, ToolError, ToolResult, silent_progress
from audiostudio.tools.deliverable import (
    HIGHEST_TARGET_LUFS,
    LOWEST_TARGET_LUFS,
    DeliverableParams,
    MasteringTool,
    file_stem,
)
from audiostudio.tools.parts.mastering_report import figures, master_output
from audiostudio.tools.several_files import part_of
from audiostudio.tools.speech_recognition import Language

if TYPE_CHECKING:  # networks and decoders are only loaded by those who run the tool
    from audiostudio.audio.mastering.master import Master
    from audiostudio.audio.restoration.listening import Findings
    from audiostudio.audio.restoration.pauses import Cuts
    from audiostudio.audio.speech.transcript import Transcript
    from audiostudio.engines.enhancement.dnsmos import Opinion
    from audiostudio.tools.parts.enhancement_passes import Enhanced, Wishes

ENGINE = "audiostudio enhancement 1"
SCORES_MODEL = "dnsmos"
TRANSCRIPT_MODEL = "whisper:base"
_DEFAULT_TARGET_LUFS = -16.0
# Shares of the time after which each part is done, where everything is asked for.
_TRANSCRIBED, _LISTENED, _JUDGED, _CLEANED, _MASTERED = 0.3, 0.38, 0.42, 0.85, 0.95


class EnhancementParams(DeliverableParams):
    """What to do for recorded speech."""

    denoise: bool = Field(True, description="Take out noise with a network that knows speech.")
    strength: float = Field(
        100, ge=0, le=100, description="How far noise is lowered: 100 is all the way, 50 by 20 dB, 25 by 10 dB."
    )
    post_filter: bool = Field(False, description="Lower what noise is left still further; may dull the voice a little.")
    dereverb: bool = Field(True, description="Lower the sound of the room, where it rings long enough to be heard.")
    declip: bool = Field(True, description="Draw peaks again that were cut off at full scale, where there are any.")
    hum: bool = Field(True, description="Take out hum of the mains and its harmonics, where there are any.")
    level: bool = Field(True, description="Bring soft and loud passages of speech together, within 9 dB.")
    trim_silence: bool = Field(False, description="Cut silence before the first word and after the last.")
    longest_pause_s: Annotated[
        float | None, Field(ge=0.3, le=60), WithJsonSchema({"type": "number", "minimum": 0.3, "maximum": 60})
    ] = Field(None, description="Shorten pauses between words to this; they are left unless given.")
    transcript: bool = Field(
        False, description="Also write down what is said, as text and subtitles in the time of the result."
    )
    language: Language = Field(
        "auto", description="Code of the language that is spoken, for the transcript; auto guesses it."
    )
    report: bool = Field(False, description="Also draw the spectrum over time before and after, and what was done.")
    scores: bool = Field(True, description="Have a network judge voice and background before and after.")
    target_lufs: Annotated[
        float | None,
        Field(ge=LOWEST_TARGET_LUFS, le=HIGHEST_TARGET_LUFS),
        WithJsonSchema({"type": "number", "minimum": LOWEST_TARGET_LUFS, "maximum": HIGHEST_TARGET_LUFS}),
    ] = Field(
        None,
        description=f"Integrated loudness of the result in LUFS (BS.1770); {_DEFAULT_TARGET_LUFS:g} unless given.",
    )
    target_sample_rate: Literal[44100, 48000, 96000, 192000] = Field(48000, description="Its sample rate in Hz.")

    @property
    def wishes(self) -> "Wishes":
        """Which stages are wanted."""
        from audiostudio.tools.parts.enhancement_passes import Wishes

        return Wishes(
            declip=self.declip,
            remove_hum=self.hum,
            dereverb=self.dereverb,
            strength=self.strength if self.denoise else 0,
            post_filter=self.post_filter,
            level=self.level,
            trim_ends=self.trim_silence,
            longest_pause_s=self.longest_pause_s,
        )


class Enhancement(MasteringTool[EnhancementParams]):
    """Clean speech; each stage is applied only where the first listening found a need for it."""

    name = "enhancement"
    title = "Speech enhancement"
    summary = "Cleans recorded speech of noise, hum, room and clipping, and brings it to an exact loudness."
    Params = EnhancementParams

    def warm_up(self) -> None:
        """Compile the stages, by enhancing ten seconds of tones that clip, hum and pause."""
        import numpy as np

        from audiostudio.audio.codecs import AudioFormat, create_audio

        rate_hz = 48_000
        t = np.arange(10 * rate_hz) / rate_hz
        tones = np.sin(2 * np.pi * 300 * t) * (np.sin(2 * np.pi * t) > 0) * 1.4 + 0.02 * np.sin(2 * np.pi * 50 * t)
        with TemporaryDirectory() as folder:
            source = Path(folder) / "tones.wav"
            with create_audio(source, AudioFormat("WAV"), rate_hz, 2) as writer:
                writer.write(np.stack([tones, 0.9 * tones]).clip(-0.9, 0.9).astype(np.float32))
            params = EnhancementParams(denoise=False, scores=False, longest_pause_s=0.3)
            self.run(params, [source], Path(folder), ToolContext(models_dir=Path(folder)), silent_progress)

    def run(
        self,
        params: EnhancementParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Enhance the first input.

        Raises:
            AudioError: the recording cannot be decoded, or holds too little to work on.
            ToolError: ``speech_not_found`` where cleaning leaves nothing; as `check`.
            audiostudio.engines.weights.store.ModelMissing: weights that scores or transcript need are not installed.
        """
        from audiostudio.audio.mastering.master import Order, master_file
        from audiostudio.audio.restoration.listening import listen
        from audiostudio.tools.parts.enhancement_passes import SPEECH, enhance

        self.check(params, context.tier)
        source, stem = inputs[0], file_stem(context.source_name)
        judge = _Judge(context) if params.scores else None
        transcript = _transcribe(params, source, context, progress) if params.transcript else None
        start = _TRANSCRIBED if params.transcript else 0.0
        findings = listen(source, lambda share: progress(start + (_LISTENED - start) * share, "Listening"))
        before = judge and judge.judge(source, part_of(progress, _LISTENED, _JUDGED, "Judging"))
        draft = out_dir / f".{stem} draft.wav"
        try:
            enhanced = enhance(
                source,
                draft,
                findings,
                params.wishes,
                context.threads,
                lambda share: progress(_JUDGED + (_CLEANED - _JUDGED) * share, "Cleaning"),
            )
            if not enhanced.is_speech_left:
                raise ToolError(
                    "speech_not_found",
                    "Cleaning leaves nothing to hear, so there is hardly speech in the file: lower strength, or leave "
                    "denoise out.",
                )
            target_lufs = _DEFAULT_TARGET_LUFS if params.wanted_lufs is None else params.wanted_lufs
            order = Order(
                SPEECH, lambda before: (), target_lufs, params.ceiling_dbtp, params.format, params.target_sample_rate
            )
            path = out_dir / f"{stem} (enhanced){params.format.extension}"
            master = master_file(draft, path, order, part_of(progress, _CLEANED, _MASTERED, "Loudness"))
        finally:
            draft.unlink(missing_ok=True)
        after = judge and judge.judge(path, part_of(progress, _MASTERED, 1.0, "Judging"))
        report = _report(params, findings, enhanced, master, target_lufs)
        if judge and before and after:
            report["scores"] = {**judge.facts, "before": _rounded(before), "after": _rounded(after)}
        outputs = [replace(master_output(path, "enhanced", params, master), type="voiceover")]
        if transcript is not None:
            moved = _in_time_of(transcript, enhanced.cuts)
            report["transcript"] = _transcript_facts(moved)
            outputs += _transcript_files(moved, out_dir, stem)
        if params.report:
            outputs.append(_picture(source, path, report, stem, lambda share: progress(1.0, "Drawing")))
        progress(1.0, "Done")
        return ToolResult(tuple(outputs), report)


class _Judge:
    """The network that judges, loaded before any work, so that its absence shows at once."""

    def __init__(self, context: ToolContext) -> None:
        from audiostudio.engines.enhancement.dnsmos import Dnsmos
        from audiostudio.engines.weights.store import ModelStore

        path = ModelStore(context.models_dir).path(SCORES_MODEL)
        self._network = Dnsmos(path, use_cpu=context.use_cpu, threads=context.threads)
        self.facts = {"engine": Dnsmos.engine}

    def judge(self, path: Path, progress: Progress) -> "Opinion":
        return self._network.judge_file(path, lambda share: progress(share, "listening"))


def _report(
    params: EnhancementParams, findings: "Findings", enhanced: "Enhanced", master: "Master", target_lufs: float
) -> dict[str, Any]:
    from audiostudio.audio.mastering.analysis import Measurement

    measured: Measurement = findings.measured
    limited = master.plan.limited_because
    return {
        "engine": ENGINE,
        "target_lufs": round(target_lufs, 3),
        "ceiling_dbtp": params.ceiling_dbtp,
        "before": figures(measured),
        "after": figures(master.after),
        "duration_before_s": round(measured.seconds, 3),
        "duration_after_s": round(master.after.seconds, 3),
        "mixed_down_from_channels": findings.source_channels if findings.source_channels > 2 else None,
        "same_channels": findings.is_dual_mono,
        "stages": [
            *enhanced.stages,
            {
                "name": "loudness",
                "applied": True,
                "gain_db": round(master.plan.gain_db, 2),
                "max_gain_reduction_db": round(master.max_gain_reduction_db, 2),
            },
        ],
        "target_limited": limited is not None,
        "target_limited_reason": limited,
    }


def _rounded(opinion: "Opinion") -> dict[str, float]:
    return {name: round(getattr(opinion, name), 2) for name in ("sig", "bak", "ovrl")}


def _transcribe(params: EnhancementParams, source: Path, context: ToolContext, progress: Progress) -> "Transcript":
    """Write down the recording as it came: recognizers do worse on what a denoiser has been at."""
    from audiostudio.audio.codecs import open_audio
    from audiostudio.audio.dsp.downmix import as_mono_or_stereo
    from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer, whisper_path

    path = whisper_path(context.models_dir, TRANSCRIPT_MODEL)
    recognizer = WhisperRecognizer(path, model=TRANSCRIPT_MODEL, use_cpu=context.use_cpu, threads=context.threads)
    with open_audio(source) as reader:
        blocks, _ = as_mono_or_stereo(reader.blocks(), reader.channels)
        expected_s = max(reader.duration_s, 1e-3)
        return recognizer.recognize(
            blocks,
            reader.sample_rate_hz,
            language=None if params.language == "auto" else params.language,
            heard=lambda seconds: progress(_TRANSCRIBED * min(1.0, seconds / expected_s), "Writing down"),
        )


def _in_time_of(transcript: "Transcript", cuts: "Cuts") -> "Transcript":
    """Return a transcript whose times are those of the result, pauses having been cut."""
    segments = []
    for segment in transcript.segments:
        edges = cuts.moved_s([edge for word in segment.words for edge in (word.start_s, word.end_s)])
        words = zip(segment.words, edges[::2], edges[1::2], strict=True)
        segments.append(replace(segment, words=tuple(replace(w, start_s=a, end_s=b) for w, a, b in words)))
    duration_s = cuts.frames_after / cuts.sample_rate_hz
    return replace(transcript, segments=tuple(segments), duration_s=duration_s)


def _transcript_facts(transcript: "Transcript") -> dict[str, Any]:
    return {
        "engine": "faster-whisper",
        "model": TRANSCRIPT_MODEL,
        "made_from": "the original",
        "language": transcript.language,
        "words": transcript.words,
    }


def _transcript_files(transcript: "Transcript", out_dir: Path, stem: str) -> list[Output]:
    outputs = []
    for fmt in FORMATS:
        path = out_dir / f"{stem}.{fmt}"
        path.write_text(transcript_file(transcript, fmt, with_words=True), encoding="utf-8")
        outputs.append(Output(path, fmt, "transcript", MEDIA_TYPES[fmt], {"words": transcript.words}))
    return outputs


def _picture(source: Path, made: Path, report: dict[str, Any], stem: str, drawn: Callable[[float], None]) -> Output:
    from audiostudio.audio.plots.enhancement_report import draw_enhancement_report
    from audiostudio.audio.plots.spectrogram import hear_spectrogram

    before, after = hear_spectrogram(source, drawn), hear_spectrogram(made, drawn)
    path = made.with_name(f"{stem} report.svg")
    path.write_text(draw_enhancement_report(report, before, after, stem), encoding="utf-8")
    return Output(path, "report_picture", "picture", "image/svg+xml")


TOOL = Enhancement()
