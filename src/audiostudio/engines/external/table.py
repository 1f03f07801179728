"""Every engine that lives in an environment of its own; lists and the installer read it, so it imports no engine."""

from collections.abc import Mapping

from audiostudio.engines.external.music_engines import MUSIC_ENGINES
from audiostudio.engines.external.row import EngineRow
from audiostudio.engines.external.voice_engines import VOICE_ENGINES

ENGINES: Mapping[str, EngineRow] = {**VOICE_ENGINES, **MUSIC_ENGINES}
