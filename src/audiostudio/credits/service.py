"""Rules of credits: what is charged, given back, shown."""

import json
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg.errors import Error as PsycopgError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.credits import repository
from audiostudio.credits.schemas import Transaction
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.fair_slots import FairSlots
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.pagination import Page, decode_cursor, encode_cursor
from audiostudio.kit.postgres.database import Database, sql_state
from audiostudio.kit.text import csv_line

_INSUFFICIENT, _MEMBER_LIMIT = "CR402", "CR403"  # raised by the ledger's functions
_EXPORT_PAGE = 200  # rows: a few milliseconds in which nobody else is served

_exporting = FairSlots(64, share=1)


class NotEnoughCredits(Problem):
    """The balance does not cover the price."""

    status = 402
    code = "not_enough_credits"
    title = "There are not enough credits for this."


class MemberLimitReached(Problem):
    """A member would spend more in this month than their workspace allows them."""

    status = 403
    code = "member_limit_reached"
    title = (
        "This is more than you may spend of this workspace's credits this month; an owner or admin can raise the limit."
    )


async def get_balance(session: AsyncSession, workspace_id: UUID) -> Decimal:
    """Return what the workspace has left."""
    return await repository.get_balance(session, workspace_id) or Decimal(0)


def require(balance: Decimal, cost: Decimal) -> None:
    """Refuse early what a balance does not cover; the debit itself decides.

    Raises:
        NotEnoughCredits: with ``balance`` and ``cost``.
    """
    if balance < cost:
        raise NotEnoughCredits(f"This costs {cost} and {balance} is left.", balance=float(balance), cost=float(cost))


async def debit_for_job(session: AsyncSession, job_id: UUID, description: str) -> None:
    """Charge a job, once, inside the transaction that makes it.

    Raises:
        NotEnoughCredits, MemberLimitReached: the transaction must be given up.
    """
    try:
        await repository.debit_for_job(session, job_id, description)
    except DBAPIError as error:
        if sql_state(error) == _INSUFFICIENT:
            raise NotEnoughCredits from None
        if sql_state(error) == _MEMBER_LIMIT:
            raise _limit_reached(error) from None
        raise


def _limit_reached(error: DBAPIError) -> MemberLimitReached:
    assert isinstance(error.orig, PsycopgError)
    found: dict[str, Any] = json.loads(error.orig.diag.message_detail or "{}")
    return MemberLimitReached(
        f"This costs {found['cost']:g}, and you have spent {found['spent']:g} of the {found['limit']:g} credits "
        "that you may spend of this workspace this month; an owner or admin can raise the limit.",
        **found,
    )


async def spent_by_members(session: AsyncSession, workspace_id: UUID, month: date) -> dict[UUID, Decimal]:
    """Return what people have spent in the month (UTC) that begins on ``month``, of those whom the session may see."""
    return await repository.spent_by_members(session, workspace_id, month)


async def refund_for_job(session: AsyncSession, job_id: UUID, description: str) -> None:
    """Give back what a failed or cancelled job cost, once, inside the transaction that ends it."""
    await repository.refund_for_job(session, job_id, description)


async def grant(session: AsyncSession, workspace_id: UUID, *, amount: Decimal, description: str, key: str) -> Decimal:
    """Add credits, once per ``key``, and return the balance as the movement left it."""
    return await repository.grant(session, workspace_id, amount=amount, description=description, key=key)


async def list_history(
    session: AsyncSession, workspace_id: UUID, *, limit: int, cursor: str | None
) -> Page[Transaction]:
    """Return a page of movements, newest first."""
    rows = await repository.list_transactions(session, workspace_id, limit=limit + 1, after=decode_cursor(cursor))
    page = rows[:limit]
    more = encode_cursor(page[-1].created_at, page[-1].id) if len(rows) > limit else None
    return Page(items=[Transaction.model_validate(row) for row in page], next_cursor=more)


async def export_history(database: Database, subject: Subject) -> AsyncIterator[str]:
    """Yield the whole history as CSV (RFC 4180), oldest first, in pieces.

    Each page is read in a session of its own, which has ended when it is yielded: whoever reads slowly, or not at all,
    holds no connection of the pool. And a workspace's exports read one after the other, so that many at once leave the
    pool to others.
    """
    columns = ("created_at", "kind", "amount", "balance_after", "description", "reference", "id")
    yield csv_line(columns)
    position = 0
    while True:
        async with (
            _exporting.hold(subject.workspace_id),
            database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session,
        ):
            page = await repository.list_from(
                session,
                subject.workspace_id,
                (*columns, "position"),
                after_position=position,
                limit=_EXPORT_PAGE,
            )
        if not page:
            return
        position = page[-1].position
        yield "".join(csv_line([row.created_at.isoformat(), *row[1:-1]]) for row in page)
