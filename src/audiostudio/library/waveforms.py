"""Waveforms of the library: they come with the files; of inputs of jobs that made nothing, when they are asked for."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from starlette.requests import HTTPConnection

from audiostudio.audio.errors import AudioError
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AppDatabase, CurrentSubject, requires
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.state import app_state
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.processes.pool import ChildDied, ChildPool, ChildTimeout
from audiostudio.library import items, repository
from audiostudio.library.models import Asset
from audiostudio.storage.backend import StorageBackend

if TYPE_CHECKING:
    from audiostudio.audio.meters.peaks import Peaks

_DRAWING_TIMEOUT_S = 300.0


class WaveformMissing(Problem):
    """The item is no sound."""

    status = 404
    code = "waveform_missing"
    title = "This has no waveform: it is no sound."


@dataclass(frozen=True)
class Waveforms:
    """The waveforms of one workspace."""

    database: Database
    backend: StorageBackend
    inspectors: ChildPool
    work_dir: Path
    workspace_id: UUID

    async def get(self, asset_id: UUID) -> "Peaks":
        """Return the waveform of an item, or of what went into a job.

        Raises:
            AssetNotFound, WaveformMissing: there is none.
            StoredFileMissing, StorageUnavailable: it is to be drawn, and its file cannot be read.
        """
        from audiostudio.audio.meters.peaks import Peaks

        async with self.database.session(workspace_id=self.workspace_id) as session:
            asset = await items.get_material(session, asset_id)
            data = await repository.get_peaks(session, asset_id)
        if data is None:
            data = await self._draw(asset)
            async with self.database.session(workspace_id=self.workspace_id) as session:
                await repository.add_peaks(session, asset_id, data)
        return Peaks.from_bytes(data)

    async def _draw(self, asset: Asset) -> bytes:
        if asset.direction != "input":
            raise WaveformMissing
        with TemporaryDirectory(dir=self.work_dir) as folder:
            path = Path(folder) / "sound"
            await self.backend.join_to_file([asset.storage_key], path)
            try:
                drawn: bytes = await self.inspectors.run(
                    "audiostudio.tools.runner:draw_what_is_readable",
                    path,
                    timeout_s=_DRAWING_TIMEOUT_S,
                    owner=self.workspace_id,
                    is_long=True,
                    tries=2,
                )
            except (AudioError, ChildDied, ChildTimeout, MemoryError):
                raise WaveformMissing("Nothing of this can be decoded as sound.") from None
        return drawn


async def _get_waveforms(connection: HTTPConnection, database: AppDatabase, subject: CurrentSubject) -> Waveforms:
    state = app_state(connection)
    return Waveforms(database, state.part(StorageBackend), state.inspectors, state.work_dir, subject.workspace_id)


CallerWaveforms = Annotated[Waveforms, requires(Scope.LIBRARY_READ, of=_get_waveforms)]
