"""Gain that was drawn beforehand: the same curve, to the frame, wherever it is applied and however it is cut up."""

import numpy as np

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Automation
from audiostudio.audio.types import Audio


def apply_gain(audio: Audio, gain: Automation, first_frame: int = 0) -> Audio:
    """Return sound under an automation of its linear gain, ``(channels, frames)``, straight between its points.

    Args:
        audio: ``(channels, frames)`` at 48 kHz.
        gain: at least one point.
        first_frame: where in the automation the sound begins.
    """
    times, values = zip(*gain, strict=True)
    frames = np.arange(first_frame, first_frame + audio.shape[1])
    curve = np.interp(frames, np.array(times) * SAMPLE_RATE_HZ, values)
    moved: Audio = audio * curve.astype(np.float32)
    return moved
