"""Training that is interrupted anywhere: a voice stands where its job stands, with the files of one attempt or none."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import soundfile

from audiostudio.jobs import lifecycle
from audiostudio.jobs.models import Job
from audiostudio.kit.auth.subject import Identity
from audiostudio.kit.postgres.database import Database
from audiostudio.library import service as library
from audiostudio.library.service import NewAsset
from audiostudio.storage import service as storage
from audiostudio.storage.choice import open_storage
from audiostudio.voices.cloning import service
from audiostudio.voices.cloning.schemas import VoiceChanges
from audiostudio.voices.cloning.service import VoiceDeleted, VoiceNotFound, VoiceNotTrained, VoiceNotYours
from tests.conftest import Account, Studio
from tests.jobs.conftest import files_of, worker_database
from tests.speech_samples import KOKORO_RATE_HZ, said_by

ROOM = "/api/audio-studio/voice-cloning"
REPORT = {"gender": "male", "samples": [{"score": 90}], "sample_text": "Hello."}


@pytest.fixture
async def database(idle_studio: Studio) -> AsyncIterator[Database]:
    database = worker_database(idle_studio)
    yield database
    await database.close()


@pytest.fixture(scope="module")
def recording(open_dir: Path) -> Path:
    path = open_dir / "recording.wav"
    soundfile.write(path, said_by("am_adam").sound, KOKORO_RATE_HZ, subtype="PCM_16")
    return path


async def begun(studio: Studio, recording: Path) -> tuple[Account, str, UUID]:
    """Return somebody, the address of their voice, and the job that is to train it."""
    person = await studio.register(credits=50)
    sent = await person.client.post(
        f"{ROOM}/upload",
        files={"file": ("me.wav", recording.read_bytes())},
        data={"consent": "true", "speaker": "Adam"},
    )
    asked = {"name": "One", "sample_ids": [sent.json()["samples"][0]["sample_id"]]}
    training = (await person.client.post(f"{ROOM}/train", json=asked)).json()
    return person, f"{ROOM}/voices/{training['voice']['voice_id']}", UUID(training["job"]["job_id"])


async def status(person: Account, address: str) -> Any:
    return (await person.client.get(address)).json()["status"]


async def keep(studio: Studio, database: Database, job: Job, folder: Path) -> bool:
    new_assets = []
    for role, kind in (("voice", "voice"), ("sample", "preview"), ("characteristics", "report")):
        path = folder / f"{role}.bin"
        path.write_text(f"{role} of attempt {job.attempt}")
        new_assets.append(NewAsset(path, path.name, role, kind, "application/octet-stream"))
    return await lifecycle.store_and_complete(
        database, open_storage(studio.settings), studio.settings, job, new_assets, REPORT
    )


async def test_the_job_gets_the_samples_and_the_voice_what_came_out(
    idle_studio: Studio, database: Database, recording: Path, tmp_path: Path
) -> None:
    person, address, job_id = await begun(idle_studio, recording)
    job = await lifecycle.claim(database, job_id)
    assert job is not None
    assert await status(person, address) == "training"
    [sample] = await lifecycle.input_assets(database, job)
    assert (sample.direction, sample.expires_at, sample.job_id) == ("sample", None, None)
    assert await keep(idle_studio, database, job, tmp_path)
    voice = (await person.client.get(address)).json()
    assert voice["status"] == "trained"
    assert voice["characteristics"] == {"gender": "male", "sample_text": "Hello."}
    assert (await person.client.get(voice["sample_audio"])).text == "sample of attempt 1"
    assert (await person.client.get(f"/status/{job_id}")).json()["outputs"] == []
    assert (await person.client.delete(f"/job/{job_id}")).status_code == 204
    assert await status(person, address) == "trained", "the voice outlives the record of its training"
    assert len(files_of(idle_studio, person)) == 4


async def test_a_worker_that_died_leaves_no_trace_in_the_voice(
    idle_studio: Studio, database: Database, recording: Path, tmp_path: Path
) -> None:
    person, address, job_id = await begun(idle_studio, recording)
    first = await lifecycle.claim(database, job_id)
    assert first is not None
    await lifecycle.recover_attempts(database, [(job_id, first.attempt)])
    assert await status(person, address) == "pending"
    second = await lifecycle.claim(database, job_id)
    assert second is not None
    assert not await keep(idle_studio, database, first, tmp_path), "the dead attempt comes too late"
    assert await status(person, address) == "training"
    assert await keep(idle_studio, database, second, tmp_path)
    voice = (await person.client.get(address)).json()
    assert (await person.client.get(voice["sample_audio"])).text == "sample of attempt 2"
    await storage.sweep(database, open_storage(idle_studio.settings), pending_grace_s=3600)
    assert len(files_of(idle_studio, person)) == 4


async def test_a_training_that_cannot_be_finished_changes_nothing(
    idle_studio: Studio, database: Database, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, address, job_id = await begun(idle_studio, recording)
    job = await lifecycle.claim(database, job_id)
    assert job is not None

    async def die(*arguments: Any) -> None:
        raise RuntimeError("the process died here")

    with monkeypatch.context() as patched:
        patched.setattr("audiostudio.voices.cloning.service.finish_training", die)
        with pytest.raises(RuntimeError):
            await keep(idle_studio, database, job, tmp_path)
    assert await status(person, address) == "training"
    await storage.sweep(database, open_storage(idle_studio.settings), pending_grace_s=3600)
    assert len(files_of(idle_studio, person)) == 1, "the sample"
    assert await keep(idle_studio, database, job, tmp_path)
    assert await status(person, address) == "trained"


async def test_a_training_that_failed_is_refunded_and_says_why(
    idle_studio: Studio, database: Database, recording: Path
) -> None:
    person, address, job_id = await begun(idle_studio, recording)
    before = await person.balance()
    job = await lifecycle.claim(database, job_id)
    assert job is not None
    await lifecycle.fail(database, job, code="sample_noisy", detail="me.wav: too noisy.")
    voice = (await person.client.get(address)).json()
    assert (voice["status"], voice["error_code"], voice["error_detail"]) == (
        "failed",
        "sample_noisy",
        "me.wav: too noisy.",
    )
    assert await person.balance() == before + 10


async def test_recordings_that_no_voice_is_learned_from_are_forgotten(
    idle_studio: Studio, database: Database, recording: Path
) -> None:
    person, _, _ = await begun(idle_studio, recording)
    await person.client.post(
        f"{ROOM}/upload",
        files={"file": ("unused.wav", recording.read_bytes())},
        data={"consent": "true", "speaker": "Adam"},
    )
    with idle_studio.admin() as connection:
        connection.execute(
            "UPDATE assets SET expires_at = now() - interval '1 s' WHERE expires_at IS NOT NULL AND workspace_id = %s",
            (person.workspace_id,),
        )
    await library.delete_expired(database)
    await service.forget_unused(database)
    [kept] = (await person.client.get(f"{ROOM}/samples")).json()
    assert kept["name"] == "me.wav"
    with idle_studio.admin() as connection:
        rows = connection.execute("SELECT 1 FROM voice_samples WHERE workspace_id = %s", (person.workspace_id,))
        assert len(rows.fetchall()) == 1


async def test_the_worker_fetches_only_what_the_jobs_owner_may_use(
    idle_studio: Studio, database: Database, recording: Path, tmp_path: Path
) -> None:
    person, address, job_id = await begun(idle_studio, recording)
    stranger = await idle_studio.register()
    backend = open_storage(idle_studio.settings)
    voice_id = UUID(address.rpartition("/")[2])
    params = {"text": "Hello.", "segments": [{"voice": f"am_adam+{service.name_of(voice_id)}"}]}

    async def fetch(workspace_id: UUID, user_id: UUID | None) -> dict[str, Path]:
        return await service.fetch(database, backend, params, tmp_path, workspace_id=workspace_id, user_id=user_id)

    with pytest.raises(VoiceNotTrained):
        await fetch(person.workspace_id, person.user_id)
    job = await lifecycle.claim(database, job_id)
    assert job is not None
    await keep(idle_studio, database, job, tmp_path)
    found = await fetch(person.workspace_id, person.user_id)
    assert {name: path.read_text() for name, path in found.items()} == {service.name_of(voice_id): "voice of attempt 1"}
    for workspace_id, user_id in (
        (stranger.workspace_id, stranger.user_id),
        (person.workspace_id, stranger.user_id),
        (person.workspace_id, None),
    ):
        with pytest.raises(VoiceNotFound):
            await fetch(workspace_id, user_id)
    assert (await person.client.put(address, json={"shared": True})).status_code == 200
    assert await fetch(person.workspace_id, stranger.user_id)
    async with database.session(workspace_id=person.workspace_id, user_id=stranger.user_id) as session:
        identity = Identity(person.workspace_id, stranger.user_id)
        with pytest.raises(VoiceNotYours):
            await service.change(session, identity, voice_id, VoiceChanges(name="Mine"))
    assert (await person.client.delete(address)).status_code == 204
    with pytest.raises(VoiceDeleted):
        await fetch(person.workspace_id, person.user_id)
    assert (
        await service.fetch(
            database, backend, {"voice": "af_heart"}, tmp_path, workspace_id=person.workspace_id, user_id=None
        )
        == {}
    )
