"""How long a person waits: for `audiostudio up`, the first time and later, and for `audiostudio --help`.

    python benchmarks/startup.py

Ready means that /health says of database, storage and worker that they work. The weights are there already, if they
are in the cache.
"""

import subprocess
import sys
import time
from statistics import median

import platformdirs

from support.machine import describe_machine
from support.product import RunningProduct, fresh_data_dir

RUNS = 5
WARM_LIMIT_S = 2.5


def seconds_to_ready(runs: int, *, warm: bool) -> list[float]:
    """Return what each start took; a warm one finds its database and its files in place."""
    models = {"AUDIOSTUDIO_MODELS_DIR": f"{platformdirs.user_cache_dir('audiostudio', appauthor=False)}/models"}
    took_s = []
    if warm:
        with fresh_data_dir() as data_dir:
            RunningProduct(data_dir, **models).stop()
            for _ in range(runs):
                product = RunningProduct(data_dir, **models)
                took_s.append(product.ready_after_s)
                product.stop()
        return took_s
    for _ in range(runs):
        with fresh_data_dir() as data_dir:
            product = RunningProduct(data_dir, **models)
            took_s.append(product.ready_after_s)
            product.stop()
    return took_s


def seconds_to_help(runs: int) -> list[float]:
    took_s = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "audiostudio.cli.main", "--help"], check=True, capture_output=True)
        took_s.append(time.perf_counter() - began)
    return took_s


def main() -> None:
    print(describe_machine())
    print(f"{'':<24}{'median':>8}{'max':>8}{'limit':>8}   ({RUNS} runs, seconds)")
    for name, took_s, limit in (
        ("audiostudio --help", seconds_to_help(RUNS), ""),
        ("audiostudio up, first", seconds_to_ready(RUNS, warm=False), ""),
        ("audiostudio up, warm", seconds_to_ready(RUNS, warm=True), f"{WARM_LIMIT_S:.1f}"),
    ):
        print(f"{name:<24}{median(took_s):>8.2f}{max(took_s):>8.2f}{limit:>8}", flush=True)


if __name__ == "__main__":
    main()
