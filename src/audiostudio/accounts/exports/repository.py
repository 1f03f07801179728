"""The queries on exports, and those that read everything of a person, whatever tables there are."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class ExportRow(NamedTuple):
    """An export."""

    id: UUID
    workspace_id: UUID
    user_id: UUID
    state: str
    storage_key: str | None
    size_bytes: int | None
    created_at: datetime
    expires_at: datetime | None


class ExportedFile(NamedTuple):
    """A file of a person's."""

    asset_id: UUID
    name: str
    storage_key: str


_COLUMNS = "id, workspace_id, user_id, state, storage_key, size_bytes, created_at, expires_at"


async def add(session: AsyncSession, *, workspace_id: UUID, user_id: UUID) -> ExportRow:
    """Insert an export that is to be made.

    Raises:
        IntegrityError: one is being made.
    """
    query = text(
        f"INSERT INTO account_exports (workspace_id, user_id) VALUES (:workspace, :user) RETURNING {_COLUMNS}"  # noqa: S608
    )
    return ExportRow(*(await session.execute(query, {"workspace": workspace_id, "user": user_id})).one())


async def get(session: AsyncSession, export_id: UUID) -> ExportRow | None:
    """Return an export, where the session may see it."""
    query = text(f"SELECT {_COLUMNS} FROM account_exports WHERE id = :id")  # noqa: S608
    row = (await session.execute(query, {"id": export_id})).one_or_none()
    return None if row is None else ExportRow(*row)


async def list_all(session: AsyncSession) -> Sequence[ExportRow]:
    """Return the exports that the session may see, newest first."""
    query = text(f"SELECT {_COLUMNS} FROM account_exports ORDER BY created_at DESC, id DESC")  # noqa: S608
    return [ExportRow(*row) for row in await session.execute(query)]


async def finish(
    session: AsyncSession, export_id: UUID, *, storage_key: str, size_bytes: int, kept: timedelta
) -> datetime | None:
    """Note where the archive lies and return when it is deleted; None where nobody waits for it any more."""
    query = text(
        "UPDATE account_exports SET state = 'READY', storage_key = :key, size_bytes = :size, finished_at = now(), "
        "expires_at = now() + :kept WHERE id = :id AND state = 'PENDING' RETURNING expires_at"
    )
    values = {"id": export_id, "key": storage_key, "size": size_bytes, "kept": kept}
    found: datetime | None = (await session.execute(query, values)).scalar_one_or_none()
    return found


async def tidy(session: AsyncSession, *, given_up_after: timedelta, failed_kept: timedelta) -> None:
    """Delete archives whose time is over, and give up those that were not made; for the worker's role."""
    await session.execute(text("DELETE FROM account_exports WHERE expires_at < now()"))
    await session.execute(
        text(
            "UPDATE account_exports SET state = 'FAILED', finished_at = now(), expires_at = now() + :kept "
            "WHERE state = 'PENDING' AND created_at < now() - :after"
        ),
        {"after": given_up_after, "kept": failed_kept},
    )


# Whatever table shows the application's role rows of its own: a table that comes later is here by itself. What opens
# something is left out: hashes, sealed secrets, keys, and all that is no text.
_TABLES = text(
    """SELECT c.relname, array_agg(quote_ident(a.attname) ORDER BY a.attnum)
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relnamespace = 'studio'::regnamespace AND c.relkind IN ('r', 'p')
         AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND 'studio_app'::regrole = ANY (p.polroles))
         AND has_column_privilege(c.oid, a.attnum, 'SELECT')
         AND a.atttypid NOT IN ('bytea'::regtype, 'bytea[]'::regtype)
         AND a.attname !~ '(hash|secret|password|token)'
       GROUP BY c.relname ORDER BY c.relname"""
)


async def list_tables(session: AsyncSession) -> Sequence[tuple[str, list[str]]]:
    """Return the tables that hold rows of somebody's, each with the columns that are told."""
    return [(str(name), list(columns)) for name, columns in await session.execute(_TABLES)]


async def rows_of(session: AsyncSession, table: str, columns: Sequence[str]) -> AsyncIterator[str]:
    """Yield the rows that the session may see, each as a JSON object; the names come from :func:`list_tables`."""
    query = text(f'SELECT to_json(told)::text FROM (SELECT {", ".join(columns)} FROM "{table}") told')  # noqa: S608
    async for (row,) in await session.stream(query):
        yield row


async def list_files(session: AsyncSession, workspace_id: UUID) -> Sequence[ExportedFile]:
    """Return the files of a workspace, the oldest first."""
    query = text("SELECT id, name, storage_key FROM assets WHERE workspace_id = :workspace ORDER BY created_at, id")
    return [ExportedFile(*row) for row in await session.execute(query, {"workspace": workspace_id})]
