"""Separation from file to file: real-time factor, memory of an hour, and how far the stems' sum is from the mix.

    python benchmarks/separation.py [--model NAME] [--seconds 240] [--hours 1] [--runs 3]

The mix is real music (the tracks of the `immich-memories-music` package, one after another) as a 16-bit WAV at 48 kHz.
Times are wall-clock on two threads and the best of ``--runs``; RTF is time per second of sound. "Cold" is the first run
of a process, its imports and the loading of the network included. Processor time is that of all threads together, per
second of sound: half of it is what RTF would be on two cores that do nothing else and never wait. Each measurement has
a process of its own, so that memory is its own too.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.resources import files
from itertools import cycle
from pathlib import Path

import numpy as np

from audiostudio.audio.codecs import AudioFormat, create_audio, open_audio
from audiostudio.engines.separation.separators import SEPARATORS
from audiostudio.engines.weights.store import ModelStore
from support.weights import models_dir

RATE_HZ = 48_000
RTF_LIMIT = 0.03
MEMORY_LIMIT_BYTES = 1.5e9
ERROR_LIMIT_DB = -60.0


def write_mix(path: Path, duration_s: float) -> None:
    """Write real music of the given length."""
    tracks = sorted(Path(str(files("immich_memories_music"))).glob("tracks/*/*.opus"))
    missing = round(duration_s * RATE_HZ)
    with create_audio(path, AudioFormat("WAV", 16), RATE_HZ, 2) as writer:
        for block in _music(tracks):
            writer.write(block[:, :missing])
            missing -= min(missing, block.shape[1])
            if not missing:
                return


def _music(tracks: list[Path]) -> Iterator[np.ndarray]:
    for track in cycle(tracks):
        with open_audio(track) as reader:
            yield from reader.blocks()


def run_tool(mix: Path, out_dir: Path, weights_dir: Path, runs: int, params: dict[str, object]) -> dict[str, float]:
    """Separate ``mix`` some times; the caller starts a process for it."""
    started = time.perf_counter()
    from audiostudio.tools.base import ToolContext, silent_progress
    from audiostudio.tools.separation.params import SeparationParams
    from audiostudio.tools.separation.tool import TOOL

    times, processor_times = [], []
    for _ in range(runs):
        processor_started = time.process_time()
        result = TOOL.run(
            SeparationParams(**params), [mix], out_dir, ToolContext(weights_dir, threads=2), silent_progress
        )
        times.append(time.perf_counter() - started)
        processor_times.append(time.process_time() - processor_started)
        started = time.perf_counter()
    scale = 1 if sys.platform == "darwin" else 1024
    return {
        "duration_s": result.report["duration_s"],
        "cold_s": times[0],
        "warm_s": min(times[1:], default=times[0]),
        "processor_s": min(processor_times),
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale,
    }


def in_process(*arguments: object) -> dict[str, float]:
    """Call `run_tool` in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(run_tool, arguments)


def error_db(mix: Path, stems: list[Path]) -> float:
    """Power of what the stems' sum lacks of the mix, beside the mix's own."""
    error = power = 0.0
    with ExitStack() as files:
        whole, *parts = (files.enter_context(open_audio(path)) for path in (mix, *stems))
        for block, *blocks in zip(whole.blocks(), *(part.blocks() for part in parts), strict=True):
            error += float(np.sum((np.sum(blocks, axis=0, dtype=float) - block) ** 2))
            power += float(np.sum(block.astype(float) ** 2))
    return 10 * np.log10(max(error, 1e-30) / power)


def line(name: str, value: str, limit: str) -> None:
    """Print one figure beside its limit."""
    print(f"{name:<44}{value:>12}   limit {limit}")


def main() -> None:
    """Run every measurement and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=SEPARATORS, default="spleeter:2stems")
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument("--hours", type=float, default=1)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    weights_dir = models_dir()
    row = SEPARATORS[options.model]
    for name in row.weights:
        ModelStore(weights_dir).pull(name)
    with tempfile.TemporaryDirectory() as folder:
        out_dir = Path(folder) / "out"
        out_dir.mkdir()
        mix = Path(folder) / "mix.wav"
        write_mix(mix, options.seconds)
        print(f"{options.seconds:g} s of music, two threads, load before {os.getloadavg()[0]:.1f}")
        for fmt, depth in (("WAV", 24), ("WAV", 16), ("FLAC", 24), ("MP3", 24)):
            params = {"model": row.name, "output_format": fmt, "bit_depth": depth}
            figures = in_process(mix, out_dir, weights_dir, 1 + options.runs, params)
            name = f"{fmt} {depth} bit" if fmt != "MP3" else fmt
            limit = "none" if row.needs else f"{RTF_LIMIT}" if fmt != "MP3" else "none (MP3 encoders dominate)"
            line(f"RTF, warm, {name}", f"{figures['warm_s'] / figures['duration_s']:.4f}", limit)
            line(f"RTF, cold, {name}", f"{figures['cold_s'] / figures['duration_s']:.4f}", "none")
            line(f"processor time, {name}", f"{figures['processor_s'] / figures['duration_s']:.4f}", "none")
            if fmt != "MP3":
                stems = [out_dir / f"{stem}.{fmt.lower()}" for stem in row.stems]
                limit = f"{ERROR_LIMIT_DB:g} dB" if row.sums_to_mix else "none (not promised)"
                line(f"stems' sum against the mix, {name}", f"{error_db(mix, stems):.1f} dB", limit)
        if not options.hours:
            return
        write_mix(mix, options.hours * 3600)
        figures = in_process(mix, out_dir, weights_dir, 1, {"model": row.name})
        peak = f"{figures['peak_bytes'] / 1e9:.2f} GB"
        line(f"peak memory, {options.hours:g} h", peak, f"{MEMORY_LIMIT_BYTES / 1e9:g} GB")
        line(f"RTF, {options.hours:g} h", f"{figures['cold_s'] / figures['duration_s']:.4f}", f"{RTF_LIMIT}")


if __name__ == "__main__":
    main()
