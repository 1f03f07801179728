"""What may be asked of the cloning tool."""

from typing import Literal

from pydantic import Field

from audiostudio.tools.base import ToolParams

Effort = Literal["thorough", "quick"]
VoiceLanguage = Literal["en-US", "en-GB", "es", "fr-FR", "hi", "it", "ja", "pt-BR", "zh-CN"]

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
