"""What is kept is bounded: by the workspace's plan, by the disk, and by how many files a form may hold."""

import asyncio
import io
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
import soundfile
from starlette.datastructures import Headers

from audiostudio.intake.file_counts import TooManyFiles
from audiostudio.intake.form import read_form
from audiostudio.kit.processes.pool import CHILD_FOLDER
from audiostudio.storage import local_disk
from tests.support.account import Account
from tests.support.studio import serving, working

LIBRARY, STORAGE, TRASH = "/api/audio-studio/library", "/api/audio-studio/storage", "/api/audio-studio/trash"
TUS = {"Tus-Resumable": "1.0.0"}
MEBIBYTE = 2**20


def wav(size_bytes: int) -> bytes:
    """Return a WAV of that size: its header has 44 bytes, a sample two."""
    file = io.BytesIO()
    noise = np.random.default_rng(1).uniform(-0.1, 0.1, (size_bytes - 44) // 2)
    soundfile.write(file, noise, 48_000, "PCM_16", format="WAV")
    assert len(file.getvalue()) == size_bytes
    return file.getvalue()


async def announce(account: Account, size_bytes: int) -> httpx2.Response:
    return await account.client.post("/uploads", headers=TUS | {"Upload-Length": str(size_bytes)})


async def keep(account: Account, sound: bytes) -> httpx2.Response:
    return await account.client.post(LIBRARY, files={"file": ("sound.wav", sound)})


async def convert(account: Account, sound: bytes) -> httpx2.Response:
    return await account.client.post("/upload", files={"file": ("sound.wav", sound)}, data={"tool": "conversion"})


async def kept_bytes(account: Account) -> int:
    return int((await account.client.get(STORAGE)).json()["kept_bytes"])


@pytest.mark.parametrize(
    ("setting", "code"), [("storage_quota_mb", "storage_quota_used_up"), ("upload_quota_mb", "upload_quota_used_up")]
)
async def test_of_announcements_at_once_no_more_are_accepted_than_fit(
    make_settings: Any, setting: str, code: str
) -> None:
    async with serving(make_settings(**{setting: 7})) as studio:
        account = await studio.register()
        answers = await asyncio.gather(*(announce(account, 2 * MEBIBYTE) for _ in range(20)))
        assert sorted(answer.status_code for answer in answers) == [201] * 3 + [413] * 17
        assert {answer.json()["code"] for answer in answers if answer.status_code == 413} == {code}
        assert await kept_bytes(account) == 6 * MEBIBYTE


async def test_what_a_workspace_keeps_is_bounded_told_and_freed_by_deleting(make_settings: Any) -> None:
    sound = wav(600_000)
    async with serving(make_settings(storage_quota_mb=2)) as studio:
        account, neighbour = await studio.register(), await studio.register()
        assert (await account.client.get(STORAGE)).json() == {"kept_bytes": 0, "allowed_bytes": 2 * MEBIBYTE}
        made = await asyncio.gather(*(keep(account, sound) for _ in range(6)))
        assert sorted(answer.status_code for answer in made) == [201] * 3 + [413] * 3
        refused = (await convert(account, sound)).json()
        assert (refused["code"], refused["allowed_bytes"]) == ("storage_quota_used_up", 2 * MEBIBYTE)
        assert refused["kept_bytes"] == await kept_bytes(account) == 3 * 600_000
        assert (await account.client.get("/credits/balance")).json()["balance"] == 3, "nothing was charged"
        assert (await keep(neighbour, sound)).status_code == 201

        item = next(answer.json()["audio_id"] for answer in made if answer.status_code == 201)
        await account.client.delete(f"{LIBRARY}/{item}")
        assert await kept_bytes(account) == 3 * 600_000, "the trash is kept, too"
        await account.client.delete(TRASH)
        assert await kept_bytes(account) == 2 * 600_000
        job = (await convert(account, sound)).json()
        assert await kept_bytes(account) == 3 * 600_000
        await account.client.delete(f"/job/{job['job_id']}")
        assert await kept_bytes(account) == 2 * 600_000


async def test_a_full_workspace_begins_nothing_that_would_make_more(make_settings: Any) -> None:
    async with serving(make_settings(storage_quota_mb=1)) as studio:
        account = await studio.register()
        assert (await announce(account, MEBIBYTE)).status_code == 201
        asked = {"tool": "speech_synthesis", "parameters": {"text": "Hello."}}
        for answer in (
            await account.client.post("/jobs", json=asked),
            await account.client.post("/v1/audio/speech", json={"input": "Hello.", "voice": "af_heart"}),
            await keep(account, wav(1000)),
        ):
            assert (answer.status_code, answer.json()["code"]) == (413, "storage_quota_used_up")


async def test_with_too_little_free_disk_nothing_is_taken_in_and_the_rest_goes_on(make_settings: Any) -> None:
    async with serving(make_settings(free_disk_floor_mb=2**40)) as studio:
        account = await studio.register()
        sound = wav(10_000)
        for answer in (
            await convert(account, sound),
            await keep(account, sound),
            await account.client.post("/api/audio-studio/voice-cloning/upload", files={"file": ("a.wav", sound)}),
            await announce(account, 10),
            await account.client.post("/jobs", json={"tool": "speech_synthesis", "parameters": {"text": "Hello."}}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (503, "disk_full")
            assert int(answer.headers["Retry-After"]) > 0
        assert (await account.client.get("/jobs")).status_code == 200
        left = studio.settings.work_dir.glob("uploads/*/*")
        assert [path for path in left if not path.name.startswith(CHILD_FOLDER)] == []


async def test_a_job_whose_result_finds_no_room_fails_and_is_given_back(
    make_settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings(job_max_attempts=1)
    async with serving(settings) as studio:
        account = await studio.register()
        job_id = (await convert(account, wav(100_000))).json()["job_id"]
        assert (await account.client.get("/credits/balance")).json()["balance"] < 3

        def no_room(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(local_disk.os, "fsync", no_room)
        async with working(settings):
            job = await ended(account, job_id)
        monkeypatch.undo()
        assert (job["status"], job["error"]["code"]) == ("FAILED", "disk_full")
        assert (await account.client.get("/credits/balance")).json()["balance"] == 3
        assert list((settings.storage_dir / ".incoming").iterdir()) == []


async def ended(account: Account, job_id: str) -> dict[str, Any]:
    for _ in range(600):
        job: dict[str, Any] = (await account.client.get(f"/status/{job_id}")).json()
        if job["status"] in {"COMPLETED", "FAILED", "CANCELLED"}:
            return job
        await asyncio.sleep(0.1)
    raise AssertionError(job)


async def test_a_form_is_left_at_its_first_file_too_many_and_written_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files lie in the given folder from their first byte; those of other fields lie nowhere."""
    elsewhere, folder = tmp_path / "tmp", tmp_path / "work"
    elsewhere.mkdir()
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    piece = b"x" * 2 * MEBIBYTE
    taken = 0

    async def body() -> AsyncGenerator[bytes, None]:
        nonlocal taken
        for name in ("stray", "file", "file", "file"):
            yield (
                f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="a.wav"\r\n\r\n'.encode()
                + piece
                + b"\r\n"
            )
            taken += 1
        yield b"--b--\r\n"

    def at_most_two(_: dict[str, str], files: int, references: int) -> None:
        assert sum(path.stat().st_size for path in elsewhere.rglob("*")) == 0
        if files > 2:
            raise TooManyFiles

    headers = Headers({"content-type": "multipart/form-data; boundary=b"})
    with pytest.raises(TooManyFiles):
        await read_form(
            headers, body(), folder, max_bytes=4 * MEBIBYTE, check_counts=at_most_two, on_written=lambda _: None
        )
    assert taken == 3, "the piece with the third file's head is the last that was taken"
    assert [path.stat().st_size for path in folder.iterdir()] == [2 * MEBIBYTE] * 2
