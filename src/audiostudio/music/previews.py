"""How presets are heard beforehand: some seconds of each, made once for everybody."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from starlette.requests import HTTPConnection

from audiostudio import __version__
from audiostudio.jobs.tool_context import tool_context
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, CurrentSubject, requires
from audiostudio.kit.http.rate_limits import enforce
from audiostudio.kit.http.state import app_state
from audiostudio.kit.processes.pool import ChildPool
from audiostudio.music.service import find_preset, preset_settings
from audiostudio.previews.models import Preview
from audiostudio.previews.service import PreviewStore, WantedPreview, preview_by_tool
from audiostudio.settings import Settings

PREVIEW_PATH = "/api/audio-studio/music/preview"
_DURATION_S = 20.0
_TIME_LIMIT_S = 180.0


class PresetPreviews:
    """Makes previews of presets.

    Args:
        store: keeps them.
        settings: the product's.
        children: where tools run for whoever waits.
    """

    def __init__(self, store: PreviewStore, settings: Settings, children: ChildPool) -> None:
        self.store = store
        self._settings, self._children = settings, children

    async def get(self, preset_id: str) -> Preview:
        """Return the preview of a preset, made now where nobody has heard it before.

        Raises:
            PresetUnknown: there is none of this id.
            PreviewUnavailable: the instruments' sounds are not here.
        """
        preset = find_preset(preset_id)
        params = {
            **preset_settings(preset),
            "prompt": preset.prompt,
            "duration_s": _DURATION_S,
            "ending": "fade",
            "target_format": "MP3",
            "outputs": [],
        }

        async def make(folder: Path) -> tuple[Path, str]:
            return await preview_by_tool(
                self._children,
                "composition",
                params,
                folder,
                tool_context(self._settings),
                timeout_s=_TIME_LIMIT_S,
                broken="The preset could not be played; the operator can see why.",
            )

        version = sha256(f"{__version__}\n{params}".encode()).hexdigest()[:32]
        return await self.store.get(WantedPreview(f"music preset {preset.id}", version, make))


def preview_address(preset_id: str) -> str:
    """Return where this server lets a preset be heard."""
    return f"{PREVIEW_PATH}?{urlencode({'preset_id': preset_id})}"


async def _get_previews(
    connection: HTTPConnection, database: AppDatabase, settings: AppSettings, subject: CurrentSubject
) -> PresetPreviews:
    async with database.session() as session:
        await enforce(session, scope="preview", caller=str(subject), limit=settings.preview_rate_limit)
    return app_state(connection).part(PresetPreviews)


CallerPresetPreviews = Annotated[PresetPreviews, requires(Scope.MUSIC_READ, of=_get_previews)]
