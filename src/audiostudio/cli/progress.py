"""The progress bar of everything that takes long: drawn on a terminal's standard error, silent elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Show(Protocol):
    """Moves the bar."""

    def __call__(self, fraction: float, message: str) -> None:
        """Show that ``fraction`` (0 to 1) is done and, in a few words, what is being done."""


@contextmanager
def progress_bar(title: str) -> Iterator[Show]:
    """Draw a bar for as long as the block runs; what it gives is called with a fraction and a few words."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=1.0)

        def show(fraction: float, message: str) -> None:
            bar.update(task, completed=fraction, description=message or title)

        yield show
