"""Rules of cloned voices: samples with consent, voices that follow their training, who may use them, and their end.

Files of a voice are assets that belong to it: while they are there the storage keeps them, and when they are deleted
the sweep takes the files, whenever a process dies.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.engines.speech_synthesis.voice_mix import cloned_names
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.pagination import decode_cursor, split_page
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Database
from audiostudio.library import service as library
from audiostudio.library.models import Asset
from audiostudio.library.service import NewAsset
from audiostudio.storage.backend import StorageBackend
from audiostudio.voices.cloning import repository
from audiostudio.voices.cloning.models import ClonedVoice, VoiceSample
from audiostudio.voices.cloning.schemas import VoiceChanges

_UNUSED_SAMPLES_KEPT = timedelta(days=7)
_VOICE_ROLE = "voice"


class VoiceNotFound(Problem):
    """There is no such voice, or it is somebody else's."""

    status = 404
    code = "voice_not_found"
    title = "There is no such voice here."


class VoiceDeleted(Problem):
    """The voice was there once."""

    status = 410
    code = "voice_deleted"
    title = "This voice has been deleted."


class VoiceNotTrained(Problem):
    """The voice cannot speak (yet)."""

    status = 409
    code = "voice_not_trained"
    title = "This voice cannot speak yet."


class VoiceNotYours(Problem):
    """Somebody else made the voice and shares it."""

    status = 403
    code = "voice_not_yours"
    title = "Only who made a voice may change or delete it."


class SampleNotFound(Problem):
    """There is no such sample, or it is somebody else's."""

    status = 404
    code = "sample_not_found"
    title = "There is no such sample here; send it again."


class SampleInUse(Problem):
    """A voice was, or is being, learned from it."""

    status = 409
    code = "sample_in_use"
    title = "This sample belongs to a voice."


# Samples -------------------------------------------------------------------------------------------------------------


def new_samples(
    subject: Subject, assets: Sequence[Asset], findings: Sequence[Mapping[str, Any]], *, speaker: str, statement: str
) -> list[VoiceSample]:
    """Return the rows of recordings that were stored as ``assets``, with what was declared; unused they expire."""
    for asset in assets:
        asset.expires_at = datetime.now(UTC) + _UNUSED_SAMPLES_KEPT
    return [
        VoiceSample(
            id=new_id(),
            workspace_id=subject.workspace_id,
            user_id=subject.user_id,
            asset_id=asset.id,
            findings=dict(found),
            speaker=speaker,
            consent_statement=statement,
        )
        for asset, found in zip(assets, findings, strict=True)
    ]


def stored_sample(path: Path, name: str, media_type: str, findings: Mapping[str, Any]) -> NewAsset:
    """Return a recording about to be kept."""
    details = {"duration_s": findings["duration_s"]}
    return NewAsset(path, name, role="sample", type="upload", media_type=media_type, details=details)


async def add_samples(session: AsyncSession, assets: Sequence[Asset], samples: Sequence[VoiceSample]) -> None:
    """Bring stored recordings into being."""
    await library.add(session, assets)
    await repository.add(session, samples)


async def list_samples(session: AsyncSession, workspace_id: UUID) -> Sequence[VoiceSample]:
    """Return the caller's recordings, newest first."""
    return await repository.list_samples(session, workspace_id)


async def delete_sample(session: AsyncSession, sample_id: UUID) -> None:
    """Delete a recording that no voice was learned from.

    Raises:
        SampleNotFound, SampleInUse: it cannot be deleted.
    """
    found = await repository.get_samples(session, [sample_id], lock=True)
    if not found:
        raise SampleNotFound
    [sample] = found
    if sample.voice_id is not None:
        raise SampleInUse("A voice was learned from this sample; delete the voice.")
    await repository.delete_sample(session, sample_id)
    if sample.asset_id is not None:
        await library.delete(session, [sample.asset_id])


async def forget_unused(database: Database) -> None:
    """Forget recordings that expired before a voice was learned from them; for the worker's role."""
    async with database.session() as session:
        await repository.delete_unused(session)


# Training ------------------------------------------------------------------------------------------------------------


async def begin_training(session: AsyncSession, voice: ClonedVoice, sample_ids: Collection[UUID]) -> None:
    """Make a voice and give it its samples, in the transaction that makes and charges its training.

    Raises:
        SampleNotFound, SampleInUse: a sample cannot be used.
    """
    samples = await repository.get_samples(session, sample_ids, lock=True)
    if len(samples) != len(set(sample_ids)):
        raise SampleNotFound
    for sample in samples:
        earlier = await repository.get(session, sample.voice_id) if sample.voice_id is not None else None
        if earlier is not None and earlier.status != "failed":
            raise SampleInUse("A voice is learned from this sample already; send the recording again for another.")
    await repository.add(session, [voice])
    await repository.attach_samples(session, sample_ids, voice.id)
    await library.give_to_voice(session, [s.asset_id for s in samples if s.asset_id], voice.id, direction="sample")


async def samples_of_job(session: AsyncSession, job_id: UUID) -> Sequence[Asset]:
    """Return the recordings that a job learns a voice from."""
    voice = await repository.get_of_job(session, job_id)
    return (await library.list_by_voice(session, [voice.id], "sample"))[voice.id] if voice is not None else []


async def finish_training(
    session: AsyncSession, job_id: UUID, outputs: Sequence[Asset], report: Mapping[str, Any]
) -> None:
    """Give a voice what its training made, in the transaction that completes the job."""
    voice = await repository.get_of_job(session, job_id)
    if voice is None:
        return
    known = {name: value for name, value in report.items() if name != "samples"}
    await repository.change(session, voice.id, {"characteristics": known})
    await library.give_to_voice(session, [output.id for output in outputs], voice.id, direction="voice")


# Voices --------------------------------------------------------------------------------------------------------------


async def get(session: AsyncSession, voice_id: UUID, *, lock: bool = False) -> ClonedVoice:
    """Return a voice.

    Raises:
        VoiceNotFound: it is not there for this session.
        VoiceDeleted: it was.
    """
    voice = await repository.get(session, voice_id, lock=lock)
    if voice is None:
        raise VoiceNotFound
    if voice.status == "deleted":
        raise VoiceDeleted
    return voice


async def get_own(session: AsyncSession, subject: Subject, voice_id: UUID, *, lock: bool = False) -> ClonedVoice:
    """Return a voice that the caller made.

    Raises:
        VoiceNotFound, VoiceDeleted, VoiceNotYours: it cannot be changed by them.
    """
    voice = await get(session, voice_id, lock=lock)
    if voice.user_id != subject.user_id:
        raise VoiceNotYours
    return voice


async def list_voices(
    session: AsyncSession, subject: Subject, *, limit: int, cursor: str | None
) -> tuple[Sequence[ClonedVoice], str | None]:
    """Return a page of the voices that the caller made or may use, newest first, and where the next one begins."""
    rows = await repository.list_voices(session, subject.workspace_id, limit=limit + 1, after=decode_cursor(cursor))
    return split_page(rows, limit, lambda row: (row.created_at, row.id))


async def list_names(session: AsyncSession) -> list[str]:
    """Return the names under which the caller can have cloned voices speak."""
    return [name_of(voice.id) for voice in await repository.list_trained(session)]


async def change(session: AsyncSession, subject: Subject, voice_id: UUID, changes: VoiceChanges) -> ClonedVoice:
    """Rename a voice, describe it, share it or keep it to oneself.

    Raises:
        VoiceNotFound, VoiceDeleted, VoiceNotYours: it cannot be changed by the caller.
    """
    await get_own(session, subject, voice_id, lock=True)
    names = {"name": "name", "description": "description", "shared": "is_shared"}
    values = {names[field]: value for field, value in changes.model_dump(exclude_none=True).items()}
    if values:
        await repository.change(session, voice_id, values)
    return await get(session, voice_id)


async def empty(session: AsyncSession, voice: ClonedVoice) -> None:
    """Delete all that was learned of a voice, its samples and files, for good; that it was there stays known."""
    await library.delete_of_voice(session, voice.id)
    await repository.empty_samples(session, voice.id)
    emptied: dict[str, Any] = {"name": "", "description": "", "characteristics": {}, "error_detail": None}
    await repository.change(session, voice.id, {"status": "deleted", "job_id": None, **emptied})


# Speaking ------------------------------------------------------------------------------------------------------------


def name_of(voice_id: UUID) -> str:
    """Return what a voice is called where speech is asked for."""
    return f"clone_{voice_id.hex}"


def named_in(params: Any) -> dict[UUID, str]:
    """Return the cloned voices that a tool's parameters name, in any field or mark."""
    return {UUID(name.removeprefix("clone_")): name for name in cloned_names(str(params))}


async def use(session: AsyncSession, params: Any) -> None:
    """Count a use of every cloned voice that parameters name, in the transaction that makes the job.

    Raises:
        VoiceNotFound, VoiceDeleted, VoiceNotTrained: one cannot speak for this session.
    """
    voices = named_in(params)
    for voice_id in voices:
        voice = await get(session, voice_id)
        if voice.status != "trained":
            raise VoiceNotTrained(_not_trained(voice))
    if voices:
        await repository.note_use(session, voices)


def _not_trained(voice: ClonedVoice) -> str:
    return f"The voice {voice.name!r} is {voice.status}; it must be trained to speak."


async def fetch(
    database: Database,
    backend: StorageBackend,
    params: Any,
    folder: Path,
    *,
    workspace_id: UUID,
    user_id: UUID | None,
) -> dict[str, Path]:
    """Bring the files of the cloned voices that parameters name into a folder, and return them by name.

    Raises:
        VoiceNotFound, VoiceDeleted, VoiceNotTrained: one cannot speak for this user.
        StoredFileMissing, StorageUnavailable: its file cannot be had.
    """
    names = named_in(params)
    if not names:
        return {}
    async with database.session(workspace_id=workspace_id, user_id=user_id) as session:
        voices = await repository.list_usable(session, names, workspace_id=workspace_id, user_id=user_id)
        for voice_id in names.keys() - {voice.id for voice in voices}:
            await _refuse(session, voice_id, workspace_id)
        files = await library.list_by_voice(session, [voice.id for voice in voices], "voice")
    found = {}
    for voice_id, name in names.items():
        found[name] = folder / f"{name}.safetensors"
        [file] = [asset for asset in files[voice_id] if asset.role == _VOICE_ROLE]
        await backend.get_to_file(file.storage_key, found[name])
    return found


async def _refuse(session: AsyncSession, voice_id: UUID, workspace_id: UUID) -> None:
    voice = await repository.get(session, voice_id)
    if voice is None or voice.workspace_id != workspace_id:
        raise VoiceNotFound
    if voice.status == "deleted":
        raise VoiceDeleted
    if voice.status != "trained":
        raise VoiceNotTrained(_not_trained(voice))
    raise VoiceNotFound
