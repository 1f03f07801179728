"""Routes of jobs: status, list, live progress, results, cancellation, deletion."""

import stat
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from audiostudio.jobs import service
from audiostudio.jobs.auth import JobsReader, JobsReading, JobsSocket, JobsWriting
from audiostudio.jobs.models import JobStatus
from audiostudio.jobs.problems import JobNotCancellable, JobNotFinished, JobNotFound
from audiostudio.jobs.repository import JobFilter
from audiostudio.jobs.schemas import JobView
from audiostudio.jobs.watching import follow, follow_workspace
from audiostudio.kit.auth.subject import AppDatabase
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.auth.websockets import accept
from audiostudio.kit.file_names import content_disposition
from audiostudio.kit.http.errors import CleanText, Problem, responses
from audiostudio.kit.http.pagination import CursorInvalid, Page, PageCursor, PageSize
from audiostudio.library import service as library
from audiostudio.library.endpoints import ASSET_PROBLEMS, Feed, Links, asset_response
from audiostudio.library.models import Asset
from audiostudio.library.service import AssetNotFound
from audiostudio.storage.backend import StorageBackend

if TYPE_CHECKING:
    from stream_zip import Method

router = APIRouter(tags=["jobs"])

_POLICY_VIOLATION = 1008  # RFC 6455, 7.4.1


@router.get("/status/{job_id}", responses=responses(NotAuthenticated, JobNotFound))
async def status(job_id: UUID, session: JobsReading, subject: JobsReader, links: Links, feed: Feed) -> JobView:
    """Return how far a job is and, once it is done, its outputs with their addresses."""
    feed.glance(subject.workspace_id)
    return await service.get_view(session, links, job_id)


@router.get("/jobs", responses=responses(NotAuthenticated, CursorInvalid))
async def list_jobs(
    session: JobsReading,
    subject: JobsReader,
    links: Links,
    feed: Feed,
    status: Annotated[list[JobStatus] | None, Query(description="Only jobs that stand there.")] = None,
    tool: Annotated[list[CleanText] | None, Query(max_length=20, description="Only jobs of these tools.")] = None,
    limit: PageSize = 50,
    cursor: PageCursor = None,
) -> Page[JobView]:
    """Return the workspace's jobs, newest first."""
    feed.glance(subject.workspace_id)
    wanted = JobFilter(statuses=status or (), tools=tool or ())
    return await service.list_jobs(session, links, subject.workspace_id, wanted, limit=limit, cursor=cursor)


@router.post("/job/{job_id}/cancel", responses=responses(NotAuthenticated, JobNotFound, JobNotCancellable))
async def cancel(job_id: UUID, session: JobsWriting, links: Links) -> JobView:
    """Cancel a job; one that still waits is refunded."""
    await service.cancel(session, job_id)
    return await service.get_view(session, links, job_id)


@router.delete("/job/{job_id}", status_code=204, responses=responses(NotAuthenticated, JobNotFound))
async def delete(job_id: UUID, session: JobsWriting) -> Response:
    """Delete a job and its files for good, except what the library keeps."""
    await service.delete(session, job_id)
    return Response(status_code=204)


@router.get(
    "/download/{job_id}",
    response_class=Response,
    responses=responses(
        NotAuthenticated,
        JobNotFound,
        JobNotFinished,
        *ASSET_PROBLEMS,
    )
    | {
        200: {
            "description": "A zip of all outputs, or the one output that was named.",
            "content": {"application/zip": {}, "application/octet-stream": {}},
        },
        206: {"description": "The range of the one output that was asked for."},
        304: {"description": "The output is the one that `If-None-Match` names."},
    },
)
async def download(
    job_id: UUID,
    request: Request,
    session: JobsReading,
    links: Links,
    asset: Annotated[str | None, Query(max_length=200, description="Role or id of one output.")] = None,
) -> Response:
    """Return a job's outputs: all in a zip, or one of them (with `Range`)."""
    job = await service.get(session, job_id)
    outputs = await library.list_of_job(session, job_id, "output")
    if job.status != JobStatus.COMPLETED:
        raise JobNotFinished(f"This job is {job.status}; only a COMPLETED one has a result.", job_status=job.status)
    if asset is not None:
        for output in outputs:
            if asset in (output.role, str(output.id)):
                return await asset_response(request, output, links.backend)
        raise AssetNotFound(allowed={"asset": [output.role for output in outputs]})
    name = f"{job.filename.rpartition('.')[0] or job.filename} ({job.tool}).zip"
    return StreamingResponse(
        _zip(list(outputs), links.backend),
        media_type="application/zip",
        headers={"Content-Disposition": content_disposition(name)},
    )


@router.get("/job/{job_id}/events", response_class=EventSourceResponse, responses=responses(NotAuthenticated))
async def events(
    job_id: UUID, database: AppDatabase, feed: Feed, links: Links, subject: JobsReader
) -> AsyncIterator[ServerSentEvent]:
    """Stream a job's changes as server-sent events until it ends; one that is not there ends the stream at once."""
    try:
        async for job in follow(database, feed, links, subject, job_id):
            yield ServerSentEvent(data=job, event="job")
    except JobNotFound as error:
        yield ServerSentEvent(data={"code": error.code, "detail": error.detail}, event="problem")


@router.websocket("/job/{job_id}/live")
async def live(
    websocket: WebSocket, job_id: UUID, authorization: JobsSocket, database: AppDatabase, feed: Feed, links: Links
) -> None:
    """Send a job's changes as JSON until it ends.

    A browser's session is known by its cookie; other pages send a token as a subprotocol, for they can set no headers:
    `["audiostudio.v1", "bearer.<token>"]`.
    """
    await accept(websocket)
    try:
        subject = await authorization.check()
        async for job in follow(database, feed, links, subject, job_id):
            await authorization.check()  # a session can end while its socket is open
            await websocket.send_text(job.model_dump_json())
    except Problem as problem:
        await _end_with(websocket, problem)
    except WebSocketDisconnect:
        pass
    else:
        await websocket.close()


@router.websocket("/jobs/live")
async def live_jobs(
    websocket: WebSocket,
    authorization: JobsSocket,
    database: AppDatabase,
    feed: Feed,
    links: Links,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> None:
    """Send the changes of all the workspace's jobs as JSON (`JobChanges`), every few seconds at least an empty one.

    With the `cursor` of the last message it starts with what changed since, else with the jobs that have not ended.
    """
    await accept(websocket)
    try:
        subject = await authorization.check()
        async for changes in follow_workspace(database, feed, links, subject, cursor=cursor):
            await authorization.check()
            await websocket.send_text(changes.model_dump_json())
    except Problem as problem:
        await _end_with(websocket, problem)
    except WebSocketDisconnect:
        pass


async def _end_with(websocket: WebSocket, problem: Problem) -> None:
    with suppress(WebSocketDisconnect):  # whoever is refused may have gone meanwhile
        await websocket.send_json({"code": problem.code, "detail": problem.detail})
        await websocket.close(_POLICY_VIOLATION, problem.code)


async def _zip(outputs: list[Asset], backend: StorageBackend) -> AsyncIterator[bytes]:
    """Yield a zip of files that are streamed from the storage; sound does not compress, so nothing is squeezed."""
    from stream_zip import ZIP_64, async_stream_zip  # which brings ciphers that nothing here needs

    async def members() -> AsyncIterator[tuple[str, datetime, int, "Method", AsyncIterator[bytes]]]:
        for output in outputs:
            yield output.name, output.created_at, stat.S_IFREG | 0o644, ZIP_64, backend.stream(output.storage_key)

    async for piece in async_stream_zip(
        members(), get_compressobj=lambda: zlib.compressobj(level=0, wbits=-zlib.MAX_WBITS)
    ):
        yield piece
