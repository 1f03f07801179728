"""A second workspace can neither read nor guess anything of the first: through every route, and in SQL.

And whoever asks, by whatever proof, may do what their role and their key permit, on every route, and nothing else.
"""

import asyncio
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import psycopg
import pytest
import soundfile

from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.postgres.address import APP_ROLE
from tests.support.account import Account
from tests.support.speech_samples import KOKORO_RATE_HZ, said_by
from tests.support.studio import SERVICE_KEY, Studio, connect_as

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
    "api_keys",
    "webhook_subscriptions",
    "webhook_deliveries",
    "batches",
    "deleted_jobs",
    "member_usage",
    "invitations",
    "sessions",
    "account_mails",
    "account_exports",
    "totp_secrets",
    "recovery_codes",
    "passkeys",
    "identities",
)

TUS = {"Tus-Resumable": "1.0.0", "Upload-Length": "1", "Upload-Offset": "0"}

NOBODYS_ID = "019a0000-0000-7000-8000-000000000000"
# Who may ask; a stranger owns another workspace, as everybody does.
ROLES = ("stranger", "billing", "viewer", "member", "admin", "owner")
READERS = {"viewer", "member", "admin", "owner"}
WRITERS = {"member", "admin", "owner"}
MANAGERS = {"admin", "owner"}
PAYERS = {"billing", "admin", "owner"}
ALL = READERS | PAYERS
# Who may use a route, where that is not the readers for what reads and the writers for all else.
PERMITTED = {
    "GET /auth/me": ALL,
    "GET /credits/balance": ALL,
    "GET /credits/history": ALL,
    "GET /workspace": ALL,
    "PATCH /workspace": MANAGERS,
    "GET /workspace/members": ALL,
    "PATCH /workspace/members/{user_id}": MANAGERS,
    "DELETE /workspace/members/{user_id}": MANAGERS,
    "GET /workspace/invitations": MANAGERS,
    "POST /workspace/invitations": MANAGERS,
    "DELETE /workspace/invitations/{invitation_id}": MANAGERS,
    "GET /workspace/usage": PAYERS,
    "POST /workspace/transfer": MANAGERS,
    "POST /workspace/leave": ALL,
    "POST /workspace/deletion": MANAGERS,
    "DELETE /workspace/deletion": {"owner"},
    "POST /workspaces": ALL,
    "POST /invitations/look": ALL,
    "POST /invitations/accept": ALL,
    "GET /webhooks/secret": MANAGERS,
    "GET /webhooks/subscriptions": MANAGERS,
    "POST /webhooks/subscriptions": MANAGERS,
    "PUT /webhooks/subscriptions/{subscription_id}": MANAGERS,
    "DELETE /webhooks/subscriptions/{subscription_id}": MANAGERS,
    "GET /webhooks/subscriptions/{subscription_id}/secret": MANAGERS,
    "POST /webhooks/subscriptions/{subscription_id}/rotate-secret": MANAGERS,
    "POST /webhooks/subscriptions/{subscription_id}/test": MANAGERS,
    "GET /webhooks/deliveries": MANAGERS,
    "POST /webhooks/deliveries/{delivery_id}/replay": MANAGERS,
    "GET /api-keys": WRITERS,
    "GET /usage": ALL,
    "HEAD /uploads/{upload_id}": WRITERS,
    "GET /uploads/{upload_id}": WRITERS,
    "POST /api/audio-studio/ai-voice/preview": READERS,
    "POST /api/audio-studio/music/plan": READERS,
    "POST /api/audio-studio/music/plan/edit": READERS,
    "POST /api/audio-studio/music/preview": READERS,
    "GET /api/purchases": PAYERS,
    "GET /api/purchases/{purchase_id}": PAYERS,
    "GET /api/sandbox/checkouts/{checkout_id}": PAYERS,
    "POST /api/sandbox/checkouts/{checkout_id}": PAYERS,
    "POST /api/create-checkout-session": PAYERS,
    "POST /api/billing-portal": PAYERS,
    "POST /credits/purchase": PAYERS,
    "DELETE /api/sandbox/plan": PAYERS,
    "GET /api/credits": ALL,
    "GET /api/paywall": ALL,
}
# What belongs to one person even among the members of a workspace, its owners too.
THEIRS_ALONE = {
    "PUT /api/audio-studio/voice-cloning/voices/{voice_id}": "voice_not_yours",
    "POST /api-keys/{key_id}/rotate": "api_key_not_yours",
}
# What beside their own account asks for the person, whom no key is.
PERSONS = {"POST /workspace/deletion"}
# Whose proof is believed nowhere, with what it is answered.
UNKNOWN = {
    "nobody": "not_authenticated",
    "ended session": "session_ended",
    "expired key": "api_key_expired",
    "revoked key": "api_key_revoked",
}
# Keys of the workspace's owner, by what their scopes end with.
KEYS = {"reading key": (":read",), "writing key": (":write",), "full key": (":read", ":write", ":manage")}
CALLERS = (*ROLES, *UNKNOWN, *KEYS, "service")
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
        "user_id": str(owner.user_id),
        "invitation_id": str(owner.user_id),
        "workspace_id": str(owner.workspace_id),
        "job_id": job["job_id"],
        "audio_id": job["outputs"][0]["asset_id"],
        "asset_id": job["inputs"][0]["asset_id"],
        "folder_id": folder["folder_id"],
        "pronunciation_id": word["pronunciation_id"],
        **await _programs_ids(owner),
        **await _voice_ids(studio, owner),
        **await _account_ids(studio, owner),
    }


async def test_every_route_with_somebody_elses_id_answers_as_if_there_was_nothing(
    studio: Studio, owner: Account, stranger: Account, job: dict[str, Any], ids: dict[str, str]
) -> None:
    document = (await studio.client().get("/openapi.json")).json()
    nobodys_ids = dict.fromkeys(ids, NOBODYS_ID)
    tried = []
    for path, operations in document["paths"].items():
        for method in operations:
            if (
                "{" not in path or "/files/" in path or path.startswith("/admin/")
            ):  # whose routes say 403 to everybody here
                continue
            contents = {"folders": {"name": "x"}, "sandbox": {"outcome": "pay"}, "members": {"role": "viewer"}}
            content = next((of for part, of in contents.items() if part in path), {})
            body = {"json": content} if method in ("post", "put", "patch") else {}
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


@dataclass
class Caller:
    """Whoever asks: how, with what, and what they are in the owner's workspace, or what their key's scopes are."""

    client: httpx2.AsyncClient
    headers: Mapping[str, str] = field(default_factory=dict)
    role: str | None = None
    scopes: Collection[str] = ()
    refusal: str | None = None

    def may(self, name: str, required: Collection[str]) -> bool:
        if self.role is None:
            return set(required) <= set(self.scopes)
        # Their own account is everybody's to manage.
        usual = ALL if " /auth/" in name else READERS if name.startswith(("GET", "HEAD")) else WRITERS
        return self.role in PERMITTED.get(name, usual)


async def caller_named(name: str, studio: Studio, owner: Account) -> Caller:
    there = {"Audio-Studio-Workspace": str(owner.workspace_id)}
    if name == "service":
        return Caller(studio.client(SERVICE_KEY), there, refusal="workspace_not_yours")
    if name in ROLES:
        person = await studio.register()
        if name != "stranger":
            with studio.admin() as connection:
                connection.execute(
                    "INSERT INTO memberships (workspace_id, user_id, role) VALUES (%s, %s, %s)",
                    (owner.workspace_id, person.user_id, name),
                )
        return Caller(person.client, there, role=name)
    if name == "nobody":
        return Caller(studio.client(), refusal=UNKNOWN[name])
    if name == "ended session":
        person = await studio.register()
        await person.client.post("/auth/logout", json={"refresh_token": person.refresh_token})
        return Caller(person.client, refusal=UNKNOWN[name])
    scopes = [scope for scope in Scope if scope.endswith(KEYS.get(name, ":read"))]
    made = (await owner.client.post("/api-keys", json={"name": name, "scopes": scopes})).json()
    if name in UNKNOWN:
        column = "revoked_at" if name == "revoked key" else "expires_at"
        with studio.admin() as connection:
            connection.execute(f"UPDATE api_keys SET {column} = now() WHERE id = %s", (made["key_id"],))
    return Caller(studio.client(made["secret"]), scopes=scopes, refusal=UNKNOWN.get(name))


@pytest.mark.parametrize("name", CALLERS)
async def test_every_operation_permits_what_its_caller_may(
    studio: Studio, owner: Account, job: dict[str, Any], ids: dict[str, str], name: str
) -> None:
    caller = await caller_named(name, studio, owner)
    operations = await _secured(studio)
    wrong = {}
    for operation, required in operations.items():
        method, path = operation.split(" ")
        is_operators = path.startswith("/admin/")
        permitted = caller.refusal is None and caller.may(operation, required) and not is_operators
        # Whoever may delete is shown something that is not there: the others need it, too.
        named = dict.fromkeys(ids, NOBODYS_ID) if permitted and method == "DELETE" else ids
        body = {"json": {}} if method in ("POST", "PUT", "PATCH") else {}
        address, headers = path.format_map(named), TUS | caller.headers
        answer = await caller.client.request(method, address, headers=headers, **body)
        code = answer.json()["code"] if answer.status_code >= 400 and answer.content else ""
        if caller.refusal is not None:
            status = 403 if name == "service" else 401
            right = answer.status_code == status and (code == caller.refusal or method == "HEAD")
        elif permitted and caller.role is None and ("account:manage" in required or operation in PERSONS):
            right = (answer.status_code, code) == (403, "person_required")
        elif not permitted:
            right = answer.status_code == 403
            right &= code == ("workspace_not_yours" if name == "stranger" else "not_permitted") or method == "HEAD"
        else:
            right = _is_let_in(operation, path, answer, code, theirs=caller.role is None)
        if not right:
            wrong[operation] = (answer.status_code, code)
    assert wrong == {}, wrong
    assert (await owner.client.get(f"/status/{job['job_id']}")).json()["status"] == "COMPLETED"


async def test_the_service_may_everything_in_its_own_workspace(studio: Studio, ids: dict[str, str]) -> None:
    """There everything of the owner's is not to be found, and only what needs a person is refused."""
    refused = {}
    for operation in await _secured(studio):
        method, path = operation.split(" ")
        body = {"json": {}} if method in ("POST", "PUT") else {}
        answer = await studio.client(SERVICE_KEY).request(method, path.format_map(ids), headers=TUS, **body)
        assert not answer.is_server_error or "provider" in answer.text, operation
        if answer.status_code in (401, 403):
            refused[operation] = answer.json()["code"]
    persons = {name for name, code in refused.items() if code == "person_required"}
    assert all(" /auth/" in name or name in PERSONS for name in persons)
    # Its workspace is nobody's: members, invitations and the operator's pages are for people.
    rest = {name: code for name, code in refused.items() if name not in persons}
    assert all(" /workspace" in name or " /admin/" in name or " /invitations/" in name for name in rest), rest
    assert set(rest.values()) <= {"not_permitted"}, rest


def _is_let_in(operation: str, path: str, answer: httpx2.Response, code: str, *, theirs: bool) -> bool:
    """Return whether an answer is that to somebody who may ask; ``theirs`` says that it is all their own."""
    method = operation.partition(" ")[0]
    if method in ("GET", "HEAD"):
        return answer.is_success or code == EMPTY_HANDED.get(operation)
    if method == "DELETE":
        return answer.status_code == (404 if "_id}" in path and "favourites" not in path else 204)
    if operation in THEIRS_ALONE and not theirs:
        return code == THEIRS_ALONE[operation]
    return answer.status_code not in (401, 403, 404) and not answer.is_server_error


async def _secured(studio: Studio) -> dict[str, list[str]]:
    """Return every operation that asks who asks, with the scopes that the document says it requires."""
    document = (await studio.client().get("/openapi.json")).json()
    found = {
        f"{method.upper()} {path}": operation["security"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if "security" in operation
    }
    assert len(found) > 80
    for security in found.values():
        assert len({tuple(scopes) for scheme in security for scopes in scheme.values()}) == 1
    return {operation: security[0]["HTTPBearer"] for operation, security in found.items()}


async def _programs_ids(owner: Account) -> dict[str, str]:
    """Return the ids of a key, a subscription with a delivery, and a batch."""
    key = await owner.client.post("/api-keys", json={"name": "x", "scopes": ["jobs:read"]})
    subscription = await owner.client.post("/webhooks/subscriptions", json={"url": "https://nowhere.invalid/"})
    subscription_id = subscription.json()["subscription_id"]
    delivery = await owner.client.post(f"/webhooks/subscriptions/{subscription_id}/test")
    batch = await owner.client.post("/batch", json={"items": [{"tool": "none"}]})
    return {
        "key_id": key.json()["key_id"],
        "subscription_id": subscription_id,
        "delivery_id": delivery.json()["delivery_id"],
        "batch_id": batch.json()["batch_id"],
    }


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


async def _account_ids(studio: Studio, owner: Account) -> dict[str, str]:
    """Return the ids of a session, a passkey and a connected account of the owner's."""
    with studio.admin() as connection:
        passkey = connection.execute(
            "INSERT INTO passkeys (user_id, credential_id, public_key, sign_count, transports, name) "
            "VALUES (%s, uuid_send(gen_random_uuid()), 'x', 0, '{}', 'x') RETURNING id",
            (owner.user_id,),
        ).fetchone()
        identity = connection.execute(
            "INSERT INTO identities (user_id, provider, subject, email) "
            "VALUES (%s, 'google', gen_random_uuid()::text, 'x@example.com') RETURNING id",
            (owner.user_id,),
        ).fetchone()
    [session] = (await owner.client.get("/auth/sessions")).json()
    return {"session_id": session["session_id"], "passkey_id": str(passkey[0]), "identity_id": str(identity[0])}


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
            "sessions": 1,
            "account_mails": 0,
            "account_exports": 0,
            "totp_secrets": 0,
            "recovery_codes": 0,
            "passkeys": 0,
            "identities": 0,
            "api_keys": 0,
            "webhook_subscriptions": 0,
            "webhook_deliveries": 0,
            "batches": 0,
            "deleted_jobs": 0,
            "member_usage": 0,
            "invitations": 0,
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
