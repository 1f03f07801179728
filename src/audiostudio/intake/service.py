"""Takes in files for one caller: whose they are, how large they may be, who looks at them, where they lie meanwhile."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from audiostudio.accounts import service as accounts
from audiostudio.accounts.plans import Plan
from audiostudio.audio.codecs import AudioFacts
from audiostudio.intake.download import DownloadSlots, download
from audiostudio.intake.form import Form, SentFile, read_form
from audiostudio.intake.inspection import inspect, inspect_item
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, CurrentSubject, Subject
from audiostudio.kit.http.state import app_state
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.processes.pool import ChildPool
from audiostudio.settings import Settings
from audiostudio.storage.backend import StorageBackend
from audiostudio.tools.item_facts import ItemFacts
from audiostudio.uploads.service import max_upload_bytes


@dataclass(frozen=True)
class Intake:
    """Takes in files for one caller.

    Attributes:
        plan: what the caller's workspace may do.
        inspectors: the child processes that look at files.
        downloads: what may be downloaded at once.
        work_dir: where files lie until they are stored.
    """

    database: Database
    backend: StorageBackend
    settings: Settings
    subject: Subject
    plan: Plan
    inspectors: ChildPool
    downloads: DownloadSlots
    work_dir: Path

    @property
    def max_bytes(self) -> int:
        """The size of the largest file that the caller may send."""
        return max_upload_bytes(self.settings, self.plan)

    async def read_form(self, request: Request, folder: Path) -> Form:
        """Read a form, its files into ``folder``.

        Raises:
            BodyTooLarge, NotAForm, FormBroken: nothing is left on disk.
        """
        return await read_form(request, folder, max_bytes=self.max_bytes)

    async def download(self, url: str, folder: Path, *, plan: Plan | None = None) -> SentFile:
        """Download a sound, as large as the caller's plan allows, or ``plan``.

        Raises:
            Problem: one of ``FETCH_PROBLEMS``; nothing is left on disk.
        """
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
        plan = await accounts.get_plan(session, subject)
    state = app_state(connection)
    return Intake(
        database,
        state.part(StorageBackend),
        settings,
        subject,
        plan,
        state.inspectors,
        state.part(DownloadSlots),
        state.work_dir,
    )


CallerIntake = Annotated[Intake, Depends(get_intake)]
