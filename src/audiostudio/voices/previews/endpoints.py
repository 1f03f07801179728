"""Routes of previews: a voice is heard before it is chosen, free of charge."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.requests import HTTPConnection

from audiostudio.engines.speech_synthesis.voice_table import VOICES
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, CurrentSubject, Subject, requires
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.rate_limits import RateLimited, enforce
from audiostudio.kit.http.state import app_state
from audiostudio.kit.postgres.database import Database
from audiostudio.library.endpoints import Links
from audiostudio.library.service import AssetLinks
from audiostudio.previews.models import Preview
from audiostudio.previews.service import PreviewUnavailable
from audiostudio.storage.backend import StorageUnavailable, StoredFileMissing
from audiostudio.storage.ranges import RangeNotSatisfiable
from audiostudio.voices.cloning.views import custom_voices
from audiostudio.voices.gallery.endpoints import Providers
from audiostudio.voices.gallery.service import ProviderCache, ProviderFailed, ProviderKeyMissing, premium_sample_url
from audiostudio.voices.previews import service
from audiostudio.voices.previews.lines import PREVIEW_PATH, address_of
from audiostudio.voices.previews.schemas import PreviewRequest, PreviewView, VoiceId
from audiostudio.voices.previews.service import VoicePreviews

router = APIRouter(tags=["voices"])


async def _get_maker(connection: HTTPConnection) -> VoicePreviews:
    return app_state(connection).part(VoicePreviews)


async def _limit(database: AppDatabase, settings: AppSettings, subject: CurrentSubject) -> None:
    async with database.session() as session:
        await enforce(session, scope="preview", caller=str(subject), limit=settings.preview_rate_limit)


Maker = Annotated[VoicePreviews, Depends(_get_maker)]


class _Samples:
    """Finds voices' samples: previews that this server keeps, and addresses of the caller's own voices."""

    def __init__(
        self, subject: Subject, providers: ProviderCache, database: Database, links: AssetLinks, maker: VoicePreviews
    ) -> None:
        self._subject, self._providers, self._database, self._links = subject, providers, database, links
        self._maker = maker

    async def get(self, voice_id: str) -> Preview | str:
        voice = VOICES.get(voice_id.lower())
        if voice is not None:
            return await self._maker.get(voice)
        url = await premium_sample_url(self._providers, voice_id)
        if url is not None:
            return await self._maker.bring(voice_id, url)
        caller = self._subject
        async with self._database.session(workspace_id=caller.workspace_id, user_id=caller.user_id) as session:
            custom = await custom_voices(session, self._links)
        return await service.address_of_custom(custom, voice_id)


async def _get_samples(
    subject: CurrentSubject, providers: Providers, database: AppDatabase, links: Links, maker: Maker
) -> _Samples:
    return _Samples(subject, providers, database, links, maker)


Samples = Annotated[_Samples, requires(Scope.VOICES_READ, of=_get_samples)]
_PROBLEMS = (
    NotAuthenticated,
    RateLimited,
    PreviewUnavailable,
    ProviderKeyMissing,
    ProviderFailed,
    StorageUnavailable,
    422,
)


@router.get(
    PREVIEW_PATH,
    response_class=Response,
    dependencies=[requires(Scope.VOICES_READ, of=_limit)],
    responses=responses(*_PROBLEMS, StoredFileMissing, RangeNotSatisfiable)
    | {
        200: {"description": "A few seconds of the voice.", "content": {"audio/mpeg": {}}},
        206: {"description": "The range that was asked for."},
        304: {"description": "The preview is the one that `If-None-Match` names."},
        307: {"description": "The voice is a cloned one: its sample lies at `Location`."},
    },
)
async def get_voice_preview(
    request: Request, voice_id: Annotated[VoiceId, Query()], maker: Maker, samples: Samples
) -> Response:
    """Return a sample of a voice, made or fetched now where nobody has heard it before; browsers keep it for a day."""
    preview = await samples.get(voice_id)
    if isinstance(preview, str):
        return RedirectResponse(preview)
    return await maker.store.response(request, preview)


@router.post(PREVIEW_PATH, dependencies=[requires(Scope.VOICES_READ, of=_limit)], responses=responses(*_PROBLEMS))
async def make_voice_preview(body: PreviewRequest, samples: Samples) -> PreviewView:
    """Make or fetch a voice's sample where nobody has heard it before, and tell where it is."""
    preview = await samples.get(body.voice_id)
    if isinstance(preview, str):
        return PreviewView(voice_id=body.voice_id, url=preview)
    return PreviewView(voice_id=preview.name, url=address_of(preview.name))
