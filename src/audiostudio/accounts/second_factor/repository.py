"""The queries on somebody's second factor; the database shows nobody that of another."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.identifiers import email_key


class Totp(NamedTuple):
    """The secret of an authenticator app, as it is kept."""

    sealed_secret: bytes
    is_confirmed: bool


async def get_totp(session: AsyncSession, user_id: UUID) -> Totp | None:
    """Return somebody's secret, confirmed or not."""
    query = text("SELECT sealed_secret, confirmed_at IS NOT NULL FROM totp_secrets WHERE user_id = :user")
    row = (await session.execute(query, {"user": user_id})).one_or_none()
    return None if row is None else Totp(*row)


async def put_unconfirmed(session: AsyncSession, user_id: UUID, sealed_secret: bytes) -> bool:
    """Keep a secret that is not confirmed yet, in the place of another such; False where one is confirmed."""
    query = text(
        "INSERT INTO totp_secrets AS t (user_id, sealed_secret) VALUES (:user, :secret) "
        "ON CONFLICT (user_id) DO UPDATE SET sealed_secret = :secret, created_at = now() WHERE t.confirmed_at IS NULL "
        "RETURNING user_id"
    )
    return (await session.execute(query, {"user": user_id, "secret": sealed_secret})).one_or_none() is not None


async def confirm(session: AsyncSession, user_id: UUID) -> bool:
    """Let the secret count; False where it did already."""
    query = text(
        "UPDATE totp_secrets SET confirmed_at = now() WHERE user_id = :user AND confirmed_at IS NULL RETURNING user_id"
    )
    return (await session.execute(query, {"user": user_id})).one_or_none() is not None


async def spend_step(session: AsyncSession, user_id: UUID, step: int) -> bool:
    """Use up a time step and all before it; False where it has been. Of codes sent at once, one counts."""
    query = text(
        "UPDATE totp_secrets SET last_used_step = :step "
        "WHERE user_id = :user AND last_used_step < :step RETURNING user_id"
    )
    return (await session.execute(query, {"user": user_id, "step": step})).one_or_none() is not None


async def replace_recovery_codes(session: AsyncSession, user_id: UUID, hashes: Collection[bytes]) -> None:
    """Keep these codes and no others."""
    await session.execute(text("DELETE FROM recovery_codes WHERE user_id = :user"), {"user": user_id})
    await session.execute(
        text("INSERT INTO recovery_codes (user_id, code_hash) VALUES (:user, :hash)"),
        [{"user": user_id, "hash": code_hash} for code_hash in hashes],
    )


async def spend_recovery_code(session: AsyncSession, user_id: UUID, code_hash: bytes) -> bool:
    """Use up a recovery code; False where there is no such or it has been."""
    query = text(
        "UPDATE recovery_codes SET used_at = now() "
        "WHERE user_id = :user AND code_hash = :hash AND used_at IS NULL RETURNING user_id"
    )
    return (await session.execute(query, {"user": user_id, "hash": code_hash})).one_or_none() is not None


async def count_recovery_codes(session: AsyncSession, user_id: UUID) -> int:
    """Return how many are left."""
    query = text("SELECT count(*) FROM recovery_codes WHERE user_id = :user AND used_at IS NULL")
    return int((await session.execute(query, {"user": user_id})).scalar_one())


async def remove(session: AsyncSession, user_id: UUID) -> bool:
    """Remove secret and codes, and return whether there was a confirmed one."""
    query = text("DELETE FROM totp_secrets WHERE user_id = :user RETURNING confirmed_at IS NOT NULL")
    was_on = (await session.execute(query, {"user": user_id})).scalar_one_or_none()
    await session.execute(text("DELETE FROM recovery_codes WHERE user_id = :user"), {"user": user_id})
    return bool(was_on)


async def remove_by_address(session: AsyncSession, email: str) -> bool:
    """Remove secret and codes of whoever has an address, and return whether somebody has; for the worker's role."""
    query = text("SELECT remove_second_factor(user_id) FROM find_person(:key, :former)")
    found = await session.execute(query, {"key": email_key(email), "former": email.lower()})
    return found.one_or_none() is not None
