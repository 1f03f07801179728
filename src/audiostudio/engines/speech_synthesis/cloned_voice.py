"""A voice that was learned from somebody's recordings, and the file it is kept in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audiostudio.audio.errors import AudioError
from audiostudio.audio.speech.tone import BANDS
from audiostudio.audio.types import Matrix, Vector
from audiostudio.engines.speech_synthesis.voice_table import VOICES, Voice
from audiostudio.engines.weights.checkpoints import read_safetensors, write_safetensors
from audiostudio.engines.weights.errors import CheckpointError
from audiostudio.engines.weights.kokoro import STYLE_SIZE

TIMBRE = slice(0, STYLE_SIZE // 2)  # what of a style the decoder hears; the rest is for rhythm and melody
_MOST_BYTES = 100_000
_FARTHEST_SEMITONES, _WIDEST = 24.0, 3.0
_STRONGEST_DB = 24.0
_LANGUAGES = tuple(dict.fromkeys(voice.language for voice in VOICES.values()))
_SHAPES = {"shares": (len(VOICES),), "offset": (STYLE_SIZE,), "tone": (BANDS,), "manner": (3,)}


@dataclass(frozen=True)
class ClonedVoice:
    """What tells a learned voice from the published ones.

    Attributes:
        shares: how much of each published voice is in it, ``(54,)`` in the order of `VOICES`; they add up to 1.
        offset: what is added to the styles of that mix, ``(256,)``.
        tone_db: gains of the filter that its sound goes through, ``(bands,)``, as `audiostudio.audio.speech.tone`
            has them.
        pitch_semitones: how much higher than that mix it speaks.
        intonation: factor on how far its pitch moves.
        language: BCP 47 tag of what it speaks, one of the published voices'.
    """

    shares: Vector
    offset: Vector
    tone_db: Vector
    pitch_semitones: float
    intonation: float
    language: str

    def as_voice(self, name: str) -> Voice:
        """Return how lists of voices show it, under the name by which it is asked for."""
        return Voice(name, name, self.language, "", "female" if self.is_female else "male", None)

    @property
    def is_female(self) -> bool:
        """Whether the larger part of it is of women's voices."""
        women = [share for voice, share in zip(VOICES.values(), self.shares, strict=True) if voice.gender == "female"]
        return float(np.sum(women)) > 0.5

    def styles(self, published: Mapping[str, Matrix]) -> Matrix:
        """Return its styles, ``(510, 256)``, made of the published voices' styles by name."""
        mixed: Matrix = np.zeros_like(next(iter(published.values())))
        for name, share in zip(VOICES, self.shares, strict=True):
            if share:
                mixed += share * published[name]
        return mixed + self.offset

    def write(self, path: Path) -> None:
        """Write it as a safetensors file of about 1.6 KB."""
        manner = np.array([self.pitch_semitones, self.intonation, _LANGUAGES.index(self.language)], np.float32)
        write_safetensors(path, {"shares": self.shares, "offset": self.offset, "tone": self.tone_db, "manner": manner})

    @classmethod
    def read(cls, path: Path) -> "ClonedVoice":
        """Read a file that `write` wrote.

        Raises:
            AudioError: ``voice_file_invalid``.
        """
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise CheckpointError("it is too large")
            tensors = {name: np.array(tensor, np.float32) for name, tensor in read_safetensors(path).items()}
            tensors.setdefault("tone", np.zeros(BANDS, np.float32))  # files of before voices had a tone
            if {name: tensor.shape for name, tensor in tensors.items()} != _SHAPES:
                raise CheckpointError("it holds something else")
            if not all(np.isfinite(tensor).all() for tensor in tensors.values()):
                raise CheckpointError("it holds values that are no numbers")
            semitones, intonation, language = tensors["manner"].tolist()
            if np.abs(tensors["tone"]).max() > _STRONGEST_DB:
                raise CheckpointError("its tone is out of bounds")
            if abs(semitones) > _FARTHEST_SEMITONES or not 0 <= intonation <= _WIDEST or language < 0:
                raise CheckpointError("its values are out of bounds")
            return cls(
                tensors["shares"], tensors["offset"], tensors["tone"], semitones, intonation, _LANGUAGES[int(language)]
            )
        except (CheckpointError, OSError, ValueError, IndexError) as error:
            detail = f"{path.name} is no cloned voice that can be used: {error}."
            raise AudioError("voice_file_invalid", detail) from error


def voices_with(clones: Mapping[str, ClonedVoice]) -> Mapping[str, Voice]:
    """Return the published voices and, under the names they are given, cloned ones."""
    return {**VOICES, **{name: clone.as_voice(name) for name, clone in clones.items()}}
