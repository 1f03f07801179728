"""A channel strip: what a part passes on its way to the sum."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from audiostudio.audio.dsp.biquad import BiquadCascade
from audiostudio.audio.dsp.compressor import Compressor, CompressorSettings
from audiostudio.audio.dsp.equalizer import Band, equalizer, high_pass, low_pass
from audiostudio.audio.dsp.saturation import Saturator
from audiostudio.audio.dsp.stream import Gain, Processor
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Automation
from audiostudio.audio.mixing.reverb import Room


@dataclass(frozen=True)
class Channel:
    """How a part is treated, in this order.

    Attributes:
        high_pass_hz, low_pass_hz: second-order filters; None for none.
        bands: of the equalizer.
        compressor: None for none.
        saturation: share of added harmonics, 0 to 1.
        gain_db: its fader.
        gain: automation of linear gain on top, of a duck for example; none if empty.
        pan: stereo balance with equal power, -1 left to 1 right.
        reverb_db, delay_db: how much is sent behind all this, in dB; None for nothing.
        room: which reverb it is sent to.
    """

    high_pass_hz: float | None = None
    low_pass_hz: float | None = None
    bands: tuple[Band, ...] = ()
    compressor: CompressorSettings | None = None
    saturation: float = 0.0
    gain_db: float = 0.0
    gain: Automation = ()
    pan: float = 0.0
    reverb_db: float | None = None
    delay_db: float | None = None
    room: Room = "plate"


_SATURATION_DRIVE = 2.0


def channel_processors(channel: Channel) -> Iterator[Processor]:
    """Yield what filters and levels a stereo stream at 48 kHz, in order, to its fader."""
    cuts = [high_pass(channel.high_pass_hz, SAMPLE_RATE_HZ)] if channel.high_pass_hz else []
    cuts += [low_pass(channel.low_pass_hz, SAMPLE_RATE_HZ)] if channel.low_pass_hz else []
    sections = np.concatenate([*cuts, equalizer(channel.bands, SAMPLE_RATE_HZ)])
    if len(sections):
        yield BiquadCascade(sections, 2)
    if channel.compressor:
        yield Compressor(channel.compressor, SAMPLE_RATE_HZ, 2)
    if channel.saturation:
        yield Saturator(channel.saturation, _SATURATION_DRIVE, SAMPLE_RATE_HZ, 2)
    if channel.gain_db:
        yield Gain(channel.gain_db, 2)
