"""Sixteen connections that move credits at once and keep books of their own, which the ledger's must equal."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from queue import SimpleQueue
from typing import Any
from uuid import UUID

import psycopg

from tests.support.patience import PATIENCE_S

CONNECTIONS = 16
OPTIONS = "-c search_path=studio,queue"


@dataclass(frozen=True)
class Move:
    """One operation on the ledger; ``key`` names it, and the same one may be sent any number of times."""

    kind: str
    workspace_id: UUID
    key: str
    amount: Decimal
    target: str = ""  # the job, the sale or the reversal that it is about
    lasts_s: float | None = None


@dataclass
class Books:
    """What the crowd knows to have happened, each key once."""

    totals: dict[UUID, Decimal] = field(default_factory=dict)
    paid: dict[str, Move] = field(default_factory=dict)
    sold: dict[str, Decimal] = field(default_factory=dict)  # by sale: what of it can still be reversed
    reversed: dict[str, Move] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)

    def note(self, move: Move, outcome: bool) -> None:
        self.done[move.kind] += 1
        if not outcome or move.key in self.seen:
            return
        self.seen.add(move.key)
        sign = -1 if move.kind in ("debit", "reverse") else 0 if move.kind == "expire" else 1
        self.totals[move.workspace_id] = self.totals.get(move.workspace_id, Decimal(0)) + sign * move.amount
        if move.kind == "debit":
            self.paid[move.target] = move
        elif move.kind == "refund":
            self.paid.pop(move.target, None)
        elif move.kind == "sell":
            self.sold[move.key] = move.amount
        elif move.kind == "reverse":
            self.reversed[move.key] = move
        elif move.kind == "restore":
            self.reversed.pop(move.target, None)


class Crowd:
    """Connections of the database's superuser, who takes the product's roles, to one server that may die meanwhile."""

    def __init__(self, address: Callable[[], str], workspaces: Sequence[UUID]) -> None:
        self.address = address
        self.workspaces = workspaces
        self.books = Books()
        self._idle: SimpleQueue[psycopg.Connection[Any] | None] = SimpleQueue()
        for _ in range(CONNECTIONS):
            self._idle.put(None)
        self._threads = ThreadPoolExecutor(CONNECTIONS)

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.address(), autocommit=True, options=OPTIONS)

    def run(self, moves: Sequence[Move]) -> None:
        """Make all moves at once and note what came of each."""
        for move, outcome in zip(moves, self._threads.map(self._make, moves), strict=True):
            self.books.note(move, outcome)

    def close(self) -> None:
        self._threads.shutdown()
        while not self._idle.empty():
            if connection := self._idle.get():
                connection.close()

    def _make(self, move: Move) -> bool:
        """Make one move, again until the server answers: whether it was made before the server died, nobody knows."""
        connection = self._idle.get()
        ends_at = time.monotonic() + PATIENCE_S
        try:
            while True:
                try:
                    connection = connection or self.connect()
                    with connection.transaction():
                        return make(connection, move)
                except psycopg.OperationalError:
                    if time.monotonic() > ends_at:
                        raise
                    if connection:
                        with suppress(psycopg.Error):
                            connection.close()
                    connection = None
                    time.sleep(0.05)
        finally:
            self._idle.put(connection)

    def differences(self) -> list[str]:
        """Return what the ledger and the crowd's books do not agree on, and what does not add up in itself."""
        with self.connect() as connection:
            found = [str(row) for row in connection.execute("SELECT * FROM credit_faults()")]
            rows = connection.execute(
                "SELECT a.workspace_id, balance, debt, (SELECT coalesce(-sum(amount), 0) FROM credit_transactions t "
                "WHERE t.workspace_id = a.workspace_id AND kind = 'expiry') FROM credit_accounts a "
                "WHERE workspace_id = ANY (%s)",
                (list(self.workspaces),),
            ).fetchall()
        for workspace_id, balance, debt, expired in rows:
            if balance < 0 or debt < 0 or (balance and debt):
                found.append(f"{workspace_id} has {balance} and owes {debt}")
            if balance - debt != (known := self.books.totals.get(workspace_id, Decimal(0)) - expired):
                found.append(f"{workspace_id} has {balance}, owes {debt}, and should have {known}")
        return found


def make(connection: psycopg.Connection[Any], move: Move) -> bool:
    """Make a move as the role that may, and return whether it took place, now or before."""
    role = "studio_app" if move.kind in ("debit", "refund") else "studio_worker"
    connection.execute(
        f"SET LOCAL ROLE {role}; SELECT set_config('app.workspace_id', '{move.workspace_id}', true)"  # type: ignore[arg-type]
    )
    if move.kind == "debit":
        return _debit(connection, move)
    statement, values = {
        "refund": ("SELECT credit_refund_for_job(%s, 'x')", (move.target,)),
        "grant": ("SELECT credit_grant(%s, %s, 'x', NULL, %s)", (move.workspace_id, move.amount, move.key)),
        "promote": (
            "SELECT credit_promote(%s, %s, clock_timestamp() + make_interval(secs => %s), 'x', %s)",
            (move.workspace_id, move.amount, move.lasts_s, move.key),
        ),
        "sell": (
            "SELECT credit_sell(%s, NULL, 'purchase', %s, NULL, %s, 'x')",
            (move.workspace_id, move.amount, move.key),
        ),
        "reverse": ("SELECT credit_reverse(%s, %s, 'x', %s)", (move.target, move.amount, move.key)),
        "restore": ("SELECT credit_restore(%s, 'x')", (move.target,)),
        "expire": ("SELECT credit_expire(%s)", (move.workspace_id,)),
    }[move.kind]
    if move.kind == "refund":
        connection.execute("UPDATE jobs SET status = 'FAILED' WHERE id = %s", (move.target,))
    row = connection.execute(statement, values).fetchone()
    return row is not None and row[0] is not None


def _debit(connection: psycopg.Connection[Any], move: Move) -> bool:
    connection.execute(
        "INSERT INTO jobs (id, workspace_id, tool, model, params, tier, filename, cost, queue, max_attempts) "
        "VALUES (%s, %s, 't', 'm', '{}', 'Free', 'f', %s, 'cpu', 1) ON CONFLICT DO NOTHING",
        (move.target, move.workspace_id, move.amount),
    )
    try:
        with connection.transaction():
            connection.execute("SELECT credit_debit_for_job(%s, 'x')", (move.target,))
    except psycopg.DatabaseError as error:
        if error.sqlstate != "CR402":
            raise
        return False
    return True
