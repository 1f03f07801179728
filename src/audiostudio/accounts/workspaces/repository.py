"""The queries on teams; what changes them are functions of the schema, each of which locks the team."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.models import Invitation

Seats = Mapping[str, int]


async def make_team(session: AsyncSession, name: str, *, most_owned: int) -> UUID:
    """Insert a team that whoever asks owns, and return its id."""
    return UUID(str(await _call(session, "make_team(:name, :most)", name=name, most=most_owned)))


async def rename(session: AsyncSession, name: str) -> None:
    """Give the workspace another name."""
    await _call(session, "rename_workspace(:name)", name=name)


async def get_workspace(session: AsyncSession, workspace_id: UUID) -> Row[Any] | None:
    """Return name, kind, tier, whether it is suspended or to be deleted, and how many seats are taken."""
    query = text(
        "SELECT name, kind, tier, suspended_at, deletion_due_at, seats_taken() AS seats_taken "
        "FROM workspaces WHERE id = :id"
    )
    return (await session.execute(query, {"id": workspace_id})).one_or_none()


async def list_members(session: AsyncSession) -> Sequence[Row[UUID, str, str, str, Decimal | None, datetime]]:
    """Return all members of the workspace, the first joined first."""
    query = text("SELECT user_id, username, email, role, monthly_limit, joined_at FROM list_members()")
    return (await session.execute(query)).all()


async def name_spenders(session: AsyncSession, month: date) -> dict[UUID, str]:
    """Return the names of those who have spent something in a month, members or not."""
    rows = await session.execute(text("SELECT user_id, username FROM name_spenders(:month)"), {"month": month})
    return {row.user_id: row.username for row in rows}


async def change_role(session: AsyncSession, user_id: UUID, role: str) -> None:
    """Change what a member is."""
    await _call(session, "change_role(:user, :role)", user=user_id, role=role)


async def set_limit(session: AsyncSession, user_id: UUID, limit: Decimal | None) -> None:
    """Change what a member may spend a month."""
    await _call(session, "set_member_limit(:user, CAST(:limit AS numeric))", user=user_id, limit=limit)


async def remove_member(session: AsyncSession, user_id: UUID) -> None:
    """End a membership."""
    await _call(session, "remove_member(:user)", user=user_id)


async def transfer(session: AsyncSession, user_id: UUID) -> None:
    """Make a member the owner, and whoever asks an admin."""
    await _call(session, "transfer_ownership(:user)", user=user_id)


async def invite(
    session: AsyncSession,
    *,
    email: str,
    email_key: str,
    role: str,
    token_hash: bytes,
    lifetime: timedelta,
    seats: Seats,
) -> UUID:
    """Insert an invitation in the place of an earlier one for the address, and return its id."""
    call = "invite(:email, :key, :role, :hash, :lifetime, CAST(:seats AS jsonb))"
    values = {"email": email, "key": email_key, "role": role, "hash": token_hash, "lifetime": lifetime}
    return UUID(str(await _call(session, call, **values, seats=json.dumps(dict(seats)))))


async def get_invitation(session: AsyncSession, invitation_id: UUID) -> Invitation | None:
    """Return an invitation, where the session may see it."""
    return await session.get(Invitation, invitation_id)


async def list_invitations(session: AsyncSession, workspace_id: UUID) -> Sequence[Invitation]:
    """Return the invitations that can still be accepted, newest first, where the session may see them."""
    query = (
        select(Invitation)
        .where(Invitation.workspace_id == workspace_id, Invitation.expires_at > text("now()"))
        .order_by(Invitation.id.desc())
    )
    return (await session.execute(query)).scalars().all()


async def revoke_invitation(session: AsyncSession, invitation_id: UUID) -> None:
    """Delete an invitation."""
    await _call(session, "revoke_invitation(:id)", id=invitation_id)


async def look_at_invitation(session: AsyncSession, token_hash: bytes) -> Row[Any] | None:
    """Return what a token invites to."""
    query = text("SELECT team, invited_by, email, email_key, role, expires_at FROM look_at_invitation(:hash)")
    return (await session.execute(query, {"hash": token_hash})).one_or_none()


async def accept_invitation(session: AsyncSession, token_hash: bytes, seats: Seats) -> UUID:
    """Make whoever asks a member, spend the token, and return the team."""
    call = "accept_invitation(:hash, CAST(:seats AS jsonb))"
    return UUID(str(await _call(session, call, hash=token_hash, seats=json.dumps(dict(seats)))))


async def _call(session: AsyncSession, call: str, **values: Any) -> Any:
    return (await session.execute(text(f"SELECT {call}"), values)).scalar_one()
