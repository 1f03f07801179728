"""Makes, checks and removes engines' environments: a folder each beside the weights, filled by pip from exact pins."""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import venv
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from audiostudio.engines.external.errors import EngineNotInstalled, LicenceNotAccepted
from audiostudio.engines.external.process import EngineProcess, clean_environment, serve_command
from audiostudio.engines.external.row import EngineRow
from audiostudio.engines.external.table import ENGINES
from audiostudio.engines.weights.errors import EngineMissing, ModelError, ModelMissing
from audiostudio.engines.weights.store import ModelStore, Progress

_IDLE_S = 600.0
_CHECK_PATIENCE_S = 300.0
_LAST_LINES = 12


class EngineUnknown(ModelError):
    """No engine that lives in an environment of its own has this name."""

    code = "engine_unknown"


@dataclass(frozen=True)
class EngineState:
    """An engine and whether it can be used here.

    Attributes:
        row: what is known of it.
        is_installed: whether its environment is here, made of what this version of the product asks for.
        has_weights: whether its weights are here; their content is not looked at.
        versions: of the environment's packages, as they introduced themselves.
    """

    row: EngineRow
    is_installed: bool
    has_weights: bool
    versions: Mapping[str, str]


def find_engine(name: str) -> EngineRow:
    """Return the engine called ``name``.

    Raises:
        EngineUnknown: there is none.
    """
    try:
        return ENGINES[name]
    except KeyError:
        raise EngineUnknown(f"There is no engine {name[:60]!r} to install; there are {', '.join(ENGINES)}.") from None


class EngineStore:
    """The folder of environments, ``environments`` in the folder of weights.

    Args:
        models_dir: folder of the model weights.
        rows: the engines that there are.
    """

    def __init__(self, models_dir: Path, rows: Mapping[str, EngineRow] = ENGINES) -> None:
        self._rows = rows
        self._models_dir = Path(models_dir)
        self._dir = self._models_dir / "environments"

    def list(self) -> list[EngineState]:
        """Return every engine with its state."""
        return [self.state(row) for row in self._rows.values()]

    def state(self, row: EngineRow) -> EngineState:
        """Return whether an engine can be used."""
        said = self._description(row)
        return EngineState(row, bool(said), self._weights(row) is not None, said.get("versions", {}))

    def command(self, row: EngineRow) -> Sequence[str]:
        """Return what starts the engine.

        Raises:
            EngineMissing: it is not installed.
        """
        if not self._description(row):
            raise EngineMissing(f"{row.title} is not installed here; run: {row.install_command}")
        return serve_command(self._python(row), row.adapter, idle_s=_IDLE_S)

    def environment(self, row: EngineRow, threads: int) -> dict[str, str]:
        """Return the environment variables with which it is started."""
        home = self._folder(row) / "home"
        home.mkdir(parents=True, exist_ok=True)
        return clean_environment(home, threads)

    def weights(self, row: EngineRow) -> dict[str, str]:
        """Return the engine's files of weights: each name or path that it knows, and where it lies.

        Raises:
            ModelMissing: they are not here.
        """
        found = self._weights(row)
        if found is None:
            advice = row.weights_advice or f"run: audiostudio models pull {' '.join(row.weights.values())}"
            raise ModelMissing(f"The weights of {row.title} are not installed; {advice}")
        return found

    def install(self, row: EngineRow, progress: Progress, *, accepted: bool = False) -> EngineState:
        """Make the environment and check that the engine answers from it; an interrupted one leaves nothing.

        An environment that another engine has made of the same requirements is used as it is; else it is made anew.

        Args:
            row: which engine.
            progress: hears how far it is; may raise to stop.
            accepted: the operator accepts what the weights' licence asks.

        Raises:
            LicenceNotAccepted: it has to be accepted first.
            EngineNotInstalled: pip failed, or the engine does not answer.
        """
        if row.to_accept and not accepted:
            raise LicenceNotAccepted(f"{row.to_accept}. If you accept it, run: {row.install_command}")
        self._dir.mkdir(parents=True, exist_ok=True)
        with self._locked(row):
            is_there = any(self._description(other) for other in self._sharing(row))
            try:
                if not is_there:
                    self._create_environment(row, progress)
                versions = self._check(row, progress)
                self._describe(row, versions, accepted)
            except BaseException:
                if not is_there:
                    shutil.rmtree(self._folder(row), ignore_errors=True)
                raise
        progress(1.0, f"{row.title} is installed")
        return self.state(row)

    def import_weights(self, row: EngineRow, folder: Path) -> None:
        """Copy the weights that the engine knows from a folder of the operator's.

        Raises:
            ModelMissing: there are none.
        """
        found = sorted({path for pattern in row.known_files for path in Path(folder).glob(pattern) if path.is_file()})
        if not _are_complete(row, found):
            raise ModelMissing(
                f"{folder} holds no weights of {row.title}: {' and '.join(row.needed_files)} are needed."
            )
        target = self._imported_folder(row)
        for path in found:
            place = target / path.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            draft = place.with_name(f".{place.name}.draft")
            shutil.copyfile(path, draft)
            draft.replace(place)

    def remove(self, row: EngineRow) -> bool:
        """Delete the environment unless other engines use it, and not the weights; return whether there was one."""
        is_alone = not self._sharing(row)
        if not self._folder(row).exists() or not (is_alone or self._description_path(row).exists()):
            return False
        with self._locked(row):
            self._description_path(row).unlink(missing_ok=True)
            if not any(self._description_path(other).exists() for other in self._sharing(row)):
                shutil.rmtree(self._folder(row))
        return True

    def _create_environment(self, row: EngineRow, progress: Progress) -> None:
        shutil.rmtree(self._folder(row), ignore_errors=True)
        progress(0.0, "making the environment")
        venv.create(self._folder(row), symlinks=True)
        wanted = sum(1 for line in row.requirements.read_text().splitlines() if line and not line.startswith("#"))
        seen = 0

        def on_line(line: str) -> None:
            nonlocal seen
            seen += line.startswith("Collecting ")
            word = line.strip().partition(" (")[0][:70]
            progress(0.01 + 0.89 * min(1.0, seen / max(1, wanted)), word)

        pip = [sys.executable, "-m", "pip", "--python", str(self._python(row)), "--disable-pip-version-check"]
        _run([*pip, "install", "--no-input", "--requirement", str(row.requirements)], row, on_line)

    def _check(self, row: EngineRow, progress: Progress) -> dict[str, str]:
        """Start the engine and let it import all that it needs."""
        progress(0.92, "asking the engine whether it works")
        command = serve_command(self._python(row), row.adapter, idle_s=_IDLE_S)
        try:
            process = EngineProcess(
                command, self.environment(row, threads=1), engine=row.name, silence_s=_CHECK_PATIENCE_S
            )
            try:
                process.ask("check", {}, lambda fraction, message: progress(0.95, "asking the engine whether it works"))
                return process.versions
            finally:
                process.close()
        except ModelError as error:
            raise EngineNotInstalled(f"{row.title} was installed and does not work: {error.detail}") from error

    def _describe(self, row: EngineRow, versions: Mapping[str, str], accepted: bool) -> None:
        said = {
            "engine": row.name,
            "requirements_sha256": _fingerprint(row),
            "versions": dict(versions),
            "licence_accepted": row.weights_licence if accepted and row.to_accept else None,
            "installed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        path = self._description_path(row)
        draft = path.with_name(f".{path.name}")
        draft.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
        draft.replace(path)

    def _description(self, row: EngineRow) -> dict[str, dict[str, str]]:
        """Return what was written down when the environment was made; nothing where it is not of this version."""
        try:
            said = json.loads(self._description_path(row).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        is_current = isinstance(said, dict) and said.get("requirements_sha256") == _fingerprint(row)
        return said if is_current and self._python(row).exists() else {}

    def _weights(self, row: EngineRow) -> dict[str, str] | None:
        imported = self._imported_folder(row)
        found = sorted({path for pattern in row.known_files for path in imported.glob(pattern)})
        if _are_complete(row, found):
            return {path.relative_to(imported).as_posix(): str(path) for path in found}
        here = {state.model.name: state.path for state in ModelStore(self._models_dir).list() if state.is_present}
        pulled = {file: str(here[name]) for file, name in row.weights.items() if name in here}
        return pulled if row.weights and not row.weights.keys() - pulled.keys() - set(row.optional_weights) else None

    def _sharing(self, row: EngineRow) -> Sequence[EngineRow]:
        """Return the other engines that have the same environment."""
        others = self._rows.values()
        return [other for other in others if other.environment == row.environment and other.name != row.name]

    def _description_path(self, row: EngineRow) -> Path:
        name = f"installed-{row.name}.json" if row.shared_environment else "installed.json"
        return self._folder(row) / name

    def _folder(self, row: EngineRow) -> Path:
        return self._dir / row.environment

    def _imported_folder(self, row: EngineRow) -> Path:
        return self._models_dir / row.name

    def _python(self, row: EngineRow) -> Path:
        return self._folder(row) / "bin" / "python"

    @contextmanager
    def _locked(self, row: EngineRow) -> Iterator[None]:
        with (self._dir / f".{row.environment}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _are_complete(row: EngineRow, found: Sequence[Path]) -> bool:
    return all(any(path.match(pattern) for path in found) for pattern in row.needed_files)


def _fingerprint(row: EngineRow) -> str:
    return hashlib.sha256(row.requirements.read_bytes()).hexdigest()


def _run(command: Sequence[str], row: EngineRow, on_line: Callable[[str], None]) -> None:
    """Run a program, telling its lines; it is killed with all that it started when the listener raises.

    Raises:
        EngineNotInstalled: it failed.
    """
    last: deque[str] = deque(maxlen=_LAST_LINES)
    with subprocess.Popen(  # noqa: S603 - our own words
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, process_group=0
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                last.append(line.strip())
                on_line(line)
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode:
        errors = [line for line in last if line.upper().startswith("ERROR")] or list(last)[-1:]
        raise EngineNotInstalled(f"The environment of {row.title} cannot be made: {' '.join(errors)[:600]}")
