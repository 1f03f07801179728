"""Who may change an account: its own person, signed in; and for what would give it away, one who has just proved it."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.problems import ConfirmationRequired, PersonRequired
from audiostudio.accounts.sessions import service as sessions
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AppDatabase, CurrentSubject, requires, tenant_session

_CONFIRMED_FOR = timedelta(minutes=10)


class Person:
    """Somebody who is signed in, in the session that they ask with."""

    def __init__(self, user_id: UUID, session_id: UUID) -> None:
        self.user_id, self.session_id = user_id, session_id


async def _person(subject: CurrentSubject) -> Person:
    if subject.user_id is None or subject.session_id is None:
        raise PersonRequired
    return Person(subject.user_id, subject.session_id)


async def _confirmed(person: Annotated[Person, Depends(_person)], database: AppDatabase) -> Person:
    async with database.session(user_id=person.user_id) as session:
        if not await sessions.is_confirmed(session, person.session_id, within=_CONFIRMED_FOR):
            raise ConfirmationRequired
    return person


CurrentPerson = Annotated[Person, requires(Scope.ACCOUNT_MANAGE, of=_person)]
ConfirmedPerson = Annotated[Person, requires(Scope.ACCOUNT_MANAGE, of=_confirmed)]
ConfirmedManager = Annotated[Person, requires(Scope.WORKSPACE_MANAGE, of=_confirmed)]
OwnAccount = Annotated[AsyncSession, tenant_session(Scope.ACCOUNT_MANAGE)]
"""A session that sees the rows of who asks."""
