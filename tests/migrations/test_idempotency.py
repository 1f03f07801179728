"""Requests that were made before keys had a table of their own, and are repeated after."""

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from alembic import command
from psycopg.types.json import Jsonb

from audiostudio.kit.auth.subject import SERVICE_WORKSPACE_ID
from audiostudio.kit.postgres.embedded import EmbeddedPostgres
from audiostudio.migrations.run import migrate
from audiostudio.settings import Settings
from audiostudio.tools.registry import get_tool
from tests.support.database import SECRET_KEY
from tests.support.studio import SERVICE_KEY, serving

LIBRARY = "/api/audio-studio/library"
FORM = {"file": None, "upload_id": None, "type": None, "name": None, "folder_id": None, "tags": []}
BODY = {"tool": "conversion", "audio_urls": ["https://example.com/a.wav"], "parameters": {"target_format": "MP3"}}


def fingerprint(*parts: Any) -> bytes:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).digest()


def insert_job(connection: psycopg.Connection[Any], key: str, mark: bytes | None) -> UUID:
    job_id = uuid4()
    connection.execute(
        """INSERT INTO jobs (id, workspace_id, tool, model, params, tier, filename, cost, queue, max_attempts,
                             idempotency_key, request_fingerprint)
           VALUES (%s, %s, 'conversion', 'conversion', '{}', 'Advanced', 'a.wav', 0, 'light', 3, %s, %s)""",
        (job_id, SERVICE_WORKSPACE_ID, key, mark),
    )
    return job_id


def insert_item(connection: psycopg.Connection[Any], key: str, mark: bytes) -> UUID:
    asset_id = uuid4()
    storage_key = f"{SERVICE_WORKSPACE_ID}/{asset_id}/a.wav"
    connection.execute(
        "INSERT INTO stored_objects (key, workspace_id, state) VALUES (%s, %s, 'live')",
        (storage_key, SERVICE_WORKSPACE_ID),
    )
    connection.execute(
        """INSERT INTO assets (id, workspace_id, direction, role, type, name, title, media_type, size_bytes, sha256,
                               storage_key, details, kept_at, idempotency_key, request_fingerprint)
           VALUES (%s, %s, 'output', 'upload', 'music', 'a.wav', 'a', 'audio/wav', 1, '', %s, %s, now(), %s, %s)""",
        (asset_id, SERVICE_WORKSPACE_ID, storage_key, Jsonb({}), key, mark),
    )
    return asset_id


async def test_what_was_asked_before_is_not_made_again(
    postgres: EmbeddedPostgres, make_settings: Any, beep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{postgres.admin_url.rpartition('/')[0]}/before_idempotency_keys"
    with psycopg.connect(postgres.admin_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE before_idempotency_keys")
    upgrade = command.upgrade
    with monkeypatch.context() as until:
        until.setattr(command, "upgrade", lambda config, _: upgrade(config, "0010"))
        migrate(url, Settings(_env_file=None, secret_key=SECRET_KEY))
    params = get_tool("conversion").Params.model_validate(BODY["parameters"]).model_dump(mode="json")
    with psycopg.connect(url, options="-c search_path=studio") as connection:
        job_id = insert_job(connection, "one", fingerprint("conversion", params, BODY["audio_urls"], None))
        insert_job(connection, "nameless", None)
        content = hashlib.sha256(beep.read_bytes()).hexdigest()
        audio_id = insert_item(connection, "one", fingerprint(LIBRARY, FORM, content))
    migrate(url, Settings(_env_file=None, secret_key=SECRET_KEY))

    async with serving(make_settings(database_url=url)) as studio:
        client = studio.client(SERVICE_KEY)

        async def ask(key: str, **changes: Any) -> dict[str, Any]:
            answer = await client.post("/jobs", json=BODY | changes, headers={"Idempotency-Key": key})
            return dict(answer.json())

        assert (await ask("one"))["job_id"] == str(job_id)
        changed = await ask("one", parameters={"target_format": "WAV"})
        assert changed["code"] == (await ask("nameless"))["code"] == "idempotency_key_reused"
        kept = await client.post(
            LIBRARY, files={"file": ("a.wav", beep.read_bytes())}, headers={"Idempotency-Key": "one"}
        )
        assert kept.json()["audio_id"] == str(audio_id), kept.text
        with studio.admin() as connection:
            forced = connection.execute(
                "SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class "
                "WHERE oid IN ('jobs'::regclass, 'assets'::regclass, 'idempotency_keys'::regclass)"
            ).fetchone()
        assert forced == (True,)
