"""Voice cloning as a tool: recordings of one speaker go in, a voice that text can be spoken with comes out."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.tools.base import Progress, Tool, ToolContext, ToolError, ToolResult
from audiostudio.tools.entitlements import Entitlements
from audiostudio.tools.voice_cloning.params import CONSENT_STATEMENT, VoiceCloningParams

MOST_SAMPLES = 5
PRICE_CREDITS = 10


class VoiceCloning(Tool[VoiceCloningParams]):
    """The voice as a small file, a sample of it, and what is known of it."""

    name = "voice_cloning"
    verb = "clone-voice"
    title = "Voice cloning"
    summary = "Learns a voice from recordings of a speaker who has agreed, to speak text with."
    Params = VoiceCloningParams
    max_files = MOST_SAMPLES

    def price_credits(self, params: VoiceCloningParams, file_count: int = 1) -> int:
        """Return the price of one voice, however many recordings it is learned from."""
        return PRICE_CREDITS

    def check(self, params: VoiceCloningParams, entitlements: Entitlements) -> None:
        """Refuse to learn a voice whose speaker has not agreed.

        Raises:
            ToolError: ``consent_missing``.
        """
        if not params.consent:
            raise ToolError(
                "consent_missing",
                f"A voice is learned only where consent is declared to be true: {CONSENT_STATEMENT}",
                allowed={"consent": True},
            )

    def run(
        self,
        params: VoiceCloningParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Learn a voice from one to five recordings of one speaker.

        Raises:
            AudioError: a recording cannot be decoded.
            ToolError: as `check`; ``sample_silent``, ``sample_too_short``, ``sample_clipped``, ``sample_noisy``,
                ``sample_two_speakers`` or ``samples_differ``, with advice; or what is wrong with the sample's text.
            audiostudio.engines.weights.errors.ModelMissing: weights are not installed.
        """
        from audiostudio.tools.voice_cloning.run import clone_voice

        self.check(params, context.entitlements)
        return clone_voice(params, inputs, out_dir, context, progress)


TOOL = VoiceCloning()
