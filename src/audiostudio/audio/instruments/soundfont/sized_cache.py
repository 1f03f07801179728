"""Keeps what is costly to make, up to so many bytes, the longest unused going first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class SizedCache(Generic[T]):
    """A cache with a budget of memory, which threads may share.

    Args:
        budget_bytes: what is kept at most; the last thing made is kept whatever its size.
    """

    def __init__(self, budget_bytes: int) -> None:
        self._budget_bytes = budget_bytes
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], size_bytes: Callable[[T], int]) -> T:
        """Return what is kept under a key, made if it is not there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
            made = make()
            size = size_bytes(made)
            self._kept[key] = made, size
            self._bytes += size
            while self._bytes > self._budget_bytes and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1][1]
            return made
