"""Uploads as clients of tus make them: resumed after every kind of interruption, whole byte for byte, never mixed."""

import asyncio
import base64
import hashlib
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
import soundfile

from audiostudio.kit.postgres.address import WORKER_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from audiostudio.settings import Settings
from audiostudio.uploads import service as uploads
from tests.support.account import Account
from tests.support.patience import PATIENCE_S
from tests.support.studio import Studio, free_port, serving
from tests.support.tus_client import TUS, add, begin, begun, break_off, offset


@pytest.fixture(scope="module")
def long_noise(open_dir: Path) -> Path:
    """Give twenty megabytes of noise, which is several parts."""
    path = open_dir / "long noise.wav"
    noise = np.random.default_rng(1).uniform(-0.3, 0.3, (48_000 * 105, 2))
    soundfile.write(path, noise, 48_000, subtype="PCM_16")
    assert path.stat().st_size > 20e6
    return path


async def _until_offset(client: httpx2.AsyncClient, address: str, expected: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await offset(client, address) != expected:  # noqa: ASYNC110 - only asking tells
            await asyncio.sleep(0.05)


async def _arrived(account: Account, upload_id: str) -> bytes:
    """Return the bytes of an upload as a job got them."""
    body = {"tool": "conversion", "audio_ids": [upload_id]}
    answer = await account.client.post("/jobs", json=body)
    assert answer.status_code == 202, answer.text
    job = (await account.client.get(f"/status/{answer.json()['job_id']}")).json()
    return (await account.client.get(f"/asset/{job['inputs'][0]['asset_id']}")).content


async def test_the_server_tells_what_it_speaks(idle_studio: Studio) -> None:
    answer = await idle_studio.client().options("/uploads")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == answer.headers["tus-resumable"] == "1.0.0"
    assert set(answer.headers["tus-extension"].split(",")) == {"creation", "expiration", "checksum", "termination"}
    assert int(answer.headers["tus-max-size"]) == 500 * 2**20


async def test_an_upload_goes_on_where_it_broke_off_and_becomes_a_job(idle_studio: Studio, long_noise: Path) -> None:
    studio = idle_studio
    account = await studio.register()
    data = long_noise.read_bytes()
    address = await begun(account.client, len(data), "my noise.wav")
    assert await offset(account.client, address) == 0

    sent = 9_000_000  # more than a part
    await break_off(studio.url, account.access_token, address, 0, data[:sent], announced=len(data))
    await _until_offset(account.client, address, sent)
    more = 123_457
    await break_off(studio.url, account.access_token, address, sent, data[sent:][:more], announced=len(data) - sent)
    await _until_offset(account.client, address, sent + more)

    unfinished = await account.client.post("/jobs", json={"tool": "conversion", "audio_ids": [address.split("/")[-1]]})
    assert (unfinished.status_code, unfinished.json()["code"]) == (409, "upload_unfinished")
    answer = await add(account.client, address, sent + more, data[sent + more :])
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(len(data)))
    assert answer.headers["upload-expires"].endswith("GMT")

    view = (await account.client.get(address)).json()
    assert (view["name"], view["finished"], view["offset_bytes"]) == ("my noise.wav", True, len(data))
    body, headers = {"tool": "conversion", "audio_ids": [view["upload_id"]]}, {"Idempotency-Key": "once"}
    accepted = (await account.client.post("/jobs", json=body, headers=headers)).json()
    job = (await account.client.get(f"/status/{accepted['job_id']}")).json()
    assert job["inputs"][0]["sha256"] == hashlib.sha256(data).hexdigest()
    assert job["filename"] == "my noise.wav"
    again = await account.client.post("/jobs", json=body, headers=headers)
    assert again.json()["job_id"] == job["job_id"]

    assert (await account.client.delete(address, headers=TUS)).status_code == 204
    assert (await account.client.head(address, headers=TUS)).status_code == 404
    assert (await add(account.client, address, 0, b"x")).json()["code"] == "upload_not_found"
    kept = await account.client.get(f"/asset/{job['inputs'][0]['asset_id']}")
    assert kept.content == data, "what a job took stays"


@pytest.mark.parametrize("storage", ["local", "s3"])
async def test_any_server_goes_on_with_what_another_took_in(
    make_settings: Any, request: pytest.FixtureRequest, song: Path, storage: str
) -> None:
    changes: dict[str, Any] = {}
    if storage == "s3":
        s3: Settings = request.getfixturevalue("s3_settings")
        names = ("storage_type", "s3_bucket", "s3_region", "s3_endpoint_url")
        changes = {name: getattr(s3, name) for name in (*names, "aws_access_key_id", "aws_secret_access_key")}
    settings = make_settings(**changes)
    other = settings.model_copy(update={"port": free_port()})
    data = song.read_bytes()
    cuts = sorted(random.Random(5).sample(range(len(data)), 6))
    pieces = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    async with serving(settings) as first:
        account = await first.register()
        address = await begun(account.client, len(data))
        upload_id = address.split("/")[-1]
        assert (await add(account.client, address, 0, pieces[0])).status_code == 204
    async with serving(settings) as again, serving(other) as beside:
        clients = [again.client(account.access_token), beside.client(account.access_token)]
        for number, piece in enumerate(pieces[1:]):
            client = clients[number % 2]
            at = await offset(client, address)
            assert (await add(client, address, at, piece)).status_code == 204
        account.client = clients[1]
        assert await _arrived(account, upload_id) == data


async def test_of_requests_that_add_the_same_bytes_one_wins(idle_studio: Studio) -> None:
    account = await idle_studio.register(tier="Pro")
    size = 20 * 2**20
    address = await begun(account.client, size)
    bodies = [bytes([fill]) * size for fill in range(1, 5)]

    async def send(body: bytes) -> int:
        try:
            return (await add(account.client, address, 0, body)).status_code
        except httpx2.TransportError:  # refused before all was sent
            return 409

    outcomes = await asyncio.gather(*(send(body) for body in bodies))
    assert sorted(outcomes) == [204, 409, 409, 409]
    assert await offset(account.client, address) == size
    with idle_studio.admin() as connection:
        keys = connection.execute(
            "SELECT storage_key FROM upload_parts WHERE upload_id = %s ORDER BY start_byte", (address.split("/")[-1],)
        ).fetchall()
        left = connection.execute(
            "SELECT count(*) FROM stored_objects WHERE workspace_id = %s AND state = 'pending'", (account.workspace_id,)
        ).fetchone()
    stored = b"".join((idle_studio.settings.storage_dir / key).read_bytes() for (key,) in keys)
    assert stored == bodies[outcomes.index(204)], "the winner's bytes alone"
    assert left == (0,), "what the others sent is thrown away"


async def test_bytes_that_do_not_follow_are_refused_with_where_it_goes_on(idle_studio: Studio) -> None:
    account = await idle_studio.register()
    address = await begun(account.client, 10)
    assert (await add(account.client, address, 0, b"01234")).status_code == 204
    for at in (0, 4, 6, 10):
        answer = await add(account.client, address, at, b"")
        assert (answer.status_code, answer.headers["upload-offset"]) == (409, "5"), at
        assert answer.json()["code"] == "upload_offset_wrong"
    too_much = await add(account.client, address, 5, b"567890")
    assert (too_much.status_code, too_much.json()["code"]) == (413, "upload_overrun")

    async def endless() -> Any:
        for _ in range(100):
            yield b"5" * 1000

    with suppress(httpx2.TransportError):  # where it is cut off while it still sends
        assert (await add(account.client, address, 5, endless())).status_code == 413
    assert await offset(account.client, address) == 5
    assert (await add(account.client, address, 5, b"56789")).status_code == 204


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412, "tus_version_unsupported"),
        ({"Upload-Length": str(50 * 2**20 + 1)}, 413, "upload_too_large"),
        ({"Upload-Length": "-1"}, 422, "validation_failed"),
        ({"Upload-Length": "much"}, 422, "validation_failed"),
        ({"Upload-Metadata": "filename not*base64"}, 400, "upload_metadata_invalid"),
        ({"Upload-Metadata": "filename " + base64.b64encode(b"a\0b").decode()}, 400, "upload_metadata_invalid"),
        ({"Upload-Metadata": "filename " + base64.b64encode(b"\xff\xfe").decode()}, 400, "upload_metadata_invalid"),
    ],
)
async def test_what_cannot_be_taken_in_is_refused_before_a_byte_is_sent(
    idle_studio: Studio, change: dict[str, str], status: int, code: str
) -> None:
    account = await idle_studio.register()
    answer = await begin(account.client, 10, **change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_unused_uploads_fill_a_workspaces_share_and_no_more(make_settings: Any) -> None:
    async with serving(make_settings(upload_quota_mb=3)) as studio:
        account, neighbour = await studio.register(), await studio.register()
        address = await begun(account.client, 2 * 2**20)
        refused = await begin(account.client, 2 * 2**20)
        assert (refused.status_code, refused.json()["code"]) == (413, "upload_quota_used_up")
        assert refused.json()["free_bytes"] == 2**20
        await begun(neighbour.client, 2 * 2**20)
        await account.client.delete(address, headers=TUS)
        await begun(account.client, 2 * 2**20)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_damaged_bytes_are_thrown_away_whole(idle_studio: Studio, algorithm: str) -> None:
    account = await idle_studio.register()
    data = random.Random(3).randbytes(9 * 2**20)  # more than a part
    address = await begun(account.client, len(data))
    digest = base64.b64encode(hashlib.new(algorithm, data).digest()).decode()
    damaged = data[:-1] + bytes([data[-1] ^ 1])
    for body, checksum, status, code in (
        (damaged, f"{algorithm} {digest}", 460, "upload_checksum_mismatch"),
        (data, f"crc32 {digest}", 400, "upload_checksum_invalid"),
        (data, f"{algorithm} !", 400, "upload_checksum_invalid"),
    ):
        answer = await add(account.client, address, 0, body, **{"Upload-Checksum": checksum})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert await offset(account.client, address) == 0
    right = await add(account.client, address, 0, data, **{"Upload-Checksum": f"{algorithm} {digest}"})
    assert (right.status_code, right.headers["upload-offset"]) == (204, str(len(data)))


async def test_bytes_are_named_as_such(idle_studio: Studio) -> None:
    account = await idle_studio.register()
    address = await begun(account.client, 10)
    answer = await add(account.client, address, 0, b"0123456789", **{"Content-Type": "audio/wav"})
    assert (answer.status_code, answer.json()["code"]) == (415, "upload_type_wrong")
    assert answer.headers["tus-resumable"] == "1.0.0"


async def test_what_is_left_alone_expires_and_its_files_go(idle_studio: Studio) -> None:
    studio = idle_studio
    account = await studio.register()
    address = await begun(account.client, 10)
    await add(account.client, address, 0, b"01234")
    with studio.admin() as connection:
        connection.execute("UPDATE uploads SET expires_at = now() - interval '1 s' WHERE name = 'song.wav'")
    for answer in (
        await account.client.head(address, headers=TUS),
        await add(account.client, address, 5, b"56789"),
        await account.client.get(address),
    ):
        assert answer.status_code == 410
    assert answer.json()["code"] == "upload_expired"
    database = Database(role_url(WORKER_ROLE, studio.settings))
    try:
        assert await uploads.remove_expired(database) >= 1
    finally:
        await database.close()
    assert (await account.client.get(address)).status_code == 404
    with studio.admin() as connection:
        states = connection.execute(
            "SELECT state FROM stored_objects WHERE workspace_id = %s", (account.workspace_id,)
        ).fetchall()
    assert states == [("deleting",)], "the sweep takes it"


async def test_an_empty_file_arrives_and_is_judged_as_any_other(idle_studio: Studio) -> None:
    account = await idle_studio.register()
    address = await begun(account.client, 0)
    answer = await account.client.post("/jobs", json={"tool": "mastering", "audio_ids": [address.split("/")[-1]]})
    assert (answer.status_code, answer.json()["code"]) == (422, "audio_empty")


async def test_strangers_find_nothing(idle_studio: Studio) -> None:
    account, stranger = await idle_studio.register(), await idle_studio.register()
    address = await begun(account.client, 10)
    assert (await stranger.client.head(address, headers=TUS)).status_code == 404
    assert (await add(stranger.client, address, 0, b"x" * 10)).status_code == 404
    assert (await stranger.client.delete(address, headers=TUS)).status_code == 404
    work = await stranger.client.post("/jobs", json={"tool": "mastering", "audio_ids": [address.split("/")[-1]]})
    assert (work.status_code, work.json()["code"]) == (404, "asset_not_found")
    assert await offset(account.client, address) == 0
