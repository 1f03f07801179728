"""A database of version 8e7193d is brought to the present schema, and what people had in it stays theirs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from audiostudio.accounts.identifiers import email_key, username_key
from audiostudio.kit.postgres.embedded import EmbeddedPostgres
from audiostudio.migrations import run
from audiostudio.migrations.run import migrate
from audiostudio.settings import Settings
from tests.support.database import SECRET_KEY

SETTINGS = Settings(_env_file=None, secret_key=SECRET_KEY)
DATABASES = ("first", "second")
# Accounts that could not all be made today, by address and name, in the order in which they were made.
FORMER_TWINS = [
    ("stra\u00dfe@example.com", "Zora"),
    ("strasse@example.com", "z\u03bfra"),
    ("\u0457@example.com", "zo\u200bra"),
]


@pytest.fixture(scope="module")
def server(open_dir: Path) -> Iterator[EmbeddedPostgres]:
    """Give a PostgreSQL of its own, as version 8e7193d left it: two databases with people, credits, jobs and files."""
    server = EmbeddedPostgres(open_dir / "old cluster", options={"fsync": "off"})
    server.start()
    upgrade = run.command.upgrade
    with pytest.MonkeyPatch.context() as patch, connect(server, "postgres") as connection:
        patch.setattr(run.command, "upgrade", lambda config, revision: upgrade(config, "0008"))
        for name in DATABASES:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            migrate(url(server, name), SETTINGS)
        connection.execute("ALTER ROLE studio_auth RENAME TO studio_gate")
    for name in DATABASES:
        with connect(server, name) as connection:
            fill(connection)
    yield server
    server.stop()


def url(server: EmbeddedPostgres, name: str) -> str:
    return f"{server.admin_url.rpartition('/')[0]}/{name}"


def connect(server: EmbeddedPostgres, name: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url(server, name), autocommit=True, options="-c search_path=studio")


def fill(connection: psycopg.Connection[Any]) -> None:
    """Write what the old code wrote."""
    connection.execute("SET ROLE studio_app")
    found = connection.execute(
        "SELECT workspace_id FROM register_account('ada@example.com', 'ada', 'hash', 5)"
    ).fetchone()
    assert found
    [workspace_id] = found
    for email, username in FORMER_TWINS:
        connection.execute("SELECT register_account(%s, %s, 'of ' || %s::text, 0)", (email, username, username))
    connection.execute("RESET ROLE")
    connection.execute("SELECT set_config('app.workspace_id', %s, false)", (str(workspace_id),))
    connection.execute(
        "INSERT INTO stored_objects (key, workspace_id, state) "
        "VALUES ('in', %(id)s, 'live'), ('out', %(id)s, 'live'), ('own', %(id)s, 'live'), ('gone', %(id)s, 'doomed')",
        {"id": workspace_id},
    )
    connection.execute(
        "INSERT INTO jobs (workspace_id, tool, model, params, tier, filename, status, cost, queue, max_attempts, "
        "idempotency_key, request_fingerprint) VALUES "
        "(%s, 'mastering', 'm', '{}', 'Free', 'song.wav', 'COMPLETED', 2, 'cpu', 3, 'job key', 'job fingerprint')",
        (workspace_id,),
    )
    connection.execute("SELECT credit_debit_for_job(id, 'a master') FROM jobs")
    connection.execute(
        "INSERT INTO assets (workspace_id, job_id, direction, role, type, name, title, media_type, size_bytes, sha256, "
        "storage_key) SELECT workspace_id, id, d, d, 'master', d, d, 'audio/wav', 9, 'x', replace(d, 'put', '') "
        "FROM jobs, unnest(ARRAY['input', 'output']) AS d"
    )
    connection.execute(
        "INSERT INTO assets (workspace_id, direction, role, type, name, title, media_type, size_bytes, sha256, "
        "storage_key, kept_at, idempotency_key, request_fingerprint) VALUES (%s, 'output', 'upload', 'music', 'own', "
        "'own', 'audio/wav', 9, 'x', 'own', now(), 'file key', 'file fingerprint')",
        (workspace_id,),
    )


@pytest.mark.parametrize("name", DATABASES)
def test_an_old_database_keeps_its_people_credits_jobs_and_files(server: EmbeddedPostgres, name: str) -> None:
    migrate(url(server, name), SETTINGS)
    migrate(url(server, name), SETTINGS)
    with connect(server, name) as connection:
        roles = connection.execute("SELECT rolname FROM pg_roles WHERE rolname IN ('studio_gate', 'studio_auth')")
        assert roles.fetchall() == [("studio_auth",)]
        states = connection.execute("SELECT key, state FROM stored_objects ORDER BY key").fetchall()
        assert states == [("gone", "deleting"), ("in", "live"), ("out", "live"), ("own", "live")]
        assert connection.execute("SELECT balance FROM credit_accounts WHERE balance > 0").fetchall() == [(3,)]
        assert connection.execute("SELECT status, cost FROM jobs").fetchall() == [("COMPLETED", 2)]
        old_names = connection.execute(
            "SELECT polname FROM pg_policy WHERE polname = 'gate' "
            "UNION SELECT tgname FROM pg_trigger WHERE tgname ~ 'doom' "
            "UNION SELECT proname FROM pg_proc WHERE proname ~ 'doom'"
        )
        assert old_names.fetchall() == []
        keys = connection.execute("SELECT kind, key, fingerprint FROM idempotency_keys ORDER BY kind").fetchall()
        assert keys == [("assets", "file key", b"file fingerprint"), ("jobs", "job key", b"job fingerprint")]
        # People sign in, and the files of what is deleted go, through the renamed role.
        connection.execute("SET ROLE studio_app")
        find = "SELECT hashed_password FROM find_sign_in('ada@example.com', 'ada@example.com')"
        signed_in = connection.execute(find).fetchall()
        assert signed_in == [("hash",)]
        for email, username in FORMER_TWINS:
            forms = (email_key(email), email.lower())
            found = connection.execute("SELECT hashed_password FROM find_sign_in(%s, %s)", forms).fetchall()
            assert found == [(f"of {username}",)]
        for email, username in [("new@example.com", "ZORA"), ("STRASSE@example.com", "new")]:
            keys_of = (email, email_key(email), username, username_key(username))
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("SELECT register_account(%s, %s, %s, %s, 'hash', NULL, 0)", keys_of)
        connection.execute("SET ROLE studio_worker")
        connection.execute("DELETE FROM jobs")
        connection.execute("RESET ROLE")
        assert connection.execute("SELECT key FROM idempotency_keys").fetchall() == [("file key",)]
        states = connection.execute("SELECT key, state FROM stored_objects ORDER BY key").fetchall()
        assert states == [("gone", "deleting"), ("in", "deleting"), ("out", "deleting"), ("own", "live")]
