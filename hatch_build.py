"""Builds the app in the browser into the wheel, so that whoever installs it needs Python alone."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_STEPS = (("ci",), ("run", "build"))


class FrontendBuildHook(BuildHookInterface):
    """Runs npm before the wheel's files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the app, unless the installation is editable: there `make frontend` does it when it has changed."""
        if version == "editable" or os.environ.get("AUDIOSTUDIO_SKIP_FRONTEND"):
            return
        runner = Path(self.root) / "frontend" / "npm.py"
        for step in _STEPS:
            subprocess.run([sys.executable, str(runner), *step], check=True)  # noqa: S603 - our own script
