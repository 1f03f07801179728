"""What each member of a team may spend in a month, and what each has spent."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from audiostudio.kit.postgres.address import APP_ROLE
from tests.support.account import Account
from tests.support.studio import Studio, connect_as
from tests.support.teams import Team, make_team

LIMIT = 10
CONNECTIONS = 8


def spend(studio: Studio, team: Team, person: Account, cost: int, times: int) -> int:
    """Debit jobs as the application does, and return how many were paid."""
    paid = 0
    with connect_as(studio, APP_ROLE) as connection:
        connection.execute(
            "SELECT set_config('app.workspace_id', %s, false), set_config('app.user_id', %s, false)",
            (str(team.workspace_id), str(person.user_id)),
        )
        for _ in range(times):
            with suppress(_LimitReached), connection.transaction():
                _debit(connection, team.workspace_id, person.user_id, cost)
                paid += 1
    return paid


class _LimitReached(Exception):
    pass


def _debit(connection: psycopg.Connection[tuple[object, ...]], workspace_id: UUID, user_id: UUID, cost: int) -> None:
    job_id = uuid4()
    connection.execute(
        "INSERT INTO jobs (id, workspace_id, user_id, tool, model, params, tier, filename, cost, queue, max_attempts) "
        "VALUES (%s, %s, %s, 'mastering', 'x', '{}', 'Pro', 'x', %s, 'cpu', 1)",
        (job_id, workspace_id, user_id, cost),
    )
    try:
        connection.execute("SELECT credit_debit_for_job(%s, 'x')", (job_id,))
    except psycopg.DatabaseError as error:
        found = json.loads(error.diag.message_detail or "{}")
        if error.sqlstate == "CR403" and found["spent"] + found["cost"] > found["limit"]:
            raise _LimitReached from error
        raise


@pytest.mark.parametrize("cost", [1, 3])
async def test_two_members_at_a_limit_of_ten_by_many_connections_spend_exactly_that(
    idle_studio: Studio, cost: int
) -> None:
    team = await make_team(idle_studio, credits=1_000)
    members = [await team.add(), await team.add()]
    for member in members:
        assert (await team.change(member, monthly_limit=LIMIT)).status_code == 204
    spenders = members * CONNECTIONS

    def run(person: Account) -> int:
        return spend(idle_studio, team, person, cost, LIMIT)

    with ThreadPoolExecutor(len(spenders)) as pool:
        counts = await asyncio.gather(*(asyncio.get_running_loop().run_in_executor(pool, run, of) for of in spenders))
    assert [sum(counts[0::2]), sum(counts[1::2])] == [LIMIT // cost] * 2
    spent = {email: member["spent"] for email, member in (await team.members()).items()}
    most = LIMIT // cost * cost
    assert spent == {team.owner.email: 0, members[0].email: most, members[1].email: most}
    balance = (await team.owner.client.get("/credits/balance", headers=team.there)).json()["balance"]
    assert balance == 1_000 - 2 * most
    assert spend(idle_studio, team, team.owner, 20, 1) == 1, "who has no limit has none"


async def test_a_request_over_the_limit_is_refused_in_words_and_costs_nothing(idle_studio: Studio, beep: Path) -> None:
    team = await make_team(idle_studio, credits=50)
    member = await team.add()
    await team.change(member, monthly_limit=1)
    first = await member.upload(beep, tool="mastering", headers=team.there)
    assert first.status_code == 202
    refused = await member.upload(beep, tool="mastering", headers=team.there)
    assert (refused.status_code, refused.json()["code"]) == (403, "member_limit_reached")
    assert {key: refused.json()[key] for key in ("limit", "spent", "cost")} == {"limit": 1, "spent": 1, "cost": 1}
    assert len((await team.owner.client.get("/jobs", headers=team.there)).json()["items"]) == 1

    cancelled = await member.client.post(f"/job/{first.json()['job_id']}/cancel", headers=team.there)
    assert cancelled.is_success
    assert (await team.members())[member.email]["spent"] == 0, "what came back can be spent again"
    again = await member.upload(beep, tool="mastering", headers=team.there)
    assert again.status_code == 202
    await member.client.post(f"/job/{again.json()['job_id']}/cancel", headers=team.there)


async def test_a_refund_counts_in_the_month_of_its_debit_and_a_new_month_begins_at_nothing(idle_studio: Studio) -> None:
    team = await make_team(idle_studio, credits=50)
    member = await team.add()
    await team.change(member, monthly_limit=LIMIT)
    assert spend(idle_studio, team, member, 9, 1) == 1
    with idle_studio.admin() as connection:
        connection.execute("SET session_replication_role = replica")  # which lifts the triggers
        connection.execute(
            "UPDATE credit_transactions SET created_at = '2026-01-31 23:59:59+00' WHERE user_id = %s", (member.user_id,)
        )
        connection.execute("UPDATE member_usage SET month = '2026-01-01' WHERE user_id = %s", (member.user_id,))
        connection.execute("SET session_replication_role = origin")
        [(job_id,)] = connection.execute("SELECT id FROM jobs WHERE user_id = %s", (member.user_id,)).fetchall()
        assert spend(idle_studio, team, member, 10, 1) == 1
        connection.execute("UPDATE jobs SET status = 'FAILED' WHERE id = %s", (job_id,))
        connection.execute("SELECT set_config('app.workspace_id', %s, false)", (str(team.workspace_id),))
        connection.execute("SELECT credit_refund_for_job(%s, 'x')", (job_id,))
    usage = [
        (await team.owner.client.get("/workspace/usage", params=month, headers=team.there)).json()["members"]
        for month in ({"month": "2026-01"}, {})
    ]
    assert [[of["spent"] for of in month] for month in usage] == [[0], [10]]


async def test_who_may_see_what_others_spent(idle_studio: Studio) -> None:
    team = await make_team(idle_studio, credits=50)
    people = {role: await team.add(role) for role in ("admin", "billing", "member", "viewer")}
    spend(idle_studio, team, people["member"], 4, 1)
    everybodys = {"owner": team.owner} | people
    for role, person in everybodys.items():
        sees_all = role in ("owner", "admin", "billing")
        spent = {email: of["spent"] for email, of in (await team.members(person)).items()}
        assert spent[people["member"].email] == (4 if sees_all or role == "member" else None), role
        assert spent[person.email] == (4 if role == "member" else 0), role
        answer = await person.client.get("/workspace/usage", headers=team.there)
        assert answer.status_code == (200 if sees_all else 403), role
        with connect_as(idle_studio, APP_ROLE) as connection:
            connection.execute(
                "SELECT set_config('app.workspace_id', %s, false), set_config('app.user_id', %s, false)",
                (str(team.workspace_id), str(person.user_id)),
            )
            seen = connection.execute("SELECT user_id FROM member_usage").fetchall()
        assert seen == ([(people["member"].user_id,)] if sees_all or role == "member" else []), role


async def test_usage_names_those_who_have_left(idle_studio: Studio) -> None:
    team = await make_team(idle_studio, credits=50)
    member = await team.add()
    spend(idle_studio, team, member, 4, 1)
    await member.client.post("/workspace/leave", headers=team.there)
    usage = (await team.owner.client.get("/workspace/usage", headers=team.there)).json()
    assert [(of["user_id"], of["spent"]) for of in usage["members"]] == [(str(member.user_id), 4)]
    assert usage["members"][0]["username"].startswith("person")
    wrong = await team.owner.client.get("/workspace/usage?month=2026-13", headers=team.there)
    assert wrong.status_code == 422
