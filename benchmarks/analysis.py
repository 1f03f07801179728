"""Analysis: how often tempo and key are right, beats and chords beside a peer, real-time factor, memory of an hour.

    python benchmarks/analysis.py [--pieces 52] [--hours 1] [--real]

The pieces are composed and rendered here (`tests/support/composed.py`), from seeds that nothing was fitted to; they
are synthetic, and real recordings are harder. The peer is librosa (ISC), where it is installed; it names no key and no
chords, so those are the profile and template methods of its documentation's building blocks: chroma with the Krumhansl
profiles, and triad templates on each beat. Beats count within 70 ms, chords by weighted overlap (`mir_eval`). Processor
time is that of all threads per second of sound.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections import defaultdict
from importlib.resources import files
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import mir_eval
import numpy as np
from benchmarks.separation import line, write_mix
from benchmarks.support.machine import describe_machine
from tests.support.composed import RATE_HZ, Piece, briefs, compose

from audiostudio.audio.music.beats import BeatGrid, estimate_beats
from audiostudio.audio.music.chords import estimate_chords
from audiostudio.audio.music.features import MusicMeter
from audiostudio.audio.music.key import Key, estimate_key

HAS_PEER = find_spec("librosa") is not None
FIRST_SEED = 9_000
NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
# Krumhansl and Kessler (1982), for the peer.
MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
Figures = dict[str, float]


def judge(
    piece: Piece,
    bpm: float | None,
    beats_s: np.ndarray,
    key: tuple[int, str] | None,
    chords: list[tuple[float, float, str]],
) -> Figures:
    """Compare what was found with what was composed."""
    ratio = (bpm or 1) / piece.brief.bpm
    true = np.array([(start, end) for start, end, _ in piece.chords])
    found, labels = (
        mir_eval.util.adjust_intervals(
            np.array([(start, end) for start, end, _ in chords]),
            [c[2] for c in chords],
            true.min(),
            true.max(),
            "N",
            "N",
        )
        if chords
        else (np.array([[true.min(), true.max()]]), ["N"])
    )
    overlap = mir_eval.chord.evaluate(true, [label for *_, label in piece.chords], found, labels)
    return {
        "tempo within 2 %": float(abs(ratio - 1) < 0.02),
        "tempo or its half, double, third, triple": float(
            any(abs(ratio / r - 1) < 0.02 for r in (1, 0.5, 2, 3, 1 / 3))
        ),
        "beats F": mir_eval.beat.f_measure(piece.beats_s, beats_s),
        "key right": float(key == (piece.brief.tonic, piece.brief.mode)),
        "key, MIREX weighted": mir_eval.key.weighted_score(
            f"{NAMES[piece.brief.tonic]} {piece.brief.mode}", f"{NAMES[key[0]]} {key[1]}"
        )
        if key
        else 0.0,
        "chords, major and minor": overlap["majmin"],
        "chords, root": overlap["root"],
        "chords, sevenths": overlap["sevenths"],
    }


def ours(piece: Piece) -> tuple[Figures, list[tuple[str, float, bool]]]:
    """Return our figures, and each confidence with whether it was justified."""
    meter = MusicMeter(RATE_HZ, 2)
    meter.feed(piece.sound)
    features = meter.read()
    beats, key = estimate_beats(features), estimate_key(features)
    chords = [(chord.start_s, chord.end_s, chord.label) for chord in estimate_chords(features, beats, key)]
    grid = beats if isinstance(beats, BeatGrid) else None
    named = (key.tonic, key.mode) if isinstance(key, Key) else None
    figures = judge(piece, grid and grid.tempo_bpm, grid.beat_times_s if grid else np.zeros(0), named, chords)
    downbeats = grid.beat_times_s[grid.downbeat_indices] if grid else np.zeros(0)
    figures["downbeats F"] = mir_eval.beat.f_measure(piece.beats_s[:: piece.beats_per_bar], downbeats)
    figures["beats in a bar right"] = float(grid is not None and grid.beats_per_bar == piece.beats_per_bar)
    sure = [("tempo", grid.confidence, figures["tempo within 2 %"] > 0)] if grid else []
    if isinstance(key, Key):
        sure.append(("key", key.confidence, figures["key right"] > 0))
    return figures, sure


def peer(piece: Piece) -> Figures:
    """Return librosa's figures."""
    import librosa  # not for those who only measure memory

    sound = librosa.resample(piece.sound.mean(axis=0), orig_sr=RATE_HZ, target_sr=22_050)
    tempo, beats_s = librosa.beat.beat_track(y=sound, sr=22_050, units="time")
    chroma = librosa.feature.chroma_cqt(y=librosa.effects.harmonic(sound), sr=22_050)
    total = chroma.sum(axis=1)
    fits = [
        (np.corrcoef(total, np.roll(profile, tonic))[0, 1], tonic, mode)
        for mode, profile in (("major", MAJOR), ("minor", MINOR))
        for tonic in range(12)
    ]
    edges = np.unique([0, *librosa.time_to_frames(beats_s, sr=22_050), chroma.shape[1]])
    templates = np.array([np.roll(np.isin(np.arange(12), t), r) for t in ((0, 4, 7), (0, 3, 7)) for r in range(12)])
    best = [int((templates @ chroma[:, a:b].mean(axis=1)).argmax()) for a, b in pairwise(edges)]
    times = librosa.frames_to_time(edges, sr=22_050)
    chords = [
        (times[n], times[n + 1], f"{NAMES[number % 12]}:{('maj', 'min')[number // 12]}")
        for n, number in enumerate(best)
    ]
    return judge(piece, float(np.atleast_1d(tempo)[0]), beats_s, max(fits)[1:], chords)


def run_tool(source: Path, out_dir: Path) -> dict[str, float]:
    """Analyse a file in this process; the caller starts one for it."""
    from audiostudio.tools.analysis.params import AnalysisParams
    from audiostudio.tools.analysis.tool import TOOL
    from audiostudio.tools.base import ToolContext

    TOOL.warm_up()
    said = [time.perf_counter()]
    processor = time.process_time()
    result = TOOL.run(
        AnalysisParams(), [source], out_dir, ToolContext(out_dir), lambda share, words: said.append(time.perf_counter())
    )
    scale = 1 if sys.platform == "darwin" else 1024
    return {
        "duration_s": result.report["duration_s"],
        "wall_s": time.perf_counter() - said[0],
        "processor_s": time.process_time() - processor,
        "longest_silence_s": float(np.diff(said).max()),
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale,
    }


def print_accuracy(count: int) -> None:
    """Compose, analyse and compare."""
    table: dict[str, dict[str, list[float]]] = {"ours": defaultdict(list), "librosa": defaultdict(list)}
    sure: list[tuple[str, float, bool]] = []
    styles: dict[str, list[float]] = defaultdict(list)
    for brief in briefs(count, FIRST_SEED):
        piece = compose(brief)
        figures, told = ours(piece)
        sure += told
        styles[brief.style].append(figures["tempo within 2 %"])
        for name, value in figures.items():
            table["ours"][name].append(value)
        for name, value in peer(piece).items() if HAS_PEER else ():
            table["librosa"][name].append(value)
    print(f"{count} composed pieces{'':<27}{'ours':>8}{'librosa' if HAS_PEER else '':>10}   limit")
    limits = {"tempo within 2 %": 0.9, "key right": 0.8}
    for name, values in table["ours"].items():
        other = f"{np.mean(table['librosa'][name]):.3f}" if name in table["librosa"] else ""
        print(f"{name:<44}{np.mean(values):>8.3f}{other:>10}   {limits.get(name, '')}")
    for what in ("tempo", "key"):
        for low, high in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
            within = [right for name, share, right in sure if name == what and low <= share < high]
            if within:
                print(f"{what} {low:.0%} to {min(high, 1):.0%} sure: right {np.mean(within):.0%} of {len(within)}")
    print("tempo right by style: " + ", ".join(f"{name} {np.mean(right):.0%}" for name, right in styles.items()))


def print_real() -> None:
    """Print what is found in the real tracks; nobody has written down what would be right."""
    for path in sorted(Path(str(files("immich_memories_music"))).glob("tracks/*/*.opus")):
        from audiostudio.tools.analysis.measuring import measure
        from audiostudio.tools.analysis.report import analyse
        from audiostudio.tools.base import silent_progress

        found: dict[str, Any] = analyse(measure(path, 2, silent_progress), silent_progress)
        tempo, key = found["tempo"], found["key"]
        bpm = (
            f"{tempo['bpm']:6.1f} bpm ({tempo['confidence']:.0%}, steady {tempo['stability']:.0%})"
            if tempo
            else "no beat"
        )
        named = f"{key['name']} ({key['confidence']:.0%})" if key else "no key"
        chords = " ".join(chord["pretty"] for chord in (found["chords"] or [])[:8])
        form = "".join(section["label"] for section in found["sections"] or [])
        print(f"{path.stem:<28}{bpm:<36}{named:<20}{form:<10}{chords}")


def main() -> None:
    """Run every measurement and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pieces", type=int, default=52)
    parser.add_argument("--hours", type=float, default=1)
    parser.add_argument("--real", action="store_true")
    options = parser.parse_args()
    print(describe_machine())
    # First: a child's peak memory begins with what its parent held when it was started.
    with tempfile.TemporaryDirectory() as folder:
        mix = Path(folder) / "mix.wav"
        write_mix(mix, options.hours * 3600)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            figures = pool.apply(run_tool, (mix, Path(folder)))
        line(f"RTF, {options.hours:g} h", f"{figures['wall_s'] / figures['duration_s']:.4f}", "none")
        line("processor time per second of sound", f"{figures['processor_s'] / figures['duration_s']:.4f}", "none")
        line(f"peak memory, {options.hours:g} h", f"{figures['peak_bytes'] / 1e9:.2f} GB", "1.5 GB")
        line("longest time without a word of progress", f"{figures['longest_silence_s']:.2f} s", "1 s")
    print_accuracy(options.pieces)
    if options.real:
        print_real()


if __name__ == "__main__":
    main()
