"""Signing in asks for the second factor, whose codes count once, and guesses of which are few."""

import asyncio
import base64
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from audiostudio.accounts.second_factor import service
from tests.accounts.test_browser_sessions import browser
from tests.accounts.test_sign_in import sign_in
from tests.support.account import Account
from tests.support.authenticator_app import code_of
from tests.support.studio import Studio, serving

HOME = "198.51.100.1"


async def guarded(studio: Studio) -> tuple[Account, str, list[str]]:
    """Return somebody whose second factor is on, its secret, and the recovery codes."""
    person = await studio.register()
    made = (await person.client.post("/auth/totp")).json()
    answer = await person.client.post("/auth/totp/confirm", json={"code": code_of(made["secret"])})
    assert answer.status_code == 200, answer.text
    with studio.admin() as connection:  # as if that had been a minute ago
        connection.execute(
            "UPDATE totp_secrets SET last_used_step = last_used_step - 2 WHERE user_id = %s", (person.user_id,)
        )
    return person, made["secret"], answer.json()["codes"]


async def challenge_of(studio: Studio, person: Account, address: str = HOME) -> str:
    asked = await sign_in(studio, person.email, person.password, address)
    assert (asked.status_code, asked.json()["code"]) == (401, "second_factor_required"), asked.text
    return str(asked.json()["challenge"])


async def finish(
    studio: Studio, challenge: str, code: str, address: str = HOME, client: httpx2.AsyncClient | None = None
) -> httpx2.Response:
    body, headers = {"challenge": challenge, "code": code}, {"X-Forwarded-For": address}
    return await (client or studio.client()).post("/auth/login/second-factor", json=body, headers=headers)


async def test_the_picture_and_the_address_hold_the_secret(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    made = (await person.client.post("/auth/totp")).json()
    address = urlsplit(made["uri"])
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query) == {"secret": [made["secret"]], "issuer": ["Audio Studio"]}
    assert len(base64.b32decode(made["secret"])) >= 16, "128 bits at least (RFC 4226, 4)"
    assert made["qr_code"].startswith("data:image/svg+xml")
    assert (await sign_in(idle_studio, person.email, person.password, HOME)).status_code == 200, "not on yet"
    wrong = await person.client.post("/auth/totp/confirm", json={"code": "000000"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "second_factor_wrong")


async def test_signing_in_takes_both_steps_and_each_code_counts_once(idle_studio: Studio) -> None:
    person, secret, _ = await guarded(idle_studio)
    challenge = await challenge_of(idle_studio, person)
    assert (await finish(idle_studio, challenge, "000000")).json()["code"] == "second_factor_wrong"
    code = code_of(secret)
    answers = await asyncio.gather(*(finish(idle_studio, challenge, code) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) in ([200, 403, 403, 403, 403], [200, 403, 403, 403, 410])
    done = next(answer for answer in answers if answer.status_code == 200)
    token = done.json()["access_token"]
    assert (await idle_studio.client(token).get("/auth/me")).json()["email"] == person.email
    again = await challenge_of(idle_studio, person)
    replayed = await finish(idle_studio, again, code)
    assert (replayed.status_code, replayed.json()["code"]) == (403, "second_factor_wrong")
    earlier = await finish(idle_studio, again, code_of(secret, steps_off=-1))
    assert earlier.status_code == 403, "a code of before the last one used"
    assert (await finish(idle_studio, again, code_of(secret, steps_off=1))).status_code == 200, "a clock that is ahead"


async def test_a_challenge_works_once_and_is_no_token(idle_studio: Studio) -> None:
    person, secret, _ = await guarded(idle_studio)
    challenge = await challenge_of(idle_studio, person)
    assert (await idle_studio.client(challenge).get("/auth/me")).json()["code"] == "token_invalid"
    assert (await finish(idle_studio, person.refresh_token, code_of(secret))).json()["code"] == "challenge_ended"
    assert (await finish(idle_studio, challenge, code_of(secret))).status_code == 200
    spent = await finish(idle_studio, challenge, code_of(secret, steps_off=1))
    assert (spent.status_code, spent.json()["code"]) == (410, "challenge_ended")
    other = await challenge_of(idle_studio, person)
    with idle_studio.admin() as connection:
        kept = connection.execute("SELECT encode(token_hash, 'escape'), facts::text FROM auth_challenges").fetchall()
        assert other not in str(kept)
        connection.execute("UPDATE auth_challenges SET expires_at = now()")
    assert (await finish(idle_studio, other, code_of(secret, steps_off=1))).json()["code"] == "challenge_ended"


async def test_a_recovery_code_counts_once_and_new_ones_void_the_old(idle_studio: Studio) -> None:
    person, _, codes = await guarded(idle_studio)
    assert len(set(codes)) == 10
    with idle_studio.admin() as connection:
        kept = connection.execute("SELECT encode(code_hash, 'escape') FROM recovery_codes").fetchall()
    assert not any(code.replace("-", "") in str(kept) for code in codes)
    typed = codes[0].replace("-", " ").upper()
    assert (await finish(idle_studio, await challenge_of(idle_studio, person), typed)).status_code == 200
    challenge = await challenge_of(idle_studio, person)
    assert (await finish(idle_studio, challenge, codes[0])).json()["code"] == "second_factor_wrong"
    state = (await person.client.get("/auth/security")).json()
    assert (state["second_factor"], state["recovery_codes_left"]) == (True, 9)
    fresh = (await person.client.post("/auth/recovery-codes")).json()["codes"]
    assert (await finish(idle_studio, challenge, codes[1])).json()["code"] == "second_factor_wrong"
    assert (await finish(idle_studio, challenge, fresh[1])).status_code == 200


async def test_a_browser_takes_both_steps_too(idle_studio: Studio) -> None:
    person, secret, _ = await guarded(idle_studio)
    client = browser(idle_studio)
    asked = await client.post("/auth/session", json={"email": person.email, "password": person.password})
    assert not client.cookies
    body = {"challenge": asked.json()["challenge"], "code": code_of(secret)}
    foreign = await client.post("/auth/session/second-factor", json=body, headers={"Origin": "https://evil.example"})
    assert foreign.json()["code"] == "cross_site_request"
    assert (await client.post("/auth/session/second-factor", json=body)).status_code == 201
    assert (await client.get("/auth/session")).json()["user"]["email"] == person.email


async def test_it_is_turned_off_by_its_person_alone(idle_studio: Studio) -> None:
    person, _, _ = await guarded(idle_studio)
    again = await person.client.post("/auth/totp")
    assert (again.status_code, again.json()["code"]) == (409, "second_factor_on")
    assert (await person.client.delete("/auth/totp")).status_code == 204
    assert (await sign_in(idle_studio, person.email, person.password, HOME)).status_code == 200
    with idle_studio.admin() as connection:
        left = connection.execute("SELECT FROM recovery_codes WHERE user_id = %s", (person.user_id,)).fetchall()
    assert left == []
    assert (await person.client.post("/auth/recovery-codes")).json()["code"] == "second_factor_off"


async def test_secrets_are_sealed_for_their_owner_and_this_installation(make_settings: Any) -> None:
    async with serving(make_settings()) as studio:
        _, secret, _ = await guarded(studio)
        thief = await studio.register()
        with studio.admin() as connection:
            row = connection.execute("SELECT encode(sealed_secret, 'escape') FROM totp_secrets").fetchone()
            assert secret not in row[0]
            # Whoever can write rows moves a secret they know to somebody else's account: it opens nothing there.
            connection.execute(
                "INSERT INTO totp_secrets (user_id, sealed_secret, confirmed_at) "
                "SELECT %s, sealed_secret, now() FROM totp_secrets",
                (thief.user_id,),
            )
        challenge = await challenge_of(studio, thief)
        assert (await finish(studio, challenge, code_of(secret))).json()["code"] == "second_factor_wrong"


@pytest.mark.deep
async def test_a_thousand_codes_from_a_hundred_addresses_reach_the_secret_twenty_times(
    make_settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(make_settings()) as studio:
        person, secret, _ = await guarded(studio)
        assert (await finish(studio, await challenge_of(studio, person), code_of(secret))).status_code == 200, (
            "the owner's place is known now"
        )
        challenge = await challenge_of(studio, person, "192.0.2.1")
        looked_at = []
        accept = service.accept

        async def counted(*arguments: Any) -> bool:
            looked_at.append(arguments)
            return await accept(*arguments)

        monkeypatch.setattr(service, "accept", counted)
        statuses, client = set(), studio.client()
        for _ in range(10):
            answers = await asyncio.gather(
                *(finish(studio, challenge, "000000", f"203.0.113.{number}", client) for number in range(100))
            )
            statuses |= {answer.status_code for answer in answers}
        assert len(looked_at) <= 20
        assert statuses == {403, 429}
        owners = await finish(studio, await challenge_of(studio, person), code_of(secret, steps_off=1))
        assert owners.status_code == 200
