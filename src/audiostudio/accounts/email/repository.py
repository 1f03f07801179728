"""The queries on mails and on the addresses that their links prove."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import bindparam

from audiostudio.accounts.identifiers import email_key


class Mail(NamedTuple):
    """A mail that is to be sent, or was."""

    kind: str
    recipient: str
    facts: dict[str, str]
    has_link: bool
    is_sent: bool


class SpentLink(NamedTuple):
    """What a link that has just been used proves: whose it was, and which address it was sent to, if it was."""

    user_id: UUID
    workspace_id: UUID
    recipient: str
    was_mailed: bool


async def add(
    session: AsyncSession,
    *,
    user_id: UUID,
    kind: str,
    recipient: str,
    facts: dict[str, str],
    link_lifetime: timedelta | None,
) -> UUID:
    """Insert a mail and return its id."""
    query = text(
        "INSERT INTO account_mails (user_id, kind, recipient, facts, expires_at) "
        "VALUES (:user, :kind, :recipient, :facts, now() + :lifetime) RETURNING id"
    ).bindparams(bindparam("facts", type_=JSONB))
    values = {"user": user_id, "kind": kind, "recipient": recipient, "facts": facts, "lifetime": link_lifetime}
    return UUID(str((await session.execute(query, values)).scalar_one()))


async def add_for_address(
    session: AsyncSession, email: str, *, kind: str, link_lifetime: timedelta, facts: dict[str, str]
) -> UUID | None:
    """Insert a mail to whoever has an address; None where nobody does. For the worker's role."""
    query = text("SELECT write_mail_to(:key, :former, :kind, :lifetime, :facts)")
    query = query.bindparams(bindparam("facts", type_=JSONB))
    values = {"key": email_key(email), "former": email.lower(), "kind": kind, "lifetime": link_lifetime, "facts": facts}
    found = (await session.execute(query, values)).scalar_one_or_none()
    return UUID(str(found)) if found else None


async def get(session: AsyncSession, mail_id: UUID) -> Mail | None:
    """Return a mail, where it is (still) there."""
    query = text(
        "SELECT kind, recipient, facts, expires_at IS NOT NULL AS has_link, sent_at IS NOT NULL AS is_sent "
        "FROM account_mails WHERE id = :id"
    )
    row = (await session.execute(query, {"id": mail_id})).one_or_none()
    return None if row is None else Mail(*row)


async def mark_sent(session: AsyncSession, mail_id: UUID) -> None:
    """Note that a mail has left; a link that it was given is not kept."""
    await session.execute(
        text("UPDATE account_mails SET sent_at = now(), facts = facts - 'link' WHERE id = :id"), {"id": mail_id}
    )


async def forget_old(session: AsyncSession, kept: timedelta) -> None:
    """Delete mails of long ago."""
    await session.execute(text("DELETE FROM account_mails WHERE created_at < now() - :kept"), {"kept": kept})


async def spend_link(session: AsyncSession, mail_id: UUID, kind: str) -> SpentLink | None:
    """Use up the link of a mail; None where it has been used, has expired, or is of another kind."""
    query = text("SELECT user_id, workspace_id, recipient, was_mailed FROM spend_mail_link(:id, :kind)")
    row = (await session.execute(query, {"id": mail_id, "kind": kind})).one_or_none()
    return None if row is None else SpentLink(*row)


async def void_links(session: AsyncSession, user_id: UUID) -> None:
    """Use up all links that somebody was sent; the session must be theirs."""
    await session.execute(
        text("UPDATE account_mails SET spent_at = now() WHERE user_id = :user AND spent_at IS NULL"), {"user": user_id}
    )


async def is_taken(session: AsyncSession, email: str) -> bool:
    """Return whether somebody has an address."""
    query = text("SELECT EXISTS (SELECT FROM find_person(:key, :former))")
    values = {"key": email_key(email), "former": email.lower()}
    return bool((await session.execute(query, values)).scalar_one())


async def set_email(session: AsyncSession, user_id: UUID, email: str, *, verified: bool) -> None:
    """Change somebody's address, or say that it is verified.

    Raises:
        IntegrityError: somebody else has it.
    """
    function = "set_verified_email" if verified else "set_unverified_email"
    values = {"user": user_id, "email": email, "key": email_key(email)}
    await session.execute(text(f"SELECT {function}(:user, :email, :key)"), values)


async def grant_welcome(
    session: AsyncSession,
    user_id: UUID,
    *,
    mailbox_hash: bytes,
    domain_hash: bytes | None,
    credits: int,
    most_of_network: int,
    most_of_domain: int,
    within: timedelta,
) -> str:
    """Give welcome credits, or say in a word why not."""
    query = text("SELECT grant_welcome(:user, :mailbox, :domain, :credits, :of_network, :of_domain, :within)")
    values = {
        "user": user_id,
        "mailbox": mailbox_hash,
        "domain": domain_hash,
        "credits": credits,
        "of_network": most_of_network,
        "of_domain": most_of_domain,
        "within": within,
    }
    return str((await session.execute(query, values)).scalar_one())
