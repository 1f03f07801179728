"""Speech by an engine in an environment of its own."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from audiostudio.audio.types import Mono
from audiostudio.engines.external.process import Tick
from audiostudio.engines.external.voice_engines import VoiceEngineRow
from audiostudio.engines.external.worker import EngineWorker, read_sound

_LONGEST_ANSWER_S = 300.0


@dataclass(frozen=True)
class ReferenceVoice:
    """Whose voice is to speak.

    Attributes:
        references: recordings of it, mono float32 at the engine's ``reference_rate_hz``; empty for a voice by name.
        name: the name of a voice that the engine brings itself.
    """

    references: tuple[Mono, ...] = ()
    name: str = ""


class ExternalEngine:
    """An engine in an environment of its own that speaks with the voice of a reference.

    Args:
        row: which engine.
        models_dir: folder of weights and environments.
        use_cpu: stay on the CPU even where an accelerator is present.
        threads: how many CPU threads it may use.

    Raises:
        audiostudio.engines.weights.errors.EngineMissing: its environment is not installed.
        audiostudio.engines.weights.errors.ModelMissing: its weights are not installed.
    """

    def __init__(self, row: VoiceEngineRow, models_dir: Path, *, use_cpu: bool, threads: int) -> None:
        self.row = row
        self._worker = EngineWorker(row, models_dir, use_cpu=use_cpu, threads=threads)

    def speak(
        self, texts: Sequence[str], voice: ReferenceVoice, language: str, seed: int, tick: Tick
    ) -> Iterator[Mono]:
        """Yield the sound of each text, ``(frames,)`` at the row's ``rate_hz``.

        Args:
            texts: each at most what the engine says well in one go.
            voice: who speaks.
            language: a BCP 47 tag of the row's languages.
            seed: the same one says the same thing the same way, on the same machine.
            tick: called five times a second with how far the text in work is; may raise to stop.

        Raises:
            audiostudio.engines.external.errors.EngineBroken: its process died, hung or sent no sound, twice at the
                same text.
            audiostudio.engines.external.errors.EngineFailed: it met an error of its own.
            audiostudio.engines.external.errors.EngineRefused: it cannot say this, or knows no such voice.
        """
        with tempfile.TemporaryDirectory(prefix="audiostudio-engine-") as folder:
            arguments = {
                "references": _write_references(voice.references, Path(folder)),
                "voice": voice.name or _fingerprint(voice.references),
                "language": self.row.languages[language],
            }
            for number, text in enumerate(texts):
                sound = Path(folder) / f"said-{number}.npy"
                yield self._worker.ask(
                    "speak",
                    {**arguments, "text": text, "seed": seed + number, "sound": str(sound)},
                    lambda answer, sound=sound: read_sound(  # type: ignore[misc]
                        sound, answer, self.row, axes=1, longest_s=_LONGEST_ANSWER_S
                    ),
                    tick,
                )


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
