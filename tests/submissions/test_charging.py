"""Credits are asked for once before files come in, and the debit decides; what is refused is not kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.support.studio import Studio


@contextmanager
def credit_statements() -> Iterator[list[str]]:
    """Note every statement on credits that this process, in which the server runs, sends to the database."""
    found: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if "credit_" in statement or "workspace_standing" in statement:
            found.append("debit" if "credit_debit" in statement else "balance")

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_an_upload_asks_for_the_balance_once_and_is_debited_once(idle_studio: Studio, beep: Path) -> None:
    person = await idle_studio.register()
    with credit_statements() as statements:
        assert (await person.upload(beep, tool="mastering")).status_code == 202
    assert statements == ["balance", "debit"]
    [item] = (await person.client.get("/jobs")).json()["items"]
    with credit_statements() as statements:
        again = {"tool": "mastering", "audio_ids": [item["inputs"][0]["asset_id"]]}
        assert (await person.client.post("/jobs", json=again)).status_code == 202
    assert statements == ["balance", "debit"]


async def test_without_a_credit_no_body_is_taken_in(
    idle_studio: Studio, beep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await idle_studio.register()
    for _ in range(3):
        assert (await person.upload(beep, tool="mastering")).status_code == 202

    async def read(*_: Any, **__: Any) -> None:
        raise AssertionError("the form was read")

    monkeypatch.setattr("audiostudio.intake.service.read_form", read)
    with credit_statements() as statements:
        answer = await person.upload(beep, tool="mastering")
    assert (answer.status_code, answer.json()["balance"], answer.json()["cost"]) == (402, 0, 1)
    assert statements == ["balance"]


async def test_what_costs_more_than_is_left_is_refused_with_both_figures_and_leaves_nothing(
    idle_studio: Studio, beep: Path
) -> None:
    person = await idle_studio.register()
    files = [("file", (f"{number}.wav", beep.read_bytes())) for number in range(4)]
    answer = await person.client.post("/upload", files=files, data={"tool": "album_mastering"})
    told = answer.json()
    assert (answer.status_code, told["code"], told["balance"], told["cost"]) == (402, "not_enough_credits", 3, 4)
    assert await person.balance() == 3
    assert (await person.client.get("/jobs")).json()["items"] == []
    with idle_studio.admin() as connection:
        states = connection.execute(
            "SELECT DISTINCT state FROM stored_objects WHERE workspace_id = %s", (person.workspace_id,)
        ).fetchall()
    assert states == [("deleting",)]
