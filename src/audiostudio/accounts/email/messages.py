"""The words of each mail about an account, as text and as HTML; nothing of a user's own stands in a header."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from enum import StrEnum
from html import escape
from string import Template


class MailKind(StrEnum):
    """What a mail is about; links work for their own kind alone."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a name
    CONFIRM_NEW_EMAIL = "confirm_new_email"
    EMAIL_WILL_CHANGE = "email_will_change"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    SIGN_IN_ADDED = "sign_in_added"
    DELETION_SCHEDULED = "deletion_scheduled"
    EXPORT_READY = "export_ready"
    INVITATION = "invitation"


@dataclass(frozen=True)
class Wording:
    """A mail before it is addressed; ``$name`` stands for the facts that the mail was queued with.

    Attributes:
        subject: the same for everybody.
        paragraphs: of the body.
        button: what the link is called; None where there is none.
        page: the app's page that the link leads to.
    """

    subject: str
    paragraphs: tuple[str, ...]
    button: str | None = None
    page: str = ""


_NOT_YOU = "If this was not you, set a new password at once: that ends all sessions."
WORDINGS: dict[MailKind, Wording] = {
    MailKind.VERIFY_EMAIL: Wording(
        "Confirm your address",
        (
            "Somebody, hopefully you, made an account at Audio Studio with this address.",
            "Confirm that it is yours, and your free credits are added. The link works once, for 3 days.",
            "If it was not you, do nothing: without this link nobody can say that the address is theirs.",
        ),
        "Confirm my address",
        "/app/verify-email",
    ),
    MailKind.RESET_PASSWORD: Wording(
        "Set a new password",
        (
            "A new password was asked for, for your account at Audio Studio.",
            "The link works once, for one hour. It ends all sessions of the account.",
            "If it was not you, do nothing; your password stays as it is.",
        ),
        "Set a new password",
        "/app/reset-password",
    ),
    MailKind.CONFIRM_NEW_EMAIL: Wording(
        "Confirm your new address",
        (
            "This address is to become that of an account at Audio Studio.",
            "Confirm that it is yours. The link works once, for one day; until then the old address stays.",
            "If you know nothing of it, do nothing.",
        ),
        "Confirm my new address",
        "/app/confirm-email",
    ),
    MailKind.EMAIL_WILL_CHANGE: Wording(
        "Your address is about to change",
        ("The address of your account at Audio Studio is to become $new_email.", _NOT_YOU),
    ),
    MailKind.PASSWORD_CHANGED: Wording(
        "Your password was changed", ("The password of your account at Audio Studio was changed.", _NOT_YOU)
    ),
    MailKind.SECOND_FACTOR_CHANGED: Wording(
        "Your second factor was changed", ("The second factor of your account was turned $state.", _NOT_YOU)
    ),
    MailKind.SIGN_IN_ADDED: Wording(
        "A way to sign in was added", ("Your account at Audio Studio can now be opened with $name.", _NOT_YOU)
    ),
    MailKind.DELETION_SCHEDULED: Wording(
        "Your account will be deleted",
        (
            "You asked for the deletion of your account at Audio Studio, with all that is in it.",
            "It takes place on $due. Until then you can sign in and take it back; afterwards nothing can be restored.",
        ),
    ),
    MailKind.EXPORT_READY: Wording(
        "Your data is ready",
        ("The archive of your data is ready. Sign in and download it under Security, until $until.",),
    ),
    MailKind.INVITATION: Wording(
        "You are invited to a team",
        (
            "$invited_by asks you to join the team $team at Audio Studio.",
            "The link works once, for whoever signs in with this address. If you do not know them, do nothing.",
        ),
        "Join the team",
    ),
}


def compose(kind: MailKind, *, sender: str, recipient: str, facts: dict[str, str], link: str | None) -> EmailMessage:
    """Return a mail, ready to be sent.

    Raises:
        ValueError: an address would add a header of its own.
    """
    wording = WORDINGS[kind]
    message = EmailMessage()
    message["Subject"] = wording.subject
    message["From"] = sender
    message["To"] = recipient
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip("> ") or None)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office replies stay away
    paragraphs = [Template(paragraph).substitute(facts) for paragraph in wording.paragraphs]
    shown = [*paragraphs[:1], f"{wording.button}:\n{link}", *paragraphs[1:]] if link else paragraphs
    message.set_content("\n\n".join([*shown, "Audio Studio"]) + "\n")
    message.add_alternative(_html(wording, paragraphs, link), subtype="html")
    return message


def _html(wording: Wording, paragraphs: list[str], link: str | None) -> str:
    body = [f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs]
    if link and wording.button:
        button = "background:#3b5bdb;color:#fff;padding:10px 18px;border-radius:6px;text-decoration:none"
        body.insert(1, f'<p><a href="{escape(link)}" style="{button}">{escape(wording.button)}</a></p>')
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(wording.subject)}</title></head>'
        '<body style="font:16px/1.5 sans-serif;max-width:36em;margin:2em auto;padding:0 1em;color:#222">'
        f'<h1 style="font-size:20px">{escape(wording.subject)}</h1>{"".join(body)}<p>Audio Studio</p></body></html>\n'
    )
