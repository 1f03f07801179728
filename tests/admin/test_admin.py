"""The operator's room: let in by a flag that the command line sets, told why, and everything is written down."""

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from audiostudio.admin.auth import operator as operator_dependency
from audiostudio.app import create_app
from audiostudio.kit.postgres.address import OPERATOR_ROLE
from audiostudio.settings import Settings
from tests.accounts.test_browser_sessions import browser
from tests.support.account import Account
from tests.support.operators import make_operator
from tests.support.studio import SERVICE_KEY, Studio, connect_as, serving, working
from tests.support.teams import make_team

NOBODY = "019a0000-0000-7000-8000-000000000000"
WHY = {"reason": "Asked for by mail"}


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
async def operator(idle_studio: Studio) -> Account:
    person = await idle_studio.register()
    make_operator(idle_studio, person.email)
    return person


@pytest.fixture
async def customer(idle_studio: Studio) -> Account:
    return await idle_studio.register()


async def act(operator: Account, method: str, address: str, **wanted: Any) -> httpx2.Response:
    headers = wanted.pop("headers", {})
    return await operator.client.request(method, f"/admin/{address}", json=WHY | wanted, headers=headers)


def _calls(dependant: Dependant) -> set[object]:
    return {dependant.call}.union(*map(_calls, dependant.dependencies))


def test_every_route_of_the_room_asks_for_an_operator() -> None:
    app: FastAPI = create_app(Settings(_env_file=None, secret_key="a secret for the OpenAPI document"))
    routes = [context.original_route for context in iter_route_contexts(app.routes) if "/admin" in context.path]
    assert len(routes) >= 16
    for route in routes:
        assert isinstance(route, APIRoute)
        assert operator_dependency in _calls(route.dependant), route.path


async def test_nobody_else_comes_in(idle_studio: Studio, operator: Account, customer: Account) -> None:
    assert (await operator.client.get("/admin/statistics")).status_code == 200
    for client in (customer.client, idle_studio.client(SERVICE_KEY)):
        assert refusal(await client.get("/admin/statistics")) == (403, "not_permitted")
        suspension = await client.put(f"/admin/users/{operator.user_id}/suspension", json=WHY | {"suspended": True})
        assert refusal(suspension) == (403, "not_permitted")
    assert (await idle_studio.client().get("/admin/statistics")).status_code == 401
    with idle_studio.admin() as connection:
        connection.execute("UPDATE users SET is_operator = false WHERE id = %s", (operator.user_id,))
    assert refusal(await operator.client.get("/admin/users")) == (403, "not_permitted"), "a revocation holds at once"


async def test_a_password_alone_opens_no_operators_pages(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    with idle_studio.admin() as connection:
        connection.execute("UPDATE users SET is_operator = true WHERE id = %s", (person.user_id,))
    assert refusal(await person.client.get("/admin/users")) == (403, "operator_needs_second_factor")


async def test_a_suspended_persons_keys_open_nothing_until_they_are_let_in_again(
    idle_studio: Studio, operator: Account, customer: Account
) -> None:
    key = (await customer.client.post("/api-keys", json={"name": "x", "scopes": ["jobs:read"]})).json()["secret"]
    program = idle_studio.client(key)
    assert (await program.get("/jobs")).status_code == 200
    address = f"users/{customer.user_id}/suspension"
    assert (await act(operator, "PUT", address, suspended=True)).status_code == 204
    assert refusal(await program.get("/jobs")) == (401, "api_key_revoked")
    assert (await act(operator, "PUT", address, suspended=False)).status_code == 204
    assert (await program.get("/jobs")).status_code == 200


async def test_people_are_found_page_by_page(operator: Account, customer: Account) -> None:
    found = (await operator.client.get("/admin/users", params={"search": customer.email.upper()})).json()["items"]
    assert [(of["user_id"], of["workspaces"]) for of in found] == [(str(customer.user_id), 1)]
    assert not {"hashed_password", "password"} & found[0].keys()
    first = (await operator.client.get("/admin/users?limit=1")).json()
    second = (await operator.client.get("/admin/users", params={"limit": 1, "cursor": first["next_cursor"]})).json()
    assert [of["user_id"] for of in first["items"] + second["items"]] == [str(customer.user_id), str(operator.user_id)]
    for nothing in ("100%", "_", "\\", "'; --"):
        assert (await operator.client.get("/admin/users", params={"search": nothing})).json()["items"] == []


async def test_workspaces_are_found_by_name_and_by_member(idle_studio: Studio, operator: Account) -> None:
    team = await make_team(idle_studio, credits=7, tier="Pro")
    found = (await operator.client.get("/admin/workspaces", params={"search": team.owner.email})).json()["items"]
    assert [(of["kind"], of["tier"], of["balance"], of["owner"], of["members"]) for of in found] == [
        ("team", "Pro", 7, team.owner.email, 1),
        ("personal", "Free", 3, team.owner.email, 1),
    ]


async def test_who_is_suspended_is_signed_out_everywhere_and_comes_in_no_more(
    idle_studio: Studio, operator: Account, customer: Account
) -> None:
    credentials = {"email": customer.email, "password": customer.password}
    client = browser(idle_studio)
    await client.post("/auth/session", json=credentials)
    address = f"users/{customer.user_id}/suspension"
    assert (await act(operator, "PUT", address, suspended=True)).status_code == 204
    assert refusal(await client.get("/jobs")) == (401, "session_ended")
    await eventually_signed_out(customer)
    refresh = await idle_studio.client().post("/auth/refresh", json={"refresh_token": customer.refresh_token})
    assert refusal(refresh) == (401, "session_ended")
    for path in ("/auth/login", "/auth/session"):
        assert refusal(await client.post(path, json=credentials)) == (403, "account_suspended")
        wrong = await client.post(path, json=credentials | {"password": "another one"})
        assert refusal(wrong) == (401, "wrong_credentials"), "only who knows the password learns of it"
    assert (await act(operator, "PUT", address, suspended=False)).status_code == 204
    assert (await idle_studio.client().post("/auth/login", json=credentials)).status_code == 200


async def eventually_signed_out(person: Account) -> None:
    for _ in range(200):  # the web server is told by the database
        if (await person.client.get("/jobs")).status_code == 401:
            return
        await asyncio.sleep(0.05)
    pytest.fail("the access token still works")


async def test_nobody_shuts_themselves_out(operator: Account) -> None:
    refused = await act(operator, "PUT", f"users/{operator.user_id}/suspension", suspended=True)
    assert refusal(refused) == (409, "own_account")


async def test_a_suspended_workspace_keeps_what_it_has_and_takes_no_jobs(
    operator: Account, customer: Account, beep: Path
) -> None:
    address = f"workspaces/{customer.workspace_id}/suspension"
    assert (await act(operator, "PUT", address, suspended=True)).status_code == 204
    assert refusal(await customer.upload(beep, tool="mastering")) == (403, "workspace_suspended")
    assert (await customer.client.get("/workspace")).json()["suspended"] is True
    assert await customer.balance() == 3
    await act(operator, "PUT", address, suspended=False)
    job = (await customer.upload(beep, tool="mastering")).json()
    await customer.client.post(f"/job/{job['job_id']}/cancel")


async def test_credits_are_given_once_per_key_with_a_reason(operator: Account, customer: Account) -> None:
    address = f"workspaces/{customer.workspace_id}/credits"
    headers = {"Idempotency-Key": "apology 1"}
    given = await asyncio.gather(*(act(operator, "POST", address, amount=5, headers=headers) for _ in range(4)))
    assert [answer.status_code for answer in given] == [204] * 4
    assert await customer.balance() == 8
    other = await act(operator, "POST", address, amount=6, headers=headers)
    assert refusal(other) == (422, "idempotency_key_reused")
    history = (await customer.client.get("/credits/history")).json()["items"]
    assert [(of["kind"], of["amount"]) for of in history] == [("grant", 5), ("signup", 3)]
    assert history[0]["description"] == WHY["reason"]
    entries = (await operator.client.get("/admin/log")).json()["items"]
    mine = [of for of in entries if of["target_id"] == str(customer.workspace_id)]
    assert [(of["operator"], of["act"], of["details"]) for of in mine] == [
        (operator.email, "grant credits", {"amount": "5"})
    ]


@pytest.mark.parametrize("amount", [0, -5, 0.001, 1e9, "many"])
async def test_a_grant_that_is_none_is_refused(operator: Account, customer: Account, amount: object) -> None:
    answer = await act(operator, "POST", f"workspaces/{customer.workspace_id}/credits", amount=amount)
    assert answer.status_code == 422
    assert await customer.balance() == 3


async def test_a_plan_is_set(operator: Account, customer: Account) -> None:
    assert (await act(operator, "PUT", f"workspaces/{customer.workspace_id}/plan", tier="Pro")).status_code == 204
    assert (await customer.client.get("/auth/me")).json()["tier"] == "Pro"


@pytest.mark.parametrize(
    ("method", "address", "wanted"),
    [
        ("PUT", "users/{}/suspension", {"suspended": True}),
        ("PUT", "workspaces/{}/suspension", {"suspended": True}),
        ("PUT", "workspaces/{}/plan", {"tier": "Pro"}),
        ("POST", "workspaces/{}/credits", {"amount": 1}),
        ("POST", "jobs/{}/cancel", {}),
        ("POST", "jobs/{}/retry", {}),
    ],
)
async def test_every_act_needs_a_target_and_a_reason(
    operator: Account, method: str, address: str, wanted: dict[str, Any]
) -> None:
    before = (await operator.client.get("/admin/log")).json()["items"]
    assert (await act(operator, method, address.format(NOBODY), **wanted)).status_code == 404
    for reason in ("", "  ", "x" * 501, None):
        answer = await act(operator, method, address.format(NOBODY), **wanted | {"reason": reason})
        assert answer.status_code == 422
    assert (await operator.client.get("/admin/log")).json()["items"] == before


async def test_a_waiting_job_is_cancelled_and_refunded(operator: Account, customer: Account, beep: Path) -> None:
    job = (await customer.upload(beep, tool="mastering")).json()
    listed = (await operator.client.get("/admin/jobs", params={"workspace_id": str(customer.workspace_id)})).json()
    assert [(of["job_id"], of["status"], of["email"]) for of in listed["items"]] == [
        (job["job_id"], "PENDING", customer.email)
    ]
    assert "beep" not in str(listed), "names of files are the customer's"
    assert (await act(operator, "POST", f"jobs/{job['job_id']}/cancel")).status_code == 204
    assert (await customer.client.get(f"/status/{job['job_id']}")).json()["status"] == "CANCELLED"
    assert await customer.balance() == 3
    assert refusal(await act(operator, "POST", f"jobs/{job['job_id']}/cancel")) == (409, "job_already_ended")
    assert refusal(await act(operator, "POST", f"jobs/{job['job_id']}/retry")) == (409, "job_not_failed")


async def test_a_failed_job_is_worked_on_again_at_no_charge(make_settings: Any, beep: Path) -> None:
    async with serving(make_settings()) as studio:
        operator, customer = await studio.register(), await studio.register()
        make_operator(studio, operator.email)
        job_id = (await customer.upload(beep, tool="mastering")).json()["job_id"]
        with studio.admin() as connection:  # as a worker that gave it up leaves it
            connection.execute(
                "UPDATE jobs SET status = 'FAILED', attempt = 3, finished_at = now(), "
                "error_code = 'tool_crashed', error_detail = 'It crashed.' WHERE id = %s",
                (job_id,),
            )
            connection.execute("DELETE FROM queue.procrastinate_events")
            connection.execute("DELETE FROM queue.procrastinate_jobs")
            connection.execute("SELECT set_config('app.workspace_id', %s, false)", (str(customer.workspace_id),))
            connection.execute("SELECT credit_refund_for_job(%s, 'Failed')", (job_id,))
        failed = (await operator.client.get("/admin/jobs?status=FAILED")).json()["items"]
        assert [(of["job_id"], of["error_code"], of["error_detail"]) for of in failed] == [
            (job_id, "tool_crashed", "It crashed.")
        ]
        assert (await act(operator, "POST", f"jobs/{job_id}/retry")).status_code == 204
        async with working(studio.settings):
            job = await customer.finished(job_id)
        assert (job["status"], job["error"]) == ("COMPLETED", None)
        assert await customer.balance() == 3
        with studio.admin() as connection:
            query = "SELECT kind FROM credit_transactions WHERE reference = %s"
            kinds = connection.execute(query, (job_id,)).fetchall()
        assert sorted(kind for (kind,) in kinds) == ["debit", "refund"]


async def test_statistics_queue_and_storage_count_what_there_is(
    idle_studio: Studio, operator: Account, customer: Account, beep: Path
) -> None:
    before = (await operator.client.get("/admin/statistics")).json()
    job = (await customer.upload(beep, tool="mastering")).json()
    found = (await operator.client.get("/admin/statistics")).json()
    with idle_studio.admin() as connection:
        for name, query in {
            "users": "SELECT count(*) FROM users",
            "teams": "SELECT count(*) FROM workspaces WHERE kind = 'team'",
            "outstanding_credits": "SELECT sum(balance) FROM credit_accounts",
        }.items():
            [(expected,)] = connection.execute(query).fetchall()
            assert found[name] == expected, name
        entries = connection.execute(
            "SELECT count(*) FROM queue.procrastinate_jobs WHERE status = 'todo' AND queue_name = 'cpu'"
        ).fetchone()
    assert found["jobs"]["PENDING"] == before["jobs"].get("PENDING", 0) + 1
    assert found["tools"]["mastering"] == before["tools"].get("mastering", 0) + 1
    assert found["credits"]["debit"] == before["credits"].get("debit", 0) - job["cost"]
    queue = (await operator.client.get("/admin/queue")).json()
    assert [(of["entries"],) for of in queue["lengths"] if (of["queue"], of["status"]) == ("cpu", "todo")] == [entries]
    assert queue["oldest_waiting_s"] > 0
    storage = (await operator.client.get("/admin/storage")).json()
    assert storage["files"]["live"] >= 1
    assert str(customer.workspace_id) in [of["workspace_id"] for of in storage["largest"]]
    await customer.client.post(f"/job/{job['job_id']}/cancel")


# In SQL, as the operator's role --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT hashed_password FROM users",
        "SELECT * FROM sessions",
        "UPDATE users SET email = 'x'",
        "UPDATE credit_accounts SET balance = 1000",
        "UPDATE workspaces SET tier = 'Advanced'",
        "UPDATE operator_log SET reason = 'x'",
        "DELETE FROM operator_log",
        "TRUNCATE operator_log",
        "SET ROLE studio_owner",
        "SET ROLE studio_auth",
    ],
)
def test_the_operators_role_sees_no_secret_and_rewrites_nothing(idle_studio: Studio, statement: str) -> None:
    with connect_as(idle_studio, OPERATOR_ROLE) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


async def test_even_the_superuser_does_not_rewrite_the_log(operator: Account, idle_studio: Studio) -> None:
    await act(operator, "PUT", f"workspaces/{operator.workspace_id}/plan", tier="Pro")
    with idle_studio.admin() as connection:
        for statement in ("UPDATE operator_log SET reason = 'x'", "DELETE FROM operator_log", "TRUNCATE operator_log"):
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                connection.execute(statement)


async def test_a_log_is_read_page_by_page(operator: Account) -> None:
    for tier in ("Pro", "Free", "Advanced"):
        await act(operator, "PUT", f"workspaces/{operator.workspace_id}/plan", tier=tier, reason=f"To {tier}")
    first = (await operator.client.get("/admin/log?limit=2")).json()
    rest = (await operator.client.get("/admin/log", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [of["reason"] for of in first["items"] + rest["items"]][:3] == ["To Advanced", "To Free", "To Pro"]
