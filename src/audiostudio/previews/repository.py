"""The queries on previews."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.postgres.locks import lock_name
from audiostudio.previews.models import Preview


async def lock(session: AsyncSession, name: str) -> None:
    """Let nobody else keep a preview of this name until the transaction ends."""
    await lock_name(session, f"preview {name}")


async def get(session: AsyncSession, name: str, version: str) -> Preview | None:
    """Return a preview, if it was made."""
    query = select(Preview).where(Preview.name == name, Preview.version == version)
    return (await session.execute(query)).scalar_one_or_none()


async def replace(session: AsyncSession, preview: Preview) -> None:
    """Insert a preview in place of the older ones of its name."""
    await session.execute(delete(Preview).where(Preview.name == preview.name))
    session.add(preview)
    await session.flush()
