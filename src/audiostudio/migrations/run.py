"""Brings a database to the product's schema: roles first, then the revisions, one process at a time."""

import hmac
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from audiostudio.settings import Settings

OWNER_ROLE = "studio_owner"
APP_ROLE = "studio_app"
WORKER_ROLE = "studio_worker"
_NOLOGIN_ROLES = (OWNER_ROLE, "studio_ledger", "studio_gate")
_LOGIN_ROLES = (APP_ROLE, WORKER_ROLE)
_MIGRATION_LOCK = 0x61756469  # any constant; "audi"
_OLDEST_POSTGRES = 160_000


class UnsuitableDatabase(Exception):
    """The database server cannot carry the product; the message says why."""


def driver_url(url: str) -> URL:
    """Return a ``postgresql://`` address as one for the driver in use."""
    return make_url(url).set(drivername="postgresql+psycopg")


def role_url(admin_url: str, role: str, settings: Settings) -> URL:
    """Return the address under which one of the product's login roles reaches the database of ``admin_url``."""
    return driver_url(admin_url).set(username=role, password=_role_password(role, settings))


def migrate(admin_url: str, settings: Settings) -> None:
    """Create roles and schemas where they are missing and run every revision that has not run yet.

    Safe to call from many processes at once: an advisory lock lets one work while the others wait.

    Raises
    ------
    UnsuitableDatabase
        The server is older than PostgreSQL 16, or its user may not create roles.
    """
    engine = create_engine(driver_url(admin_url), poolclass=NullPool)
    with engine.connect() as connection:
        version = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
        if int(version) < _OLDEST_POSTGRES:
            raise UnsuitableDatabase("PostgreSQL 16 or newer is needed.")
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _MIGRATION_LOCK})
        connection.commit()
        try:
            _create_roles(connection, settings)
            _create_schemas(connection)
            _run_revisions(connection)
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _MIGRATION_LOCK})
            connection.commit()
    engine.dispose()


def _role_password(role: str, settings: Settings) -> str:
    return hmac.digest(settings.signing_key, f"database role {role}".encode(), "sha256").hex()


def _create_roles(connection: Connection, settings: Settings) -> None:
    may_create = connection.exec_driver_sql(
        "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).scalar_one()
    if not may_create:
        raise UnsuitableDatabase("The user of DATABASE_URL must be allowed to create roles (CREATEROLE).")
    existing = set(connection.exec_driver_sql("SELECT rolname FROM pg_roles").scalars())
    for role in (*_NOLOGIN_ROLES, *_LOGIN_ROLES):
        if role not in existing:
            connection.exec_driver_sql(f"CREATE ROLE {role} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
    raw = connection.connection.driver_connection
    assert raw is not None
    for role in _LOGIN_ROLES:
        # Hashed here, so that the password itself appears in no server log.
        verifier = raw.pgconn.encrypt_password(_role_password(role, settings).encode(), role.encode(), b"scram-sha-256")
        connection.exec_driver_sql(f"ALTER ROLE {role} LOGIN PASSWORD '{verifier.decode()}'")
    for role in ("studio_ledger", "studio_gate"):
        connection.exec_driver_sql(f"GRANT {role} TO {OWNER_ROLE} WITH INHERIT FALSE, SET TRUE")
    connection.exec_driver_sql(f"GRANT {OWNER_ROLE} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE")
    connection.commit()


def _create_schemas(connection: Connection) -> None:
    for schema in ("studio", "queue"):
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {OWNER_ROLE}")
    connection.exec_driver_sql("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    connection.exec_driver_sql(
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER_ROLE} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"
    )
    connection.commit()


def _run_revisions(connection: Connection) -> None:
    connection.exec_driver_sql(f"SET ROLE {OWNER_ROLE}")
    connection.exec_driver_sql("SET search_path = studio")
    connection.commit()
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()
    connection.exec_driver_sql("RESET ROLE")
    connection.commit()
