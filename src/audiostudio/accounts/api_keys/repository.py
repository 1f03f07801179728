"""The queries on API keys."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.api_keys.models import ApiKeyRow
from audiostudio.kit.postgres.locks import lock_name


async def lock(session: AsyncSession, workspace_id: UUID) -> None:
    """Let nobody else make a key of the workspace until the transaction ends."""
    await lock_name(session, f"api keys {workspace_id}")


async def count_working(session: AsyncSession, workspace_id: UUID) -> int:
    """Return how many keys work."""
    query = select(func.count()).where(
        ApiKeyRow.workspace_id == workspace_id,
        ApiKeyRow.revoked_at.is_(None),
        or_(ApiKeyRow.expires_at.is_(None), ApiKeyRow.expires_at > func.now()),
    )
    return (await session.execute(query)).scalar_one()


async def add(session: AsyncSession, row: ApiKeyRow) -> None:
    """Insert a key."""
    session.add(row)
    await session.flush()
    await session.refresh(row)


async def get(session: AsyncSession, key_id: UUID) -> ApiKeyRow | None:
    """Return a key, where the session may see it; nobody changes it before the session's end."""
    query = select(ApiKeyRow).where(ApiKeyRow.id == key_id).with_for_update()
    return (await session.execute(query)).scalar_one_or_none()


async def list_all(session: AsyncSession, workspace_id: UUID) -> Sequence[ApiKeyRow]:
    """Return a workspace's keys, newest first, revoked ones last."""
    query = select(ApiKeyRow).where(ApiKeyRow.workspace_id == workspace_id)
    order = (ApiKeyRow.revoked_at.is_not(None), ApiKeyRow.created_at.desc(), ApiKeyRow.id)
    return (await session.execute(query.order_by(*order))).scalars().all()


async def revoke(session: AsyncSession, key_id: UUID) -> None:
    """End a key."""
    await session.execute(update(ApiKeyRow).where(ApiKeyRow.id == key_id).values(revoked_at=datetime.now(UTC)))
