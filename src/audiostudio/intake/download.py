"""Downloads sounds that callers name by their addresses."""

from pathlib import Path
from uuid import uuid4

from audiostudio.intake.form import SentFile
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, CurrentIdentity
from audiostudio.kit.http.rate_limits import enforce
from audiostudio.kit.outbound.fetch import fetch_to_file
from audiostudio.settings import Settings
from audiostudio.tools.tiers import Tier
from audiostudio.uploads.service import max_upload_bytes


async def limit_downloads(database: AppDatabase, settings: AppSettings, identity: CurrentIdentity) -> None:
    """Refuse a caller who has too many addresses downloaded.

    Raises:
        RateLimited: with when to come again.
    """
    async with database.session() as session:
        await enforce(session, scope="master", identity=str(identity), limit=settings.master_rate_limit)


async def download(url: str, folder: Path, settings: Settings, tier: Tier) -> SentFile:
    """Download a sound that a caller named by its address.

    Raises:
        Problem: one of ``FETCH_PROBLEMS``; nothing is left on disk.
    """
    path = folder / uuid4().hex
    fetched = await fetch_to_file(
        url,
        path,
        max_bytes=max_upload_bytes(settings, tier),
        timeout_s=settings.fetch_timeout_s,
        allowed_hosts=settings.outbound_allowed_hosts,
    )
    return SentFile(path, fetched.file_name)
