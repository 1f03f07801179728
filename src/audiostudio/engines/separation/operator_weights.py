"""Weights that an operator brings: a folder with the files and a small description of what they are.

Some published weights cannot be fetched, because their licence or their exact content is nowhere stated. Whoever has
them puts them into a folder of the models' folder, together with ``separator.json``; nothing in the files is ever run.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from audiostudio.engines.weights.errors import ModelDamaged, ModelMissing, ModelUnreadable
from audiostudio.engines.weights.fetching import sha256_of
from audiostudio.engines.weights.store import ModelStore

DESCRIPTION = "separator.json"


class NeedsWeights(Protocol):
    """A separator, as far as its weights are concerned."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def weights(self) -> tuple[str, ...]:
        """Names of what can be pulled for it; all are needed."""

    @property
    def licence(self) -> str:
        """Licence of what can be pulled."""


@dataclass(frozen=True)
class FoundWeights:
    """Files that make a network.

    Attributes:
        files: intact, in order.
        licence: what their licence is.
        config: the network's own settings, where a file brings none.
        bag: for each file, how much of each stem it decides; empty where there is one file.
    """

    files: tuple[Path, ...]
    licence: str
    config: dict[str, Any] = field(default_factory=dict)
    bag: tuple[tuple[float, ...], ...] = ()


def operator_folder(name: str, models_dir: Path) -> Path:
    """Return where an operator puts the weights of a separator."""
    return models_dir / name.replace(":", "-")


def is_installed(row: NeedsWeights, models_dir: Path) -> bool:
    """Tell whether the weights of a separator are here; their content is not looked at."""
    if (operator_folder(row.name, models_dir) / DESCRIPTION).is_file():
        return True
    present = {state.model.name for state in ModelStore(models_dir).list() if state.is_present}
    return bool(row.weights) and present.issuperset(row.weights)


def find_weights(row: NeedsWeights, models_dir: Path) -> FoundWeights:
    """Return the weights of a separator: the operator's where there are any, else those that were pulled.

    Raises:
        ModelMissing: there are none.
        ModelDamaged: the operator's files are not what their description says.
        ModelUnreadable: the description cannot be understood.
    """
    folder = operator_folder(row.name, models_dir)
    if (folder / DESCRIPTION).is_file():
        return _described(folder)
    if not row.weights:
        raise ModelMissing(
            f"The weights of {row.name} are not installed and have to be brought: put them with a {DESCRIPTION} into "
            f"{folder}, as docs/guides/separation.md shows."
        )
    present = {state.model.name: state.path for state in ModelStore(models_dir).list() if state.is_present}
    if missing := [name for name in row.weights if name not in present]:
        raise ModelMissing(
            f"The weights of {row.name} are not installed; run: audiostudio models pull {' '.join(missing)}"
        )
    return FoundWeights(tuple(present[name] for name in row.weights), row.licence)


def _described(folder: Path) -> FoundWeights:
    path = folder / DESCRIPTION
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        named = [(str(entry["file"]), str(entry["sha256"])) for entry in said["weights"]]
        licence, _ = str(said["licence"]), str(said["source"])
        config = said.get("config", {})
        bag = tuple(tuple(float(share) for share in shares) for shares in said.get("bag", ()))
        if isinstance(config, str):
            config = read_yaml(_inside(folder, config))
        if not (named and isinstance(config, dict) and len(bag) in (0, len(named))):
            raise ValueError("it names no weights, no settings, or not one row of 'bag' a file")
        files = tuple(_inside(folder, name) for name, _ in named)
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise ModelUnreadable(
            f"{path} cannot be understood ({error}); docs/guides/separation.md shows how it looks."
        ) from error
    for file, (_, sha256) in zip(files, named, strict=True):
        if sha256_of(file) != sha256.lower():
            raise ModelDamaged(f"{file} has another SHA-256 than {path} says; get the file again.")
    return FoundWeights(files, licence, config, bag)


def _inside(folder: Path, name: str) -> Path:
    path = folder / name
    if Path(name).name != name or not path.is_file():
        raise ValueError(f"there is no file {name!r} in this folder")
    return path


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a training configuration as RoFormers are published with; lists that claim to be Python tuples are lists.

    Raises:
        ValueError: the file is something else.
    """
    import yaml

    reader: Any = type("Reader", (yaml.SafeLoader,), {})
    reader.add_constructor("tag:yaml.org,2002:python/tuple", lambda self, node: self.construct_sequence(node))
    try:
        said = yaml.load(path.read_text(encoding="utf-8"), reader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise ValueError(f"{path.name} is no YAML: {error}") from error
    if not isinstance(said, dict):
        raise ValueError(f"{path.name} holds no settings")
    return said
