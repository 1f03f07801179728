"""Waits for work in another thread without falling silent, so that whoever waits can report it, and stop it."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

_BEAT_S = 0.2

T = TypeVar("T")


def wait_with_ticks(work: Future[T], tick: Callable[[], None]) -> T:
    """Return what comes of ``work``, calling ``tick`` every 0.2 s meanwhile; what either raises comes through."""
    while not wait([work], timeout=_BEAT_S).done:
        tick()
    return work.result()
