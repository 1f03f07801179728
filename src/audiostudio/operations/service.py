"""Rules of operations: which workers live."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.postgres.database import Database
from audiostudio.operations import repository

_FORGOTTEN_AFTER = timedelta(hours=1)


async def note_heartbeat(database: Database, worker_id: UUID, queues: Sequence[str]) -> None:
    """Note that a worker lives, and forget those that died long ago."""
    async with database.session() as session:
        await repository.heartbeat(session, worker_id, queues)
        await repository.forget_silent(session, _FORGOTTEN_AFTER)


async def sign_off(database: Database, worker_id: UUID) -> None:
    """Note that a worker stops."""
    async with database.session() as session:
        await repository.leave(session, worker_id)


async def oldest_waiting_s(session: AsyncSession) -> float:
    """Return for how long the queue's oldest entry has been due, in seconds."""
    return await repository.oldest_waiting_s(session)
