"""Tells speech from pauses by level alone, on a programme that was measured in small steps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.mastering.scratch import Profile
from audiostudio.audio.meters.loudness import gated_loudness_lufs, sliding_sums, to_lufs

_BIN_SECONDS = 0.01
_BLOCK_BINS, _BLOCK_STEP_BINS = 40, 10
_SMOOTHING_BINS = 5
# Speech is what stands this far above the quietest twentieth; both bounds are below its own loudness, for
# programmes without pauses and for pauses of digital silence.
_ABOVE_FLOOR_LU = 10.0
_FLOOR_PERCENT = 5
_HIGHEST_LU, _LOWEST_LU = -18.0, -28.0
# Stops inside words are no pauses, clicks are no words.
_LONGEST_STOP_BINS = 25
_SHORTEST_SOUND_BINS = 6


@dataclass(frozen=True)
class Activity:
    """Level and speech of a programme in bins of about ten milliseconds.

    Attributes:
        bin_frames: frames a bin.
        sample_rate_hz: rate of the programme.
        frames: its length.
        powers: K-weighted mean square of each bin, float64.
        is_speech: whether speech is heard in each bin.
        loudness_lufs: integrated loudness of the whole; ``-inf`` for silence.
    """

    bin_frames: int
    sample_rate_hz: int
    frames: int
    powers: NDArray[np.float64]
    is_speech: NDArray[np.bool_]
    loudness_lufs: float

    @property
    def bin_s(self) -> float:
        """Length of a bin in seconds."""
        return self.bin_frames / self.sample_rate_hz


def speech_activity(profile: Profile, frames: int) -> Activity:
    """Return where a programme of ``frames`` frames speaks, from the profile that was recorded of it."""
    steps = max(1, round(_BIN_SECONDS * profile.sample_rate_hz / profile.step_frames))
    bins = -(-len(profile.energies) // steps)
    energies = np.zeros(bins * steps)
    energies[: len(profile.energies)] = profile.energies
    bin_frames = steps * profile.step_frames
    powers = energies.reshape(bins, steps).sum(axis=1) / bin_frames
    blocks = sliding_sums(powers, _BLOCK_BINS)[::_BLOCK_STEP_BINS] / _BLOCK_BINS
    loudness_lufs = gated_loudness_lufs(blocks)
    return Activity(
        bin_frames, profile.sample_rate_hz, frames, powers, _is_speech(powers, loudness_lufs), loudness_lufs
    )


def _is_speech(powers: NDArray[np.float64], loudness_lufs: float) -> NDArray[np.bool_]:
    if not np.isfinite(loudness_lufs):
        return np.zeros(len(powers), np.bool_)
    smooth = np.convolve(powers, np.ones(_SMOOTHING_BINS) / _SMOOTHING_BINS, "same")
    levels_lufs = to_lufs(smooth)
    floor_lufs = float(to_lufs(np.array(np.percentile(smooth, _FLOOR_PERCENT))))
    threshold_lufs = min(max(floor_lufs + _ABOVE_FLOOR_LU, loudness_lufs + _LOWEST_LU), loudness_lufs + _HIGHEST_LU)
    is_speech = levels_lufs > threshold_lufs
    is_speech = _without_short(is_speech, False, _LONGEST_STOP_BINS)
    return _without_short(is_speech, True, _SHORTEST_SOUND_BINS)


def _without_short(marks: NDArray[np.bool_], value: bool, shortest: int) -> NDArray[np.bool_]:
    """Return ``marks`` with runs of ``value`` turned over that are shorter, unless they touch an end."""
    cleaned = marks.copy()
    for start, end in runs(marks == value):
        if end - start < shortest and start > 0 and end < len(marks):
            cleaned[start:end] = not value
    return cleaned


def runs(marks: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return start and end of each run of true marks."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marks, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]
