"""Speech by an engine in an environment of its own: one process for each engine, kept warm, started again once."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from audiostudio.engines.external.errors import EngineAnswerBroken, EngineBroken, EngineFailed
from audiostudio.engines.external.installation import EngineStore
from audiostudio.engines.external.process import EngineProcess, Tick
from audiostudio.engines.external.table import EngineRow

Mono = NDArray[np.float32]

_LONGEST_ANSWER_S = 300.0
_SILENCE_S = 180.0  # loading two gigabytes from a slow disk takes this long, and nothing else does

_processes: dict[tuple[str, Path], EngineProcess] = {}
_lock = Lock()


@dataclass(frozen=True)
class SpokenVoice:
    """Whose voice is to speak.

    Attributes:
        references: recordings of it, mono float32 at the engine's ``reference_rate_hz``; empty for a voice by name.
        name: the name of a voice that the engine brings itself.
    """

    references: tuple[Mono, ...] = ()
    name: str = ""


class ForeignEngine:
    """An engine that speaks with a voice it has heard.

    Args:
        row: which engine.
        models_dir: folder of weights and environments.
        use_cpu: stay on the CPU even where an accelerator is present.
        threads: how many CPU threads it may use.

    Raises:
        audiostudio.engines.weights.store.EngineMissing: its environment is not installed.
        audiostudio.engines.weights.store.ModelMissing: its weights are not installed.
    """

    def __init__(self, row: EngineRow, models_dir: Path, *, use_cpu: bool, threads: int) -> None:
        store = EngineStore(models_dir)
        self.row = row
        self._command = store.command(row)
        self._environment = store.environment(row, threads)
        self._key = row.name, Path(models_dir)
        self._settings = {
            "weights": store.weights(row),
            "device": "cpu" if use_cpu else "auto",
            "threads": threads,
        }

    def speak(self, texts: Sequence[str], voice: SpokenVoice, language: str, seed: int, tick: Tick) -> Iterator[Mono]:
        """Yield the sound of each text, ``(frames,)`` at the row's ``rate_hz``.

        Args:
            texts: each at most what the engine says well in one go.
            voice: who speaks.
            language: a BCP 47 tag of the row's languages.
            seed: the same one says the same thing the same way, on the same machine.
            tick: called five times a second with how far the text in work is; may raise to stop.

        Raises:
            EngineBroken: its process died, hung or sent no sound, twice at the same text.
            EngineFailed: it met an error of its own.
            audiostudio.engines.external.errors.EngineRefused: it cannot say this, or knows no such voice.
        """
        with tempfile.TemporaryDirectory(prefix="audiostudio-engine-") as folder:
            asked = {
                **self._settings,
                "references": _write_references(voice.references, Path(folder)),
                "voice": voice.name or _fingerprint(voice.references),
                "language": self.row.languages[language],
            }
            for number, text in enumerate(texts):
                sound = Path(folder) / f"said-{number}.npy"
                yield self._said({**asked, "text": text, "seed": seed + number, "sound": str(sound)}, sound, tick)

    def _said(self, arguments: dict[str, object], sound: Path, tick: Tick) -> Mono:
        for is_last_try in (False, True):
            try:
                process = self._process(tick)
                try:
                    answer = process.ask("speak", arguments, tick)
                    said = _read_sound(sound, self.row)
                except EngineAnswerBroken:
                    process.close()
                    raise
                if answer.get("sample_rate_hz") != self.row.rate_hz:
                    raise EngineFailed(
                        f"The weights of {self.row.title} speak at another rate than {self.row.rate_hz} Hz."
                    )
                return said
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
                    self._command, self._environment, engine=self.row.name, silence_s=_SILENCE_S, tick=tick
                )
                _processes[self._key] = process
            return process


def close_engines() -> None:
    """End every engine's process of this process; the next one that is asked starts anew."""
    with _lock:
        while _processes:
            _processes.popitem()[1].close()


def _write_references(references: Sequence[Mono], folder: Path) -> list[str]:
    paths = [folder / f"reference-{number}.npy" for number in range(len(references))]
    for path, reference in zip(paths, references, strict=True):
        np.save(path, reference)
    return [str(path) for path in paths]


def _fingerprint(references: Sequence[Mono]) -> str:
    """Return a name for a voice, by which the engine knows that it has heard it before."""
    digest = sha256()
    for reference in references:
        digest.update(reference.tobytes() + b"|")
    return f"sha256:{digest.hexdigest()}"


def _read_sound(path: Path, row: EngineRow) -> Mono:
    try:
        sound = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        raise EngineAnswerBroken(f"The engine {row.name} sent no sound.") from None
    finally:
        path.unlink(missing_ok=True)
    is_sound = isinstance(sound, np.ndarray) and sound.ndim == 1 and sound.dtype == np.float32 and sound.size > 0
    if not is_sound or sound.size > _LONGEST_ANSWER_S * row.rate_hz or not np.isfinite(sound).all():
        raise EngineAnswerBroken(f"The engine {row.name} sent something that is no sound.")
    answer: Mono = sound
    return answer
