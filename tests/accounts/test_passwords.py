"""Which passwords are refused, and that looking one up takes as long for nobody's account as for somebody's."""

import statistics
import time

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from audiostudio.accounts.passwords import NOBODYS_HASH, PasswordTooEasy, require_hard, verify_password
from tests.support.studio import Studio

KNOWN = ["grace hopper", "grace.hopper@navy.example", "grace.hopper", "navy.example", "audiostudio"]


@pytest.mark.parametrize(
    "password",
    # The most frequent of eight characters and more in published leaks, their turns, and what is known of the owner.
    ["password", "12345678", "123456789", "1234567890", "qwertyuiop", "iloveyou", "Password", "passw0rd", "P@ssw0rd",
     "sunshine", "football", "princess", "baseball", "trustno1", "superman", "starwars", "whatever", "11111111",
     "aaaaaaaa", "abcdefgh", "87654321", "drowssap", "1q2w3e4r", "qwerty123", "asdfghjkl", "password1", "letmein1",
     "        ", "\u3000" * 8, "grace.hopper", "grace hopper", "grace.hopper@navy.example", "GRACE.HOPPER",
     "audiostudio"],
)  # fmt: skip
async def test_what_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooEasy):
        await require_hard(password, known=KNOWN)


@pytest.mark.parametrize(
    "password",
    ["correct horse", "hunting-otters", "fjordgesang", "T5!kq0zV", "Füchsin & Bär", "密码很安全吗", "x7" + "y" * 198],
)
async def test_what_takes_long_to_guess_needs_no_digits_and_signs(password: str) -> None:
    await require_hard(password, known=KNOWN)


@pytest.mark.parametrize("path", ["/auth/register", "/auth/session/register"])
async def test_an_easy_password_makes_no_account(idle_studio: Studio, path: str) -> None:
    for password in ("12345678", "easily@example.com"):
        body = {"email": "easily@example.com", "username": "easily", "password": password}
        answer = await idle_studio.client().post(path, json=body, headers={"Origin": idle_studio.url})
        assert (answer.status_code, answer.json()["code"]) == (422, "password_too_easy")
        assert password not in answer.text


def test_nobodys_hash_costs_what_everybodys_costs() -> None:
    hasher = Argon2Hasher()
    assert not hasher.check_needs_rehash(NOBODYS_HASH)
    assert not hasher.verify("", NOBODYS_HASH)


async def test_an_unknown_account_is_answered_in_the_time_of_a_known_one() -> None:
    known = Argon2Hasher().hash("correct horse")

    async def took_s(hashed: str | None) -> float:
        began = time.perf_counter()
        assert (await verify_password("wrong horse", hashed))[0] is False
        return time.perf_counter() - began

    pairs = [(await took_s(known), await took_s(None)) for _ in range(7)]
    of_known, of_nobody = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.4 < of_nobody / of_known < 2.5
