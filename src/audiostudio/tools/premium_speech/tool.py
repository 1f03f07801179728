"""Speech by a company's voices: text goes out over the network, its sound comes back into the library.

The one tool that calls another server. It does so only with a key that the operator set, and says whose voice it was.
"""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.tools.base import Progress, Tool, ToolContext, ToolResult
from audiostudio.tools.entitlements import Entitlements
from audiostudio.tools.output_format import check_output
from audiostudio.tools.premium_speech.params import PremiumSpeechParams

CHARACTERS_PER_CREDIT = 500


class PremiumSpeech(Tool[PremiumSpeechParams]):
    """Text spoken by a company's voice; its price grows with the text."""

    name = "premium_speech"
    verb = "premium-speech"
    title = "Premium voice"
    summary = "Speaks text with a voice of ElevenLabs; needs the operator's key."
    Params = PremiumSpeechParams
    max_files = 0
    needs_network = True
    uses_dictionary = True

    def price_credits(self, params: PremiumSpeechParams, file_count: int = 1) -> int:
        """Return one credit for each 500 characters that were begun."""
        return -(-len(params.text) // CHARACTERS_PER_CREDIT)

    def starting_price_credits(self) -> int:
        """Return the price of the shortest text."""
        return 1

    def check(self, params: PremiumSpeechParams, entitlements: Entitlements) -> None:
        """Refuse formats that the plan does not have.

        Raises:
            ToolError: ``format_not_in_tier``, with those it has.
        """
        check_output(params, entitlements)

    def run(
        self,
        params: PremiumSpeechParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Have the text spoken, long ones in pieces that end with a sentence.

        Raises:
            ToolError: as `check`.
            audiostudio.engines.providers.base.ProviderError: ``provider_key_missing``, or what the provider answers.
        """
        from audiostudio.tools.premium_speech.run import speak_by_provider

        self.check(params, context.entitlements)
        return speak_by_provider(params, out_dir, context, progress)


TOOL = PremiumSpeech()
