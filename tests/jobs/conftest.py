"""The database as a worker sees it."""

from collections.abc import AsyncIterator

import pytest

from audiostudio.kit.postgres.database import Database
from tests.support.jobs import worker_database
from tests.support.studio import Studio


@pytest.fixture
async def database(idle_studio: Studio) -> AsyncIterator[Database]:
    database = worker_database(idle_studio)
    yield database
    await database.close()
