"""Separates with Hybrid Transformer Demucs networks, alone or in bags, as a stream of bounded memory.

Rouard, Massa and Défossez, "Hybrid Transformers for Music Source Separation", ICASSP 2023. The networks are the
library's; chunks, crossfades and random shifts are computed here over a stream and equal the library's own bit by bit.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.dsp.downmix import as_mono
from audiostudio.audio.types import Audio, Stems
from audiostudio.engines.separation.base import Tick, no_tick
from audiostudio.engines.separation.demucs_checkpoint import read_demucs
from audiostudio.engines.separation.operator_weights import FoundWeights
from audiostudio.engines.separation.streaming import (
    ModelRateMix,
    OverlapAdder,
    StreamWindow,
    align_blocks,
    fit_length,
    match_mix,
)
from audiostudio.engines.separation.torch_runtime import TorchNetwork, torch_network
from audiostudio.engines.weights.errors import CheckpointError, ModelUnreadable

_DEFAULT_OVERLAP = 0.25
_LONGEST_SHIFT_S = 0.5
_LEAST_DEVIATION = np.float32(1e-8)


@dataclass(frozen=True)
class DemucsMember:
    """One network of a bag.

    Attributes:
        network: takes ``segment_frames`` apart.
        stems: what into.
        sample_rate_hz: rate it hears.
        segment_frames: frames it was trained on, which it is always given.
        shares: how much it decides of each stem.
    """

    network: TorchNetwork
    stems: tuple[str, ...]
    sample_rate_hz: int
    segment_frames: int
    shares: tuple[float, ...]


class DemucsSeparator:
    """One Hybrid Transformer Demucs, or several with a say each.

    Args:
        model: name of the weights.
        weights: their files.
        stems: those that will be read; members of a bag that decide none of them are not run.
        shifts: over how many random shifts of the song the answer is averaged; 0 means none.
        overlap: share of a segment that the next one covers again, below 1.
        seed: of the shifts.
        use_cpu: stay on the CPU even where CUDA is present.
        threads: how many CPU threads to use.

    Raises:
        ModelUnreadable: the files are no such networks, or do not belong together.
    """

    engine = "demucs"
    sums_to_mix = False

    def __init__(
        self,
        model: str,
        weights: FoundWeights,
        *,
        stems: Sequence[str],
        shifts: int = 0,
        overlap: float | None = None,
        seed: int = 0,
        use_cpu: bool = True,
        threads: int = 2,
    ) -> None:
        self.model, self.licence = model, weights.licence
        self.stems: tuple[str, ...] = tuple(stems)
        self._shifts = shifts
        self._overlap = _DEFAULT_OVERLAP if overlap is None else overlap
        self._seed = seed
        first = _member(weights.files[0], use_cpu, threads)
        known = first.stems
        if unknown := set(stems) - set(known):
            raise ModelUnreadable(f"The weights of {model} make {', '.join(known)}, not {', '.join(sorted(unknown))}.")
        shares = weights.bag or ((1.0,) * len(known),) * len(weights.files)
        if any(len(row) != len(known) for row in shares) or not all(map(any, zip(*shares, strict=True))):
            raise ModelUnreadable(f"The bag of {model} does not say who decides each of {', '.join(known)}.")
        self._wanted = [known.index(stem) for stem in stems]
        rows = [tuple(row[stem] for stem in self._wanted) for row in shares]
        self._members = [
            replace(first if path == weights.files[0] else _member(path, use_cpu, threads), shares=row)
            for path, row in zip(weights.files, rows, strict=True)
            if any(row)
        ]
        if any(member.stems != known for member in self._members):
            raise ModelUnreadable(f"The networks of {model} do not make the same stems.")

    def separate(
        self, blocks: Iterable[Audio], sample_rate_hz: int, channels: int, tick: Tick = no_tick
    ) -> Iterator[dict[str, Audio]]:
        """Separate a stream; see `audiostudio.engines.separation.base.Separator.separate`."""
        model_rate_hz = self._members[0].sample_rate_hz
        resampled = ModelRateMix(blocks, sample_rate_hz, channels, model_rate_hz)
        level = _level(resampled, model_rate_hz, tick)
        estimates = self._estimates(resampled, level, tick)
        back = match_mix(estimates, model_rate_hz, sample_rate_hz, channels, len(self.stems))
        for part in fit_length(back, resampled.frames):
            yield dict(zip(self.stems, part, strict=True))

    def _estimates(self, blocks: Iterable[Audio], level: "_Level", tick: Tick) -> Iterator[Stems]:
        draw = random.Random(self._seed)  # noqa: S311 - the library's generator, so that equal seeds make equal shifts
        passes = [self._averaged_passes(member, blocks, level, draw, tick) for member in self._members]
        totals = np.sum([member.shares for member in self._members], axis=0)
        for parts in align_blocks(passes):
            total = np.zeros_like(parts[0])
            for part, member in zip(parts, self._members, strict=True):
                total += part * np.array(member.shares, np.float32)[:, None, None]
            total /= totals.astype(np.float32)[:, None, None]
            yield total * level.deviation + level.mean

    def _averaged_passes(
        self, member: DemucsMember, blocks: Iterable[Audio], level: "_Level", draw: random.Random, tick: Tick
    ) -> Iterator[Stems]:
        """Yield what one network says, averaged over the shifts."""
        if not self._shifts:
            return self._pass(member, blocks, 0, level, tick)
        longest = int(_LONGEST_SHIFT_S * member.sample_rate_hz)
        delays = [longest - draw.randint(0, longest) for _ in range(self._shifts)]
        return _mean_of([self._pass(member, blocks, delay, level, tick) for delay in delays])

    def _pass(
        self, member: DemucsMember, blocks: Iterable[Audio], delay: int, level: "_Level", tick: Tick
    ) -> Iterator[Stems]:
        """Yield what one network says of a stream that begins with ``delay`` frames of silence, which are cut again."""
        segment = member.segment_frames
        stride = int((1 - self._overlap) * segment)
        window = _triangle(segment)
        stream, output = StreamWindow(2), OverlapAdder(len(self.stems), 2)
        stream.append(np.zeros((2, delay), np.float32))

        def add(offset: int) -> None:
            frames = min(segment, stream.end - offset)
            before = (segment - frames) // 2  # a chunk that is too short is heard with what surrounds it
            estimate = member.network.separate(stream.read(offset - before, segment), tick)[self._wanted]
            output.add(offset, estimate[..., before : before + frames], window[:frames])
            stream.forget(offset + stride - segment // 2)

        offset, given = 0, 0
        for block in blocks:
            stream.append((block - level.mean) / level.deviation)
            while stream.end >= offset + segment:
                add(offset)
                offset += stride
                part = output.take(offset)
                yield part[..., max(0, delay - given) :]
                given = offset
        while offset < stream.end:
            add(offset)
            offset += stride
        yield output.take(stream.end)[..., max(0, delay - given) :]


@dataclass(frozen=True)
class _Level:
    """Mean and standard deviation of a song's mono mix, which the networks expect to be 0 and 1."""

    mean: np.float32
    deviation: np.float32


def _level(blocks: Iterable[Audio], sample_rate_hz: int, tick: Tick) -> _Level:
    count, total, squares = 0, 0.0, 0.0
    for block in as_mono(blocks, sample_rate_hz):
        tick()
        mono = block[0].astype(np.float64)
        count += mono.size
        total += float(mono.sum())
        squares += float(mono @ mono)
    mean = total / max(count, 1)
    variance = max(0.0, squares - count * mean**2) / max(count - 1, 1)
    return _Level(np.float32(mean), np.float32(variance**0.5) + _LEAST_DEVIATION)


def _mean_of(passes: Sequence[Iterator[Stems]]) -> Iterator[Stems]:
    for parts in align_blocks(passes):
        total = np.zeros_like(parts[0])
        for part in parts:
            total += part
        yield total / np.float32(len(passes))


def _triangle(frames: int) -> NDArray[np.float32]:
    """Return a window that rises to 1 in the middle and falls again."""
    half = frames // 2
    window = np.concatenate([np.arange(1, half + 1), np.arange(frames - half, 0, -1)]).astype(np.float32)
    window /= window.max()
    return window


def _member(path: Path, use_cpu: bool, threads: int) -> DemucsMember:
    try:
        network = torch_network(path, lambda: read_demucs(path), use_cpu=use_cpu, threads=threads)
    except CheckpointError as error:
        raise ModelUnreadable(f"{path} cannot be used: {error}.") from error
    module = network.module
    if module.audio_channels != 2 or not module.use_train_segment:
        raise ModelUnreadable(f"{path} is no network for stereo that hears segments of one length.")
    rate_hz = int(module.samplerate)
    stems = tuple(module.sources)
    return DemucsMember(network, stems, rate_hz, int(module.segment * rate_hz), (1.0,) * len(stems))
