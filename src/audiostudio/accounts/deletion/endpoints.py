"""Routes of deleting one's account, or a team, and of taking that back."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.auth import ConfirmedManager, ConfirmedPerson, CurrentPerson, OwnAccount
from audiostudio.accounts.deletion import service
from audiostudio.accounts.deletion.service import EmailDiffers, NameDiffers, PlanRunning, TeamsNeedOwner
from audiostudio.accounts.problems import ConfirmationRequired, PersonRequired
from audiostudio.accounts.workspaces.refusals import NotATeam
from audiostudio.kit.auth.ended_sessions import EndedSessions
from audiostudio.kit.auth.scopes import NotPermitted, Scope
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, tenant_session
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import CleanText, responses
from audiostudio.kit.http.state import app_state

router = APIRouter()
TeamWriting = Annotated[AsyncSession, tenant_session(Scope.WORKSPACE_MANAGE)]


class DeletionRequest(BaseModel):
    """That the account is to be deleted."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[CleanText, Field(max_length=254, description="The account's address, typed to confirm it.")]


class TeamDeletionRequest(BaseModel):
    """That a team is to be deleted."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[CleanText, Field(max_length=80, description="The team's name, typed to confirm it.")]


class Deletion(BaseModel):
    """A deletion that was asked for."""

    deletion_due_at: datetime = Field(description="Until then, `DELETE` on the same path takes it back.")


@router.post(
    "/auth/deletion",
    tags=["accounts"],
    status_code=202,
    responses=responses(
        NotAuthenticated, PersonRequired, ConfirmationRequired, EmailDiffers, TeamsNeedOwner, PlanRunning
    ),
)
async def ask_for_deletion(
    body: DeletionRequest, person: ConfirmedPerson, database: AppDatabase, settings: AppSettings, request: Request
) -> Deletion:
    """Have your account deleted with all that is in it, after 14 days; all sessions end now."""
    async with database.session(user_id=person.user_id) as session:
        due, ended = await service.schedule(session, settings, person.user_id, email=body.email)
    app_state(request).part(EndedSessions).add(ended)
    return Deletion(deletion_due_at=due)


@router.delete(
    "/auth/deletion", tags=["accounts"], status_code=204, responses=responses(NotAuthenticated, PersonRequired)
)
async def take_back_deletion(session: OwnAccount, person: CurrentPerson) -> Response:
    """Keep your account after all."""
    await service.cancel(session, person.user_id)
    return Response(status_code=204)


@router.post(
    "/workspace/deletion",
    tags=["workspaces"],
    status_code=202,
    responses=responses(
        NotAuthenticated, NotPermitted, PersonRequired, ConfirmationRequired, NotATeam, NameDiffers, PlanRunning
    ),
)
async def ask_for_team_deletion(
    body: TeamDeletionRequest, person: ConfirmedManager, session: TeamWriting, settings: AppSettings
) -> Deletion:
    """Have the team deleted with all that is in it, after 14 days; for owners alone. Its members go on until then."""
    return Deletion(deletion_due_at=await service.schedule_team(session, settings, body.name))


@router.delete(
    "/workspace/deletion",
    tags=["workspaces"],
    status_code=204,
    responses=responses(NotAuthenticated, NotPermitted),
)
async def take_back_team_deletion(session: TeamWriting) -> Response:
    """Keep the team after all; for owners alone."""
    await service.cancel_team(session)
    return Response(status_code=204)
