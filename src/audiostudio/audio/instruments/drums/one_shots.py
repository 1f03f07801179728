"""Reads single recorded sounds out of the pack of samples that has no copyright, at the rate instruments play at."""

import io
import os
import re
import zipfile
from functools import lru_cache
from pathlib import Path

import numpy as np
import soundfile
import soxr

from audiostudio.audio.errors import AudioError
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ
from audiostudio.audio.instruments.soundfont.sized_cache import SizedCache
from audiostudio.audio.types import Audio

_LARGEST_BYTES = 8 << 20
_LONGEST_S = 60
_HIGHEST_RATE_HZ = 192_000
_BUDGET_BYTES = 32 << 20
_SOUND, _PROVENANCE = ".flac", "PROVENANCE.md"


class OneShots:
    """The sounds of a pack, a ZIP file of FLAC files and of the texts that say whose they are.

    Args:
        path: the file.

    Raises:
        AudioError: ``samples_unreadable``: it is no such file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with zipfile.ZipFile(path) as pack:
                self._sizes = {entry.filename: entry.file_size for entry in pack.infolist()}
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise _unreadable(f"{path.name} cannot be opened ({error})") from error
        self._kept: SizedCache[Audio] = SizedCache(_BUDGET_BYTES)

    def names(self) -> tuple[str, ...]:
        """Return what the sounds are called."""
        return tuple(sorted(name.removesuffix(_SOUND) for name in self._sizes if name.endswith(_SOUND)))

    def sound(self, name: str) -> Audio:
        """Return a sound at 48 kHz, ``(channels, frames)``, one or two channels.

        Raises:
            AudioError: ``sample_unknown``, ``samples_unreadable``.
        """
        if name + _SOUND not in self._sizes:
            raise AudioError(
                "sample_unknown", f"There is no sample {name!r} in the pack.", allowed={"samples": list(self.names())}
            )
        return self._kept.get(name, lambda: self._decode(name + _SOUND), lambda sound: sound.nbytes)

    def origin(self, name: str) -> str:
        """Return where a sound is from, as the pack says: an address or a donor; empty where it does not say."""
        if _PROVENANCE not in self._sizes:
            return ""
        for line in self._content(_PROVENANCE).decode("utf-8", "replace").splitlines():
            found = re.match(r"\*\s+`:?(\w+)`\s*-\s*(.+)", line)
            # The pack itself spells some names in two ways.
            if found and found[1].replace("_", "") == name.replace("_", ""):
                return found[2].strip()
        return ""

    def _content(self, member: str) -> bytes:
        if self._sizes[member] > _LARGEST_BYTES:
            raise _unreadable(f"{member} in it is too large")
        try:
            with zipfile.ZipFile(self._path) as pack, pack.open(member) as file:
                return file.read(_LARGEST_BYTES)
        except (OSError, zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, EOFError) as error:
            raise _unreadable(f"{member} in it cannot be read ({error})") from error

    def _decode(self, member: str) -> Audio:
        try:
            with soundfile.SoundFile(io.BytesIO(self._content(member))) as file:
                is_sound = 1 <= file.channels <= 2 and 0 < file.samplerate <= _HIGHEST_RATE_HZ
                if not is_sound or not 0 < file.frames <= _LONGEST_S * file.samplerate:
                    raise _unreadable(f"{member} in it is not one or two channels of at most {_LONGEST_S} s")
                frames = file.read(dtype="float32", always_2d=True)
                sound = soxr.resample(frames, file.samplerate, SAMPLE_RATE_HZ, quality="VHQ")
        except (soundfile.SoundFileError, TypeError, ValueError) as error:
            raise _unreadable(f"{member} in it cannot be decoded") from error
        return np.ascontiguousarray(sound.T, np.float32)


def open_one_shots(path: Path) -> OneShots:
    """Return an opened pack, the same one for the same file in a process, so that its sounds are decoded once.

    Raises:
        AudioError: ``samples_unreadable``.
    """
    try:
        status = os.stat(path)
    except OSError as error:
        raise _unreadable(f"{path.name} cannot be opened ({error})") from error
    return _opened(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=4)
def _opened(path: Path, size_bytes: int, modified_ns: int) -> OneShots:
    return OneShots(path)


def _unreadable(why: str) -> AudioError:
    return AudioError("samples_unreadable", f"The pack of samples cannot be used: {why}.")
