"""Music and sounds by an engine in an environment of its own."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from audiostudio.audio.types import Audio
from audiostudio.engines.external.music_engines import MusicEngineRow
from audiostudio.engines.external.process import Tick
from audiostudio.engines.external.worker import EngineWorker, read_sound
from audiostudio.engines.music_generation.finishing import finished
from audiostudio.engines.music_generation.request import MusicRequest, settle

# Networks make whole frames of their own, and a second more than that is none of them.
_MOST_OVERHANG_S = 1.0


class MusicEngine:
    """An engine in an environment of its own that makes music: a `MusicGenerator`.

    Args:
        row: which engine.
        models_dir: folder of weights and environments.
        use_cpu: stay on the CPU even where an accelerator is present.
        threads: how many CPU threads it may use.

    Raises:
        audiostudio.engines.weights.errors.EngineMissing: its environment is not installed.
        audiostudio.engines.weights.errors.ModelMissing: its weights are not installed.
    """

    def __init__(self, row: MusicEngineRow, models_dir: Path, *, use_cpu: bool, threads: int) -> None:
        self.row = row
        self._worker = EngineWorker(row, models_dir, use_cpu=use_cpu, threads=threads)

    def generate(self, request: MusicRequest, tick: Tick) -> Audio:
        """Make what is asked; see `MusicGenerator.generate`.

        Raises:
            audiostudio.engines.music_generation.options.MusicRefusal: it cannot do this, and has not begun.
            audiostudio.engines.external.errors.EngineBroken: its process died, hung or sent no sound, twice.
            audiostudio.engines.external.errors.EngineFailed: it met an error of its own.
            audiostudio.engines.external.errors.EngineRefused: its weights cannot do this.
        """
        asked = settle(request, self.row.title, self.row.options, self.row.rate_hz)
        duration_s: float = asked["duration_s"]
        with tempfile.TemporaryDirectory(prefix="audiostudio-engine-") as folder:
            sound = Path(folder) / "made.npy"
            made = self._worker.ask(
                "generate",
                {**asked, **_source_arguments(request, Path(folder)), "sound": str(sound)},
                lambda answer: read_sound(sound, answer, self.row, axes=2, longest_s=duration_s + _MOST_OVERHANG_S),
                tick,
            )
        return finished(made, duration_s, request.source, self.row.rate_hz)


def _source_arguments(request: MusicRequest, folder: Path) -> dict[str, Any]:
    source = request.source
    if source is None:
        return {}
    path = folder / "source.npy"
    np.save(path, source.audio)
    return {
        "source": str(path),
        "change": source.change,
        "start_s": source.start_s,
        "end_s": source.end_s,
        "strength": source.strength,
    }
