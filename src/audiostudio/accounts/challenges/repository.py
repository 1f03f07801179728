"""The queries on challenges: before somebody has signed in, no row is theirs, so functions see to them."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import bindparam


class Challenge(NamedTuple):
    """What was begun, and whose it is where that is known."""

    user_id: UUID | None
    facts: dict[str, Any]


async def begin(
    session: AsyncSession,
    *,
    token_hash: bytes,
    purpose: str,
    user_id: UUID | None,
    facts: dict[str, Any],
    lifetime: timedelta,
) -> None:
    """Insert a challenge."""
    query = text("SELECT begin_challenge(:hash, :purpose, :user, :facts, :lifetime)")
    await session.execute(
        query.bindparams(bindparam("facts", type_=JSONB)),
        {"hash": token_hash, "purpose": purpose, "user": user_id, "facts": facts, "lifetime": lifetime},
    )


async def look_at(session: AsyncSession, token_hash: bytes, purpose: str) -> Challenge | None:
    """Return a challenge that has not ended, and leave it."""
    query = text("SELECT user_id, facts FROM look_at_challenge(:hash, :purpose)")
    row = (await session.execute(query, {"hash": token_hash, "purpose": purpose})).one_or_none()
    return None if row is None else Challenge(*row)


async def take(session: AsyncSession, token_hash: bytes, purpose: str) -> Challenge | None:
    """Return a challenge that has not ended, and end it."""
    query = text("SELECT user_id, facts FROM take_challenge(:hash, :purpose)")
    row = (await session.execute(query, {"hash": token_hash, "purpose": purpose})).one_or_none()
    return None if row is None else Challenge(*row)
