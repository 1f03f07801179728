"""Loads torch networks once a process, and lets a long pass through one be heard and stopped.

A big network needs many seconds for a chunk on a CPU. Each of its layers therefore gives a sign of life, so that
whoever waits can be told and can stop it between two layers.
"""

import time
import warnings
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from audiostudio.audio.block import Block
from audiostudio.engines.separation.base import Tick, no_tick
from audiostudio.engines.separation.streaming import Estimates

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
        self._lock = Lock()
        self._tick = no_tick
        self._next_tick_s = 0.0
        for layer in module.modules():
            layer.register_forward_pre_hook(lambda layer, inputs: self._alive())

    def separate(self, chunk: Block, tick: Tick) -> Estimates:
        """Return ``(stems, 2, frames)`` for a chunk of ``(2, frames)``.

        Args:
            chunk: the sound.
            tick: called between layers, not more often than five times a second; may raise to stop.
        """
        import torch

        with self._lock, torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            self._tick = tick
            try:
                estimates = self.module(torch.from_numpy(np.ascontiguousarray(chunk))[None].to(self._device))[0]
            finally:
                self._tick = no_tick
            found: Estimates = estimates.float().cpu().numpy()
        return found[None] if found.ndim == 2 else found

    def _alive(self) -> None:
        now_s = time.monotonic()
        if now_s >= self._next_tick_s:
            self._next_tick_s = now_s + _TICK_S
            self._tick()


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
