"""Routes of previews: a voice is heard before it is chosen, free of charge."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.requests import HTTPConnection

from audiostudio.engines.voices.voice_table import VOICES
from audiostudio.kit.errors import responses
from audiostudio.kit.identity import AppDatabase, AppSettings, CurrentIdentity
from audiostudio.kit.rate_limits import RateLimited, enforce
from audiostudio.kit.tokens import NotAuthenticated
from audiostudio.library.endpoints import Links
from audiostudio.storage.backend import StorageUnavailable, StoredFileMissing
from audiostudio.storage.ranges import RangeNotSatisfiable, range_response
from audiostudio.voices.cloning.views import custom_voices
from audiostudio.voices.endpoints import Desk
from audiostudio.voices.previews import service
from audiostudio.voices.previews.lines import PREVIEW_PATH, preview_address
from audiostudio.voices.previews.schemas import PreviewRequest, PreviewView, VoiceId
from audiostudio.voices.previews.service import PreviewMaker, PreviewUnavailable
from audiostudio.voices.service import ProviderFailed, ProviderKeyMissing

router = APIRouter(tags=["voices"])

_KEPT_S = 86_400


def _get_maker(connection: HTTPConnection) -> PreviewMaker:
    maker: PreviewMaker = connection.app.state.previews
    return maker


async def _limit(database: AppDatabase, settings: AppSettings, identity: CurrentIdentity) -> None:
    async with database.session() as session:
        await enforce(session, scope="preview", identity=str(identity), limit=settings.preview_rate_limit)


class _Elsewhere:
    """Finds previews of voices that are not the product's own."""

    def __init__(self, identity: CurrentIdentity, desk: Desk, database: AppDatabase, links: Links) -> None:
        self._identity, self._desk, self._database, self._links = identity, desk, database, links

    async def address(self, voice_id: str) -> str:
        caller = self._identity
        async with self._database.session(workspace_id=caller.workspace_id, user_id=caller.user_id) as session:
            custom = await custom_voices(session, self._links)
        return await service.address_elsewhere(self._desk, custom, voice_id)


Maker = Annotated[PreviewMaker, Depends(_get_maker)]
Elsewhere = Annotated[_Elsewhere, Depends()]
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
    dependencies=[Depends(_limit)],
    responses=responses(*_PROBLEMS, StoredFileMissing, RangeNotSatisfiable)
    | {
        200: {"description": "A few seconds of the voice.", "content": {"audio/mpeg": {}}},
        206: {"description": "The range that was asked for."},
        304: {"description": "The preview is the one that `If-None-Match` names."},
        307: {"description": "The voice is a company's or a cloned one: its sample lies at `Location`."},
    },
)
async def get_voice_preview(
    request: Request, voice_id: Annotated[VoiceId, Query()], maker: Maker, elsewhere: Elsewhere
) -> Response:
    """Return a sample of a voice, made now where nobody has heard it before; browsers keep it for a day."""
    voice = VOICES.get(voice_id.lower())
    if voice is None:
        return RedirectResponse(await elsewhere.address(voice_id))
    preview = await maker.get(voice)
    response = await range_response(
        request,
        maker.backend,
        preview.storage_key,
        size_bytes=preview.size_bytes,
        etag=preview.sha256,
        filename=f"{voice.id}.mp3",
        media_type=preview.media_type,
    )
    response.headers["Cache-Control"] = f"private, max-age={_KEPT_S}"
    return response


@router.post(PREVIEW_PATH, dependencies=[Depends(_limit)], responses=responses(*_PROBLEMS))
async def make_voice_preview(body: PreviewRequest, maker: Maker, elsewhere: Elsewhere) -> PreviewView:
    """Make a voice's sample where nobody has heard it before, and tell where it is."""
    voice = VOICES.get(body.voice_id.lower())
    if voice is None:
        return PreviewView(voice_id=body.voice_id, url=await elsewhere.address(body.voice_id))
    await maker.get(voice)
    return PreviewView(voice_id=voice.id, url=preview_address(voice) or "")
