"""Hands a mail to the operator's SMTP server."""

import logging
from email.message import EmailMessage

from audiostudio.settings import Settings

logger = logging.getLogger(__name__)

_TIMEOUT_S = 30.0


class MailRefused(Exception):
    """The server will not take this mail, however often it is sent; the message holds its own words."""


class MailNotSent(Exception):
    """A mail was not sent; the message says why, for the operator."""


async def send_test(settings: Settings, address: str) -> None:
    """Send a mail of no meaning.

    Raises:
        MailNotSent: it was not taken.
    """
    from aiosmtplib import SMTPException

    if not settings.sends_mail:
        raise MailNotSent("SMTP_HOST is not set: this server sends no mail.")
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "A test", settings.mail_from, address
    message.set_content("Audio Studio can send mail.\n")
    try:
        await deliver(settings, message)
    except (MailRefused, SMTPException, OSError) as error:
        raise MailNotSent(f"The mail server did not take it: {error or type(error).__name__}") from error


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
