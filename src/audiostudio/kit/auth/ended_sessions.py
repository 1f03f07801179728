"""Which sessions ended while access tokens of theirs still run: asked at every request, and looked up at none.

Sessions end seldom and access tokens live for minutes, so each process keeps the few that matter: filled when it starts
to listen, and told of each one that ends from then on, whichever process ended it.
"""

import time
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from audiostudio.kit.postgres.database import Database

SESSION_ENDED_CHANNEL = "session_ended"

_RECENT = text("SELECT recently_ended_sessions(:within)")
_SLOWEST_COMMIT_S = 60.0  # between the time that a row tells and that at which others see it


class EndedSessions:
    """The sessions that ended within the life of an access token."""

    def __init__(self, database: Database, *, token_lifetime_s: float) -> None:
        self._database, self._kept_s = database, token_lifetime_s + _SLOWEST_COMMIT_S
        self._forget_at: dict[UUID, float] = {}  # in this order

    def __contains__(self, session_id: UUID) -> bool:
        """Return whether a session ended, so that its tokens are void."""
        return session_id in self._forget_at

    def add(self, session_ids: Iterable[UUID]) -> None:
        """Note that sessions ended."""
        now = time.monotonic()
        for session_id, forget_at in list(self._forget_at.items()):
            if forget_at > now:
                break
            del self._forget_at[session_id]
        self._forget_at.update(dict.fromkeys(session_ids, now + self._kept_s))

    async def catch_up(self) -> None:
        """Read which sessions ended lately: what was announced while nobody listened.

        Raises:
            DatabaseUnavailable: nothing was read.
        """
        async with self._database.session() as session:
            found = await session.execute(_RECENT, {"within": timedelta(seconds=self._kept_s)})
            self.add(found.scalars())

    def told(self, payload: str) -> None:
        """Take in an announcement of the database."""
        self.add([UUID(payload)])
