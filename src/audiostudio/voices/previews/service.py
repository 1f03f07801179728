"""How voices are heard beforehand: the product's own say a line, made again only for new weights.

Samples of companies' voices are fetched once from where their lists say, so that browsers ask nobody but this server.
"""

from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from audiostudio import __version__
from audiostudio.audio.codecs import AudioFacts
from audiostudio.audio.errors import CodedError
from audiostudio.engines.speech_synthesis.voice_mix import parse_mix
from audiostudio.engines.speech_synthesis.voice_table import Voice
from audiostudio.jobs.tool_context import tool_context
from audiostudio.kit.outbound.fetch import FETCH_PROBLEMS, fetch_to_file
from audiostudio.kit.processes.pool import ChildError, ChildPool
from audiostudio.previews.models import Preview
from audiostudio.previews.service import PreviewStore, PreviewUnavailable, WantedPreview, preview_by_tool
from audiostudio.settings import Settings
from audiostudio.voices.gallery.schemas import VoiceView
from audiostudio.voices.previews.lines import FEMALE_LINES, LINES, unreadable

_WEIGHTS = ("kokoro-82m", "kokoro-voices")
_TIME_LIMIT_S = 120.0
_MOST_FETCHED_BYTES = 5 * 2**20
_LONGEST_FETCHED_S = 180.0
_FETCH_TIME_LIMIT_S = 20.0


class VoicePreviews:
    """Makes or fetches samples of voices.

    Args:
        store: keeps them.
        settings: the product's.
        speakers: the children that read aloud.
        inspectors: the children that look at files of strangers.
    """

    def __init__(self, store: PreviewStore, settings: Settings, speakers: ChildPool, inspectors: ChildPool) -> None:
        self.store = store
        self._settings, self._speakers, self._inspectors = settings, speakers, inspectors

    async def get(self, voice: Voice) -> Preview:
        """Return the preview of one of the product's own voices, making it where nobody has.

        Raises:
            PreviewUnavailable: its language or its weights are not here.
        """
        return await self.store.get(WantedPreview(voice.id, _version(voice), partial(self._speak, voice)))

    async def bring(self, voice_id: str, url: str) -> Preview:
        """Return the sample that a company has of its voice at ``url``, fetching it where nobody has.

        Raises:
            PreviewUnavailable: it cannot be fetched, or is no short sound.
        """
        version = sha256(url.encode()).hexdigest()[:32]
        return await self.store.get(WantedPreview(voice_id, version, partial(self._fetch, url)))

    async def _speak(self, voice: Voice, folder: Path) -> tuple[Path, str]:
        params = {"text": _line(voice), "voice": voice.id, "format": "MP3"}
        return await preview_by_tool(
            self._speakers,
            "speech_synthesis",
            params,
            folder,
            tool_context(self._settings),
            timeout_s=_TIME_LIMIT_S,
            broken="The voice could not be made to speak; the operator can see why.",
            affinity="audiostudio.tools.speech_synthesis.streaming:stream_speech",  # the same network speaks
        )

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
