"""ElevenLabs, through its official client."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
from elevenlabs.client import ElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.core.request_options import RequestOptions
from elevenlabs.types import VoiceSettings

from audiostudio.engines.providers.base import (
    ProviderAccess,
    ProviderError,
    ProviderModel,
    ProviderUsage,
    ProviderVoice,
)

_TIMEOUT_S = 60.0
_RETRIES = 2
_PAUSES_S = (0.5, 2.0)
_OUTPUT_FORMAT = "mp3_44100_128"
_PAGE_SIZE = 100
_MOST_PAGES = 20
_ERRORS = {
    400: ("provider_request_refused", "ElevenLabs refused the request"),
    401: ("provider_key_refused", "ElevenLabs does not accept the operator's key; ask the operator to check it"),
    402: ("provider_credit_exhausted", "The operator's ElevenLabs plan is used up; ask the operator to extend it"),
    403: ("provider_key_refused", "The operator's ElevenLabs key may not do this; ask the operator to check it"),
    404: ("provider_voice_unknown", "ElevenLabs has no such voice or model; choose one of the list"),
    422: ("provider_request_refused", "ElevenLabs refused the request"),
    429: ("provider_busy", "ElevenLabs has too much to do right now; try again in a minute"),
}
_WORTH_REPEATING = {"provider_busy", "provider_unavailable"}
_QUOTA_STATUSES = {"quota_exceeded", "insufficient_credits"}


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
            with self._errors():
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
        with self._errors():
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
        with self._errors():
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
        with self._errors():
            yield from self._client.text_to_speech.convert(
                voice,
                text=text,
                model_id=model,
                output_format=_OUTPUT_FORMAT,
                voice_settings=VoiceSettings(**settings) if settings else None,
                request_options=self._options,
            )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn the client's errors into the product's; none of them carries the key."""
        try:
            yield
        except ApiError as error:
            raise self._refusal(error) from None
        except httpx.TimeoutException:
            raise ProviderError("provider_timeout", "ElevenLabs did not answer in time; try again.") from None
        except httpx.RemoteProtocolError:
            raise ProviderError("provider_broke_off", "ElevenLabs broke off in the middle; try again.") from None
        except (httpx.HTTPError, json.JSONDecodeError, ValueError):
            raise ProviderError("provider_unavailable", "ElevenLabs cannot be reached; try again later.") from None

    def _refusal(self, error: ApiError) -> ProviderError:
        status, message = _error_message(error.body)
        if status in _QUOTA_STATUSES:
            code, sentence = _ERRORS[402]
        elif error.status_code in _ERRORS:
            code, sentence = _ERRORS[error.status_code]
        else:
            code, sentence = "provider_unavailable", "ElevenLabs is out of order; try again later"
        detail = ""
        if message and code == "provider_request_refused":
            detail = f" (it says: {message.replace(self._key, '…')})"
        return ProviderError(code, f"{sentence}{detail}.")


def _error_message(body: Any) -> tuple[str, str]:
    """Return the status word and the message of an answer, as far as it has them."""
    detail = body.get("detail") if isinstance(body, dict) else None
    if isinstance(detail, dict):
        return str(detail.get("status") or detail.get("code") or ""), str(detail.get("message") or "")[:300]
    return "", detail[:300] if isinstance(detail, str) else ""
