"""Rules of usage: which days can be asked for, and how a table of it looks."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.http.errors import Problem
from audiostudio.kit.text import csv_line
from audiostudio.usage import repository
from audiostudio.usage.schemas import Usage, UsageGroup, UsageRow

MOST_DAYS = 366
MOST_ROWS = 20_000
_COLUMNS = ("day", "tool", "key_id", "key_name", "jobs", "completed", "failed", "cancelled", "credits")


class UsagePeriodInvalid(Problem):
    """The days are too many, or the last lies before the first."""

    status = 422
    code = "usage_period_invalid"
    title = f"Ask for at most {MOST_DAYS} days, the first of which comes first."


class UsageTooFine(Problem):
    """So finely told apart, the usage of these days has too many rows."""

    status = 422
    code = "usage_too_fine"
    title = f"This makes more than {MOST_ROWS} rows; ask for fewer days, or tell less apart."


async def get_usage(
    session: AsyncSession,
    workspace_id: UUID,
    *,
    first_day: date | None,
    last_day: date | None,
    by: Collection[UsageGroup],
) -> Usage:
    """Return what a workspace used; in the last 30 days unless told.

    Raises:
        UsagePeriodInvalid, UsageTooFine: another question has to be asked.
    """
    last = last_day or datetime.now(UTC).date()
    try:
        first = first_day or last - timedelta(days=29)
        too_long = not timedelta(0) <= last - first < timedelta(days=MOST_DAYS)
    except OverflowError:
        too_long = True
    if too_long or last == date.max:
        raise UsagePeriodInvalid
    found = await repository.list_rows(
        session, workspace_id, first_day=first, last_day=last, by=by, limit=MOST_ROWS + 1
    )
    if len(found) > MOST_ROWS:
        raise UsageTooFine
    rows = [UsageRow.model_validate(row, from_attributes=True) for row in found]
    return Usage(
        first_day=first,
        last_day=last,
        rows=rows,
        jobs=sum(row.jobs for row in rows),
        credits=sum((row.credits for row in rows), Decimal(0)),
    )


def as_csv(usage: Usage) -> Iterator[str]:
    """Yield the rows as CSV (RFC 4180)."""
    yield csv_line(_COLUMNS)
    for row in usage.rows:
        yield csv_line(["" if value is None else value for value in (getattr(row, name) for name in _COLUMNS)])
