"""Speech recognition as a tool: a recording goes in, what is said comes out as text and as subtitles."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiostudio.audio.speech.subtitle_files import MEDIA_TYPES, transcript_file
from audiostudio.tools.base import Output, Progress, Tool, ToolContext, ToolError, ToolResult
from audiostudio.tools.deliverable import file_stem
from audiostudio.tools.speech_recognition.params import SpeechRecognitionParams
from audiostudio.tools.tiers import Tier

if TYPE_CHECKING:  # networks and decoders are only loaded by those who run the tool
    from audiostudio.audio.speech.transcript import Transcript
    from audiostudio.engines.speech_recognition.speaker_encoder import SpeakerEncoder
    from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer


VOICES_MODEL = "speaker-encoder"
_ENGLISH_ONLY = "whisper:tiny.en"
_LISTENING_SHARE = 0.98


class SpeechRecognition(Tool[SpeechRecognitionParams]):
    """Text and subtitles of what is said; silence, noise and music without words give none."""

    name = "speech_recognition"
    verb = "recognize"
    title = "Speech to text"
    summary = "Writes down what is said in a recording, as text and as subtitles."
    Params = SpeechRecognitionParams

    def check(self, params: SpeechRecognitionParams, tier: Tier) -> None:
        """Refuse to hear another language than English with a network that knows no other.

        Raises:
            ToolError: ``language_not_in_model``, with what would be accepted.
        """
        if params.model == _ENGLISH_ONLY and (params.language not in ("auto", "en") or params.task == "translate"):
            raise ToolError(
                "language_not_in_model",
                f"{params.model} knows English only, and does not translate; choose another model.",
                allowed={"language": ["auto", "en"], "task": ["transcribe"]},
            )

    def run(
        self,
        params: SpeechRecognitionParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Write down the first input.

        Raises:
            AudioError: the sound cannot be decoded, or has channels that cannot be mixed down.
            ToolError: ``speech_not_found``, or as `check`.
            audiostudio.engines.weights.errors.ModelMissing: the model's weights are not installed.
        """
        self.check(params, context.tier)
        progress(0.0, "loading the model")
        recognizer = _recognizer(params.model, context)
        voices = _voices(context) if params.speakers else None
        transcript = _listen(recognizer, voices, inputs[0], params, progress)
        if not transcript.segments:
            raise ToolError(
                "speech_not_found",
                "Nobody was heard to speak: send a recording in which the voice is louder and clearer.",
            )
        stem = file_stem(context.source_name)
        facts: dict[str, Any] = {
            "duration_s": round(transcript.duration_s, 3),
            "language": transcript.language,
            "words": transcript.words,
        }
        outputs = []
        for fmt in dict.fromkeys(params.formats):
            path = out_dir / f"{stem}.{fmt}"
            path.write_text(transcript_file(transcript, fmt, with_words=params.word_times), encoding="utf-8")
            outputs.append(Output(path, fmt, "transcript", MEDIA_TYPES[fmt], dict(facts)))
        progress(1.0, "done")
        return ToolResult(outputs=tuple(outputs), report={**_report(recognizer, transcript, params), **facts})


def _recognizer(model: str, context: ToolContext) -> "WhisperRecognizer":
    from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer, whisper_path

    path = whisper_path(context.models_dir, model)
    return WhisperRecognizer(path, model=model, use_cpu=context.use_cpu, threads=context.threads)


def _voices(context: ToolContext) -> "SpeakerEncoder":
    from audiostudio.engines.speech_recognition.speaker_encoder import SpeakerEncoder
    from audiostudio.engines.weights.store import ModelStore

    return SpeakerEncoder(ModelStore(context.models_dir).path(VOICES_MODEL))


def _listen(
    recognizer: "WhisperRecognizer",
    voices: "SpeakerEncoder | None",
    source: Path,
    params: SpeechRecognitionParams,
    progress: Progress,
) -> "Transcript":
    from audiostudio.audio.codecs import open_audio
    from audiostudio.audio.dsp.downmix import as_mono_or_stereo

    with open_audio(source) as reader:
        blocks, _ = as_mono_or_stereo(reader.blocks(), reader.channels)
        expected_s = max(reader.duration_s, 1e-3)

        def heard(seconds: float) -> None:
            progress(_LISTENING_SHARE * min(1.0, seconds / expected_s), "listening")

        return recognizer.recognize(
            blocks,
            reader.sample_rate_hz,
            language=None if params.language == "auto" else params.language,
            task=params.task,
            voices=voices,
            progress=heard,
        )


def _report(
    recognizer: "WhisperRecognizer", transcript: "Transcript", params: SpeechRecognitionParams
) -> dict[str, Any]:
    probability = transcript.language_probability
    speakers = {segment.speaker for segment in transcript.segments} - {None}
    return {
        "engine": recognizer.engine,
        "model": recognizer.model,
        "licence": recognizer.licence,
        "task": params.task,
        "language_probability": None if probability is None else round(probability, 3),
        "speech_share": round(transcript.speech_s / max(transcript.duration_s, 1e-3), 3),
        "speakers": len(speakers) or None,
        "speakers_model": VOICES_MODEL if params.speakers else None,
        "unclear_s": round(transcript.unclear_s, 3),
    }


TOOL = SpeechRecognition()
