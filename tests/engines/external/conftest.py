"""What the tests of engines in environments of their own share.

The tests in ``test_real_engines.py`` need the packages of XTTS-v2 and Pocket TTS, more than three gigabytes. They are
collected where ``AUDIOSTUDIO_ENGINE_TESTS`` names a folder, in which the engines are installed once.
"""

import os

from tests.installed_engine import installed, tiny

__all__ = ["installed", "tiny"]

collect_ignore = [] if os.environ.get("AUDIOSTUDIO_ENGINE_TESTS") else ["test_real_engines.py"]
