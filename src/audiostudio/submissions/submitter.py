"""Turns files that have arrived, or that are here already, into a paid job: the one way in for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import Request
from starlette.requests import HTTPConnection

from audiostudio.credits import service as credits
from audiostudio.intake.file_counts import check_file_counts
from audiostudio.intake.form import SentFile, discarding
from audiostudio.intake.service import CallerIntake, Intake
from audiostudio.jobs import service as jobs
from audiostudio.jobs.models import Job
from audiostudio.jobs.requests import JobRequest, input_role, price, starting_price
from audiostudio.jobs.together import Prepared
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import requires
from audiostudio.kit.fair_slots import FairSlots
from audiostudio.kit.file_names import safe_file_name
from audiostudio.kit.http.state import app_state
from audiostudio.library.service import NewAsset
from audiostudio.library.sources import SourceFile
from audiostudio.submissions import service
from audiostudio.submissions.schemas import Quote, QuoteRequest
from audiostudio.tools.item_facts import sound_details
from audiostudio.tools.registry import all_tools, get_tool

_AT_ONCE = 16
_AT_ONCE_OF_A_WORKSPACE = 3


class SubmissionSlots(FairSlots):
    """What this process takes in at once: a flood of one workspace's leaves time for others between its own."""

    def __init__(self) -> None:
        super().__init__(_AT_ONCE, share=_AT_ONCE_OF_A_WORKSPACE)


@dataclass(frozen=True)
class AskedSources:
    """What is asked of a tool, checked, and the sounds that are yet to be brought."""

    request: JobRequest
    files: Sequence[SourceFile]
    urls: Sequence[str]
    references: Sequence[SourceFile]


@dataclass(frozen=True)
class Submitter:
    """Submits jobs for one caller, whose files ``intake`` takes in, when it is their turn in ``slots``."""

    intake: Intake
    slots: SubmissionSlots

    async def replay(self, request: JobRequest) -> Job | None:
        """Return the job that the same request made before under the same idempotency key, if any.

        Raises:
            IdempotencyKeyReused: the key stands for another request.
        """
        if request.key is None:
            return None
        async with self.intake.database.session(workspace_id=self.intake.subject.workspace_id) as session:
            return await jobs.find_replay(session, self.intake.subject, request)

    async def quote(self, request: QuoteRequest) -> Quote:
        """Return what a run would cost the caller.

        Raises:
            ToolError, ParametersInvalid, TooManyFiles: it would be refused.
        """
        tool = get_tool(request.tool)
        params = await service.check_parameters(tool, request.parameters, self.intake.plan.entitlements)
        file_count = max(request.file_count, service.min_files(tool))
        check_file_counts(tool, files=file_count, references=0)
        cost = price(self.intake.subject, tool, params, file_count)
        balance = self.intake.standing.balance
        return Quote(
            tool=tool.name,
            price=cost,
            balance=balance,
            affordable=balance >= cost,
            tier=self.intake.plan.tier,
            max_file_size_bytes=self.intake.max_bytes,
            max_duration_s=self.intake.settings.max_duration_s,
        )

    def require_credits(self, request: JobRequest, file_count: int) -> None:
        """Refuse before files are brought what cannot be paid or may not wait; the queue itself decides later.

        Raises:
            NotEnoughCredits: the balance does not cover the price.
            TooManyJobsWaiting: as many jobs wait as the plan allows.
        """
        self._require(price(self.intake.subject, get_tool(request.tool), request.params, file_count))

    async def require_any_credits(self, request: Request) -> None:
        """Refuse a body before it is kept where the caller could not pay even the cheapest tool, or wait for it.

        Raises:
            NotEnoughCredits, TooManyJobsWaiting: once the body was thrown away.
        """
        async with discarding(request.stream()):
            self._require(starting_price(self.intake.subject, all_tools().values()))

    def _require(self, cost: Decimal) -> None:
        credits.require(self.intake.standing.balance, cost)
        jobs.require_room(self.intake.plan, self.intake.standing.waiting_jobs)

    async def submit(self, request: JobRequest, files: Sequence[SentFile], references: Sequence[SentFile] = ()) -> Job:
        """Inspect files and make the job.

        Raises:
            AudioError: a file is not a sound that can be worked on; nothing was kept or charged.
            NotEnoughCredits: likewise.
        """
        intake = self.intake
        async with self.slots.hold(intake.subject.workspace_id):
            return await jobs.submit(
                intake.database,
                intake.backend,
                intake.settings,
                intake.subject,
                request,
                await self._all_inspected(files, references),
                quota_bytes=intake.quota_bytes,
            )

    async def _all_inspected(self, files: Sequence[SentFile], references: Sequence[SentFile]) -> list[NewAsset]:
        uploads = [await self._inspected(file, input_role(number)) for number, file in enumerate(files)]
        return uploads + [
            await self._inspected(file, input_role(number, reference=True)) for number, file in enumerate(references)
        ]

    async def submit_sources(
        self,
        *,
        tool_name: str,
        parameters: dict[str, Any],
        files: Sequence[SourceFile] = (),
        urls: Sequence[str] = (),
        references: Sequence[SourceFile] = (),
        webhook_url: str | None,
        idempotency_key: str | None,
    ) -> Job:
        """Check, pay and queue a job, or return the one that the same request made before.

        What lies at ``urls`` is worked on after ``files``.

        Raises:
            Problem: one of ``REFUSED_SOURCES``; nothing was kept or charged.
        """
        asked = await self.ask(
            tool_name=tool_name,
            parameters=parameters,
            files=files,
            urls=urls,
            references=references,
            webhook_url=webhook_url,
            idempotency_key=idempotency_key,
        )
        job = await self.replay(asked.request)
        if job is not None:
            return job
        with TemporaryDirectory(dir=self.intake.work_dir) as folder:
            request, sounds, references_here = await self._bring(asked, Path(folder))
            return await self.submit(request, sounds, references_here)

    async def ask(
        self,
        *,
        tool_name: str,
        parameters: dict[str, Any],
        files: Sequence[SourceFile],
        urls: Sequence[str],
        references: Sequence[SourceFile],
        webhook_url: str | None,
        idempotency_key: str | None,
    ) -> AskedSources:
        """Check what is asked of a tool; nothing is brought yet.

        Raises:
            CodedError, Problem: the tool or the plan refuses it.
        """
        tool = get_tool(tool_name)
        params = await service.check_parameters(tool, parameters, self.intake.plan.entitlements)
        check_file_counts(tool, files=len(files) + len(urls), references=len(references))
        request = service.job_request(
            tool,
            params,
            self.intake.plan,
            names=[file.name for file in files],
            digests=[*(file.digest for file in (*files, *references)), *urls],
            webhook_url=webhook_url,
            idempotency_key=idempotency_key,
        )
        return AskedSources(request, files, urls, references)

    async def prepare(self, asked: AskedSources, folder: Path) -> Prepared:
        """Bring and inspect what was asked for, when it is the workspace's turn.

        Raises:
            CodedError, Problem: it cannot be paid, brought or worked on.
        """
        async with self.slots.hold(self.intake.subject.workspace_id):
            request, sounds, references = await self._bring(asked, folder)
            return Prepared(request, await self._all_inspected(sounds, references))

    async def _bring(
        self, asked: AskedSources, folder: Path
    ) -> tuple[JobRequest, Sequence[SentFile], Sequence[SentFile]]:
        files, request = asked.files, asked.request
        self.require_credits(request, file_count=len(files) + len(asked.urls))
        self.intake.require_room()
        copies = [
            await file.copy_to(folder / str(number), self.intake.backend)
            for number, file in enumerate((*files, *asked.references))
        ]
        sounds = copies[: len(files)] + [await self.intake.download(url, folder) for url in asked.urls]
        if not files and asked.urls:
            request = replace(request, filename=safe_file_name(sounds[0].name))
        return request, sounds, copies[len(files) :]

    async def _inspected(self, file: SentFile, role: str) -> NewAsset:
        facts = await self.intake.inspect(file.path)
        return NewAsset(
            path=file.path,
            name=file.name,
            role=role,
            type="upload",
            media_type=facts.media_type,
            details=sound_details(facts),
        )


async def _get_submitter(connection: HTTPConnection, intake: CallerIntake) -> Submitter:
    return Submitter(intake, app_state(connection).part(SubmissionSlots))


CallerSubmitter = Annotated[Submitter, requires(Scope.JOBS_WRITE, of=_get_submitter)]
