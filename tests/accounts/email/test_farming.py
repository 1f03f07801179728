"""Free credits are given once a mailbox, and so many a network and an unknown domain, whoever comes at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest

from tests.support.mailbox import Mailbox, token_of
from tests.support.studio import Studio, serving, working

_numbers = count(1)


@pytest.fixture(scope="module")
async def farmed(make_settings: Any, mailbox: Mailbox) -> AsyncIterator[Studio]:
    settings = make_settings(**mailbox.settings(), welcomes_per_network=4, welcomes_per_domain=3)
    async with serving(settings) as running, working(settings):
        yield running


async def register(studio: Studio, email: str, address: str) -> str:
    """Return the access token of a new account."""
    body = {"email": email, "username": f"farmer {next(_numbers)}", "password": "correct horse"}
    answer = await studio.client().post("/auth/register", json=body, headers={"X-Forwarded-For": address})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["access_token"])


async def welcome(studio: Studio, mailbox: Mailbox, email: str, address: str) -> str:
    """Register, open the link in the mail, and return what it brought."""
    await register(studio, email, address)
    token = token_of(await mailbox.link_to(email, "Confirm your address"))
    answer = await studio.client().post("/auth/email/verify", json={"token": token})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["welcome"]["outcome"])


async def test_one_mailbox_is_welcomed_once_whatever_its_addresses(farmed: Studio, mailbox: Mailbox) -> None:
    addresses = ["farmer.ada@gmail.com", "farmerada+1@gmail.com", "f.a.r.m.e.r.ada@googlemail.com"]
    outcomes = await asyncio.gather(
        *(welcome(farmed, mailbox, email, f"10.{number}.0.1") for number, email in enumerate(addresses))
    )
    assert Counter(outcomes) == {"given": 1, "mailbox_used": 2}


async def test_one_network_is_welcomed_a_few_times(farmed: Studio, mailbox: Mailbox) -> None:
    outcomes = await asyncio.gather(
        *(welcome(farmed, mailbox, f"network{n}@domain{n}.example.com", f"198.51.100.{n}") for n in range(7))
    )
    assert Counter(outcomes) == {"given": 4, "network_limit": 3}
    six = [await welcome(farmed, mailbox, f"six{n}@six{n}.example.com", f"2001:db8:5:{n}::1") for n in range(5)]
    assert Counter(six) == {"given": 4, "network_limit": 1}


async def test_one_unknown_domain_is_welcomed_a_few_times(farmed: Studio, mailbox: Mailbox) -> None:
    outcomes = [await welcome(farmed, mailbox, f"d{n}@catch-all.example.com", f"10.{100 + n}.0.1") for n in range(5)]
    assert Counter(outcomes) == {"given": 3, "domain_limit": 2}
    known = [await welcome(farmed, mailbox, f"large{n}@web.de", f"10.{200 + n}.0.1") for n in range(5)]
    assert Counter(known) == {"given": 5}


async def test_a_deleted_account_leaves_its_mailbox_welcomed(farmed: Studio, mailbox: Mailbox) -> None:
    assert await welcome(farmed, mailbox, "again@gmail.com", "10.30.0.1") == "given"
    with farmed.admin() as connection:
        connection.execute("UPDATE users SET deletion_due_at = now() WHERE email = 'again@gmail.com'")
        connection.execute("SELECT erase_account(id) FROM users WHERE email = 'again@gmail.com'")
    assert await welcome(farmed, mailbox, "again@gmail.com", "10.31.0.1") == "mailbox_used"
