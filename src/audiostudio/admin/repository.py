"""The operator's queries, which see every workspace: they run under the role ``studio_operator`` alone."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

After = tuple[datetime, UUID] | None

_USERS = text("""
    SELECT u.id AS user_id, u.email, u.username, u.is_operator, u.suspended_at, u.created_at,
           (SELECT count(*) FROM memberships m WHERE m.user_id = u.id) AS workspaces
    FROM users u
    WHERE (:pattern = '' OR u.email ILIKE :pattern OR u.username ILIKE :pattern)
      AND (CAST(:at AS timestamptz) IS NULL OR (u.created_at, u.id) < (CAST(:at AS timestamptz), CAST(:id AS uuid)))
    ORDER BY u.created_at DESC, u.id DESC LIMIT :limit
""")
_WORKSPACES = text("""
    SELECT w.id AS workspace_id, w.name, w.kind, w.tier, w.suspended_at, w.created_at,
           (SELECT u.email FROM memberships m JOIN users u ON u.id = m.user_id
                WHERE m.workspace_id = w.id AND m.role = 'owner' ORDER BY m.created_at LIMIT 1) AS owner,
           (SELECT count(*) FROM memberships m WHERE m.workspace_id = w.id) AS members,
           coalesce((SELECT c.balance FROM credit_accounts c WHERE c.workspace_id = w.id), 0) AS balance,
           coalesce((SELECT s.kept_bytes FROM storage_usage s WHERE s.workspace_id = w.id), 0) AS kept_bytes
    FROM workspaces w
    WHERE (:pattern = '' OR w.name ILIKE :pattern OR EXISTS (
               SELECT FROM memberships m JOIN users u ON u.id = m.user_id
               WHERE m.workspace_id = w.id AND u.email ILIKE :pattern))
      AND (CAST(:at AS timestamptz) IS NULL OR (w.created_at, w.id) < (CAST(:at AS timestamptz), CAST(:id AS uuid)))
    ORDER BY w.created_at DESC, w.id DESC LIMIT :limit
""")
_JOBS = text("""
    SELECT j.id AS job_id, j.workspace_id, w.name AS workspace, u.email, j.tool, j.status, j.attempt, j.max_attempts,
           j.cost, j.error_code, j.error_detail, j.created_at, j.finished_at
    FROM jobs j JOIN workspaces w ON w.id = j.workspace_id LEFT JOIN users u ON u.id = j.user_id
    WHERE (:status = '' OR j.status = :status)
      AND (CAST(:workspace AS uuid) IS NULL OR j.workspace_id = :workspace)
      AND (CAST(:at AS timestamptz) IS NULL OR (j.created_at, j.id) < (CAST(:at AS timestamptz), CAST(:id AS uuid)))
    ORDER BY j.created_at DESC, j.id DESC LIMIT :limit
""")
_PURCHASES = text("""
    SELECT p.id AS purchase_id, p.workspace_id, w.name AS workspace, u.email, r.name, r.amount_minor, r.currency,
           p.provider, p.state, p.reversed_minor AS refunded_minor, p.created_at
    FROM purchases p JOIN workspaces w ON w.id = p.workspace_id JOIN prices r ON r.id = p.price_id
         LEFT JOIN users u ON u.id = p.user_id
    WHERE (CAST(:workspace AS uuid) IS NULL OR p.workspace_id = :workspace)
      AND (CAST(:at AS timestamptz) IS NULL OR (p.created_at, p.id) < (CAST(:at AS timestamptz), CAST(:id AS uuid)))
    ORDER BY p.created_at DESC, p.id DESC LIMIT :limit
""")
_RECONCILIATIONS = text("""
    SELECT id, provider, began_at AS created_at, ended_at, objects_read, healed, faults FROM payment_reconciliations
    WHERE CAST(:at AS timestamptz) IS NULL OR (began_at, id) < (CAST(:at AS timestamptz), CAST(:id AS uuid))
    ORDER BY began_at DESC, id DESC LIMIT :limit
""")
_LOG = text("""
    SELECT id, created_at, operator, act, target_kind, target_id, target, reason, details FROM operator_log
    WHERE CAST(:at AS timestamptz) IS NULL OR (created_at, id) < (CAST(:at AS timestamptz), CAST(:id AS uuid))
    ORDER BY created_at DESC, id DESC LIMIT :limit
""")
_COUNTS = text("""
    SELECT (SELECT count(*) FROM users) AS users,
           (SELECT count(*) FROM users WHERE created_at > now() - interval '30 days') AS new_users,
           (SELECT count(*) FROM users WHERE suspended_at IS NOT NULL) AS suspended_users,
           (SELECT count(*) FROM workspaces WHERE kind = 'team') AS teams,
           (SELECT coalesce(sum(balance), 0) FROM credit_accounts) AS outstanding_credits,
           (SELECT coalesce(sum(kept_bytes), 0)::bigint FROM storage_usage) AS kept_bytes
""")
_TALLIES = {
    "workspaces": text("SELECT tier, count(*) FROM workspaces WHERE kind <> 'service' GROUP BY tier"),
    "credits": text("SELECT kind, sum(amount) FROM credit_transactions GROUP BY kind"),
    "jobs": text("SELECT status, count(*) FROM jobs WHERE created_at > now() - interval '30 days' GROUP BY status"),
    "tools": text("SELECT tool, count(*) FROM jobs WHERE created_at > now() - interval '30 days' GROUP BY tool"),
    "files": text("SELECT state, count(*) FROM stored_objects GROUP BY state"),
}
_LARGEST = text("""
    SELECT w.id AS workspace_id, w.name, w.tier, s.kept_bytes
    FROM storage_usage s JOIN workspaces w ON w.id = s.workspace_id
    WHERE s.kept_bytes > 0 ORDER BY s.kept_bytes DESC LIMIT 20
""")
_QUEUE = text("""
    SELECT queue_name AS queue, status, count(*) AS entries FROM queue.procrastinate_jobs
    WHERE status IN ('todo', 'doing') GROUP BY 1, 2 ORDER BY 1, 2
""")
_WORKERS = text("SELECT id AS worker_id, queues, started_at, heartbeat_at FROM workers ORDER BY started_at")
_WRITE = text("""
    INSERT INTO operator_log (operator_id, operator, act, target_kind, target_id, target, reason, details,
                              idempotency_key)
    VALUES (:operator_id, :operator, :act, :target_kind, :target_id, :target, :reason, CAST(:details AS jsonb), :key)
    ON CONFLICT (idempotency_key) DO NOTHING RETURNING id
""")


async def list_users(session: AsyncSession, search: str, *, limit: int, after: After) -> Sequence[Row[Any]]:
    """Return people whose address or name has ``search`` in it, the newest first."""
    return (await session.execute(_USERS, {"pattern": _pattern(search)} | _page(limit, after))).all()


async def list_workspaces(session: AsyncSession, search: str, *, limit: int, after: After) -> Sequence[Row[Any]]:
    """Return workspaces whose name, or a member's address, has ``search`` in it, the newest first."""
    return (await session.execute(_WORKSPACES, {"pattern": _pattern(search)} | _page(limit, after))).all()


async def list_jobs(
    session: AsyncSession, *, status: str, workspace_id: UUID | None, limit: int, after: After
) -> Sequence[Row[Any]]:
    """Return jobs, the newest first."""
    wanted = {"status": status, "workspace": workspace_id}
    return (await session.execute(_JOBS, wanted | _page(limit, after))).all()


async def list_purchases(
    session: AsyncSession, *, workspace_id: UUID | None, limit: int, after: After
) -> Sequence[Row[Any]]:
    """Return purchases, the newest first."""
    return (await session.execute(_PURCHASES, {"workspace": workspace_id} | _page(limit, after))).all()


async def list_reconciliations(session: AsyncSession, *, limit: int, after: After) -> Sequence[Row[Any]]:
    """Return comparisons of both sides' books, the latest first."""
    return (await session.execute(_RECONCILIATIONS, _page(limit, after))).all()


async def list_log(session: AsyncSession, *, limit: int, after: After) -> Sequence[Row[Any]]:
    """Return what operators did, the latest first."""
    return (await session.execute(_LOG, _page(limit, after))).all()


async def count(session: AsyncSession) -> Row[Any]:
    """Return the numbers of the whole installation."""
    return (await session.execute(_COUNTS)).one()


async def tally(session: AsyncSession, of: str) -> dict[str, Any]:
    """Return how many, or how much, there is of each kind of something."""
    return {kind: amount for kind, amount in await session.execute(_TALLIES[of])}  # noqa: C416 - rows are no pairs


async def list_largest(session: AsyncSession) -> Sequence[Row[Any]]:
    """Return the workspaces that keep the most."""
    return (await session.execute(_LARGEST)).all()


async def list_queue(session: AsyncSession) -> Sequence[Row[Any]]:
    """Return how long each queue is."""
    return (await session.execute(_QUEUE)).all()


async def list_workers(session: AsyncSession) -> Sequence[Row[Any]]:
    """Return the workers that have not signed off."""
    return (await session.execute(_WORKERS)).all()


async def name_user(session: AsyncSession, user_id: UUID) -> str | None:
    """Return somebody's address."""
    found = await session.execute(text("SELECT email FROM users WHERE id = :id"), {"id": user_id})
    return found.scalar_one_or_none()


async def name_workspace(session: AsyncSession, workspace_id: UUID) -> str | None:
    """Return a workspace's name."""
    found = await session.execute(text("SELECT name FROM workspaces WHERE id = :id"), {"id": workspace_id})
    return found.scalar_one_or_none()


async def suspend_user(session: AsyncSession, user_id: UUID, suspended: bool) -> None:
    """Suspend somebody and end their sessions, or let them in again."""
    await session.execute(text("SELECT suspend_user(:id, :suspended)"), {"id": user_id, "suspended": suspended})


async def suspend_workspace(session: AsyncSession, workspace_id: UUID, suspended: bool) -> None:
    """Let a workspace take no more jobs, or take them again."""
    values = {"id": workspace_id, "suspended": suspended}
    await session.execute(text("SELECT suspend_workspace(:id, :suspended)"), values)


async def write_log(session: AsyncSession, entry: Mapping[str, Any], details: Mapping[str, Any]) -> bool:
    """Add an entry to the log; False where there is one under its key, for which concurrent ones wait."""
    written = await session.execute(_WRITE, {**entry, "details": json.dumps(dict(details), default=str)})
    return written.scalar_one_or_none() is not None


async def find_logged(session: AsyncSession, key: str) -> dict[str, Any]:
    """Return the details of the entry under a key."""
    query = text("SELECT details FROM operator_log WHERE idempotency_key = :key")
    found: dict[str, Any] = (await session.execute(query, {"key": key})).scalar_one()
    return found


def _pattern(search: str) -> str:
    escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%" if search else ""


def _page(limit: int, after: After) -> dict[str, Any]:
    at, row_id = after or (None, None)
    return {"limit": limit, "at": at, "id": row_id}
