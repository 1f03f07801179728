"""The contract between a tool and whoever runs it: a worker's child process, or the command line."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from audiostudio.audio.errors import CodedError
from audiostudio.engines.providers.base import ProviderAccess
from audiostudio.tools.entitlements import EVERYTHING, Entitlements

AssetType = Literal[
    "upload",
    "stem",
    "master",
    "voiceover",
    "music",
    "sound_effect",
    "transcript",
    "midi",
    "preview",
    "picture",
    "report",
    "voice",
]
Queue = Literal["cpu", "gpu"]


class ToolError(CodedError):
    """A request that a tool cannot fulfil."""


class Progress(Protocol):
    """Called by a tool as it works; an implementation may raise to stop the tool."""

    def __call__(self, fraction: float, message: str) -> None:
        """Report that ``fraction`` (0 to 1) is done and, in a few words, what is being done."""


def silent_progress(fraction: float, message: str) -> None:
    """Ignore progress."""


class ToolParams(BaseModel):
    """Parameters of a tool; the HTTP schema, the command-line options and the form derive from it."""

    # Validators are built at first use, so that listing the tools costs none of them.
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


@dataclass(frozen=True)
class ToolContext:
    """What a tool needs besides its inputs.

    Attributes:
        models_dir: folder where the model store keeps verified weights.
        entitlements: what may be asked for, and how far the work goes.
        use_cpu: stay on the CPU even where an accelerator is present.
        threads: how many CPU threads an engine may use.
        source_names: the names by which the user knows the inputs, one each (never used as paths).
        references: files that the result is to resemble, where the tool takes any.
        providers: how companies that sell speech are reached, by their names; empty without the operator's keys.
        voices: files of cloned voices by the names under which parameters ask for them.
        pronunciations: words that voices say as the customer wants them; a request's own come before these.
    """

    models_dir: Path
    entitlements: Entitlements = EVERYTHING
    use_cpu: bool = True
    threads: int = 2
    source_names: tuple[str, ...] = ("audio",)
    references: tuple[Path, ...] = ()
    providers: Mapping[str, ProviderAccess] = field(default_factory=dict)
    voices: Mapping[str, Path] = field(default_factory=dict)
    pronunciations: Mapping[str, str] = field(default_factory=dict)

    @property
    def source_name(self) -> str:
        """The name of the first input."""
        return self.source_names[0]


@dataclass(frozen=True)
class Output:
    """One file a tool made.

    Attributes:
        path: where it lies, inside the ``out_dir`` that ``run`` was given.
        role: what it is within this result (``vocals``, ``master``), unique there.
        type: the library's type for it.
        media_type: the MIME type of the file.
        details: facts about it that a caller may want (duration, rate, loudness).
    """

    path: Path
    role: str
    type: AssetType
    media_type: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ToolResult:
    """What a run produced: files, and a report as JSON-ready data that names the engine used."""

    outputs: tuple[Output, ...]
    report: dict[str, Any]


P = TypeVar("P", bound=ToolParams)


@dataclass(frozen=True)
class FinishedRun:
    """What a run gives to the library.

    Attributes:
        result: what the tool made.
        peaks: the waveform of each output that is a sound, by its role.
        input_peaks: the waveform of each input, in their order.
    """

    result: ToolResult
    peaks: dict[str, bytes]
    input_peaks: list[bytes]


class Tool(ABC, Generic[P]):
    """Something a user can ask for. One subclass a package in ``tools/``; instances hold no state of a run.

    It works on one to ``max_files`` sounds; 0 is for tools that make sound of their parameters alone.
    """

    name: ClassVar[str]
    verb: ClassVar[str]  # what one does with it, and so the name of its command
    title: ClassVar[str]
    summary: ClassVar[str]
    Params: ClassVar[type[ToolParams]]
    queue: ClassVar[Queue] = "cpu"
    needs_network: ClassVar[bool] = False
    max_files: ClassVar[int] = 1
    max_references: ClassVar[int] = 0
    uses_dictionary: ClassVar[bool] = False  # whether it reads aloud, words as the workspace's dictionary says them

    def price_credits(self, params: P, file_count: int = 1) -> int:
        """Return the price of one run on ``file_count`` files in whole credits."""
        return file_count

    def starting_price_credits(self) -> int:
        """Return the least that a run costs."""
        return self.price_credits(self.Params.model_construct())  # type: ignore[arg-type]

    def check(self, params: P, entitlements: Entitlements) -> None:
        """Refuse what ``entitlements`` or the parameters' combination does not allow, before anything is paid.

        Raises:
            ToolError: with ``allowed`` naming what would be accepted.
        """
        return None

    def warm_up(self) -> None:
        """Do once what makes the first run slow (compiling, mostly), so that no person waits for it."""
        return None

    @abstractmethod
    def run(
        self, params: P, inputs: Sequence[Path], out_dir: Path, context: ToolContext, progress: Progress
    ) -> ToolResult:
        """Do the work: read ``inputs``, write files into ``out_dir``, report progress.

        Raises:
            CodedError: the input or the request is at fault, or what it needs is missing; retrying is useless.
        """
