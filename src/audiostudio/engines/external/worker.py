"""One process for each engine, kept warm, killed and started again once when it dies, hangs or babbles."""

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from audiostudio.engines.external.errors import EngineAnswerBroken, EngineBroken, EngineFailed
from audiostudio.engines.external.installation import EngineStore
from audiostudio.engines.external.process import EngineProcess, Tick
from audiostudio.engines.external.row import EngineRow

T = TypeVar("T")

_processes: dict[tuple[str, Path], EngineProcess] = {}
_lock = Lock()


class EngineWorker:
    """Has an engine in an environment of its own do things.

    Args:
        row: which engine.
        models_dir: folder of weights and environments.
        use_cpu: stay on the CPU even where an accelerator is present.
        threads: how many CPU threads it may use.

    Raises:
        audiostudio.engines.weights.errors.EngineMissing: its environment is not installed.
        audiostudio.engines.weights.errors.ModelMissing: its weights are not installed.
    """

    def __init__(self, row: EngineRow, models_dir: Path, *, use_cpu: bool, threads: int) -> None:
        store = EngineStore(models_dir)
        self._row = row
        self._command = store.command(row)
        self._environment = store.environment(row, threads)
        self._key = row.name, Path(models_dir)
        self._settings = {
            "weights": store.weights(row),
            "device": "cpu" if use_cpu else "auto",
            "threads": threads,
        }

    def ask(self, action: str, arguments: Mapping[str, Any], read: Callable[[Mapping[str, Any]], T], tick: Tick) -> T:
        """Have something done, once more where the process breaks.

        Args:
            action: which of the adapter's actions.
            arguments: for it, beside weights, device and threads; plain data.
            read: makes a result of the answer; may raise `EngineAnswerBroken`.
            tick: called five times a second with how far the work is; may raise to stop.

        Raises:
            EngineBroken: the process died, hung or sent nothing of use, twice.
            EngineFailed: the engine met an error of its own.
            audiostudio.engines.external.errors.EngineRefused: it cannot do this.
        """
        for is_last_try in (False, True):
            try:
                process = self._process(tick)
                try:
                    return read(process.ask(action, {**self._settings, **arguments}, tick))
                except EngineAnswerBroken:
                    process.close()
                    raise
            except EngineBroken as error:
                if is_last_try:
                    raise type(error)(f"{error.detail} It was started again and did so once more.") from error
        raise AssertionError("unreachable")

    def _process(self, tick: Tick) -> EngineProcess:
        """Return the engine's process, started where there is none, or where it has ended in the meantime."""
        with _lock:
            process = _processes.get(self._key)
            if process is None or not process.is_alive:
                if process is not None:
                    process.close()
                process = EngineProcess(
                    self._command, self._environment, engine=self._row.name, silence_s=self._row.silence_s, tick=tick
                )
                _processes[self._key] = process
            return process


def close_engines() -> None:
    """End every engine's process of this process; the next one that is asked starts anew."""
    with _lock:
        while _processes:
            _processes.popitem()[1].close()


def read_sound(
    path: Path, answer: Mapping[str, Any], row: EngineRow, *, axes: int, longest_s: float
) -> NDArray[np.float32]:
    """Read the sound that an engine left in a file, and delete the file.

    Args:
        path: the file.
        answer: what the engine said of it.
        row: which engine.
        axes: 1 for ``(frames,)``, 2 for ``(channels, frames)``.
        longest_s: how long it may be.

    Raises:
        EngineAnswerBroken: there is no sound in it.
        EngineFailed: it has another rate than the engine's.
    """
    try:
        sound = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        raise EngineAnswerBroken(f"The engine {row.name} sent no sound.") from None
    finally:
        path.unlink(missing_ok=True)
    is_sound = isinstance(sound, np.ndarray) and sound.ndim == axes and sound.dtype == np.float32 and sound.size > 0
    if not is_sound or sound.shape[-1] > longest_s * row.rate_hz or not np.isfinite(sound).all():
        raise EngineAnswerBroken(f"The engine {row.name} sent something that is no sound.")
    if answer.get("sample_rate_hz") != row.rate_hz:
        raise EngineFailed(f"The weights of {row.title} sound at another rate than {row.rate_hz} Hz.")
    read: NDArray[np.float32] = sound
    return read
