"""The queries on workers and on the state of the queue."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def heartbeat(session: AsyncSession, worker_id: UUID, queues: Sequence[str]) -> None:
    """Note that a worker is alive."""
    await session.execute(
        text(
            "INSERT INTO workers (id, queues) VALUES (:id, :queues) ON CONFLICT (id) DO UPDATE SET heartbeat_at = now()"
        ),
        {"id": worker_id, "queues": list(queues)},
    )


async def leave(session: AsyncSession, worker_id: UUID) -> None:
    """Note that a worker stopped."""
    await session.execute(text("DELETE FROM workers WHERE id = :id"), {"id": worker_id})


async def forget_silent(session: AsyncSession, silent_for: timedelta) -> None:
    """Delete workers that died."""
    await session.execute(text("DELETE FROM workers WHERE heartbeat_at < now() - :silent"), {"silent": silent_for})


async def count_alive(session: AsyncSession, silent_for: timedelta) -> int:
    """Return how many workers were heard of lately."""
    found = await session.execute(
        text("SELECT count(*) FROM workers WHERE heartbeat_at >= now() - :silent"), {"silent": silent_for}
    )
    return int(found.scalar_one())


async def oldest_waiting_s(session: AsyncSession) -> float:
    """Return for how long the queue's oldest entry has been due, in seconds."""
    return float((await session.execute(text("SELECT queue.oldest_waiting_s()"))).scalar_one())
