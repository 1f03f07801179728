"""The first listening: what a programme is before, and what it became after."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.codecs import AudioReader, open_audio
from audiostudio.audio.dsp.biquad import Audio
from audiostudio.audio.dsp.stereo import StereoImage, StereoMeter
from audiostudio.audio.dsp.stream import ahead
from audiostudio.audio.errors import AudioError
from audiostudio.audio.mastering.descriptors import Portrait, PortraitMeter
from audiostudio.audio.meters.loudness import MOMENTARY_SECONDS, Loudness, LoudnessMeter
from audiostudio.audio.meters.true_peak import TruePeakMeter

Report = Callable[[float], None]

# A constant value is no sound, but it begins with a step that the meter hears.
_SILENT_POWER = 10 ** (-80 / 10)


@dataclass(frozen=True)
class Measurement:
    """What the meters read of a whole programme.

    Attributes:
        sample_rate_hz: its rate.
        channels: its channel count.
        frames: its length.
        loudness: integrated loudness, range and maxima.
        true_peak_dbtp: its highest true peak.
        offsets: mean of each channel.
        power: mean square without the offsets, over all channels.
        image: how it uses its two channels; ``None`` for mono.
        gating_blocks: mean squares from which its loudness, and that of an album it is on, is gated.
    """

    sample_rate_hz: int
    channels: int
    frames: int
    loudness: Loudness
    true_peak_dbtp: float
    offsets: tuple[float, ...]
    power: float
    image: StereoImage | None
    gating_blocks: NDArray[np.float64] = field(repr=False, compare=False)

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.frames / self.sample_rate_hz


class Meters:
    """All meters of a :class:`Measurement` over one stream."""

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        self._rate, self._channels, self._frames = sample_rate_hz, channels, 0
        self._sum, self._square = np.zeros(channels), np.zeros(channels)
        self._loudness = LoudnessMeter(sample_rate_hz, channels)
        self._peak = TruePeakMeter(sample_rate_hz, channels)
        self._image = StereoMeter() if channels == 2 else None

    def feed(self, audio: Audio) -> None:
        """Take the next block, ``(channels, frames)`` float32."""
        self._frames += audio.shape[1]
        self._sum += audio.sum(axis=1, dtype=np.float64)
        self._square += [np.dot(channel, channel) for channel in audio]
        self._loudness.feed(audio)
        self._peak.feed(audio)
        if self._image:
            self._image.feed(audio)

    def read(self) -> Measurement:
        """Return what was measured; nothing can be fed afterwards."""
        means = self._sum / max(1, self._frames)
        return Measurement(
            sample_rate_hz=self._rate,
            channels=self._channels,
            frames=self._frames,
            loudness=self._loudness.read(),
            true_peak_dbtp=self._peak.finish(),
            offsets=tuple(float(mean) for mean in means),
            power=float(np.mean(self._square / max(1, self._frames) - means**2)),
            image=self._image.read() if self._image else None,
            gating_blocks=self._loudness.gating_blocks(),
        )


def measure_file(path: Path, report: Report) -> Measurement:
    """Decode and measure a whole file in bounded memory.

    Raises:
        AudioError: the file cannot be decoded.
    """
    with open_audio(path) as reader:
        return _measure(reader, report)


def _measure(reader: AudioReader, report: Report, portrait: PortraitMeter | None = None) -> Measurement:
    meters = Meters(reader.sample_rate_hz, reader.channels)
    expected = reader.frames or round(reader.duration_s * reader.sample_rate_hz) or 1
    for block in reported(ahead(reader.blocks()), expected, report):
        meters.feed(block)
        if portrait:
            portrait.feed(block)
    return meters.read()


def measure_source(path: Path, report: Report) -> Measurement:
    """Measure a mix and refuse what cannot be mastered.

    Raises:
        AudioError: ``audio_channels_unsupported``, ``audio_too_short``, ``audio_silent``, ``audio_dc``, or as decoding
            fails.
    """
    with _open_mix(path) as reader:
        return require_sound(_measure(reader, report), "master")


def portray_source(path: Path, report: Report) -> tuple[Measurement, Portrait]:
    """Measure a mix as `measure_source` does, and draw its portrait in the same pass.

    Raises:
        AudioError: as `measure_source`.
    """
    with _open_mix(path) as reader:
        meter = PortraitMeter(reader.sample_rate_hz, reader.channels)
        return require_sound(_measure(reader, report, meter), "master"), meter.read()


def portray_master(path: Path) -> tuple[Portrait, StereoImage | None]:
    """Draw the portrait of a master that was measured already, with the image it needs.

    Raises:
        AudioError: the file cannot be decoded.
    """
    with open_audio(path) as reader:
        portrait = PortraitMeter(reader.sample_rate_hz, reader.channels)
        image = StereoMeter() if reader.channels == 2 else None
        for block in ahead(reader.blocks()):
            portrait.feed(block)
            if image:
                image.feed(block)
    return portrait.read(), image.read() if image else None


@contextmanager
def _open_mix(path: Path) -> Iterator[AudioReader]:
    with open_audio(path) as reader:
        if reader.channels > 2:
            raise AudioError(
                "audio_channels_unsupported",
                f"The file has {reader.channels} channels; mastering takes 1 or 2. Send a stereo mix.",
            )
        yield reader


def require_sound(source: Measurement, purpose: str) -> Measurement:
    """Return a measurement that loudness is defined for and that holds something to hear.

    Args:
        source: of a whole file.
        purpose: what was to be done with it, for the message: "master".

    Raises:
        AudioError: ``audio_too_short``, ``audio_silent`` or ``audio_dc``.
    """
    if source.seconds < MOMENTARY_SECONDS:
        raise AudioError(
            "audio_too_short",
            f"The file lasts {source.seconds:.2f} s; loudness is only defined from {MOMENTARY_SECONDS} s on.",
        )
    if source.loudness.integrated_lufs == -float("inf"):
        raise AudioError("audio_silent", f"Nothing in the file is louder than -70 LUFS; there is nothing to {purpose}.")
    if source.power < _SILENT_POWER:
        raise AudioError("audio_dc", "The file holds a constant offset and no sound.")
    return source


def reported(blocks: Iterable[Audio], frames: int, report: Report) -> Iterable[Audio]:
    """Pass ``blocks`` on and report the share of ``frames`` that went by."""
    passed = 0
    for block in blocks:
        yield block
        passed += block.shape[1]
        report(min(1.0, passed / frames))
