"""What tools that take several files have in common: errors that name the file, and progress over all of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from audiostudio.audio.errors import AudioError
from audiostudio.tools.base import Progress


@contextmanager
def naming(file_name: str) -> Iterator[None]:
    """Let the detail of an `AudioError` begin with the name of the file at fault."""
    try:
        yield
    except AudioError as error:
        raise AudioError(error.code, f"{file_name}: {error.detail}") from error


def part_of(progress: Progress, start: float, stop: float, of: str) -> Progress:
    """Return a progress whose 0 to 1 is ``start`` to ``stop`` of another, with the file's name before each message."""

    def report(fraction: float, message: str) -> None:
        progress(start + (stop - start) * fraction, f"{of}: {message}")

    return report
