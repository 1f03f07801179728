"""Curves that move instruments: values at nodes, between which all goes straight."""

import numpy as np

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Automation
from audiostudio.audio.types import Curve

NODE_FRAMES = 32
"""Frames from one node to the next."""


def node_times_s(frames: int) -> Curve:
    """Return the times of the nodes of so many frames, ``(nodes,)``, one more than there are blocks."""
    return np.arange(-(-frames // NODE_FRAMES) + 1, dtype=np.float64) * np.float64(NODE_FRAMES / SAMPLE_RATE_HZ)


def automated(automation: Automation, times_s: Curve) -> Curve:
    """Return an automation's values at ``times_s``, ``(points,)``."""
    times, values = zip(*automation, strict=True)
    return np.asarray(np.interp(times_s, times, values), np.float64)
