"""From one file format to another with nothing changed that need not be, and proof of it read from the result."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count, zip_longest
from pathlib import Path

import numpy as np

from audiostudio.audio.codecs import AudioFormat, check_format, create_audio, open_audio, read_cover
from audiostudio.audio.codecs.formats import BitDepth
from audiostudio.audio.dsp.dither import Dither
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import Gain, Processor, prefetch, process_stream
from audiostudio.audio.dsp.surroundings import Surrounded, without_surroundings
from audiostudio.audio.meters.true_peak import TruePeakMeter
from audiostudio.audio.types import Audio

Progress = Callable[[float, str], None]

_MAX_PASSES = 5
# Taken off beyond what was measured, since a lossy encoder answers a change of level with another waveform.
_SPARE_DB = 0.05
_DEFAULT_DEPTH: BitDepth = 24


@dataclass(frozen=True)
class ConversionSpec:
    """What is asked for.

    Attributes:
        format: what kind of file; its depth counts only where ``keep_depth`` is false.
        sample_rate_hz: its rate; ``None`` keeps the source's, but for Opus, which has one rate only.
        keep_depth: use the fewest bits that hold every sample exactly, 24 where none do.
        peak_limit_dbtp: lower the level until the decoded file peaks no higher; ``None`` leaves the level alone.
    """

    format: AudioFormat
    sample_rate_hz: int | None = None
    keep_depth: bool = False
    peak_limit_dbtp: float | None = None


@dataclass(frozen=True)
class Source:
    """What the file to convert is.

    Attributes:
        container: its format.
        codec: its encoding.
        sample_rate_hz: its rate.
        channels: its channel count.
        frames: its length, counted by decoding.
        true_peak_dbtp: its highest true peak.
        exact_depth: the fewest bits that hold every sample exactly, ``None`` where 24 do not.
    """

    container: str
    codec: str
    sample_rate_hz: int
    channels: int
    frames: int
    true_peak_dbtp: float
    exact_depth: BitDepth | None


@dataclass(frozen=True)
class Conversion:
    """What was made, as decoding it again shows.

    Attributes:
        source: what it was made from.
        format: the format, with the depth that was used.
        sample_rate_hz: its rate.
        frames: its length.
        expected_frames: the source's length at that rate, rounded to whole frames.
        true_peak_dbtp: highest true peak of the decoded file.
        gain_db: change of level, 0 unless a peak limit asked for one.
        dithered: whether noise was added before rounding.
        clipped_samples: how many samples were beyond full scale and had to be cut.
        null_depth_db: level of the difference to the source, relative to the source, ``-inf`` where there is none;
            ``None`` where they cannot be compared sample by sample.
        tags_kept: names of the tags that the file gives back unchanged.
        tags_lost: names of those it does not.
        cover_kept: whether it gives back the cover byte for byte; ``None`` where the source has none.
    """

    source: Source
    format: AudioFormat
    sample_rate_hz: int
    frames: int
    expected_frames: int
    true_peak_dbtp: float
    gain_db: float
    dithered: bool
    clipped_samples: int
    null_depth_db: float | None
    tags_kept: tuple[str, ...]
    tags_lost: tuple[str, ...]
    cover_kept: bool | None


def convert_file(source: Path, destination: Path, spec: ConversionSpec, progress: Progress) -> Conversion:
    """Convert ``source`` into ``destination`` in bounded memory, whatever the length.

    Where the rate stays and the depth holds every sample, no sample changes. Dither is added only where integers are
    made of samples that they cannot hold.

    Args:
        source: any sound file.
        destination: the file to make; its folder must exist.
        spec: what is asked for.
        progress: called with a fraction and a few words.

    Raises:
        AudioError: the source cannot be decoded, or the format cannot hold it (as `check_format`).
    """
    facts = _analyse(source, progress)
    fmt = replace(spec.format, bit_depth=facts.exact_depth or _DEFAULT_DEPTH) if spec.keep_depth else spec.format
    rate_hz = spec.sample_rate_hz or (48_000 if fmt.container == "OPUS" else facts.sample_rate_hz)
    check_format(fmt, rate_hz, facts.channels)
    limit_dbtp = spec.peak_limit_dbtp
    gain_db = 0.0 if limit_dbtp is None else min(0.0, limit_dbtp - facts.true_peak_dbtp)
    for number in count(1):
        encoding = _Encoding(source, destination, facts, fmt, rate_hz, gain_db)
        clipped = encoding.write(progress)
        made = _verified(encoding, clipped, progress)
        if limit_dbtp is None or made.true_peak_dbtp <= limit_dbtp or number == _MAX_PASSES:
            break
        gain_db -= made.true_peak_dbtp - limit_dbtp + _SPARE_DB * number
    return made


def _analyse(path: Path, progress: Progress) -> Source:
    depths: list[BitDepth] = [16, 24]
    with open_audio(path) as reader:
        peak = TruePeakMeter(reader.sample_rate_hz, reader.channels)
        expected = reader.frames or round(reader.duration_s * reader.sample_rate_hz) or 1
        for block in prefetch(reader.blocks()):
            peak.feed(block)
            while depths and not _fits(block, depths[0]):
                depths.pop(0)
            progress(0.2 * min(1.0, reader.decoded_frames / expected), "Listening")
        return Source(
            container=reader.container,
            codec=reader.codec,
            sample_rate_hz=reader.sample_rate_hz,
            channels=reader.channels,
            frames=reader.decoded_frames,
            true_peak_dbtp=peak.finish(),
            exact_depth=depths[0] if depths else None,
        )


def _fits(block: Audio, bit_depth: int) -> bool:
    """Whether every sample is an integer of so many bits."""
    steps = block * np.float32(2.0 ** (bit_depth - 1))  # a power of two: exact in float32
    return bool((steps == np.rint(steps)).all() and block.min() >= -1 and block.max() < 1)


@dataclass(frozen=True)
class _Encoding:
    """One way of encoding the file."""

    path: Path
    destination: Path
    source: Source
    format: AudioFormat
    sample_rate_hz: int
    gain_db: float

    @property
    def resamples(self) -> bool:
        return self.sample_rate_hz != self.source.sample_rate_hz

    @property
    def expected_frames(self) -> int:
        return round(self.source.frames * self.sample_rate_hz / self.source.sample_rate_hz)

    @property
    def dithers(self) -> bool:
        if self.format.is_lossy or self.format.bit_depth == 32:
            return False
        exact = self.source.exact_depth
        return self.resamples or bool(self.gain_db) or exact is None or exact > self.format.bit_depth

    def write(self, progress: Progress) -> int:
        """Make the file and return how many samples had to be cut at full scale."""
        channels, clipped, done = self.source.channels, 0, 0
        chain: list[Processor] = []
        if self.gain_db:
            chain.append(Gain(self.gain_db, channels))
        if self.resamples:
            chain.append(Resampler(self.source.sample_rate_hz, self.sample_rate_hz, channels))
        if self.dithers:
            chain.append(Dither(channels, self.format.bit_depth))
        whole = self.source.frames * self.sample_rate_hz / self.source.sample_rate_hz
        has_full_scale = not self.format.is_lossy and self.format.bit_depth != 32
        highest = 1 - 2.0**-self.format.bit_depth  # what rounds to the highest integer
        with (
            open_audio(self.path) as reader,
            create_audio(
                self.destination,
                self.format,
                self.sample_rate_hz,
                channels,
                tags=reader.tags,
                cover=read_cover(self.path),
            ) as writer,
        ):
            blocks: Iterable[Audio] = reader.blocks()
            if self.resamples:  # what is cut out of a longer sound would ring at its edges
                surrounded = Surrounded(blocks, self.source.sample_rate_hz)
                lead_frames = surrounded.lead_seconds * self.sample_rate_hz
                blocks = without_surroundings(process_stream(surrounded, chain), lead_frames, self.expected_frames)
            else:
                blocks = process_stream(blocks, chain)
            for block in prefetch(blocks):
                if has_full_scale:
                    clipped += int(np.count_nonzero((block > highest) | (block < -1)))
                writer.write(block)
                done += block.shape[1]
                progress(0.2 + 0.5 * min(1.0, done / whole), "Converting")
        return clipped


def _verified(encoding: _Encoding, clipped: int, progress: Progress) -> Conversion:
    """Decode what was written, beside the source where both can be compared."""
    facts = encoding.source
    with open_audio(encoding.path) as source, open_audio(encoding.destination) as made:
        peak = TruePeakMeter(made.sample_rate_hz, made.channels)
        comparable = not encoding.resamples and not encoding.format.is_lossy
        pairs: Iterator[tuple[Audio | None, Audio | None]] = (
            zip_longest(source.blocks(), made.blocks()) if comparable else ((None, block) for block in made.blocks())
        )
        signal = residue = 0.0
        whole = facts.frames * encoding.sample_rate_hz / facts.sample_rate_hz
        for before, after in pairs:
            if after is not None:
                peak.feed(after)
                progress(0.7 + 0.3 * min(1.0, made.decoded_frames / whole), "Checking")
            if comparable:
                one, other = _same_length(before, after, made.channels)
                signal += float(np.sum(np.square(one, dtype=np.float64)))
                residue += float(np.sum(np.square(other.astype(np.float64) - one)))
        kept = [name for name, value in source.tags.items() if made.tags.get(name) == value]
        cover = read_cover(encoding.path)
        return Conversion(
            source=facts,
            format=encoding.format,
            sample_rate_hz=made.sample_rate_hz,
            frames=made.decoded_frames,
            expected_frames=encoding.expected_frames,
            true_peak_dbtp=peak.finish(),
            gain_db=encoding.gain_db,
            dithered=encoding.dithers,
            clipped_samples=clipped,
            null_depth_db=_ratio_db(residue, signal) if comparable else None,
            tags_kept=tuple(kept),
            tags_lost=tuple(name for name in source.tags if name not in kept),
            cover_kept=None if cover is None else read_cover(encoding.destination) == cover,
        )


def _same_length(one: Audio | None, other: Audio | None, channels: int) -> tuple[Audio, Audio]:
    """Return both blocks, the shorter filled with silence: a missing end is a difference."""
    nothing = np.zeros((channels, 0), np.float32)
    first, second = nothing if one is None else one, nothing if other is None else other
    length = max(first.shape[1], second.shape[1])
    filled = [np.pad(block, ((0, 0), (0, length - block.shape[1]))) for block in (first, second)]
    return filled[0], filled[1]


def _ratio_db(residue: float, signal: float) -> float:
    if residue == 0:
        return -np.inf
    return float(10 * np.log10(residue / signal)) if signal > 0 else np.inf
