"""Tells what the database announces, above all that a job changed: one LISTEN connection a process, many watchers."""

import asyncio
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
from sqlalchemy.engine import URL

from audiostudio.kit.postgres.database import DatabaseUnavailable

logger = logging.getLogger(__name__)

_JOB_CHANNEL = "job_changed"
_RECONNECT_DELAY_S = 1.0
_GLANCE_LASTS_S = 10.0


@dataclass(eq=False)
class WorkspaceWatch:
    """Which jobs of a workspace changed since the watcher last looked; ``missed`` says that there may be others."""

    changed: asyncio.Event = field(default_factory=asyncio.Event)
    job_ids: set[UUID] = field(default_factory=set)
    missed: bool = False

    def take(self) -> tuple[set[UUID], bool]:
        """Return what changed, and forget it."""
        taken = self.job_ids, self.missed
        self.job_ids, self.missed = set(), False
        self.changed.clear()
        return taken


@dataclass(frozen=True)
class _Channel:
    told: Callable[[str], None]
    catch_up: Callable[[], Awaitable[None]]


class NotificationListener:
    """Passes on what the database announces, and wakes watchers when their job, or one of their workspace, changed.

    Watchers learn only that something changed; one then reads the row in its own session, which shows it or does not.
    """

    def __init__(self, url: URL) -> None:
        self._conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._watchers: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._workspace_watchers: defaultdict[UUID, set[WorkspaceWatch]] = defaultdict(set)
        self._watched_workspaces: Counter[UUID] = Counter()
        self._glanced_at_s: dict[UUID, float] = {}
        self._channels = {_JOB_CHANNEL: _Channel(self._job_changed, self._wake_all)}
        self._task: asyncio.Task[None] | None = None

    def subscribe(self, channel: str, *, told: Callable[[str], None], catch_up: Callable[[], Awaitable[None]]) -> None:
        """Listen on one more channel; call it before ``start``.

        Args:
            channel: its name.
            told: called with what is announced.
            catch_up: called whenever listening begins, for what may have been announced while nobody listened.
        """
        self._channels[channel] = _Channel(told, catch_up)

    async def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Stop listening."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def watched_workspaces(self) -> set[UUID]:
        """Return whose jobs are watched, or were looked at a moment ago."""
        recently_s = time.monotonic() - _GLANCE_LASTS_S
        self._glanced_at_s = {owner: at_s for owner, at_s in self._glanced_at_s.items() if at_s > recently_s}
        return {*self._watched_workspaces.keys(), *self._glanced_at_s}

    def glance(self, workspace_id: UUID) -> None:
        """Note that somebody looked at a job of the workspace, and may do so again soon."""
        self._glanced_at_s[workspace_id] = time.monotonic()

    def wake(self, job_id: UUID, workspace_id: UUID) -> None:
        """Wake whoever watches a job or its workspace."""
        for event in self._watchers.get(job_id, ()):
            event.set()
        for watch in self._workspace_watchers.get(workspace_id, ()):
            watch.job_ids.add(job_id)
            watch.changed.set()

    @contextmanager
    def watch(self, job_id: UUID, workspace_id: UUID) -> Iterator[asyncio.Event]:
        """Give an event that is set at every change of the job; the watcher clears it."""
        event = asyncio.Event()
        self._watchers[job_id].add(event)
        self._watched_workspaces[workspace_id] += 1
        try:
            yield event
        finally:
            self._watched_workspaces -= Counter([workspace_id])  # which keeps no zeros
            self._watchers[job_id].discard(event)
            if not self._watchers[job_id]:
                del self._watchers[job_id]

    @contextmanager
    def watch_workspace(self, workspace_id: UUID) -> Iterator[WorkspaceWatch]:
        """Give the notes of what changes in a workspace; the watcher takes them."""
        watch = WorkspaceWatch()
        self._workspace_watchers[workspace_id].add(watch)
        self._watched_workspaces[workspace_id] += 1
        try:
            yield watch
        finally:
            self._watched_workspaces -= Counter([workspace_id])
            self._workspace_watchers[workspace_id].discard(watch)
            if not self._workspace_watchers[workspace_id]:
                del self._workspace_watchers[workspace_id]

    async def _listen(self) -> None:
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True, connect_timeout=5)
                async with connection:
                    for name in self._channels:
                        await connection.execute(f"LISTEN {name}")
                    for channel in self._channels.values():
                        await channel.catch_up()
                    async for notification in connection.notifies():
                        self._channels[notification.channel].told(notification.payload)
            except (psycopg.Error, DatabaseUnavailable):
                logger.warning("notifications: the database is away, trying again")
            await asyncio.sleep(_RECONNECT_DELAY_S)

    def _job_changed(self, payload: str) -> None:
        job_id, workspace_id = map(UUID, payload.split())
        self.wake(job_id, workspace_id)

    async def _wake_all(self) -> None:
        for events in self._watchers.values():
            for event in events:
                event.set()
        for watches in self._workspace_watchers.values():
            for watch in watches:
                watch.missed = True
                watch.changed.set()
