"""Real parts for every test, from tests/support; what each folder's tests are marked as, and which begin first."""

import os
from pathlib import Path

# There are more workers than processors: whoever counts threads by processors would only make the others wait. It has
# to be said before numpy is imported.
for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

# Jobs would step back behind the tests that compute beside them, and those that wait for them would wait in vain.
os.environ.setdefault("WORKER_NICENESS", "0")

import psutil  # noqa: E402
import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

# Nothing is timed, neither an example nor its invention: the machine may be busy with something else. A folder or a
# reader that all examples of a test share is meant.
settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("untimed")

pytest_plugins = [
    "tests.support.database",
    "tests.support.sounds",
    "tests.support.studio",
    "tests.support.tags",
    "tests.support.webhook_receiver",
    "tests.support.weights",
]

_TESTS = Path(__file__).parent
# By the path below `tests`; a file counts as a folder.
_MARKERS = {
    "browser": ("browser",),
    "chaos": ("kit/postgres", "operations/test_chaos.py", "operations/test_restarts.py"),
    "contract": ("submissions/test_openapi.py",),
    "deep": (
        "engines/external/test_real_engines.py",
        "engines/speech_synthesis/test_every_voice.py",
        "engines/speech_synthesis/test_heard.py",
        "operations/test_soak.py",
    ),
    "speech": ("engines/speech_recognition", "engines/speech_synthesis", "engines/voice_cloning"),
}
# What waits longest begins first, beside what computes: at the end nobody waits for a long test that began late.
_FIRST = ("contract", "chaos", "browser")
_DEEP_TIMEOUT_S = 1_800
_WORKER_MEMORY_BYTES = 4 * 1024**3  # with its server, its browser and the networks that its tests load


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Give three workers to two processors, for many tests wait, as far as the memory goes."""
    processors = len(os.sched_getaffinity(0))
    return max(1, min(3 * processors // 2, psutil.virtual_memory().total // _WORKER_MEMORY_BYTES))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests by where they lie, before they are chosen by their marks, and put the longest to the front."""
    moved = [place for places in _MARKERS.values() for place in places if not (_TESTS / place).exists()]
    assert not moved, f"_MARKERS names what is not there: {moved}"
    for item in items:
        place = item.path.relative_to(_TESTS).as_posix()
        for name, folders in _MARKERS.items():
            if any(place == folder or place.startswith(f"{folder}/") for folder in folders):
                item.add_marker(name)
        if "deep" in item.keywords and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(_DEEP_TIMEOUT_S))
    items.sort(key=lambda item: next((at for at, name in enumerate(_FIRST) if name in item.keywords), len(_FIRST)))
