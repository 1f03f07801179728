"""Work folders: never taken from the living, always cleared after the dead."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from audiostudio.kit.processes.work_dir import WorkDir, sweep_work_dirs


def test_a_folder_lives_and_ends_with_its_owner(tmp_path: Path) -> None:
    with WorkDir(tmp_path / "work") as work_dir:
        (work_dir.path / "draft").write_text("half")
        assert sweep_work_dirs(tmp_path / "work") == []
        assert (work_dir.path / "draft").exists()
    assert list((tmp_path / "work").iterdir()) == []
    assert sweep_work_dirs(tmp_path / "nowhere") == []


def test_a_successor_clears_what_a_killed_process_left_and_learns_what_it_was(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from audiostudio.kit.processes.work_dir import WorkDir\n"
        "with WorkDir(Path(sys.argv[1])) as work_dir:\n"
        "    (work_dir.path / 'job-1').mkdir(); print('there', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as owner:
        assert owner.stdout
        assert owner.stdout.readline() == b"there\n"
        assert sweep_work_dirs(tmp_path) == []
        os.kill(owner.pid, signal.SIGKILL)
    assert sweep_work_dirs(tmp_path) == ["job-1"]
    assert list(tmp_path.iterdir()) == []


def test_no_sweep_takes_a_folder_just_made(tmp_path: Path) -> None:
    ended = threading.Event()

    def sweep() -> None:
        while not ended.is_set():
            sweep_work_dirs(tmp_path)

    sweepers = [threading.Thread(target=sweep) for _ in range(3)]
    for sweeper in sweepers:
        sweeper.start()
    try:
        for _ in range(500):
            with WorkDir(tmp_path) as work_dir:
                (work_dir.path / "draft").write_text("mine")
    finally:
        ended.set()
        for sweeper in sweepers:
            sweeper.join()
    assert list(tmp_path.iterdir()) == []
