"""The promise on real music: every track, genre and target, judged by libebur128 on the decoded deliverable.

    python benchmarks/mastering_grid.py [--tracks 12] [--full] [--formats-only]

Masters each track in each of the eight genres to -16, -14, -11 and -9 LUFS as WAV, then a subset of the tracks in
every format at every rate it allows. A promise is kept where the deliverable is within 0.1 LU of its target, or the
report says `target_limited` with a reason, and where its true peak is not over the ceiling. Exits with 1 when a promise
is broken. Tracks are cut to 40 s from their middle unless `--full` is given.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyebur128
import soundfile

from audiostudio.audio.codecs import AudioFormat, check_format, read_audio
from audiostudio.audio.errors import AudioError
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.deliverable import GENRES
from audiostudio.tools.mastering.params import MasteringParams
from audiostudio.tools.mastering.tool import TOOL

TARGETS_LUFS = (-16.0, -14.0, -11.0, -9.0)
CEILING_DBTP = -1.0
PROMISED_LU = 0.1
EXCERPT_SECONDS = 40
# libebur128 interpolates peaks by a filter of its own; two meters that are both right differ by this much.
METER_DB = 0.01
RATES_HZ = (44_100, 48_000, 96_000, 192_000)
FORMATS: tuple[tuple[Any, Any], ...] = (
    ("WAV", 16),
    ("WAV", 24),
    ("WAV", 32),
    ("FLAC", 16),
    ("FLAC", 24),
    ("AIFF", 24),
    ("MP3", 24),
    ("AAC", 24),
    ("OGG", 24),
)


@dataclass(frozen=True)
class Run:
    """One master, and what libebur128 reads of it."""

    name: str
    error_lu: float
    over_db: float
    limited: str | None
    seconds: float

    @property
    def broken(self) -> str | None:
        """Say which promise is broken, or ``None``."""
        if self.over_db > METER_DB:
            return f"true peak {self.over_db:+.3f} dB over the ceiling"
        if abs(self.error_lu) > PROMISED_LU and not self.limited:
            return f"{self.error_lu:+.3f} LU off and not called limited"
        return None


def excerpts(folder: Path, count: int, full: bool) -> list[Path]:
    """Write real tracks, spread over moods, as 16-bit WAV at their own rate."""
    by_mood: dict[str, list[Path]] = {}
    for track in sorted(Path(str(files("immich_memories_music"))).glob("tracks/*/*.opus")):
        by_mood.setdefault(track.parent.name, []).append(track)
    spread = [moods[turn] for turn in range(20) for moods in by_mood.values() if turn < len(moods)][:count]
    paths = []
    for track in spread:
        audio, rate_hz = read_audio(track)
        if not full:
            length = min(audio.shape[1], EXCERPT_SECONDS * rate_hz)
            start = (audio.shape[1] - length) // 2
            audio = audio[:, start : start + length]
        paths.append(folder / f"{track.stem}.wav")
        soundfile.write(paths[-1], audio.T, rate_hz, subtype="PCM_16")
    return paths


def judged(source: Path, folder: Path, **params: Any) -> Run:
    """Master ``source`` and measure the decoded deliverable."""
    asked = MasteringParams(ceiling_dbtp=CEILING_DBTP, **params)
    start = time.perf_counter()
    result = TOOL.run(asked, [source], folder, ToolContext(folder), silent_progress)
    seconds = time.perf_counter() - start
    [output] = result.outputs
    audio, rate_hz = read_audio(output.path)
    output.path.unlink()
    mode = pyebur128.MeasurementMode
    state = pyebur128.R128State(audio.shape[0], rate_hz, mode.MODE_I | mode.MODE_TRUE_PEAK)
    state.add_frames(np.ascontiguousarray(audio.T, np.float64).reshape(-1), audio.shape[1])
    peak = max(pyebur128.get_true_peak(state, channel) for channel in range(audio.shape[0]))
    report = result.report
    return Run(
        name=" ".join([source.stem, asked.genre, f"{asked.target_lufs:g}", asked.target_format])
        + f" {asked.bit_depth}/{asked.target_sample_rate}",
        error_lu=pyebur128.get_loudness_global(state) - asked.target_lufs,
        over_db=20 * float(np.log10(peak)) - CEILING_DBTP,
        limited=report["target_limited_reason"] if report["target_limited"] else None,
        seconds=seconds,
    )


def every_genre_and_target(paths: list[Path], folder: Path) -> Iterator[Run]:
    """Yield the whole grid as WAV."""
    for path, genre, target_lufs in product(paths, GENRES, TARGETS_LUFS):
        yield judged(path, folder, genre=genre, target_lufs=target_lufs)


def every_format_and_rate(paths: list[Path], folder: Path) -> Iterator[Run]:
    """Yield every format at every rate it allows, on each path, quiet and loud."""
    for (container, bit_depth), rate_hz in product(FORMATS, RATES_HZ):
        try:
            check_format(AudioFormat(container, bit_depth), rate_hz, channels=2)
        except AudioError:
            continue
        for path, target_lufs in product(paths, (-14.0, -9.0)):
            yield judged(
                path,
                folder,
                genre="Pop",
                target_lufs=target_lufs,
                target_format=container,
                target_sample_rate=rate_hz,
                bit_depth=bit_depth,
            )


def tell(title: str, runs: list[Run]) -> None:
    """Print counts and the worst cases."""
    kept = [run for run in runs if not run.limited]
    print(f"\n{title}: {len(runs)} masters in {sum(run.seconds for run in runs):.0f} s")
    print(f"  on target: {len(kept)}; target limited: {len(runs) - len(kept)}")
    for reason, count in Counter(run.limited for run in runs if run.limited).most_common():
        print(f"    {count:>3} x {reason}")
    if kept:
        errors = [abs(run.error_lu) for run in kept]
        worst = max(kept, key=lambda run: abs(run.error_lu))
        print(f"  error where on target: mean {np.mean(errors):.3f} LU, worst {worst.error_lu:+.3f} LU ({worst.name})")
    loudest = max(runs, key=lambda run: run.over_db)
    print(f"  highest true peak: {loudest.over_db + CEILING_DBTP:.3f} dBTP ({loudest.name})")


def main() -> int:
    """Run the grid and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tracks", type=int, default=12)
    parser.add_argument("--full", action="store_true", help="whole tracks, not 40 s of each")
    parser.add_argument("--formats-only", action="store_true", help="leave the genres and targets out")
    options = parser.parse_args()
    broken = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = excerpts(folder, options.tracks, options.full)
        print(f"{len(paths)} tracks, " + ("whole" if options.full else f"{EXCERPT_SECONDS} s from the middle of each"))
        parts = {"every format and rate": every_format_and_rate(paths[:3], folder)}
        if not options.formats_only:
            parts = {"every genre and target": every_genre_and_target(paths, folder), **parts}
        for title, part in parts.items():
            runs = []
            for run in part:
                runs.append(run)
                if run.broken:
                    broken.append(run)
                    print(f"BROKEN {run.name}: {run.broken}", flush=True)
            tell(title, runs)
    print(f"\n{len(broken)} promises broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
