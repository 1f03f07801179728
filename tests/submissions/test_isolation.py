"""A second workspace can neither read nor guess anything of the first: through every route, and in SQL.

And whoever belongs to a workspace may do what their role there permits, on every route, and nothing else.
"""

import asyncio
import io
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
import soundfile

from audiostudio.kit.postgres.address import APP_ROLE
from tests.support.account import Account
from tests.support.speech_samples import KOKORO_RATE_HZ, said_by
from tests.support.studio import Studio, connect_as

TENANT_TABLES = (
    "users",
    "workspaces",
    "credit_accounts",
    "credit_transactions",
    "credit_lots",
    "credit_lot_entries",
    "credit_debt_entries",
    "credit_reversals",
    "purchases",
    "subscriptions",
    "payment_customers",
    "sandbox_checkouts",
    "stored_objects",
    "jobs",
    "assets",
    "asset_peaks",
    "folders",
    "uploads",
    "upload_parts",
    "pronunciations",
    "favourite_voices",
    "cloned_voices",
    "voice_samples",
    "idempotency_keys",
    "storage_usage",
)

TUS = {"Tus-Resumable": "1.0.0", "Upload-Length": "1", "Upload-Offset": "0"}

NOBODYS_ID = "019a0000-0000-7000-8000-000000000000"
# Who may ask, from the least to the most; a stranger owns another workspace.
ROLES = ("stranger", "viewer", "member", "owner")
# The least role that a route asks for, where it is not viewer for what reads and member for all else.
LEAST_ROLES = {
    "GET /webhooks/secret": "owner",
    "GET /api/purchases": "owner",
    "GET /api/purchases/{purchase_id}": "owner",
    "GET /api/sandbox/checkouts/{checkout_id}": "owner",
    "POST /api/sandbox/checkouts/{checkout_id}": "owner",
    "POST /api/create-checkout-session": "owner",
    "POST /api/billing-portal": "owner",
    "POST /credits/purchase": "owner",
    "DELETE /api/sandbox/plan": "owner",
    "HEAD /uploads/{upload_id}": "member",
    "GET /uploads/{upload_id}": "member",
    "POST /api/audio-studio/ai-voice/preview": "viewer",
    "POST /api/audio-studio/music/plan": "viewer",
    "POST /api/audio-studio/music/plan/edit": "viewer",
    "POST /api/audio-studio/music/preview": "viewer",
}
# What belongs to one person even among the members of a workspace, its owners too.
THEIRS_ALONE = {"PUT /api/audio-studio/voice-cloning/voices/{voice_id}": "voice_not_yours"}
# What reads and yet has nothing to give in this test: no provider's key, and no voice that is named.
EMPTY_HANDED = {
    "GET /api/audio-studio/ai-voice/models": "provider_key_missing",
    "GET /api/audio-studio/ai-voice/usage": "provider_key_missing",
    "GET /api/audio-studio/ai-voice/preview": "validation_failed",
    "GET /api/audio-studio/music/preview": "validation_failed",
}


@pytest.fixture(scope="module")
async def owner(studio: Studio) -> Account:
    return await studio.register()


@pytest.fixture(scope="module")
async def job(owner: Account, song: Path) -> dict[str, Any]:
    answer = await owner.upload(song, tool="mastering", headers={"Idempotency-Key": "mine"})
    job = await owner.finished(answer.json()["job_id"])
    assert job["status"] == "COMPLETED"
    return job


@pytest.fixture(scope="module")
async def stranger(studio: Studio) -> Account:
    return await studio.register()


@pytest.fixture(scope="module")
async def ids(studio: Studio, owner: Account, job: dict[str, Any]) -> dict[str, str]:
    """Give what stands for every parameter of a path: something of the owner's."""
    folder = (await owner.client.post("/api/audio-studio/folders", json={"name": "Mine"})).json()
    word = (
        await owner.client.post("/api/audio-studio/ai-voice/pronunciations", json={"word": "GIF", "spoken": "jif"})
    ).json()
    upload = (await owner.client.post("/uploads", headers=TUS)).json()
    purchase = (await owner.client.post("/credits/purchase", json={"credits": 5})).json()
    return {
        "purchase_id": purchase["purchase_id"],
        "checkout_id": purchase["checkout_url"].rpartition("/")[2],
        "upload_id": upload["upload_id"],
        "job_id": job["job_id"],
        "audio_id": job["outputs"][0]["asset_id"],
        "asset_id": job["inputs"][0]["asset_id"],
        "folder_id": folder["folder_id"],
        "pronunciation_id": word["pronunciation_id"],
        **await _voice_ids(studio, owner),
    }


async def test_every_route_with_somebody_elses_id_answers_as_if_there_was_nothing(
    studio: Studio, owner: Account, stranger: Account, job: dict[str, Any], ids: dict[str, str]
) -> None:
    document = (await studio.client().get("/openapi.json")).json()
    nobodys_ids = dict.fromkeys(ids, stranger.user_id)
    tried = []
    for path, operations in document["paths"].items():
        for method in operations:
            if "{" not in path or "/files/" in path:
                continue
            content = {"name": "x"} if "folders" in path else {"outcome": "pay"} if "sandbox" in path else {}
            body = {"json": content} if method in ("post", "put") else {}
            address = path.format_map(ids)
            if "/favourites/" in path:  # a mark of one's own on any name, which need not stand for anything
                continue
            theirs = await stranger.client.request(method.upper(), address, headers=TUS, **body)
            nobodys = await stranger.client.request(method.upper(), path.format_map(nobodys_ids), headers=TUS, **body)
            assert theirs.status_code == nobodys.status_code, address
            assert theirs.text == nobodys.text, f"{address} tells what exists from what does not"
            assert theirs.status_code == 404 or "_not_found" in theirs.text, address
            tried.append(address)
    assert len(tried) >= 14
    assert (await owner.client.get(f"/status/{job['job_id']}")).json()["status"] == "COMPLETED"


@pytest.mark.parametrize("role", ROLES)
async def test_every_route_permits_what_the_role_does(
    studio: Studio, owner: Account, job: dict[str, Any], ids: dict[str, str], role: str
) -> None:
    person = await studio.register()
    if role != "stranger":
        with studio.admin() as connection:
            connection.execute(
                "INSERT INTO memberships (workspace_id, user_id, role) VALUES (%s, %s, %s)",
                (owner.workspace_id, person.user_id, role),
            )
    headers = TUS | {"Audio-Studio-Workspace": str(owner.workspace_id)}
    document = (await studio.client().get("/openapi.json")).json()
    operations = [
        (method.upper(), path)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if "security" in operation
    ]
    assert len(operations) > 50
    wrong = {}
    for method, path in operations:
        name = f"{method} {path}"
        least = LEAST_ROLES.get(name, "viewer" if method in ("GET", "HEAD") else "member")
        permitted = ROLES.index(role) >= ROLES.index(least)
        # Whoever may delete is shown something that is not there: the others need it, too.
        named = dict.fromkeys(ids, NOBODYS_ID) if permitted and method == "DELETE" else ids
        body = {"json": {}} if method in ("POST", "PUT") else {}
        answer = await person.client.request(method, path.format_map(named), headers=headers, **body)
        code = answer.json()["code"] if answer.status_code >= 400 and answer.content else ""
        if not permitted:
            right = answer.status_code == 403
            right &= code == ("workspace_not_yours" if role == "stranger" else "not_permitted") or method == "HEAD"
        elif method in ("GET", "HEAD"):
            right = answer.is_success or code == EMPTY_HANDED.get(name)
        elif method == "DELETE":
            right = answer.status_code == (404 if "_id}" in path and "favourites" not in path else 204)
        else:
            let_in = answer.status_code not in (401, 403, 404) and not answer.is_server_error
            right = code == THEIRS_ALONE[name] if name in THEIRS_ALONE else let_in
        if not right:
            wrong[name] = (answer.status_code, code)
    assert wrong == {}
    assert (await owner.client.get(f"/status/{job['job_id']}")).json()["status"] == "COMPLETED"


async def _voice_ids(studio: Studio, owner: Account) -> dict[str, str]:
    """Return the ids of a sample and of a cloned voice, whose training matters nothing here."""
    content = io.BytesIO()
    soundfile.write(content, said_by("am_adam").sound, KOKORO_RATE_HZ, format="WAV", subtype="PCM_16")
    sent = await owner.client.post(
        "/api/audio-studio/voice-cloning/upload",
        files={"file": ("me.wav", content.getvalue())},
        data={"consent": "true", "speaker": "Adam"},
    )
    with studio.admin() as connection:
        row = connection.execute(
            "INSERT INTO cloned_voices (workspace_id, user_id, name, language, is_shared, status) "
            "VALUES (%s, %s, 'x', 'en-US', true, 'trained') RETURNING id",
            (owner.workspace_id, owner.user_id),
        ).fetchone()
    return {"sample_id": sent.json()["samples"][0]["sample_id"], "voice_id": str(row[0])}


async def test_a_signed_address_opens_its_own_file_only(
    studio: Studio, owner: Account, stranger: Account, job: dict[str, Any]
) -> None:
    url = job["outputs"][0]["url"]
    for changed in (
        url.replace(str(owner.workspace_id), str(stranger.workspace_id)),
        url.replace(job["outputs"][0]["asset_id"], job["job_id"]),
        url.partition("?")[0],
        url[:-2] + "xx",
    ):
        answer = await studio.client().get(changed)
        assert (answer.status_code, answer.json()["code"]) == (403, "address_invalid")


async def test_lists_show_only_ones_own(stranger: Account, job: dict[str, Any]) -> None:
    assert (await stranger.client.get("/jobs")).json()["items"] == []
    history = (await stranger.client.get("/credits/history")).json()["items"]
    assert [item["kind"] for item in history] == ["signup"]


async def test_live_progress_of_somebody_elses_job_is_refused(
    studio: Studio, stranger: Account, job: dict[str, Any]
) -> None:
    from websockets.asyncio.client import connect

    address = f"ws://127.0.0.1:{studio.settings.port}/job/{job['job_id']}/live"
    for protocols in (["audiostudio.v1", f"bearer.{stranger.access_token}"], ["audiostudio.v1"], ["bearer.nonsense"]):
        async with asyncio.timeout(30), connect(address, subprotocols=protocols) as socket:
            assert "problem" in (message := await socket.recv()) or "code" in message
            assert "outputs" not in message
            await socket.wait_closed()
            assert socket.close_code == 1008


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


async def test_the_application_role_sees_nothing_until_it_says_for_whom(studio: Studio, job: dict[str, Any]) -> None:
    with connect_as(studio, APP_ROLE) as connection:
        for table in (*TENANT_TABLES, "memberships"):
            assert _count(connection, table) == 0, table


async def test_the_application_role_sees_and_changes_one_workspace_at_a_time(
    studio: Studio, owner: Account, stranger: Account, job: dict[str, Any]
) -> None:
    with connect_as(studio, APP_ROLE) as connection:
        connection.execute(
            "SELECT set_config('app.workspace_id', %s, false), set_config('app.user_id', %s, false)",
            (str(stranger.workspace_id), str(stranger.user_id)),
        )
        assert {table: _count(connection, table) for table in TENANT_TABLES} == {
            "users": 1,
            "workspaces": 1,
            "credit_accounts": 1,
            "credit_transactions": 1,
            "credit_lots": 1,
            "credit_lot_entries": 1,
            "credit_debt_entries": 0,
            "credit_reversals": 0,
            "purchases": 0,
            "subscriptions": 0,
            "payment_customers": 0,
            "sandbox_checkouts": 0,
            "stored_objects": 0,
            "jobs": 0,
            "assets": 0,
            "asset_peaks": 0,
            "folders": 0,
            "uploads": 0,
            "upload_parts": 0,
            "pronunciations": 0,
            "favourite_voices": 0,
            "cloned_voices": 0,
            "voice_samples": 0,
            "idempotency_keys": 0,
            "storage_usage": 0,
        }
        for statement in (
            "UPDATE jobs SET status = 'FAILED' WHERE id = %s",
            "DELETE FROM jobs WHERE id = %s",
            "UPDATE idempotency_keys SET key = 'mine' WHERE resource_id = %s",
            "DELETE FROM assets WHERE job_id = %s",
        ):
            assert connection.execute(statement, (UUID(job["job_id"]),)).rowcount == 0
        for function in ("credit_debit_for_job", "credit_refund_for_job"):
            with pytest.raises(psycopg.DatabaseError) as refusal:
                connection.execute(f"SELECT {function}(%s, 'x')", (UUID(job["job_id"]),))
            assert refusal.value.sqlstate == "CR404"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("INSERT INTO stored_objects (key, workspace_id) VALUES ('x', %s)", (owner.workspace_id,))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE users SET email = 'x@example.com'")
