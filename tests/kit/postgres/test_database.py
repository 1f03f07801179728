"""Sessions of the pool: none is held for long by whoever forgot it, and what the server ends is said in words."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from audiostudio.kit.postgres.address import APP_ROLE, role_url
from audiostudio.kit.postgres.database import Database, DatabaseUnavailable
from tests.support.studio import Studio


@pytest.fixture
async def database(idle_studio: Studio) -> AsyncIterator[Database]:
    database = Database(
        role_url(APP_ROLE, idle_studio.settings), pool_size=1, idle_timeout_s=0.2, statement_timeout_s=0.3
    )
    yield database
    await database.close()


async def test_a_transaction_in_which_nothing_happens_is_ended_and_its_connection_replaced(database: Database) -> None:
    async def dawdle() -> None:
        async with database.session() as session:
            await session.execute(text("SELECT 1"))
            await asyncio.sleep(0.6)
            await session.execute(text("SELECT 1"))

    with pytest.raises(DatabaseUnavailable):
        await dawdle()
    async with database.session() as session:
        assert (await session.execute(text("SELECT 1"))).scalar_one() == 1


async def test_a_statement_that_takes_too_long_is_ended(database: Database) -> None:
    async def sleep() -> None:
        async with database.session() as session:
            await session.execute(text("SELECT pg_sleep(5)"))

    with pytest.raises(DatabaseUnavailable):
        await sleep()
    async with database.session() as session:
        assert (await session.execute(text("SELECT 1"))).scalar_one() == 1
