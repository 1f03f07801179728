"""Rules of previews: made when somebody first asks, once for everybody, and made again only when they would differ."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.audio.errors import CodedError
from audiostudio.kit.auth.subject import SERVICE_WORKSPACE_ID
from audiostudio.kit.file_names import safe_file_name
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.processes.pool import ChildError, ChildPool
from audiostudio.previews import repository
from audiostudio.previews.models import Preview
from audiostudio.storage import service as storage
from audiostudio.storage.backend import StorageBackend
from audiostudio.storage.ranges import range_response
from audiostudio.tools.base import FinishedRun, ToolContext

_KEPT_BY_BROWSERS_S = 86_400


class PreviewUnavailable(Problem):
    """This cannot be heard beforehand; the detail says why."""

    status = 409
    code = "preview_unavailable"
    title = "There is no preview of this."


@dataclass(frozen=True)
class WantedPreview:
    """A preview: its name, what changes whenever its sound might, and how it is written into a folder.

    Attributes:
        name: unique among all previews.
        version: at most 32 characters.
        make: writes it and returns its file and media type; raises ``PreviewUnavailable`` where it cannot be.
    """

    name: str
    version: str
    make: Callable[[Path], Awaitable[tuple[Path, str]]]


async def preview_by_tool(
    children: ChildPool,
    tool: str,
    params: Mapping[str, Any],
    folder: Path,
    context: ToolContext,
    *,
    timeout_s: float,
    broken: str,
    affinity: str | None = None,
) -> tuple[Path, str]:
    """Have a tool write a preview into a folder, and return its only file and that one's media type.

    Args:
        children: where tools run.
        tool: its name.
        params: its parameters.
        folder: where it writes.
        context: what it needs besides.
        timeout_s: how long it may take.
        broken: what to say where it crashes.
        affinity: a function whose child is taken if it is free, for the networks it has loaded.

    Raises:
        PreviewUnavailable: the tool refuses, something it needs is missing, or it broke.
    """
    try:
        finished: FinishedRun = await children.run(
            "audiostudio.tools.runner:run_tool",
            tool,
            dict(params),
            [],
            folder,
            context,
            timeout_s=timeout_s,
            affinity=affinity,
            tries=2,
        )
    except CodedError as error:
        raise PreviewUnavailable(error.detail) from None
    except ChildError:
        raise PreviewUnavailable(broken) from None
    [output] = finished.result.outputs
    return output.path, output.media_type


class PreviewStore:
    """Keeps previews, which are made one at a time, and finds those that were made.

    Args:
        database: as the application.
        backend: where they are kept; they belong to the service's workspace, and everybody hears them.
        work_dir: where they are written first.
    """

    def __init__(self, database: Database, backend: StorageBackend, work_dir: Path) -> None:
        self._database, self._backend, self._work_dir = database, backend, work_dir
        self._making: dict[str, asyncio.Task[Preview]] = {}
        self._one_at_a_time = asyncio.Semaphore(1)

    async def get(self, wanted: WantedPreview) -> Preview:
        """Return a preview, made now where nobody has heard it before.

        Raises:
            PreviewUnavailable: it cannot be made.
        """
        async with self._database.session() as session:
            found = await repository.get(session, wanted.name, wanted.version)
        if found is not None:
            return found
        making = self._making.get(wanted.name)
        if making is None:
            making = self._making[wanted.name] = asyncio.create_task(self._make(wanted))
            making.add_done_callback(lambda done: self._forget(done, wanted.name))
        return await asyncio.shield(making)  # who goes away takes it from nobody else

    async def response(self, request: Request, preview: Preview) -> Response:
        """Answer a request for a preview's sound, whole or in part; browsers keep it for a day."""
        response = await range_response(
            request,
            self._backend,
            preview.storage_key,
            size_bytes=preview.size_bytes,
            etag=preview.sha256,
            filename=PurePath(preview.storage_key).name,
            media_type=preview.media_type,
        )
        response.headers["Cache-Control"] = f"private, max-age={_KEPT_BY_BROWSERS_S}"
        return response

    async def close(self) -> None:
        """Stop what is being made."""
        for making in tuple(self._making.values()):
            making.cancel()
        await asyncio.gather(*self._making.values(), return_exceptions=True)

    def _forget(self, done: "asyncio.Task[Preview]", name: str) -> None:
        del self._making[name]
        if not done.cancelled():
            done.exception()  # seen, should nobody wait any more

    async def _make(self, wanted: WantedPreview) -> Preview:
        """Make a preview with no session open meanwhile; of servers that make it at once, the first one's is kept."""
        async with self._one_at_a_time:
            preview = await self._made(wanted)
        kept = None
        try:
            async with self._database.session(workspace_id=SERVICE_WORKSPACE_ID) as session:
                kept = await self._keep(session, preview)
            return kept
        finally:
            if kept is not preview:
                await storage.discard(self._database, self._backend, SERVICE_WORKSPACE_ID, [preview.storage_key])

    async def _made(self, wanted: WantedPreview) -> Preview:
        with TemporaryDirectory(dir=self._work_dir) as folder:
            path, media_type = await wanted.make(Path(folder))
            key = f"{SERVICE_WORKSPACE_ID}/{new_id()}/{safe_file_name(wanted.name)}{path.suffix}"
            stored = await storage.put_files(self._database, self._backend, SERVICE_WORKSPACE_ID, {key: path})
        return Preview(
            name=wanted.name,
            version=wanted.version,
            storage_key=key,
            sha256=stored[key].sha256,
            size_bytes=stored[key].size_bytes,
            media_type=media_type,
        )

    async def _keep(self, session: AsyncSession, preview: Preview) -> Preview:
        await repository.lock(session, preview.name)
        found = await repository.get(session, preview.name, preview.version)
        if found is not None:
            return found
        await storage.make_live(session, [preview.storage_key])
        await repository.replace(session, preview)
        return preview
