"""The queries on the ledger."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.credits.models import CreditAccount, CreditLot, CreditLotEntry, CreditTransaction, MemberUsage


async def get_account(session: AsyncSession, workspace_id: UUID) -> Row[Decimal, Decimal] | None:
    """Return balance and debt of a workspace, where the session may see it."""
    query = select(CreditAccount.balance, CreditAccount.debt).where(CreditAccount.workspace_id == workspace_id)
    return (await session.execute(query)).one_or_none()


async def list_open_lots(session: AsyncSession, workspace_id: UUID) -> Sequence[CreditLot]:
    """Return the lots of which something is left, in the order in which they are spent."""
    query = (
        select(CreditLot)
        .where(CreditLot.workspace_id == workspace_id, CreditLot.has_remaining)
        .order_by(CreditLot.expires_at, CreditLot.position)
    )
    return (await session.execute(query)).scalars().all()


async def list_entries(
    session: AsyncSession, transactions: Collection[UUID]
) -> Sequence[Row[UUID, UUID, str, Decimal]]:
    """Return transaction, lot, the lot's kind and amount of what movements took from lots and gave to them."""
    query = (
        select(CreditLotEntry.transaction_id, CreditLotEntry.lot_id, CreditLot.kind, CreditLotEntry.amount)
        .join(CreditLot, CreditLot.id == CreditLotEntry.lot_id)
        .where(CreditLotEntry.transaction_id.in_(transactions))
        .order_by(CreditLotEntry.position)
    )
    return (await session.execute(query)).all()


async def list_transactions(
    session: AsyncSession, workspace_id: UUID, *, limit: int, after: tuple[datetime, UUID] | None
) -> list[CreditTransaction]:
    """Return movements newest first, starting behind the row named by ``after``."""
    query = (
        select(CreditTransaction)
        .where(CreditTransaction.workspace_id == workspace_id)
        .order_by(CreditTransaction.position.desc())
        .limit(limit)
    )
    if after is not None:
        last = select(CreditTransaction.position).where(
            CreditTransaction.workspace_id == workspace_id, CreditTransaction.id == after[1]
        )
        query = query.where(CreditTransaction.position < last.scalar_subquery())
    return list((await session.execute(query)).scalars())


async def list_from(
    session: AsyncSession, workspace_id: UUID, columns: Sequence[str], *, after_position: int, limit: int
) -> Sequence[Row[Any]]:
    """Return the columns of movements, oldest first, starting behind a position; plain rows, for there may be many."""
    query = (
        select(*(getattr(CreditTransaction, column) for column in columns))
        .where(CreditTransaction.workspace_id == workspace_id, CreditTransaction.position > after_position)
        .order_by(CreditTransaction.position)
        .limit(limit)
    )
    return (await session.execute(query)).all()


async def debit_for_job(session: AsyncSession, job_id: UUID, description: str) -> None:
    """Take the price of a job; the function knows the job's price and takes it once."""
    await session.execute(text("SELECT credit_debit_for_job(:job, :text)"), {"job": job_id, "text": description})


async def refund_for_job(session: AsyncSession, job_id: UUID, description: str) -> None:
    """Give back what a failed or cancelled job cost, once."""
    await session.execute(text("SELECT credit_refund_for_job(:job, :text)"), {"job": job_id, "text": description})


async def grant(session: AsyncSession, workspace_id: UUID, *, amount: Decimal, description: str, key: str) -> Decimal:
    """Add credits once per ``key`` and return the balance after it; only the worker's role may."""
    found = await session.execute(
        text("SELECT credit_grant(:workspace, :amount, :text, NULL, :key)"),
        {"workspace": workspace_id, "amount": amount, "text": description, "key": key},
    )
    return Decimal(found.scalar_one())


async def spent_by_members(session: AsyncSession, workspace_id: UUID, month: date) -> dict[UUID, Decimal]:
    """Return what people have spent in a month, of those whom the session may see."""
    query = select(MemberUsage.user_id, MemberUsage.spent).where(
        MemberUsage.workspace_id == workspace_id, MemberUsage.month == month
    )
    return {row.user_id: row.spent for row in await session.execute(query)}


async def grant_welcome(session: AsyncSession, workspace_id: UUID, *, user_id: UUID | None, amount: Decimal) -> None:
    """Give a workspace its welcome credits, once; only the worker's role may."""
    await session.execute(
        text("SELECT credit_signup(:workspace, :user, :amount)"),
        {"workspace": workspace_id, "user": user_id, "amount": amount},
    )


async def promote(
    session: AsyncSession,
    workspace_id: UUID,
    *,
    amount: Decimal,
    expires_at: datetime | None,
    description: str,
    key: str,
) -> None:
    """Give credits of a promotion, once per ``key``; only the worker's role may."""
    await session.execute(
        text("SELECT credit_promote(:workspace, :amount, :expires_at, :text, :key)"),
        {"workspace": workspace_id, "amount": amount, "expires_at": expires_at, "text": description, "key": key},
    )


async def sell(
    session: AsyncSession,
    workspace_id: UUID,
    *,
    user_id: UUID | None,
    kind: str,
    amount: Decimal,
    expires_at: datetime | None,
    source: str,
    description: str,
) -> None:
    """Give credits that were paid for, once per ``source``; only the worker's role may."""
    await session.execute(
        text("SELECT credit_sell(:workspace, :user, :kind, :amount, :expires_at, :source, :text)"),
        {
            "workspace": workspace_id,
            "user": user_id,
            "kind": kind,
            "amount": amount,
            "expires_at": expires_at,
            "source": source,
            "text": description,
        },
    )


async def reverse(session: AsyncSession, *, source: str, amount: Decimal, description: str, key: str) -> None:
    """Take credits back whose payment was, once per ``key``; only the worker's role may."""
    await session.execute(
        text("SELECT credit_reverse(:source, :amount, :text, :key)"),
        {"source": source, "amount": amount, "text": description, "key": key},
    )


async def restore(session: AsyncSession, *, key: str, description: str) -> bool:
    """Undo a reversal, once, and return whether there was one; only the worker's role may."""
    found = await session.execute(text("SELECT credit_restore(:key, :text)"), {"key": key, "text": description})
    return found.scalar_one() is not None


async def list_workspaces_due(session: AsyncSession, limit: int) -> Sequence[UUID]:
    """Return workspaces that have credits which have expired; only the worker's role may ask."""
    return (await session.execute(text("SELECT credit_workspaces_due(:limit)"), {"limit": limit})).scalars().all()


async def expire(session: AsyncSession, workspace_id: UUID) -> int:
    """Take away what has expired and return how many lots that were; only the worker's role may."""
    return int((await session.execute(text("SELECT credit_expire(:id)"), {"id": workspace_id})).scalar_one())


async def list_faults(session: AsyncSession) -> Sequence[Row[UUID, str, Decimal, Decimal]]:
    """Return what does not add up: workspace, fault, the figure that is stated and the one that was found."""
    return (await session.execute(text("SELECT workspace_id, fault, stated, found FROM credit_faults()"))).all()


async def list_sales_since(session: AsyncSession, since: datetime) -> Sequence[str]:
    """Return the sources of what was sold since then; only the worker's role may ask."""
    return (
        (await session.execute(text("SELECT source FROM credit_sales_since(:since)"), {"since": since})).scalars().all()
    )
