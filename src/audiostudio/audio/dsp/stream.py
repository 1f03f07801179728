"""What everything that works on a stream of blocks has in common."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from queue import Full, Queue
from threading import Event, Thread
from typing import Protocol

import numpy as np

from audiostudio.audio.types import Audio

ShareReport = Callable[[float], None]
"""Called with the share of the work that is done, 0 to 1; may raise to stop."""


class Processor(Protocol):
    """Something that takes a stream block by block and keeps its state between them.

    It may hold frames back to look ahead; block edges make no difference to the result.
    """

    def process(self, audio: Audio) -> Audio:
        """Take the next ``(channels, frames)`` block and return the frames that are ready."""

    def finish(self) -> Audio:
        """Return the ``(channels, frames)`` still held back."""


class ZeroLatency:
    """Base of processors that hold no frames back."""

    def __init__(self, channels: int) -> None:
        self._channels = channels

    def finish(self) -> Audio:
        """Return nothing, ``(channels, 0)``: all frames are out already."""
        return np.zeros((self._channels, 0), np.float32)


def process_stream(blocks: Iterable[Audio], processors: Sequence[Processor]) -> Iterator[Audio]:
    """Send a stream of ``(channels, frames)`` blocks through ``processors`` in order, to the last frame."""
    for block in blocks:
        yield _chain(block, processors)
    for position, processor in enumerate(processors):
        yield _chain(processor.finish(), processors[position + 1 :])


def _chain(block: Audio, processors: Sequence[Processor]) -> Audio:
    for processor in processors:
        block = processor.process(block)
    return block


def process_all(audio: Audio, *processors: Processor) -> Audio:
    """Send a whole programme, ``(channels, frames)``, through ``processors`` in order.

    >>> process_all(np.ones((2, 3), np.float32), Gain(0.0, 2), OffsetRemoval([1.0, 0.0]))
    array([[0., 0., 0.],
           [1., 1., 1.]], dtype=float32)
    """
    return np.concatenate(list(process_stream([audio], processors)), axis=1)


class Gain(ZeroLatency):
    """Multiplies a stream by a constant.

    Args:
        gain_db: gain in dB.
        channels: how many channels the stream has.
    """

    def __init__(self, gain_db: float, channels: int) -> None:
        super().__init__(channels)
        self._factor = np.float32(10 ** (gain_db / 20))

    def process(self, audio: Audio) -> Audio:
        """Return the next block, ``(channels, frames)``, louder or softer."""
        return audio * self._factor


class OffsetRemoval(ZeroLatency):
    """Subtracts a constant from each channel, so that a filter which removes it later begins without a thump.

    Args:
        offsets: what to subtract, for each channel.
    """

    def __init__(self, offsets: Sequence[float]) -> None:
        super().__init__(len(offsets))
        self._offsets = np.array(offsets, np.float32)[:, None]

    def process(self, audio: Audio) -> Audio:
        """Return the next block, ``(channels, frames)``, without its offset."""
        return audio - self._offsets


class Inversion(ZeroLatency):
    """Turns the second of two channels over, which a crossed cable had turned over before."""

    def __init__(self) -> None:
        super().__init__(2)
        self._signs = np.array([[1.0], [-1.0]], np.float32)

    def process(self, audio: Audio) -> Audio:
        """Return the next block, ``(2, frames)``, with its second channel upside down."""
        return audio * self._signs


def prefetch(blocks: Iterable[Audio], depth: int = 4) -> Generator[Audio]:
    """Yield ``blocks``, ``(channels, frames)`` each, while a thread already works on the next ``depth`` of them.

    Decoders and compiled loops leave the interpreter free, so both sides get a core. An error of the source is raised
    here, in its place. Closing the generator ends the thread, and the source with it, before it returns.
    """
    ready: Queue[Audio | BaseException | None] = Queue(depth)
    abandoned = Event()

    def offer(item: Audio | BaseException | None) -> bool:
        while not abandoned.is_set():
            try:
                ready.put(item, timeout=0.1)
            except Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for block in blocks:
                if not offer(block):
                    return
        except BaseException as error:
            offer(error)
        else:
            offer(None)
        finally:
            if isinstance(blocks, Generator):
                blocks.close()

    worker = Thread(target=work, daemon=True)
    worker.start()
    try:
        while (item := ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        abandoned.set()
        worker.join()


class Meter(Protocol):
    """Something that measures a stream block by block."""

    def feed(self, audio: Audio, /) -> None:
        """Take the next block."""


def metered(blocks: Iterable[Audio], meter: Meter) -> Iterator[Audio]:
    """Pass blocks on, each once ``meter`` has had it."""
    for block in blocks:
        meter.feed(block)
        yield block


def with_progress(blocks: Iterable[Audio], frames: int, report: ShareReport) -> Iterable[Audio]:
    """Pass ``blocks``, ``(channels, frames)`` each, on and report the share of ``frames`` that went by."""
    passed = 0
    for block in blocks:
        yield block
        passed += block.shape[1]
        report(min(1.0, passed / frames))
