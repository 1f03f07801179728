"""Every separator there is: its stems, its licence, what it needs and how it is made.

Tools, forms and lists read this table, so it imports no engine: each is imported when it is built.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiostudio.engines.separation.base import Separator

_TORCH_COMMAND = "pip install 'audiostudio[torch]'"


@dataclass(frozen=True)
class SeparatorOptions:
    """What a separator is made for.

    Attributes:
        models_dir: folder of weights.
        use_cpu: stay on the CPU even where CUDA is present.
        threads: how many CPU threads to use.
        stems: those that will be read; a separator may leave the others out.
        shifts: over how many random shifts of the song the answer is averaged; 0 means none.
        overlap: share of a chunk that the next one covers again; ``None`` is the model's own.
        seed: of the shifts.
    """

    models_dir: Path
    use_cpu: bool
    threads: int
    stems: tuple[str, ...]
    shifts: int = 0
    overlap: float | None = None
    seed: int = 0


@dataclass(frozen=True)
class SeparatorRow:
    """What is known of a separator without loading it.

    Attributes:
        name: what people call it.
        title: one line for a list.
        stems: what it takes a mix apart into.
        licence: of the weights.
        credits: price of a song; one that needs a hundred times the work is not a hundred times as dear.
        weights: names of its weights in `engines.weights.catalogue`; all are needed.
        build: makes it.
        sums_to_mix: whether the stems' sum is the mix.
        needs: modules that only an extra of the package brings.
        overlaps: whether the overlap of its chunks can be chosen.
        shifts: whether its answer can be averaged over shifts.
    """

    name: str
    title: str
    stems: tuple[str, ...]
    licence: str
    credits: int
    weights: tuple[str, ...]
    build: "Callable[[SeparatorRow, SeparatorOptions], Separator]"
    sums_to_mix: bool = False
    needs: tuple[str, ...] = ()
    overlaps: bool = False
    shifts: bool = False


def _spleeter(row: SeparatorRow, options: SeparatorOptions) -> "Separator":
    from audiostudio.engines.separation.spleeter import SpleeterSeparator
    from audiostudio.engines.weights.store import ModelStore

    path = ModelStore(options.models_dir).path(row.weights[0])
    return SpleeterSeparator(path, use_cpu=options.use_cpu, threads=options.threads)


def _four_stems(row: SeparatorRow, options: SeparatorOptions) -> "Separator":
    from audiostudio.engines.separation.four_stems import FourStemSeparator
    from audiostudio.engines.weights.store import ModelStore

    path = ModelStore(options.models_dir).path(row.weights[0])
    return FourStemSeparator(path, use_cpu=options.use_cpu, threads=options.threads)


def _demucs(row: SeparatorRow, options: SeparatorOptions) -> "Separator":
    from audiostudio.engines.separation.demucs import DemucsSeparator
    from audiostudio.engines.separation.operator_weights import find_weights
    from audiostudio.engines.weights.demucs import HTDEMUCS_FT_BAG

    weights = find_weights(row, options.models_dir)
    if row.name == "htdemucs_ft" and not weights.bag:
        weights = replace(weights, bag=HTDEMUCS_FT_BAG)
    return DemucsSeparator(
        row.name,
        weights,
        stems=options.stems,
        shifts=options.shifts,
        overlap=options.overlap,
        seed=options.seed,
        use_cpu=options.use_cpu,
        threads=options.threads,
    )


def _roformer(row: SeparatorRow, options: SeparatorOptions) -> "Separator":
    from audiostudio.engines.separation.operator_weights import find_weights
    from audiostudio.engines.separation.roformer import RoformerSeparator
    from audiostudio.engines.weights.roformer import MEL_BAND_ROFORMER_CONFIG

    weights = find_weights(row, options.models_dir)
    if row.weights and not weights.config:
        weights = replace(weights, config=dict(MEL_BAND_ROFORMER_CONFIG))
    return RoformerSeparator(
        row.name,
        "mel_band_roformer" if row.name.startswith("mel_band") else "bs_roformer",
        weights,
        stems=options.stems,
        overlap=options.overlap,
        use_cpu=options.use_cpu,
        threads=options.threads,
    )


def _torch_row(
    name: str,
    title: str,
    stems: tuple[str, ...],
    *,
    credits: int,
    licence: str = "not stated",
    weights: tuple[str, ...] = (),
    sums_to_mix: bool = False,
) -> SeparatorRow:
    """Return a row whose network is computed by torch."""
    is_demucs = name.startswith("htdemucs")
    return SeparatorRow(
        name=name,
        title=title,
        stems=stems,
        licence=licence,
        credits=credits,
        weights=weights,
        build=_demucs if is_demucs else _roformer,
        sums_to_mix=sums_to_mix,
        needs=("torch", "demucs" if is_demucs else "bs_roformer"),
        overlaps=True,
        shifts=is_demucs,
    )


_FOUR = ("vocals", "drums", "bass", "other")
_SIX = ("vocals", "drums", "bass", "guitar", "piano", "other")
_RESEARCH_ONLY = "LicenseRef-research-only"

SEPARATORS: dict[str, SeparatorRow] = {
    row.name: row
    for row in (
        SeparatorRow(
            name="spleeter:2stems",
            title="Spleeter: fast, vocals and accompaniment",
            stems=("vocals", "accompaniment"),
            licence="MIT",
            credits=1,
            weights=("spleeter:2stems",),
            build=_spleeter,
            sums_to_mix=True,
        ),
        SeparatorRow(
            name="studio:4stems",
            title="Studio: fast, vocals, drums, bass and other",
            stems=_FOUR,
            licence="MIT",
            credits=1,
            weights=("spleeter:2stems",),
            build=_four_stems,
            sums_to_mix=True,
        ),
        _torch_row(
            "htdemucs",
            "Hybrid Transformer Demucs, four stems",
            _FOUR,
            credits=1,
            licence=_RESEARCH_ONLY,
            weights=("htdemucs",),
        ),
        _torch_row(
            "htdemucs_ft",
            "Hybrid Transformer Demucs, a tuned network for each of four stems",
            _FOUR,
            credits=3,
            licence=_RESEARCH_ONLY,
            weights=tuple(f"htdemucs_ft:{stem}" for stem in ("drums", "bass", "other", "vocals")),
        ),
        _torch_row(
            "htdemucs_6s",
            "Hybrid Transformer Demucs, six stems with guitar and piano",
            _SIX,
            credits=1,
            licence=_RESEARCH_ONLY,
            weights=("htdemucs_6s",),
        ),
        _torch_row("bs_roformer", "Band-Split RoFormer, four stems", _FOUR, credits=2),
        _torch_row("bs_roformer_6s", "Band-Split RoFormer, six stems with guitar and piano", _SIX, credits=2),
        _torch_row(
            "bs_roformer_vocals",
            "Band-Split RoFormer, vocals and the rest",
            ("vocals", "other"),
            credits=2,
            sums_to_mix=True,
        ),
        _torch_row(
            "mel_band_roformer",
            "Mel-Band RoFormer, vocals and the rest",
            ("vocals", "other"),
            credits=2,
            licence="MIT",
            weights=("mel_band_roformer",),
            sums_to_mix=True,
        ),
    )
}


def build_separator(name: str, options: SeparatorOptions) -> "Separator":
    """Return the separator ``name``, its network loaded (once a process).

    Raises:
        audiostudio.engines.weights.errors.EngineMissing: it needs an extra of the package that is not installed.
        audiostudio.engines.weights.errors.ModelMissing: its weights are not installed.
    """
    from audiostudio.engines.weights.errors import EngineMissing

    row = SEPARATORS[name]
    if missing := [module for module in row.needs if find_spec(module) is None]:
        raise EngineMissing(f"{name} needs {' and '.join(missing)}, not installed here; run: {_TORCH_COMMAND}")
    return row.build(row, options)


def shared_stems(names: Sequence[str]) -> tuple[str, ...]:
    """Return the stems that all of ``names`` make, in the order of the first."""
    first, *others = (SEPARATORS[name].stems for name in names)
    return tuple(stem for stem in first if all(stem in stems for stems in others))
