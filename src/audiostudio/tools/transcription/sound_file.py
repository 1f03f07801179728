"""The sound of a part while it is transcribed: read more than once, with progress in seconds of sound."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono_or_stereo
from audiostudio.audio.types import Audio
from audiostudio.tools.base import Progress

Checkpoint = Callable[[], None]


class SoundFile:
    """A file as mono or stereo blocks, read as often as needed; its first reading feeds a meter, and ticks."""

    def __init__(self, path: Path, meter: Any = None) -> None:
        self._path, self._meter = path, meter
        with open_audio(path) as reader:
            self.sample_rate_hz = reader.sample_rate_hz
            self.expected_s = max(reader.duration_s, 1e-3)
            self.channels = min(2, reader.channels)
        self.read_s = 0.0
        self.tick: Checkpoint = lambda: None

    def __iter__(self) -> Iterator[Audio]:
        meter, self._meter = self._meter, None
        with open_audio(self._path) as reader:
            blocks, _ = as_mono_or_stereo(reader.blocks(), reader.channels)
            for block in blocks:
                if meter is not None:
                    meter.feed(block)
                    self.tick()
                yield block
            self.read_s = reader.decoded_frames / reader.sample_rate_hz


def seconds_progress(
    progress: Progress, first: float, last: float, message: str, expected_s: float
) -> Callable[[float], None]:
    """Return what reports progress at so many seconds of sound; fewer than before count as before."""
    reached_s = 0.0

    def report(seconds: float) -> None:
        nonlocal reached_s
        reached_s = max(reached_s, seconds)
        progress(first + (last - first) * min(1.0, reached_s / expected_s), message)

    return report
