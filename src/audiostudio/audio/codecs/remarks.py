"""What a person should know of a sound that could be read all the same, brought from any depth to whoever asked.

Readers are opened deep inside tools, several times and in threads. What they find is collected here, once a file.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Remark:
    """Something odd about a file that was read.

    Attributes:
        code: one of the snake_case codes listed in ``docs/reference/errors.md``.
        detail: one sentence for the person who sent the file.
    """

    code: str
    detail: str


@dataclass
class RemarkCollector:
    """The remarks about each file that was read while it listened."""

    _found: dict[Path, dict[Remark, None]] = field(default_factory=dict)

    def add(self, path: Path, remark: Remark) -> None:
        """Keep a remark; the same one about the same file counts once."""
        self._found.setdefault(path, {})[remark] = None

    def about(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Remark]]:
        """Yield the remarks about ``paths``, in their order."""
        for path in paths:
            for remark in self._found.get(path, {}):
                yield path, remark


_COLLECTOR: ContextVar[RemarkCollector | None] = ContextVar("remark_collector", default=None)


@contextmanager
def collecting_remarks() -> Iterator[RemarkCollector]:
    """Collect the remarks of every reader that this thread opens meanwhile, wherever its blocks are then read."""
    collector = RemarkCollector()
    token = _COLLECTOR.set(collector)
    try:
        yield collector
    finally:
        _COLLECTOR.reset(token)


class RemarkList(list[Remark]):
    """The remarks of one reader, which whoever collects at the time of its making learns as well."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path, self._collector = path, _COLLECTOR.get()

    def note(self, code: str, detail: str) -> None:
        """Add a remark, unless there is one of its kind already."""
        if any(remark.code == code for remark in self):
            return
        remark = Remark(code, detail)
        self.append(remark)
        if self._collector is not None:
            self._collector.add(self._path, remark)
