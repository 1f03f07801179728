"""Rules of deletion: asked for by the account's own address, carried out after days, taken back until then."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import repository as accounts
from audiostudio.accounts.deletion import repository
from audiostudio.accounts.email import service as mail
from audiostudio.accounts.email.messages import MailKind
from audiostudio.accounts.identifiers import email_key
from audiostudio.accounts.problems import NoSuchAccount
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.postgres.database import Database
from audiostudio.settings import Settings

logger = logging.getLogger(__name__)


class EmailDiffers(Problem):
    """What was typed to confirm the deletion is not the account's address."""

    status = 422
    code = "email_differs"
    title = "This is not your account's address; type it to confirm that the account is to be deleted."


class TeamsNeedOwner(Problem):
    """Teams would be left without an owner."""

    status = 409
    code = "teams_need_owner"
    title = "You are the only owner of teams; make somebody else an owner, or delete them, first."


async def schedule(
    session: AsyncSession, settings: Settings, user_id: UUID, *, email: str
) -> tuple[datetime, list[UUID]]:
    """Note that somebody wants their account deleted; return when it is, and the sessions that end now.

    Raises:
        EmailDiffers: the address that was typed is not theirs.
        TeamsNeedOwner: with the names of the teams.
    """
    user = await accounts.get_user(session, user_id)
    if user is None:
        raise NoSuchAccount
    if email_key(email) != email_key(user.email):
        raise EmailDiffers
    if teams := await repository.teams_owned_alone(session, user_id):
        raise TeamsNeedOwner(f"{TeamsNeedOwner.title} ({', '.join(teams)})", teams=list(teams))
    due = await repository.schedule(session, user_id, after=timedelta(days=settings.deletion_grace_days))
    await mail.write(
        session, settings, user_id, MailKind.DELETION_SCHEDULED, recipient=user.email, due=f"{due:%d %B %Y, %H:%M} UTC"
    )
    return due, list(await accounts.end_sessions(session, user_id))


async def cancel(session: AsyncSession, user_id: UUID) -> None:
    """Keep somebody's account; where its deletion was not asked for, do nothing."""
    await repository.cancel(session, user_id)


async def erase_due(database: Database) -> int:
    """Delete everybody whose time has come, each in a transaction of their own; return how many there were."""
    async with database.session() as session:
        due = await repository.list_due(session)
    erased = 0
    for user_id in due:
        async with database.session() as session:
            erased += await repository.erase(session, user_id)
    if erased:
        logger.info("erased %d accounts whose owners had asked for it", erased)
    return erased
