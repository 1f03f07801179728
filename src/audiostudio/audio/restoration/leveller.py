"""Rides the level slowly, as a hand on a fader would: soft passages come up, loud ones down, pauses are left alone."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from audiostudio.audio.dsp.biquad import Audio
from audiostudio.audio.dsp.gain import apply_nodes
from audiostudio.audio.meters.loudness import to_lufs
from audiostudio.audio.restoration.activity import Activity

MAX_GAIN_DB = 9.0
# Short-term loudness of EBU R 128, of which only speech counts; and how long the hand takes.
_WINDOW_SECONDS = 3.0
_HAND_SECONDS = 1.0
_LEAST_SPEECH_BINS = 0.5


def level_gains_db(activity: Activity) -> NDArray[np.float64]:
    """Return the gain at each bin's beginning and at the end that brings speech to the loudness of the whole.

    Speech is measured over three seconds without its pauses. In a pause the gain moves straight from what the speech
    before had to what the speech after will have, so noise never swells up on its own. Gains stay within
    `MAX_GAIN_DB`.
    """
    bins = len(activity.powers)
    speech = activity.is_speech.astype(np.float64)
    if not activity.is_speech.any():
        return np.zeros(bins + 1)
    window = np.ones(2 * round(_WINDOW_SECONDS / activity.bin_s / 2) + 1)
    heard = np.maximum(fftconvolve(activity.powers * speech, window, "same"), 0)
    share = fftconvolve(speech, window, "same")
    spoken = activity.is_speech & (share > _LEAST_SPEECH_BINS)
    places = np.flatnonzero(spoken)
    aim_lufs = float(to_lufs(np.array(np.mean(activity.powers[activity.is_speech]))))
    wanted_db = np.clip(aim_lufs - to_lufs(heard[places] / share[places] + 1e-20), -MAX_GAIN_DB, MAX_GAIN_DB)
    drawn_db = np.interp(np.arange(bins + 1), places, wanted_db)
    hand = _hann(_HAND_SECONDS / activity.bin_s)
    reach = len(hand) // 2
    held_db = np.pad(drawn_db, reach, mode="edge")
    ridden_db: NDArray[np.float64] = np.convolve(held_db, hand / hand.sum(), "valid")
    return ridden_db


def _hann(size: float) -> NDArray[np.float64]:
    return np.hanning(2 * round(size / 2) + 3)[1:-1]


class Riding:
    """Applies a curve of gains to a stream.

    Args:
        gains_db: the gain at each bin's beginning, and at the end.
        bin_frames: frames a bin.
        channels: how many channels the stream has.
    """

    def __init__(self, gains_db: NDArray[np.float64], bin_frames: int, channels: int) -> None:
        self._nodes = 10 ** (gains_db / 20)
        self._step = bin_frames
        self._bin = 0
        self._pending = np.zeros((channels, 0), np.float32)

    def process(self, audio: Audio) -> Audio:
        """Take the next ``(channels, frames)`` block and return the whole bins there are."""
        known = np.concatenate([self._pending, audio], axis=1)
        bins = known.shape[1] // self._step
        ready = known[:, : bins * self._step]
        self._pending = known[:, bins * self._step :].copy()
        nodes = self._nodes[np.minimum(np.arange(self._bin, self._bin + bins + 1), len(self._nodes) - 1)]
        self._bin += bins
        return apply_nodes(ready, nodes, self._step)

    def finish(self) -> Audio:
        """Return the last, incomplete bin."""
        left = self._pending.shape[1]
        return self.process(np.zeros((self._pending.shape[0], -left % self._step), np.float32))[:, :left]
