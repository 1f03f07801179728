"""The ledger: what may move credits, what never happens to them, how they are shown."""

import asyncio
import csv
import io
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from audiostudio.kit.postgres.address import APP_ROLE, WORKER_ROLE
from tests.support.account import Account
from tests.support.stalled_readers import stalled_reader
from tests.support.studio import Studio, connect_as


@pytest.fixture
def as_app(idle_studio: Studio) -> Iterator[psycopg.Connection[Any]]:
    with connect_as(idle_studio, APP_ROLE) as connection:
        yield connection


@pytest.fixture
def as_worker(idle_studio: Studio) -> Iterator[psycopg.Connection[Any]]:
    with connect_as(idle_studio, WORKER_ROLE) as connection:
        yield connection


@pytest.fixture
async def person(idle_studio: Studio) -> Account:
    return await idle_studio.register()


def _see(connection: psycopg.Connection[Any], person: Account) -> None:
    connection.execute("SELECT set_config('app.workspace_id', %s, false)", (str(person.workspace_id),))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE credit_accounts SET balance = 1000",
        "INSERT INTO credit_accounts (workspace_id, balance) VALUES (new_id(), 5)",
        "DELETE FROM credit_transactions",
        "UPDATE credit_transactions SET amount = 1000",
        "TRUNCATE credit_transactions",
        "SELECT credit_add_lot(current_workspace_id(), NULL, 'admin', 100, NULL, NULL, 'x', NULL, 'x')",
        "SELECT credit_sell(current_workspace_id(), NULL, 'purchase', 100, NULL, 'x', 'x')",
        "SELECT credit_restore('x', 'x')",
        "UPDATE credit_lots SET remaining = 1000",
        "DELETE FROM credit_lot_entries",
        "SELECT credit_grant(current_workspace_id(), 100, 'x', NULL, 'x')",
        "SELECT credit_signup(current_workspace_id(), new_id(), 100)",
        "SET ROLE studio_ledger",
        "SET ROLE studio_owner",
        "SELECT * FROM sessions",
        "SELECT * FROM queue.procrastinate_jobs",
        "ALTER TABLE jobs DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_workspace ON jobs",
    ],
)
def test_the_application_role_cannot_make_credits_or_lift_the_walls(
    as_app: psycopg.Connection[Any], person: Account, statement: str
) -> None:
    _see(as_app, person)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute(statement)


def test_even_the_superuser_does_not_rewrite_the_ledger(idle_studio: Studio, person: Account) -> None:
    with idle_studio.admin() as connection:
        for statement in ("UPDATE credit_transactions SET amount = 9", "DELETE FROM credit_transactions"):
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                connection.execute(statement)


def test_a_grant_counts_once_under_its_key(as_worker: psycopg.Connection[Any], person: Account) -> None:
    for _ in range(3):
        as_worker.execute("SELECT credit_grant(%s, 10, 'gift', NULL, %s)", (person.workspace_id, person.email))


async def test_history_shows_every_movement_newest_first(
    idle_studio: Studio, as_worker: psycopg.Connection[Any], person: Account
) -> None:
    for number in range(5):
        as_worker.execute(
            "SELECT credit_grant(%s, %s, %s, NULL, %s)", (person.workspace_id, number + 1, "=1+1", str(uuid4()))
        )
    first = (await person.client.get("/credits/history?limit=4")).json()
    second = (await person.client.get("/credits/history", params={"cursor": first["next_cursor"], "limit": 4})).json()
    items = first["items"] + second["items"]
    assert second["next_cursor"] is None
    assert [item["amount"] for item in items] == [5, 4, 3, 2, 1, 3]
    assert [item["balance_after"] for item in items] == [18, 13, 9, 6, 4, 3]
    assert items[-1]["kind"] == "signup"

    answer = await person.client.get("/credits/history?format=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["amount"] for row in rows] == ["3.00", "1.00", "2.00", "3.00", "4.00", "5.00"]
    assert rows[1]["description"] == "'=1+1", "a spreadsheet must not run what a user named a file"


@pytest.mark.parametrize("cursor", ["x", "eyJhIjoxfQ", "W10", "WyIyMDI2IiwgMV0", "\u00e9"])
async def test_a_cursor_of_ones_own_making_is_refused(person: Account, cursor: str) -> None:
    answer = await person.client.get("/credits/history", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


async def test_concurrent_debits_never_overdraw(idle_studio: Studio, person: Account) -> None:
    """Twenty transactions at once, three credits: three pass, and the ledger adds up."""

    def debit() -> str:
        with connect_as(idle_studio, APP_ROLE) as connection:
            _see(connection, person)
            job = uuid4()
            try:
                with connection.transaction():
                    connection.execute(
                        "INSERT INTO jobs (id, workspace_id, tool, model, params, tier, filename, cost, queue, "
                        "max_attempts) VALUES (%s, %s, 't', 'm', '{}', 'Free', 'f', 1, 'cpu', 1)",
                        (job, person.workspace_id),
                    )
                    connection.execute("SELECT credit_debit_for_job(%s, 'x')", (job,))
            except psycopg.DatabaseError as error:
                return error.sqlstate
            return "paid"

    outcomes = await asyncio.gather(*(asyncio.to_thread(debit) for _ in range(20)))
    assert sorted(outcomes) == ["CR402"] * 17 + ["paid"] * 3
    with idle_studio.admin() as connection:
        total = connection.execute(
            "SELECT sum(amount), (SELECT balance FROM credit_accounts WHERE workspace_id = t.workspace_id) "
            "FROM credit_transactions t WHERE workspace_id = %s GROUP BY workspace_id",
            (person.workspace_id,),
        ).fetchone()
    assert total == (0, 0)


async def test_readers_that_stop_reading_the_export_hold_no_connection_of_the_database(
    idle_studio: Studio, person: Account
) -> None:
    """More of them than the pool has connections, each with an answer that no socket's buffers can take."""
    with idle_studio.admin() as connection:
        connection.execute("ALTER TABLE credit_transactions DISABLE TRIGGER append_only")
        connection.execute(
            "INSERT INTO credit_transactions (workspace_id, kind, amount, balance_after, description, idempotency_key) "
            "SELECT %s, 'grant', 1, 1, repeat('x', 2000), new_id()::text FROM generate_series(1, 4000)",
            (person.workspace_id,),
        )
    with ExitStack() as stack, idle_studio.admin() as connection:
        for _ in range(idle_studio.settings.database_pool_size + 2):
            stack.enter_context(stalled_reader(idle_studio, person, "/credits/history?format=csv"))
        in_transactions = (
            "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' "
            "AND datname = current_database()"
        )
        for _ in range(200):  # until every buffer between here and there is full
            if connection.execute(in_transactions).fetchone() == (0,):
                break
            await asyncio.sleep(0.1)
        other = await idle_studio.register()
        began = time.monotonic()
        answers = await asyncio.gather(*(other.client.get("/credits/balance") for _ in range(20)))
        assert [answer.status_code for answer in answers] == [200] * 20
        assert time.monotonic() - began < 5
    exported = await person.client.get("/credits/history?format=csv")
    rows = list(csv.DictReader(io.StringIO(exported.text)))
    assert len(rows) == 4001, "every row is there once"
    assert len({row["id"] for row in rows}) == 4001
