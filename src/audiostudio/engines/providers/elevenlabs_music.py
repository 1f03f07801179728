"""Music and sounds of ElevenLabs, through its official client (2.78): ``/v1/music`` and ``/v1/sound-generation``."""

from collections.abc import Iterator
from typing import Any

import httpx
from elevenlabs.client import ElevenLabs
from elevenlabs.core.request_options import RequestOptions

from audiostudio.audio.types import Audio
from audiostudio.engines.music_generation.finishing import finished
from audiostudio.engines.music_generation.generator import Tick
from audiostudio.engines.music_generation.request import MusicRequest, settle
from audiostudio.engines.providers.base import ProviderAccess
from audiostudio.engines.providers.elevenlabs_errors import elevenlabs_errors
from audiostudio.engines.providers.music import MusicProviderRow
from audiostudio.engines.providers.received_sound import decoded, waited_for

_TIMEOUT_S = 300.0
_MUSIC_FORMAT = "mp3_48000_192"
_SOUND_FORMAT = "mp3_44100_128"


class ElevenLabsMusic:
    """A generator of ElevenLabs: a `MusicGenerator`.

    Args:
        row: which of them.
        access: the operator's key, maybe another address.
        timeout_s: how long the company may be silent.
    """

    def __init__(self, row: MusicProviderRow, access: ProviderAccess, *, timeout_s: float = _TIMEOUT_S) -> None:
        self.row = row
        self._access = access
        self._timeout_s = timeout_s

    def generate(self, request: MusicRequest, tick: Tick) -> Audio:
        """Make what is asked; see `MusicGenerator.generate`.

        Raises:
            audiostudio.engines.music_generation.options.MusicRefusal: it cannot do this, and has not begun.
            audiostudio.engines.providers.base.ProviderError: the company cannot be asked, refuses, or breaks off.
        """
        asked = settle(request, self.row.title, self.row.options, self.row.rate_hz)
        with httpx.Client(timeout=self._timeout_s) as http:
            client = ElevenLabs(api_key=self._access.api_key, base_url=self._access.base_url, httpx_client=http)

            def send() -> bytes:
                with elevenlabs_errors(self._access.api_key):
                    return b"".join(self._pieces(client, asked))

            data = waited_for(send, http.close, self.row.title, tick)
        made = decoded(data, self.row.rate_hz, self.row.title)
        return finished(made, asked["duration_s"], request.source, self.row.rate_hz)

    def _pieces(self, client: ElevenLabs, asked: dict[str, Any]) -> Iterator[bytes]:
        options = RequestOptions(max_retries=0, timeout_in_seconds=int(self._timeout_s) or 1)
        if "music" in self.row.makes:
            yield from client.music.compose(
                prompt=asked["prompt"],
                music_length_ms=round(asked["duration_s"] * 1_000),
                force_instrumental=asked.get("instrumental", False),
                model_id=self.row.model,
                output_format=_MUSIC_FORMAT,
                request_options=options,
            )
        else:
            yield from client.text_to_sound_effects.convert(
                text=asked["prompt"],
                duration_seconds=asked["duration_s"],
                prompt_influence=asked["guidance"],
                loop=asked.get("loop", False),
                model_id=self.row.model,
                output_format=_SOUND_FORMAT,
                request_options=options,
            )
