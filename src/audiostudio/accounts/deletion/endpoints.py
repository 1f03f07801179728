"""Routes of deleting one's account, and of taking that back."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from audiostudio.accounts.auth import ConfirmedPerson, CurrentPerson, OwnAccount
from audiostudio.accounts.deletion import service
from audiostudio.accounts.deletion.service import EmailDiffers, TeamsNeedOwner
from audiostudio.accounts.problems import ConfirmationRequired, PersonRequired
from audiostudio.kit.auth.ended_sessions import EndedSessions
from audiostudio.kit.auth.subject import AppDatabase, AppSettings
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import CleanText, responses
from audiostudio.kit.http.state import app_state

router = APIRouter(prefix="/auth/deletion", tags=["accounts"])


class DeletionRequest(BaseModel):
    """That the account is to be deleted."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[CleanText, Field(max_length=254, description="The account's address, typed to confirm it.")]


class Deletion(BaseModel):
    """A deletion that was asked for."""

    deletion_due_at: datetime = Field(description="Until then, signing in and `DELETE /auth/deletion` take it back.")


@router.post(
    "",
    status_code=202,
    responses=responses(NotAuthenticated, PersonRequired, ConfirmationRequired, EmailDiffers, TeamsNeedOwner),
)
async def ask_for_deletion(
    body: DeletionRequest, person: ConfirmedPerson, database: AppDatabase, settings: AppSettings, request: Request
) -> Deletion:
    """Have your account deleted with all that is in it, after 14 days; all sessions end now."""
    async with database.session(user_id=person.user_id) as session:
        due, ended = await service.schedule(session, settings, person.user_id, email=body.email)
    app_state(request).part(EndedSessions).add(ended)
    return Deletion(deletion_due_at=due)


@router.delete("", status_code=204, responses=responses(NotAuthenticated, PersonRequired))
async def take_back_deletion(session: OwnAccount, person: CurrentPerson) -> Response:
    """Keep your account after all."""
    await service.cancel(session, person.user_id)
    return Response(status_code=204)
