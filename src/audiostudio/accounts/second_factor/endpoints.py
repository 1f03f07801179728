"""Routes of the second factor: setting it up, and turning it off."""

from fastapi import APIRouter, Response

from audiostudio.accounts import sign_in
from audiostudio.accounts.auth import ConfirmedPerson, OwnAccount
from audiostudio.accounts.devices import CurrentDevice
from audiostudio.accounts.problems import ConfirmationRequired, PersonRequired, SecondFactorWrong
from audiostudio.accounts.second_factor import service
from audiostudio.accounts.second_factor.schemas import NewSecondFactor, RecoveryCodes, SecondFactorCode
from audiostudio.accounts.second_factor.service import SecondFactorOff, SecondFactorOn
from audiostudio.kit.auth.subject import AppDatabase, AppSettings
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.rate_limits import RateLimited

router = APIRouter(prefix="/auth", tags=["accounts"])
_GUARDED = (NotAuthenticated, PersonRequired, ConfirmationRequired)


@router.post("/totp", status_code=201, responses=responses(*_GUARDED, SecondFactorOn))
async def set_up_totp(session: OwnAccount, person: ConfirmedPerson, settings: AppSettings) -> NewSecondFactor:
    """Make a secret for your authenticator app; it counts once you have sent a code of it."""
    return await service.set_up(session, settings, person.user_id)


@router.post(
    "/totp/confirm",
    responses=responses(*_GUARDED, SecondFactorOff, SecondFactorOn, SecondFactorWrong, RateLimited),
)
async def turn_on_totp(
    body: SecondFactorCode,
    person: ConfirmedPerson,
    device: CurrentDevice,
    database: AppDatabase,
    settings: AppSettings,
) -> RecoveryCodes:
    """Send a code of the app: from now on signing in asks for one. Keep the recovery codes that come with it."""
    return await sign_in.turn_on_second_factor(
        database, settings, person.user_id, body.code.get_secret_value(), address=device.address
    )


@router.delete("/totp", status_code=204, responses=responses(*_GUARDED))
async def turn_off_totp(session: OwnAccount, person: ConfirmedPerson, settings: AppSettings) -> Response:
    """Ask for no second factor any more; the recovery codes end with it."""
    await service.turn_off(session, settings, person.user_id)
    return Response(status_code=204)


@router.post("/recovery-codes", status_code=201, responses=responses(*_GUARDED, SecondFactorOff))
async def renew_recovery_codes(session: OwnAccount, person: ConfirmedPerson) -> RecoveryCodes:
    """Make fresh recovery codes; those before open nothing any more."""
    return await service.renew_codes(session, person.user_id)
