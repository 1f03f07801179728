"""Published recordings without copyright: drums of many kinds, percussion, effects and ambiences, in one file."""

import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from audiostudio.engines.weights.errors import CheckpointError
from audiostudio.engines.weights.models import Model, NodePackageSource

_FOLDER = "package/samples/"
_TEXTS = ("package/LICENSE", "package/PROVENANCE.md")
# Played music of others, which a kit has no use for and which may hold more than its donors could give away.
_LOOPS = ("arovane_beat_", "loop_")
_LARGEST_BYTES = 4 << 20


def pack_samples(parts: Sequence[Path], target: Path) -> None:
    """Collect the single sounds, and the texts that say whose they are, in a ZIP file of the same bytes every time.

    Raises:
        CheckpointError: the archive holds something else.
    """
    try:
        with tarfile.open(parts[0], "r:gz") as archive, zipfile.ZipFile(target, "w") as packed:
            members = {member.name: member for member in archive.getmembers() if _is_wanted(member)}
            if not members.keys() >= set(_TEXTS):
                raise KeyError("the licence")
            for name in sorted(members):
                content = archive.extractfile(members[name])
                entry = zipfile.ZipInfo(PurePosixPath(name).name, date_time=(1980, 1, 1, 0, 0, 0))
                entry.create_system, entry.external_attr = 3, 0o644 << 16
                packed.writestr(entry, content.read() if content else b"")
    except (tarfile.TarError, KeyError, OSError, EOFError) as error:
        raise CheckpointError(f"{parts[0].name} does not hold the samples: {error}") from error


def _is_wanted(member: tarfile.TarInfo) -> bool:
    if not member.isfile() or member.size > _LARGEST_BYTES:
        return False
    is_sound = member.name.startswith(_FOLDER) and member.name.endswith(".flac")
    return member.name in _TEXTS or (is_sound and not member.name.removeprefix(_FOLDER).startswith(_LOOPS))


DRUM_SAMPLES = Model(
    name="samples:sonic-pi",
    title="Single drum sounds, percussion, effects and ambiences",
    author="the donors of Sonic Pi's samples",
    licence="CC0-1.0",
    file_name="sonic-pi-one-shots-0.84.2.zip",
    size_bytes=18_249_947,
    sha256="08a672073a0d16c5cb61a9adc7fe255ea7fb5478f817e05c70e6a782498ab6ad",
    sources=(
        NodePackageSource(
            package="supersonic-scsynth-samples",
            version="0.84.2",
            size_bytes=34_239_150,
            sha256="aff0b03208adb5dc7612dc7a4e86d55161188326bcff4dbc2d20ce9e1b94238c",
            build=pack_samples,
        ),
    ),
)
