"""Routes that say how people can sign in here, and what guards one's own account."""

from fastapi import APIRouter

from audiostudio.accounts import service as accounts
from audiostudio.accounts.auth import CurrentPerson, OwnAccount
from audiostudio.accounts.identities import providers
from audiostudio.accounts.identities import service as identities
from audiostudio.accounts.passkeys import service as passkeys
from audiostudio.accounts.problems import PersonRequired
from audiostudio.accounts.second_factor import service as second_factor
from audiostudio.accounts.security.schemas import AccountSecurity, SignInMethods
from audiostudio.kit.auth.subject import AppSettings
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.settings import Settings

router = APIRouter(prefix="/auth", tags=["accounts"])


@router.get("/methods")
async def sign_in_methods(settings: AppSettings) -> SignInMethods:
    """Say how people can sign in here; a page asks before it shows anything."""
    return _methods(settings)


@router.get("/security", responses=responses(NotAuthenticated, PersonRequired))
async def account_security(session: OwnAccount, person: CurrentPerson, settings: AppSettings) -> AccountSecurity:
    """Return what guards your account."""
    guarded = await accounts.get_guarded(session, person.user_id)
    return AccountSecurity(
        email=guarded.email,
        email_verified=guarded.email_verified,
        has_password=guarded.has_password,
        second_factor=await second_factor.is_on(session, person.user_id),
        recovery_codes_left=await second_factor.recovery_codes_left(session, person.user_id),
        passkeys=await passkeys.list_all(session, person.user_id),
        identities=await identities.list_all(session, person.user_id),
        deletion_due_at=guarded.deletion_due_at,
        methods=_methods(settings),
    )


def _methods(settings: Settings) -> SignInMethods:
    return SignInMethods(
        mail=settings.sends_mail, passkeys=passkeys.are_available(settings), providers=providers.configured(settings)
    )
