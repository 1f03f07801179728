"""Takes in recordings of a speaker who agreed: analysed first, and all of them kept or none."""

from collections.abc import Sequence
from typing import Any

from audiostudio.audio.errors import AudioError
from audiostudio.intake.form import SentFile
from audiostudio.intake.service import Intake
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.processes.pool import ChildDied, ChildTimeout
from audiostudio.library import service as library
from audiostudio.library.service import AssetLinks
from audiostudio.tools.base import ToolError
from audiostudio.tools.voice_cloning.params import CONSENT_STATEMENT
from audiostudio.voices.cloning import service
from audiostudio.voices.cloning.schemas import LONGEST_SPEAKER, SamplesView
from audiostudio.voices.cloning.views import sample_views

_ANALYSIS_TIMEOUT_S = 120.0
_YES = {"true", "1", "yes", "on"}
# What loads the networks into a child process that analyses samples.
_ANALYSE = "audiostudio.tools.voice_cloning.samples:analyse_files"


class SpeakerMissing(Problem):
    """Nobody said whose voice it is."""

    status = 422
    code = "speaker_missing"
    title = "Say in the form's field 'speaker' whose voice it is."


def read_speaker(fields: dict[str, str]) -> str:
    """Return whose voice it is, once it is declared that they agreed."""
    if fields.get("consent", "").strip().lower() not in _YES:
        raise ToolError(
            "consent_missing",
            f"Recordings are taken only with the field consent=true, which declares: {CONSENT_STATEMENT}",
            allowed={"consent": ["true"]},
        )
    speaker = " ".join(fields.get("speaker", "").replace("\0", " ").split())[:LONGEST_SPEAKER]
    if not speaker:
        raise SpeakerMissing
    return speaker.encode("utf-8", "replace").decode()


async def analyse(intake: Intake, files: Sequence[SentFile]) -> dict[str, Any]:
    """Analyse recordings in a child process, which hostile content may crash without harm."""
    try:
        findings: dict[str, Any] = await intake.inspectors.run(
            _ANALYSE,
            [file.path for file in files],
            [file.name for file in files],
            intake.settings.weights_dir,
            timeout_s=_ANALYSIS_TIMEOUT_S,
            owner=intake.subject.workspace_id,
            is_long=True,
            affinity=_ANALYSE,
            tries=2,
        )
    except (ChildDied, ChildTimeout, MemoryError):
        raise AudioError("audio_undecodable", "A recording cannot be decoded as sound.") from None
    return findings


async def keep(
    intake: Intake, links: AssetLinks, files: Sequence[SentFile], findings: dict[str, Any], speaker: str
) -> SamplesView:
    """Store recordings with what was heard and declared: all of them or none."""
    subject = intake.subject
    storing = library.stored(
        intake.database,
        intake.backend,
        intake.settings,
        workspace_id=subject.workspace_id,
        job_id=None,
        direction="sample",
        new_assets=[
            service.stored_sample(file.path, file.name, media_type, found)
            for file, media_type, found in zip(files, findings["media_types"], findings["samples"], strict=True)
        ],
    )
    listing = intake.database.session(workspace_id=subject.workspace_id, user_id=subject.user_id)
    async with storing as assets, listing as session:
        samples = service.new_samples(
            subject, assets, findings["samples"], speaker=speaker, statement=CONSENT_STATEMENT
        )
        await service.add_samples(session, assets, samples)
        await library.check_quota(session, subject.workspace_id, assets, intake.quota_bytes)
        views = await sample_views(session, links, samples)
    return SamplesView(samples=views, score=findings["score"], speech_s=findings["speech_s"])
