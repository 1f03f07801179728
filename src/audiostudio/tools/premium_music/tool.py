"""Music and sounds by a company's network: words go out, the sound comes back into the library.

Like premium voices it calls another server, with a key that the operator set, and says whose network it was.
"""

from audiostudio.engines.music_generation.generator import GeneratorRow, MusicGenerator
from audiostudio.engines.providers.music import MUSIC_PROVIDERS, open_music_provider
from audiostudio.tools.base import ToolContext
from audiostudio.tools.generated_music.generating import GeneratingTool
from audiostudio.tools.premium_music.params import PremiumMusicParams


class PremiumMusic(GeneratingTool[PremiumMusicParams]):
    """One file by a company's network; its price grows with its length."""

    name = "premium_music"
    verb = "premium-music"
    title = "Premium music"
    summary = "Has ElevenLabs or Stability AI make music or sounds; needs the operator's key."
    Params = PremiumMusicParams
    needs_network = True
    seconds_per_credit = 10.0  # companies charge by length, and more than speech

    def row(self, params: PremiumMusicParams) -> GeneratorRow:
        """Return what is known of the company's network."""
        return MUSIC_PROVIDERS[params.engine]

    def generator(self, params: PremiumMusicParams, context: ToolContext) -> MusicGenerator:
        """Return the company's network.

        Raises:
            audiostudio.engines.providers.base.ProviderError: ``provider_key_missing``.
        """
        return open_music_provider(params.engine, context.providers)


TOOL = PremiumMusic()
