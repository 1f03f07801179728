"""Guessing passwords is slow from one address and from many, and nobody shuts an account's owner out by it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from tests.accounts.test_browser_sessions import browser
from tests.support.account import Account
from tests.support.studio import Studio, serving

WRONG = "wrong horse, wrong battery"


@pytest.fixture(scope="module")
async def guarded(make_settings: Any) -> AsyncIterator[Studio]:
    """Give a server with small limits; from this machine it believes who says where a request comes from."""
    async with serving(make_settings(sign_in_rate_limit="3/15 minutes", account_rate_limit="8/hour")) as studio:
        yield studio


async def sign_in(studio: Studio, email: str, password: str, address: str) -> httpx2.Response:
    body = {"email": email, "password": password}
    return await studio.client().post("/auth/login", json=body, headers={"X-Forwarded-For": address})


async def owner(studio: Studio, address: str) -> Account:
    """Return somebody who has signed in from an address."""
    person = await studio.register()
    assert (await sign_in(studio, person.email, person.password, address)).status_code == 200
    return person


async def test_one_address_fails_a_few_times_then_waits_even_with_the_right_password(guarded: Studio) -> None:
    person = await owner(guarded, "192.0.2.1")
    statuses = [(await sign_in(guarded, person.email, WRONG, "192.0.2.9")).status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]
    refused = await sign_in(guarded, person.email, person.password, "192.0.2.9")
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert 0 < int(refused.headers["retry-after"]) <= 900
    other = await owner(guarded, "192.0.2.1")
    assert (await sign_in(guarded, other.email, other.password, "192.0.2.9")).status_code == 200, "another's account"


async def test_many_addresses_reach_the_password_a_few_times_and_the_owner_comes_in(guarded: Studio) -> None:
    person = await owner(guarded, "198.51.100.1")
    looked_at = 0
    for number in range(40):
        looked_at += (await sign_in(guarded, person.email, WRONG, f"203.0.113.{number}")).status_code == 401
    assert looked_at == 8
    stranger = await sign_in(guarded, person.email, person.password, "203.0.113.200")
    assert stranger.status_code == 429
    for _ in range(3):
        assert (await sign_in(guarded, person.email, person.password, "198.51.100.1")).status_code == 200


async def test_an_address_becomes_known_by_signing_in_there(guarded: Studio) -> None:
    person = await owner(guarded, "2001:db8:1::1")
    for number in range(8):
        await sign_in(guarded, person.email, WRONG, f"203.0.113.{number}")
    # All addresses of one network of IPv6 are one place.
    assert (await sign_in(guarded, person.email, person.password, "2001:db8:1::2")).status_code == 200
    assert (await sign_in(guarded, person.email, person.password, "2001:db8:2::1")).status_code == 429


async def test_right_passwords_are_not_limited(guarded: Studio) -> None:
    person = await owner(guarded, "192.0.2.77")
    for number in range(12):
        address = "192.0.2.77" if number % 2 else f"192.0.2.{number}"
        assert (await sign_in(guarded, person.email, person.password, address)).status_code == 200


async def test_an_account_that_is_not_there_is_limited_alike(guarded: Studio) -> None:
    person = await owner(guarded, "192.0.2.1")
    for email in (person.email, "nobody.at.all@example.com"):
        answers = [await sign_in(guarded, email, WRONG, "192.0.2.44") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
        assert answers[0].json() == (await sign_in(guarded, "other" + email, WRONG, "192.0.2.45")).json()


async def test_browsers_are_limited_with_programs(guarded: Studio) -> None:
    person = await owner(guarded, "192.0.2.1")
    client = browser(guarded)
    client.headers["X-Forwarded-For"] = "192.0.2.99"
    body = {"email": person.email.upper(), "password": WRONG}
    assert [(await client.post("/auth/session", json=body)).status_code for _ in range(2)] == [401, 401]
    assert (await sign_in(guarded, person.email, WRONG, "192.0.2.99")).status_code == 401
    assert (await client.post("/auth/session", json=body | {"password": person.password})).status_code == 429


async def test_where_people_sign_in_is_kept_as_hashes_with_a_key(guarded: Studio) -> None:
    person = await owner(guarded, "192.0.2.55")
    with guarded.admin() as connection:
        rows = connection.execute(
            "SELECT address_hash FROM sign_in_addresses WHERE user_id = %s", (person.user_id,)
        ).fetchall()
    assert [len(row[0]) for row in rows] == [32]
    assert b"192.0.2.55" not in rows[0][0]
