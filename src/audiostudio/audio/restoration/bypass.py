"""Leads passages of a stream around processors, and back without a step."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.dsp.stream import Processor
from audiostudio.audio.types import Audio

_FADE_SECONDS = 0.15


def bypass_shares(
    passages_s: Sequence[tuple[float, float]], moments_s: NDArray[np.float64], duration_s: float
) -> NDArray[np.float32]:
    """Return how much of the untouched sound there is at some moments, ``(moments,)`` from 0 to 1.

    Fades of 0.15 s lie within the passages, so that nothing beside them is left out; none where the
    programme begins or ends.

    Args:
        passages_s: start and end of each, in order.
        moments_s: where to tell.
        duration_s: length of the programme.
    """
    shares = np.zeros(len(moments_s), np.float32)
    for start_s, end_s in passages_s:
        rise_s = np.inf if start_s <= 0 else moments_s - start_s
        fall_s = np.inf if end_s >= duration_s else end_s - moments_s
        place = np.clip(np.minimum(rise_s, fall_s) / _FADE_SECONDS, 0, 1)
        place = np.where((moments_s >= start_s) & (moments_s <= end_s), place, 0)
        shares = np.maximum(shares, np.sin(place * (np.pi / 2)) ** 2)
    return shares.astype(np.float32)


class Bypass:
    """Processors that keep a stream's length and timing, and passages in which they are not heard.

    Args:
        processors: what the rest of the stream goes through, in order.
        passages_s: start and end in seconds of each passage that is left as it came.
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
        duration_s: its length.
    """

    def __init__(
        self,
        processors: Sequence[Processor],
        passages_s: Sequence[tuple[float, float]],
        sample_rate_hz: int,
        channels: int,
        duration_s: float,
    ) -> None:
        self._processors, self._passages_s = processors, passages_s
        self._rate, self._duration_s = sample_rate_hz, duration_s
        self._untouched = np.zeros((channels, 0), np.float32)
        self._position = 0

    def process(self, audio: Audio) -> Audio:
        """Take the next ``(channels, frames)`` block and return what is ready."""
        self._untouched = np.concatenate([self._untouched, audio], axis=1)
        return self._mixed(self._through(audio, 0))

    def finish(self) -> Audio:
        """Return the ``(channels, frames)`` still held back."""
        parts = [self._through(one.finish(), number) for number, one in enumerate(self._processors, 1)]
        return self._mixed(np.concatenate([self._untouched[:, :0], *parts], axis=1))

    def _through(self, audio: Audio, first: int) -> Audio:
        for processor in self._processors[first:]:
            audio = processor.process(audio)
        return audio

    def _mixed(self, processed: Audio) -> Audio:
        frames = processed.shape[1]
        untouched, self._untouched = np.split(self._untouched, [frames], axis=1)
        moments_s = np.arange(self._position, self._position + frames) / self._rate
        self._position += frames
        near = [(a, b) for a, b in self._passages_s if frames and a <= moments_s[-1] and b >= moments_s[0]]
        if not near:
            return processed
        mixed: Audio = processed + bypass_shares(near, moments_s, self._duration_s) * (untouched - processed)
        return mixed
