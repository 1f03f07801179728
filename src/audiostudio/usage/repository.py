"""The query on usage: jobs, those deleted included, with what they were charged (the view ``job_charges``)."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.usage.schemas import UsageGroup

# Columns by which rows are told apart; of the others, nothing is told.
_COLUMNS = {
    UsageGroup.DAY: ("(c.created_at AT TIME ZONE 'UTC')::date", "date"),
    UsageGroup.TOOL: ("c.tool", "text"),
    UsageGroup.KEY: ("c.api_key_id", "uuid"),
}
_QUERY = """
    SELECT u.*, k.name AS key_name FROM (
        SELECT {day} AS day, {tool} AS tool, {key} AS key_id,
               count(*) AS jobs,
               count(*) FILTER (WHERE c.status = 'COMPLETED') AS completed,
               count(*) FILTER (WHERE c.status = 'FAILED') AS failed,
               count(*) FILTER (WHERE c.status = 'CANCELLED') AS cancelled,
               sum(c.charged) AS credits
        FROM job_charges c
        WHERE c.workspace_id = :workspace_id
          AND c.created_at >= CAST(:first_day AS date)::timestamp AT TIME ZONE 'UTC'
          AND c.created_at < (CAST(:last_day AS date) + 1)::timestamp AT TIME ZONE 'UTC'
        GROUP BY 1, 2, 3
    ) u LEFT JOIN api_keys k ON k.id = u.key_id
    ORDER BY u.day, u.tool, u.key_id NULLS FIRST LIMIT :limit
"""


async def list_rows(
    session: AsyncSession,
    workspace_id: UUID,
    *,
    first_day: date,
    last_day: date,
    by: Collection[UsageGroup],
    limit: int,
) -> Sequence[Row[Any]]:
    """Return what was used on some days, told apart by ``by``."""
    chosen = {
        group.value: expression if group in by else f"CAST(NULL AS {kind})"
        for group, (expression, kind) in _COLUMNS.items()
    }
    values = {"workspace_id": workspace_id, "first_day": first_day, "last_day": last_day, "limit": limit}
    return (await session.execute(text(_QUERY.format(**chosen)), values)).all()
