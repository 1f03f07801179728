"""Streams of sound by position, so that networks that hear long chunks work on songs never whole in memory."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.block import Block
from audiostudio.audio.dsp.resample import Resampler

Estimates = NDArray[np.float32]
"""``(stems, channels, frames)`` float32."""


class Fifo:
    """Keeps a stream until what belongs to it is known.

    Attributes:
        frames: how many are kept.
    """

    def __init__(self, channels: int) -> None:
        self._blocks: deque[Block] = deque()
        self._channels = channels
        self.frames = 0

    def recording(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Pass ``blocks`` on, keeping each."""
        for block in blocks:
            self._blocks.append(block)
            self.frames += block.shape[1]
            yield block

    def take(self, frames: int) -> Block:
        """Remove and return the oldest ``frames``, or as many as there are."""
        taken = []
        missing = min(frames, self.frames)
        self.frames -= missing
        while missing:
            block = self._blocks.popleft()
            if block.shape[1] > missing:
                self._blocks.appendleft(block[:, missing:])
                block = block[:, :missing]
            taken.append(block)
            missing -= block.shape[1]
        return np.concatenate([np.zeros((self._channels, 0), np.float32), *taken], axis=1)


class Tape:
    """The part of a stream that is still needed, by position in the stream; around the stream there is silence.

    Attributes:
        end: frames that have come so far.
    """

    def __init__(self, channels: int) -> None:
        self._kept: Block = np.zeros((channels, 0), np.float32)
        self._start = 0
        self.end = 0

    def append(self, block: Block) -> None:
        """Take the next ``(channels, frames)``."""
        self._kept = np.concatenate([self._kept, block], axis=1)
        self.end += block.shape[1]

    def read(self, start: int, frames: int) -> Block:
        """Return ``frames`` from ``start`` on; what was forgotten must not be asked for."""
        known = self._kept[:, max(0, start - self._start) : max(0, start + frames - self._start)]
        before = max(0, -start)
        return np.pad(known, ((0, 0), (before, frames - before - known.shape[1])))

    def forget(self, before: int) -> None:
        """Let go of everything before a position."""
        if before > self._start:
            self._kept = self._kept[:, before - self._start :].copy()
            self._start = before


class Stitcher:
    """Adds weighted chunks up where they overlap, in the order in which they come, and gives out what is finished."""

    def __init__(self, stems: int, channels: int) -> None:
        self._sum: Estimates = np.zeros((stems, channels, 0), np.float32)
        self._weight = np.zeros(0, np.float32)
        self._start = 0

    def add(self, start: int, chunk: Estimates, window: NDArray[np.float32]) -> None:
        """Add ``(stems, channels, frames)``, each frame weighted by ``window``, at a position not given out yet."""
        first, last = start - self._start, start - self._start + chunk.shape[-1]
        if last > self._weight.size:
            missing = last - self._weight.size
            self._sum = np.pad(self._sum, ((0, 0), (0, 0), (0, missing)))
            self._weight = np.pad(self._weight, (0, missing))
        self._sum[..., first:last] += window * chunk
        self._weight[first:last] += window

    def take(self, until: int) -> Estimates:
        """Return the weighted mean of all that was added, up to a position; a frame of no weight is silence."""
        frames = until - self._start
        total, weight = self._sum[..., :frames], self._weight[:frames]
        self._sum, self._weight = self._sum[..., frames:].copy(), self._weight[frames:].copy()
        self._start = until
        return np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)


class AtModelRate:
    """A mix as a network hears it: stereo, at the network's rate; can be iterated as often as the mix can.

    Args:
        blocks: the mix, ``(channels, frames)``.
        sample_rate_hz: its rate.
        channels: 1 or 2.
        model_rate_hz: the network's rate.

    Attributes:
        frames: of the mix, once it was iterated to its end.
    """

    def __init__(self, blocks: Iterable[Block], sample_rate_hz: int, channels: int, model_rate_hz: int) -> None:
        self._blocks = blocks
        self._rates_hz = sample_rate_hz, model_rate_hz
        self._channels = channels
        self.frames = 0

    def __iter__(self) -> Iterator[Block]:
        """Yield ``(2, frames)``."""
        return resampled(self._stereo(), *self._rates_hz, 2)

    def _stereo(self) -> Iterator[Block]:
        frames = 0
        for block in self._blocks:
            frames += block.shape[1]
            yield np.repeat(block, 2, axis=0) if self._channels == 1 else block
        self.frames = frames


def as_the_mix(
    estimates: Iterable[Estimates], model_rate_hz: int, sample_rate_hz: int, channels: int, stems: int
) -> Iterator[Estimates]:
    """Bring estimates of a network back to a mix's rate and channels.

    Args:
        estimates: ``(stems, 2, frames)`` at the network's rate.
        model_rate_hz: the network's rate.
        sample_rate_hz: the mix's rate.
        channels: 1 or 2.
        stems: how many there are.

    Yields:
        ``(stems, channels, frames)``; their length is the mix's but for a frame of rounding.
    """
    folded = (part if channels == 2 else part.mean(axis=1, keepdims=True) for part in estimates)
    flat = (part.reshape(stems * channels, -1) for part in folded)
    for block in resampled(flat, model_rate_hz, sample_rate_hz, stems * channels):
        yield block.reshape(stems, channels, -1)


def resampled(blocks: Iterable[Block], from_rate_hz: int, to_rate_hz: int, channels: int) -> Iterator[Block]:
    """Yield a stream at another rate, or as it is where the rates are equal."""
    if from_rate_hz == to_rate_hz:
        yield from blocks
        return
    resampler = Resampler(from_rate_hz, to_rate_hz, channels)
    for block in blocks:
        yield resampler.process(block)
    yield resampler.finish()


def in_step(streams: Sequence[Iterator[NDArray[np.float32]]]) -> Iterator[list[NDArray[np.float32]]]:
    """Cut streams into blocks of the same lengths, to the end of the shortest.

    Args:
        streams: each yields ``(…, frames)`` of any length.

    Yields:
        one block of each, all as long.
    """
    held: list[NDArray[np.float32] | None] = [None] * len(streams)
    while True:
        for number, stream in enumerate(streams):
            block = held[number]
            while block is None or not block.shape[-1]:
                block = next(stream, None)
                if block is None:
                    return
            held[number] = block
        blocks = [block for block in held if block is not None]
        frames = min(block.shape[-1] for block in blocks)
        yield [block[..., :frames] for block in blocks]
        held = [block[..., frames:] for block in blocks]


def exactly(estimates: Iterable[Estimates], frames: int) -> Iterator[Estimates]:
    """Cut estimates, or fill them up with silence, to ``frames`` in all."""
    shape: tuple[int, ...] = ()
    for part in estimates:
        known = part[..., :frames]
        frames -= known.shape[-1]
        shape = known.shape
        if known.shape[-1]:
            yield known
    if frames:
        yield np.zeros((*shape[:-1], frames), np.float32)
