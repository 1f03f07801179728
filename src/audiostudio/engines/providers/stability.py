"""Stable Audio of Stability AI, by its REST API: ``/v2beta/audio/stable-audio-2``, model stable-audio-2.5."""

import io
import json
import math
from typing import Any

import httpx2
import numpy as np
import soundfile

from audiostudio.audio.types import Audio
from audiostudio.engines.music_generation.finishing import finished
from audiostudio.engines.music_generation.generator import Tick
from audiostudio.engines.music_generation.options import MusicRefusal
from audiostudio.engines.music_generation.request import MusicRequest, Source, settle
from audiostudio.engines.providers.base import ProviderAccess, ProviderError
from audiostudio.engines.providers.music import MusicProviderRow
from audiostudio.engines.providers.received_sound import decoded, waited_for

_BASE_URL = "https://api.stability.ai"
_PATH = "/v2beta/audio/stable-audio-2"
_TIMEOUT_S = 300.0
_ROUTES = {"repaint": "inpaint", "extend": "inpaint", "cover": "audio-to-audio"}
_LEAST_SOURCE_S = 6.0
_LEAST_STRENGTH = 0.01
_ERRORS = {
    400: ("provider_request_refused", "Stability refused the request"),
    401: ("provider_key_refused", "Stability does not accept the operator's key; ask the operator to check it"),
    402: ("provider_credit_exhausted", "The operator's credits at Stability are used up; ask the operator for more"),
    403: ("provider_key_refused", "The operator's Stability key may not do this; ask the operator to check it"),
    404: ("provider_request_refused", "Stability refused the request"),
    413: ("provider_request_refused", "Stability refused the request: the sound is too large"),
    422: ("provider_request_refused", "Stability refused the request"),
    429: ("provider_busy", "Stability has too much to do right now; try again in a minute"),
}


class StabilityAudio:
    """Stable Audio over the network: a `MusicGenerator`.

    Args:
        row: its row.
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
            ProviderError: the company cannot be asked, refuses, or breaks off.
        """
        asked = settle(request, self.row.title, self.row.options, self.row.rate_hz)
        fields = {
            "prompt": asked["prompt"],
            "model": self.row.model,
            "duration": math.ceil(asked["duration_s"]),
            "seed": asked["seed"] + 1,  # zero is its word for any
            "steps": asked["steps"],
            "cfg_scale": asked["guidance"],
            "output_format": "wav",
        }
        route, files = "text-to-audio", None
        if request.source is not None:
            self._check_length(request.source)
            route = _ROUTES[request.source.change]
            fields |= self._source_fields(request.source, asked["duration_s"])
            heard = _padded(request.source.audio, fields["duration"] * self.row.rate_hz)
            files = {"audio": ("source.wav", _wav(heard, self.row.rate_hz), "audio/wav")}
        with httpx2.Client(
            base_url=self._access.base_url or _BASE_URL,
            timeout=self._timeout_s,
            headers={"Authorization": f"Bearer {self._access.api_key}", "Accept": "audio/*"},
        ) as client:
            data = waited_for(
                lambda: self._send(client, f"{_PATH}/{route}", fields, files), client.close, self.row.title, tick
            )
        made = decoded(data, self.row.rate_hz, self.row.title)
        return finished(made, asked["duration_s"], request.source, self.row.rate_hz)

    def _check_length(self, source: Source) -> None:
        if source.duration_s(self.row.rate_hz) < _LEAST_SOURCE_S:
            raise MusicRefusal(
                "option_out_of_range",
                f"{source.change}: {self.row.title} takes sounds of {_LEAST_SOURCE_S:g} s and longer.",
                allowed={source.change: {"least_s": _LEAST_SOURCE_S}},
            )

    def _source_fields(self, source: Source, duration_s: float) -> dict[str, Any]:
        """Return what is said of the source; stretches in whole seconds, of which the rest is put back afterwards."""
        if source.change == "cover":
            return {"strength": round(max(_LEAST_STRENGTH, 1 - source.strength), 3)}
        is_extended = source.change == "extend"
        start_s = source.duration_s(self.row.rate_hz) - 1 if is_extended else source.start_s
        end_s = duration_s if is_extended else source.end_s
        return {"mask_start": math.floor(start_s), "mask_end": math.ceil(end_s)}

    def _send(self, client: httpx2.Client, path: str, fields: dict[str, Any], files: dict[str, Any] | None) -> bytes:
        # Its routes take forms of several parts only, even where there is no file.
        parts = {name: (None, str(value)) for name, value in fields.items()}
        try:
            answer = client.post(path, files={**parts, **(files or {})})
        except httpx2.TimeoutException:
            raise ProviderError("provider_timeout", "Stability did not answer in time; try again.") from None
        except httpx2.RemoteProtocolError:
            raise ProviderError("provider_broke_off", "Stability broke off in the middle; try again.") from None
        except httpx2.HTTPError:
            raise ProviderError("provider_unavailable", "Stability cannot be reached; try again later.") from None
        if answer.status_code != httpx2.codes.OK:
            raise self._refusal(answer)
        if answer.headers.get("finish-reason", "SUCCESS") == "CONTENT_FILTERED":
            raise _refused_prompt()
        return bytes(answer.content)

    def _refusal(self, answer: httpx2.Response) -> ProviderError:
        name, message = _error_message(answer)
        if name == "content_moderation":
            return _refused_prompt()
        code, sentence = _ERRORS.get(
            answer.status_code, ("provider_unavailable", "Stability is out of order; try again later")
        )
        detail = ""
        if message and code == "provider_request_refused":
            detail = f" (it says: {message.replace(self._access.api_key, '…')})"
        return ProviderError(code, f"{sentence}{detail}.")


def _refused_prompt() -> ProviderError:
    return ProviderError(
        "provider_prompt_refused", "Stability does not make what these words ask for; name no artists, songs or brands."
    )


def _error_message(answer: httpx2.Response) -> tuple[str, str]:
    """Return the name of an error and what is said of it, as far as the answer has them."""
    try:
        said = answer.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        return "", ""
    if not isinstance(said, dict):
        return "", ""
    errors = said.get("errors")
    return str(said.get("name") or ""), "; ".join(map(str, errors))[:300] if isinstance(errors, list) else ""


def _padded(audio: Audio, frames: int) -> Audio:
    """Return the sound with silence behind it, where one is to go on."""
    return np.pad(audio, ((0, 0), (0, max(0, frames - audio.shape[1]))))


def _wav(audio: Audio, rate_hz: int) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, audio.T, rate_hz, format="WAV", subtype="PCM_16")
    return file.getvalue()
