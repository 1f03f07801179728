"""Takes in files for one caller: whose they are, how large they may be, who looks at them, where they lie meanwhile."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from audiostudio.accounts import service as accounts
from audiostudio.accounts.plans import Plan, storage_quota_bytes
from audiostudio.accounts.service import Standing
from audiostudio.audio.codecs import AudioFacts
from audiostudio.intake.download import DownloadSlots, download
from audiostudio.intake.form import CheckCounts, Form, SentFile, discarding, read_form
from audiostudio.intake.inspection import inspect, inspect_item
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, CurrentSubject, Subject
from audiostudio.kit.http.state import app_state
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.processes.pool import ChildPool
from audiostudio.settings import Settings
from audiostudio.storage import service as storage
from audiostudio.storage.backend import StorageBackend
from audiostudio.storage.free_disk import disk_watch, require_free_disk
from audiostudio.tools.item_facts import ItemFacts
from audiostudio.uploads.service import max_upload_bytes


@dataclass(frozen=True)
class Intake:
    """Takes in files for one caller.

    Attributes:
        standing: how the caller's workspace stood when the request began.
        inspectors: the child processes that look at files.
        downloads: what may be downloaded at once.
        work_dir: where files lie until they are stored.
    """

    database: Database
    backend: StorageBackend
    settings: Settings
    subject: Subject
    standing: Standing
    inspectors: ChildPool
    downloads: DownloadSlots
    work_dir: Path

    @property
    def plan(self) -> Plan:
        """What the caller's workspace may do."""
        return self.standing.plan

    @property
    def max_bytes(self) -> int:
        """The size of the largest file that the caller may send."""
        return max_upload_bytes(self.settings, self.plan)

    @property
    def quota_bytes(self) -> int | None:
        """What the caller's workspace may keep; None where nothing bounds it."""
        return storage_quota_bytes(self.settings, self.plan, self.subject)

    def require_room(self) -> None:
        """Refuse, before a byte is brought, what there is no room for; what is kept in the end is checked then.

        Raises:
            DiskFull: on the server.
            StorageQuotaUsedUp: in the workspace.
        """
        require_free_disk(self.settings)
        storage.require_room(self.standing.kept_bytes, self.quota_bytes)

    async def read_form(self, request: Request, folder: Path, check_counts: CheckCounts) -> Form:
        """Read a form, its files into ``folder``; ``check_counts`` refuses more of them before they are read.

        Raises:
            DiskFull, StorageQuotaUsedUp, BodyTooLarge, NotAForm, FormBroken: the folder is to be thrown away.
        """
        body = request.stream()
        async with discarding(body):
            self.require_room()
            return await read_form(
                request.headers,
                body,
                folder,
                max_bytes=self.max_bytes,
                check_counts=check_counts,
                on_written=disk_watch(self.settings),
            )

    async def download(self, url: str, folder: Path, *, plan: Plan | None = None) -> SentFile:
        """Download a sound, as large as the caller's plan allows, or ``plan``.

        Raises:
            Problem: one of ``FETCH_PROBLEMS``; nothing is left on disk.
            DiskFull: there is no room for it.
        """
        require_free_disk(self.settings)
        return await download(
            url,
            folder,
            self.settings,
            plan or self.plan,
            slots=self.downloads,
            workspace_id=self.subject.workspace_id,
        )

    async def inspect(self, path: Path) -> AudioFacts:
        """Look at a file that a tool is to work on.

        Raises:
            AudioError: the file is not a sound that the product works on.
        """
        return await inspect(
            self.inspectors,
            path,
            workspace_id=self.subject.workspace_id,
            max_duration_s=self.settings.max_duration_s,
        )

    async def inspect_item(self, path: Path) -> ItemFacts:
        """Look at a file that is to lie in the library.

        Raises:
            AudioError: it is neither a sound nor a MIDI file nor text.
        """
        return await inspect_item(
            self.inspectors,
            path,
            workspace_id=self.subject.workspace_id,
            max_duration_s=self.settings.max_duration_s,
        )


async def get_intake(
    connection: HTTPConnection, database: AppDatabase, settings: AppSettings, subject: CurrentSubject
) -> Intake:
    """Return the intake of the subject, of whom the route that takes it requires something."""
    async with database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
        standing = await accounts.get_standing(session, subject)
    state = app_state(connection)
    return Intake(
        database,
        state.part(StorageBackend),
        settings,
        subject,
        standing,
        state.inspectors,
        state.part(DownloadSlots),
        state.work_dir,
    )


CallerIntake = Annotated[Intake, Depends(get_intake)]
