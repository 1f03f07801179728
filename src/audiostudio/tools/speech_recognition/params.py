"""What may be asked of the recognition tool."""

from typing import Literal

from pydantic import Field

from audiostudio.audio.speech.subtitle_files import FORMATS, TranscriptFormat
from audiostudio.tools.base import ToolParams
from audiostudio.tools.speech.languages import Language

SpeechModel = Literal["whisper:tiny.en", "whisper:base", "whisper:small", "whisper:medium", "whisper:large-v3"]


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
