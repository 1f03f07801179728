"""Addresses are proved by links in real mail, passwords reset by them, and nobody learns which addresses there are."""

import asyncio
import statistics
import time
from typing import Any

import httpx2
import pytest

from tests.accounts.test_sign_in import sign_in
from tests.support.account import Account
from tests.support.mailbox import Mailbox, text_of, token_of
from tests.support.studio import Studio, connect_as

VERIFY, RESET, CHANGE = "Confirm your address", "Set a new password", "Confirm your new address"
NEW_PASSWORD = "a staple of batteries"


async def post(studio: Studio, path: str, body: dict[str, Any], **headers: str) -> httpx2.Response:
    return await studio.client().post(path, json=body, headers=headers)


async def verified(studio: Studio, mailbox: Mailbox) -> Account:
    person = await studio.register()
    token = token_of(await mailbox.link_to(person.email, VERIFY))
    assert (await post(studio, "/auth/email/verify", {"token": token})).status_code == 200
    return person


async def test_an_address_is_proved_once_and_brings_the_free_credits(mailing: Studio, mailbox: Mailbox) -> None:
    person = await mailing.register()
    assert await person.balance() == 0
    assert (await person.client.get("/auth/me")).json()["email_verified"] is False
    mail = await mailbox.next_of(person.email, VERIFY)
    assert mail["From"] == "Audio Studio <studio@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    link = next(word for word in text_of(mail).split() if word.startswith("https://"))
    assert link.startswith("https://studio.example/app/verify-email#")
    assert f'href="{link}"' in text_of(mail, "html")

    proved = await post(mailing, "/auth/email/verify", {"token": token_of(link)})
    assert proved.json() == {"email": person.email, "welcome": {"outcome": "given", "credits": 3}}
    assert await person.balance() == 3
    assert (await person.client.get("/auth/me")).json()["email_verified"] is True
    again = await post(mailing, "/auth/email/verify", {"token": token_of(link)})
    assert (again.status_code, again.json()["code"]) == (410, "link_invalid")
    assert await person.balance() == 3


async def test_a_link_is_asked_for_again_a_few_times(mailing: Studio, mailbox: Mailbox) -> None:
    person = await mailing.register()
    first = await mailbox.link_to(person.email, VERIFY)
    answers = [await person.client.post("/auth/email/verification") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]
    second = await mailbox.link_to(person.email, VERIFY)
    assert first != second
    assert (await post(mailing, "/auth/email/verify", {"token": token_of(second)})).status_code == 200


async def test_a_reset_works_once_ends_every_session_and_lets_the_owner_in(mailing: Studio, mailbox: Mailbox) -> None:
    person = await verified(mailing, mailbox)
    assert (await post(mailing, "/auth/password/forgot", {"email": person.email.upper()})).status_code == 202
    link = await mailbox.link_to(person.email, RESET)
    easy = await post(mailing, "/auth/password/reset", {"token": token_of(link), "password": "password"})
    assert easy.json()["code"] == "password_too_easy", "and the link is not used up by it"
    body = {"token": token_of(link), "password": NEW_PASSWORD}
    answers = await asyncio.gather(*(post(mailing, "/auth/password/reset", body) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [204, 410, 410, 410, 410]
    await mailbox.next_of(person.email, "Your password was changed")
    assert (await person.client.get("/auth/me")).json()["code"] == "session_ended"
    refreshed = await post(mailing, "/auth/refresh", {"refresh_token": person.refresh_token})
    assert refreshed.json()["code"] == "session_ended"
    assert (await sign_in(mailing, person.email, person.password, "192.0.2.1")).status_code == 401
    assert (await sign_in(mailing, person.email, NEW_PASSWORD, "192.0.2.1")).status_code == 200


async def test_a_reset_from_a_new_place_opens_that_place_during_an_attack(mailing: Studio, mailbox: Mailbox) -> None:
    person = await verified(mailing, mailbox)
    for number in range(21):
        await sign_in(mailing, person.email, "wrong horse", f"203.0.113.{number}")
    home = {"X-Forwarded-For": "198.51.100.77"}
    assert (await sign_in(mailing, person.email, person.password, "198.51.100.77")).status_code == 429
    await post(mailing, "/auth/password/forgot", {"email": person.email})
    token = token_of(await mailbox.link_to(person.email, RESET))
    done = await post(mailing, "/auth/password/reset", {"token": token, "password": NEW_PASSWORD}, **home)
    assert done.status_code == 204
    assert (await sign_in(mailing, person.email, NEW_PASSWORD, "198.51.100.77")).status_code == 200


async def test_links_name_the_public_address_whatever_the_host_of_the_request(
    mailing: Studio, mailbox: Mailbox
) -> None:
    person = await verified(mailing, mailbox)
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Origin": "https://evil.example"}
    assert (await post(mailing, "/auth/password/forgot", {"email": person.email}, **evil)).status_code == 202
    mail = await mailbox.next_of(person.email, RESET)
    assert "evil" not in mail.as_string()
    assert "https://studio.example/app/reset-password#" in text_of(mail)


async def test_unknown_addresses_are_answered_and_limited_alike_and_take_the_same_time(
    mailing: Studio, mailbox: Mailbox
) -> None:
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(6):
        person = await mailing.register()
        for kind, email in (("known", person.email), ("unknown", f"nobody{number}@example.com")):
            began = time.perf_counter()
            answer = await post(mailing, "/auth/password/forgot", {"email": email})
            times[kind].append(time.perf_counter() - began)
            assert (answer.status_code, answer.content) == (202, b"")
    known, unknown = statistics.median(times["known"]), statistics.median(times["unknown"])
    assert 1 / 3 < known / unknown < 3, times
    for email in (person.email, "nobody5@example.com"):
        answers = [await post(mailing, "/auth/password/forgot", {"email": email}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [202, 202, 429]
    await mailbox.next_of(person.email, RESET)
    assert not [address for address, _ in mailbox.arrived if address.startswith("nobody")]


async def test_a_link_of_one_kind_opens_no_other_and_none_can_be_made_up(mailing: Studio, mailbox: Mailbox) -> None:
    person = await mailing.register()
    token = token_of(await mailbox.link_to(person.email, VERIFY))
    for made_up in (token[:-4] + "AAAA", "AAAA" + token[4:], "x", token.swapcase()):
        answer = await post(mailing, "/auth/email/verify", {"token": made_up})
        assert (answer.status_code, answer.json()["code"]) == (410, "link_invalid"), made_up
    other = await post(mailing, "/auth/password/reset", {"token": token, "password": NEW_PASSWORD})
    assert (other.status_code, other.json()["code"]) == (410, "link_invalid")
    with mailing.admin() as connection:
        connection.execute("UPDATE account_mails SET expires_at = now() WHERE user_id = %s", (person.user_id,))
    assert (await post(mailing, "/auth/email/verify", {"token": token})).status_code == 410


async def test_whoever_took_an_address_that_is_not_theirs_loses_every_way_in_to_its_owner(
    mailing: Studio, mailbox: Mailbox
) -> None:
    """Sudhodanan and Paverd, "Pre-hijacked accounts" (USENIX Security 2022): the trojan identifier."""
    attacker = await mailing.register()
    with mailing.admin() as connection:
        connection.execute(
            "INSERT INTO identities (user_id, provider, subject, email) VALUES (%s, 'github', 'evil', 'e@example.com')",
            (attacker.user_id,),
        )
    await post(mailing, "/auth/password/forgot", {"email": attacker.email})
    token = token_of(await mailbox.link_to(attacker.email, RESET))
    assert (await post(mailing, "/auth/password/reset", {"token": token, "password": NEW_PASSWORD})).status_code == 204
    with mailing.admin() as connection:
        assert connection.execute("SELECT FROM identities WHERE subject = 'evil'").fetchall() == []
    assert (await attacker.client.get("/auth/me")).status_code == 401


async def test_a_change_of_address_tells_the_old_one_and_waits_for_the_new_one(
    mailing: Studio, mailbox: Mailbox
) -> None:
    person = await verified(mailing, mailbox)
    new = f"new.{person.email}"
    assert (await person.client.post("/auth/email/change", json={"email": new})).json() == {"pending": True}
    told = await mailbox.next_of(person.email, "Your address is about to change")
    assert new in text_of(told)
    assert (await person.client.get("/auth/me")).json()["email"] == person.email
    token = token_of(await mailbox.link_to(new, CHANGE))
    changed = await post(mailing, "/auth/email/change/confirm", {"token": token})
    assert changed.json() == {"email": new, "welcome": {"outcome": "given_before", "credits": 0}}
    me = (await person.client.get("/auth/me")).json()
    assert (me["email"], me["email_verified"]) == (new, True)
    assert (await sign_in(mailing, person.email, person.password, "192.0.2.1")).status_code == 401
    assert (await sign_in(mailing, new, person.password, "192.0.2.1")).status_code == 200


async def test_a_change_to_somebody_elses_address_is_answered_alike_and_does_nothing(
    mailing: Studio, mailbox: Mailbox
) -> None:
    person, other = await verified(mailing, mailbox), await verified(mailing, mailbox)
    answer = await person.client.post("/auth/email/change", json={"email": other.email.upper()})
    assert (answer.status_code, answer.json()) == (202, {"pending": True})
    await mailbox.next_of(person.email, "Your address is about to change")
    assert mailbox.of(other.email) == []


async def test_a_reset_voids_a_change_that_somebody_else_began(mailing: Studio, mailbox: Mailbox) -> None:
    person = await verified(mailing, mailbox)
    await person.client.post("/auth/email/change", json={"email": f"evil.{person.email}"})
    change = token_of(await mailbox.link_to(f"evil.{person.email}", CHANGE))
    await post(mailing, "/auth/password/forgot", {"email": person.email})
    reset = token_of(await mailbox.link_to(person.email, RESET))
    assert (await post(mailing, "/auth/password/reset", {"token": reset, "password": NEW_PASSWORD})).status_code == 204
    assert (await post(mailing, "/auth/email/change/confirm", {"token": change})).status_code == 410


async def test_without_mail_the_product_works_and_says_what_it_cannot_do(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    assert await person.balance() == 3
    for path, body in (("/auth/password/forgot", {"email": person.email}), ("/auth/email/verification", None)):
        answer = await person.client.post(path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "mail_not_configured")
    changed = await person.client.post("/auth/email/change", json={"email": f"new.{person.email}"})
    assert changed.json() == {"pending": False}
    me = (await person.client.get("/auth/me")).json()
    assert (me["email"], me["email_verified"]) == (f"new.{person.email}", False)
    other = await idle_studio.register()
    taken = await person.client.post("/auth/email/change", json={"email": other.email})
    assert (taken.status_code, taken.json()["code"]) == (409, "email_taken")


async def test_no_row_and_no_queue_holds_what_opens_an_account(mailing: Studio, mailbox: Mailbox) -> None:
    person = await mailing.register()
    token = token_of(await mailbox.link_to(person.email, VERIFY))
    with mailing.admin() as connection:
        kept = str(connection.execute("SELECT account_mails::text FROM account_mails").fetchall())
        queued = str(connection.execute("SELECT args::text FROM procrastinate_jobs").fetchall())
    assert token not in kept + queued
    assert token[30:] not in kept + queued


@pytest.mark.parametrize("name", ["account_mails", "welcome_grants", "auth_challenges"])
async def test_the_application_reads_no_mail_of_others(mailing: Studio, name: str) -> None:
    await mailing.register()
    with connect_as(mailing, "studio_app") as connection:
        if name == "account_mails":
            assert connection.execute("SELECT count(*) FROM account_mails").fetchone() == (0,)
        else:
            with pytest.raises(Exception, match="permission denied"):
                connection.execute(f"SELECT FROM {name}")
