"""Rules of teams: who is asked to join, who belongs, as what, and what each may spend.

Rules that hold whoever writes, and while others write (an owner remains, seats, a token opens once), are in functions
of the schema, which lock the team; here they get their words.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import repository as accounts
from audiostudio.accounts.identifiers import email_key
from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.accounts.problems import NoSuchAccount
from audiostudio.accounts.schemas import WorkspaceView
from audiostudio.accounts.workspaces import repository
from audiostudio.accounts.workspaces.mail import send_invitation
from audiostudio.accounts.workspaces.refusals import (
    AlreadyAMember,
    InvitationForAnother,
    InvitationNotFound,
    LastOwner,
    MemberNotFound,
    NoSeatLeft,
    NotATeam,
    TooManyTeams,
)
from audiostudio.accounts.workspaces.schemas import (
    Invitation,
    InvitationMade,
    InvitationView,
    Member,
    MemberChange,
    MemberUsageView,
    MonthlyUsage,
    NewInvitation,
    WorkspaceDetails,
)
from audiostudio.credits import service as credits
from audiostudio.kit.auth.random_tokens import new_token, token_hash
from audiostudio.kit.auth.scopes import NotPermitted, Role, Scope
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.postgres.refusals import refusals
from audiostudio.settings import Settings

_SEATS = {str(tier): plan.seats for tier, plan in PLANS.items()}
_CHANGING = (NotPermitted, NotATeam, MemberNotFound, LastOwner)


async def make_team(session: AsyncSession, settings: Settings, name: str) -> WorkspaceView:
    """Make a team that whoever asks owns; it begins without credits, so that nobody makes teams for welcome credits.

    Raises:
        TooManyTeams: they own as many as one may.
    """
    with refusals(TooManyTeams, NoSuchAccount):
        team_id = await repository.make_team(session, name, most_owned=settings.most_teams_owned)
    return WorkspaceView(workspace_id=team_id, name=name, kind="team", role=Role.OWNER)


async def get_details(session: AsyncSession, subject: Subject) -> WorkspaceDetails:
    """Return the workspace that is asked about.

    Raises:
        NoSuchAccount: it was deleted after the token was issued.
    """
    row = await repository.get_workspace(session, subject.workspace_id)
    if row is None:
        raise NoSuchAccount
    return WorkspaceDetails(
        workspace_id=subject.workspace_id,
        name=row.name,
        kind=row.kind,
        tier=row.tier,
        role=subject.role,
        seats=PLANS[Tier(row.tier)].seats if row.kind == "team" else 1,
        seats_taken=row.seats_taken,
        suspended=row.suspended_at is not None,
        deletion_due_at=row.deletion_due_at,
    )


async def rename(session: AsyncSession, name: str) -> None:
    """Give the workspace another name.

    Raises:
        NotPermitted: whoever asks does not manage it (any more).
    """
    with refusals(NotPermitted):
        await repository.rename(session, name)


async def list_members(session: AsyncSession, subject: Subject) -> list[Member]:
    """Return all members, the first joined first; what others have spent to those alone who may see invoices."""
    spent = await credits.spent_by_members(session, subject.workspace_id, this_month())
    sees_all = Scope.BILLING_READ in subject.scopes
    return [
        Member(
            **row._asdict(),
            spent=spent.get(row.user_id, 0) if sees_all or row.user_id == subject.user_id else None,
        )
        for row in await repository.list_members(session)
    ]


async def change_member(session: AsyncSession, user_id: UUID, change: MemberChange) -> None:
    """Change a member's role or monthly limit.

    Raises:
        NotPermitted: whoever asks may not: only owners change owners and make them.
        MemberNotFound, NotATeam, LastOwner: nothing was changed.
    """
    with refusals(*_CHANGING):
        if "monthly_limit" in change.model_fields_set:
            await repository.set_limit(session, user_id, change.monthly_limit)
        if change.role is not None:
            await repository.change_role(session, user_id, change.role)
        if not change.model_fields_set:
            await _require_member(session, user_id)


async def remove_member(session: AsyncSession, user_id: UUID) -> None:
    """End a membership; the person's browsers go on in their own workspace.

    Raises:
        NotPermitted: whoever asks may not: only owners remove owners.
        MemberNotFound, NotATeam, LastOwner: nothing was changed.
    """
    with refusals(*_CHANGING):
        await repository.remove_member(session, user_id)


async def transfer(session: AsyncSession, user_id: UUID) -> None:
    """Make a member the owner, and the owner who asks an admin, in one step.

    Raises:
        NotPermitted, MemberNotFound, NotATeam: nothing was changed.
    """
    with refusals(*_CHANGING):
        await repository.transfer(session, user_id)


async def invite(session: AsyncSession, settings: Settings, subject: Subject, wanted: NewInvitation) -> InvitationMade:
    """Ask somebody to join; an earlier invitation of the same address is void from now on.

    Raises:
        NotPermitted, NotATeam, AlreadyAMember, NoSeatLeft: nobody was invited.
    """
    token = new_token()
    with refusals(NotPermitted, NotATeam, AlreadyAMember, NoSeatLeft):
        invitation_id = await repository.invite(
            session,
            email=wanted.email,
            email_key=email_key(wanted.email),
            role=wanted.role,
            token_hash=token_hash(token),
            lifetime=timedelta(days=settings.invitation_lifetime_days),
            seats=_SEATS,
        )
    made = Invitation.model_validate(await repository.get_invitation(session, invitation_id))
    found = await repository.look_at_invitation(session, token_hash(token))
    assert found is not None
    # Behind the number sign: what follows it is in no server's log and in no Referer.
    link = f"{settings.public_url}/app/join#{token}"
    assert subject.user_id is not None  # whoever may invite is a member
    mailed = await send_invitation(
        session, settings, subject.user_id, email=wanted.email, team=found.team, invited_by=found.invited_by, link=link
    )
    return InvitationMade(**made.model_dump(), mailed=mailed, link=None if mailed else link)


async def list_invitations(session: AsyncSession, subject: Subject) -> list[Invitation]:
    """Return the invitations that can still be accepted, newest first."""
    rows = await repository.list_invitations(session, subject.workspace_id)
    return [Invitation.model_validate(row) for row in rows]


async def revoke_invitation(session: AsyncSession, invitation_id: UUID) -> None:
    """Make an invitation void.

    Raises:
        NotPermitted, InvitationNotFound: there is nothing to revoke.
    """
    with refusals(NotPermitted, InvitationNotFound):
        await repository.revoke_invitation(session, invitation_id)


async def look_at_invitation(session: AsyncSession, subject: Subject, token: str) -> InvitationView:
    """Return what a token invites to.

    Raises:
        InvitationNotFound: it opens nothing (any more).
    """
    row = await repository.look_at_invitation(session, token_hash(token))
    if row is None:
        raise InvitationNotFound
    user = await accounts.get_user(session, subject.user_id) if subject.user_id else None
    found = row._asdict()
    key = found.pop("email_key")
    return InvitationView(**found, is_yours=user is not None and email_key(user.email) == key)


async def accept_invitation(session: AsyncSession, token: str) -> UUID:
    """Join the team that a token invites to, and return it; the token is spent.

    Raises:
        InvitationNotFound, InvitationForAnother, AlreadyAMember, NoSeatLeft: nobody joined, and the token works on.
    """
    with refusals(InvitationNotFound, InvitationForAnother, AlreadyAMember, NoSeatLeft):
        return await repository.accept_invitation(session, token_hash(token), _SEATS)


async def get_usage(session: AsyncSession, subject: Subject, month: date) -> MonthlyUsage:
    """Return what each person has spent in a month, those who have left included; most first."""
    spent = await credits.spent_by_members(session, subject.workspace_id, month)
    names = await repository.name_spenders(session, month)
    members = [MemberUsageView(user_id=of, username=names.get(of), spent=amount) for of, amount in spent.items()]
    return MonthlyUsage(month=f"{month:%Y-%m}", members=sorted(members, key=lambda usage: -usage.spent))


def this_month() -> date:
    """Return the first day of the calendar month, in UTC."""
    return datetime.now(UTC).date().replace(day=1)


async def _require_member(session: AsyncSession, user_id: UUID) -> None:
    if all(row.user_id != user_id for row in await repository.list_members(session)):
        raise MemberNotFound
