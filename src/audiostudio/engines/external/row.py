"""What is known of an engine that lives in an environment of its own, whatever it makes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

_HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class EngineRow:
    """What is known of an engine without starting it.

    Attributes:
        kind: what it makes.
        name: what people call it.
        title: its name in lists and reports.
        summary: one line for a list.
        code_licence: SPDX name of the licence of the package that brings it.
        weights_licence: SPDX name of the licence of its weights.
        to_accept: what the operator has to accept before it is installed; empty where the licences ask for nothing.
        rate_hz: the rate of what it makes.
        shared_environment: name of the environment that it has together with others; empty where it has its own.
        weights: names of its weights in `engines.weights.catalogue`, by the file name that the engine knows them by;
            empty where the operator has to bring them.
        optional_weights: those of them that it can do without.
        needed_files: the files that it needs in a folder that an operator brings, as patterns.
        known_files: those that it reads there, as patterns.
        weights_advice: where weights that have to be brought come from.
        disk_gb: what its environment takes on disk, about.
        silence_s: how long it may work without telling anything; loading weights from a slow disk takes the longest.
    """

    kind: ClassVar[Literal["voice", "music"]]

    name: str
    title: str
    summary: str
    code_licence: str
    weights_licence: str
    to_accept: str
    rate_hz: int
    needed_files: tuple[str, ...]
    known_files: tuple[str, ...]
    disk_gb: float
    shared_environment: str = ""
    weights: Mapping[str, str] = field(default_factory=dict)
    optional_weights: tuple[str, ...] = ()
    weights_advice: str = ""
    silence_s: float = 180.0

    @property
    def adapter(self) -> Path:
        """The program that its process runs."""
        return _HERE / "children" / f"{self.name}.py"

    @property
    def environment(self) -> str:
        """The name of its environment."""
        return self.shared_environment or self.name

    @property
    def requirements(self) -> Path:
        """What its environment is made of, to the exact version."""
        return _HERE / "requirements" / f"{self.environment}.txt"

    @property
    def install_command(self) -> str:
        """The command that installs it."""
        accept = f" --accept-licence {licence_name(self.weights_licence)}" if self.to_accept else ""
        return f"audiostudio engines install {self.name}{accept}"


def licence_name(licence: str) -> str:
    """Return a licence's name as people write it."""
    return licence.removeprefix("LicenseRef-")
