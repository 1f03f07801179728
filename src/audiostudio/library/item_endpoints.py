"""Routes of the library: its items, their waveforms, folders and tags."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from audiostudio.accounts import service as accounts
from audiostudio.accounts.plans import storage_quota_bytes
from audiostudio.accounts.problems import NoSuchAccount
from audiostudio.kit.auth.subject import AppSettings
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import CleanText, responses
from audiostudio.kit.http.pagination import CursorInvalid, Page, PageCursor, PageSize
from audiostudio.library import items
from audiostudio.library.auth import LibraryReader, LibraryReading, LibraryWriter, LibraryWriting
from audiostudio.library.endpoints import Links
from audiostudio.library.items import SHOWN_TYPES, FolderExists, FolderNotFound
from audiostudio.library.repository import ANY_MUSIC, ItemFilter, MusicFilter
from audiostudio.library.schemas import (
    FolderRequest,
    FolderView,
    ItemChanges,
    ItemType,
    ItemView,
    KeepRequest,
    OwnFileForm,
    StorageView,
    TrashView,
)
from audiostudio.library.service import AssetNotFound
from audiostudio.library.waveforms import CallerWaveforms, WaveformMissing
from audiostudio.storage.backend import StorageUnavailable, StoredFileMissing

router = APIRouter(prefix="/api/audio-studio", tags=["library"])

_ITEM = "/library/{audio_id}"
_FOLDER = "/folders/{folder_id}"
_MOST_WORDS = 10
_WAVEFORM_KEPT_S = 86_400
_WAVEFORM_PROBLEMS = (AssetNotFound, WaveformMissing, StoredFileMissing, StorageUnavailable)


async def _music_filter(
    genre: Annotated[CleanText | None, Query(max_length=50, description="Only music of this genre.")] = None,
    mood: Annotated[CleanText | None, Query(max_length=50, description="Only music of this mood.")] = None,
    key: Annotated[CleanText | None, Query(max_length=50, description="Only music in this key: `C minor`.")] = None,
    lowest_bpm: Annotated[float | None, Query(ge=20, le=400, description="Only music that is as fast.")] = None,
    highest_bpm: Annotated[float | None, Query(ge=20, le=400, description="Only music that is no faster.")] = None,
    royalty_free: Annotated[
        bool | None, Query(description="Only music that is free of royalties, or that is not.")
    ] = None,
) -> MusicFilter:
    return MusicFilter(genre, mood, key, lowest_bpm, highest_bpm, royalty_free)


@router.get("/library", responses=responses(NotAuthenticated, CursorInvalid))
async def list_items(
    session: LibraryReading,
    subject: LibraryReader,
    links: Links,
    type: Annotated[
        list[ItemType] | None,
        Query(description="Only these types; all but previews, pictures and reports unless said."),
    ] = None,
    folder_id: Annotated[UUID | None, Query(description="Only what lies in this folder.")] = None,
    tag: Annotated[CleanText | None, Query(max_length=50)] = None,
    q: Annotated[CleanText, Query(max_length=200, description="Words that name, file name or tags hold.")] = "",
    kept: Annotated[bool | None, Query(description="Only what is kept for good, or only what is not.")] = None,
    trashed: Annotated[bool, Query(description="What lies in the trash instead.")] = False,
    music: Annotated[MusicFilter, Depends(_music_filter)] = ANY_MUSIC,
    limit: PageSize = 50,
    cursor: PageCursor = None,
) -> Page[ItemView]:
    """Return what the workspace has made, newest first."""
    wanted = ItemFilter(
        types=tuple(type or SHOWN_TYPES),
        folder_id=folder_id,
        tag=tag,
        words=tuple(q.split()[:_MOST_WORDS]),
        kept=kept,
        trashed=trashed,
        music=music,
    )
    return await items.list_items(session, links, subject.workspace_id, wanted, limit=limit, cursor=cursor)


@router.post(
    "/library",
    status_code=201,
    responses=responses(NotAuthenticated, AssetNotFound, FolderNotFound, StorageUnavailable, 400, 409, 413, 422, 429),
    # The room of files that come in reads the form.
    openapi_extra={
        "requestBody": {"content": {"multipart/form-data": {"schema": OwnFileForm.model_json_schema()}}},
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "minLength": 1, "maxLength": 200},
                "description": "Any text of yours; a file sent again under the same key is kept once.",
            }
        ],
    },
)
async def keep(body: KeepRequest, session: LibraryWriting, settings: AppSettings, links: Links) -> ItemView:
    """Keep an output of a job for good or, sent as a form, a file of one's own: named, in a folder, with tags."""
    changes = ItemChanges(**body.model_dump(exclude={"asset_id"}, exclude_unset=True) | {"kept": True})
    return await items.view(await items.change(session, settings, body.asset_id, changes), links)


@router.get("/storage", responses=responses(NotAuthenticated, NoSuchAccount))
async def storage_usage(session: LibraryReading, subject: LibraryReader, settings: AppSettings) -> StorageView:
    """Return what the workspace keeps, and how much its plan allows."""
    standing = await accounts.get_standing(session, subject)
    return StorageView(
        kept_bytes=standing.kept_bytes, allowed_bytes=storage_quota_bytes(settings, standing.plan, subject)
    )


@router.get(_ITEM, responses=responses(NotAuthenticated, AssetNotFound))
async def item(audio_id: UUID, session: LibraryReading, links: Links) -> ItemView:
    """Return one item."""
    return await items.view(await items.get(session, audio_id), links)


@router.put(_ITEM, responses=responses(NotAuthenticated, AssetNotFound, FolderNotFound))
async def change_item(
    audio_id: UUID, body: ItemChanges, session: LibraryWriting, settings: AppSettings, links: Links
) -> ItemView:
    """Rename an item, move it, tag it, keep it or let it expire; what is left out stays."""
    return await items.view(await items.change(session, settings, audio_id, body), links)


@router.delete(_ITEM, status_code=204, responses=responses(NotAuthenticated, AssetNotFound))
async def delete_item(audio_id: UUID, session: LibraryWriting) -> Response:
    """Put an item into the trash; it can be restored for 30 days."""
    await items.trash(session, audio_id)
    return Response(status_code=204)


@router.post(f"{_ITEM}/restore", responses=responses(NotAuthenticated, AssetNotFound))
async def restore_item(audio_id: UUID, session: LibraryWriting, links: Links) -> ItemView:
    """Take an item out of the trash."""
    return await items.view(await items.restore(session, audio_id), links)


@router.get("/trash", responses=responses(NotAuthenticated))
async def get_trash(session: LibraryReading, subject: LibraryReader) -> TrashView:
    """Tell how much lies in the trash."""
    return await items.measure_trash(session, subject.workspace_id)


@router.delete("/trash", status_code=204, responses=responses(NotAuthenticated))
async def empty_trash(session: LibraryWriting, subject: LibraryWriter) -> Response:
    """Delete for good what lies in the trash."""
    await items.empty_trash(session, subject.workspace_id)
    return Response(status_code=204)


@router.get(
    f"{_ITEM}/peaks",
    response_class=Response,
    responses=responses(NotAuthenticated, *_WAVEFORM_PROBLEMS)
    | {200: {"description": "audiowaveform data, version 2, 8 bit.", "content": {"application/octet-stream": {}}}},
)
async def item_peaks(
    audio_id: UUID,
    waveforms: CallerWaveforms,
    points: Annotated[
        int | None, Query(ge=1, le=131_072, description="Most pairs; as fine as there is unless said.")
    ] = None,
) -> Response:
    """Return the waveform as pairs of least and greatest sample, for players that draw it."""
    peaks = await waveforms.get(audio_id)
    data = (peaks.at_most(points) if points else peaks).to_bytes()
    return Response(data, media_type="application/octet-stream", headers=_kept())


@router.get(
    f"{_ITEM}/waveform.svg",
    response_class=Response,
    responses=responses(NotAuthenticated, *_WAVEFORM_PROBLEMS)
    | {200: {"description": "A picture without margins.", "content": {"image/svg+xml": {}}}},
)
async def item_waveform(audio_id: UUID, waveforms: CallerWaveforms) -> Response:
    """Return the waveform as a small picture."""
    from audiostudio.audio.plots.waveform import waveform_picture  # numpy comes with the first picture

    picture = waveform_picture(await waveforms.get(audio_id))
    return Response(picture, media_type="image/svg+xml", headers=_kept())


@router.get("/tags", responses=responses(NotAuthenticated))
async def list_tags(session: LibraryReading, subject: LibraryReader) -> list[str]:
    """Return every tag in use."""
    return list(await items.list_tags(session, subject.workspace_id))


@router.get("/folders", responses=responses(NotAuthenticated))
async def list_folders(session: LibraryReading, subject: LibraryReader) -> list[FolderView]:
    """Return every folder with the number of items in it."""
    return await items.list_folders(session, subject.workspace_id)


@router.post("/folders", status_code=201, responses=responses(NotAuthenticated, FolderExists))
async def add_folder(body: FolderRequest, session: LibraryWriting, subject: LibraryWriter) -> FolderView:
    """Make a folder."""
    return await items.add_folder(session, subject.workspace_id, body.name)


@router.put(_FOLDER, responses=responses(NotAuthenticated, FolderNotFound, FolderExists))
async def rename_folder(folder_id: UUID, body: FolderRequest, session: LibraryWriting) -> FolderView:
    """Give a folder another name."""
    return await items.rename_folder(session, folder_id, body.name)


@router.delete(_FOLDER, status_code=204, responses=responses(NotAuthenticated, FolderNotFound))
async def delete_folder(folder_id: UUID, session: LibraryWriting) -> Response:
    """Delete a folder; what lies in it stays in the library."""
    await items.delete_folder(session, folder_id)
    return Response(status_code=204)


def _kept() -> dict[str, str]:
    """Return headers that let a browser keep what never changes, for its user alone."""
    return {"Cache-Control": f"private, max-age={_WAVEFORM_KEPT_S}, immutable"}
