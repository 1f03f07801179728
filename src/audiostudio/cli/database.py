"""Puts a migrated database at a process's disposal, whichever way the settings ask for it."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiostudio.kit.postgres.embedded import EmbeddedPostgres
    from audiostudio.settings import Settings

_logger = logging.getLogger(__name__)
_OWNER_TIMEOUT_S = 60.0
_CHECK_INTERVAL_S = 0.5


@contextmanager
def migrated_database(settings: "Settings") -> Iterator[None]:
    """Keep a migrated database running: the one of DATABASE_URL, or the embedded one, ours or another process's."""
    with _running_database(settings):
        migrate_database(settings)
        yield


def migrate_database(settings: "Settings") -> None:
    """Bring the database, which must be running, to the present schema."""
    from audiostudio.kit.postgres.address import admin_url
    from audiostudio.migrations.run import migrate

    migrate(admin_url(settings), settings)


@contextmanager
def _running_database(settings: "Settings") -> Iterator[None]:
    from audiostudio.kit.postgres.embedded import DataDirectoryInUse, EmbeddedPostgres, running_admin_url

    if settings.database_url or running_admin_url(settings.data_dir):
        yield
        return
    own = EmbeddedPostgres(settings.data_dir)
    try:
        own.start()
    except DataDirectoryInUse:  # its owner is still starting it
        deadline = time.monotonic() + _OWNER_TIMEOUT_S
        while running_admin_url(settings.data_dir) is None:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        yield
        return
    ended = threading.Event()
    keeper = threading.Thread(target=_keep, args=(own, ended), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()
        own.stop()


def _keep(postgres: "EmbeddedPostgres", ended: threading.Event) -> None:
    """Start the server again whenever it dies, until ``ended``."""
    from audiostudio.kit.postgres.embedded import EmbeddedPostgresError

    while not ended.wait(_CHECK_INTERVAL_S):
        try:
            if postgres.ensure():
                _logger.warning("PostgreSQL had died and was started again")
        except EmbeddedPostgresError:
            _logger.exception("PostgreSQL died and cannot be started")
