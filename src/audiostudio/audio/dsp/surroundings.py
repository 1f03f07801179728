"""What lies around a sound: a filter or leveller that begins at rest takes a file begun in mid-sound for an onset.

A programme cut into tracks goes on across the cut, so each piece is processed with what its neighbours hold before and
after it; a file alone that begins or ends in mid-sound is processed with how it is likely to go on. What was added is
cut off again behind the last processor.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter, lfiltic

from audiostudio.audio.dsp.stream import metered
from audiostudio.audio.types import Audio

# Whole seconds are whole numbers of frames at any rate; after three of them the slowest release here is at its end.
REACH_SECONDS = 3
# What an edge is continued from: so short that it stands for the level at the edge, and long enough for its bass.
_EDGE_HELD_SECONDS = 0.2
# Linear prediction over a hundredth of a second knows bass and chords; it loses them again in a few hundredths.
_FORETOLD_SECONDS = 0.05
_ORDER_SECONDS, _MOST_ORDER = 0.0116, 1024
_NOTHING = 1e-20
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
        before: what it goes on from, as much as is known; foretold from its own beginning if ``None``.
        after: what it goes on in; foretold from its own end if ``None``.
    """

    def __init__(
        self, blocks: Iterable[Audio], sample_rate_hz: int, before: Audio | None = None, after: Audio | None = None
    ) -> None:
        self._rate, self._after = sample_rate_hz, after
        self._blocks, first = iter(blocks), []
        edge = round(_EDGE_HELD_SECONDS * sample_rate_hz)
        for block in self._blocks:
            first.append(block)
            if sum(one.shape[1] for one in first) >= edge:
                break
        self._first = np.concatenate(first, axis=1)
        head = self._first[:, :edge]
        if before is None and begins_in_mid_sound(head, sample_rate_hz):
            self._before: Audio | None = self._continued(head[:, ::-1])[:, ::-1]
        else:
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
        yield from metered(chain([self._first], self._blocks), edges)
        tail = edges.tail()[:, -round(_EDGE_HELD_SECONDS * self._rate) :]
        if self._after is not None:
            yield _filled(self._after, self._reach)
        elif begins_in_mid_sound(tail[:, ::-1], self._rate):
            yield self._continued(tail)

    def _continued(self, sound: Audio) -> Audio:
        """Return how a sound is likely to go on: as linear prediction foretells it, passing into itself mirrored."""
        continued = _filled(sound[:, ::-1], self._reach)
        frames = min(round(_FORETOLD_SECONDS * self._rate), sound.shape[1])
        order = min(round(_ORDER_SECONDS * self._rate), _MOST_ORDER, sound.shape[1] // 3)
        foretold = np.stack([_foretold(channel.astype(np.float64), frames, order) for channel in sound])
        share = np.cos(np.clip(np.linspace(-1, 1, frames), 0, 1) * (np.pi / 2)) ** 2
        continued[:, :frames] += (share * (foretold - continued[:, :frames])).astype(np.float32)
        return continued


def _filled(sound: Audio, frames: int) -> Audio:
    """Return a sound of so many frames: the first of ``sound``, or all of it, mirrored as often as it takes."""
    missing = max(0, frames - sound.shape[1])
    return np.pad(sound[:, :frames], ((0, 0), (0, missing)), mode="symmetric")


def _foretold(sound: NDArray[np.float64], frames: int, order: int) -> NDArray[np.float64]:
    """Return ``(frames,)`` that follow ``(known,)`` samples by linear prediction.

    Its weights are Burg's ("Maximum Entropy Spectral Analysis", 1975), whose predictions never grow.
    """
    forward, backward, errors = sound[1:], sound[:-1], np.ones(1)
    for _ in range(order):
        power = forward @ forward + backward @ backward
        if power < _NOTHING:
            break
        reflection = -2 * (forward @ backward) / power
        padded = np.append(errors, 0.0)
        errors = padded + reflection * padded[::-1]
        forward, backward = (forward + reflection * backward)[1:], (backward + reflection * forward)[:-1]
    if len(errors) == 1:
        return np.zeros(frames)
    memory = lfiltic([1.0], errors, sound[::-1][: len(errors) - 1])
    foretold: NDArray[np.float64] = lfilter([1.0], errors, np.zeros(frames), zi=memory)[0]
    return foretold


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
