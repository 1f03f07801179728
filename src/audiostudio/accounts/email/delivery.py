"""Hands a mail to the operator's SMTP server."""

import logging
from email.message import EmailMessage

from audiostudio.settings import Settings

logger = logging.getLogger(__name__)

_TIMEOUT_S = 30.0


class MailRefused(Exception):
    """The server will not take this mail, however often it is sent; the message holds its own words."""


async def deliver(settings: Settings, message: EmailMessage) -> None:
    """Send a mail.

    Raises:
        MailRefused: for good (a status of the 500s for its recipient).
        aiosmtplib.SMTPException, OSError: for now, or the server cannot be spoken with: worth another attempt.
    """
    from aiosmtplib import SMTPRecipientsRefused, send

    password = settings.smtp_password
    try:
        await send(
            message,
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user,
            password=password.get_secret_value() if password else None,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            timeout=_TIMEOUT_S,
        )
    except SMTPRecipientsRefused as error:
        if all(refusal.code >= 500 for refusal in error.recipients):
            raise MailRefused("; ".join(str(refusal.message) for refusal in error.recipients)) from None
        raise
