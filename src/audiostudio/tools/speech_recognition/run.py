"""Writes down one recording: recognizes it, and writes each format that is asked for."""

from pathlib import Path

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono_or_stereo
from audiostudio.audio.speech.subtitle_files import MEDIA_TYPES, transcript_file
from audiostudio.audio.speech.transcript import Transcript
from audiostudio.engines.speech_recognition.speaker_encoder import SpeakerEncoder
from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer, whisper_path
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import Output, Progress, ToolContext, ToolError, ToolResult
from audiostudio.tools.file_names import file_stem
from audiostudio.tools.speech_recognition.params import SpeechRecognitionParams
from audiostudio.tools.speech_recognition.report import VOICES_MODEL, recognition_report, transcript_facts

_RECOGNITION_SHARE = 0.98


def recognize_speech(
    params: SpeechRecognitionParams, source: Path, out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.speech_recognition.tool.SpeechRecognition.run` promises."""
    progress(0.0, "loading the model")
    recognizer = _recognizer(params.model, context)
    voices = _voices(context) if params.speakers else None
    transcript = _recognize(recognizer, voices, source, params, progress)
    if not transcript.segments:
        raise ToolError(
            "speech_not_found",
            "Nobody was heard to speak: send a recording in which the voice is louder and clearer.",
        )
    stem = file_stem(context.source_name)
    outputs = []
    for fmt in dict.fromkeys(params.formats):
        path = out_dir / f"{stem}.{fmt}"
        path.write_text(transcript_file(transcript, fmt, with_words=params.word_times), encoding="utf-8")
        outputs.append(Output(path, fmt, "transcript", MEDIA_TYPES[fmt], transcript_facts(transcript)))
    progress(1.0, "done")
    return ToolResult(outputs=tuple(outputs), report=recognition_report(recognizer, transcript, params))


def _recognizer(model: str, context: ToolContext) -> WhisperRecognizer:
    path = whisper_path(context.models_dir, model)
    return WhisperRecognizer(path, model=model, use_cpu=context.use_cpu, threads=context.threads)


def _voices(context: ToolContext) -> SpeakerEncoder:
    return SpeakerEncoder(ModelStore(context.models_dir).path(VOICES_MODEL))


def _recognize(
    recognizer: WhisperRecognizer,
    voices: SpeakerEncoder | None,
    source: Path,
    params: SpeechRecognitionParams,
    progress: Progress,
) -> Transcript:
    with open_audio(source) as reader:
        blocks, _ = as_mono_or_stereo(reader.blocks(), reader.channels)
        expected_s = max(reader.duration_s, 1e-3)

        def recognized(seconds: float) -> None:
            progress(_RECOGNITION_SHARE * min(1.0, seconds / expected_s), "listening")

        return recognizer.recognize(
            blocks,
            reader.sample_rate_hz,
            language=None if params.language == "auto" else params.language,
            task=params.task,
            voices=voices,
            progress=recognized,
        )
