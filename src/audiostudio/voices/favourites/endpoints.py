"""Routes of favourite voices: a person's own, in each workspace."""

from fastapi import APIRouter

from audiostudio.kit.errors import responses
from audiostudio.kit.identity import CurrentIdentity, TenantSession
from audiostudio.kit.tokens import NotAuthenticated
from audiostudio.voices.favourites import repository
from audiostudio.voices.favourites.schemas import Favourites

router = APIRouter(prefix="/api/audio-studio/ai-voice/favourites", tags=["voices"])


@router.get("", responses=responses(NotAuthenticated))
async def get_favourites(session: TenantSession, identity: CurrentIdentity) -> Favourites:
    """Return the voices that you like."""
    return Favourites(voice_ids=await repository.get(session, identity))


@router.put("", responses=responses(NotAuthenticated, 422))
async def put_favourites(body: Favourites, session: TenantSession, identity: CurrentIdentity) -> Favourites:
    """Keep these voices as those that you like, in place of the earlier ones."""
    voice_ids = list(dict.fromkeys(body.voice_ids))
    await repository.put(session, identity, voice_ids)
    return Favourites(voice_ids=voice_ids)
