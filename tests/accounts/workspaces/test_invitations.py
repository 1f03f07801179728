"""Invitations: a token opens once, for its address, until it expires or is revoked; and what is pending has a seat."""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.support.account import Account
from tests.support.studio import Studio
from tests.support.teams import Team, make_team, token_of


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
async def team(idle_studio: Studio) -> Team:
    return await make_team(idle_studio)


@pytest.fixture
async def person(idle_studio: Studio) -> Account:
    return await idle_studio.register()


async def accept(person: Account, token: str) -> httpx2.Response:
    return await person.client.post("/invitations/accept", json={"token": token})


async def test_an_invitation_is_shown_seen_and_accepted_once(team: Team, person: Account) -> None:
    made = await team.invite(person.email, "viewer")
    assert (made.json()["mailed"], made.json()["role"]) == (False, "viewer")
    assert made.json()["link"].startswith(f"{team.studio.settings.public_url}/app/join#")
    token = token_of(made)
    seen = (await person.client.post("/invitations/look", json={"token": token})).json()
    assert (seen["team"], seen["role"], seen["is_yours"]) == ("The band", "viewer", True)

    assert (await accept(person, token)).json() == {"workspace_id": str(team.workspace_id)}
    assert (await team.members())[person.email]["role"] == "viewer"
    assert refusal(await accept(person, token)) == (404, "invitation_not_found")
    assert (await team.owner.client.get("/workspace/invitations", headers=team.there)).json() == []


async def test_a_token_is_kept_as_a_hash_and_listed_nowhere(team: Team, person: Account) -> None:
    token = token_of(await team.invite(person.email))
    listed = await team.owner.client.get("/workspace/invitations", headers=team.there)
    assert [of["email"] for of in listed.json()] == [person.email]
    assert token not in listed.text
    with team.studio.admin() as connection:
        assert token not in str(
            connection.execute("SELECT i::text, encode(token_hash, 'escape') FROM invitations i").fetchall()
        )


async def test_an_invitation_is_for_its_address_alone(team: Team, person: Account, idle_studio: Studio) -> None:
    thief = await idle_studio.register()
    token = token_of(await team.invite(person.email.upper()))
    seen = (await thief.client.post("/invitations/look", json={"token": token})).json()
    assert seen["is_yours"] is False
    assert refusal(await accept(thief, token)) == (403, "invitation_for_another")
    assert (await accept(person, token)).is_success, "the case of an address makes no other one"


async def test_a_token_accepted_by_many_requests_at_once_makes_one_member(team: Team, person: Account) -> None:
    token = token_of(await team.invite(person.email))
    answers = await asyncio.gather(*(accept(person, token) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [404] * 7


async def test_what_was_revoked_replaced_or_expired_opens_nothing(team: Team, person: Account) -> None:
    first = token_of(await team.invite(person.email))
    second = await team.invite(person.email, "admin")
    assert refusal(await accept(person, first)) == (404, "invitation_not_found")
    address = f"/workspace/invitations/{second.json()['invitation_id']}"
    assert (await team.owner.client.delete(address, headers=team.there)).status_code == 204
    assert refusal(await team.owner.client.delete(address, headers=team.there)) == (404, "invitation_not_found")
    assert refusal(await accept(person, token_of(second))) == (404, "invitation_not_found")
    third = token_of(await team.invite(person.email))
    with team.studio.admin() as connection:
        connection.execute("UPDATE invitations SET expires_at = now() WHERE workspace_id = %s", (team.workspace_id,))
    assert refusal(await accept(person, third)) == (404, "invitation_not_found")
    assert (await team.owner.client.get("/workspace/invitations", headers=team.there)).json() == []
    for token in ("", "x" * 201):
        assert (await accept(person, token)).status_code == 422
    assert refusal(await accept(person, "nonsense")) == (404, "invitation_not_found")


async def test_somebody_who_belongs_is_not_invited(team: Team) -> None:
    assert refusal(await team.invite(team.owner.email)) == (409, "already_a_member")


@pytest.mark.parametrize("body", [{}, {"email": "x"}, {"email": "a@example.com", "role": "owner"}])
async def test_a_bad_invitation_is_refused(team: Team, body: dict[str, Any]) -> None:
    answer = await team.owner.client.post("/workspace/invitations", json=body, headers=team.there)
    assert answer.status_code == 422


async def test_a_personal_workspace_has_no_guests(person: Account) -> None:
    answer = await person.client.post("/workspace/invitations", json={"email": "a@example.com"})
    assert refusal(answer) == (409, "not_a_team")


async def test_invitations_are_limited_by_the_day(team: Team) -> None:
    answers = await asyncio.gather(*(team.invite("x@example.com") for _ in range(52)))
    assert sorted(answer.status_code for answer in answers) == [201] * 50 + [429] * 2


# Seats ---------------------------------------------------------------------------------------------------------------


async def test_pending_invitations_take_seats_and_give_them_back(idle_studio: Studio) -> None:
    team = await make_team(idle_studio, tier="Free")
    first = await team.invite("one@example.com")
    await team.invite("two@example.com")
    details = (await team.owner.client.get("/workspace", headers=team.there)).json()
    assert (details["seats"], details["seats_taken"]) == (3, 3)
    assert refusal(await team.invite("three@example.com")) == (409, "no_seat_left")
    assert (await team.invite("one@example.com", "viewer")).status_code == 201, "the same seat again"
    listed = (await team.owner.client.get("/workspace/invitations", headers=team.there)).json()
    assert first.json()["invitation_id"] not in [of["invitation_id"] for of in listed]
    await team.owner.client.delete(f"/workspace/invitations/{listed[0]['invitation_id']}", headers=team.there)
    assert (await team.invite("three@example.com")).status_code == 201


async def test_many_invitations_at_once_fill_the_seats_exactly(idle_studio: Studio) -> None:
    team = await make_team(idle_studio, tier="Free")
    answers = await asyncio.gather(*(team.invite(f"guest{number}@example.com") for number in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [409] * 8


async def test_a_downgrade_throws_nobody_out_and_gives_no_new_seats(idle_studio: Studio) -> None:
    team = await make_team(idle_studio)
    members = [await team.add() for _ in range(4)]
    guest = await idle_studio.register()
    token = token_of(await team.invite(guest.email))
    team.set_tier("Free")
    for member in members:
        assert (await member.client.get("/jobs", headers=team.there)).status_code == 200
    assert refusal(await team.invite("new@example.com")) == (409, "no_seat_left")
    assert refusal(await accept(guest, token)) == (409, "no_seat_left")
    for member in members[:3]:
        await member.client.post("/workspace/leave", headers=team.there)
    assert (await accept(guest, token)).is_success, "the refused token was not spent"
