"""Turns a file that has arrived into a paid job: the one way in, whether it came by form or by address."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Request
from starlette.requests import HTTPConnection

from audiostudio.accounts import service as accounts
from audiostudio.credits import service as credits
from audiostudio.credits.service import NotEnoughCredits
from audiostudio.jobs import service as jobs
from audiostudio.jobs.models import Job
from audiostudio.jobs.service import JobRequest
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, CurrentSubject, Subject, requires
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.processes.pool import ChildPool
from audiostudio.library.endpoints import Links
from audiostudio.library.service import NewAsset
from audiostudio.settings import Settings
from audiostudio.storage.backend import StorageBackend
from audiostudio.studio import ingest, service
from audiostudio.studio.ingest import SentFile
from audiostudio.studio.schemas import Quote, QuoteRequest
from audiostudio.tools.parts.item_inspection import sound_details
from audiostudio.tools.registry import all_tools, get_tool
from audiostudio.tools.tiers import Tier
from audiostudio.uploads.service import max_upload_bytes


@dataclass(frozen=True)
class Intake:
    """Takes in files for one caller."""

    database: Database
    backend: StorageBackend
    settings: Settings
    subject: Subject
    tier: Tier
    inspectors: ChildPool
    work_dir: Path

    async def replay(self, request: JobRequest) -> Job | None:
        """Return the job that the same request made before under the same idempotency key, if any.

        Raises:
            IdempotencyKeyReused: the key stands for another request.
        """
        if request.fingerprint is None:
            return None
        async with self.database.session(workspace_id=self.subject.workspace_id) as session:
            return await jobs.find_replay(session, self.subject, request.idempotency_key, request.fingerprint)

    async def quote(self, request: QuoteRequest) -> Quote:
        """Return what a run would cost the caller.

        Raises:
            ToolError, ParametersInvalid, TooManyFiles: it would be refused.
        """
        tool = get_tool(request.tool)
        params = service.check_parameters(tool, request.parameters, self.tier)
        file_count = max(request.file_count, service.min_files(tool))
        ingest.check_file_counts(tool, files=file_count, references=0)
        price = jobs.price(self.subject, tool, params, file_count)
        async with self.database.session(workspace_id=self.subject.workspace_id) as session:
            balance = await credits.get_balance(session, self.subject.workspace_id)
        return Quote(
            tool=tool.name,
            price=price,
            balance=balance,
            affordable=balance >= price,
            tier=self.tier,
            max_file_size_bytes=max_upload_bytes(self.settings, self.tier),
            max_duration_s=self.settings.max_duration_s,
        )

    async def require_credits(self, request: JobRequest, file_count: int) -> None:
        """Refuse early what cannot be paid.

        Raises:
            NotEnoughCredits: the balance does not cover the price.
        """
        cost = jobs.price(self.subject, get_tool(request.tool), request.params, file_count)
        async with self.database.session(workspace_id=self.subject.workspace_id) as session:
            await credits.require(session, self.subject.workspace_id, cost)

    async def require_any_credits(self, request: Request) -> None:
        """Refuse a body before it is kept where the caller could not pay even the cheapest tool.

        Raises:
            NotEnoughCredits: once the body was thrown away.
        """
        cheapest = jobs.starting_price(self.subject, all_tools().values())
        try:
            async with self.database.session(workspace_id=self.subject.workspace_id) as session:
                await credits.require(session, self.subject.workspace_id, cheapest)
        except NotEnoughCredits as problem:
            if not await ingest.discard(request.stream()):
                problem.headers["Connection"] = "close"
            raise

    async def submit(self, request: JobRequest, files: Sequence[SentFile], references: Sequence[SentFile] = ()) -> Job:
        """Inspect files and make the job.

        Raises:
            AudioError: a file is not a sound that can be worked on; nothing was kept or charged.
            NotEnoughCredits: likewise.
        """
        await self.require_credits(request, len(files))
        uploads = [await self._inspected(file, jobs.input_role(number)) for number, file in enumerate(files)]
        uploads += [
            await self._inspected(file, jobs.input_role(number, reference=True))
            for number, file in enumerate(references)
        ]
        return await jobs.submit(self.database, self.backend, self.settings, self.subject, request, uploads)

    async def _inspected(self, file: SentFile, role: str) -> NewAsset:
        facts = await ingest.inspect(self.inspectors, file.path, max_duration_s=self.settings.max_duration_s)
        return NewAsset(
            path=file.path,
            name=file.name,
            role=role,
            type="upload",
            media_type=facts.media_type,
            details=sound_details(facts),
        )


async def get_intake(
    connection: HTTPConnection, database: AppDatabase, settings: AppSettings, subject: CurrentSubject, links: Links
) -> Intake:
    """Return the subject's intake; whoever depends on it says what it requires."""
    async with database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
        tier = await accounts.get_tier(session, subject)
    state = connection.app.state
    return Intake(database, links.backend, settings, subject, tier, state.inspectors, state.work_dir)


CallerIntake = Annotated[Intake, requires(Scope.JOBS_WRITE, of=get_intake)]
