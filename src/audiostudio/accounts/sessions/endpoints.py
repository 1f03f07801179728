"""Routes of sessions, and of the password that guards them."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from audiostudio.accounts import service as accounts
from audiostudio.accounts import sign_in
from audiostudio.accounts.auth import ConfirmedPerson, CurrentPerson, OwnAccount
from audiostudio.accounts.devices import CurrentDevice
from audiostudio.accounts.passwords import PasswordTooEasy
from audiostudio.accounts.problems import ConfirmationRequired, PasswordWrong, PersonRequired
from audiostudio.accounts.sessions import service
from audiostudio.accounts.sessions.schemas import Confirmation, PasswordChange, SessionView
from audiostudio.accounts.sessions.service import SessionNotFound
from audiostudio.kit.auth.ended_sessions import EndedSessions
from audiostudio.kit.auth.subject import AppDatabase, AppSettings
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.rate_limits import RateLimited
from audiostudio.kit.http.state import app_state

router = APIRouter(prefix="/auth", tags=["accounts"])


@router.get("/sessions", responses=responses(NotAuthenticated, PersonRequired))
async def list_sessions(session: OwnAccount, person: CurrentPerson) -> list[SessionView]:
    """Return where you are signed in, the last used first."""
    return await service.list_all(session, person.user_id, current=person.session_id)


@router.delete("/sessions", status_code=204, responses=responses(NotAuthenticated, PersonRequired))
async def end_other_sessions(person: CurrentPerson, database: AppDatabase, request: Request) -> Response:
    """End all your sessions but the one that asks."""
    async with database.session(user_id=person.user_id) as session:
        ended = await service.end_others(session, person.user_id, current=person.session_id)
    app_state(request).part(EndedSessions).add(ended)  # others are told by the database
    return Response(status_code=204)


@router.delete(
    "/sessions/{session_id}", status_code=204, responses=responses(NotAuthenticated, PersonRequired, SessionNotFound)
)
async def end_session(session_id: UUID, person: CurrentPerson, database: AppDatabase, request: Request) -> Response:
    """End one of your sessions."""
    async with database.session(user_id=person.user_id) as session:
        await service.end(session, person.user_id, session_id)
    app_state(request).part(EndedSessions).add([session_id])
    return Response(status_code=204)


@router.post(
    "/confirm",
    status_code=204,
    responses=responses(NotAuthenticated, PersonRequired, PasswordWrong, RateLimited),
)
async def confirm(
    body: Confirmation, person: CurrentPerson, device: CurrentDevice, database: AppDatabase, settings: AppSettings
) -> Response:
    """Prove that it is still you, by your password; for 10 minutes you may then change what guards the account."""
    await sign_in.check_password(
        database, settings, person.user_id, body.password.get_secret_value(), address=device.address
    )
    async with database.session(user_id=person.user_id) as session:
        await service.confirm(session, person.session_id)
    return Response(status_code=204)


@router.put(
    "/password",
    status_code=204,
    responses=responses(
        NotAuthenticated, PersonRequired, ConfirmationRequired, PasswordWrong, PasswordTooEasy, RateLimited
    ),
)
async def change_password(
    body: PasswordChange,
    person: ConfirmedPerson,
    device: CurrentDevice,
    database: AppDatabase,
    settings: AppSettings,
    request: Request,
) -> Response:
    """Set a new password; all your other sessions end. Whoever has one sends the present one, too."""
    await sign_in.check_password(
        database,
        settings,
        person.user_id,
        body.current_password.get_secret_value() if body.current_password else None,
        address=device.address,
    )
    async with database.session(user_id=person.user_id) as session:
        await accounts.set_password(session, settings, person.user_id, body.password.get_secret_value())
        ended = await service.end_others(session, person.user_id, current=person.session_id)
    app_state(request).part(EndedSessions).add(ended)
    return Response(status_code=204)
