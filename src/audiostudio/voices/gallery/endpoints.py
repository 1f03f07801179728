"""Routes of the voice gallery and of the companies whose voices can be used."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from starlette.requests import HTTPConnection

from audiostudio.kit.auth.subject import AppDatabase
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.state import app_state
from audiostudio.library.endpoints import Links
from audiostudio.voices.auth import VoicesReader
from audiostudio.voices.cloning.views import custom_voices
from audiostudio.voices.gallery import service
from audiostudio.voices.gallery.schemas import Gallery, PremiumModel, PremiumUsage
from audiostudio.voices.gallery.service import ProviderCache, ProviderFailed, ProviderKeyMissing

router = APIRouter(prefix="/api/audio-studio/ai-voice", tags=["voices"])


async def _get_provider_cache(connection: HTTPConnection) -> ProviderCache:
    return app_state(connection).part(ProviderCache)


Providers = Annotated[ProviderCache, Depends(_get_provider_cache)]
ProviderName = Annotated[Literal["elevenlabs"], Query(description="Whose they are.")]


@router.get("/voices", responses=responses(NotAuthenticated))
async def voices(subject: VoicesReader, providers: Providers, database: AppDatabase, links: Links) -> Gallery:
    """Return every voice by category, and which providers can be used or why not."""
    async with database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
        custom = await custom_voices(session, links)
    return await service.gallery(providers, custom)


@router.get("/models", responses=responses(NotAuthenticated, ProviderKeyMissing, ProviderFailed))
async def models(
    subject: VoicesReader, providers: Providers, provider: ProviderName = "elevenlabs"
) -> list[PremiumModel]:
    """Return the models that a provider speaks with."""
    return await service.models(providers, provider)


@router.get("/usage", responses=responses(NotAuthenticated, ProviderKeyMissing, ProviderFailed))
async def usage(subject: VoicesReader, providers: Providers, provider: ProviderName = "elevenlabs") -> PremiumUsage:
    """Return what of the operator's plan with a provider is used."""
    return await service.usage(providers, provider)
