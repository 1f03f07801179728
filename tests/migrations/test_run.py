"""Migrations on servers of one's own: by a user who is no superuser, by many processes at once, again and again."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from audiostudio.kit.postgres.address import APP_ROLE, WORKER_ROLE
from audiostudio.kit.postgres.embedded import EmbeddedPostgres
from audiostudio.migrations.run import UnsuitableDatabase, migrate
from audiostudio.settings import Settings
from tests.conftest import SECRET_KEY


@pytest.fixture
def server(open_dir: Path) -> Iterator[EmbeddedPostgres]:
    """Give a PostgreSQL of its own: roles are the whole server's."""
    server = EmbeddedPostgres(open_dir / "another cluster", options={"fsync": "off"})
    server.start()
    yield server
    server.stop()


async def test_a_hosted_servers_user_who_may_create_roles_is_enough(server: EmbeddedPostgres) -> None:
    settings = Settings(_env_file=None, secret_key=SECRET_KEY)
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE hosted LOGIN CREATEROLE PASSWORD 'hosted'")
        connection.execute("CREATE ROLE powerless LOGIN PASSWORD 'powerless'")
        connection.execute("CREATE DATABASE mine OWNER hosted")
    place = server.admin_url.partition("@")[2].rpartition("/")[0]
    with pytest.raises(UnsuitableDatabase, match="CREATEROLE"):
        migrate(f"postgresql://powerless:powerless@{place}/mine", settings)

    url = f"postgresql://hosted:hosted@{place}/mine"
    await asyncio.gather(*(asyncio.to_thread(migrate, url, settings) for _ in range(4)))
    migrate(url, settings)

    with psycopg.connect(server.admin_url.replace("/audiostudio", "/mine")) as connection:
        roles = dict(
            connection.execute(
                "SELECT rolname, rolcanlogin AND NOT rolsuper AND NOT rolbypassrls FROM pg_roles "
                "WHERE rolname = ANY(%s)",
                ([APP_ROLE, WORKER_ROLE],),
            ).fetchall()
        )
        assert roles == {APP_ROLE: True, WORKER_ROLE: True}
        unforced = connection.execute(
            """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
               WHERE c.relkind = 'r' AND c.relnamespace = 'studio'::regnamespace
               AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"""
        ).fetchall()
        assert unforced == [], "every table of a workspace has row-level security, forced"
