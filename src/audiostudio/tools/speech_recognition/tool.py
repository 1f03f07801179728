"""Speech recognition as a tool: a recording goes in, what is said comes out as text and as subtitles."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.tools.base import Progress, Tool, ToolContext, ToolError, ToolResult
from audiostudio.tools.entitlements import Entitlements
from audiostudio.tools.speech_recognition.params import SpeechRecognitionParams

_ENGLISH_ONLY = "whisper:tiny.en"


class SpeechRecognition(Tool[SpeechRecognitionParams]):
    """Text and subtitles of what is said; silence, noise and music without words give none."""

    name = "speech_recognition"
    verb = "recognize"
    title = "Speech to text"
    summary = "Writes down what is said in a recording, as text and as subtitles."
    Params = SpeechRecognitionParams

    def check(self, params: SpeechRecognitionParams, entitlements: Entitlements) -> None:
        """Refuse to recognize another language than English with a network that knows no other.

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
        from audiostudio.tools.speech_recognition.run import recognize_speech

        self.check(params, context.entitlements)
        return recognize_speech(params, inputs[0], out_dir, context, progress)


TOOL = SpeechRecognition()
