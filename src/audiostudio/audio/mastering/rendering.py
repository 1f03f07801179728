"""From the shaped programme to a file: gain, clipper, limiter, dither and encoder in one stream."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audiostudio.audio.codecs import AudioFormat, Cover, create_audio
from audiostudio.audio.dsp.clipper import SoftClipper
from audiostudio.audio.dsp.dither import Dither
from audiostudio.audio.dsp.limiter import Limiter
from audiostudio.audio.dsp.stream import Gain, Processor, prefetch, process_stream
from audiostudio.audio.dsp.surroundings import without_surroundings
from audiostudio.audio.mastering.loudness_loop import GainPlan
from audiostudio.audio.meters.loudness import LoudnessMeter
from audiostudio.audio.types import Audio


@dataclass(frozen=True)
class Deliverable:
    """The file to make.

    Attributes:
        path: where.
        format: what kind.
        sample_rate_hz: at which rate.
        channels: with how many channels.
        tags: what the file says of itself.
        cover: its picture.
    """

    path: Path
    format: AudioFormat
    sample_rate_hz: int
    channels: int
    tags: dict[str, str]
    cover: Cover | None = None


# How long a track takes to pass from the master of the one before into its own.
_PASSAGE_SECONDS = 1


@dataclass(frozen=True)
class Extent:
    """Where a programme lies in a stream that has surroundings.

    Attributes:
        lead_frames: what stands before it.
        frames: its length.
    """

    lead_frames: int
    frames: int


class Rendering:
    """One pass of a programme through a plan.

    Args:
        plan: what to do to it.
        sample_rate_hz: its rate.
        channels: how many channels it has.
        extent: where in the stream it lies; what surrounds it is not written.
        entry: what a master that goes on in this one made of its beginning, ``(channels, frames)``; the programme
            begins with it and passes into its own rendering.
    """

    def __init__(
        self, plan: GainPlan, sample_rate_hz: int, channels: int, extent: Extent, entry: Audio | None = None
    ) -> None:
        self._rate, self._channels = sample_rate_hz, channels
        self._extent, self._entry = extent, entry
        self._behind: list[Audio] = []
        self._limiter = Limiter(sample_rate_hz, channels, plan.ceiling_dbtp)
        self._chain: list[Processor] = [self._limiter]
        if plan.clip:
            self._chain.insert(0, SoftClipper(channels, plan.clip.knee, plan.clip.top))
        if plan.gain_db:
            self._chain.insert(0, Gain(plan.gain_db, channels))

    @property
    def max_gain_reduction_db(self) -> float:
        """The most the limiter took so far, in dB."""
        return self._limiter.max_gain_reduction_db

    @property
    def overrun(self) -> Audio:
        """What was made of the beginning of the surroundings behind the programme, ``(channels, frames)``."""
        return np.concatenate([np.zeros((self._channels, 0), np.float32), *self._behind], axis=1)

    def dry_run(self, blocks: Iterable[Audio]) -> float:
        """Return the loudness in LUFS of this rendering of ``(channels, frames)`` blocks, without making a file."""
        meter = LoudnessMeter(self._rate, self._channels)
        for block in prefetch(self._rendered(blocks)):
            meter.feed(block)
        return meter.integrated_loudness_lufs()

    def write(self, blocks: Iterable[Audio], deliverable: Deliverable) -> None:
        """Render ``blocks``, ``(channels, frames)`` each, into the deliverable.

        Raises:
            AudioError: the format cannot hold the sound.
        """
        fmt = deliverable.format
        rendered: Iterable[Audio] = self._rendered(blocks)
        if not fmt.is_lossy and fmt.bit_depth < 32:
            rendered = process_stream(rendered, [Dither(self._channels, fmt.bit_depth)])
        tags, cover = deliverable.tags, deliverable.cover
        with create_audio(deliverable.path, fmt, self._rate, self._channels, tags=tags, cover=cover) as writer:
            for block in prefetch(_in_pieces(rendered)):
                writer.write(block)

    def _rendered(self, blocks: Iterable[Audio]) -> Iterator[Audio]:
        """Yield the programme without its surroundings."""
        extent, done = self._extent, 0
        through = self._overheard(process_stream(blocks, self._chain))
        for block in without_surroundings(through, extent.lead_frames, extent.frames):
            yield block if self._entry is None else _passing(self._entry, block, done, extent.frames)
            done += block.shape[1]

    def _overheard(self, blocks: Iterable[Audio]) -> Iterator[Audio]:
        """Pass a stream on and keep the first second behind the programme."""
        first = self._extent.lead_frames + self._extent.frames
        last = first + _PASSAGE_SECONDS * self._rate
        position = 0
        for block in blocks:
            self._behind.append(block[:, max(0, first - position) : max(0, last - position)].copy())
            position += block.shape[1]
            yield block


def _passing(entry: Audio, block: Audio, start: int, frames: int) -> Audio:
    """Return a block that begins at frame ``start`` of a programme, passing from ``entry`` into what it is itself.

    Both are the same sound under different gains, so their shares add up to one.
    """
    length = min(entry.shape[1], frames // 2)
    piece = entry[:, start : max(start, min(length, start + block.shape[1]))]
    if not piece.shape[1]:
        return block
    share = np.cos(np.arange(start, start + piece.shape[1]) * (np.pi / 2 / length)).astype(np.float32) ** 2
    passed = block.copy()
    passed[:, : piece.shape[1]] += share * (piece - passed[:, : piece.shape[1]])
    return passed


def _in_pieces(blocks: Iterable[Audio]) -> Iterator[Audio]:
    """Pass on only blocks with frames in them."""
    return (block for block in blocks if block.shape[1])
