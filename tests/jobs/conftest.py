"""What tests of jobs share: the database as a worker sees it, a job that waits, the files somebody keeps."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from audiostudio.kit.postgres.address import WORKER_ROLE, driver_url, role_password
from audiostudio.kit.postgres.database import Database
from tests.conftest import Account, Studio


def worker_database(studio: Studio) -> Database:
    url = driver_url(studio.settings.database_url.get_secret_value())
    return Database(url.set(username=WORKER_ROLE, password=role_password(WORKER_ROLE, studio.settings)))


def files_of(studio: Studio, person: Account) -> list[Path]:
    folder = studio.settings.storage_dir / str(person.workspace_id)
    return [path for path in folder.rglob("*") if path.is_file()]


async def waiting_job(studio: Studio, beep: Path) -> tuple[Account, UUID]:
    person = await studio.register()
    return person, UUID((await person.upload(beep, tool="mastering")).json()["job_id"])


@pytest.fixture
async def database(idle_studio: Studio) -> AsyncIterator[Database]:
    database = worker_database(idle_studio)
    yield database
    await database.close()
