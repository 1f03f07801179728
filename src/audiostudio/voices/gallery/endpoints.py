"""Routes of the voice gallery and of the companies whose voices can be used."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from starlette.requests import HTTPConnection

from audiostudio.kit.auth.subject import AppDatabase
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.library.endpoints import Links
from audiostudio.voices.auth import VoicesReader
from audiostudio.voices.cloning.views import custom_voices
from audiostudio.voices.gallery import service
from audiostudio.voices.gallery.schemas import Gallery, PremiumModel, PremiumUsage
from audiostudio.voices.gallery.service import ProviderDesk, ProviderFailed, ProviderKeyMissing

router = APIRouter(prefix="/api/audio-studio/ai-voice", tags=["voices"])


def _get_desk(connection: HTTPConnection) -> ProviderDesk:
    desk: ProviderDesk = connection.app.state.provider_desk
    return desk


Desk = Annotated[ProviderDesk, Depends(_get_desk)]
ProviderName = Annotated[Literal["elevenlabs"], Query(description="Whose they are.")]


@router.get("/voices", responses=responses(NotAuthenticated))
async def voices(subject: VoicesReader, desk: Desk, database: AppDatabase, links: Links) -> Gallery:
    """Return every voice by category, and which providers can be used or why not."""
    async with database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
        custom = await custom_voices(session, links)
    return await service.gallery(desk, custom)


@router.get("/models", responses=responses(NotAuthenticated, ProviderKeyMissing, ProviderFailed))
async def models(subject: VoicesReader, desk: Desk, provider: ProviderName = "elevenlabs") -> list[PremiumModel]:
    """Return the models that a provider speaks with."""
    return await service.models(desk, provider)


@router.get("/usage", responses=responses(NotAuthenticated, ProviderKeyMissing, ProviderFailed))
async def usage(subject: VoicesReader, desk: Desk, provider: ProviderName = "elevenlabs") -> PremiumUsage:
    """Return what of the operator's plan with a provider is used."""
    return await service.usage(desk, provider)
