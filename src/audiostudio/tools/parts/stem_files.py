"""Writes stems, each in a thread of its own while the next part of the song is separated."""

from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from audiostudio.audio.block import Block
from audiostudio.audio.codecs import AudioFormat, AudioWriter, check_format, create_audio
from audiostudio.audio.dsp.dither import Dither
from audiostudio.audio.dsp.resample import Resampler

_DITHERED_BIT_DEPTH = 16
_OPUS_RATE_HZ = 48_000


@dataclass(frozen=True)
class StemSettings:
    """What all stems of a run have in common.

    Attributes:
        format: of the files.
        mix_rate_hz: rate of what is written.
        channels: how many it has.
    """

    format: AudioFormat
    mix_rate_hz: int
    channels: int

    @property
    def sample_rate_hz(self) -> int:
        """The files' rate: the mix's own, but for Opus, which has one only."""
        return _OPUS_RATE_HZ if self.format.container == "OPUS" else self.mix_rate_hz

    @property
    def is_float(self) -> bool:
        """Whether the files hold values beyond full scale."""
        return self.format.bit_depth == 32 and not self.format.is_lossy


class StemFiles:
    """Files being written, one a stem; a context manager that leaves none behind if anything fails.

    Args:
        out_dir: where they go.
        stems: their names.
        settings: what they are.

    Raises:
        AudioError: the format cannot hold this rate or these channels.
    """

    def __init__(self, out_dir: Path, stems: Iterable[str], settings: StemSettings) -> None:
        check_format(settings.format, settings.sample_rate_hz, settings.channels)
        self.paths = {stem: out_dir / f"{stem}{settings.format.extension}" for stem in stems}
        self._settings = settings
        self._files = ExitStack()
        self._writing: list[Future[None]] = []

    def __enter__(self) -> Self:
        with ExitStack() as files:
            self._encoders = {
                stem: _Encoder(files, path, self._settings, seed)
                for seed, (stem, path) in enumerate(self.paths.items())
            }
            self._pool = files.enter_context(ThreadPoolExecutor(len(self.paths)))
            self._files = files.pop_all()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._files.__exit__(exc_type, exc, tb)

    def write(self, parts: Mapping[str, Block]) -> None:
        """Begin to write the next block of each stem, once the last has been written."""
        self._wait()
        self._writing = [self._pool.submit(encoder.write, parts[stem]) for stem, encoder in self._encoders.items()]

    def finish(self) -> None:
        """Write what is left."""
        self._wait()
        for encoder in self._encoders.values():
            encoder.finish()

    def _wait(self) -> None:
        for write in self._writing:
            write.result()


class _Encoder:
    def __init__(self, files: ExitStack, path: Path, settings: StemSettings, seed: int) -> None:
        fmt, rates_hz = settings.format, (settings.mix_rate_hz, settings.sample_rate_hz)
        self._writer: AudioWriter = files.enter_context(create_audio(path, fmt, rates_hz[1], settings.channels))
        self._resampler = Resampler(*rates_hz, settings.channels) if rates_hz[0] != rates_hz[1] else None
        is_dithered = fmt.bit_depth == _DITHERED_BIT_DEPTH and not fmt.is_lossy
        self._dither = Dither(settings.channels, fmt.bit_depth, seed) if is_dithered else None

    def write(self, block: Block) -> None:
        if self._resampler is not None:
            block = self._resampler.process(block)
        self._writer.write(block if self._dither is None else self._dither.process(block))

    def finish(self) -> None:
        if self._resampler is not None:
            self._writer.write(self._resampler.finish())
