"""Brings a database to the product's schema: roles first, then the revisions, one process at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from audiostudio.kit.postgres.address import APP_ROLE, OPERATOR_ROLE, OWNER_ROLE, WORKER_ROLE, driver_url, role_password
from audiostudio.settings import Settings

_NOLOGIN_ROLES = (OWNER_ROLE, "studio_ledger", "studio_auth")
_LOGIN_ROLES = (APP_ROLE, WORKER_ROLE, OPERATOR_ROLE)
# What roles were called once; they belong to the whole server, so a revision of one database cannot rename them.
_FORMER_NAMES = {"studio_gate": "studio_auth"}
_MIGRATION_LOCK = 0x61756469  # any constant; "audi"
_OLDEST_POSTGRES = 160_000


class UnsuitableDatabase(Exception):
    """The database server cannot carry the product; the message says why."""


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


def _create_roles(connection: Connection, settings: Settings) -> None:
    may_create = connection.exec_driver_sql(
        "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).scalar_one()
    if not may_create:
        raise UnsuitableDatabase("The user of DATABASE_URL must be allowed to create roles (CREATEROLE).")
    existing = set(connection.exec_driver_sql("SELECT rolname FROM pg_roles").scalars())
    for former, role in _FORMER_NAMES.items():
        if former in existing and role not in existing:
            connection.exec_driver_sql(f"ALTER ROLE {former} RENAME TO {role}")
            existing.add(role)
    for role in (*_NOLOGIN_ROLES, *_LOGIN_ROLES):
        if role not in existing:
            connection.exec_driver_sql(f"CREATE ROLE {role} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
    raw = connection.connection.driver_connection
    assert raw is not None
    for role in _LOGIN_ROLES:
        # Hashed here, so that the password itself appears in no server log.
        verifier = raw.pgconn.encrypt_password(role_password(role, settings).encode(), role.encode(), b"scram-sha-256")
        connection.exec_driver_sql(f"ALTER ROLE {role} LOGIN PASSWORD '{verifier.decode()}'")
    for role in ("studio_ledger", "studio_auth"):
        connection.exec_driver_sql(f"GRANT {role} TO {OWNER_ROLE} WITH INHERIT FALSE, SET TRUE")
    connection.exec_driver_sql(f"GRANT {WORKER_ROLE} TO {OPERATOR_ROLE} WITH INHERIT TRUE, SET FALSE")
    connection.exec_driver_sql(f"GRANT {OWNER_ROLE} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE")
    connection.commit()


def _create_schemas(connection: Connection) -> None:
    for schema in ("studio", "queue"):
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {OWNER_ROLE}")
    connection.commit()


def _run_revisions(connection: Connection) -> None:
    for role in ("studio_ledger", "studio_auth", OWNER_ROLE):
        # From the owner's role the others are reached; each has defaults of its own for the functions that it makes.
        connection.exec_driver_sql(f"SET ROLE {OWNER_ROLE}")
        connection.exec_driver_sql(f"SET ROLE {role}")
        connection.exec_driver_sql("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    connection.exec_driver_sql("SET search_path = studio")
    connection.commit()
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()
    connection.exec_driver_sql("RESET ROLE")
    connection.commit()
