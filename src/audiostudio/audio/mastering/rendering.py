"""From the shaped programme to a file: gain, clipper, limiter, dither and encoder in one stream."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audiostudio.audio.codecs import AudioFormat, Cover, create_audio
from audiostudio.audio.dsp.biquad import Audio
from audiostudio.audio.dsp.clipper import SoftClipper
from audiostudio.audio.dsp.dither import Dither
from audiostudio.audio.dsp.limiter import Limiter
from audiostudio.audio.dsp.stream import Gain, Processor, ahead, through
from audiostudio.audio.mastering.loudness_loop import Plan
from audiostudio.audio.meters.loudness import LoudnessMeter


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


class Rendering:
    """One pass of a programme through a plan."""

    def __init__(self, plan: Plan, sample_rate_hz: int, channels: int) -> None:
        self._rate, self._channels = sample_rate_hz, channels
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

    def rehearse(self, blocks: Iterable[Audio]) -> float:
        """Return the loudness, in LUFS, that this rendering has, without making a file."""
        meter = LoudnessMeter(self._rate, self._channels)
        for block in ahead(through(blocks, self._chain)):
            meter.feed(block)
        return meter.integrated_loudness_lufs()

    def write(self, blocks: Iterable[Audio], deliverable: Deliverable) -> None:
        """Render ``blocks`` into the deliverable.

        Raises:
            AudioError: the format cannot hold the sound.
        """
        fmt = deliverable.format
        chain = [*self._chain]
        if not fmt.is_lossy and fmt.bit_depth < 32:
            chain.append(Dither(self._channels, fmt.bit_depth))
        tags, cover = deliverable.tags, deliverable.cover
        with create_audio(deliverable.path, fmt, self._rate, self._channels, tags=tags, cover=cover) as writer:
            for block in ahead(_in_pieces(through(blocks, chain))):
                writer.write(block)


def _in_pieces(blocks: Iterable[Audio]) -> Iterator[Audio]:
    """Pass on only blocks with frames in them."""
    return (block for block in blocks if block.shape[1])
