"""Routes of uploads that survive lost connections and restarts: the tus protocol, version 1.0.0 (https://tus.io)."""

from datetime import datetime
from email.utils import format_datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import service as accounts
from audiostudio.accounts.problems import NoSuchAccount
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, CurrentSubject, Subject, requires, tenant_session
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import CleanText, responses
from audiostudio.kit.http.rate_limits import RateLimited, enforce
from audiostudio.kit.http.state import app_state
from audiostudio.storage.backend import DiskFull, StorageBackend, StorageUnavailable
from audiostudio.storage.service import StorageQuotaUsedUp
from audiostudio.uploads import service
from audiostudio.uploads.errors import (
    TUS_VERSION,
    ChecksumInvalid,
    ChecksumMismatch,
    TusVersionUnknown,
    UploadExpired,
    UploadMetadataInvalid,
    UploadNotFound,
    UploadOffsetWrong,
    UploadOverrun,
    UploadQuotaUsedUp,
    UploadTooLarge,
    UploadTypeWrong,
)
from audiostudio.uploads.receiving import Checksum
from audiostudio.uploads.schemas import UploadView

Uploader = Annotated[Subject, requires(Scope.UPLOADS_WRITE)]
UploadsSession = Annotated[AsyncSession, tenant_session(Scope.UPLOADS_WRITE)]

router = APIRouter(prefix="/uploads", tags=["uploads"])

_UPLOAD = "/{upload_id}"
_MEDIA_TYPE = "application/offset+octet-stream"
_EXTENSIONS = "creation,expiration,checksum,termination"


async def _speak_tus(
    response: Response,
    version: Annotated[str | None, Header(alias="Tus-Resumable", description=f"`{TUS_VERSION}`")] = None,
) -> None:
    if version != TUS_VERSION:
        raise TusVersionUnknown
    response.headers["Tus-Resumable"] = TUS_VERSION


async def limit_uploads(database: AppDatabase, settings: AppSettings, subject: CurrentSubject) -> None:
    """Hold callers to the number of uploads that the operator allows.

    Raises:
        RateLimited: there were too many.
    """
    async with database.session(turn_of=subject.workspace_id) as session:
        await enforce(session, scope="upload", caller=str(subject), limit=settings.upload_rate_limit)


_tus = [Depends(_speak_tus)]
_GONE = (NotAuthenticated, TusVersionUnknown, UploadNotFound, UploadExpired)


@router.options("", status_code=204)
async def capabilities(response: Response, settings: AppSettings) -> None:
    """Tell what of the protocol is spoken here; `Tus-Max-Size` is that of the highest tier."""
    response.headers.update(
        {
            "Tus-Resumable": TUS_VERSION,
            "Tus-Version": TUS_VERSION,
            "Tus-Extension": _EXTENSIONS,
            "Tus-Max-Size": str(settings.max_file_size_mb * 2**20),
            "Tus-Checksum-Algorithm": ",".join(Checksum.ALGORITHMS),
        }
    )


@router.post(
    "",
    status_code=201,
    dependencies=[*_tus, requires(Scope.UPLOADS_WRITE, of=limit_uploads)],
    responses=responses(
        NotAuthenticated,
        NoSuchAccount,
        TusVersionUnknown,
        UploadTooLarge,
        UploadQuotaUsedUp,
        StorageQuotaUsedUp,
        DiskFull,
        UploadMetadataInvalid,
        RateLimited,
    ),
)
async def begin(
    response: Response,
    session: UploadsSession,
    settings: AppSettings,
    subject: Uploader,
    length: Annotated[int, Header(alias="Upload-Length", ge=0, le=2**53, description="The file's size in bytes.")],
    metadata: Annotated[
        CleanText,
        Header(
            alias="Upload-Metadata",
            max_length=4096,
            description="Pairs of a key and a value in Base64; `filename` names the file.",
        ),
    ] = "",
) -> UploadView:
    """Announce a file; its bytes are sent to the address in `Location`, in as many requests as it takes."""
    standing = await accounts.get_standing(session, subject)
    upload = await service.begin(session, settings, subject, standing.plan, size_bytes=length, metadata=metadata)
    await session.refresh(upload)
    response.headers["Location"] = f"{router.prefix}/{upload.id}"
    response.headers["Upload-Expires"] = _http_date(upload.expires_at)
    return service.view(upload)


@router.head(_UPLOAD, response_class=Response, dependencies=_tus, responses=responses(*_GONE))
async def offset(upload_id: UUID, response: Response, session: UploadsSession) -> None:
    """Tell how much has arrived, in `Upload-Offset`."""
    upload = await service.get(session, upload_id)
    response.headers.update(
        {
            "Upload-Offset": str(upload.offset_bytes),
            "Upload-Length": str(upload.size_bytes),
            "Upload-Expires": _http_date(upload.expires_at),
            "Cache-Control": "no-store",
        }
    )
    if upload.metadata_header:
        response.headers["Upload-Metadata"] = upload.metadata_header


@router.get(_UPLOAD, responses=responses(NotAuthenticated, UploadNotFound, UploadExpired))
async def look(upload_id: UUID, session: UploadsSession) -> UploadView:
    """Return an upload."""
    return service.view(await service.get(session, upload_id))


@router.patch(
    _UPLOAD,
    status_code=204,
    dependencies=_tus,
    responses=responses(
        *_GONE,
        UploadOffsetWrong,
        UploadTypeWrong,
        UploadOverrun,
        ChecksumInvalid,
        ChecksumMismatch,
        StorageUnavailable,
        DiskFull,
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {_MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def add(
    upload_id: UUID,
    request: Request,
    response: Response,
    database: AppDatabase,
    settings: AppSettings,
    subject: Uploader,
    offset_bytes: Annotated[int, Header(alias="Upload-Offset", ge=0, le=2**53, description="Where the bytes go on.")],
    checksum: Annotated[
        str | None,
        Header(alias="Upload-Checksum", max_length=200, description="`sha1` or `sha256`, and the body's in Base64."),
    ] = None,
) -> None:
    """Send the bytes that follow; those that arrive before an interruption stay."""
    async with database.session(workspace_id=subject.workspace_id) as session:
        upload = await service.get(session, upload_id)
    if request.headers.get("content-type", "").partition(";")[0].strip() != _MEDIA_TYPE:
        raise UploadTypeWrong
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and offset_bytes + int(announced) > upload.size_bytes:
        raise UploadOverrun
    state = app_state(request)
    now_at, expires_at = await service.receive(
        database,
        state.part(StorageBackend),
        settings,
        upload,
        request.stream(),
        offset_bytes=offset_bytes,
        checksum=Checksum(checksum) if checksum is not None else None,
        work_dir=state.work_dir,
    )
    response.headers["Upload-Offset"] = str(now_at)
    response.headers["Upload-Expires"] = _http_date(expires_at)


@router.delete(_UPLOAD, status_code=204, dependencies=_tus, responses=responses(*_GONE))
async def remove(upload_id: UUID, session: UploadsSession) -> None:
    """Throw an upload away; jobs that were made of it keep their own copy."""
    await service.remove(session, upload_id)


def _http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)
