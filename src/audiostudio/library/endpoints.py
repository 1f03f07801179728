"""Routes of files: the signed addresses of the local storage, and how any asset is answered."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.requests import HTTPConnection

from audiostudio.kit.auth.subject import AppDatabase, AppSettings
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.state import app_state
from audiostudio.kit.postgres.listener import NotificationListener
from audiostudio.library import service
from audiostudio.library.auth import LibraryReader
from audiostudio.library.models import Asset
from audiostudio.library.service import AssetLinks, AssetNotFound
from audiostudio.storage.backend import StorageBackend, StorageUnavailable, StoredFileMissing
from audiostudio.storage.ranges import RangeNotSatisfiable, range_response
from audiostudio.storage.signing import AddressExpired, AddressInvalid, verify

router = APIRouter(tags=["files"])

_FILE_PATH = "/files/{workspace_id}/{asset_id}/{name}"
_ASSET_PATH = "/asset/{asset_id}"
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file, under its own media type.", "content": {"*/*": {}}},
    206: {"description": "The range that was asked for."},
    304: {"description": "The file is the one that `If-None-Match` names."},
}

ASSET_PROBLEMS = (AssetNotFound, StoredFileMissing, StorageUnavailable, RangeNotSatisfiable)


async def _get_links(connection: HTTPConnection) -> AssetLinks:
    state = app_state(connection)
    return AssetLinks(state.settings, state.part(StorageBackend))


async def _get_feed(connection: HTTPConnection) -> NotificationListener:
    return app_state(connection).listener


Links = Annotated[AssetLinks, Depends(_get_links)]
Feed = Annotated[NotificationListener, Depends(_get_feed)]


async def asset_response(request: Request, asset: Asset, backend: StorageBackend) -> Response:
    """Answer a request for an asset's bytes, whole or in part."""
    return await range_response(
        request,
        backend,
        asset.storage_key,
        size_bytes=asset.size_bytes,
        etag=asset.sha256,
        filename=asset.name,
        media_type=asset.media_type,
    )


@router.head(_ASSET_PATH, include_in_schema=False)
@router.get(_ASSET_PATH, response_class=Response, responses=responses(NotAuthenticated, *ASSET_PROBLEMS) | _ANSWERS)
async def asset_file(
    asset_id: UUID, request: Request, database: AppDatabase, subject: LibraryReader, links: Links
) -> Response:
    """Return a file that went into a job or came out of it, for players: an address that stays, and takes `Range`."""
    async with database.session(workspace_id=subject.workspace_id) as session:
        asset = await service.get(session, asset_id)
    return await asset_response(request, asset, links.backend)


@router.head(_FILE_PATH, include_in_schema=False)
@router.get(
    _FILE_PATH, response_class=Response, responses=responses(AddressInvalid, AddressExpired, *ASSET_PROBLEMS) | _ANSWERS
)
async def file(
    workspace_id: UUID,
    asset_id: UUID,
    name: str,
    request: Request,
    database: AppDatabase,
    settings: AppSettings,
    links: Links,
    token: Annotated[str, Query(max_length=200, description="Comes with the address.")] = "",
) -> Response:
    """Return a file to whoever holds its signed address; no other proof of identity is asked."""
    verify(f"/files/{workspace_id}/{asset_id}/{name}", token, settings.signing_key)
    async with database.session(workspace_id=workspace_id) as session:
        asset = await service.get(session, asset_id)
    if asset.trashed_at is not None:
        raise AssetNotFound  # whoever threw it away wants nobody to have it; its owner may still hear it
    return await asset_response(request, asset, links.backend)
