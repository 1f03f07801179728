"""Speech synthesis as a tool: a text goes in, a voice that reads it comes out, and when it says each word."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.audio.errors import AudioError
from audiostudio.engines.speech_synthesis.voice_mix import cloned_names, parse_mix
from audiostudio.engines.speech_synthesis.voice_table import VOICES
from audiostudio.tools.base import Progress, Tool, ToolContext, ToolError, ToolResult
from audiostudio.tools.entitlements import Entitlements
from audiostudio.tools.speech.output import check_speech_file
from audiostudio.tools.speech.params import SpeechSynthesisParams
from audiostudio.tools.speech.text import check_text

_CHARACTERS_PER_CREDIT = 1_000
_OWN_RATE_HZ = 24_000


class SpeechSynthesis(Tool[SpeechSynthesisParams]):
    """One mono file at one level, marked as synthetic in its tags."""

    name = "speech_synthesis"
    verb = "speak"
    title = "Text to speech"
    summary = "Reads a text aloud with one of 54 voices, or a mix of them."
    Params = SpeechSynthesisParams
    max_files = 0
    uses_dictionary = True

    def price_credits(self, params: SpeechSynthesisParams, file_count: int = 0) -> int:
        """Return one credit for every thousand characters begun."""
        return max(1, -(-params.characters // _CHARACTERS_PER_CREDIT))

    def check(self, params: SpeechSynthesisParams, entitlements: Entitlements) -> None:
        """Refuse voices that there are not, text that they cannot read, and formats that the plan or the rate forbids.

        Raises:
            ToolError: ``voice_unknown``, ``voice_mix_invalid``, ``style_unknown``, ``format_not_in_tier``,
                ``format_rate_unsupported``.
            audiostudio.engines.text.errors.TextError: what is wrong with the text.
        """
        for name in (params.voice, *(part.voice for part in params.segments if part.voice)):
            _check_voice(name)
        check_speech_file(params, entitlements)
        check_text(params, VOICES)

    def warm_up(self) -> None:
        """Compile what changes pitch and pace outside the network."""
        import numpy as np

        from audiostudio.audio.speech.pitch_shift import shift_pitch
        from audiostudio.audio.speech.time_stretch import stretch

        tone = np.sin(np.arange(_OWN_RATE_HZ) * (2 * np.pi * 200 / _OWN_RATE_HZ)).astype(np.float32)
        shift_pitch(tone, _OWN_RATE_HZ, np.full(80, 200, np.float32), np.full(80, 2.0))
        stretch(tone, _OWN_RATE_HZ, 2 * _OWN_RATE_HZ)

    def run(
        self,
        params: SpeechSynthesisParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Read the text aloud.

        Raises:
            ToolError: as `check`.
            audiostudio.engines.text.errors.TextError: what is wrong with the text.
            AudioError: ``voice_file_invalid``, where the file of a cloned voice is none.
            audiostudio.engines.weights.errors.ModelMissing: the voices' weights are not installed.
        """
        from audiostudio.tools.speech_synthesis.run import synthesize_speech

        self.check(params, context.entitlements)
        return synthesize_speech(params, out_dir, context, progress)


def _check_voice(name: str) -> None:
    """Refuse a voice that there cannot be; whether there is a cloned voice shows when it is fetched."""
    try:
        parse_mix(name, {**VOICES, **dict.fromkeys(cloned_names(name), VOICES["af_heart"])})
    except AudioError as error:
        raise ToolError(error.code, error.detail, allowed={"voice": list(VOICES)}) from error


TOOL = SpeechSynthesis()
