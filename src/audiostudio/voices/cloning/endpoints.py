"""Routes of cloned voices and their samples, as far as no job is asked for."""

from uuid import UUID

from fastapi import APIRouter, Response

from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.pagination import CursorInvalid, Page, PageCursor, PageSize
from audiostudio.library.endpoints import Links
from audiostudio.tools.voice_cloning_params import CONSENT_STATEMENT
from audiostudio.voices.auth import VoicesReader, VoicesReading, VoicesWriter, VoicesWriting
from audiostudio.voices.cloning import service, views
from audiostudio.voices.cloning.schemas import ClonedVoiceView, Consent, SampleView, VoiceChanges
from audiostudio.voices.cloning.service import (
    SampleInUse,
    SampleNotFound,
    VoiceDeleted,
    VoiceNotFound,
    VoiceNotYours,
)

router = APIRouter(prefix="/api/audio-studio/voice-cloning", tags=["voice_cloning"])

_VOICE = "/voices/{voice_id}"


@router.get("/consent")
async def voice_cloning_consent() -> Consent:
    """Return what is declared with `consent`, to be shown to whoever declares it."""
    return Consent(statement=CONSENT_STATEMENT)


@router.get("/samples", responses=responses(NotAuthenticated))
async def list_voice_samples(session: VoicesReading, subject: VoicesReader, links: Links) -> list[SampleView]:
    """Return the caller's recordings, newest first, with what was declared of each."""
    return await views.sample_views(session, links, await service.list_samples(session, subject.workspace_id))


@router.delete(
    "/samples/{sample_id}", status_code=204, responses=responses(NotAuthenticated, SampleNotFound, SampleInUse)
)
async def delete_voice_sample(sample_id: UUID, session: VoicesWriting) -> Response:
    """Delete a recording that no voice was learned from, for good."""
    await service.delete_sample(session, sample_id)
    return Response(status_code=204)


@router.get("/voices", responses=responses(NotAuthenticated, CursorInvalid))
async def list_cloned_voices(
    session: VoicesReading,
    subject: VoicesReader,
    links: Links,
    limit: PageSize = 50,
    cursor: PageCursor = None,
) -> Page[ClonedVoiceView]:
    """Return the voices that the caller made or that are shared in the workspace, newest first."""
    voices, more = await service.list_voices(session, subject, limit=limit, cursor=cursor)
    return Page(items=await views.voice_views(session, voices, links, subject), next_cursor=more)


@router.get(_VOICE, responses=responses(NotAuthenticated, VoiceNotFound, VoiceDeleted))
async def get_cloned_voice(
    voice_id: UUID, session: VoicesReading, subject: VoicesReader, links: Links
) -> ClonedVoiceView:
    """Return one voice."""
    [view] = await views.voice_views(session, [await service.get(session, voice_id)], links, subject)
    return view


@router.put(_VOICE, responses=responses(NotAuthenticated, VoiceNotFound, VoiceDeleted, VoiceNotYours))
async def change_cloned_voice(
    voice_id: UUID, body: VoiceChanges, session: VoicesWriting, subject: VoicesWriter, links: Links
) -> ClonedVoiceView:
    """Rename a voice, describe it, share it with the workspace or keep it to oneself; what is left out stays."""
    changed = await service.change(session, subject, voice_id, body)
    [view] = await views.voice_views(session, [changed], links, subject)
    return view
