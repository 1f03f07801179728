"""Speech recognition as a tool: a recording goes in, what is said comes out as text and as subtitles."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from audiostudio.audio.speech.subtitle_files import FORMATS, MEDIA_TYPES, TranscriptFormat, transcript_file
from audiostudio.tools.base import Output, Progress, Tool, ToolContext, ToolError, ToolParams, ToolResult
from audiostudio.tools.deliverable import file_stem
from audiostudio.tools.tiers import Tier

if TYPE_CHECKING:  # networks and decoders are only loaded by those who run the tool
    from audiostudio.audio.speech.transcript import Transcript
    from audiostudio.engines.speech_recognition.speaker_encoder import SpeakerEncoder
    from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer

SpeechModel = Literal["whisper:tiny.en", "whisper:base", "whisper:small", "whisper:medium", "whisper:large-v3"]
# ISO 639-1 codes as far as a language has one; the languages that Whisper was trained on.
Language = Literal[
    "auto", "af", "am", "ar", "as", "az", "ba", "be", "bg", "bn", "bo", "br", "bs", "ca", "cs", "cy", "da", "de", "el",
    "en", "es", "et", "eu", "fa", "fi", "fo", "fr", "gl", "gu", "ha", "haw", "he", "hi", "hr", "ht", "hu", "hy", "id",
    "is", "it", "ja", "jw", "ka", "kk", "km", "kn", "ko", "la", "lb", "ln", "lo", "lt", "lv", "mg", "mi", "mk", "ml",
    "mn", "mr", "ms", "mt", "my", "ne", "nl", "nn", "no", "oc", "pa", "pl", "ps", "pt", "ro", "ru", "sa", "sd", "si",
    "sk", "sl", "sn", "so", "sq", "sr", "su", "sv", "sw", "ta", "te", "tg", "th", "tk", "tl", "tr", "tt", "uk", "ur",
    "uz", "vi", "yi", "yo", "zh",
]  # fmt: skip

VOICES_MODEL = "speaker-encoder"
_ENGLISH_ONLY = "whisper:tiny.en"
_LISTENING_SHARE = 0.98


class SpeechRecognitionParams(ToolParams):
    """What is spoken, and what is to be written."""

    language: Language = Field("auto", description="Code of the language that is spoken; auto guesses it.")
    task: Literal["transcribe", "translate"] = Field(
        "transcribe", description="transcribe writes what is said; translate writes it in English."
    )
    model: SpeechModel = Field(
        "whisper:base", description="The network; larger ones make fewer mistakes, and take longer."
    )
    formats: tuple[TranscriptFormat, ...] = Field(
        FORMATS, min_length=1, max_length=len(FORMATS), description="Which files to write."
    )
    speakers: bool = Field(False, description="Tell speakers apart and number them; best without crosstalk.")
    word_times: bool = Field(True, description="List each word with its times in the JSON file.")


class SpeechRecognition(Tool[SpeechRecognitionParams]):
    """Text and subtitles of what is said; silence, noise and music without words give none."""

    name = "speech_recognition"
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
            audiostudio.engines.weights.store.ModelMissing: the model's weights are not installed.
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
            heard=heard,
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
