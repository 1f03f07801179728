"""What a file of the corpus is: how other people's encoder makes it, who decodes it beside us, and what must come."""

import io
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile
from numpy.typing import NDArray

Sound = NDArray[np.float32]
Make = Callable[["Workshop", Path], None]
Decode = Callable[[Path], Sound]
DURATION_S = 0.4


@dataclass(frozen=True)
class Recipe:
    """A file of the corpus.

    Attributes:
        name: the file's name, of which there is one in the corpus.
        container: the format, as documents call it.
        encoding: what is in it.
        writer: the program or library that makes it.
        make: makes it at a path.
        reference: decodes it without us; ``None`` where nobody has to agree.
        result: ``exact`` to the sample, ``lossy`` in length and within -90 dBFS, ``read`` as far as it goes, or
            ``refused``.
        code: of the refusal, or of the one remark; empty where there is nothing to say.
        says: words that the sentence of the refusal or remark contains.
    """

    name: str
    container: str
    encoding: str
    writer: str
    make: Make
    reference: Decode | None
    result: Literal["exact", "lossy", "read", "refused"] = "exact"
    code: str = ""
    says: str = ""


class Workshop:
    """Makes the sources and runs the encoders, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cache  # noqa: B019 (it lives as long as the tests)
    def source(
        self, rate_hz: int = 44_100, channels: int = 2, subtype: str = "PCM_16", seconds: float = DURATION_S
    ) -> Path:
        """Return a WAV of tones and noise, different in each channel."""
        path = self.folder / f"source-{rate_hz}-{channels}-{subtype}-{seconds}.wav"
        container = "WAVEX" if channels > 2 else "WAV"
        soundfile.write(path, material(rate_hz, channels, seconds).T, rate_hz, subtype=subtype, format=container)
        return path

    def run(self, *command: str | Path, stdin: Path | None = None, stdout: Path | None = None) -> None:
        """Run an encoder, which must succeed; with ``stdin`` and ``stdout`` it reads and writes pipes."""
        if stdin is None and stdout is None:
            subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=60)
            return
        data = stdin.read_bytes() if stdin else b""
        done = subprocess.run([str(part) for part in command], input=data, check=True, capture_output=True, timeout=60)
        if stdout:
            stdout.write_bytes(done.stdout)


def material(rate_hz: int, channels: int, seconds: float) -> Sound:
    """Return tones with some noise that keep -6 dBFS, ``(channels, frames)``."""
    frames = round(seconds * rate_hz)
    noise = np.random.default_rng(frames + channels).normal(0, 0.01, (channels, frames))
    time_s = np.arange(frames) / rate_hz
    tones = [0.4 * np.sin(2 * np.pi * (220 + 110 * number) * time_s) for number in range(channels)]
    return np.asarray(np.clip(np.stack(tones) + noise, -0.5, 0.5), np.float32)


def by_libsndfile(path: Path) -> Sound:
    """Decode with libsndfile."""
    sound, _ = soundfile.read(path, dtype="float64", always_2d=True)
    return np.asarray(sound.T, np.float32)


def by_ffmpeg(*options: str) -> Decode:
    """Return a decoder that runs the ffmpeg program."""

    def decode(path: Path) -> Sound:
        return _from_program("ffmpeg", "-v", "error", *options, "-i", path, "-c:a", "pcm_f64be", "-f", "au", "-")

    return decode


def by_sox(path: Path) -> Sound:
    """Decode with sox, without dither."""
    return _from_program("sox", "-D", path, "-e", "signed", "-b", "32", "-t", "wav", "-")


def by_program(*command: str) -> Decode:
    """Return a decoder that runs a program, ``{}`` being the file, which writes a WAV to standard output."""
    return lambda path: _from_program(*(str(path) if part == "{}" else part for part in command))


def _from_program(*command: str | Path) -> Sound:
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=60)
    sound, _ = soundfile.read(io.BytesIO(done.stdout), dtype="float64", always_2d=True)
    return np.asarray(sound.T, np.float32)


def original(rate_hz: int = 44_100, channels: int = 2, subtype: str = "PCM_16", times: int = 1) -> Decode:
    """Return the source itself as what must come out, ``times`` over."""

    def decode(path: Path) -> Sound:
        return np.tile(as_stored(rate_hz, channels, subtype), (1, times))

    return decode


def as_stored(rate_hz: int, channels: int, subtype: str, seconds: float = DURATION_S) -> Sound:
    """Return the material as a source of this kind holds it."""
    file = io.BytesIO()
    soundfile.write(file, material(rate_hz, channels, seconds).T, rate_hz, subtype=subtype, format="WAV")
    file.seek(0)
    return np.asarray(soundfile.read(file, dtype="float64", always_2d=True)[0].T, np.float32)


def cut_to(frames: int, decode: Decode) -> Decode:
    """Return a decoder whose result ends where the file says: ffmpeg and libsndfile ignore some of these marks."""
    return lambda path: decode(path)[:, :frames]


def command(*parts: str, rate_hz: int = 44_100, channels: int = 2, subtype: str = "PCM_16") -> Make:
    """Return a maker that runs a program, ``IN`` being the source and ``OUT`` the file."""

    def make(workshop: Workshop, path: Path) -> None:
        source = workshop.source(rate_hz, channels, subtype)
        workshop.run(*({"IN": source, "OUT": path}.get(part, part) for part in parts))

    return make


def pipe(*parts: str, rate_hz: int = 44_100, channels: int = 2, subtype: str = "PCM_16") -> Make:
    """Return a maker that runs a program between pipes, so that it cannot seek back to its header."""

    def make(workshop: Workshop, path: Path) -> None:
        workshop.run(*parts, stdin=workshop.source(rate_hz, channels, subtype), stdout=path)

    return make


def ffmpeg(*options: str, rate_hz: int = 44_100, channels: int = 2, subtype: str = "PCM_16") -> Make:
    """Return a maker that runs the ffmpeg program."""
    parts = ("ffmpeg", "-v", "error", "-y", "-i", "IN", *options, "OUT")
    return command(*parts, rate_hz=rate_hz, channels=channels, subtype=subtype)


def every(recipes: Sequence[Iterator[Recipe]]) -> list[Recipe]:
    """Return all recipes of several kinds, whose names must differ."""
    found = [recipe for kind in recipes for recipe in kind]
    assert len({recipe.name for recipe in found}) == len(found), "two files of the corpus have one name"
    return found
