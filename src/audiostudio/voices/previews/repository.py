"""The queries on previews."""

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.voices.previews.models import VoicePreview


async def lock(session: AsyncSession, voice: str) -> None:
    """Let nobody else keep a preview of the voice until the transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"preview {voice}", 0))))


async def get(session: AsyncSession, voice: str, version: str) -> VoicePreview | None:
    """Return a preview, if it was made."""
    query = select(VoicePreview).where(VoicePreview.voice == voice, VoicePreview.version == version)
    return (await session.execute(query)).scalar_one_or_none()


async def replace(session: AsyncSession, preview: VoicePreview) -> None:
    """Insert a preview in place of the voice's older ones."""
    await session.execute(delete(VoicePreview).where(VoicePreview.voice == preview.voice))
    session.add(preview)
    await session.flush()
