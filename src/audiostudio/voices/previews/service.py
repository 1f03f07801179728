"""Rules of previews: made when somebody first asks, once for everybody, and made again only for new weights.

Those of companies' voices are fetched once from where their lists say, so that browsers ask nobody but this server.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio import __version__
from audiostudio.audio.codecs import AudioFacts
from audiostudio.audio.errors import CodedError
from audiostudio.engines.speech_synthesis.voice_mix import parse_mix
from audiostudio.engines.speech_synthesis.voice_table import Voice
from audiostudio.jobs.tool_context import tool_context
from audiostudio.kit.auth.subject import SERVICE_WORKSPACE_ID
from audiostudio.kit.file_names import safe_file_name
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.ids import new_id
from audiostudio.kit.outbound.fetch import FETCH_PROBLEMS, fetch_to_file
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.processes.pool import ChildError, ChildPool
from audiostudio.settings import Settings
from audiostudio.storage import service as storage
from audiostudio.storage.backend import StorageBackend
from audiostudio.tools.base import FinishedRun
from audiostudio.voices.gallery.schemas import VoiceView
from audiostudio.voices.previews import repository
from audiostudio.voices.previews.lines import FEMALE_LINES, LINES, unreadable
from audiostudio.voices.previews.models import VoicePreview

_WEIGHTS = ("kokoro-82m", "kokoro-voices")
_TIME_LIMIT_S = 120.0
_MOST_FETCHED_BYTES = 5 * 2**20
_LONGEST_FETCHED_S = 180.0
_FETCH_TIME_LIMIT_S = 20.0


class PreviewUnavailable(Problem):
    """The voice cannot be heard beforehand; the detail says why."""

    status = 409
    code = "preview_unavailable"
    title = "This voice has no preview."


class PreviewMaker:
    """Makes or fetches previews, one at a time, and finds those that were made.

    Args:
        database: as the application.
        backend: where they are kept; they belong to the service's workspace, and everybody hears them.
        settings: the product's.
        speakers: the children that read aloud.
        inspectors: the children that look at files of strangers.
        work_dir: where they are written first.
    """

    def __init__(
        self,
        database: Database,
        backend: StorageBackend,
        settings: Settings,
        speakers: ChildPool,
        inspectors: ChildPool,
        work_dir: Path,
    ) -> None:
        self.backend = backend
        self._database, self._settings = database, settings
        self._speakers, self._inspectors, self._work_dir = speakers, inspectors, work_dir
        self._making: dict[str, asyncio.Task[VoicePreview]] = {}
        self._one_at_a_time = asyncio.Semaphore(1)

    async def get(self, voice: Voice) -> VoicePreview:
        """Return the preview of one of the product's own voices, making it where nobody has.

        Raises:
            PreviewUnavailable: its language or its weights are not here.
        """
        return await self._kept(_Wanted(voice.id, _version(voice), partial(self._speak, voice)))

    async def bring(self, voice_id: str, url: str) -> VoicePreview:
        """Return the sample that a company has of its voice at ``url``, fetching it where nobody has.

        Raises:
            PreviewUnavailable: it cannot be fetched, or is no short sound.
        """
        version = sha256(url.encode()).hexdigest()[:32]
        return await self._kept(_Wanted(voice_id, version, partial(self._fetch, url)))

    async def _kept(self, wanted: "_Wanted") -> VoicePreview:
        async with self._database.session() as session:
            found = await repository.get(session, wanted.voice_id, wanted.version)
        if found is not None:
            return found
        making = self._making.get(wanted.voice_id)
        if making is None:
            making = self._making[wanted.voice_id] = asyncio.create_task(self._make(wanted))
            making.add_done_callback(lambda done: self._forget(done, wanted.voice_id))
        return await asyncio.shield(making)  # who goes away takes it from nobody else

    async def close(self) -> None:
        """Stop what is being made."""
        for making in tuple(self._making.values()):
            making.cancel()
        await asyncio.gather(*self._making.values(), return_exceptions=True)

    def _forget(self, done: "asyncio.Task[VoicePreview]", voice_id: str) -> None:
        del self._making[voice_id]
        if not done.cancelled():
            done.exception()  # seen, should nobody wait any more

    async def _make(self, wanted: "_Wanted") -> VoicePreview:
        """Make a preview with no session open meanwhile; of servers that make it at once, the first one's is kept."""
        async with self._one_at_a_time:
            preview = await self._made(wanted)
        kept = None
        try:
            async with self._database.session(workspace_id=SERVICE_WORKSPACE_ID) as session:
                kept = await self._keep(session, preview)
            return kept
        finally:
            if kept is not preview:
                await storage.discard(self._database, self.backend, SERVICE_WORKSPACE_ID, [preview.storage_key])

    async def _made(self, wanted: "_Wanted") -> VoicePreview:
        with TemporaryDirectory(dir=self._work_dir) as folder:
            path, media_type = await wanted.make(Path(folder))
            key = f"{SERVICE_WORKSPACE_ID}/{new_id()}/{safe_file_name(wanted.voice_id)}{path.suffix}"
            stored = await storage.put_files(self._database, self.backend, SERVICE_WORKSPACE_ID, {key: path})
        return VoicePreview(
            voice=wanted.voice_id,
            version=wanted.version,
            storage_key=key,
            sha256=stored[key].sha256,
            size_bytes=stored[key].size_bytes,
            media_type=media_type,
        )

    async def _keep(self, session: AsyncSession, preview: VoicePreview) -> VoicePreview:
        await repository.lock(session, preview.voice)
        found = await repository.get(session, preview.voice, preview.version)
        if found is not None:
            return found
        await storage.make_live(session, [preview.storage_key])
        await repository.replace(session, preview)
        return preview

    async def _speak(self, voice: Voice, folder: Path) -> tuple[Path, str]:
        params = {"text": _line(voice), "voice": voice.id, "format": "MP3"}
        try:
            finished: FinishedRun = await self._speakers.run(
                "audiostudio.tools.runner:run_tool",
                "speech_synthesis",
                params,
                [],
                folder,
                tool_context(self._settings),
                timeout_s=_TIME_LIMIT_S,
                affinity="audiostudio.tools.speech_synthesis.streaming:stream_speech",  # the same network speaks
                tries=2,
            )
        except CodedError as error:
            raise PreviewUnavailable(error.detail) from None
        except ChildError:
            raise PreviewUnavailable("The voice could not be made to speak; the operator can see why.") from None
        [output] = finished.result.outputs
        return output.path, output.media_type

    async def _fetch(self, url: str, folder: Path) -> tuple[Path, str]:
        path = folder / "sample"
        hosts = self._settings.outbound_allowed_hosts
        try:
            await fetch_to_file(
                url, path, max_bytes=_MOST_FETCHED_BYTES, timeout_s=_FETCH_TIME_LIMIT_S, allowed_hosts=hosts
            )
            facts: AudioFacts = await self._inspectors.run(
                "audiostudio.tools.runner:inspect_upload",
                path,
                _LONGEST_FETCHED_S,
                timeout_s=_FETCH_TIME_LIMIT_S,
                tries=2,
            )
        except FETCH_PROBLEMS as problem:
            raise PreviewUnavailable(f"The company's sample cannot be had: {problem.detail}") from None
        except (CodedError, ChildError):
            raise PreviewUnavailable("What the company gives as a sample is no sound of a minute or two.") from None
        return path, facts.media_type


@dataclass(frozen=True)
class _Wanted:
    """A preview: whose it is, what changes whenever its sound might, and how it is written into a folder."""

    voice_id: str
    version: str
    make: Callable[[Path], Awaitable[tuple[Path, str]]]


def _line(voice: Voice) -> str:
    if reason := unreadable(voice):
        raise PreviewUnavailable(reason)
    return (FEMALE_LINES if voice.gender == "female" else LINES).get(voice.language) or LINES[voice.language]


def _version(voice: Voice) -> str:
    """Return what changes whenever the sound might."""
    from audiostudio.engines.weights.models_index import MODELS  # which loads numpy

    parts = [__version__, *(MODELS[name].sha256 for name in _WEIGHTS), _line(voice)]
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


async def address_of_custom(custom: Sequence[VoiceView], voice_id: str) -> str:
    """Return where one of the caller's own voices can be heard.

    Raises:
        PreviewUnavailable: it has no preview.
        AudioError: ``voice_unknown``.
    """
    view = next((view for view in custom if view.id == voice_id), None)
    if view is not None and view.preview_url is not None:
        return view.preview_url
    if view is None:
        parse_mix(voice_id)  # which says what is wrong with the name
    raise PreviewUnavailable
