"""Sessions on PostgreSQL that see one workspace: who asks is told to the database, which then shows only their rows."""

import logging
import time
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import Error as PsycopgError
from sqlalchemy import Connection, MetaData, event
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from audiostudio.kit.fair_slots import FairSlots, SlotsBusy
from audiostudio.kit.http.errors import Problem

logger = logging.getLogger(__name__)

SEARCH_PATH = "studio,queue"
_POOL_TIMEOUT_S = 30.0
_IDLE_S = 0.1  # no server restarts faster than that
_IDLE_IN_TRANSACTION = "25P03"  # SQLSTATE of a session that the server ended because nothing happened in it


class Base(DeclarativeBase):
    """Base of every mapped table; the schema itself is written by the migrations."""

    metadata = MetaData()
    type_annotation_map = {datetime: TIMESTAMP(timezone=True), dict[str, Any]: JSONB}  # noqa: RUF012


class DatabaseUnavailable(Problem):
    """The database does not answer."""

    status = 503
    code = "database_unavailable"
    title = "The database does not answer right now; try again in a moment."


class Database:
    """A pool of connections under one of the product's roles."""

    def __init__(
        self, url: URL, *, pool_size: int = 10, idle_timeout_s: float = 60.0, statement_timeout_s: float = 0.0
    ) -> None:
        """Prepare the pool; connections are made as they are needed.

        Args:
            url: where, and under which role.
            pool_size: connections that may be open at once.
            idle_timeout_s: seconds for which a transaction may be open while nothing is asked in it, before the server
                ends it: a net, for no code waits for anything else than the database while it holds a session.
            statement_timeout_s: seconds for which a statement may run or wait for a lock; 0 sets no limit.
        """
        self.url = url
        limits = f"-c idle_in_transaction_session_timeout={round(idle_timeout_s * 1000)}"
        limits += f" -c statement_timeout={round(statement_timeout_s * 1000)}"
        self._engine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=_POOL_TIMEOUT_S,
            pool_use_lifo=True,  # what was used a moment ago need not be asked whether it lives
            # A transaction is begun by `_begin`, not by the driver, which would take a round trip of its own for that.
            connect_args={
                "options": f"-c search_path={SEARCH_PATH} {limits}",
                "connect_timeout": 5,
                "autocommit": True,
            },
        )
        event.listen(self._engine.sync_engine, "checkout", self._ping_what_lay_idle)
        event.listen(self._engine.sync_engine, "checkin", _note_use)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._slots = FairSlots(pool_size, share=max(1, pool_size // 2))

    @asynccontextmanager
    async def session(
        self, *, workspace_id: UUID | None = None, user_id: UUID | None = None, turn_of: Hashable = None
    ) -> AsyncIterator[AsyncSession]:
        """Open one transaction: committed at the end of the block, rolled back where it raises.

        Args:
            workspace_id: whose rows it sees.
            user_id: who asks.
            turn_of: who waits for a connection in turn with others; the workspace unless given.

        Raises:
            DatabaseUnavailable: the server cannot be reached, or went away; nothing was written.
        """
        try:
            async with (
                self._slots.hold(turn_of or workspace_id, patience_s=_POOL_TIMEOUT_S),
                self._sessions() as session,
            ):
                session.info.update(workspace_id=workspace_id, user_id=user_id)
                async with session.begin():
                    yield session
        except SlotsBusy as error:
            logger.warning("all connections are in use")
            raise DatabaseUnavailable from error
        except (OperationalError, InterfaceError, InternalError, PoolTimeoutError) as error:
            if isinstance(error, InternalError) and sql_state(error) != _IDLE_IN_TRANSACTION:
                raise
            logger.warning("the database is unavailable: %s", str(getattr(error, "orig", error)).partition("\n")[0])
            raise DatabaseUnavailable from error

    def _ping_what_lay_idle(
        self, connection: DBAPIConnection, record: ConnectionPoolEntry, proxy: PoolProxiedConnection
    ) -> None:
        """See that a connection lives which the server may have closed: a restarted server must cost no request."""
        if time.monotonic() - record.info.get("used_at_s", time.monotonic()) < _IDLE_S:
            return
        try:
            self._engine.dialect.do_ping(connection)
        except PsycopgError as error:
            raise DisconnectionError from error  # which makes the pool connect anew

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()


def _note_use(connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info["used_at_s"] = time.monotonic()


@event.listens_for(Session, "after_begin")
def _begin(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Begin the transaction and tell who asks, in one round trip."""
    if not transaction.nested:
        shown = _show_rows_of(session.info.get("workspace_id"), session.info.get("user_id"))
        connection.exec_driver_sql(f"BEGIN; {shown}")


def _show_rows_of(workspace_id: UUID | None, user_id: UUID | None) -> str:
    # Without parameters, which only a single statement may have.
    workspace, user = str(workspace_id or ""), str(user_id or "")
    return f"SELECT set_config('app.workspace_id', '{workspace}', true), set_config('app.user_id', '{user}', true)"


async def set_workspace(session: AsyncSession, *, workspace_id: UUID, user_id: UUID | None = None) -> None:
    """Show the running transaction the rows of ``workspace_id``."""
    await (await session.connection()).exec_driver_sql(_show_rows_of(workspace_id, user_id))


def sql_state(error: DBAPIError) -> str | None:
    """Return the five-character SQLSTATE of a database error."""
    return error.orig.sqlstate if isinstance(error.orig, PsycopgError) else None


def constraint_name(error: DBAPIError) -> str | None:
    """Return the name of the constraint or index that a database error names."""
    return error.orig.diag.constraint_name if isinstance(error.orig, PsycopgError) else None
