"""Speech in the voice of a recording, by engines that live in environments of their own: XTTS-v2 and Pocket TTS.

No other engine ever stands in for the one that was asked for: where it is not installed, the error names the command
that installs it.
"""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.engines.external.voice_engines import VOICE_ENGINES
from audiostudio.engines.text.plain_text import check_letters
from audiostudio.tools.base import Progress, Tool, ToolContext, ToolError, ToolResult
from audiostudio.tools.cloned_speech.params import ClonedSpeechParams
from audiostudio.tools.entitlements import Entitlements
from audiostudio.tools.speech.output import check_speech_file

_CHARACTERS_PER_CREDIT = 500


class ClonedSpeech(Tool[ClonedSpeechParams]):
    """One mono file at one level, marked as synthetic in its tags."""

    name = "cloned_speech"
    verb = "cloned-speech"
    title = "Speech in a recorded voice"
    summary = "Reads a text aloud in the voice of recordings, by XTTS-v2 or Pocket TTS, which the operator installs."
    Params = ClonedSpeechParams
    queue = "gpu"
    max_files = 0
    max_references = 5
    uses_dictionary = True

    def price_credits(self, params: ClonedSpeechParams, file_count: int = 0) -> int:
        """Return one credit for every 500 characters begun."""
        return max(1, -(-len(params.text) // _CHARACTERS_PER_CREDIT))

    def starting_price_credits(self) -> int:
        """Return the price of the shortest text."""
        return 1

    def check(self, params: ClonedSpeechParams, entitlements: Entitlements) -> None:
        """Refuse languages that the engine does not speak, and formats that the plan does not have.

        Raises:
            ToolError: ``language_unavailable``, ``format_not_in_tier``, ``format_rate_unsupported``.
            audiostudio.engines.text.errors.TextError: ``text_empty``, ``text_wrong_language``.
        """
        row = VOICE_ENGINES[params.engine]
        if params.language not in row.languages:
            raise ToolError(
                "language_unavailable",
                f"{row.title} does not speak {params.language!r}; it speaks {', '.join(row.languages)}.",
                allowed={"language": list(row.languages)},
            )
        check_letters(params.text, params.language)
        check_speech_file(params, entitlements)

    def run(
        self,
        params: ClonedSpeechParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Read the text aloud in the voice of the references, or of one of the engine's own speakers.

        Raises:
            ToolError: as `check`; ``reference_missing``, ``reference_not_wanted``, ``consent_missing``.
            AudioError: ``audio_silent`` or ``audio_too_short``, or a reference is no sound.
            audiostudio.engines.weights.errors.ModelError: the engine or its weights are not installed, or it did not do
                its part.
        """
        from audiostudio.tools.cloned_speech.run import synthesize_cloned_speech

        self.check(params, context.entitlements)
        return synthesize_cloned_speech(params, out_dir, context, progress)


TOOL = ClonedSpeech()
