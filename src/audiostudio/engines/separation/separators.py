"""Every separator there is: its stems, its licence, what it needs and how it is made.

Tools, forms and lists read this table, so it imports no engine: each is imported when it is built.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiostudio.engines.separation.base import Separator

_TORCH_COMMAND = "pip install 'audiostudio[torch]'"


@dataclass(frozen=True)
class BuildOrder:
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
        credits: price of a song.
        weights: names of its weights in `engines.weights.catalogue`; all are needed.
        build: makes it.
        sums_to_mix: whether the stems' sum is the mix.
        needs: modules that only an extra of the package brings.
        adjustable: whether shifts and overlap mean anything to it.
    """

    name: str
    title: str
    stems: tuple[str, ...]
    licence: str
    credits: int
    weights: tuple[str, ...]
    build: "Callable[[SeparatorRow, BuildOrder], Separator]"
    sums_to_mix: bool = False
    needs: tuple[str, ...] = ()
    adjustable: bool = False


def _spleeter(row: SeparatorRow, order: BuildOrder) -> "Separator":
    from audiostudio.engines.separation.spleeter import SpleeterSeparator
    from audiostudio.engines.weights.store import ModelStore

    path = ModelStore(order.models_dir).path(row.weights[0])
    return SpleeterSeparator(path, use_cpu=order.use_cpu, threads=order.threads)


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
    )
}


def build_separator(name: str, order: BuildOrder) -> "Separator":
    """Return the separator ``name``, its network loaded (once a process).

    Raises:
        audiostudio.engines.weights.store.EngineMissing: it needs an extra of the package that is not installed.
        audiostudio.engines.weights.store.ModelMissing: its weights are not installed.
    """
    from audiostudio.engines.weights.store import EngineMissing

    row = SEPARATORS[name]
    if missing := [module for module in row.needs if find_spec(module) is None]:
        raise EngineMissing(f"{name} needs {' and '.join(missing)}, not installed here; run: {_TORCH_COMMAND}")
    return row.build(row, order)


def shared_stems(names: Sequence[str]) -> tuple[str, ...]:
    """Return the stems that all of ``names`` make, in the order of the first."""
    first, *others = (SEPARATORS[name].stems for name in names)
    return tuple(stem for stem in first if all(stem in stems for stems in others))
