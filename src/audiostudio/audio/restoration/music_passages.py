"""Finds music between speech, which a network that knows speech only would take for noise and take away.

Music holds its pitches: peaks of the spectrum that stay where they are for a quarter of a second carry much of it, and
hardly anything of speech, whose pitch glides, or of noise. Hums and fans hold theirs, too, but throughout.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.restoration.activity import runs
from audiostudio.audio.types import Matrix, Mono

RATE_HZ = 16_000
# As many frames as the detector of speech has.
FRAME = 512
_WINDOW = 2048
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 5000.0
_BINS = slice(round(_LOWEST_HZ * _WINDOW / RATE_HZ), round(_HIGHEST_HZ * _WINDOW / RATE_HZ))
# A quarter of a second; and how far a peak stands out of the valley beside it.
_HELD_FRAMES = 8
_PROMINENCE = 4.0

_FRAMES_A_BLOCK = 16
_FRAME_SECONDS = FRAME / RATE_HZ
BLOCK_SECONDS = _FRAMES_A_BLOCK * _FRAME_SECONDS
# What is no more than this above the quietest tenth of the programme is there all the time.
_BACKGROUND_PERCENT, _ABOVE_BACKGROUND = 10, 10.0
_SILENCE_DB = -65.0
# Shares of held pitches, as means over two and a half seconds without speech. Twenty-eight pieces of music have 0.12 to
# 0.83 over twelve seconds; white to brown noise, keyboards and forty voices at once up to 0.04.
_SMOOTHING_BLOCKS = 5
_MUSIC_FROM = 0.07
# So much and more is music whoever sings to it.
_SONG_FROM = 0.55
_SPEECH_FROM = 0.25
# What adjoins music without speech and is about as loud belongs to it: breaks of the drums, the last chord's decay.
_BELONGS_DB = 25.0
_SHORTEST_BLOCKS = 4
_SHORTEST_WORD_FRAMES = 6
# The detector of speech answers a little late, and lets go later.
_BEFORE_SPEECH_S = 0.15


@dataclass(frozen=True)
class HeldPitches:
    """How much of a programme's power lies in pitches that are held, in blocks of `BLOCK_SECONDS`.

    Attributes:
        held: power in held peaks of each block and bin, ``(blocks, bins)``.
        powers: all of it, the same shape.
        frame_powers: all of it in each `FRAME`, ``(frames,)``.
    """

    held: Matrix
    powers: Matrix
    frame_powers: NDArray[np.float32]


@njit(cache=True, nogil=True)
def _track(powers, ages, held):  # type: ignore[no-untyped-def]
    """Mark in ``held`` what of each frame's spectrum belongs to peaks that have stayed; ``ages`` is carried along."""
    frames, bins = powers.shape
    before = np.zeros_like(ages)
    for frame in range(frames):
        before[:] = ages
        ages[:] = 0
        for k in range(2, bins - 2):
            p = powers[frame, k]
            is_peak = p > powers[frame, k - 1] and p >= powers[frame, k + 1]
            if is_peak and p > _PROMINENCE * min(powers[frame, k - 2], powers[frame, k + 2]):
                ages[k] = max(before[k - 1], before[k], before[k + 1]) + 1
                if ages[k] >= _HELD_FRAMES:
                    for near in range(k - 1, k + 2):
                        held[frame, near] = powers[frame, near]


class HeldPitchMeter:
    """Collects `HeldPitches` of a mono stream at `RATE_HZ`; block edges make no difference."""

    def __init__(self) -> None:
        self._window = (np.hanning(_WINDOW + 1)[:-1] / (_WINDOW / 4)).astype(np.float32)
        bins = _BINS.stop - _BINS.start
        self._ages = np.zeros(bins, np.int64)
        self._pending = np.zeros(_WINDOW // 2, np.float32)
        self._rest = np.zeros((2, 0, bins), np.float32)
        self._blocks: list[NDArray[np.float32]] = []
        self._frame_powers: list[NDArray[np.float32]] = []

    def feed(self, samples: Mono) -> None:
        """Take the next ``(frames,)`` samples."""
        self._pending = np.concatenate([self._pending, samples])
        count = (self._pending.size - _WINDOW) // FRAME + 1
        if count < 1:
            return
        frames = np.lib.stride_tricks.sliding_window_view(self._pending, _WINDOW)[::FRAME][:count]
        powers = (np.abs(np.fft.rfft(frames * self._window)[:, _BINS]) ** 2).astype(np.float32)
        self._frame_powers.append(powers.sum(axis=1))
        held = np.zeros_like(powers)
        _track(powers, self._ages, held)
        self._pending = self._pending[count * FRAME :]
        self._rest = np.concatenate([self._rest, np.stack([held, powers])], axis=1)
        blocks = self._rest.shape[1] // _FRAMES_A_BLOCK
        whole = self._rest[:, : blocks * _FRAMES_A_BLOCK]
        self._blocks.append(whole.reshape(2, blocks, _FRAMES_A_BLOCK, whole.shape[2]).mean(axis=2))
        self._rest = self._rest[:, blocks * _FRAMES_A_BLOCK :]

    def read(self) -> HeldPitches:
        """Return what was fed; nothing can be fed afterwards."""
        self.feed(np.zeros(_WINDOW // 2, np.float32))
        last = [self._rest.mean(axis=1, keepdims=True)] if self._rest.shape[1] else []
        held, powers = np.concatenate([self._rest[:, :0], *self._blocks, *last], axis=1)
        return HeldPitches(held, powers, np.concatenate([np.zeros(0, np.float32), *self._frame_powers]))


def music_passages(pitches: HeldPitches, speech: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """Return start and end in seconds of each passage of music, in order; two seconds are the shortest.

    Speech over music is speech.

    Args:
        pitches: of the programme.
        speech: whether each frame of `FRAME` samples is speech.
    """
    blocks = len(pitches.powers)
    speech = _words(speech, blocks * _FRAMES_A_BLOCK)
    spoken = speech.reshape(blocks, _FRAMES_A_BLOCK).mean(axis=1) >= _SPEECH_FROM
    total = pitches.powers.sum(axis=1, dtype=np.float64)
    levels_db = 10 * np.log10(total + 1e-12)
    sounding = levels_db > _SILENCE_DB
    if not sounding.any():
        return []
    background = np.percentile(pitches.powers[sounding], _BACKGROUND_PERCENT, axis=0)
    held = np.where(pitches.powers > _ABOVE_BACKGROUND * background, pitches.held, 0).sum(axis=1, dtype=np.float64)
    shares = np.where(sounding, held / (total + 1e-12), 0.0)
    is_music = (_mean_where(shares, ~spoken) >= _MUSIC_FROM) & ~spoken
    is_music |= _mean_where(shares, np.ones_like(spoken)) >= _SONG_FROM
    is_music &= sounding
    passages = [_grown(start, end, ~spoken & sounding, levels_db) for start, end in runs(is_music)]
    long_enough = [(start, end) for start, end in _joined(passages) if end - start >= _SHORTEST_BLOCKS]
    edged = [_to_speech(start, end, speech, spoken) for start, end in long_enough]
    return [_in_seconds(first, last, speech, pitches.frame_powers) for first, last in edged]


def _words(speech: NDArray[np.bool_], frames: int) -> NDArray[np.bool_]:
    """Return ``frames`` of the detector's answers without those that are too short to be a word."""
    words = np.zeros(frames, np.bool_)
    words[: speech.size] = speech[:frames]
    for start, end in runs(words):
        if end - start < _SHORTEST_WORD_FRAMES:
            words[start:end] = False
    return words


def _mean_where(values: NDArray[np.float64], counted: NDArray[np.bool_]) -> NDArray[np.float64]:
    kernel = np.ones(_SMOOTHING_BLOCKS)
    sums = np.convolve(np.where(counted, values, 0.0), kernel, "same")
    counts = np.convolve(counted.astype(np.float64), kernel, "same")
    mean: NDArray[np.float64] = sums[: len(values)] / np.maximum(counts[: len(values)], 1)
    return mean


def _grown(start: int, end: int, quiet: NDArray[np.bool_], levels_db: NDArray[np.float64]) -> tuple[int, int]:
    """Return a passage of blocks without what is far softer, which the mean made part of it, and with what adjoins
    it without speech and is about as loud.
    """
    loud = np.flatnonzero(levels_db[start:end] > levels_db[start:end].max() - _BELONGS_DB)
    start, end = start + int(loud[0]), start + int(loud[-1]) + 1
    belongs = quiet & (levels_db > np.median(levels_db[start:end]) - _BELONGS_DB)
    while start > 0 and belongs[start - 1]:
        start -= 1
    while end < len(belongs) and belongs[end]:
        end += 1
    return start, end


def _joined(passages: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in passages:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _to_speech(start: int, end: int, speech: NDArray[np.bool_], spoken: NDArray[np.bool_]) -> tuple[int, int]:
    """Return a passage in frames; where a block with speech adjoins it, it reaches to that speech."""
    first, last = start * _FRAMES_A_BLOCK, end * _FRAMES_A_BLOCK
    if start > 0 and spoken[start - 1]:
        first = int(np.flatnonzero(speech[:first])[-1]) + 1
    if end < len(spoken) and spoken[end]:
        last += int(np.flatnonzero(speech[last:])[0])
    # Speech in the passage's own outer blocks is less than a quarter of them: the last or the first word.
    inside = np.flatnonzero(speech[first:last]) + first
    middle = (first + last) / 2
    before, after = inside[inside < middle], inside[inside >= middle]
    edge = 2 * _FRAMES_A_BLOCK
    if before.size and before[-1] < first + edge:
        first = int(before[-1]) + 1
    if after.size and after[0] >= last - edge:
        last = int(after[0])
    return first, max(first, last)


def _in_seconds(first: int, last: int, speech: NDArray[np.bool_], powers: NDArray[np.float32]) -> tuple[float, float]:
    """Return a passage of frames in seconds, without the pauses between it and speech."""
    start_s, end_s = first * _FRAME_SECONDS, last * _FRAME_SECONDS
    end_s -= _BEFORE_SPEECH_S if last < speech.size and speech[last] else 0.0
    levels_db = 10 * np.log10(powers[first:last] + 1e-12)
    loud = np.flatnonzero(levels_db > np.median(levels_db) - _BELONGS_DB) if levels_db.size else levels_db
    if loud.size:
        # A frame is heard through a window, which reaches a frame and a half beyond it.
        start_s = max(start_s, (first + int(loud[0]) - 1) * _FRAME_SECONDS)
        end_s = min(end_s, (first + int(loud[-1]) + 2) * _FRAME_SECONDS)
    return max(0.0, start_s), max(0.0, start_s, end_s)
