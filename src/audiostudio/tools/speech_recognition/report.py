"""The report of a transcript: who wrote it down, how sure, and how much of the recording was speech."""

from typing import Any

from audiostudio.audio.speech.transcript import Transcript
from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer
from audiostudio.tools.speech_recognition.params import SpeechRecognitionParams

VOICES_MODEL = "speaker-encoder"


def transcript_facts(transcript: Transcript) -> dict[str, Any]:
    """Return what every file of a transcript says of itself."""
    return {
        "duration_s": round(transcript.duration_s, 3),
        "language": transcript.language,
        "words": transcript.words,
    }


def recognition_report(
    recognizer: WhisperRecognizer, transcript: Transcript, params: SpeechRecognitionParams
) -> dict[str, Any]:
    """Return the report of a run."""
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
        **transcript_facts(transcript),
    }
