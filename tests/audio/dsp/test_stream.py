import threading
from collections.abc import Iterator

import numpy as np
import pytest

from audiostudio.audio.block import Block
from audiostudio.audio.dsp.stream import ahead


def _numbered(count: int, ended: list[str]) -> Iterator[Block]:
    try:
        for number in range(count):
            yield np.full((1, 8), number, np.float32)
    finally:
        ended.append(threading.current_thread().name)


def test_leaving_early_ends_the_source_and_its_thread_before_going_on() -> None:
    ended: list[str] = []
    threads = set(threading.enumerate())
    blocks = ahead(ahead(_numbered(1000, ended)))
    assert [float(next(blocks)[0, 0]) for _ in range(3)] == [0, 1, 2]
    assert not ended
    blocks.close()
    assert len(ended) == 1
    assert set(threading.enumerate()) <= threads


def test_an_error_of_the_source_comes_after_what_came_before_it() -> None:
    def failing() -> Iterator[Block]:
        yield from _numbered(2, [])
        raise ValueError("third")

    seen: list[Block] = []
    with pytest.raises(ValueError, match="third"):
        seen.extend(ahead(failing()))
    assert [float(block[0, 0]) for block in seen] == [0, 1]
