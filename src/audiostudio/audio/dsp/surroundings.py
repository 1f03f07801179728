"""What lies around a sound: a filter or leveller that begins at rest takes a file begun in mid-sound for an onset.

A programme cut into tracks goes on across the cut, so each piece is processed with what its neighbours hold before and
after it; a file alone that begins or ends in mid-sound is processed with its own edge mirrored. What was added is cut
off again behind the last processor.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np

from audiostudio.audio.types import Audio

# Whole seconds are whole numbers of frames at any rate; after three of them the slowest release here is at its end.
REACH_SECONDS = 3
# An edge is mirrored over so short a stretch that it stands for the level at the edge, and long enough for its bass.
_MIRRORED_SECONDS = 0.2
# Mid-sound is where the first half millisecond is about as strong as the fiftieth of a second behind it.
_EDGE_SECONDS, _BEHIND_SECONDS = 0.0005, 0.05
_EDGE_BELOW_DB = -26.0
_SILENCE_DB = -80.0
# One file goes on in the next if the level stays about the same (a drop may come at the seam) and the waveform jumps
# there by no more than twice what it does nearby.
_CHANGE_DB = 24.0
_JUMPS = 2.0
_NEARBY_SECONDS = 0.02


def begins_in_mid_sound(head: Audio, sample_rate_hz: int) -> bool:
    """Return whether a sound is at full strength from its first frame on, as what was cut out of a longer one is.

    Args:
        head: its beginning, ``(channels, frames)``; turn the end around to ask whether it ends in mid-sound.
        sample_rate_hz: its rate.
    """
    edge, behind = (max(1, round(seconds * sample_rate_hz)) for seconds in (_EDGE_SECONDS, _BEHIND_SECONDS))
    first, whole = _level_db(head[:, :edge]), _level_db(head[:, :behind])
    return whole > _SILENCE_DB and first > whole + _EDGE_BELOW_DB


def goes_on(tail: Audio, head: Audio, sample_rate_hz: int) -> bool:
    """Return whether a sound goes on in another, as a programme does that was cut into tracks.

    Args:
        tail: the end of the first, ``(channels, frames)``.
        head: the beginning of the second.
        sample_rate_hz: rate of both.
    """
    backwards = tail[:, ::-1]
    if len(tail) != len(head) or not all(begins_in_mid_sound(edge, sample_rate_hz) for edge in (backwards, head)):
        return False
    behind, nearby = (round(seconds * sample_rate_hz) for seconds in (_BEHIND_SECONDS, _NEARBY_SECONDS))
    if abs(_level_db(backwards[:, :behind]) - _level_db(head[:, :behind])) > _CHANGE_DB:
        return False
    jumps = np.abs(np.diff(np.concatenate([tail[:, -nearby:], head[:, :nearby]], axis=1))).sum(axis=0)
    seam = min(nearby, tail.shape[1]) - 1
    return bool(jumps[seam] <= _JUMPS * np.delete(jumps, seam).max(initial=0))


def _level_db(audio: Audio) -> float:
    return 10 * float(np.log10(np.mean(np.square(audio, dtype=np.float64)) + 1e-20)) if audio.size else -200.0


class EdgeMeter:
    """Keeps the first and the last `REACH_SECONDS` of a stream.

    Args:
        sample_rate_hz: rate of the stream.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._reach = REACH_SECONDS * sample_rate_hz
        self._head: list[Audio] = []
        self._missing = self._reach
        self._last: deque[Audio] = deque()
        self._held = 0

    def feed(self, block: Audio) -> None:
        """Take the next ``(channels, frames)`` block."""
        if self._missing > 0:
            self._head.append(block[:, : self._missing])
            self._missing -= block.shape[1]
        self._last.append(block)
        self._held += block.shape[1]
        while self._held - self._last[0].shape[1] >= self._reach:
            self._held -= self._last.popleft().shape[1]

    def head(self) -> Audio:
        """Return the beginning of what was fed, ``(channels, frames)``."""
        return np.concatenate(self._head, axis=1)

    def tail(self) -> Audio:
        """Return the end of what was fed, ``(channels, frames)``."""
        return np.concatenate(self._last, axis=1)[:, -self._reach :]


class Surrounded:
    """A stream with `REACH_SECONDS` of sound before and after it where it begins and ends in mid-sound.

    Args:
        blocks: the stream, ``(channels, frames)`` each, of at least one frame.
        sample_rate_hz: its rate.
        before: what it goes on from, as much as is known; its own beginning, mirrored, if ``None``.
        after: what it goes on in; its own end, mirrored, if ``None``.
    """

    def __init__(
        self, blocks: Iterable[Audio], sample_rate_hz: int, before: Audio | None = None, after: Audio | None = None
    ) -> None:
        self._rate, self._after = sample_rate_hz, after
        self._blocks, first = iter(blocks), []
        edge = round(_MIRRORED_SECONDS * sample_rate_hz)
        for block in self._blocks:
            first.append(block)
            if sum(one.shape[1] for one in first) >= edge:
                break
        self._first = np.concatenate(first, axis=1)
        head = self._first[:, :edge]
        if before is None and begins_in_mid_sound(head, sample_rate_hz):
            before = head[:, ::-1]
        self._before = None if before is None else _filled(before[:, ::-1], self._reach)[:, ::-1]

    @property
    def _reach(self) -> int:
        return REACH_SECONDS * self._rate

    @property
    def lead_seconds(self) -> int:
        """How much was put before the stream: `REACH_SECONDS`, or nothing."""
        return 0 if self._before is None else REACH_SECONDS

    def __iter__(self) -> Iterator[Audio]:
        if self._before is not None:
            yield self._before
        edges = EdgeMeter(self._rate)
        for block in chain([self._first], self._blocks):
            edges.feed(block)
            yield block
        after = self._after
        if after is None:
            backwards = edges.tail()[:, ::-1][:, : round(_MIRRORED_SECONDS * self._rate)]
            after = backwards if begins_in_mid_sound(backwards, self._rate) else None
        if after is not None:
            yield _filled(after, self._reach)


def _filled(sound: Audio, frames: int) -> Audio:
    """Return a sound of so many frames: the first of ``sound``, or all of it, mirrored as often as it takes."""
    missing = max(0, frames - sound.shape[1])
    return np.pad(sound[:, :frames], ((0, 0), (0, missing)), mode="symmetric")


def without_surroundings(blocks: Iterable[Audio], lead_frames: int, frames: int) -> Iterator[Audio]:
    """Cut a processed stream of ``(channels, frames)`` blocks back to the ``frames`` that stand behind the lead.

    The stream is read to its end.
    """
    position = -lead_frames
    for block in blocks:
        cut = block[:, max(0, -position) : max(0, frames - position)]
        position += block.shape[1]
        if cut.shape[1]:
            yield cut
