"""Follows a job until it ends: the same loop feeds WebSockets, server-sent events and callers that asked to wait."""

import asyncio
import time
from collections.abc import AsyncIterator
from uuid import UUID

from audiostudio.jobs import service
from audiostudio.jobs.schemas import JobView
from audiostudio.kit.changes import ChangeFeed
from audiostudio.kit.database import Database
from audiostudio.kit.identity import Identity
from audiostudio.library.service import AssetLinks

# A change that was announced to nobody (the database was restarting) is seen after this long at the latest.
_LONGEST_SILENCE_S = 5.0


async def follow(
    database: Database,
    feed: ChangeFeed,
    links: AssetLinks,
    identity: Identity,
    job_id: UUID,
    *,
    timeout_s: float | None = None,
) -> AsyncIterator[JobView]:
    """Yield the job now and after every change, until it ended or ``timeout_s`` have passed.

    Raises:
        JobNotFound: it is not there for this caller, or was deleted meanwhile.
    """
    ends_at = time.monotonic() + timeout_s if timeout_s is not None else None
    last: JobView | None = None
    with feed.watch(job_id) as changed:
        while True:
            changed.clear()
            async with database.session(workspace_id=identity.workspace_id, user_id=identity.user_id) as session:
                job = await service.get_view(session, links, job_id)
            if last is None or _differs(job, last):
                yield job
            last = job
            remaining_s = ends_at - time.monotonic() if ends_at is not None else _LONGEST_SILENCE_S
            if job.status.is_final or remaining_s <= 0:
                return
            try:
                await asyncio.wait_for(changed.wait(), min(remaining_s, _LONGEST_SILENCE_S))
            except TimeoutError:
                continue


def _differs(one: JobView, other: JobView) -> bool:
    # Addresses are signed afresh at every look; they alone are no change.
    fields = ("status", "progress", "message", "cancel_requested", "attempt")
    return any(getattr(one, field) != getattr(other, field) for field in fields)
