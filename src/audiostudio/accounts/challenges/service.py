"""Challenges: random tokens of which a hash is kept, for one purpose, for minutes, and used once."""

from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.challenges import repository
from audiostudio.accounts.challenges.repository import Challenge
from audiostudio.accounts.problems import ChallengeEnded
from audiostudio.kit.auth.random_tokens import new_token, token_hash


class Purpose(StrEnum):
    """What a challenge is for; the token of one opens none of another."""

    SECOND_FACTOR = "second_factor"
    PASSKEY_REGISTRATION = "passkey_registration"
    PASSKEY_SIGN_IN = "passkey_sign_in"
    PROVIDER_SIGN_IN = "provider_sign_in"


__all__ = ["LIFETIME", "Challenge", "Purpose", "begin", "look_at", "take"]

LIFETIME = timedelta(minutes=10)


async def begin(session: AsyncSession, purpose: Purpose, *, user_id: UUID | None, facts: dict[str, Any]) -> str:
    """Return the token of a new challenge."""
    token = new_token()
    await repository.begin(
        session, token_hash=token_hash(token), purpose=purpose, user_id=user_id, facts=facts, lifetime=LIFETIME
    )
    return token


async def look_at(session: AsyncSession, purpose: Purpose, token: str) -> Challenge:
    """Return a challenge and leave it.

    Raises:
        ChallengeEnded: there is none (any more).
    """
    found = await repository.look_at(session, token_hash(token), purpose)
    if found is None:
        raise ChallengeEnded
    return found


async def take(session: AsyncSession, purpose: Purpose, token: str) -> Challenge:
    """Return a challenge and end it; of those who come at once one gets it.

    Raises:
        ChallengeEnded: there is none (any more).
    """
    found = await repository.take(session, token_hash(token), purpose)
    if found is None:
        raise ChallengeEnded
    return found
