"""Routes of teams; the workspace they are about is the one that the request names."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.problems import NoSuchAccount
from audiostudio.accounts.schemas import WorkspaceView
from audiostudio.accounts.workspaces import service
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
    InvitationToken,
    InvitationView,
    Joined,
    Member,
    MemberChange,
    MonthlyUsage,
    NewInvitation,
    NewOwner,
    NewTeam,
    WorkspaceDetails,
)
from audiostudio.kit.auth.scopes import NotPermitted, Scope
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, Subject, requires, tenant_session
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.rate_limits import RateLimited, enforce

AccountReader = Annotated[Subject, requires(Scope.ACCOUNT_READ)]
AccountReading = Annotated[AsyncSession, tenant_session(Scope.ACCOUNT_READ)]
AccountWriter = Annotated[Subject, requires(Scope.ACCOUNT_WRITE)]
AccountWriting = Annotated[AsyncSession, tenant_session(Scope.ACCOUNT_WRITE)]
BillingReader = Annotated[Subject, requires(Scope.BILLING_READ)]
BillingReading = Annotated[AsyncSession, tenant_session(Scope.BILLING_READ)]
MembersReader = Annotated[Subject, requires(Scope.MEMBERS_READ)]
MembersReading = Annotated[AsyncSession, tenant_session(Scope.MEMBERS_READ)]
MembersWriter = Annotated[Subject, requires(Scope.MEMBERS_WRITE)]
MembersWriting = Annotated[AsyncSession, tenant_session(Scope.MEMBERS_WRITE)]
Managing = Annotated[AsyncSession, tenant_session(Scope.WORKSPACE_MANAGE)]
Month = Annotated[
    str | None,
    Query(
        pattern=r"^20\d\d-(0[1-9]|1[0-2])$",
        description="A calendar month such as `2026-11`; the present one unless given.",
    ),
]

router = APIRouter(tags=["workspaces"])
_changing = responses(NotAuthenticated, NotPermitted, MemberNotFound, NotATeam, LastOwner)


@router.post("/workspaces", status_code=201, responses=responses(NotAuthenticated, NoSuchAccount, TooManyTeams))
async def make_team(team: NewTeam, session: AccountWriting, settings: AppSettings) -> WorkspaceView:
    """Make a team; you own it, it is Free and has no credits yet."""
    return await service.make_team(session, settings, team.name)


@router.get("/workspace", responses=responses(NotAuthenticated, NoSuchAccount))
async def get_workspace(session: MembersReading, subject: MembersReader) -> WorkspaceDetails:
    """Return the workspace that the request is about, with its plan and seats."""
    return await service.get_details(session, subject)


@router.patch("/workspace", status_code=204, responses=responses(NotAuthenticated, NotPermitted))
async def rename_workspace(team: NewTeam, session: Managing) -> Response:
    """Give the workspace another name."""
    await service.rename(session, team.name)
    return Response(status_code=204)


@router.get("/workspace/members", responses=responses(NotAuthenticated))
async def list_members(session: MembersReading, subject: MembersReader) -> list[Member]:
    """Return who belongs to the workspace, as what, and what they have spent this month."""
    return await service.list_members(session, subject)


@router.patch("/workspace/members/{user_id}", status_code=204, responses=_changing)
async def change_member(user_id: UUID, change: MemberChange, session: MembersWriting) -> Response:
    """Change a member's role or monthly limit; what is left out stays. Only owners change owners, and make them."""
    await service.change_member(session, user_id, change)
    return Response(status_code=204)


@router.delete("/workspace/members/{user_id}", status_code=204, responses=_changing)
async def remove_member(user_id: UUID, session: MembersWriting) -> Response:
    """Remove a member; what they made stays. Only owners remove owners."""
    await service.remove_member(session, user_id)
    return Response(status_code=204)


@router.post("/workspace/leave", status_code=204, responses=_changing)
async def leave_workspace(session: AccountWriting, subject: AccountWriter) -> Response:
    """Leave the team that the request is about; what you made stays in it."""
    if subject.user_id is None:
        raise MemberNotFound("The service key stands for no user.")
    await service.remove_member(session, subject.user_id)
    return Response(status_code=204)


@router.post("/workspace/transfer", status_code=204, responses=_changing)
async def transfer_ownership(owner: NewOwner, session: Managing) -> Response:
    """Make a member the owner; you become an admin. For owners alone."""
    await service.transfer(session, owner.user_id)
    return Response(status_code=204)


@router.get("/workspace/invitations", responses=responses(NotAuthenticated))
async def list_invitations(session: MembersWriting, subject: MembersWriter) -> list[Invitation]:
    """Return the invitations that can still be accepted, newest first; each takes a seat."""
    return await service.list_invitations(session, subject)


async def _limit_invitations(database: AppDatabase, settings: AppSettings, subject: MembersWriter) -> None:
    async with database.session() as session:  # of its own, which has ended when the invitation's begins
        await enforce(session, scope="invitation", caller=str(subject.user_id), limit=settings.invitation_rate_limit)


@router.post(
    "/workspace/invitations",
    status_code=201,
    dependencies=[Depends(_limit_invitations)],
    responses=responses(NotAuthenticated, NotPermitted, NotATeam, AlreadyAMember, NoSeatLeft, RateLimited),
)
async def invite(
    wanted: NewInvitation, session: MembersWriting, subject: MembersWriter, settings: AppSettings
) -> InvitationMade:
    """Ask somebody to join. Asked again for the same address, the earlier link is void."""
    return await service.invite(session, settings, subject, wanted)


@router.delete(
    "/workspace/invitations/{invitation_id}",
    status_code=204,
    responses=responses(NotAuthenticated, NotPermitted, InvitationNotFound),
)
async def revoke_invitation(invitation_id: UUID, session: MembersWriting) -> Response:
    """Make an invitation void; its seat is free again."""
    await service.revoke_invitation(session, invitation_id)
    return Response(status_code=204)


@router.post("/invitations/look", responses=responses(NotAuthenticated, InvitationNotFound))
async def look_at_invitation(
    invitation: InvitationToken, session: AccountReading, subject: AccountReader
) -> InvitationView:
    """Say what a token invites to."""
    return await service.look_at_invitation(session, subject, invitation.token.get_secret_value())


@router.post(
    "/invitations/accept",
    responses=responses(NotAuthenticated, InvitationNotFound, InvitationForAnother, AlreadyAMember, NoSeatLeft),
)
async def accept_invitation(invitation: InvitationToken, session: AccountWriting) -> Joined:
    """Join the team that a token invites to, and return its `workspace_id`. A token works once, for its address."""
    return Joined(workspace_id=await service.accept_invitation(session, invitation.token.get_secret_value()))


@router.get("/workspace/usage", responses=responses(NotAuthenticated))
async def usage(session: BillingReading, subject: BillingReader, month: Month = None) -> MonthlyUsage:
    """Return what each person has spent of the workspace's credits in a month, those who have left included."""
    wanted = date.fromisoformat(f"{month}-01") if month else service.this_month()
    return await service.get_usage(session, subject, wanted)
