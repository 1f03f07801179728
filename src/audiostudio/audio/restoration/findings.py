"""The analysis of recorded speech: what is wrong with it, found before anything is touched."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono_or_stereo
from audiostudio.audio.dsp.stream import prefetch, with_progress
from audiostudio.audio.meters.programme import Measurement, Meters, require_sound
from audiostudio.audio.restoration.clipping import Clipping, ClippingMeter
from audiostudio.audio.restoration.hum import Hum, HumMeter
from audiostudio.audio.restoration.reverberation import ReverberationMeter

# Of one voice on two channels; what rooms and noise add to either is unrelated.
_INVERTED_BELOW = -0.7


@dataclass(frozen=True)
class Findings:
    """What was found.

    Attributes:
        measured: what the meters read, of one or two channels.
        source_channels: how many channels the file has.
        is_dual_mono: whether both channels are the same, or the same but for an inversion.
        is_inverted: whether one of two channels is the other upside down, by and large.
        clipping: where it ran into full scale.
        hum: its hum; ``None`` where there is none.
        t60_s: reverberation time of its room; ``None`` where it cannot be told.
    """

    measured: Measurement
    source_channels: int
    is_dual_mono: bool
    is_inverted: bool
    clipping: Clipping
    hum: Hum | None
    t60_s: float | None

    @property
    def worked_channels(self) -> int:
        """How many channels there is work for."""
        return 1 if self.is_dual_mono else self.measured.channels


def analyse_recording(path: Path, report: Callable[[float], None]) -> Findings:
    """Decode a whole file and say what is wrong with it, in bounded memory.

    Raises:
        AudioError: ``audio_too_short``, ``audio_silent``, ``audio_dc``, ``audio_channels_unsupported``, or as decoding
            fails.
    """
    with open_audio(path) as reader:
        blocks, channels = as_mono_or_stereo(reader.blocks(), reader.channels)
        rate_hz = reader.sample_rate_hz
        meters, clipping = Meters(rate_hz, channels), ClippingMeter(channels)
        hum, reverberation = HumMeter(rate_hz, channels), ReverberationMeter(rate_hz, channels)
        are_same = are_opposite = channels == 2
        for block in with_progress(prefetch(blocks), max(1, round(reader.duration_s * rate_hz)), report):
            for meter in (meters, clipping, hum, reverberation):
                meter.feed(block)
            are_same = are_same and np.array_equal(block[0], block[1])
            are_opposite = are_opposite and np.array_equal(block[0], -block[1])
        measured = require_sound(meters.read(), "enhance")
        is_inverted = measured.image is not None and measured.image.correlation < _INVERTED_BELOW
        return Findings(
            measured=measured,
            source_channels=reader.channels,
            is_dual_mono=are_same or are_opposite,
            is_inverted=is_inverted,
            clipping=clipping.read(),
            hum=hum.read(),
            t60_s=reverberation.read_s(),
        )
