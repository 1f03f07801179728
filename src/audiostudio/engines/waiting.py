"""Waits for work in another thread without falling silent, so that whoever waits can report it, and stop it."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

_BEAT_S = 0.2

T = TypeVar("T")


def awaited(work: Future[T], beat: Callable[[], None]) -> T:
    """Return what comes of ``work``, calling ``beat`` every 0.2 s meanwhile; what either raises comes through."""
    while not wait([work], timeout=_BEAT_S).done:
        beat()
    return work.result()
