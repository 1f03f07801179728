"""Turns a file that has arrived into a paid job: the one way in, whether it came by form or by address."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from audiostudio.accounts import service as accounts
from audiostudio.accounts.plans import Plan
from audiostudio.credits import service as credits
from audiostudio.credits.service import NotEnoughCredits
from audiostudio.jobs import service as jobs
from audiostudio.jobs.models import Job
from audiostudio.jobs.service import JobRequest
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, CurrentIdentity, Identity
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.processes.pool import ChildPool
from audiostudio.library.endpoints import Links
from audiostudio.library.service import NewAsset
from audiostudio.settings import Settings
from audiostudio.storage.backend import StorageBackend
from audiostudio.studio import ingest, service
from audiostudio.studio.ingest import SentFile
from audiostudio.studio.schemas import Quote, QuoteRequest
from audiostudio.tools.inspection import sound_details
from audiostudio.tools.registry import all_tools, get_tool
from audiostudio.uploads.service import max_upload_bytes


@dataclass(frozen=True)
class Intake:
    """Takes in files for one caller."""

    database: Database
    backend: StorageBackend
    settings: Settings
    identity: Identity
    plan: Plan
    inspectors: ChildPool
    work_dir: Path

    async def replay(self, request: JobRequest) -> Job | None:
        """Return the job that the same request made before under the same idempotency key, if any.

        Raises:
            IdempotencyKeyReused: the key stands for another request.
        """
        if request.fingerprint is None:
            return None
        async with self.database.session(workspace_id=self.identity.workspace_id) as session:
            return await jobs.find_replay(session, self.identity, request.idempotency_key, request.fingerprint)

    async def quote(self, request: QuoteRequest) -> Quote:
        """Return what a run would cost the caller.

        Raises:
            ToolError, ParametersInvalid, TooManyFiles: it would be refused.
        """
        tool = get_tool(request.tool)
        params = service.check_parameters(tool, request.parameters, self.plan.entitlements)
        file_count = max(request.file_count, service.min_files(tool))
        ingest.check_file_counts(tool, files=file_count, references=0)
        price = jobs.price(self.identity, tool, params, file_count)
        async with self.database.session(workspace_id=self.identity.workspace_id) as session:
            balance = await credits.get_balance(session, self.identity.workspace_id)
        return Quote(
            tool=tool.name,
            price=price,
            balance=balance,
            affordable=balance >= price,
            tier=self.plan.tier,
            max_file_size_bytes=max_upload_bytes(self.settings, self.plan),
            max_duration_s=self.settings.max_duration_s,
        )

    async def require_credits(self, request: JobRequest, file_count: int) -> None:
        """Refuse early what cannot be paid.

        Raises:
            NotEnoughCredits: the balance does not cover the price.
        """
        cost = jobs.price(self.identity, get_tool(request.tool), request.params, file_count)
        async with self.database.session(workspace_id=self.identity.workspace_id) as session:
            await credits.require(session, self.identity.workspace_id, cost)

    async def require_any_credits(self, request: Request) -> None:
        """Refuse a body before it is kept where the caller could not pay even the cheapest tool.

        Raises:
            NotEnoughCredits: once the body was thrown away.
        """
        cheapest = jobs.starting_price(self.identity, all_tools().values())
        try:
            async with self.database.session(workspace_id=self.identity.workspace_id) as session:
                await credits.require(session, self.identity.workspace_id, cheapest)
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
        return await jobs.submit(self.database, self.backend, self.settings, self.identity, request, uploads)

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


async def _get_intake(
    connection: HTTPConnection, database: AppDatabase, settings: AppSettings, identity: CurrentIdentity, links: Links
) -> Intake:
    async with database.session(workspace_id=identity.workspace_id, user_id=identity.user_id) as session:
        plan = await accounts.get_plan(session, identity)
    state = connection.app.state
    return Intake(database, links.backend, settings, identity, plan, state.inspectors, state.work_dir)


CallerIntake = Annotated[Intake, Depends(_get_intake)]
