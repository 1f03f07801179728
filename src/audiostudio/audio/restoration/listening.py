"""The first listening to recorded speech: what is wrong with it, told before anything is touched."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono_or_stereo
from audiostudio.audio.dsp.stream import ahead
from audiostudio.audio.mastering.analysis import Measurement, Meters, reported, require_sound
from audiostudio.audio.restoration.clipping import Clipping, ClippingMeter
from audiostudio.audio.restoration.hum import Hum, HumMeter
from audiostudio.audio.restoration.reverberation import ReverberationMeter


@dataclass(frozen=True)
class Findings:
    """What was heard.

    Attributes:
        measured: what the meters read, of one or two channels.
        source_channels: how many channels the file has.
        is_dual_mono: whether both channels are the same.
        clipping: where it ran into full scale.
        hum: its hum; ``None`` where there is none.
        t60_s: reverberation time of its room; ``None`` where it cannot be told.
    """

    measured: Measurement
    source_channels: int
    is_dual_mono: bool
    clipping: Clipping
    hum: Hum | None
    t60_s: float | None

    @property
    def worked_channels(self) -> int:
        """How many channels there is work for."""
        return 1 if self.is_dual_mono else self.measured.channels


def listen(path: Path, report: Callable[[float], None]) -> Findings:
    """Decode a whole file and say what is wrong with it, in bounded memory.

    Raises:
        AudioError: ``audio_too_short``, ``audio_silent``, ``audio_dc``, ``audio_channels_unsupported``, or as decoding
            fails.
    """
    with open_audio(path) as reader:
        blocks, channels = as_mono_or_stereo(reader.blocks(), reader.channels)
        rate_hz = reader.sample_rate_hz
        meters, clipping = Meters(rate_hz, channels), ClippingMeter(channels)
        hum, room = HumMeter(rate_hz, channels), ReverberationMeter(rate_hz, channels)
        is_dual_mono = channels == 2
        for block in reported(ahead(blocks), max(1, round(reader.duration_s * rate_hz)), report):
            for meter in (meters, clipping, hum, room):
                meter.feed(block)
            is_dual_mono = is_dual_mono and np.array_equal(block[0], block[1])
        measured = require_sound(meters.read(), "enhance")
        return Findings(measured, reader.channels, is_dual_mono, clipping.read(), hum.read(), room.read_s())
