"""People see where they are signed in, end what is not theirs, and prove who they are before they change locks."""

import asyncio
from typing import Any

import pytest

from audiostudio.accounts import passwords
from tests.accounts.test_browser_sessions import browser, signed_in
from tests.accounts.test_sign_in import owner, sign_in
from tests.support.studio import SERVICE_KEY, Studio, serving

NEW_PASSWORD = "a staple of batteries"


async def test_sessions_tell_where_they_were_begun(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    headers = {"X-Forwarded-For": "203.0.113.7", "User-Agent": "Tape Recorder/1.0"}
    body = {"email": person.email, "password": person.password}
    client = browser(idle_studio)
    await client.post("/auth/session", json=body, headers=headers)
    sessions = (await person.client.get("/auth/sessions")).json()
    assert [(found["kind"], found["current"]) for found in sessions] == [("browser", False), ("program", True)]
    assert (sessions[0]["address"], sessions[0]["user_agent"]) == ("203.0.113.7", "Tape Recorder/1.0")
    assert "token" not in str(sessions)
    seen = (await client.get("/auth/sessions")).json()
    assert [found["current"] for found in seen] == [True, False]


async def test_a_browser_that_is_used_is_noted_and_one_that_was_just_noted_is_not(idle_studio: Studio) -> None:
    client = await signed_in(idle_studio, "noted")
    with idle_studio.admin() as connection:
        whose = "WHERE user_id = (SELECT id FROM users WHERE username = 'noted')"
        connection.execute(f"UPDATE sessions SET last_used_at = now() - interval '4 minutes' {whose}")
        before = connection.execute(f"SELECT last_used_at FROM sessions {whose}").fetchone()
        await client.get("/jobs")
        assert connection.execute(f"SELECT last_used_at FROM sessions {whose}").fetchone() == before
        connection.execute(f"UPDATE sessions SET last_used_at = now() - interval '6 minutes' {whose}")
        await asyncio.gather(*(client.get("/jobs") for _ in range(10)))
        row = connection.execute(f"SELECT now() - last_used_at < interval '1 minute' FROM sessions {whose}").fetchone()
    assert row == (True,)


async def test_one_session_or_all_others_end_at_once(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    body = {"email": person.email, "password": person.password}
    lost, phone = browser(idle_studio), browser(idle_studio)
    program = (await idle_studio.client().post("/auth/login", json=body)).json()
    for client in (lost, phone):
        assert (await client.post("/auth/session", json=body)).status_code == 201
    [of_lost] = [found["session_id"] for found in (await lost.get("/auth/sessions")).json() if found["current"]]
    assert (await person.client.delete(f"/auth/sessions/{of_lost}")).status_code == 204
    assert (await lost.get("/auth/me")).json()["code"] == "session_ended"
    assert (await person.client.delete(f"/auth/sessions/{of_lost}")).json()["code"] == "session_not_found"
    assert (await phone.get("/auth/me")).status_code == 200
    assert (await person.client.delete("/auth/sessions")).status_code == 204
    assert (await phone.get("/auth/me")).json()["code"] == "session_ended"
    assert (await idle_studio.client(program["access_token"]).get("/auth/me")).json()["code"] == "session_ended"
    assert len((await person.client.get("/auth/sessions")).json()) == 1


async def test_nobody_sees_or_ends_sessions_of_others(idle_studio: Studio) -> None:
    person, other = await idle_studio.register(), await idle_studio.register()
    [theirs] = (await other.client.get("/auth/sessions")).json()
    assert theirs["session_id"] not in str((await person.client.get("/auth/sessions")).json())
    answer = await person.client.delete(f"/auth/sessions/{theirs['session_id']}")
    assert (answer.status_code, answer.json()["code"]) == (404, "session_not_found")
    assert (await other.client.get("/auth/me")).status_code == 200


GUARDED = [
    ("POST", "/auth/totp", None),
    ("POST", "/auth/totp/confirm", {"code": "000000"}),
    ("DELETE", "/auth/totp", None),
    ("POST", "/auth/recovery-codes", None),
    ("POST", "/auth/passkeys/options", None),
    ("POST", "/auth/email/change", {"email": "evil@example.com"}),
    ("PUT", "/auth/password", {"current_password": "x", "password": NEW_PASSWORD}),
    ("POST", "/auth/identities", {"provider": "google"}),
    ("POST", "/auth/exports", None),
    ("POST", "/auth/deletion", {"email": "x@example.com"}),
]


@pytest.mark.parametrize(("method", "path", "body"), GUARDED)
async def test_what_gives_an_account_away_asks_again_who_it_is(
    idle_studio: Studio, method: str, path: str, body: Any
) -> None:
    person = await idle_studio.register()
    with idle_studio.admin() as connection:
        connection.execute(
            "UPDATE sessions SET confirmed_at = now() - interval '11 minutes' WHERE user_id = %s", (person.user_id,)
        )
    refused = await person.client.request(method, path, json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "confirmation_required")
    wrong = await person.client.post("/auth/confirm", json={"password": "wrong horse"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "password_wrong")
    assert (await person.client.post("/auth/confirm", json={"password": person.password})).status_code == 204
    again = await person.client.request(method, path, json=body)
    assert again.is_success or again.json()["code"] != "confirmation_required"


async def test_keys_and_services_manage_no_account(idle_studio: Studio) -> None:
    client = idle_studio.client(SERVICE_KEY)
    for method, path, body in [*GUARDED, ("GET", "/auth/sessions", None), ("GET", "/auth/security", None)]:
        answer = await client.request(method, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "person_required"), path


async def test_a_new_password_needs_the_old_one_and_ends_all_other_sessions(idle_studio: Studio) -> None:
    person = await owner(idle_studio, "192.0.2.1")
    other = (await sign_in(idle_studio, person.email, person.password, "192.0.2.1")).json()["access_token"]
    for body, code in (
        ({"password": NEW_PASSWORD}, "password_wrong"),
        ({"password": NEW_PASSWORD, "current_password": "wrong horse"}, "password_wrong"),
        ({"password": "password", "current_password": person.password}, "password_too_easy"),
        ({"password": NEW_PASSWORD, "current_password": person.password, "is_admin": True}, "validation_failed"),
    ):
        assert (await person.client.put("/auth/password", json=body)).json()["code"] == code
    body = {"password": NEW_PASSWORD, "current_password": person.password}
    assert (await person.client.put("/auth/password", json=body)).status_code == 204
    assert (await person.client.get("/auth/me")).status_code == 200
    assert (await idle_studio.client(other).get("/auth/me")).json()["code"] == "session_ended"
    assert (await sign_in(idle_studio, person.email, person.password, "192.0.2.1")).status_code == 401
    assert (await sign_in(idle_studio, person.email, NEW_PASSWORD, "192.0.2.1")).status_code == 200


async def test_a_stolen_session_guesses_the_password_no_faster_than_a_stranger(make_settings: Any) -> None:
    async with serving(make_settings()) as studio:
        person = await studio.register()
        statuses = [
            (await person.client.post("/auth/confirm", json={"password": "wrong"})).status_code for _ in range(11)
        ]
        assert statuses == [403] * 10 + [429]


@pytest.mark.deep
async def test_a_thousand_guesses_from_a_hundred_addresses_reach_the_hash_twenty_times(
    make_settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(make_settings()) as studio:
        person = await owner(studio, "198.51.100.1")
        reached = []
        verify = passwords._hasher.verify_and_update

        def counted(*arguments: Any) -> Any:
            reached.append(arguments)
            return verify(*arguments)

        monkeypatch.setattr(passwords._hasher, "verify_and_update", counted)
        statuses, client = set(), studio.client()
        body = {"email": person.email, "password": "wrong horse"}
        for _ in range(10):
            answers = await asyncio.gather(
                *(
                    client.post("/auth/login", json=body, headers={"X-Forwarded-For": f"203.0.113.{number}"})
                    for number in range(100)
                )
            )
            statuses |= {answer.status_code for answer in answers}
        assert len(reached) <= 20
        assert statuses == {401, 429}
        assert (await sign_in(studio, person.email, person.password, "198.51.100.1")).status_code == 200
