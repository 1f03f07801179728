"""Links in mails: a mail's id and a signature over it, so that no row and no queue holds what opens an account.

Their address is the configured one, never that of a request's ``Host``; the secret stands behind ``#``, which browsers
send to no server and tell no other site.
"""

import base64
import binascii
import hmac
from datetime import timedelta
from uuid import UUID

from audiostudio.accounts.email.messages import MailKind
from audiostudio.accounts.secrets_at_rest import keyed_hash
from audiostudio.kit.http.errors import Problem
from audiostudio.settings import Settings

LIFETIMES = {
    MailKind.VERIFY_EMAIL: timedelta(days=3),
    MailKind.RESET_PASSWORD: timedelta(hours=1),
    MailKind.CONFIRM_NEW_EMAIL: timedelta(days=1),
}


class LinkInvalid(Problem):
    """The link was used before, has expired, or was never sent."""

    status = 410
    code = "link_invalid"
    title = "This link was used before or has expired; ask for a new one."


def address(settings: Settings, kind: MailKind, mail_id: UUID, page: str) -> str:
    """Return the address of the link in a mail."""
    return f"{settings.public_url}{page}#{token(settings, kind, mail_id)}"


def token(settings: Settings, kind: MailKind, mail_id: UUID) -> str:
    """Return what a link carries: 16 bytes of the mail's id, 32 of its signature."""
    return base64.urlsafe_b64encode(mail_id.bytes + _signature(settings, kind, mail_id)).decode()


def read(settings: Settings, kind: MailKind, token: str) -> UUID:
    """Return the id of the mail that a link stood in.

    Raises:
        LinkInvalid: it was not made here, or for another kind of mail.
    """
    try:
        content = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        mail_id = UUID(bytes=content[:16])
    except (binascii.Error, ValueError):
        raise LinkInvalid from None
    if not hmac.compare_digest(content[16:], _signature(settings, kind, mail_id)):
        raise LinkInvalid
    return mail_id


def _signature(settings: Settings, kind: MailKind, mail_id: UUID) -> bytes:
    return keyed_hash(settings, f"link of {kind}", str(mail_id))
