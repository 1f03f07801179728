"""An account is deleted after days of mercy with all that is in it; the ledger stays, and belongs to nobody."""

from pathlib import Path
from typing import Any

import httpx2
import pytest
from psycopg.errors import InsufficientPrivilege

from audiostudio.accounts.deletion import service
from audiostudio.kit.postgres.address import WORKER_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from tests.accounts.test_sign_in import sign_in
from tests.support.account import Account
from tests.support.studio import Studio, connect_as
from tests.support.teams import Team, make_team

HOME = "198.51.100.1"
# What outlives a person, and why.
KEPT = {
    "credit_accounts": "the ledger's",
    "credit_transactions": "the ledger's: append-only, and what money's law keeps",
    "stored_objects": "until the sweep has deleted the file",
    "storage_usage": "counts, which are 0 by then",
    "watched_workspaces": "ids whose progress somebody looked at a moment ago",
    **dict.fromkeys(("credit_lots", "credit_lot_entries", "credit_debt_entries", "credit_reversals"), "the ledger's"),
    **dict.fromkeys(("purchases", "subscriptions", "payment_customers", "sandbox_checkouts"), "what was paid"),
}


async def erase_due(studio: Studio) -> int:
    database = Database(role_url(WORKER_ROLE, studio.settings), pool_size=1)
    try:
        return await service.erase_due(database)
    finally:
        await database.close()


async def test_it_ends_every_session_and_can_be_taken_back(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    wrong = await person.client.post("/auth/deletion", json={"email": "other@example.com"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "email_differs")
    answer = await person.client.post("/auth/deletion", json={"email": person.email.upper()})
    assert answer.status_code == 202
    assert (await person.client.get("/auth/me")).json()["code"] == "session_ended"
    again = (await sign_in(idle_studio, person.email, person.password, HOME)).json()
    assert again["user"]["deletion_due_at"] == answer.json()["deletion_due_at"]
    client = idle_studio.client(again["access_token"])
    assert (await client.delete("/auth/deletion")).status_code == 204
    assert (await client.get("/auth/me")).json()["deletion_due_at"] is None
    with idle_studio.admin() as connection:
        connection.execute("UPDATE users SET created_at = now() - interval '1 year' WHERE id = %s", (person.user_id,))
    assert await erase_due(idle_studio) == 0
    assert (await client.get("/auth/me")).status_code == 200


async def test_nobody_is_erased_before_their_time(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    await person.client.post("/auth/deletion", json={"email": person.email})
    with idle_studio.admin() as connection:
        left = connection.execute(
            "SELECT deletion_due_at - now() > interval '13 days 23 hours' FROM users WHERE id = %s", (person.user_id,)
        ).fetchone()
        assert left == (True,)
        assert connection.execute("SELECT erase_account(%s)", (person.user_id,)).fetchone() == (False,)


async def test_all_that_was_theirs_is_gone_and_nothing_of_others(studio: Studio, song: Path) -> None:
    person, other = await studio.register(credits=10), await studio.register()
    for account in (person, other):
        answer = await account.upload(song, tool="mastering")
        assert (await account.finished(answer.json()["job_id"]))["status"] == "COMPLETED"
        await account.client.post("/api/audio-studio/folders", json={"name": "Mine"})
    await person.client.post("/auth/exports")  # which may be in the making
    await person.client.post("/auth/totp")
    with studio.admin() as connection:
        before = _rows_of(connection, other.workspace_id)
        connection.execute("UPDATE users SET deletion_due_at = now() WHERE id = %s", (person.user_id,))
    assert await erase_due(studio) == 1
    assert (await sign_in(studio, person.email, person.password, HOME)).json()["code"] == "wrong_credentials"
    assert (await person.client.get("/auth/me")).status_code in (401, 404)
    with studio.admin() as connection:
        assert set(_rows_of(connection, person.workspace_id)) <= KEPT.keys()
        assert _rows_of(connection, other.workspace_id) == before
        for (table,) in connection.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'user_id' "
            "WHERE c.relnamespace = 'studio'::regnamespace AND c.relkind = 'r' AND c.relname <> 'credit_transactions'"
        ).fetchall():
            row = connection.execute(f"SELECT count(*) FROM {table} WHERE user_id = %s", (person.user_id,)).fetchone()
            assert row == (0,), table
        ledger = connection.execute(
            "SELECT (SELECT balance FROM credit_accounts WHERE workspace_id = %(w)s), sum(amount) "
            "FROM credit_transactions WHERE workspace_id = %(w)s",
            {"w": person.workspace_id},
        ).fetchone()
        assert ledger[0] == ledger[1]
        live = connection.execute(
            "SELECT count(*) FROM stored_objects WHERE workspace_id = %s AND state = 'live'", (person.workspace_id,)
        ).fetchone()
        assert live == (0,)
        name = connection.execute("SELECT name FROM workspaces WHERE id = %s", (person.workspace_id,)).fetchone()
    assert name == ("Deleted account",)


async def test_the_only_owner_of_a_team_hands_it_over_or_has_it_deleted_first(idle_studio: Studio) -> None:
    team = await make_team(idle_studio)
    leave = {"json": {"email": team.owner.email}}
    refused = await team.owner.client.post("/auth/deletion", **leave)
    assert (*refusal(refused), refused.json()["teams"]) == (409, "teams_need_owner", ["The band"])
    assert (await delete(team, team.owner)).status_code == 202
    assert (await team.owner.client.post("/auth/deletion", **leave)).status_code == 202
    # Whoever keeps the team keeps their account: the team would be left to nobody.
    again = (await sign_in(idle_studio, team.owner.email, team.owner.password, HOME)).json()
    client = idle_studio.client(again["access_token"])
    assert (await client.delete("/workspace/deletion", headers=team.there)).status_code == 204
    assert (await client.get("/auth/me")).json()["deletion_due_at"] is None


async def test_a_team_is_deleted_by_an_owner_who_types_its_name_with_all_that_is_in_it(idle_studio: Studio) -> None:
    team = await make_team(idle_studio, credits=10)
    admin = await team.add("admin")
    await admin.client.post("/api/audio-studio/folders", json={"name": "Ours"}, headers=team.there)
    assert refusal(await delete(team, team.owner, name="the band")) == (422, "name_differs")
    assert refusal(await delete(team, admin)) == (403, "not_permitted")
    own = await team.owner.client.post("/workspace/deletion", json={"name": "The band"})
    assert refusal(own) == (409, "not_a_team")
    due = (await delete(team, team.owner)).json()["deletion_due_at"]
    assert (await admin.client.get("/workspace", headers=team.there)).json()["deletion_due_at"] == due
    assert await erase_due(idle_studio) == 0
    with idle_studio.admin() as connection:
        connection.execute("UPDATE workspaces SET deletion_due_at = now() WHERE id = %s", (team.workspace_id,))
    assert await erase_due(idle_studio) == 1
    with idle_studio.admin() as connection:
        assert set(_rows_of(connection, team.workspace_id)) <= KEPT.keys()
    assert [each["kind"] for each in (await admin.client.get("/auth/me")).json()["workspaces"]] == ["personal"]
    assert refusal(await admin.client.get("/workspace", headers=team.there)) == (403, "workspace_not_yours")


async def test_nothing_is_deleted_that_a_plan_is_still_paid_for(idle_studio: Studio) -> None:
    team = await make_team(idle_studio)
    both = [team.workspace_id, team.owner.workspace_id]
    for workspace_id in both:
        with idle_studio.admin() as connection:
            connection.execute(
                "INSERT INTO subscriptions (provider, subscription_id, workspace_id, price_id, state, period_start, "
                "period_end, cancels_at_period_end) SELECT 'sandbox', %s, %s, id, 'active', now(), "
                "now() + interval '30 days', false FROM prices WHERE product = 'pro'",
                (str(workspace_id), workspace_id),
            )
    assert refusal(await delete(team, team.owner)) == (409, "plan_running")
    with idle_studio.admin() as connection:
        connection.execute(
            "UPDATE subscriptions SET cancels_at_period_end = true WHERE workspace_id = ANY(%s)", (both,)
        )
    assert (await delete(team, team.owner)).status_code == 202
    with idle_studio.admin() as connection:
        connection.execute(
            "UPDATE subscriptions SET cancels_at_period_end = false WHERE workspace_id = ANY(%s)", (both,)
        )
    leaving = await team.owner.client.post("/auth/deletion", json={"email": team.owner.email})
    assert refusal(leaving) == (409, "plan_running")


async def delete(team: Team, by: Account, *, name: str = "The band") -> httpx2.Response:
    return await by.client.post("/workspace/deletion", json={"name": name}, headers=team.there)


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def _rows_of(connection: Any, workspace_id: Any) -> dict[str, int]:
    """Return how many rows of a workspace each table holds, of those that hold any."""
    tables = connection.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' "
        "WHERE c.relnamespace = 'studio'::regnamespace AND c.relkind = 'r'"
    ).fetchall()
    found = {}
    for (table,) in tables:
        [number] = connection.execute(
            f"SELECT count(*) FROM {table} WHERE workspace_id = %s", (workspace_id,)
        ).fetchone()
        if number:
            found[table] = number
    return found


async def test_the_worker_erases_through_the_function_alone(idle_studio: Studio) -> None:
    for table in ("users", "memberships", "sessions"):
        with connect_as(idle_studio, WORKER_ROLE) as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(f"DELETE FROM {table}")


def test_a_deletion_may_take_the_rows_of_every_table_but_those(idle_studio: Studio) -> None:
    with idle_studio.admin() as connection:
        untouched = connection.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' "
            "WHERE c.relnamespace = 'studio'::regnamespace AND c.relkind = 'r' "
            "AND NOT has_table_privilege('studio_auth', c.oid, 'DELETE')"
        ).fetchall()
    assert {table for (table,) in untouched} <= KEPT.keys()
