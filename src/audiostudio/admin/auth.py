"""Who may use the routes of operators, and the sessions in which those see the whole installation."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.params import Security
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import operators
from audiostudio.kit.auth.scopes import NotPermitted, Scope
from audiostudio.kit.auth.subject import AppDatabase, CurrentSubject, Subject
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


def has_second_factor(subject: Subject) -> bool:
    """Return whether the session proved a second factor.

    There are none to prove yet: a person's session is enough, and that is said in docs/operations/operators.md.
    """
    return subject.user_id is not None


async def operator(subject: CurrentSubject, database: AppDatabase) -> Operator:
    """Return who asks, where they are an operator; looked up each time, so that a revocation holds at once.

    Raises:
        NotPermitted: they are none.
    """
    if subject.user_id is not None and has_second_factor(subject):
        async with database.session(user_id=subject.user_id) as session:
            if email := await operators.find_operator(session, subject.user_id):
                return Operator(subject.user_id, email)
    raise NotPermitted("This is for the operators of this installation alone.")


async def _desk(request: Request, operator: Annotated[Operator, Depends(operator)]) -> AsyncIterator[Desk]:
    async with app_state(request).part(OperatorDatabase).session(user_id=operator.user_id) as session:
        yield Desk(operator, session)


def _desk_for(scope: Scope) -> Any:
    return Security(_desk, scope="function", scopes=[scope])  # committed before the answer is sent


# Operators have no scope of a workspace's: what lets them in is `operator`.
Looking = Annotated[Desk, _desk_for(Scope.ACCOUNT_READ)]
Acting = Annotated[Desk, _desk_for(Scope.ACCOUNT_WRITE)]
