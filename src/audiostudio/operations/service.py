"""Rules of the register of workers: one that has not been heard of for an hour is forgotten."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.operations import repository

_FORGOTTEN_AFTER = timedelta(hours=1)


async def heartbeat(session: AsyncSession, worker_id: UUID, queues: Sequence[str]) -> None:
    """Note that a worker is alive and takes jobs of these queues; the first time makes it known."""
    await repository.heartbeat(session, worker_id, queues)
    await repository.forget_silent(session, _FORGOTTEN_AFTER)


async def leave(session: AsyncSession, worker_id: UUID) -> None:
    """Note that a worker stopped."""
    await repository.leave(session, worker_id)
