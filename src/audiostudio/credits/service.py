"""Rules of credits: what is charged, given back, shown."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from psycopg.errors import Error as PsycopgError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.credits import repository
from audiostudio.credits.schemas import Balance, CreditsView, Lot, LotPart, Transaction
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.fair_slots import FairSlots
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.pagination import Page, decode_cursor, split_page
from audiostudio.kit.postgres.database import Database, sql_state
from audiostudio.kit.text import csv_line

_INSUFFICIENT, _MEMBER_LIMIT = "CR402", "CR403"  # raised by the ledger's functions
_EXPIRY_PAGE = 100  # lots
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
    return (await get_account(session, workspace_id)).balance


async def get_account(session: AsyncSession, workspace_id: UUID) -> Balance:
    """Return what the workspace has left, and what it owes."""
    row = await repository.get_account(session, workspace_id)
    return Balance(balance=row.balance, debt=row.debt) if row else Balance(balance=Decimal(0), debt=Decimal(0))


async def get_lots(session: AsyncSession, workspace_id: UUID) -> CreditsView:
    """Return what the workspace has left and owes, with the lots in which it lies."""
    account = await get_account(session, workspace_id)
    lots = await repository.list_open_lots(session, workspace_id)
    return CreditsView(credits=account.balance, debt=account.debt, lots=[Lot.model_validate(lot) for lot in lots])


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


async def grant_welcome(session: AsyncSession, workspace_id: UUID, *, user_id: UUID | None, amount: Decimal) -> None:
    """Give a workspace its welcome credits, once, however often and from wherever this is called; 0 gives none.

    The session is the worker's: the web server's role cannot make credits.
    """
    if amount > 0:
        await repository.grant_welcome(session, workspace_id, user_id=user_id, amount=amount)


async def promote(
    session: AsyncSession,
    workspace_id: UUID,
    *,
    amount: Decimal,
    expires_at: datetime | None,
    description: str,
    key: str,
) -> None:
    """Give credits of a promotion, which may expire, once per ``key``."""
    await repository.promote(
        session, workspace_id, amount=amount, expires_at=expires_at, description=description, key=key
    )


async def sell(
    session: AsyncSession,
    workspace_id: UUID,
    *,
    user_id: UUID | None,
    kind: Literal["purchase", "subscription"],
    amount: Decimal,
    expires_at: datetime | None,
    source: str,
    description: str,
) -> None:
    """Give credits that were paid for, once per ``source``: the checkout session or the invoice's line."""
    await repository.sell(
        session,
        workspace_id,
        user_id=user_id,
        kind=kind,
        amount=amount,
        expires_at=expires_at,
        source=source,
        description=description,
    )


async def reverse(session: AsyncSession, *, source: str, amount: Decimal, description: str, key: str) -> None:
    """Take credits back whose payment was taken back, once per ``key``: the refund or the dispute.

    What is left of that sale goes first, then what other lots hold; the rest is owed, and paid by the next credits.
    """
    await repository.reverse(session, source=source, amount=amount, description=description, key=key)


async def restore(session: AsyncSession, *, key: str, description: str) -> bool:
    """Undo a reversal that does not stand, once; return whether there was one."""
    return await repository.restore(session, key=key, description=description)


async def expire_due(database: Database) -> int:
    """Take away all that has expired, each workspace's in a transaction of its own; return how many lots that were."""
    expired = 0
    while True:
        async with database.session() as session:
            due = await repository.list_workspaces_due(session, _EXPIRY_PAGE)
        if not due:
            return expired
        for workspace_id in due:
            async with database.session() as session:
                expired += await repository.expire(session, workspace_id)


async def list_sales_since(session: AsyncSession, since: datetime) -> Sequence[str]:
    """Return the sources of what was sold since then."""
    return await repository.list_sales_since(session, since)


async def list_faults(session: AsyncSession) -> list[str]:
    """Return what does not add up in the ledger, a sentence each; none where all is well."""
    rows = await repository.list_faults(session)
    return [f"{row.workspace_id}: {row.fault} ({row.stated} stated, {row.found} found)" for row in rows]


async def list_history(
    session: AsyncSession, workspace_id: UUID, *, limit: int, cursor: str | None
) -> Page[Transaction]:
    """Return a page of movements, newest first."""
    rows = await repository.list_transactions(session, workspace_id, limit=limit + 1, after=decode_cursor(cursor))
    page, more = split_page(rows, limit, lambda row: (row.created_at, row.id))
    parts: defaultdict[UUID, list[LotPart]] = defaultdict(list)
    for entry in await repository.list_entries(session, [row.id for row in page]):
        parts[entry.transaction_id].append(LotPart(lot_id=entry.lot_id, kind=entry.kind, amount=entry.amount))
    items = [Transaction.model_validate(row).model_copy(update={"lots": parts[row.id]}) for row in page]
    return Page(items=items, next_cursor=more)


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
