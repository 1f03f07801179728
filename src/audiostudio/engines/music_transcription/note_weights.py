"""The published note model of Spotify."""

from audiostudio.engines.weights.models import Model, PackageMember, PackageSource

_NOTE_MODEL_BYTES = 230_444
_NOTE_MODEL_SHA256 = "2c3c1d144bfa61ad236e92e169c13535c880469a12a047d4e73451f2c059a0ec"

BASIC_PITCH = Model(
    name="basic-pitch",
    title="Basic Pitch, notes of any pitched instrument",
    author="Spotify",
    licence="Apache-2.0",
    file_name="basic-pitch-icassp-2022.onnx",
    size_bytes=_NOTE_MODEL_BYTES,
    sha256=_NOTE_MODEL_SHA256,
    sources=(
        PackageSource(
            parts=(
                PackageMember(
                    package="basic-pitch",
                    version="0.4.0",
                    member="basic_pitch/saved_models/icassp_2022/nmp.onnx",
                    size_bytes=_NOTE_MODEL_BYTES,
                    sha256=_NOTE_MODEL_SHA256,
                    download_bytes=758_279,
                ),
            ),
        ),
    ),
)
