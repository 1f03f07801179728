"""Both kinds of storage, for real: a folder, and a bucket of an S3 server on this machine."""

from pathlib import Path

import pytest

from audiostudio.settings import Settings
from audiostudio.storage.backend import StorageBackend
from audiostudio.storage.choice import open_storage
from tests.support.s3 import s3_server, s3_settings

__all__ = ["s3_server", "s3_settings"]


@pytest.fixture
def local_settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, local_storage_path=tmp_path / "stored files")


@pytest.fixture(params=["local", "s3"])
def settings(request: pytest.FixtureRequest) -> Settings:
    settings: Settings = request.getfixturevalue(f"{request.param}_settings")
    return settings


@pytest.fixture
def backend(settings: Settings) -> StorageBackend:
    return open_storage(settings)
