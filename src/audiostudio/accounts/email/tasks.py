"""Background work of mail: what requests wrote is sent, and forgotten in time."""

import logging
from datetime import timedelta
from uuid import UUID

from audiostudio.accounts.email import links, repository
from audiostudio.accounts.email.delivery import MailRefused, deliver
from audiostudio.accounts.email.messages import WORDINGS, MailKind, compose
from audiostudio.kit.tasks import TaskContext, Tasks

logger = logging.getLogger(__name__)

TASKS = Tasks("accounts.email")

_KEPT = timedelta(days=30)


@TASKS.queued
async def send(context: TaskContext, mail_id: str) -> None:
    """Send a mail, unless it has been; a worker that dies after sending it sends it twice, which harms nobody."""
    settings = context.settings
    async with context.database.session() as session:
        mail = await repository.get(session, UUID(mail_id))
    if mail is None or mail.is_sent:
        return
    if not settings.sends_mail:
        logger.warning("mail %s stays unsent: SMTP_HOST is not set any more", mail_id)
        return
    kind = MailKind(mail.kind)
    link = (
        links.address(settings, kind, UUID(mail_id), WORDINGS[kind].page) if mail.has_link else mail.facts.get("link")
    )
    message = compose(kind, sender=str(settings.mail_from), recipient=mail.recipient, facts=mail.facts, link=link)
    try:
        await deliver(settings, message)
    except MailRefused as refusal:
        logger.warning("mail %s (%s) was refused for good: %s", mail_id, kind, refusal)
        return
    async with context.database.session() as session:
        await repository.mark_sent(session, UUID(mail_id))


@TASKS.queued
async def send_reset_link(context: TaskContext, email: str) -> None:
    """Write to whoever has an address: asked for here, so that requests about nobody's take no other time."""
    async with context.database.session() as session:
        mail_id = await repository.add_for_address(
            session,
            email,
            kind=MailKind.RESET_PASSWORD,
            link_lifetime=links.LIFETIMES[MailKind.RESET_PASSWORD],
            facts={},
        )
        if mail_id is not None:
            await send.enqueue(session, str(mail_id))


@TASKS.at("15 4 * * *")
async def forget(context: TaskContext) -> None:
    """Forget mails of long ago, whose links have ended."""
    async with context.database.session() as session:
        await repository.forget_old(session, _KEPT)
