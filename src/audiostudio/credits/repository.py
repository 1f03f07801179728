"""The queries on the ledger."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.credits.models import CreditAccount, CreditTransaction, MemberUsage


async def get_balance(session: AsyncSession, workspace_id: UUID) -> Decimal | None:
    """Return the balance of a workspace, where the session may see it."""
    found = await session.execute(select(CreditAccount.balance).where(CreditAccount.workspace_id == workspace_id))
    return found.scalar_one_or_none()


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
