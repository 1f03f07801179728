"""Routes of a workspace's own pronunciations."""

from uuid import UUID

from fastapi import APIRouter, Response

from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.voices.auth import VoicesReader, VoicesReading, VoicesWriter, VoicesWriting
from audiostudio.voices.pronunciations import service
from audiostudio.voices.pronunciations.schemas import PronunciationChanges, PronunciationRequest, PronunciationView
from audiostudio.voices.pronunciations.service import (
    DictionaryFull,
    PronunciationExists,
    PronunciationInvalid,
    PronunciationNotFound,
)

router = APIRouter(prefix="/api/audio-studio/ai-voice/pronunciations", tags=["voices"])

_PRONUNCIATION = "/{pronunciation_id}"


@router.get("", responses=responses(NotAuthenticated))
async def list_pronunciations(session: VoicesReading, subject: VoicesReader) -> list[PronunciationView]:
    """Return the words that the product's voices say as the workspace wants them, by word."""
    return await service.list_all(session, subject.workspace_id)


@router.post(
    "",
    status_code=201,
    responses=responses(NotAuthenticated, PronunciationInvalid, PronunciationExists, DictionaryFull),
)
async def add_pronunciation(
    body: PronunciationRequest, session: VoicesWriting, subject: VoicesWriter
) -> PronunciationView:
    """Add a word and how it is spoken; every text that is read from now on follows."""
    return await service.add(session, subject.workspace_id, body)


@router.put(
    _PRONUNCIATION,
    responses=responses(NotAuthenticated, PronunciationNotFound, PronunciationInvalid, PronunciationExists),
)
async def change_pronunciation(
    pronunciation_id: UUID, body: PronunciationChanges, session: VoicesWriting
) -> PronunciationView:
    """Change a word or how it is spoken; what is left out stays."""
    return await service.change(session, pronunciation_id, body)


@router.delete(_PRONUNCIATION, status_code=204, responses=responses(NotAuthenticated, PronunciationNotFound))
async def delete_pronunciation(pronunciation_id: UUID, session: VoicesWriting) -> Response:
    """Take a word out of the dictionary."""
    await service.remove(session, pronunciation_id)
    return Response(status_code=204)
