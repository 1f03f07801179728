"""Child processes of a server in this process, held still or killed while something waits for them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil

from tests.support.studio import Studio

INSPECTOR_THREADS, SPEAKER_THREADS = "1", "2"  # by which the children of the two pools differ from outside


def children(studio: Studio, threads: str) -> list[psutil.Process]:
    """Return the children that look at files, or those that read aloud."""
    found = []
    for process in psutil.Process().children():
        with suppress(psutil.Error):
            environment = process.environ()
            is_servers = environment.get("TMPDIR", "").startswith(str(studio.settings.work_dir / "uploads"))
            if is_servers and environment.get("OMP_NUM_THREADS") == threads:
                found.append(process)
    return found


@contextmanager
def held_until_killed(processes: list[psutil.Process]) -> Iterator[None]:
    """Stop processes, so that what is given to them waits, and kill them in the end as the system may at any time."""
    assert processes
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
