"""Voice cloning as a tool: recordings of one speaker go in, a voice that text can be spoken with comes out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from audiostudio.tools.base import Progress, Tool, ToolContext, ToolError, ToolParams, ToolResult
from audiostudio.tools.tiers import Tier

Effort = Literal["thorough", "quick"]
VoiceLanguage = Literal["en-US", "en-GB", "es", "fr-FR", "hi", "it", "ja", "pt-BR", "zh-CN"]

MOST_SAMPLES = 5
PRICE_CREDITS = 10
CONSENT_STATEMENT = (
    "I am the speaker of these recordings, or the speaker has agreed that a synthetic voice is made of them and used. "
    "I will not use it to deceive."
)
_SAMPLE_TEXT = "This is how the new voice sounds. It can read whatever you write, for as long as you like."


class VoiceCloningParams(ToolParams):
    """Whose voice is learned, and what it is to speak."""

    name: str = Field("voice", min_length=1, max_length=100, description="What the voice is called.")
    consent: bool = Field(False, description=f"Declare: {CONSENT_STATEMENT} Nothing is learned without.")
    language: VoiceLanguage = Field("en-US", description="BCP 47 tag of what the voice is to speak.")
    effort: Effort = Field(
        "thorough", description="thorough searches for a minute or two; quick only mixes published voices, in seconds."
    )
    sample_text: str = Field(
        "", max_length=300, description="What the voice says in the sample; a standard text in English unless given."
    )

    @property
    def said(self) -> str:
        """What the sample says."""
        return self.sample_text.strip() or _SAMPLE_TEXT


class VoiceCloning(Tool[VoiceCloningParams]):
    """The voice as a small file, a sample of it, and what is known of it."""

    name = "voice_cloning"
    title = "Voice cloning"
    summary = "Learns a voice from recordings of a speaker who has agreed, to speak text with."
    Params = VoiceCloningParams
    max_files = MOST_SAMPLES

    def price_credits(self, params: VoiceCloningParams, file_count: int = 1) -> int:
        """Return the price of one voice, however many recordings it is learned from."""
        return PRICE_CREDITS

    def check(self, params: VoiceCloningParams, tier: Tier) -> None:
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
            audiostudio.engines.weights.store.ModelMissing: weights are not installed.
        """
        from audiostudio.tools.voice_learning import learn_voice

        self.check(params, context.tier)
        return learn_voice(params, inputs, out_dir, context, progress)


TOOL = VoiceCloning()
