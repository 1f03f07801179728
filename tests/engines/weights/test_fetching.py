"""What is said of a download while another process writes it."""

import shutil
import threading
from pathlib import Path

from audiostudio.engines.weights.fetching import _size_of


def test_folders_that_vanish_while_they_are_counted_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"12345")
    done = threading.Event()

    def tidy() -> None:
        while not done.is_set():
            deep = tmp_path / "tmp" / "pip-download" / "unpacked"
            deep.mkdir(parents=True)
            shutil.rmtree(tmp_path / "tmp")

    tidying = threading.Thread(target=tidy)
    tidying.start()
    try:
        sizes = {_size_of(tmp_path) for _ in range(1500)}
    finally:
        done.set()
        tidying.join()
    assert sizes == {5}
