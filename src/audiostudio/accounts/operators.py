"""Who operates this installation: a mark on an account, set on the command line alone."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import repository
from audiostudio.accounts.problems import NoSuchAccount


async def set_operator(session: AsyncSession, email: str, *, is_operator: bool) -> UUID:
    """Make somebody an operator of this installation, or one no more, and return who; for the command line.

    Raises:
        NoSuchAccount: nobody has this address.
    """
    user_id = await repository.set_operator(session, email, is_operator)
    if user_id is None:
        raise NoSuchAccount(f"There is no account with the address {email}.")
    return user_id


async def list_operators(session: AsyncSession) -> Sequence[str]:
    """Return the addresses of the operators; for the command line."""
    return await repository.list_operators(session)


async def find_operator(session: AsyncSession, user_id: UUID) -> str | None:
    """Return the address of an operator; None of everybody else."""
    user = await repository.get_user(session, user_id)
    return user.email if user and user.is_operator else None
