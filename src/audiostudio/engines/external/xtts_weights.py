"""The published weights of XTTS-v2 (version 2.0.3), under a licence that allows non-commercial use only.

Sizes and hashes are those that the author's page shows of each file at this revision.
"""

from audiostudio.engines.weights.models import HubSource, Model

_REVISION = "6c2b0d75eae4b7047358e3b6bd9325f857d43f77"


def _file(name: str, title: str, file: str, size_bytes: int, sha256: str) -> Model:
    return Model(
        name=f"xtts-v2:{name}",
        title=f"XTTS-v2, {title}",
        author="Coqui",
        licence="LicenseRef-CPML",
        file_name=f"xtts-v2-{file}",
        size_bytes=size_bytes,
        sha256=sha256,
        sources=(HubSource(f"https://huggingface.co/coqui/XTTS-v2/resolve/{_REVISION}/{file}"),),
        on_demand=True,
    )


XTTS_MODELS = (
    _file(
        "model",
        "speech in a recorded voice",
        "model.pth",
        1_867_929_118,
        "c7ea20001c6a0a841c77e252d8409f6a74fb423e79b3206a0771ba5989776187",
    ),
    _file(
        "config",
        "its settings",
        "config.json",
        4_368,
        "ef262b1454dd2a77e1461b0b2cd53e19b8a7624cc131b837d36df67356bc75e8",
    ),
    _file(
        "vocabulary",
        "its vocabulary",
        "vocab.json",
        361_219,
        "928260878a59da8a72a2a5b7687fea29d5106137669d90945430fe17e415304a",
    ),
    _file(
        "speakers",
        "58 speakers that it brings",
        "speakers_xtts.pth",
        7_754_818,
        "f0f6137c19a4eab0cbbe4c99b5babacf68b1746e50da90807708c10e645b943b",
    ),
)
