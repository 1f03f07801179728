"""ElevenLabs, through its official client."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import httpx
from elevenlabs.client import ElevenLabs
from elevenlabs.core.request_options import RequestOptions
from elevenlabs.types import VoiceSettings

from audiostudio.engines.providers.base import (
    ProviderAccess,
    ProviderError,
    ProviderModel,
    ProviderUsage,
    ProviderVoice,
)
from audiostudio.engines.providers.elevenlabs_errors import elevenlabs_errors

_TIMEOUT_S = 60.0
_RETRIES = 2
_PAUSES_S = (0.5, 2.0)
_OUTPUT_FORMAT = "mp3_44100_128"
_PAGE_SIZE = 100
_MOST_PAGES = 20
_WORTH_REPEATING = {"provider_busy", "provider_unavailable"}


class ElevenLabsProvider:
    """Speech of ElevenLabs; one request at a time, each tried again twice where the provider is busy or broken.

    Args:
        access: the operator's key, maybe another address.
        timeout_s: how long the provider may be silent.
    """

    name = "elevenlabs"
    title = "ElevenLabs"
    default_model = "eleven_multilingual_v2"

    def __init__(self, access: ProviderAccess, *, timeout_s: float = _TIMEOUT_S) -> None:
        self._key = access.api_key
        self._client = ElevenLabs(
            api_key=access.api_key, base_url=access.base_url, httpx_client=httpx.Client(timeout=timeout_s)
        )
        self._options = RequestOptions(max_retries=_RETRIES, timeout_in_seconds=int(timeout_s) or 1)

    def voices(self) -> list[ProviderVoice]:
        """Return the voices that the key may use; see `SpeechProvider.voices`."""
        found: list[ProviderVoice] = []
        token: str | None = None
        for _ in range(_MOST_PAGES):
            with elevenlabs_errors(self._key):
                page = self._client.voices.search(
                    page_size=_PAGE_SIZE, next_page_token=token, request_options=self._options
                )
            for voice in page.voices:
                labels = voice.labels or {}
                found.append(
                    ProviderVoice(
                        id=voice.voice_id,
                        name=voice.name or voice.voice_id,
                        description=voice.description or "",
                        gender=labels.get("gender"),
                        accent=labels.get("accent"),
                        age=labels.get("age"),
                        language=labels.get("language"),
                        preview_url=voice.preview_url,
                    )
                )
            token = page.next_page_token
            if not page.has_more or not token:
                break
        return found

    def models(self) -> list[ProviderModel]:
        """Return the models that speak text; see `SpeechProvider.models`."""
        with elevenlabs_errors(self._key):
            models = self._client.models.list(request_options=self._options)
        return [
            ProviderModel(
                id=model.model_id,
                name=model.name or model.model_id,
                languages=tuple(language.language_id for language in model.languages or ()),
                most_characters=model.maximum_text_length_per_request,
            )
            for model in models
            if model.can_do_text_to_speech
        ]

    def usage(self) -> ProviderUsage:
        """Return what of the plan is used; see `SpeechProvider.usage`."""
        with elevenlabs_errors(self._key):
            plan = self._client.user.subscription.get(request_options=self._options)
        resets = plan.next_character_count_reset_unix
        return ProviderUsage(
            characters=plan.character_count,
            most_characters=plan.character_limit,
            resets_at=datetime.fromtimestamp(resets, UTC) if resets else None,
        )

    def speak(self, text: str, *, voice: str, model: str, settings: Mapping[str, float | bool]) -> Iterator[bytes]:
        """Yield an MP3 of the text; see `SpeechProvider.speak`."""
        for pause_s in (*_PAUSES_S, None):
            begun = False
            try:
                for piece in self._stream(text, voice, model, settings):
                    begun = True
                    yield piece
                return
            except ProviderError as error:
                # The client does not repeat what it streams.
                if begun or pause_s is None or error.code not in _WORTH_REPEATING:
                    raise
            time.sleep(pause_s)

    def _stream(self, text: str, voice: str, model: str, settings: Mapping[str, float | bool]) -> Iterator[bytes]:
        with elevenlabs_errors(self._key):
            yield from self._client.text_to_speech.convert(
                voice,
                text=text,
                model_id=model,
                output_format=_OUTPUT_FORMAT,
                voice_settings=VoiceSettings(**settings) if settings else None,
                request_options=self._options,
            )
