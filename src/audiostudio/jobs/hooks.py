"""Hooks by which features take part in the jobs of their tools, so that jobs know no feature.

The roof registers them by the tool's name before the first request or job (`audiostudio.app`, `audiostudio.worker`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.jobs.models import Job
from audiostudio.jobs.requests import JobRequest
from audiostudio.kit.auth.subject import Identity
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.postgres.database import Database
from audiostudio.library.models import Asset
from audiostudio.settings import Settings
from audiostudio.storage.backend import StorageBackend
from audiostudio.tools.base import ToolContext


@dataclass(frozen=True)
class Run:
    """A run about to begin: of which tool, for whom, and the folder in which files for it may be put."""

    tool: str
    params: Mapping[str, Any]
    workspace_id: UUID
    user_id: UUID | None
    folder: Path
    database: Database
    backend: StorageBackend
    settings: Settings


class JobHooks:
    """What a feature does in the life of a job; by itself nothing. Instances hold no state of a job.

    Attributes:
        problems: what callers who ask for a job may be answered, for the routes' descriptions.
    """

    problems: ClassVar[tuple[type[Problem], ...]] = ()

    def check(self, request: JobRequest) -> None:
        """Refuse a request by raising a ``Problem``, before a file is kept or anything is paid."""

    async def use(self, session: AsyncSession, identity: Identity, request: JobRequest, job: Job) -> None:
        """Note what the job uses, in the transaction that makes and charges it; a ``Problem`` gives it all up."""

    async def inputs(self, session: AsyncSession, job: Job) -> Sequence[Asset]:
        """Return the files to work on, for a job that has none of its own."""
        return ()

    async def context(self, run: Run, context: ToolContext) -> ToolContext:
        """Return the context with what the tool needs of the feature; a ``Problem`` below 500 fails the job for good.

        It may be called again after the database was away.
        """
        return context

    async def completed(
        self, session: AsyncSession, job: Job, outputs: Sequence[Asset], report: Mapping[str, Any]
    ) -> None:
        """Take what came out, in the transaction that completes the job."""

    async def ended(self, session: AsyncSession, job: Job) -> None:
        """Let go of a job that failed or was cancelled, in the transaction that ends it."""


_by_tool: dict[str, tuple[JobHooks, ...]] = {}


def register(hooks: Mapping[str, Sequence[JobHooks]]) -> None:
    """Let features take part in the jobs of tools, by the tools' names; whoever was named for a tool before is not."""
    _by_tool.update((tool, tuple(of_tool)) for tool, of_tool in hooks.items())


def hooks_of(tool: str) -> tuple[JobHooks, ...]:
    """Return who takes part in a tool's jobs, in the order of registration."""
    return _by_tool.get(tool, ())


def all_problems() -> tuple[type[Problem], ...]:
    """Return what features may answer to those who ask for jobs, each once."""
    return tuple(dict.fromkeys(found for hooks in _by_tool.values() for hook in hooks for found in hook.problems))


async def add_features(run: Run, context: ToolContext) -> ToolContext:
    """Return the context with all that features give the run.

    Raises:
        Problem: a feature refuses the run, or cannot be asked.
    """
    for hook in hooks_of(run.tool):
        context = await hook.context(run, context)
    return context
