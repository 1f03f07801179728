"""The desk: takes parts one after another, gives each back as a stem, and keeps nothing but their sum."""

import numpy as np

from audiostudio.audio.dsp.stream import process_stream
from audiostudio.audio.mixing.automation import apply_gain
from audiostudio.audio.mixing.channel import Channel, channel_processors
from audiostudio.audio.mixing.delay import DelaySettings, StereoDelay
from audiostudio.audio.mixing.panning import pan_stereo
from audiostudio.audio.mixing.reverb import Reverb, impulse_response
from audiostudio.audio.types import Audio

# Long enough that the transforms of a hall are worth their while.
_BLOCK_FRAMES = 1 << 18


class MixingDesk:
    """A stereo mix at 48 kHz that grows part by part.

    Each stem holds all of its part but the master: its own reverb and echoes too, which are linear, so that the stems
    sum to the mix (in single precision, in the order in which they came). What a mix costs in memory is the sum, 23 MB
    a minute, beside the one part that is being added, as much again, and some 20 MB of work; however many parts.

    Args:
        frames: length of the mix, tail included.
        delay: what echoes there are; without it none can be sent to.
        bus_gain_db: gain of the sum, which the stems share.
    """

    def __init__(self, frames: int, delay: DelaySettings | None = None, bus_gain_db: float = 0.0) -> None:
        self._mix = np.zeros((2, frames), np.float32)
        self._delay = delay
        self._bus_gain = np.float32(10 ** (bus_gain_db / 20))

    @property
    def mix(self) -> Audio:
        """The sum of all stems so far, ``(2, frames)``; no copy."""
        return self._mix

    def add(self, audio: Audio, channel: Channel) -> Audio:
        """Send a part through its channel into the mix and return its stem.

        Args:
            audio: ``(2, frames)``, as long as the mix; **overwritten** by the stem, which is returned.
            channel: how it is treated.

        Raises:
            ValueError: The length is another one, or echoes are asked of a desk without delay.
        """
        if audio.shape != self._mix.shape:
            raise ValueError(f"a part of shape {audio.shape} does not fit a mix of {self._mix.shape}")
        reverb = None if channel.reverb_db is None else Reverb(impulse_response(channel.room))
        delay = None if channel.delay_db is None else StereoDelay(self._delay_settings())
        starts = range(0, audio.shape[1], _BLOCK_FRAMES)
        blocks = (audio[:, at : at + _BLOCK_FRAMES] for at in starts)
        written = 0
        for ready in process_stream(blocks, list(channel_processors(channel))):
            # Processors hold frames back but never run ahead, so what is overwritten has been read.
            block = apply_gain(ready, channel.gain, written) if channel.gain else ready
            dry = pan_stereo(block, channel.pan)
            wet = dry.copy()
            if reverb is not None and channel.reverb_db is not None:
                wet += reverb.process(dry) * np.float32(10 ** (channel.reverb_db / 20))
            if delay is not None and channel.delay_db is not None:
                wet += delay.process(dry) * np.float32(10 ** (channel.delay_db / 20))
            audio[:, written : written + wet.shape[1]] = wet * self._bus_gain
            written += wet.shape[1]
        self._mix += audio
        return audio

    def _delay_settings(self) -> DelaySettings:
        if self._delay is None:
            raise ValueError("this desk has no delay to send to")
        return self._delay
