"""How the instruments that play samples answer a player, and how quickly they play.

    python benchmarks/instruments.py [--write-trims] [NAME ...]

A row for every instrument: loudness of a phrase or a beat at velocity 90, what velocity 30 -> 120 does to level and
brightness, tuning, what a bend of 100 cents does, what the pedal does, the latest onset of three keys, the difference
of equal notes, left over right. A figure beyond its limit is marked. `--write-trims` measures loudness without trims
and writes those that bring it to the target. Times are processor time of one thread, after a first run that loads the
samples.
"""

import argparse
import csv
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.support.instrument_figures import Figures, measure, phrase
from benchmarks.support.machine import describe_machine
from benchmarks.support.weights import models_dir

from audiostudio.audio.instruments import playing
from audiostudio.audio.instruments.catalogue import INSTRUMENTS, Instrument
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Performance
from audiostudio.audio.instruments.playing import SAMPLED_PLAYERS, SampledPlayers, trim_db
from audiostudio.audio.meters.loudness import measure_loudness
from audiostudio.audio.notation.notes import Note
from audiostudio.engines.weights.store import ModelStore

TARGET_LUFS = -23.0
# Lowest and highest that are right.
LIMITS = {
    "loudness_lufs": (TARGET_LUFS - 1.5, TARGET_LUFS + 1.5),
    "velocity_db": (12.0, 36.0),
    "brightness": (1.03, 20.0),
    "tuning_cents": (-20.0, 20.0),
    "bend_cents": (95.0, 105.0),
    "pedal_db": (6.0, 200.0),
    "onset_ms": (0.0, 3.0),
    "again_db": (0.1, 3.0),
    "balance_db": (-3.0, 3.0),
}
SPEED_LIMIT_S = 0.3
SPEED_SECONDS, SPEED_NOTES_A_SECOND = 60, 8
TIMED = ("piano", "strings", "nylon_guitar", "finger_bass", "violin", "acoustic_kit", "techno_kit")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="only these instruments")
    parser.add_argument("--write-trims", action="store_true")
    arguments = parser.parse_args()
    print(describe_machine())
    store = ModelStore(models_dir())
    players = SampledPlayers(*(store.pull(name) for name in ("soundfont:musescore-general-lite", "samples:sonic-pi")))
    sampled = [one for one in INSTRUMENTS.values() if one.player in SAMPLED_PLAYERS]
    if arguments.write_trims:
        write_trims(players, sampled)
        return
    chosen = [one for one in sampled if not arguments.names or one.name in arguments.names]
    print("instrument".ljust(20), *(name.rjust(14) for name in LIMITS))
    print("limits".ljust(20), *(f"{low:g} .. {high:g}".rjust(14) for low, high in LIMITS.values()))
    missed = sum(report(one, measure(one, partial(_play, players, one.name))) for one in chosen)
    print(f"{missed} of {len(chosen) * len(LIMITS)} figures beyond their limits")
    for name in TIMED:
        if not arguments.names or name in arguments.names:
            print(f"{name}: {SPEED_SECONDS} s of {SPEED_NOTES_A_SECOND} notes a second in", end=" ")
            print(f"{busy_s(players, INSTRUMENTS[name]):.2f} s (limit {SPEED_LIMIT_S})")


def report(instrument: Instrument, figures: Figures) -> int:
    """Print a row and return how many figures are beyond their limits."""
    cells, missed = [], 0
    for name, (low, high) in LIMITS.items():
        value = getattr(figures, name)
        is_missed = not np.isnan(value) and not low <= value <= high
        missed += is_missed
        cells.append((f"{value:.2f}" + ("!" if is_missed else " ")).rjust(14))
    print(instrument.name.ljust(20), *cells, flush=True)
    return missed


def write_trims(players: SampledPlayers, instruments: list[Instrument]) -> None:
    path = Path(playing.__file__).with_name("trims.csv")
    rows = []
    for instrument in instruments:
        sound = _play(players, instrument.name, Performance(phrase(instrument)), 9.0)
        untrimmed = measure_loudness(sound, SAMPLE_RATE_HZ).integrated_lufs - trim_db(instrument.name)
        rows.append((instrument.name, f"{TARGET_LUFS - untrimmed:.1f}"))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("instrument", "trim_db"), *rows])


def busy_s(players: SampledPlayers, instrument: Instrument) -> float:
    """Return the processor time of a busy part."""
    random = np.random.default_rng(0)
    middle = (instrument.lowest + instrument.highest) // 2
    keys = (35, 60) if instrument.player == "drum_kit" else (middle - 10, middle + 10)
    notes = tuple(
        Note(step / SPEED_NOTES_A_SECOND, (step + 1.5) / SPEED_NOTES_A_SECOND, int(random.integers(*keys)), velocity)
        for step, velocity in enumerate(random.integers(40, 120, SPEED_SECONDS * SPEED_NOTES_A_SECOND).tolist())
    )
    _play(players, instrument.name, Performance(notes), SPEED_SECONDS)
    began = time.process_time()
    _play(players, instrument.name, Performance(notes), SPEED_SECONDS)
    return time.process_time() - began


def _play(players: SampledPlayers, name: str, performance: Performance, seconds: float):
    return players.play(performance, name, frames=round(seconds * SAMPLE_RATE_HZ), seed=1)


if __name__ == "__main__":
    main()
