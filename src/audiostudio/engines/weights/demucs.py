"""The published weights of Hybrid Transformer Demucs; each file's name ends with eight digits of its hash."""

from audiostudio.engines.weights.models import HubSource, Model

# What the author says of the weights: github.com/facebookresearch/demucs, issues 327 and 508. The code is MIT.
DEMUCS_LICENCE = "LicenseRef-research-only"
_ROOT = "https://dl.fbaipublicfiles.com/demucs/hybrid_transformer/"
_MEMBER_BYTES = 84_141_271


def _published(name: str, title: str, file_name: str, size_bytes: int, sha256: str) -> Model:
    return Model(
        name=name,
        title=title,
        author="Meta",
        licence=DEMUCS_LICENCE,
        file_name=file_name,
        size_bytes=size_bytes,
        sha256=sha256,
        sources=(HubSource(_ROOT + file_name),),
        on_demand=True,
    )


HTDEMUCS = _published(
    "htdemucs",
    "Hybrid Transformer Demucs, four stems",
    "955717e8-8726e21a.th",
    84_141_911,
    "8726e21a993978c7ba086d3872e7608d7d5bfca646ca4aca459ffda844faa8b4",
)
HTDEMUCS_6S = _published(
    "htdemucs_6s",
    "Hybrid Transformer Demucs, six stems with guitar and piano",
    "5c90dfd2-34c22ccb.th",
    54_996_327,
    "34c22ccb381c6f9fdbf324f04e1e2fe21aaaf293f5ded163a162697ff9a02ddd",
)
# In the order of the stems of which each decides one.
HTDEMUCS_FT = tuple(
    _published(f"htdemucs_ft:{stem}", f"Hybrid Transformer Demucs, tuned for {stem}", file_name, _MEMBER_BYTES, sha256)
    for stem, file_name, sha256 in (
        ("drums", "f7e0c4bc-ba3fe64a.th", "ba3fe64ae8ef66ac9a4857222ce48efbdc5eb3ad375cb79dd13debee5aaa4066"),
        ("bass", "d12395a8-e57c48e6.th", "e57c48e6b0e38af4f7118d7bd08c49f0a0c0edf7d09143bdd902ea0d237303e6"),
        ("other", "92cfc3b6-ef3bcb9c.th", "ef3bcb9c8b40d14ae5d51b6db2587339cc12c6b77c0be151ce6d69002e087bf2"),
        ("vocals", "04573f0d-f3cf25b2.th", "f3cf25b222c4eed7cd49dd8b2c9597d50c18bd154090f7b919cfa5f93cf22c49"),
    )
)
HTDEMUCS_FT_BAG = tuple(tuple(float(member == stem) for stem in range(4)) for member in range(4))
DEMUCS_MODELS = (HTDEMUCS, HTDEMUCS_6S, *HTDEMUCS_FT)
