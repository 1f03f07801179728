"""Routes of addresses that are proved by mail, and of passwords that are forgotten."""

from fastapi import APIRouter, Depends, Response

from audiostudio.accounts import sign_in
from audiostudio.accounts.auth import ConfirmedPerson, CurrentPerson
from audiostudio.accounts.devices import CurrentDevice
from audiostudio.accounts.email import service
from audiostudio.accounts.email.links import LinkInvalid
from audiostudio.accounts.email.schemas import (
    EmailChange,
    EmailLink,
    ForgottenPassword,
    NewEmail,
    NewPassword,
    VerifiedEmail,
)
from audiostudio.accounts.endpoints import limit_attempts
from audiostudio.accounts.identifiers import email_key
from audiostudio.accounts.passwords import PasswordTooEasy
from audiostudio.accounts.problems import ConfirmationRequired, EmailTaken, MailNotConfigured, PersonRequired
from audiostudio.kit.auth.subject import AnonymousSession, AppDatabase, AppSettings
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.rate_limits import RateLimited, enforce
from audiostudio.kit.postgres.database import Database
from audiostudio.settings import Settings

router = APIRouter(prefix="/auth", tags=["accounts"])
_limited = [Depends(limit_attempts)]


@router.post(
    "/email/verification",
    status_code=202,
    response_class=Response,
    responses=responses(NotAuthenticated, PersonRequired, MailNotConfigured, RateLimited),
)
async def ask_to_verify(person: CurrentPerson, database: AppDatabase, settings: AppSettings) -> Response:
    """Have the link sent again that proves your address."""
    await _limit_mail(database, settings, str(person.user_id))
    async with database.session(user_id=person.user_id) as session:
        await service.ask_to_verify(session, settings, person.user_id)
    return Response(status_code=202)


@router.post("/email/verify", dependencies=_limited, responses=responses(LinkInvalid, RateLimited))
async def verify_email(body: EmailLink, session: AnonymousSession, settings: AppSettings) -> VerifiedEmail:
    """Prove an address by the link that was sent to it; the welcome credits come with it."""
    return await service.verify(session, settings, body.token.get_secret_value())


@router.post(
    "/email/change",
    status_code=202,
    responses=responses(NotAuthenticated, PersonRequired, ConfirmationRequired, EmailTaken, RateLimited),
)
async def ask_to_change_email(
    body: NewEmail, person: ConfirmedPerson, database: AppDatabase, settings: AppSettings
) -> EmailChange:
    """Change your address: once the link is opened that was sent to the new one; where no mail is sent, at once."""
    await _limit_mail(database, settings, str(person.user_id))
    async with database.session(user_id=person.user_id) as session:
        pending = await service.ask_for_change(session, settings, person.user_id, body.email)
    return EmailChange(pending=pending)


@router.post("/email/change/confirm", dependencies=_limited, responses=responses(LinkInvalid, EmailTaken, RateLimited))
async def confirm_email_change(body: EmailLink, session: AnonymousSession, settings: AppSettings) -> VerifiedEmail:
    """Prove a new address by the link that was sent to it; it is the account's from now on."""
    return await service.confirm_change(session, settings, body.token.get_secret_value())


@router.post(
    "/password/forgot",
    status_code=202,
    response_class=Response,
    dependencies=_limited,
    responses=responses(MailNotConfigured, RateLimited),
)
async def forgot_password(body: ForgottenPassword, database: AppDatabase, settings: AppSettings) -> Response:
    """Have a link for a new password sent, if there is such an account: the answer does not tell."""
    service.require_mail(settings)
    await _limit_mail(database, settings, email_key(body.email))
    async with database.session() as session:
        await service.ask_for_reset(session, settings, body.email)
    return Response(status_code=202)


@router.post(
    "/password/reset",
    status_code=204,
    dependencies=_limited,
    responses=responses(LinkInvalid, PasswordTooEasy, RateLimited),
)
async def reset_password(
    body: NewPassword, device: CurrentDevice, session: AnonymousSession, settings: AppSettings
) -> Response:
    """Set a new password by a link; it works once, and all sessions end."""
    user_id = await service.reset_password(
        session, settings, body.token.get_secret_value(), body.password.get_secret_value()
    )
    await sign_in.remember(session, settings, user_id, device.address)
    return Response(status_code=204)


async def _limit_mail(database: Database, settings: Settings, caller: str) -> None:
    async with database.session() as session:
        await enforce(session, scope="mail", caller=caller, limit=settings.mail_rate_limit)
