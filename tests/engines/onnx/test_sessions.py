"""Sessions of ONNX Runtime: what the library does besides."""

import os
import subprocess
import sys
from pathlib import Path


def test_nothing_is_reported_to_the_makers_of_the_library(tmp_path: Path) -> None:
    """Its telemetry begins with the import, and keeps the number of its session in the folder for temporary files."""
    # It would be silent on a builder's machine, too, which it knows by its variables.
    environment = {"PATH": os.defpath, "HOME": "/nonexistent", "TMPDIR": str(tmp_path)}
    for first, left in (("", [".ses"]), ("import audiostudio; ", [])):
        subprocess.run([sys.executable, "-c", f"{first}import onnxruntime"], env=environment, check=True, timeout=120)
        assert [path.name for path in tmp_path.iterdir()] == left
        for path in tmp_path.iterdir():
            path.unlink()
