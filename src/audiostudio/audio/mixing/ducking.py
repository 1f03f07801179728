"""Room for what matters more: a gain that falls ahead of a voice or a kick and rises again, as an automation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audiostudio.audio.instruments.performance import Automation, Span


@dataclass(frozen=True)
class Ducking:
    """How far and how fast.

    Attributes:
        depth_db: by how much the gain falls, as a positive number.
        attack_s: how long it takes to fall; it is down when a span begins.
        hold_s: how long it stays down behind a span's end.
        release_s: how long it takes to rise.
    """

    depth_db: float
    attack_s: float
    hold_s: float
    release_s: float


def duck_spans(spans: Sequence[Span], ducking: Ducking) -> Automation:
    """Return the linear gain, 1 where nothing ducks, that leaves room for ``spans`` (a voice's activity, in seconds).

    Gain falls and rises in straight lines. Where there is no time to rise before it must fall again it turns where it
    is; where there is no time even to hold, it stays down.
    """
    low = 10 ** (-ducking.depth_db / 20)
    points: list[tuple[float, float]] = []
    for start_s, end_s in _joined(spans, ducking.attack_s + ducking.hold_s):
        fall_s = start_s - ducking.attack_s
        if points and points[-1][0] > fall_s:
            risen_s = fall_s - points[-2][0]
            points[-1] = (fall_s, low + (1 - low) * risen_s / ducking.release_s)
        else:
            points.append((fall_s, 1.0))
        held_s = end_s + ducking.hold_s
        points += [(start_s, low), (held_s, low), (held_s + ducking.release_s, 1.0)]
    return tuple(points) or ((0.0, 1.0),)


def duck_onsets(onsets_s: Iterable[float], ducking: Ducking) -> Automation:
    """Return the linear gain that leaves room for strokes, of a kick for example, which are over at once."""
    return duck_spans([(onset_s, onset_s) for onset_s in onsets_s], ducking)


def _joined(spans: Sequence[Span], gap_s: float) -> list[Span]:
    """Return spans by time, those joined between which the gain could not leave the bottom."""
    joined: list[Span] = []
    for start_s, end_s in sorted(spans):
        if joined and start_s - joined[-1][1] <= gap_s:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end_s))
        else:
            joined.append((start_s, end_s))
    return joined
