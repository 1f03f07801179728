"""Who may use the routes of operators, and the sessions in which those see the whole installation."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.params import Security
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import operators
from audiostudio.accounts.passkeys import service as passkeys
from audiostudio.accounts.second_factor import service as second_factor
from audiostudio.kit.auth.scopes import NotPermitted, Scope
from audiostudio.kit.auth.subject import AppDatabase, CurrentSubject
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.state import app_state
from audiostudio.kit.postgres.database import Database


class OperatorDatabase(Database):
    """The pool under the role ``studio_operator``, which sees every workspace; nothing else uses it."""


@dataclass(frozen=True)
class Operator:
    """Somebody who runs the installation."""

    user_id: UUID
    email: str


@dataclass(frozen=True)
class Desk:
    """An operator at work: who it is, and one transaction for what they do and its entry in the log."""

    operator: Operator
    session: AsyncSession


class SecondFactorMissing(Problem):
    """An operator whose account is guarded by a password alone."""

    status = 403
    code = "operator_needs_second_factor"
    title = "Operators need a second factor or a passkey; set one up under Security first."


async def operator(subject: CurrentSubject, database: AppDatabase) -> Operator:
    """Return who asks, where they are an operator; looked up each time, so that a revocation holds at once.

    Raises:
        NotPermitted: they are none, or a program asks for them.
        SecondFactorMissing: a stolen password would open everything.
    """
    if subject.user_id is not None and subject.session_id is not None:
        async with database.session(user_id=subject.user_id) as session:
            if email := await operators.find_operator(session, subject.user_id):
                if not await _is_guarded(session, subject.user_id):
                    raise SecondFactorMissing
                return Operator(subject.user_id, email)
    raise NotPermitted("This is for the operators of this installation alone.")


async def _is_guarded(session: AsyncSession, user_id: UUID) -> bool:
    return await second_factor.is_on(session, user_id) or bool(await passkeys.list_all(session, user_id))


async def _desk(request: Request, operator: Annotated[Operator, Depends(operator)]) -> AsyncIterator[Desk]:
    async with app_state(request).part(OperatorDatabase).session(user_id=operator.user_id) as session:
        yield Desk(operator, session)


def _desk_for(scope: Scope) -> Any:
    return Security(_desk, scope="function", scopes=[scope])  # committed before the answer is sent


# Operators have no scope of a workspace's: what lets them in is `operator`.
Looking = Annotated[Desk, _desk_for(Scope.ACCOUNT_READ)]
Acting = Annotated[Desk, _desk_for(Scope.ACCOUNT_WRITE)]
