"""What the tests of engines in environments of their own share.

The tests in ``test_real_engines.py`` and ``test_real_music_engines.py`` need the engines' packages, more than four
gigabytes. They are collected where ``AUDIOSTUDIO_ENGINE_TESTS`` names a folder, where the engines are installed once.
"""

import os

from tests.support.installed_engine import installed, tiny

__all__ = ["installed", "tiny"]

REAL = ["test_real_engines.py", "test_real_music_engines.py"]
collect_ignore = [] if os.environ.get("AUDIOSTUDIO_ENGINE_TESTS") else REAL
