"""Rules of deletion: asked for by typing what is to be deleted, carried out after days, taken back until then."""

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
from audiostudio.accounts.workspaces.refusals import NotATeam
from audiostudio.kit.auth.scopes import NotPermitted
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.postgres.refusals import refusals
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


class NameDiffers(Problem):
    """What was typed to confirm the deletion is not the team's name."""

    status = 422
    code = "name_differs"
    title = "This is not the team's name; type it to confirm that the team is to be deleted."


class PlanRunning(Problem):
    """A plan would be paid on for what is gone."""

    status = 409
    code = "plan_running"
    title = "A plan is still paid for each month; end it under Credits first."


async def schedule(
    session: AsyncSession, settings: Settings, user_id: UUID, *, email: str
) -> tuple[datetime, list[UUID]]:
    """Note that somebody wants their account deleted; return when it is, and the sessions that end now.

    Raises:
        EmailDiffers: the address that was typed is not theirs.
        TeamsNeedOwner: with the names of the teams.
        PlanRunning: they still pay for a plan.
    """
    user = await accounts.get_user(session, user_id)
    if user is None:
        raise NoSuchAccount
    if email_key(email) != email_key(user.email):
        raise EmailDiffers
    if teams := await repository.teams_owned_alone(session, user_id):
        raise TeamsNeedOwner(f"{TeamsNeedOwner.title} ({', '.join(teams)})", teams=list(teams))
    with refusals(PlanRunning):
        due = await repository.schedule(session, user_id, after=timedelta(days=settings.deletion_grace_days))
    await mail.write(
        session, settings, user_id, MailKind.DELETION_SCHEDULED, recipient=user.email, due=f"{due:%d %B %Y, %H:%M} UTC"
    )
    return due, list(await accounts.end_sessions(session, user_id))


async def cancel(session: AsyncSession, user_id: UUID) -> None:
    """Keep somebody's account; where its deletion was not asked for, do nothing."""
    await repository.cancel(session, user_id)


async def schedule_team(session: AsyncSession, settings: Settings, name: str) -> datetime:
    """Note that a team is to be deleted with all that is in it; return when. Its members go on until then.

    Raises:
        NotPermitted, NotATeam: whoever asks does not own it, or it is somebody's own workspace.
        NameDiffers, PlanRunning: nothing was noted.
    """
    with refusals(NotPermitted, NotATeam, NameDiffers, PlanRunning):
        return await repository.schedule_team(session, name, after=timedelta(days=settings.deletion_grace_days))


async def cancel_team(session: AsyncSession) -> None:
    """Keep a team, and the account of whoever keeps it, should that be leaving, too.

    Raises:
        NotPermitted: whoever asks does not own it.
    """
    with refusals(NotPermitted):
        await repository.cancel_team(session)


async def erase_due(database: Database) -> int:
    """Delete every team and person whose time has come, each in a transaction of its own; return how many there were.

    Teams come first: the account of their only owner waits for no one.
    """
    erased = 0
    for list_due, erase in (
        (repository.list_due_teams, repository.erase_team),
        (repository.list_due, repository.erase),
    ):
        async with database.session() as session:
            due = await list_due(session)
        for found in due:
            async with database.session() as session:
                erased += await erase(session, found)
    if erased:
        logger.info("erased %d accounts and teams whose owners had asked for it", erased)
    return erased
