"""Mails hold their facts as text and as HTML, and no fact adds a header or a tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.accounts.email.messages import MailKind, compose
from tests.support.mailbox import SENDER, text_of

FACTS = {
    "new_email": "new@example.com",
    "state": "on",
    "name": "Google",
    "due": "2027-01-01",
    "until": "2027-01-01",
    "invited_by": "Ada",
    "team": "Analytical Engines",
}
LINK = "https://studio.example/app/x#token"


@pytest.mark.parametrize("kind", MailKind)
def test_every_mail_can_be_written(kind: MailKind) -> None:
    message = compose(kind, sender=SENDER, recipient="ada@example.com", facts=FACTS, link=LINK)
    assert "$" not in text_of(message)
    assert message.is_multipart()
    assert str(message["Subject"]) in text_of(message, "html")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("header", ["recipient", "sender"])
def test_an_address_adds_no_header(end: str, header: str) -> None:
    addresses = {"recipient": "ada@example.com", "sender": SENDER} | {
        header: f"ada@example.com{end}Bcc: evil@example.com"
    }
    with pytest.raises(ValueError, match=r"linefeed|carriage"):
        compose(MailKind.PASSWORD_CHANGED, **addresses, facts={}, link=None)


@given(fact=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_a_fact_adds_no_header_and_no_tag(fact: str) -> None:
    message = compose(
        MailKind.EMAIL_WILL_CHANGE, sender=SENDER, recipient="ada@example.com", facts={"new_email": fact}, link=None
    )
    names = {"Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
    assert set(message.keys()) == names
    assert text_of(message, "html").count("<") == text_of(
        compose(
            MailKind.EMAIL_WILL_CHANGE, sender=SENDER, recipient="ada@example.com", facts={"new_email": "x"}, link=None
        ),
        "html",
    ).count("<")
