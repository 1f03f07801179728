"""How cloned voices take part in jobs: the job that trains one, and those in which one speaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.jobs.hooks import JobHooks, Run
from audiostudio.jobs.models import Job
from audiostudio.jobs.requests import JobRequest
from audiostudio.kit.auth.subject import Identity
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.ids import new_id
from audiostudio.library.models import Asset
from audiostudio.tools.base import ToolContext
from audiostudio.voices.cloning import service
from audiostudio.voices.cloning.models import ClonedVoice
from audiostudio.voices.cloning.service import VoiceDeleted, VoiceNotFound, VoiceNotTrained


class SamplesMissing(Problem):
    """A voice was to be trained from something else than recordings that were sent with consent."""

    status = 422
    code = "voice_samples_missing"
    title = (
        "A voice is learned from recordings that were sent with consent: POST /api/audio-studio/voice-cloning/upload, "
        "then /train."
    )


@dataclass(frozen=True)
class VoiceToTrain:
    """What a request for training brings along: the voice as it is to be, and the samples it is learned from."""

    name: str
    description: str
    language: str
    is_shared: bool
    sample_ids: Sequence[UUID]


class TrainingHooks(JobHooks):
    """Makes the voice with its job, gives the job the voice's samples, and the voice what the job made."""

    def check(self, request: JobRequest) -> None:
        """Refuse to train without samples.

        Raises:
            SamplesMissing: the request came by another route than that of training.
        """
        if not isinstance(request.attachment, VoiceToTrain):
            raise SamplesMissing

    async def use(self, session: AsyncSession, identity: Identity, request: JobRequest, job: Job) -> None:
        """Make the voice and give it its samples.

        Raises:
            SampleNotFound, SampleInUse: a sample cannot be used.
        """
        asked = request.attachment
        assert isinstance(asked, VoiceToTrain)
        voice = ClonedVoice(
            id=new_id(),
            workspace_id=identity.workspace_id,
            user_id=identity.user_id,
            job_id=job.id,
            name=asked.name,
            description=asked.description,
            language=asked.language,
            is_shared=asked.is_shared,
        )
        await service.begin_training(session, voice, asked.sample_ids)

    async def inputs(self, session: AsyncSession, job: Job) -> Sequence[Asset]:
        """Return the voice's samples."""
        return await service.samples_of_job(session, job.id)

    async def completed(
        self, session: AsyncSession, job: Job, outputs: Sequence[Asset], report: Mapping[str, Any]
    ) -> None:
        """Give the voice what its training made."""
        await service.finish_training(session, job.id, outputs, report)


class SpeakingHooks(JobHooks):
    """Counts the uses of cloned voices that a text is spoken by, and brings their files."""

    problems = (VoiceNotFound, VoiceDeleted, VoiceNotTrained)

    async def use(self, session: AsyncSession, identity: Identity, request: JobRequest, job: Job) -> None:
        """Count a use of each voice that the job names.

        Raises:
            VoiceNotFound, VoiceDeleted, VoiceNotTrained: one cannot speak for the caller.
        """
        await service.use(session, job.params)

    async def context(self, run: Run, context: ToolContext) -> ToolContext:
        """Bring the voices' files into the run's folder.

        Raises:
            VoiceNotFound, VoiceDeleted, VoiceNotTrained: one cannot speak (any more).
        """
        voices = await service.fetch(
            run.database,
            run.backend,
            run.params,
            run.folder,
            workspace_id=run.workspace_id,
            user_id=run.user_id,
        )
        return replace(context, voices=voices)
