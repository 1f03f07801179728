"""Loads torch networks once a process, and lets a long pass through one be heard and stopped.

A big network needs many seconds for a chunk on a CPU, and some for a single layer. So it works in a thread of its own,
while whoever waits for it stays able to answer; a stopped pass ends at its next layer.
"""

import warnings
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from audiostudio.audio.types import Audio, Stems
from audiostudio.engines.separation.base import Tick

if TYPE_CHECKING:
    from torch import nn

_TICK_S = 0.2

_loaded: dict[Hashable, "TorchNetwork"] = {}
_lock = Lock()


class TorchNetwork:
    """A network that takes a stereo chunk apart.

    Args:
        module: from ``(1, 2, frames)`` to ``(1, stems, 2, frames)``, or ``(1, 2, frames)`` where there is one stem.
        device: where it runs.

    Attributes:
        module: the same, for reading what it says of itself.
    """

    def __init__(self, module: "nn.Module", device: str) -> None:
        self.module: Any = module.to(device).eval()
        self._device = device
        self._worker = ThreadPoolExecutor(1)
        self._stop = Event()
        for layer in module.modules():
            layer.register_forward_pre_hook(lambda layer, inputs: self._check_stop())

    def separate(self, chunk: Audio, tick: Tick) -> Stems:
        """Return ``(stems, 2, frames)`` for a chunk of ``(2, frames)``.

        Args:
            chunk: the sound.
            tick: called five times a second as the network works; may raise to stop.
        """
        stop = Event()
        found = self._worker.submit(self._run, chunk, stop)
        try:
            while True:
                tick()
                try:
                    return found.result(_TICK_S)
                except TimeoutError:
                    if found.done():  # then it is the network's own
                        raise
        except BaseException:
            stop.set()
            raise

    def _run(self, chunk: Audio, stop: Event) -> Stems:
        import torch

        self._stop = stop
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            estimates = self.module(torch.from_numpy(np.ascontiguousarray(chunk))[None].to(self._device))[0]
            found: Stems = estimates.float().cpu().numpy()
        return found[None] if found.ndim == 2 else found

    def _check_stop(self) -> None:
        if self._stop.is_set():
            raise _Stopped


class _Stopped(Exception):
    """Nobody waits for this pass any more."""


def torch_network(key: Hashable, build: "Callable[[], nn.Module]", *, use_cpu: bool, threads: int) -> TorchNetwork:
    """Return the network ``key``, made at the first call.

    Args:
        key: what tells the network from others.
        build: makes it.
        use_cpu: stay on the CPU even where CUDA is present.
        threads: how many CPU threads torch may use; for the whole process.
    """
    import torch

    device = "cuda" if not use_cpu and torch.cuda.is_available() else "cpu"
    torch.set_num_threads(threads)
    with _lock:
        if (key, device) not in _loaded:
            _loaded[key, device] = TorchNetwork(build(), device)
        return _loaded[key, device]
