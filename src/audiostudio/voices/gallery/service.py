"""Rules of voices: which there are, which can be used and why not; what providers answer is cached for five minutes."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TypeVar

from audiostudio.engines.providers.base import (
    ProviderError,
    ProviderModel,
    ProviderUsage,
    ProviderVoice,
    SpeechProvider,
)
from audiostudio.engines.providers.choice import TITLES, open_provider
from audiostudio.engines.speech_synthesis.voice_table import VOICES
from audiostudio.jobs.tool_context import provider_access
from audiostudio.kit.http.errors import Problem
from audiostudio.settings import Settings
from audiostudio.voices.gallery.schemas import Availability, Gallery, PremiumModel, PremiumUsage, VoiceView
from audiostudio.voices.previews.lines import address_of, preview_address, unreadable

T = TypeVar("T")

_LIFETIME_S = 300.0
_ERROR_LIFETIME_S = 20.0


class ProviderKeyMissing(Problem):
    """The operator has no key of the provider."""

    status = 409
    code = "provider_key_missing"
    title = "The operator has set no key of this provider."


class ProviderFailed(Problem):
    """The provider cannot be asked, or refuses; ``reason`` holds its own code."""

    status = 502
    code = "provider_failed"
    title = "The provider did not answer as it should."


class ProviderCache:
    """What providers have, requested in threads of its own and cached for a while."""

    def __init__(self, settings: Settings) -> None:
        self._access = provider_access(settings)
        self._providers: dict[str, SpeechProvider] = {}
        self._cached: dict[tuple[str, str], tuple[float, object]] = {}
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}

    async def voices(self, name: str) -> list[ProviderVoice]:
        """Return a provider's voices.

        Raises:
            ProviderError: there is no key, or the provider cannot be asked.
        """
        return await self._get(name, "voices", lambda provider: provider.voices())

    async def models(self, name: str) -> list[ProviderModel]:
        """Return a provider's models.

        Raises:
            ProviderError: there is no key, or the provider cannot be asked.
        """
        return await self._get(name, "models", lambda provider: provider.models())

    async def usage(self, name: str) -> ProviderUsage:
        """Return what of the operator's plan is used.

        Raises:
            ProviderError: there is no key, or the provider cannot be asked.
        """
        return await self._get(name, "usage", lambda provider: provider.usage())

    async def _get(self, name: str, resource: str, request: Callable[[SpeechProvider], T]) -> T:
        async with self._locks.setdefault((name, resource), asyncio.Lock()):
            good_until, answer = self._cached.get((name, resource), (0.0, None))
            if time.monotonic() > good_until:
                answer, lifetime_s = await asyncio.to_thread(self._request, name, request)
                self._cached[name, resource] = time.monotonic() + lifetime_s, answer
        if isinstance(answer, ProviderError):
            raise answer
        return answer  # type: ignore[return-value]

    def _request(self, name: str, request: Callable[[SpeechProvider], T]) -> tuple[T | ProviderError, float]:
        try:
            if name not in self._providers:
                self._providers[name] = open_provider(name, self._access)
            return request(self._providers[name]), _LIFETIME_S
        except ProviderError as error:
            return error, _ERROR_LIFETIME_S


async def models(cache: ProviderCache, name: str) -> list[PremiumModel]:
    """Return a provider's models.

    Raises:
        ProviderKeyMissing, ProviderFailed: it cannot be asked.
    """
    with _as_problem():
        found = await cache.models(name)
    return [
        PremiumModel(
            id=model.id,
            name=model.name,
            provider=name,
            languages=list(model.languages),
            most_characters=model.most_characters,
        )
        for model in found
    ]


async def usage(cache: ProviderCache, name: str) -> PremiumUsage:
    """Return what of the operator's plan is used.

    Raises:
        ProviderKeyMissing, ProviderFailed: it cannot be asked.
    """
    with _as_problem():
        found = await cache.usage(name)
    return PremiumUsage(provider=name, **asdict(found))


@contextmanager
def _as_problem() -> Iterator[None]:
    try:
        yield
    except ProviderError as error:
        if error.code == ProviderKeyMissing.code:
            raise ProviderKeyMissing(error.detail) from None
        raise ProviderFailed(error.detail, reason=error.code) from None


async def gallery(cache: ProviderCache, custom: list[VoiceView]) -> Gallery:
    """Return every voice; those of a provider that cannot be asked are missing, with the reason.

    Args:
        cache: of what the providers have.
        custom: the voices that the caller had learned.
    """
    premium: list[VoiceView] = []
    providers: list[Availability] = []
    for name, title in TITLES.items():
        refusal: ProviderError | None = None
        try:
            premium += [_premium_view(name, voice) for voice in await cache.voices(name)]
        except ProviderError as error:
            refusal = error
        providers.append(
            Availability(
                provider=name,
                title=title,
                available=refusal is None,
                reason=refusal.detail if refusal else None,
                code=refusal.code if refusal else None,
            )
        )
    return Gallery(standard=standard_voices(), premium=premium, custom=custom, providers=providers)


async def premium_sample_url(cache: ProviderCache, voice_id: str) -> str | None:
    """Return where the company has a sample whose voice this is; None where it has none, or is no company's voice.

    Raises:
        ProviderKeyMissing, ProviderFailed: the company cannot be asked.
    """
    name, _, own_id = voice_id.partition("_")
    if name not in TITLES:
        return None
    with _as_problem():
        return next((voice.preview_url for voice in await cache.voices(name) if voice.id == own_id), None)


def standard_voices() -> list[VoiceView]:
    """Return the product's own voices."""
    return [
        VoiceView(
            id=voice.id,
            name=voice.name,
            category="standard",
            provider="kokoro",
            language=voice.language,
            accent=voice.accent,
            gender=voice.gender,
            grade=voice.grade,
            preview_url=preview_address(voice),
            unreadable=unreadable(voice),
        )
        for voice in VOICES.values()
    ]


def _premium_view(provider: str, voice: ProviderVoice) -> VoiceView:
    voice_id = f"{provider}_{voice.id}"
    return VoiceView(
        id=voice_id,
        name=voice.name,
        category="premium",
        provider=provider,
        language=voice.language,
        accent=voice.accent,
        gender=voice.gender,
        age=voice.age,
        description=voice.description,
        preview_url=address_of(voice_id) if voice.preview_url else None,
    )
