"""Cloned voices and their samples as callers see them, however many, with one query for all their files."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.auth.subject import Subject
from audiostudio.library import service as library
from audiostudio.library.models import Asset
from audiostudio.library.service import AssetLinks
from audiostudio.voices.cloning import repository
from audiostudio.voices.cloning.models import ClonedVoice, VoiceSample
from audiostudio.voices.cloning.schemas import ClonedVoiceView, ConsentView, SampleView
from audiostudio.voices.cloning.service import VoiceNotFound, name_of
from audiostudio.voices.gallery.schemas import VoiceView

_PREVIEW_ROLE = "sample"


async def voice_views(
    session: AsyncSession, voices: Sequence[ClonedVoice], links: AssetLinks, subject: Subject
) -> list[ClonedVoiceView]:
    """Return voices as callers see them."""
    previews = await _preview_urls(session, voices, links)
    return [
        ClonedVoiceView(
            voice_id=voice.id,
            id=name_of(voice.id),
            name=voice.name,
            description=voice.description,
            language=voice.language,
            status=voice.status,
            shared=voice.is_shared,
            is_mine=voice.user_id == subject.user_id,
            characteristics=voice.characteristics,
            sample_text=voice.characteristics.get("sample_text"),
            sample_audio=previews.get(voice.id),
            job_id=voice.job_id,
            error_code=voice.error_code,
            error_detail=voice.error_detail,
            usage_count=voice.usage_count,
            last_used_at=voice.last_used_at,
            created_at=voice.created_at,
            trained_at=voice.trained_at,
        )
        for voice in voices
    ]


async def view_of_job(session: AsyncSession, job_id: UUID, links: AssetLinks, subject: Subject) -> ClonedVoiceView:
    """Return the voice that a job trains as callers see it.

    Raises:
        VoiceNotFound: it has been deleted meanwhile.
    """
    voice = await repository.get_of_job(session, job_id)
    if voice is None:
        raise VoiceNotFound
    [view] = await voice_views(session, [voice], links, subject)
    return view


async def custom_voices(session: AsyncSession, links: AssetLinks) -> list[VoiceView]:
    """Return every voice that the caller can speak with, as the gallery shows it."""
    voices = await repository.list_trained(session)
    previews = await _preview_urls(session, voices, links)
    return [
        VoiceView(
            id=name_of(voice.id),
            name=voice.name,
            category="custom",
            provider="kokoro",
            language=voice.language,
            accent=None,
            gender=voice.characteristics.get("gender"),
            description=voice.description,
            preview_url=previews.get(voice.id),
        )
        for voice in voices
    ]


async def sample_views(session: AsyncSession, links: AssetLinks, samples: Sequence[VoiceSample]) -> list[SampleView]:
    """Return samples as callers see them."""
    assets = await library.get_many(session, [sample.asset_id for sample in samples if sample.asset_id is not None])
    return [
        await _sample_view(sample, assets.get(sample.asset_id) if sample.asset_id is not None else None, links)
        for sample in samples
    ]


async def _preview_urls(session: AsyncSession, voices: Sequence[ClonedVoice], links: AssetLinks) -> dict[UUID, str]:
    files = await library.list_by_voice(session, [voice.id for voice in voices], "voice")
    return {
        voice_id: await links.url(asset)
        for voice_id, assets in files.items()
        for asset in assets
        if asset.role == _PREVIEW_ROLE
    }


async def _sample_view(sample: VoiceSample, asset: Asset | None, links: AssetLinks) -> SampleView:
    return SampleView(
        sample_id=sample.id,
        name=asset.name if asset is not None else None,
        url=await links.url(asset) if asset is not None else None,
        voice_id=sample.voice_id,
        score=sample.findings.get("score", 0),
        findings=sample.findings,
        consent=ConsentView(
            declared_by=sample.user_id,
            speaker=sample.speaker,
            statement=sample.consent_statement,
            declared_at=sample.consent_at,
        ),
    )
