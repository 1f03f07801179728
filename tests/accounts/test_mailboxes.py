"""One mailbox has many addresses, by its provider's published rules; a stranger's has one."""

import pytest

from audiostudio.accounts.mailboxes import mailbox_of, network_block


@pytest.mark.parametrize(
    "emails",
    [
        # support.google.com/mail/answer/7436150: dots do not matter; answer/22370: what follows a plus neither
        ("ada.lovelace@gmail.com", "adalovelace@googlemail.com", "A.D.A.Lovelace+studio@Gmail.com"),
        ("ada@outlook.com", "ada+one@outlook.com"),
        ("ada@icloud.com", "ada+x@me.com", "ADA@mac.com"),
        ("ada-l@proton.me", "ada.l@protonmail.com", "adal+1@pm.me"),
        ("ada@yahoo.com", "ada-shop@yahoo.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example", "Ada@BÜCHER.example"),
    ],
)
def test_addresses_of_one_mailbox(emails: tuple[str, ...]) -> None:
    assert len({mailbox_of(email) for email in emails}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.da@outlook.com", "ada@outlook.com"),  # dots matter at Microsoft's
        ("ada@outlook.com", "ada@hotmail.com"),
        ("ada+one@university.example", "ada+two@university.example"),  # what its server does nobody knows
        ("ada@gmail.com", "ada@gmail.example"),
    ],
)
def test_addresses_of_different_mailboxes(one: str, other: str) -> None:
    assert mailbox_of(one) != mailbox_of(other)


def test_only_domains_of_large_providers_are_not_counted() -> None:
    assert mailbox_of("ada@gmail.com").domain is None
    assert mailbox_of("ada@BÜCHER.example").domain == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("testclient", "testclient"),
    ],
)
def test_networks(address: str, block: str) -> None:
    assert network_block(address) == block
