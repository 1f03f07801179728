"""Routes of exports: to ask for everything that is kept of oneself, and to fetch it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from audiostudio.accounts import service as accounts
from audiostudio.accounts.auth import ConfirmedPerson, CurrentPerson
from audiostudio.accounts.exports import service, tasks
from audiostudio.accounts.exports.schemas import ExportView
from audiostudio.accounts.exports.service import ExportNotFound, ExportUnderWay
from audiostudio.accounts.problems import ConfirmationRequired, PersonRequired
from audiostudio.kit.auth.subject import AppDatabase, AppSettings
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.rate_limits import RateLimited, enforce
from audiostudio.kit.http.state import app_state
from audiostudio.storage.backend import StorageBackend, StorageUnavailable, StoredFileMissing
from audiostudio.storage.ranges import RangeNotSatisfiable, range_response
from audiostudio.storage.signing import AddressExpired, AddressInvalid, verify

router = APIRouter(tags=["accounts"])


async def _get_backend(request: Request) -> StorageBackend:
    return app_state(request).part(StorageBackend)


Backend = Annotated[StorageBackend, Depends(_get_backend)]


@router.post(
    "/auth/exports",
    status_code=202,
    responses=responses(NotAuthenticated, PersonRequired, ConfirmationRequired, ExportUnderWay, RateLimited),
)
async def begin_export(
    person: ConfirmedPerson, database: AppDatabase, settings: AppSettings, backend: Backend
) -> ExportView:
    """Have an archive made of everything in your account and your own workspace; a mail says when it is ready."""
    async with database.session(user_id=person.user_id) as session:
        workspace_id = await accounts.get_personal_workspace(session, person.user_id)
        await enforce(session, scope="export", caller=str(person.user_id), limit=settings.export_rate_limit)
    async with database.session(workspace_id=workspace_id, user_id=person.user_id) as session:
        row = await service.begin(session, workspace_id=workspace_id, user_id=person.user_id)
        await tasks.make.enqueue(session, str(row.id))
    return await service.view(row, settings, backend)


@router.get("/auth/exports", responses=responses(NotAuthenticated, PersonRequired))
async def list_exports(
    person: CurrentPerson, database: AppDatabase, settings: AppSettings, backend: Backend
) -> list[ExportView]:
    """Return your exports, newest first, each with an address to fetch it from once it is ready."""
    async with database.session(user_id=person.user_id) as session:
        workspace_id = await accounts.get_personal_workspace(session, person.user_id)
    async with database.session(workspace_id=workspace_id, user_id=person.user_id) as session:
        return await service.list_all(session, settings, backend)


@router.head("/files/exports/{workspace_id}/{user_id}/{export_id}", include_in_schema=False)
@router.get(
    "/files/exports/{workspace_id}/{user_id}/{export_id}",
    response_class=Response,
    responses=responses(
        AddressInvalid, AddressExpired, ExportNotFound, StoredFileMissing, StorageUnavailable, RangeNotSatisfiable
    )
    | {200: {"description": "The archive.", "content": {service.MEDIA_TYPE: {}}}},
)
async def export_file(
    workspace_id: UUID,
    user_id: UUID,
    export_id: UUID,
    request: Request,
    database: AppDatabase,
    settings: AppSettings,
    backend: Backend,
    token: Annotated[str, Query(max_length=200, description="Comes with the address.")] = "",
) -> Response:
    """Return an archive to whoever holds its signed address; no other proof of identity is asked."""
    path = service.file_path(workspace_id=workspace_id, user_id=user_id, export_id=export_id)
    verify(path, token, settings.signing_key)
    async with database.session(workspace_id=workspace_id, user_id=user_id) as session:
        key, size_bytes = await service.get_ready(session, export_id)
    return await range_response(
        request,
        backend,
        key,
        size_bytes=size_bytes,
        etag=str(export_id),
        filename=service.FILE_NAME,
        media_type=service.MEDIA_TYPE,
    )
