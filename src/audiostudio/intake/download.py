"""Downloads sounds that callers name by their addresses."""

from pathlib import Path
from uuid import UUID, uuid4

from audiostudio.accounts.plans import Plan
from audiostudio.intake.form import SentFile
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, CurrentSubject
from audiostudio.kit.fair_slots import FairSlots, SlotsBusy
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.rate_limits import enforce
from audiostudio.kit.outbound.fetch import fetch_to_file
from audiostudio.settings import Settings
from audiostudio.uploads.service import max_upload_bytes

_AT_ONCE = 64
_AT_ONCE_OF_A_WORKSPACE = 4


class DownloadSlots(FairSlots):
    """What this process downloads at once; servers that send a byte a minute hold the slots of one workspace alone."""

    def __init__(self) -> None:
        super().__init__(_AT_ONCE, share=_AT_ONCE_OF_A_WORKSPACE)


class TooManyDownloads(Problem):
    """The workspace has as many sounds on their way as it may."""

    status = 429
    code = "too_many_downloads"
    title = "As many of your addresses as may be are being downloaded; try again when they have arrived."


async def limit_downloads(database: AppDatabase, settings: AppSettings, subject: CurrentSubject) -> None:
    """Refuse a caller who has too many addresses downloaded.

    Raises:
        RateLimited: with when to come again.
    """
    async with database.session(turn_of=subject.workspace_id) as session:
        await enforce(session, scope="master", caller=str(subject), limit=settings.master_rate_limit)


async def download(
    url: str, folder: Path, settings: Settings, plan: Plan, *, slots: DownloadSlots, workspace_id: UUID
) -> SentFile:
    """Download a sound that a caller named by its address, when it is the workspace's turn.

    Raises:
        Problem: `TooManyDownloads`, or one of ``FETCH_PROBLEMS``; nothing is left on disk.
    """
    path = folder / uuid4().hex
    try:
        async with slots.hold(workspace_id, patience_s=settings.fetch_timeout_s):
            fetched = await fetch_to_file(
                url,
                path,
                max_bytes=max_upload_bytes(settings, plan),
                timeout_s=settings.fetch_timeout_s,
                allowed_hosts=settings.outbound_allowed_hosts,
            )
    except SlotsBusy:
        allowed = {"downloads": _AT_ONCE_OF_A_WORKSPACE}
        headers = {"Retry-After": str(round(settings.fetch_timeout_s))}
        raise TooManyDownloads(headers=headers, allowed=allowed) from None
    return SentFile(path, fetched.file_name)
