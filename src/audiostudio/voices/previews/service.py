"""Rules of previews: made when somebody first asks, once for everybody, and made again only for new weights."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio import __version__
from audiostudio.engines.voices.voice_mix import parse_mix
from audiostudio.engines.voices.voice_table import Voice
from audiostudio.engines.weights.catalogue import MODELS
from audiostudio.engines.weights.store import ModelError
from audiostudio.kit.children import ChildError, ChildPool
from audiostudio.kit.database import Database
from audiostudio.kit.errors import Problem
from audiostudio.kit.identity import SERVICE_WORKSPACE_ID
from audiostudio.kit.ids import new_id
from audiostudio.settings import Settings
from audiostudio.storage import service as storage
from audiostudio.storage.backend import StorageBackend
from audiostudio.tools.base import ToolContext, ToolError
from audiostudio.tools.running import FinishedRun
from audiostudio.voices import service as voices
from audiostudio.voices.previews import repository
from audiostudio.voices.previews.lines import FEMALE_LINES, LINES
from audiostudio.voices.previews.models import VoicePreview
from audiostudio.voices.schemas import VoiceView
from audiostudio.voices.service import ProviderDesk

_WEIGHTS = ("kokoro-82m", "kokoro-voices")
_TIME_LIMIT_S = 120.0


class PreviewUnavailable(Problem):
    """The voice cannot be heard beforehand; the detail says why."""

    status = 409
    code = "preview_unavailable"
    title = "This voice has no preview."


class PreviewMaker:
    """Makes previews of the product's own voices, one at a time, and finds those that were made.

    Args:
        database: as the application.
        backend: where they are kept; they belong to the service's workspace, and everybody hears them.
        settings: the product's.
        speakers: the children that read aloud.
        work_dir: where they are written first.
    """

    def __init__(
        self, database: Database, backend: StorageBackend, settings: Settings, speakers: ChildPool, work_dir: Path
    ) -> None:
        self.backend = backend
        self._database, self._settings = database, settings
        self._speakers, self._work_dir = speakers, work_dir
        self._making: dict[str, asyncio.Task[VoicePreview]] = {}
        self._one_at_a_time = asyncio.Semaphore(1)

    async def get(self, voice: Voice) -> VoicePreview:
        """Return the voice's preview, making it where nobody has.

        Raises:
            PreviewUnavailable: its language or its weights are not here.
        """
        async with self._database.session() as session:
            found = await repository.get(session, voice.id, _version(voice))
        if found is not None:
            return found
        making = self._making.get(voice.id)
        if making is None:
            making = self._making[voice.id] = asyncio.create_task(self._make(voice))
            making.add_done_callback(lambda done: self._forget(done, voice))
        return await asyncio.shield(making)  # who goes away takes it from nobody else

    async def close(self) -> None:
        """Stop what is being made."""
        for making in tuple(self._making.values()):
            making.cancel()
        await asyncio.gather(*self._making.values(), return_exceptions=True)

    def _forget(self, done: "asyncio.Task[VoicePreview]", voice: Voice) -> None:
        del self._making[voice.id]
        if not done.cancelled():
            done.exception()  # seen, should nobody wait any more

    async def _make(self, voice: Voice) -> VoicePreview:
        written: list[str] = []
        try:
            async with self._one_at_a_time, self._database.session(workspace_id=SERVICE_WORKSPACE_ID) as session:
                # Held while it is made, so that of several servers one makes it.
                await repository.lock(session, voice.id)
                found = await repository.get(session, voice.id, _version(voice))
                return found or await self._made(session, voice, written)
        except BaseException:
            if written:
                await storage.discard(self._database, self.backend, SERVICE_WORKSPACE_ID, written)
            raise

    async def _made(self, session: AsyncSession, voice: Voice, written: list[str]) -> VoicePreview:
        key = f"{SERVICE_WORKSPACE_ID}/{new_id()}/{voice.id}.mp3"
        with TemporaryDirectory(dir=self._work_dir) as folder:
            finished = await self._speak(voice, Path(folder))
            [output] = finished.result.outputs
            files = {key: output.path}
            stored = await storage.put_files(self._database, self.backend, SERVICE_WORKSPACE_ID, files)
        written.append(key)
        preview = VoicePreview(
            voice=voice.id,
            version=_version(voice),
            storage_key=key,
            sha256=stored[key].sha256,
            size_bytes=stored[key].size_bytes,
            media_type=output.media_type,
        )
        await storage.make_live(session, [key])
        await repository.replace(session, preview)
        return preview

    async def _speak(self, voice: Voice, folder: Path) -> FinishedRun:
        context = ToolContext(models_dir=self._settings.weights_dir, use_cpu=self._settings.use_cpu, source_names=())
        params = {"text": _line(voice), "voice": voice.id, "format": "MP3"}
        try:
            finished: FinishedRun = await self._speakers.run(
                "audiostudio.tools.running:run_tool",
                "speech_synthesis",
                params,
                [],
                folder,
                context,
                timeout_s=_TIME_LIMIT_S,
                affinity="audiostudio.tools.speech_streaming:stream_speech",  # the same network speaks
            )
        except (ToolError, ModelError) as error:
            raise PreviewUnavailable(error.detail) from None
        except ChildError:
            raise PreviewUnavailable("The voice could not be made to speak; the operator can see why.") from None
        return finished


def _line(voice: Voice) -> str:
    line = (FEMALE_LINES if voice.gender == "female" else LINES).get(voice.language) or LINES.get(voice.language)
    if line is None:
        raise PreviewUnavailable(f"Texts in {voice.accent} cannot be read here yet.")
    return line


def _version(voice: Voice) -> str:
    """Return what changes whenever the sound might."""
    parts = [__version__, *(MODELS[name].sha256 for name in _WEIGHTS), _line(voice)]
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


async def address_elsewhere(desk: ProviderDesk, custom: Sequence[VoiceView], voice_id: str) -> str:
    """Return where a voice can be heard that is not the product's own.

    Raises:
        PreviewUnavailable: it has no preview.
        ProviderKeyMissing, ProviderFailed: the company whose voice it is cannot be asked.
        AudioError: ``voice_unknown``.
    """
    views = [*custom, *await voices.premium_voices(desk, voice_id)]
    view = next((view for view in views if view.id == voice_id), None)
    if view is not None and view.preview_url is not None:
        return view.preview_url
    if view is None:
        parse_mix(voice_id)  # which says what is wrong with the name
    raise PreviewUnavailable
