"""Teams: who may change what of whom, an owner always remains, and who leaves goes on at home."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx2
import psycopg
import pytest

from audiostudio.kit.postgres.address import APP_ROLE
from tests.accounts.test_browser_sessions import browser
from tests.support.account import Account
from tests.support.studio import Studio, connect_as
from tests.support.teams import Team, make_team


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
async def team(idle_studio: Studio) -> Team:
    return await make_team(idle_studio)


async def test_a_team_begins_with_its_owner_and_without_credits(idle_studio: Studio) -> None:
    owner = await idle_studio.register()
    made = (await owner.client.post("/workspaces", json={"name": "  The band "})).json()
    there = {"Audio-Studio-Workspace": made["workspace_id"]}
    assert made == {"workspace_id": made["workspace_id"], "name": "The band", "kind": "team", "role": "owner"}
    assert (await owner.client.get("/credits/balance", headers=there)).json()["balance"] == 0
    assert (await owner.client.get("/workspace", headers=there)).json() == {
        "workspace_id": made["workspace_id"],
        "name": "The band",
        "kind": "team",
        "tier": "Free",
        "role": "owner",
        "seats": 3,
        "seats_taken": 1,
        "suspended": False,
        "deletion_due_at": None,
    }
    assert (await owner.client.get("/auth/me")).json()["workspaces"][1] == made


async def test_one_person_owns_a_few_teams(idle_studio: Studio) -> None:
    owner = await idle_studio.register()
    answers = await asyncio.gather(*(owner.client.post("/workspaces", json={"name": f"{n}"}) for n in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [409] * 3
    assert {refusal(answer) for answer in answers if not answer.is_success} == {(409, "too_many_teams")}


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b", None])
async def test_a_name_that_is_none_is_refused(idle_studio: Studio, name: str | None) -> None:
    owner = await idle_studio.register()
    assert (await owner.client.post("/workspaces", json={"name": name})).status_code == 422


async def test_a_team_is_renamed_by_those_who_manage_it(team: Team) -> None:
    for role, status in (("admin", 204), ("member", 403), ("viewer", 403), ("billing", 403)):
        person = await team.add(role)
        renamed = await person.client.patch("/workspace", json={"name": f"By {role}"}, headers=team.there)
        assert renamed.status_code == status, role
    assert (await team.owner.client.get("/workspace", headers=team.there)).json()["name"] == "By admin"


async def test_members_see_each_other_with_their_roles(team: Team) -> None:
    viewer = await team.add("viewer")
    for seen_by in (team.owner, viewer):
        members = await team.members(seen_by)
        assert {email: member["role"] for email, member in members.items()} == {
            team.owner.email: "owner",
            viewer.email: "viewer",
        }
    assert {member["email"] for member in (await viewer.client.get("/workspace/members")).json()} == {viewer.email}


async def test_admins_manage_all_but_owners(team: Team) -> None:
    admin, member = await team.add("admin"), await team.add()
    assert (await team.change(member, by=admin, role="viewer", monthly_limit=5)).status_code == 204
    changed = (await team.members())[member.email]
    assert (changed["role"], changed["monthly_limit"]) == ("viewer", 5)
    assert (await team.change(member, by=admin, monthly_limit=None)).status_code == 204
    assert (await team.members())[member.email]["monthly_limit"] is None

    for refused in (
        await team.change(member, by=admin, role="owner"),
        await team.change(team.owner, by=admin, role="viewer"),
        await team.change(team.owner, by=admin, monthly_limit=0),
        await admin.client.delete(f"/workspace/members/{team.owner.user_id}", headers=team.there),
        await admin.client.post("/workspace/transfer", json={"user_id": str(admin.user_id)}, headers=team.there),
    ):
        assert refusal(refused) == (403, "not_permitted")
    assert (await team.members())[team.owner.email]["role"] == "owner"
    assert (await team.change(member, by=member, role="admin")).status_code == 403


@pytest.mark.parametrize("change", [{"role": "king"}, {"monthly_limit": -1}, {"monthly_limit": 0.001}, {"email": "x"}])
async def test_a_change_that_is_none_is_refused(team: Team, change: dict[str, Any]) -> None:
    assert (await team.change(await team.add(), **change)).status_code == 422


async def test_who_is_removed_is_out_at_once_and_what_they_made_stays(team: Team) -> None:
    member = await team.add()
    made = await member.client.post("/api/audio-studio/folders", json={"name": "Ours"}, headers=team.there)
    assert made.status_code == 201
    address = f"/workspace/members/{member.user_id}"
    assert (await team.owner.client.delete(address, headers=team.there)).status_code == 204
    assert refusal(await member.client.get("/jobs", headers=team.there)) == (403, "workspace_not_yours")
    assert refusal(await team.owner.client.delete(address, headers=team.there)) == (404, "member_not_found")
    folders = (await team.owner.client.get("/api/audio-studio/folders", headers=team.there)).json()
    assert [folder["name"] for folder in folders] == ["Ours"]


async def test_everybody_may_leave_but_the_last_owner(team: Team) -> None:
    viewer = await team.add("viewer")
    assert (await viewer.client.post("/workspace/leave", headers=team.there)).status_code == 204
    assert refusal(await viewer.client.post("/workspace/leave", headers=team.there)) == (403, "workspace_not_yours")
    for alone in (
        await team.owner.client.post("/workspace/leave", headers=team.there),
        await team.change(team.owner, role="admin"),
        await team.owner.client.delete(f"/workspace/members/{team.owner.user_id}", headers=team.there),
    ):
        assert refusal(alone) == (409, "last_owner")
    assert refusal(await viewer.client.post("/workspace/leave")) == (409, "not_a_team")


async def test_ownership_is_transferred_in_one_step(team: Team) -> None:
    heir = await team.add("viewer")
    body = {"user_id": str(heir.user_id)}
    assert (await team.owner.client.post("/workspace/transfer", json=body, headers=team.there)).status_code == 204
    assert {of["role"] for of in (await team.members()).values()} == {"owner", "admin"}
    assert (await team.members())[heir.email]["role"] == "owner"
    again = await team.owner.client.post("/workspace/transfer", json=body, headers=team.there)
    assert refusal(again) == (403, "not_permitted"), "an admin owns nothing to transfer"


async def test_a_browser_of_somebody_who_is_removed_goes_on_at_home(idle_studio: Studio, team: Team) -> None:
    member = await team.add()
    client = browser(idle_studio)
    await client.post("/auth/session", json={"email": member.email, "password": member.password})
    switched = await client.put("/auth/session/workspace", json={"workspace_id": str(team.workspace_id)})
    assert switched.json()["user"]["workspace_id"] == str(team.workspace_id)
    assert (await client.get("/workspace")).json()["name"] == "The band", "no header is needed from now on"
    await team.owner.client.delete(f"/workspace/members/{member.user_id}", headers=team.there)
    at_home = (await client.get("/auth/session")).json()
    assert (at_home["ended"], at_home["user"]["workspace_id"]) == (False, str(member.workspace_id))


async def test_a_browser_switches_to_workspaces_of_its_user_alone(idle_studio: Studio, team: Team) -> None:
    stranger = await idle_studio.register()
    client = browser(idle_studio)
    body = {"workspace_id": str(team.workspace_id)}
    assert refusal(await client.put("/auth/session/workspace", json=body)) == (401, "session_ended")
    await client.post("/auth/session", json={"email": stranger.email, "password": stranger.password})
    assert refusal(await client.put("/auth/session/workspace", json=body)) == (403, "workspace_not_yours")
    foreign = browser(idle_studio, origin="https://evil.example")
    foreign.cookies = client.cookies
    assert refusal(await foreign.put("/auth/session/workspace", json=body)) == (403, "cross_site_request")


# In SQL, as the application's role -----------------------------------------------------------------------------------


@pytest.fixture
def connections(idle_studio: Studio) -> Iterator[list[psycopg.Connection[Any]]]:
    with connect_as(idle_studio, APP_ROLE) as one, connect_as(idle_studio, APP_ROLE) as other:
        yield [one, other]


def acts_as(connection: psycopg.Connection[Any], team: Team, person: Account) -> None:
    connection.execute(
        "SELECT set_config('app.workspace_id', %s, false), set_config('app.user_id', %s, false)",
        (str(team.workspace_id), str(person.user_id)),
    )


async def test_of_two_owners_who_leave_at_once_one_stays(
    team: Team, connections: list[psycopg.Connection[Any]]
) -> None:
    """The first has left and not committed when the second tries: it waits, and is refused."""
    second = await team.add("admin")
    await team.change(second, role="owner")
    one, other = connections
    acts_as(one, team, team.owner)
    acts_as(other, team, second)
    one.execute("BEGIN")
    one.execute("SELECT remove_member(%s)", (team.owner.user_id,))
    waiting = asyncio.create_task(asyncio.to_thread(other.execute, "SELECT remove_member(%s)", (second.user_id,)))
    done, _ = await asyncio.wait([waiting], timeout=0.5)
    assert not done
    one.execute("COMMIT")
    with pytest.raises(psycopg.DatabaseError, match="last_owner"):
        await waiting
    assert list(await team.members(second)) == [second.email]


async def test_two_owners_who_demote_each_other_at_once_leave_one(
    team: Team, connections: list[psycopg.Connection[Any]]
) -> None:
    second = await team.add("admin")
    await team.change(second, role="owner")
    for connection, person in zip(connections, (team.owner, second), strict=True):
        acts_as(connection, team, person)
    calls = [
        asyncio.to_thread(connection.execute, "SELECT change_role(%s, 'viewer')", (whom.user_id,))
        for connection, whom in zip(connections, (second, team.owner), strict=True)
    ]
    results = await asyncio.gather(*calls, return_exceptions=True)
    refused = [result for result in results if isinstance(result, psycopg.DatabaseError)]
    assert [str(of.diag.message_primary) for of in refused] == ["not_permitted"]
    assert sorted(str(of["role"]) for of in (await team.members()).values()) == ["owner", "viewer"]


@pytest.mark.parametrize("role", ["member", "viewer", "billing", "stranger"])
async def test_the_database_itself_asks_what_somebody_is(
    idle_studio: Studio, team: Team, connections: list[psycopg.Connection[Any]], role: str
) -> None:
    member, (connection, _) = await team.add(), connections
    await team.invite("guest@example.com")
    acts_as(connection, team, await idle_studio.register() if role == "stranger" else await team.add(role))
    assert connection.execute("SELECT count(*) FROM invitations").fetchone() == (0,)
    for call in (
        f"change_role('{member.user_id}', 'admin')",
        f"set_member_limit('{member.user_id}', 0)",
        f"remove_member('{member.user_id}')",
        f"transfer_ownership('{member.user_id}')",
        "rename_workspace('Mine')",
        "invite('a@b.c', 'a@b.c', 'admin', 'x', '1 day', '{\"Pro\": 99}')",
        "revoke_invitation(new_id())",
    ):
        with pytest.raises(psycopg.DatabaseError, match="not_permitted") as refused:
            connection.execute(f"SELECT {call}")
        assert refused.value.sqlstate == "AS409"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE memberships SET role = 'owner'",
        "INSERT INTO memberships (workspace_id, user_id, role) VALUES (current_workspace_id(), new_id(), 'owner')",
        "DELETE FROM memberships",
        "UPDATE invitations SET role = 'admin'",
        "UPDATE member_usage SET spent = 0",
        "UPDATE workspaces SET tier = 'Advanced'",
        "UPDATE users SET is_operator = true",
        "SELECT set_operator('x', 'x', true)",
        "SELECT suspend_user(current_user_id(), false)",
        "SELECT suspend_workspace(current_workspace_id(), false)",
        "SELECT lock_team(current_workspace_id())",
        "SELECT check_member_limit(current_workspace_id(), current_user_id(), 1)",
        "SELECT * FROM operator_log",
        "SET ROLE studio_operator",
    ],
)
async def test_the_application_role_goes_round_none_of_it(
    team: Team, connections: list[psycopg.Connection[Any]], statement: str
) -> None:
    acts_as(connections[0], team, team.owner)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connections[0].execute(statement)


async def test_even_the_superuser_leaves_no_team_without_an_owner(idle_studio: Studio, team: Team) -> None:
    await team.add()
    with idle_studio.admin() as connection:
        for statement in ("DELETE FROM memberships WHERE user_id = %s", "DELETE FROM users WHERE id = %s"):
            with pytest.raises(psycopg.DatabaseError, match="last_owner"):
                connection.execute(statement, (team.owner.user_id,))
