"""What comes back from a company that makes sounds: waited for with a watch on who still wants it, and decoded."""

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path
from time import monotonic

from audiostudio.audio.codecs import read_audio
from audiostudio.audio.errors import AudioError
from audiostudio.audio.types import Audio
from audiostudio.engines.music_generation.generator import Tick
from audiostudio.engines.providers.base import ProviderError

_TICK_S = 0.2
# No company tells how far it is: half is said to be done after this time, two thirds after twice as long, and so on.
_HALF_S = 15.0


def waited_for(send: Callable[[], bytes], abandon: Callable[[], None], title: str, tick: Tick) -> bytes:
    """Return what ``send`` returns, telling five times a second that it is waited for.

    Args:
        send: asks the company; runs in a thread of its own.
        abandon: ends that when nobody waits any more; what was begun may still be charged.
        title: whom to name while waiting.
        tick: may raise to stop waiting.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="music-provider")
    begun_at = monotonic()
    try:
        answer = pool.submit(send)
        while True:
            waited_s = monotonic() - begun_at
            tick(waited_s / (waited_s + _HALF_S), f"waiting for {title}")
            try:
                return answer.result(timeout=_TICK_S)
            except NotYet:
                if answer.done():  # the time that was over is the company's
                    raise
    except BaseException:
        abandon()
        raise
    finally:
        pool.shutdown(wait=False)


def decoded(data: bytes, rate_hz: int, title: str) -> Audio:
    """Return the sound in a file of any format, ``(channels, frames)``.

    Raises:
        ProviderError: ``provider_audio_broken``: it is no sound, or of another rate.
    """
    with tempfile.TemporaryDirectory(prefix="audiostudio-provider-") as folder:
        path = Path(folder) / "sound"
        path.write_bytes(data)
        try:
            audio, found_hz = read_audio(path)
        except AudioError:
            raise ProviderError("provider_audio_broken", f"What {title} sent is no sound; try again.") from None
    if found_hz != rate_hz or audio.shape[1] == 0:
        raise ProviderError(
            "provider_audio_broken", f"{title} sent a sound of {found_hz} Hz where {rate_hz} Hz were asked."
        )
    return audio
