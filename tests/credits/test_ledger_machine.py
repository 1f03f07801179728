"""Whatever sixteen connections do at once, in any order and any number of times: the ledger adds up."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from threading import Timer
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from audiostudio.kit.postgres.embedded import EmbeddedPostgres
from audiostudio.migrations.run import migrate
from audiostudio.settings import Settings
from tests.support.database import SECRET_KEY
from tests.support.ledger_crowd import Crowd, Move

WORKSPACES = 3
KINDS = ("grant", "promote", "sell", "debit", "debit", "debit", "refund", "reverse", "restore", "expire")


class LedgerMachine(RuleBasedStateMachine):
    """A crowd on one server; each step is a batch of moves that are made at once."""

    address: Callable[[], str]
    batch = 20
    die: Callable[[], None] | None = None
    made = 0

    @initialize()
    def begin(self) -> None:
        workspaces = [uuid4() for _ in range(WORKSPACES)]
        self.crowd = Crowd(type(self).address, workspaces)
        with self.crowd.connect() as connection:
            for workspace_id in workspaces:
                connection.execute("INSERT INTO workspaces (id, name, kind) VALUES (%s, 'x', 'team')", (workspace_id,))
                connection.execute("INSERT INTO credit_accounts (workspace_id) VALUES (%s)", (workspace_id,))
        self.steps = 0

    # Hypothesis chooses the seed of a batch: drawn one by one, so many moves would be more than it keeps of an example.
    @rule(seed=st.integers(0, 2**32))
    def move_at_once(self, seed: int) -> None:
        random = Random(seed)
        moves = [move for _ in range(self.batch) for move in self._moves(random)]
        self.steps += 1
        if type(self).die and self.steps == 10:
            Timer(0.05, type(self).die).start()  # while they are made
        self.crowd.run(moves)
        type(self).made += len(moves)

    def _moves(self, random: Random) -> list[Move]:
        """Return a move as often as it is sent; what refers to something that is not there falls out."""
        kind, amount = random.choice(KINDS), Decimal(random.randint(1, 4000)) / 100
        books, workspace_id, key = self.crowd.books, random.choice(self.crowd.workspaces), str(uuid4())
        target = ""
        if kind == "debit":
            target = str(uuid4())
        elif kind in ("refund", "restore"):
            known = sorted(books.paid if kind == "refund" else books.reversed)
            if not known:
                return []
            target = random.choice(known)
            of = (books.paid if kind == "refund" else books.reversed)[target]
            workspace_id, amount, key = of.workspace_id, of.amount, f"{kind} {target}"
        elif kind == "reverse":
            known = sorted(key for key, left in books.sold.items() if left > 0)
            if not known:
                return []
            target = random.choice(known)
            amount = min(amount, books.sold[target])
            books.sold[target] -= amount
            with self.crowd.connect() as connection:
                [(workspace_id,)] = connection.execute(
                    "SELECT workspace_id FROM credit_lots WHERE source = %s", (target,)
                ).fetchall()
        lasts_s = random.uniform(0, 0.5) if kind == "promote" else None
        return [Move(kind, workspace_id, key, amount, target, lasts_s)] * random.randint(1, 3)

    @invariant()
    def the_books_agree(self) -> None:
        if hasattr(self, "crowd"):
            assert self.crowd.differences() == []

    def teardown(self) -> None:
        if hasattr(self, "crowd"):
            self.crowd.close()


def _profile(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


def test_sixteen_connections_keep_the_ledger_right(make_database: Any) -> None:
    url = make_database()

    class Short(LedgerMachine):
        @staticmethod
        def address() -> str:
            return str(url)

    run_state_machine_as_test(Short, settings=_profile(examples=2, steps=8))  # type: ignore[no-untyped-call]
    assert Short.made > 100


@pytest.fixture
def mortal_server(open_dir: Path) -> Iterator[EmbeddedPostgres]:
    """Give a server of its own, with its disk's guarantees on."""
    server = EmbeddedPostgres(open_dir / "mortal cluster")
    server.start()
    migrate(server.admin_url, Settings(_env_file=None, secret_key=SECRET_KEY))
    yield server
    server.stop()


@pytest.mark.deep
def test_twenty_thousand_moves_while_postgresql_dies_five_times(
    mortal_server: EmbeddedPostgres, open_dir: Path
) -> None:
    deaths = []

    def die() -> None:
        pid_file = next((open_dir / "mortal cluster").rglob("postmaster.pid"))
        deaths.append(int(pid_file.read_text().split()[0]))
        os.kill(deaths[-1], signal.SIGKILL)
        while not mortal_server.ensure():
            time.sleep(0.1)

    class Long(LedgerMachine):
        batch = 50

        @staticmethod
        def address() -> str:
            return mortal_server.admin_url

    Long.die = staticmethod(die)
    run_state_machine_as_test(Long, settings=_profile(examples=6, steps=50))  # type: ignore[no-untyped-call]
    assert len(set(deaths)) >= 5
    assert Long.made >= 20_000
