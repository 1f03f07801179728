"""Sound that is repeated without a seam: what rings on at its end belongs under its beginning."""

import numpy as np

from audiostudio.audio.types import Audio


def wrap_loop(audio: Audio, loop_frames: int) -> Audio:
    """Return a loop, ``(channels, loop_frames)``, with all that follows it folded onto its head.

    Played again and again it sounds as the original would if it were begun anew every ``loop_frames`` frames, once
    the tail has rung for the first time.

    Args:
        audio: the loop and its tail, ``(channels, frames)``, of any length.
        loop_frames: length of the loop.
    """
    wrapped = np.zeros((audio.shape[0], loop_frames), np.float32)
    for start in range(0, audio.shape[1], loop_frames):
        part = audio[:, start : start + loop_frames]
        wrapped[:, : part.shape[1]] += part
    return wrapped
