"""Listing the tools stays light: what they need to run is loaded by those who run them."""

import subprocess
import sys

from audiostudio.tools.registry import all_tools

LIST = """
import sys
from audiostudio.tools.registry import all_tools
assert {"mastering", "speech_synthesis"} <= set(all_tools())
print(*sorted({"av", "numba", "numpy", "onnxruntime", "scipy", "soxr"} & set(sys.modules)))
"""


def test_listing_the_tools_loads_no_signal_processing() -> None:
    listed = subprocess.run([sys.executable, "-c", LIST], capture_output=True, text=True, check=True)
    assert listed.stdout.split() == []


def test_no_two_tools_share_a_verb() -> None:
    verbs = [tool.verb for tool in all_tools().values()]
    assert len(set(verbs)) == len(verbs)
