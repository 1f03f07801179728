"""What voices say in their previews, in each language that is read here; a voice of another has none."""

from collections.abc import Mapping
from urllib.parse import urlencode

from audiostudio.engines.speech_synthesis.voice_table import Voice

PREVIEW_PATH = "/api/audio-studio/ai-voice/preview"

LINES: Mapping[str, str] = {
    "en-US": "Hello! This is how I sound. Give me a story, a lesson or an advert, and I will read it for you.",
    "en-GB": "Hello! This is how I sound. Give me a story, a lesson or an advert, and I shall read it for you.",
    "es": "¡Hola! Así suena mi voz. Dame un cuento, una lección o un anuncio, y lo leeré para ti.",
    "fr-FR": "Bonjour ! Voici ma voix. Donnez-moi une histoire, une leçon ou une annonce, et je la lirai pour vous.",
    "hi": "नमस्ते! मेरी आवाज़ ऐसी है। मुझे कोई कहानी या पाठ दीजिए, मैं आपके लिए पढ़ूँगा।",
    "it": "Ciao! Questa è la mia voce. Dammi una storia, una lezione o un annuncio, e li leggerò per te.",
    "pt-BR": "Olá! Esta é a minha voz. Dê-me uma história, uma lição ou um anúncio, e eu leio para você.",
}
# The same, where the speaker's gender shows in the verb.
FEMALE_LINES: Mapping[str, str] = {
    "hi": "नमस्ते! मेरी आवाज़ ऐसी है। मुझे कोई कहानी या पाठ दीजिए, मैं आपके लिए पढ़ूँगी।",
}


def unreadable(voice: Voice) -> str | None:
    """Return why texts in a voice's language cannot be read here; None where they can."""
    return None if voice.language in LINES else f"Texts in {voice.accent} cannot be read here yet."


def preview_address(voice: Voice) -> str | None:
    """Return where one of the product's own voices can be heard; None where its language is not read here."""
    return address_of(voice.id) if voice.language in LINES else None


def address_of(voice_id: str) -> str:
    """Return where this server gives a voice's sample."""
    return f"{PREVIEW_PATH}?{urlencode({'voice_id': voice_id})}"
