"""Cuts silence: what lies before the first word and after the last, and the length of pauses beyond a bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from audiostudio.audio.dsp.biquad import Audio
from audiostudio.audio.restoration.activity import Activity, runs

# Breath before the first word and after the last.
KEPT_ENDS_S = 0.25
_FADE_SECONDS = 0.02
_LEAST_CUT_S = 0.1


@dataclass(frozen=True)
class Cuts:
    """What of a programme is kept, and where it lies afterwards.

    Attributes:
        kept: start and end in frames of each stretch that is kept, in order.
        fade_frames: frames of crossfade between two stretches.
        sample_rate_hz: rate of the programme.
        frames: its length before.
    """

    kept: tuple[tuple[int, int], ...]
    fade_frames: int
    sample_rate_hz: int
    frames: int

    @property
    def frames_after(self) -> int:
        """Length of the programme after the cuts."""
        return sum(end - start for start, end in self.kept) + (len(self.kept) - 1) * self.fade_frames

    @property
    def removed_s(self) -> tuple[tuple[float, float], ...]:
        """Start and end in seconds of each stretch that was cut out of the programme."""
        edges = [0, *(edge for pair in self.kept for edge in pair), self.frames]
        gaps = zip(edges[::2], edges[1::2], strict=True)
        return tuple((a / self.sample_rate_hz, b / self.sample_rate_hz) for a, b in gaps if b > a)

    def moved_s(self, moments_s: Sequence[float]) -> list[float]:
        """Return where moments of the programme lie after the cuts; those cut out come to the cut."""
        before, after, position = [], [], 0
        for start, end in self.kept:
            before += [start, end]
            after += [position, position + end - start]
            position += end - start + self.fade_frames
        rate_hz = self.sample_rate_hz
        moved = np.interp(np.asarray(moments_s) * rate_hz, before, after) / rate_hz
        return [float(moment) for moment in moved]


def plan_cuts(activity: Activity, *, ends: bool, longest_pause_s: float | None) -> Cuts:
    """Return what to keep.

    Args:
        activity: where speech is; a programme without any is kept whole.
        ends: whether silence before the first and after the last word is cut, but for a quarter of a second.
        longest_pause_s: pauses inside are shortened to this, in their middle; ``None`` leaves them.
    """
    rate_hz, frames = activity.sample_rate_hz, activity.frames
    fade = max(1, round(_FADE_SECONDS * rate_hz))
    speech = [(start * activity.bin_frames, end * activity.bin_frames) for start, end in runs(activity.is_speech)]
    speech = [(start, min(end, frames)) for start, end in speech if start < frames]
    if not speech:
        return Cuts(((0, frames),), fade, rate_hz, frames)
    margin = round(KEPT_ENDS_S * rate_hz)
    first, last = 0, frames
    if ends:
        first, last = max(0, speech[0][0] - margin), min(frames, speech[-1][1] + margin)
    edges = [first]
    if longest_pause_s is not None:
        least = round((longest_pause_s + _LEAST_CUT_S) * rate_hz)
        half = round(longest_pause_s * rate_hz) // 2
        for (_, end), (start, _) in pairwise(speech):
            if start - end > least:
                edges += [end + half - fade // 2, start - half + fade - fade // 2]
    edges.append(last)
    return Cuts(tuple(zip(edges[::2], edges[1::2], strict=True)), fade, rate_hz, frames)


class Cutting:
    """Cuts a stream; neighbours that were not flow into each other over twenty milliseconds.

    Args:
        cuts: as `plan_cuts` gives them.
        channels: how many channels the stream has.
    """

    def __init__(self, cuts: Cuts, channels: int) -> None:
        self._kept = cuts.kept
        self._first = 0
        self._fade = cuts.fade_frames
        self._position = 0
        ramp = np.sin(np.linspace(0, np.pi / 2, cuts.fade_frames, dtype=np.float32)) ** 2
        self._rise, self._fall = ramp, ramp[::-1]
        self._joint = np.zeros((channels, cuts.fade_frames), np.float32)

    def process(self, audio: Audio) -> Audio:
        """Take the next ``(channels, frames)`` block and return what is kept of it."""
        parts = [audio[:, :0]]
        begin, end = self._position, self._position + audio.shape[1]
        while self._first < len(self._kept) and self._kept[self._first][1] + self._fade <= begin:
            self._first += 1
        for number in range(self._first, len(self._kept)):
            start, stop = self._kept[number]
            if start - self._fade >= end:
                break
            if number:  # what rises into this stretch, and, with its last frame, the joint itself
                self._add(audio, begin, start - self._fade, self._rise)
                if begin < start <= end:
                    parts.append(self._joint)
                    self._joint = np.zeros_like(self._joint)
            parts.append(audio[:, max(0, start - begin) : max(0, stop - begin)])
            if number < len(self._kept) - 1:
                self._add(audio, begin, stop, self._fall)
        self._position = end
        return np.concatenate(parts, axis=1)

    def finish(self) -> Audio:
        """Return nothing: all that is kept is out already."""
        return self._joint[:, :0]

    def _add(self, audio: Audio, begin: int, start: int, ramp: Audio) -> None:
        """Add what a block has of the fade that begins at ``start`` to the joint."""
        first, last = max(begin, start), min(begin + audio.shape[1], start + self._fade)
        if first < last:
            piece = audio[:, first - begin : last - begin]
            self._joint[:, first - start : last - start] += piece * ramp[first - start : last - start]
