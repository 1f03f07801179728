"""What a mail server that is busy, refuses or is away does to mail."""

from typing import Any

import pytest
from aiosmtplib import SMTPException

from audiostudio.accounts.email.delivery import MailNotSent, MailRefused, deliver, send_test
from audiostudio.accounts.email.messages import MailKind, compose
from tests.support.mailbox import SENDER, Mailbox, text_of
from tests.support.studio import free_port


def message_to(address: str) -> Any:
    return compose(MailKind.PASSWORD_CHANGED, sender=SENDER, recipient=address, facts={}, link=None)


async def test_a_refusal_for_good_is_told_from_one_for_now(make_settings: Any, mailbox: Mailbox) -> None:
    settings = make_settings(**mailbox.settings())
    mailbox.refused.add("gone@example.com")
    with pytest.raises(MailRefused, match="no such mailbox"):
        await deliver(settings, message_to("gone@example.com"))
    mailbox.busy = True
    try:
        with pytest.raises(SMTPException):
            await deliver(settings, message_to("later@example.com"))
    finally:
        mailbox.busy = False
    await deliver(settings, message_to("later@example.com"))
    assert len(mailbox.of("later@example.com")) == 1


async def test_a_server_that_is_away_is_said_in_words(make_settings: Any, mailbox: Mailbox) -> None:
    settings = make_settings(**mailbox.settings() | {"smtp_port": free_port()})
    with pytest.raises(MailNotSent, match="did not take it"):
        await send_test(settings, "ada@example.com")


async def test_nothing_is_sent_in_the_clear_unless_the_operator_says_so(make_settings: Any, mailbox: Mailbox) -> None:
    settings = make_settings(**mailbox.settings() | {"smtp_security": "starttls"})
    with pytest.raises(SMTPException):
        await deliver(settings, message_to("clear@example.com"))
    assert mailbox.of("clear@example.com") == []


async def test_a_test_mail_arrives(make_settings: Any, mailbox: Mailbox) -> None:
    await send_test(make_settings(**mailbox.settings()), "operator@example.com")
    assert "can send mail" in text_of(await mailbox.next_of("operator@example.com", "A test"))
