"""Routes of favourite voices: a person's own, in each workspace."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import CleanText, responses
from audiostudio.voices.auth import VoicesReader, VoicesReading, VoicesWriter, VoicesWriting
from audiostudio.voices.favourites import repository
from audiostudio.voices.favourites.repository import FavouritesFull
from audiostudio.voices.favourites.schemas import Favourites

router = APIRouter(prefix="/api/audio-studio/ai-voice/favourites", tags=["voices"])

VoiceId = Annotated[CleanText, Path(max_length=200, description="The voice's id in the gallery.")]


@router.get("", responses=responses(NotAuthenticated))
async def get_favourites(session: VoicesReading, subject: VoicesReader) -> Favourites:
    """Return the voices that you like."""
    return Favourites(voice_ids=await repository.get(session, subject))


@router.put("/{voice_id}", status_code=204, responses=responses(NotAuthenticated, FavouritesFull, 422))
async def add_favourite(voice_id: VoiceId, session: VoicesWriting, subject: VoicesWriter) -> Response:
    """Mark a voice as one that you like; one that is marked stays so."""
    await repository.add(session, subject, voice_id)
    return Response(status_code=204)


@router.delete("/{voice_id}", status_code=204, responses=responses(NotAuthenticated, 422))
async def remove_favourite(voice_id: VoiceId, session: VoicesWriting, subject: VoicesWriter) -> Response:
    """Take the mark off a voice, if it has one."""
    await repository.remove(session, subject, voice_id)
    return Response(status_code=204)
