"""Lots: what is spent first, what comes back where, what expires, what is owed and how that ends."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from audiostudio.credits import service
from audiostudio.kit.postgres.address import WORKER_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from tests.support.account import Account
from tests.support.ledger_crowd import Move, make
from tests.support.studio import Studio

LotState = list[tuple[str, float]]


class Ledger:
    """One person's ledger, moved as the product does."""

    def __init__(self, connection: psycopg.Connection[Any], person: Account) -> None:
        self.connection = connection
        self.person = person
        self.workspace_id = person.workspace_id

    def move(
        self, kind: str, amount: float = 0, *, key: str = "", target: str = "", lasts_s: float | None = None
    ) -> str:
        key, target = key or str(uuid4()), target or (str(uuid4()) if kind == "debit" else "")
        move = Move(kind, self.workspace_id, key, Decimal(str(amount)), target, lasts_s)
        with self.connection.transaction():
            assert make(self.connection, move) or kind == "expire"
        return target if kind == "debit" else key

    def pass_time(self, seconds: float) -> None:
        """Let all lots be so much older."""
        self.connection.execute(
            "UPDATE credit_lots SET expires_at = expires_at - make_interval(secs => %s) WHERE workspace_id = %s",
            (seconds, self.workspace_id),
        )

    async def lots(self) -> LotState:
        answer = (await self.person.client.get("/api/credits")).json()
        assert answer["credits"] == sum(lot["remaining"] for lot in answer["lots"])
        return [(lot["kind"], lot["remaining"]) for lot in answer["lots"]]

    async def standing(self) -> tuple[float, float]:
        answer = (await self.person.client.get("/credits/balance")).json()
        return answer["balance"], answer["debt"]

    async def history(self) -> list[dict[str, Any]]:
        return list((await self.person.client.get("/credits/history")).json()["items"])


@pytest.fixture
async def ledger(idle_studio: Studio) -> Any:
    person = await idle_studio.register()
    with idle_studio.admin() as connection:
        yield Ledger(connection, person)
        faults = connection.execute("SELECT * FROM credit_faults() WHERE workspace_id = %s", (person.workspace_id,))
        assert faults.fetchall() == []


@pytest.fixture
def worker_database(idle_studio: Studio) -> Database:
    return Database(role_url(WORKER_ROLE, idle_studio.settings), pool_size=1)


DAY_S = 86_400.0


async def test_what_expires_first_is_spent_first_then_the_oldest_and_history_says_from_which(ledger: Ledger) -> None:
    ledger.move("sell", 10, key="cs_order")
    ledger.move("promote", 4, lasts_s=30 * DAY_S)
    ledger.move("promote", 2, lasts_s=DAY_S)
    assert await ledger.lots() == [("promotion", 2), ("promotion", 4), ("signup", 3), ("purchase", 10)]
    ledger.move("debit", 7)
    assert await ledger.lots() == [("signup", 2), ("purchase", 10)]
    newest = (await ledger.history())[0]
    assert [(part["kind"], part["amount"]) for part in newest["lots"]] == [
        ("promotion", -2), ("promotion", -4), ("signup", -1),
    ]  # fmt: skip


async def test_a_refund_goes_back_into_the_lots_that_it_came_from(ledger: Ledger) -> None:
    ledger.move("promote", 2, lasts_s=DAY_S)
    job = ledger.move("debit", 4)
    assert await ledger.lots() == [("signup", 1)]
    ledger.move("refund", target=job)
    assert await ledger.lots() == [("promotion", 2), ("signup", 3)]


async def test_what_comes_back_to_an_expired_lot_can_be_used_a_week_more(ledger: Ledger) -> None:
    ledger.move("promote", 2, lasts_s=DAY_S)
    job = ledger.move("debit", 2)
    ledger.pass_time(2 * DAY_S)
    ledger.move("refund", target=job)
    ledger.move("expire")
    assert await ledger.lots() == [("promotion", 2), ("signup", 3)]
    ledger.pass_time(8 * DAY_S)
    ledger.move("expire")
    assert await ledger.lots() == [("signup", 3)]


async def test_the_task_takes_what_expired_and_nothing_that_was_paid_for(
    ledger: Ledger, worker_database: Database
) -> None:
    ledger.move("sell", 5, key=f"cs_{ledger.workspace_id}")
    ledger.move("promote", 2, lasts_s=DAY_S)
    ledger.pass_time(3650 * DAY_S)
    assert await service.expire_due(worker_database) == 1
    assert await service.expire_due(worker_database) == 0
    await worker_database.close()
    assert await ledger.lots() == [("signup", 3), ("purchase", 5)]
    newest = (await ledger.history())[0]
    assert (newest["kind"], newest["amount"]) == ("expiry", -2)


async def test_a_debit_spends_nothing_that_has_expired_though_no_task_took_it(ledger: Ledger) -> None:
    ledger.move("promote", 10, lasts_s=DAY_S)
    ledger.pass_time(2 * DAY_S)
    with pytest.raises(AssertionError):
        ledger.move("debit", 4)
    ledger.move("debit", 3)
    assert await ledger.standing() == (0, 0)


async def test_a_chargeback_takes_that_purchase_then_other_lots_and_the_rest_is_owed(ledger: Ledger) -> None:
    sale = ledger.move("sell", 25)
    ledger.move("debit", 20)  # 3 of the welcome, 17 of the purchase
    ledger.move("grant", 4)
    ledger.move("reverse", 25, key="dp_rest", target=sale)
    assert await ledger.standing() == (0, 13), "8 of the purchase and 4 of the grant were left"
    newest = (await ledger.history())[0]
    assert [(part["kind"], part["amount"]) for part in newest["lots"]] == [("purchase", -8), ("admin", -4)]

    ledger.move("grant", 10)
    assert await ledger.standing() == (0, 3)
    with pytest.raises(AssertionError):
        ledger.move("debit", 1)
    ledger.move("grant", 10)
    assert await ledger.standing() == (7, 0)
    assert [(row["kind"], row["amount"]) for row in (await ledger.history())[:2]] == [("debt", -3), ("grant", 10)]


async def test_a_job_that_fails_pays_off_what_is_owed(ledger: Ledger) -> None:
    sale = ledger.move("sell", 5)
    job = ledger.move("debit", 6)
    ledger.move("reverse", 5, target=sale)
    assert await ledger.standing() == (0, 3)
    ledger.move("refund", target=job)
    assert await ledger.standing() == (3, 0)


async def test_a_dispute_that_was_won_undoes_the_debt_once(ledger: Ledger) -> None:
    sale = ledger.move("sell", 25)
    ledger.move("debit", 20)
    key = ledger.move("reverse", 25, target=sale)
    assert await ledger.standing() == (0, 17)
    for _ in range(3):
        ledger.move("restore", target=key)
    assert await ledger.standing() == (8, 0)
    assert await ledger.lots() == [("purchase", 8)]


async def test_what_was_paid_of_a_debt_comes_back_when_the_dispute_is_won(ledger: Ledger) -> None:
    sale = ledger.move("sell", 25)
    ledger.move("debit", 28)
    key = ledger.move("reverse", 25, target=sale)
    ledger.move("grant", 30)
    assert await ledger.standing() == (5, 0)
    ledger.move("restore", target=key)
    assert await ledger.standing() == (30, 0)


async def test_of_one_sale_no_more_is_taken_back_than_was_granted(ledger: Ledger) -> None:
    sale = ledger.move("sell", 25)
    ledger.move("reverse", 20, target=sale)
    ledger.move("reverse", 25, target=sale)
    assert await ledger.standing() == (3, 0)


async def test_the_welcome_comes_once_at_registration_or_later(idle_studio: Studio, worker_database: Database) -> None:
    person = await idle_studio.register()
    bare = UUID(int=uuid4().int)
    with idle_studio.admin() as connection:
        connection.execute("INSERT INTO workspaces (id, name, kind) VALUES (%s, 'x', 'personal')", (bare,))
        connection.execute("INSERT INTO credit_accounts (workspace_id) VALUES (%s)", (bare,))
        for workspace_id in (person.workspace_id, bare, bare):
            async with worker_database.session() as session:
                await service.grant_welcome(session, workspace_id, user_id=person.user_id, amount=Decimal(3))
        await worker_database.close()
        found = connection.execute(
            "SELECT balance FROM credit_accounts WHERE workspace_id IN (%s, %s)", (person.workspace_id, bare)
        ).fetchall()
    assert found == [(3,), (3,)]
