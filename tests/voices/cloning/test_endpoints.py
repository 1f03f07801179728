"""Cloned voices as a customer meets them: samples with consent, training, sharing, speaking, and deletion for good."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import av
import numpy as np
import openai
import pytest
import soundfile

from audiostudio.audio.codecs import read_audio
from audiostudio.kit.auth.tokens import Claims, issue_access_token
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.address import WORKER_ROLE, driver_url, role_password
from audiostudio.kit.postgres.database import Database
from audiostudio.storage import service as storage
from audiostudio.storage.choice import open_storage
from tests.support.account import Account
from tests.support.jobs import files_of
from tests.support.patience import PATIENCE_S
from tests.support.speech_samples import KOKORO_RATE_HZ, said_by
from tests.support.studio import Studio

ROOM = "/api/audio-studio/voice-cloning"
WAIT = {"Prefer": "wait=50"}


@pytest.fixture(scope="module")
def recording(open_dir: Path) -> Path:
    path = open_dir / "my voice.wav"
    soundfile.write(path, said_by("am_adam").sound, KOKORO_RATE_HZ, subtype="PCM_16")
    return path


@pytest.fixture(scope="module")
async def person(studio: Studio) -> Account:
    return await studio.register(credits=100, tier="Advanced")


@pytest.fixture(scope="module")
async def stranger(studio: Studio) -> Account:
    return await studio.register(credits=100, tier="Advanced")


@pytest.fixture(scope="module")
async def voice(person: Account, recording: Path) -> dict[str, Any]:
    """Give a voice that was trained."""
    return await trained(person, recording)


async def send(person: Account, *paths: Path, **fields: str) -> Any:
    files = [("file", (path.name, path.read_bytes())) for path in paths]
    return await person.client.post(f"{ROOM}/upload", files=files, data={"consent": "true", "speaker": "Adam"} | fields)


async def trained(person: Account, recording: Path, **body: Any) -> dict[str, Any]:
    samples = (await send(person, recording)).json()["samples"]
    sample_ids = [sample["sample_id"] for sample in samples]
    asked = {"name": "My voice", "effort": "quick", "sample_text": "Hello.", "sample_ids": sample_ids} | body
    answer = await person.client.post(f"{ROOM}/train", json=asked)
    assert answer.status_code == 202, answer.text
    training = answer.json()
    job = await person.finished(training["job"]["job_id"])
    assert job["status"] == "COMPLETED", job
    voice: dict[str, Any] = (await person.client.get(f"{ROOM}/voices/{training['voice']['voice_id']}")).json()
    return voice


async def colleague(studio: Studio, person: Account) -> Account:
    """Give somebody else who works in a person's workspace."""
    other = await studio.register()
    claims = Claims(user_id=other.user_id, workspace_id=person.workspace_id, session_id=new_id(), role="member")
    token = issue_access_token(claims, key=studio.settings.signing_key, lifetime_s=600)
    return Account(studio.client(token), other.email, "", other.user_id, person.workspace_id, token, "")


async def sweep(studio: Studio) -> None:
    url = driver_url(studio.settings.database_url.get_secret_value())
    database = Database(url.set(username=WORKER_ROLE, password=role_password(WORKER_ROLE, studio.settings)))
    await storage.sweep(database, open_storage(studio.settings), pending_grace_s=3600)
    await database.close()


async def test_samples_are_judged_kept_and_free(studio: Studio, recording: Path) -> None:
    person = await studio.register()
    before = await person.balance()
    answer = await send(person, recording)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    [sample] = body["samples"]
    assert body["score"] == sample["score"] >= 80
    assert 10 < body["speech_s"] < 20
    assert sample["name"] == "my voice.wav"
    assert sample["consent"]["declared_by"] == str(person.user_id)
    assert sample["consent"]["speaker"] == "Adam"
    assert sample["consent"]["statement"] == (await person.client.get(f"{ROOM}/consent")).json()["statement"]
    assert (await person.client.get(sample["url"])).content == recording.read_bytes()
    assert [one["sample_id"] for one in (await person.client.get(f"{ROOM}/samples")).json()] == [sample["sample_id"]]
    assert await person.balance() == before
    assert (await person.client.get("/api/audio-studio/library")).json()["items"] == []
    assert (await person.client.delete(f"{ROOM}/samples/{sample['sample_id']}")).status_code == 204
    assert (await person.client.get(f"{ROOM}/samples")).json() == []
    await sweep(studio)
    assert files_of(studio, person) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"consent": "false"}, "consent_missing"),
        ({"consent": ""}, "consent_missing"),
        ({"speaker": "  "}, "speaker_missing"),
    ],
)
async def test_nothing_is_kept_without_consent(
    studio: Studio, recording: Path, fields: dict[str, str], code: str
) -> None:
    person = await studio.register()
    answer = await send(person, recording, **fields)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert files_of(studio, person) == []


async def test_bad_samples_are_refused_with_advice_and_leave_nothing(
    studio: Studio, recording: Path, tmp_path: Path
) -> None:
    person = await studio.register()
    sound = said_by("am_adam").sound
    rng = np.random.default_rng(0)
    bad = {
        "sample_too_short": sound[: KOKORO_RATE_HZ * 3 // 2],
        "audio_silent": np.zeros(5 * KOKORO_RATE_HZ, np.float32),
        "sample_silent": 4e-4 * sound,
        "sample_clipped": np.clip(12 * sound, -1, 1),
        "sample_noisy": sound + 0.2 * rng.standard_normal(sound.size),
        "sample_two_speakers": np.concatenate([sound, said_by("af_heart").sound]),
    }
    for code, content in bad.items():
        path = tmp_path / f"{code}.wav"
        soundfile.write(path, np.clip(content, -1, 1), KOKORO_RATE_HZ, subtype="PCM_16")
        answer = await send(person, recording, path)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert path.name in answer.json()["detail"]
    other = tmp_path / "other.wav"
    soundfile.write(other, said_by("af_heart").sound, KOKORO_RATE_HZ, subtype="PCM_16")
    assert (await send(person, recording, other)).json()["code"] == "samples_differ"
    (tmp_path / "text.wav").write_text("no sound")
    assert (await send(person, tmp_path / "text.wav")).json()["code"] == "audio_undecodable"
    assert (await send(person)).json()["code"] in ("file_field_missing", "form_expected")
    assert (await send(person, *[recording] * 6)).json()["code"] == "too_many_files"
    assert files_of(studio, person) == []


async def test_a_voice_is_trained_paid_and_known(studio: Studio, person: Account, recording: Path) -> None:
    before = await person.balance()
    voice = await trained(person, recording, name="  Adam's  voice ", description="Calm")
    assert before - await person.balance() == 10
    assert (voice["name"], voice["status"], voice["is_mine"], voice["shared"]) == (
        "Adam's voice",
        "trained",
        True,
        False,
    )
    known = voice["characteristics"]
    assert known["gender"] == "male"
    low, high = known["pitch_range_hz"]
    assert 60 < low < known["median_pitch_hz"] < high < 300
    assert known["quality_score"] >= 80
    assert 0.3 < known["similarity"] <= 1
    sample = await studio.client().get(voice["sample_audio"])
    assert sample.headers["content-type"].startswith("audio/")
    assert len(sample.content) > 20_000
    listed = (await person.client.get(f"{ROOM}/voices")).json()["items"]
    assert listed[0]["voice_id"] == voice["voice_id"]
    assert (await person.client.get("/api/audio-studio/library?type=preview&type=report")).json()["items"] == []
    job = (await person.client.get(f"/status/{voice['job_id']}")).json()
    assert job["report"]["engine"] == "audiostudio voice match 1"


async def test_a_cloned_voice_speaks_everywhere_and_says_what_it_is(
    studio: Studio, person: Account, voice: dict[str, Any], tmp_path: Path
) -> None:
    name = voice["id"]
    gallery = (await person.client.get("/api/audio-studio/ai-voice/voices")).json()
    assert name in {one["id"] for one in gallery["custom"]}
    assert name in (await person.client.get("/v1/audio/voices")).json()["voices"]
    uses = (await person.client.get(f"{ROOM}/voices/{voice['voice_id']}")).json()["usage_count"]
    body = {"voice_id": voice["voice_id"], "text": "Hello there, it is me.", "format": "FLAC"}
    job = (await person.client.post(f"{ROOM}/generate", json=body, headers=WAIT)).json()
    assert job["status"] == "COMPLETED", job
    assert job["report"]["cloned"]
    assert job["report"]["synthetic"]
    path = tmp_path / "spoken.flac"
    path.write_bytes((await person.client.get(job["outputs"][0]["url"])).content)
    with av.open(str(path)) as file:
        tags = {key.lower(): value for key, value in {**file.metadata, **file.streams.audio[0].metadata}.items()}
    assert "clone" in tags["comment"]
    assert "Synthetic speech" in tags["comment"]
    assert tags["digitalsourcetype"].endswith("trainedAlgorithmicMedia")
    assert np.abs(read_audio(path)[0]).max() > 0.05
    async with openai.AsyncOpenAI(
        api_key=person.access_token, base_url=f"{studio.url}/v1", max_retries=0, timeout=120
    ) as client:
        spoken = await client.audio.speech.create(model="tts-1", voice=name, input="Hello.", response_format="wav")
    assert len(spoken.content) > 10_000
    mixed = {"text": "Hello.", "voice_id": f"{name}(2)+af_heart(1)"}
    job = (await person.client.post("/api/audio-studio/ai-voice/generate", json=mixed, headers=WAIT)).json()
    assert job["status"] == "COMPLETED", job
    after = (await person.client.get(f"{ROOM}/voices/{voice['voice_id']}")).json()
    assert after["usage_count"] == uses + 3
    assert after["last_used_at"] is not None


async def test_another_workspaces_voice_is_not_there(stranger: Account, voice: dict[str, Any]) -> None:
    address, name = f"{ROOM}/voices/{voice['voice_id']}", voice["id"]
    before = await stranger.balance()
    for answer in (
        await stranger.client.get(address),
        await stranger.client.put(address, json={"name": "Mine"}),
        await stranger.client.delete(address),
        await stranger.client.post(f"{ROOM}/generate", json={"voice_id": voice["voice_id"], "text": "Hello."}),
        await stranger.client.post("/api/audio-studio/ai-voice/generate", json={"voice_id": name, "text": "Hello."}),
        await stranger.client.post("/v1/audio/speech", json={"voice": name, "input": "Hello."}),
        await stranger.client.post(
            "/jobs", json={"tool": "speech_synthesis", "parameters": {"text": f"[voice {name}]Hello.[/]"}}
        ),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "voice_not_found")
    assert (await stranger.client.get(f"{ROOM}/voices")).json()["items"] == []
    assert name not in (await stranger.client.get("/v1/audio/voices")).json()["voices"]
    assert await stranger.balance() == before


async def test_a_voice_is_its_makers_until_it_is_shared(studio: Studio, person: Account, voice: dict[str, Any]) -> None:
    address = f"{ROOM}/voices/{voice['voice_id']}"
    other = await colleague(studio, person)
    assert (await other.client.get(address)).json()["code"] == "voice_not_found"
    spoken = {"voice_id": voice["voice_id"], "text": "Hello."}
    assert (await other.client.post(f"{ROOM}/generate", json=spoken)).status_code == 404
    changed = (await person.client.put(address, json={"shared": True, "name": "Ours"})).json()
    assert (changed["shared"], changed["name"]) == (True, "Ours")
    seen = (await other.client.get(address)).json()
    assert (seen["name"], seen["is_mine"]) == ("Ours", False)
    job = (await other.client.post(f"{ROOM}/generate", json=spoken, headers=WAIT)).json()
    assert job["status"] == "COMPLETED", job
    for answer in (await other.client.put(address, json={"name": "Mine"}), await other.client.delete(address)):
        assert (answer.status_code, answer.json()["code"]) == (403, "voice_not_yours")
    assert (await other.client.get(f"{ROOM}/samples")).json() == []
    assert (await person.client.put(address, json={"shared": False})).status_code == 200
    assert (await other.client.get(address)).status_code == 404


async def test_a_deleted_voice_is_gone_for_good_but_not_what_it_said(
    studio: Studio, stranger: Account, recording: Path
) -> None:
    person = await studio.register(credits=100, tier="Advanced")
    voice = await trained(person, recording)
    spoken = {"voice_id": voice["voice_id"], "text": "Hello."}
    job = (await person.client.post(f"{ROOM}/generate", json=spoken, headers=WAIT)).json()
    await sweep(studio)
    assert len(files_of(studio, person)) == 5  # sample, voice, its sample, what is known, speech
    address = f"{ROOM}/voices/{voice['voice_id']}"
    assert (await person.client.delete(address)).status_code == 204
    await sweep(studio)
    [left] = files_of(studio, person)
    assert left.name == "speech.wav"
    for answer in (
        await person.client.get(address),
        await person.client.delete(address),
        await person.client.post(f"{ROOM}/generate", json=spoken),
        await person.client.post("/v1/audio/speech", json={"voice": voice["id"], "input": "Hello."}),
        await person.client.post(
            f"/api/audio-studio/library/{job['outputs'][0]['asset_id']}/generate", json={"parameters": {}}
        ),
    ):
        assert (answer.status_code, answer.json()["code"]) == (410, "voice_deleted")
    assert (await stranger.client.get(address)).status_code == 404
    assert (await person.client.get(f"{ROOM}/voices")).json()["items"] == []
    assert (await person.client.get(f"/status/{voice['job_id']}")).status_code == 404
    with studio.admin() as connection:
        row = connection.execute(
            "SELECT name, characteristics FROM cloned_voices WHERE id = %s", (UUID(voice["voice_id"]),)
        ).fetchone()
        assert row == ("", {})
        consent = connection.execute(
            "SELECT speaker, findings, asset_id FROM voice_samples WHERE voice_id = %s", (UUID(voice["voice_id"]),)
        ).fetchall()
        assert consent == [("Adam", {}, None)], "that somebody agreed stays known"


async def test_samples_make_one_voice(person: Account, stranger: Account, recording: Path) -> None:
    [sample] = (await send(person, recording)).json()["samples"]
    body = {"name": "One", "effort": "quick", "sample_ids": [sample["sample_id"]]}
    theirs = await stranger.client.post(f"{ROOM}/train", json=body)
    assert (theirs.status_code, theirs.json()["code"]) == (404, "sample_not_found")
    first = await person.client.post(f"{ROOM}/train", json=body, headers={"Idempotency-Key": "one"})
    assert first.status_code == 202
    again = await person.client.post(f"{ROOM}/train", json=body, headers={"Idempotency-Key": "one"})
    assert again.json()["voice"]["voice_id"] == first.json()["voice"]["voice_id"]
    other = await person.client.post(f"{ROOM}/train", json=body)
    assert (other.status_code, other.json()["code"]) == (409, "sample_in_use")
    assert (await person.client.delete(f"{ROOM}/samples/{sample['sample_id']}")).json()["code"] == "sample_in_use"
    assert (await person.client.delete(f"{ROOM}/voices/{first.json()['voice']['voice_id']}")).status_code == 204


async def test_other_routes_train_nothing(person: Account, recording: Path) -> None:
    before = await person.balance()
    answer = await person.upload(recording, tool="voice_cloning", parameters='{"consent": true}')
    assert (answer.status_code, answer.json()["code"]) == (422, "voice_samples_missing")
    assert await person.balance() == before


async def test_who_cannot_pay_trains_nothing(studio: Studio, recording: Path) -> None:
    person = await studio.register()
    while await person.balance() >= 10:
        await person.client.post("/jobs", json={"tool": "speech_synthesis", "parameters": {"text": "x" * 5_000}})
    [sample] = (await send(person, recording)).json()["samples"]
    body = {"name": "One", "sample_ids": [sample["sample_id"]]}
    assert (await person.client.post(f"{ROOM}/train", json=body)).status_code == 402
    assert (await person.client.get(f"{ROOM}/voices")).json()["items"] == []
    assert (await person.client.get(f"{ROOM}/samples")).json()[0]["voice_id"] is None


async def test_a_voice_stands_where_its_training_stands(idle_studio: Studio, recording: Path) -> None:
    person = await idle_studio.register(credits=100)
    [sample] = (await send(person, recording)).json()["samples"]
    body = {"name": "One", "sample_ids": [sample["sample_id"]]}
    training = (await person.client.post(f"{ROOM}/train", json=body)).json()
    assert training["voice"]["status"] == "pending"
    address = f"{ROOM}/voices/{training['voice']['voice_id']}"
    spoken = {"voice_id": training["voice"]["voice_id"], "text": "Hello."}
    early = await person.client.post(f"{ROOM}/generate", json=spoken)
    assert (early.status_code, early.json()["code"]) == (409, "voice_not_trained")
    before = await person.balance()
    assert (await person.client.post(f"/job/{training['job']['job_id']}/cancel")).status_code == 200
    assert (await person.client.get(address)).json()["status"] == "failed"
    assert await person.balance() == before + 10
    again = await person.client.post(f"{ROOM}/train", json=body)
    assert again.status_code == 202, "samples of a training that failed can be used again"
    voice = again.json()["voice"]
    assert (await person.client.delete(f"/job/{voice['job_id']}")).status_code == 204
    seen = (await person.client.get(f"{ROOM}/voices/{voice['voice_id']}")).json()
    assert (seen["status"], seen["job_id"]) == ("failed", None)
    assert (await person.client.delete(f"{ROOM}/voices/{voice['voice_id']}")).status_code == 204
    await sweep(idle_studio)
    assert files_of(idle_studio, person) == []


async def test_a_voice_deleted_while_it_is_trained_leaves_nothing(studio: Studio, recording: Path) -> None:
    person = await studio.register(credits=100, tier="Advanced")
    [sample] = (await send(person, recording)).json()["samples"]
    body = {"name": "One", "sample_ids": [sample["sample_id"]]}
    training = (await person.client.post(f"{ROOM}/train", json=body)).json()
    status = f"/status/{training['job']['job_id']}"
    async with asyncio.timeout(PATIENCE_S):
        while (await person.client.get(status)).json()["status"] == "PENDING":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    address = f"{ROOM}/voices/{training['voice']['voice_id']}"
    assert (await person.client.get(address)).json()["status"] == "training"
    assert (await person.client.delete(address)).status_code == 204
    await sweep(studio)
    assert files_of(studio, person) == []


async def test_a_voice_deleted_before_its_job_began_fails_the_job_and_returns_the_credit(
    idle_studio: Studio, recording: Path
) -> None:
    from audiostudio.jobs.runner import JobRunner
    from audiostudio.kit.processes.pool import ChildPool

    person = await idle_studio.register(credits=100, tier="Advanced")
    with idle_studio.admin() as connection:
        row = connection.execute(
            "INSERT INTO cloned_voices (workspace_id, user_id, name, language, is_shared, status) "
            "VALUES (%s, %s, 'x', 'en-US', false, 'trained') RETURNING id",
            (person.workspace_id, person.user_id),
        ).fetchone()
    before = await person.balance()
    body = {"voice_id": str(row[0]), "text": "Hello."}
    job = (await person.client.post(f"{ROOM}/generate", json=body)).json()
    assert (await person.client.delete(f"{ROOM}/voices/{row[0]}")).status_code == 204
    url = driver_url(idle_studio.settings.database_url.get_secret_value())
    database = Database(url.set(username=WORKER_ROLE, password=role_password(WORKER_ROLE, idle_studio.settings)))
    async with ChildPool(size=1, waiting=0) as children:
        folder = idle_studio.settings.work_dir / "here"
        backend = open_storage(idle_studio.settings)
        await JobRunner(database, backend, idle_studio.settings, children, folder).run(UUID(job["job_id"]))
    await database.close()
    ended = await person.finished(job["job_id"])
    assert (ended["status"], ended["error"]["code"]) == ("FAILED", "voice_deleted")
    assert await person.balance() == before
