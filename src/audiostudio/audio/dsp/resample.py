"""Change of sample rate over a stream, by the SoX resampler at its very high quality."""

import numpy as np
import soxr

from audiostudio.audio.dsp.biquad import Audio


class Resampler:
    """Converts a stream from one sample rate to another (linear phase, 28-bit precision).

    Args:
        from_rate_hz: rate of what comes in.
        to_rate_hz: rate of what goes out.
        channels: how many channels the stream has.
    """

    def __init__(self, from_rate_hz: int, to_rate_hz: int, channels: int) -> None:
        self._channels = channels
        self._stream = soxr.ResampleStream(from_rate_hz, to_rate_hz, channels, dtype="float32", quality="VHQ")

    def process(self, audio: Audio) -> Audio:
        """Take the next ``(channels, frames)`` block and return what is ready at the new rate."""
        return self._convert(audio, last=False)

    def finish(self) -> Audio:
        """Return the rest, so that the duration is kept."""
        return self._convert(np.zeros((self._channels, 0), np.float32), last=True)

    def _convert(self, audio: Audio, *, last: bool) -> Audio:
        converted = self._stream.resample_chunk(np.ascontiguousarray(audio.T), last=last)
        return np.ascontiguousarray(converted.T)
