"""Rules of mail: what is written when, what a link proves, and what free credits a proved address brings.

Without a mail server nothing is written and no address is proved; whatever would need that says so, or does without.
"""

from datetime import timedelta
from typing import Literal, cast
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import repository as accounts
from audiostudio.accounts.email import links, repository, tasks
from audiostudio.accounts.email.messages import MailKind
from audiostudio.accounts.email.repository import SpentLink
from audiostudio.accounts.email.schemas import VerifiedEmail, Welcome
from audiostudio.accounts.mailboxes import mailbox_of
from audiostudio.accounts.passwords import hash_password, require_hard
from audiostudio.accounts.problems import EmailTaken, MailNotConfigured, NoSuchAccount
from audiostudio.accounts.secrets_at_rest import keyed_hash
from audiostudio.kit.postgres.database import set_workspace
from audiostudio.settings import Settings

_WELCOMES_COUNTED_FOR = timedelta(days=30)


async def write(
    session: AsyncSession, settings: Settings, user_id: UUID, kind: MailKind, *, recipient: str, **facts: str
) -> None:
    """Queue a mail to a person in their own session's transaction; where no mail is sent, do nothing."""
    if not settings.sends_mail:
        return
    mail_id = await repository.add(
        session,
        user_id=user_id,
        kind=kind,
        recipient=recipient,
        facts=facts,
        link_lifetime=links.LIFETIMES.get(kind),
    )
    await tasks.send.enqueue(session, str(mail_id))


async def tell(session: AsyncSession, settings: Settings, user_id: UUID, kind: MailKind, **facts: str) -> None:
    """Queue a mail to the address that a person has now."""
    user = await accounts.get_user(session, user_id)
    if user is None:
        raise NoSuchAccount
    await write(session, settings, user_id, kind, recipient=user.email, **facts)


async def ask_to_verify(session: AsyncSession, settings: Settings, user_id: UUID) -> None:
    """Send somebody the link that proves their address.

    Raises:
        MailNotConfigured: no mail is sent here.
    """
    require_mail(settings)
    await tell(session, settings, user_id, MailKind.VERIFY_EMAIL)


async def verify(session: AsyncSession, settings: Settings, token: str) -> VerifiedEmail:
    """Take in the link that proves an address, and give the welcome credits that wait for it.

    Raises:
        LinkInvalid: it does not count, or the account has another address by now.
    """
    spent = await _spend(session, settings, MailKind.VERIFY_EMAIL, token)
    user = await accounts.get_user(session, spent.user_id)
    if user is None or user.email != spent.recipient:
        raise links.LinkInvalid
    await repository.set_email(session, user.id, user.email, verified=True)
    return VerifiedEmail(email=user.email, welcome=await welcome(session, settings, user.id, user.email))


async def welcome(session: AsyncSession, settings: Settings, user_id: UUID, email: str) -> Welcome:
    """Give the free credits of a verified address, once a mailbox and so many a network and domain."""
    if not settings.signup_credits:
        return Welcome(outcome="none_offered", credits=0)
    mailbox = mailbox_of(email)
    outcome = await repository.grant_welcome(
        session,
        user_id,
        mailbox_hash=keyed_hash(settings, "welcome of mailbox", mailbox.name),
        domain_hash=keyed_hash(settings, "welcome of domain", mailbox.domain) if mailbox.domain else None,
        credits=settings.signup_credits,
        most_of_network=settings.welcomes_per_network,
        most_of_domain=settings.welcomes_per_domain,
        within=_WELCOMES_COUNTED_FOR,
    )
    said = cast(Literal["given", "given_before", "mailbox_used", "network_limit", "domain_limit"], outcome)
    return Welcome(outcome=said, credits=settings.signup_credits if outcome == "given" else 0)


async def ask_for_reset(session: AsyncSession, settings: Settings, email: str) -> None:
    """Queue the search for whoever has an address: the very same work whether somebody has it or nobody.

    Raises:
        MailNotConfigured: no mail is sent here.
    """
    require_mail(settings)
    await tasks.send_reset_link.enqueue(session, email)


async def make_reset_link(session: AsyncSession, settings: Settings, email: str) -> str:
    """Return a link for a new password, for the operator to hand on; in the worker's role.

    Raises:
        NoSuchAccount: nobody has this address.
    """
    kind = MailKind.RESET_PASSWORD
    handed_over = {"handed_over": "by the operator"}  # so it proves no address
    mail_id = await repository.add_for_address(
        session, email, kind=kind, link_lifetime=links.LIFETIMES[kind], facts=handed_over
    )
    if mail_id is None:
        raise NoSuchAccount(f"There is no account with the address {email}.")
    return links.address(settings, kind, mail_id, "/app/reset-password")


async def reset_password(session: AsyncSession, settings: Settings, token: str, password: str) -> UUID:
    """Set a new password by a link; every session, and every other link, ends. Return whose it was.

    Whoever made an account with an address that is not theirs may have left ways in: if nobody had proved the address
    so far, this link is the first proof, and all other ways to sign in go. What a link from the operator proves is left
    to them: it was not mailed, so it verifies no address.

    Raises:
        LinkInvalid: it does not count.
        PasswordTooEasy: the link is not used up by it.
    """
    spent = await _spend(session, settings, MailKind.RESET_PASSWORD, token)
    user = await accounts.get_user(session, spent.user_id)
    if user is None or user.email != spent.recipient:
        raise links.LinkInvalid
    await require_hard(password, known=[user.username, user.email, *user.email.split("@"), "audiostudio"])
    await accounts.replace_password_hash(session, user.id, await hash_password(password))
    await repository.void_links(session, user.id)
    await accounts.end_sessions(session, user.id)
    if spent.was_mailed and user.email_verified_at is None:
        await accounts.remove_other_ways_in(session, user.id)
        await mark_verified(session, settings, user.id, user.email)
    await write(session, settings, user.id, MailKind.PASSWORD_CHANGED, recipient=user.email)
    return user.id


async def ask_for_change(session: AsyncSession, settings: Settings, user_id: UUID, email: str) -> bool:
    """Begin the change of somebody's address, and return whether it waits for a link.

    The old address is told. The new one is sent a link unless somebody has it, which the answer does not tell. Without
    mail the change takes place at once.

    Raises:
        EmailTaken: somebody has the address, and no mail is sent here.
    """
    user = await accounts.get_user(session, user_id)
    if user is None:
        raise NoSuchAccount
    if not settings.sends_mail:
        await _set_email(session, user_id, email, verified=False)
        return False
    if not await repository.is_taken(session, email):
        await write(session, settings, user_id, MailKind.CONFIRM_NEW_EMAIL, recipient=email)
    await write(session, settings, user_id, MailKind.EMAIL_WILL_CHANGE, recipient=user.email, new_email=email)
    return True


async def confirm_change(session: AsyncSession, settings: Settings, token: str) -> VerifiedEmail:
    """Take in the link that proves a new address, which is the account's from now on.

    Raises:
        LinkInvalid: it does not count.
        EmailTaken: somebody made an account with the address meanwhile.
    """
    spent = await _spend(session, settings, MailKind.CONFIRM_NEW_EMAIL, token)
    await _set_email(session, spent.user_id, spent.recipient, verified=True)
    await repository.void_links(session, spent.user_id)
    return VerifiedEmail(
        email=spent.recipient, welcome=await welcome(session, settings, spent.user_id, spent.recipient)
    )


async def void_links(session: AsyncSession, user_id: UUID) -> None:
    """Use up all links that somebody was sent, in their own session."""
    await repository.void_links(session, user_id)


def require_mail(settings: Settings) -> None:
    """Refuse what cannot be done without mail.

    Raises:
        MailNotConfigured: the operator named no server.
    """
    if not settings.sends_mail:
        raise MailNotConfigured


async def mark_verified(session: AsyncSession, settings: Settings, user_id: UUID, email: str) -> None:
    """Note that somebody else whose word counts has verified an address, and give the welcome credits."""
    await repository.set_email(session, user_id, email, verified=True)
    await welcome(session, settings, user_id, email)


async def _set_email(session: AsyncSession, user_id: UUID, email: str, *, verified: bool) -> None:
    try:
        await repository.set_email(session, user_id, email, verified=verified)
    except IntegrityError:
        raise EmailTaken from None


async def _spend(session: AsyncSession, settings: Settings, kind: MailKind, token: str) -> SpentLink:
    """Use up a link, and make the session its owner's."""
    spent = await repository.spend_link(session, links.read(settings, kind, token), kind)
    if spent is None:
        raise links.LinkInvalid
    await set_workspace(session, workspace_id=spent.workspace_id, user_id=spent.user_id)
    return spent
