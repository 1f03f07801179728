"""Where a channel lies between left and right, by the law that browsers follow."""

import numpy as np

from audiostudio.audio.types import Audio


def pan_stereo(audio: Audio, pan: float) -> Audio:
    """Return stereo sound moved towards one side, ``(2, frames)``, with equal power.

    The equal-power algorithm of the Web Audio API's ``StereoPannerNode`` for stereo input: one side stays where it is,
    and the other is turned into it.

    Args:
        audio: ``(2, frames)``.
        pan: -1 left to 1 right; 0 leaves it unchanged.
    """
    if not pan:
        return audio
    angle = (pan + (pan < 0)) * np.pi / 2
    towards_left, towards_right = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    left, right = audio
    if pan < 0:
        return np.stack([left + right * towards_left, right * towards_right])
    return np.stack([left * towards_left, right + left * towards_right])
