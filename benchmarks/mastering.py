"""Mastering beside libsonare and ffmpeg's two-pass loudnorm: speed, error and true peak on the same files, interleaved.

    python benchmarks/mastering.py [--tracks 12] [--seconds 120] [--long HOURS]

Every deliverable is a 24-bit WAV at 44.1 kHz and is judged by libebur128, which none of the three contains. Times are
wall-clock from file to file, the best of two runs; RTF is time per second of sound. Peers that are not installed
(`pip install libsonare`) are named and left out. ``--long`` masters noise of so many hours at 96 kHz and prints the
memory it took.
"""

import argparse
import gc
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from importlib.util import find_spec
from itertools import chain, pairwise
from pathlib import Path

import av
import numpy as np
import pyebur128
import soundfile
import soxr

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.audio.codecs import AudioFormat, create_audio, read_audio
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.deliverable import GENRES
from audiostudio.tools.mastering.params import MasteringParams
from audiostudio.tools.mastering.tool import TOOL

RATE_HZ = 44_100
TARGETS_LUFS = (-16.0, -14.0, -11.0, -9.0)
CEILING_DBTP = -1.0
LIBSONARE_PRESETS = {"Hip-Hop": "hipHop", "Electronic": "edm", "Jazz": "jazz", "Classical": "classical"}


def ours(tier: Tier) -> Callable[[Path, Path, str, float], bool]:
    """Return the product at a tier."""

    def run(source: Path, out_dir: Path, genre: str, target_lufs: float) -> bool:
        params = MasteringParams(genre=genre, target_lufs=target_lufs, ceiling_dbtp=CEILING_DBTP)
        result = TOOL.run(
            params, [source], out_dir, ToolContext(out_dir, entitlements=PLANS[tier].entitlements), silent_progress
        )
        result.outputs[0].path.rename(out_dir / "master.wav")
        return bool(result.report["target_limited"])

    return run


def libsonare(source: Path, out_dir: Path, genre: str, target_lufs: float) -> bool:
    """Run libsonare's nearest preset."""
    import libsonare as peer

    audio, rate_hz = soundfile.read(source, dtype="float32")
    left, right = np.ascontiguousarray(audio.T)
    wanted = {"loudness.targetLufs": target_lufs, "loudness.ceilingDb": CEILING_DBTP}
    made = peer.master_audio_stereo(left, right, rate_hz, LIBSONARE_PRESETS.get(genre, "pop"), wanted)
    soundfile.write(out_dir / "master.wav", np.stack([made.left, made.right], 1), rate_hz, subtype="PCM_24")
    return bool(made.loudness_target_limited)


def loudnorm(source: Path, out_dir: Path, genre: str, target_lufs: float) -> bool:
    """Run ffmpeg's loudnorm twice, as its documentation advises; it knows no genres."""
    wanted = f"I={target_lufs}:TP={CEILING_DBTP}:LRA=20"
    first = _filtered(source, f"{wanted}:print_format=json", None)
    measured = ":".join(
        f"measured_{key}={first[name]}"
        for key, name in (("I", "input_i"), ("TP", "input_tp"), ("LRA", "input_lra"), ("thresh", "input_thresh"))
    )
    _filtered(source, f"{wanted}:{measured}:offset={first['target_offset']}:linear=true", out_dir / "master.wav")
    return False


def _filtered(source: Path, arguments: str, target: Path | None) -> dict[str, str]:
    """Send a file through loudnorm and back to its rate; return what the filter prints as it is freed."""
    av.logging.set_level(av.logging.INFO)
    av.logging.set_skip_repeated(False)
    with av.logging.Capture(local=False) as log:
        _through_filter(source, arguments, target)
        gc.collect()
    av.logging.set_level(None)
    text = "".join(message for _, _, message in log)
    return dict(json.loads(text[text.index("{") : text.rindex("}") + 1])) if target is None else {}


def _through_filter(source: Path, arguments: str, target: Path | None) -> None:
    graph = av.filter.Graph()
    with av.open(str(source)) as container:
        stream = container.streams.audio[0]
        filters = [graph.add_abuffer(template=stream), graph.add("loudnorm", arguments)]
        filters += [
            graph.add("aresample", str(RATE_HZ)),
            graph.add("aformat", "sample_fmts=s32:channel_layouts=stereo"),
        ]
        filters.append(graph.add("abuffersink"))
        for one, other in pairwise(filters):
            one.link_to(other)
        graph.configure()
        output = av.open(str(target), "w") if target else None
        encoder = output.add_stream("pcm_s24le", rate=RATE_HZ, layout="stereo") if output else None
        for pushed in chain(container.decode(stream), [None]):
            graph.push(pushed)
            for frame in _ready(graph):
                if output and encoder:
                    output.mux(encoder.encode(frame))
        if output and encoder:
            output.mux(encoder.encode(None))
            output.close()


def _ready(graph: av.filter.Graph) -> Iterator[av.AudioFrame]:
    while True:
        try:
            yield graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return


def judge(path: Path) -> tuple[float, float]:
    """Return integrated loudness and true peak, as libebur128 reads them."""
    audio, rate_hz = read_audio(path)
    mode = pyebur128.MeasurementMode
    state = pyebur128.R128State(2, rate_hz, mode.MODE_I | mode.MODE_TRUE_PEAK)
    state.add_frames(np.ascontiguousarray(audio.T, np.float64).reshape(-1), audio.shape[1])
    peak = max(pyebur128.get_true_peak(state, channel) for channel in range(2))
    return pyebur128.get_loudness_global(state), 20 * float(np.log10(peak))


def sources(folder: Path, count: int, seconds: float) -> list[Path]:
    """Write real tracks as 16-bit WAV at 44.1 kHz and return their paths."""
    tracks = sorted(Path(str(files("immich_memories_music"))).glob("tracks/*/*.opus"))
    paths = []
    for track in tracks[:: max(1, len(tracks) // count)][:count]:
        audio, rate_hz = read_audio(track)
        sound = soxr.resample(np.tile(audio, 8)[:, : int(seconds * rate_hz)].T, rate_hz, RATE_HZ)
        paths.append(folder / f"{track.stem}.wav")
        soundfile.write(paths[-1], sound, RATE_HZ, subtype="PCM_16")
    return paths


def compare(count: int, seconds: float) -> None:
    """Print one line a track, genre, target and contender, then the worst and the mean of each contender."""
    contenders = {"ours Advanced": ours(Tier.ADVANCED), "ours Free": ours(Tier.FREE), "loudnorm": loudnorm}
    if find_spec("libsonare"):
        contenders["libsonare"] = libsonare
    else:
        print("libsonare is not installed: left out")
    rows: dict[str, list[tuple[float, float, float, bool]]] = {name: [] for name in contenders}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = sources(folder, count, seconds)
        # Every track meets every target, each time in another genre; eight tracks bring every genre to every target.
        chosen = [
            (path, GENRES[(number + 2 * step) % len(GENRES)], target_lufs)
            for number, path in enumerate(paths)
            for step, target_lufs in enumerate(TARGETS_LUFS)
        ]
        for contender in contenders.values():
            contender(paths[0], folder, "Pop", -9.0)  # compile and load before the clock runs
        print(f"{'track':<26}{'genre':<12}{'target':>7}  {'by':<15}{'RTF':>8}{'error LU':>10}{'dBTP':>8}")
        for path, genre, target_lufs in chosen:
            for contender_name, contender in contenders.items():
                times = []
                for _ in range(2):
                    start = time.perf_counter()
                    limited = contender(path, folder, genre, target_lufs)
                    times.append(time.perf_counter() - start)
                loudness, peak = judge(folder / "master.wav")
                row = min(times) / soundfile.info(path).duration, loudness - target_lufs, peak, limited
                rows[contender_name].append(row)
                print(
                    f"{path.stem:<26}{genre:<12}{target_lufs:>7.1f}  {contender_name:<15}{row[0]:>8.4f}{row[1]:>+10.3f}"
                    f"{peak:>8.2f}{'  limited' if limited else ''}",
                    flush=True,
                )
    heads = ("mean RTF", "worst RTF", "mean error", "worst error", "worst dBTP")
    print(f"\n{'by':<15}" + "".join(f"{head:>13}" for head in heads) + "  limited")
    for contender_name, results in rows.items():
        rtf = [row[0] for row in results]
        errors = [abs(row[1]) for row in results if not row[3]]
        print(
            f"{contender_name:<15}{np.mean(rtf):>13.4f}{max(rtf):>13.4f}{np.mean(errors):>13.3f}{max(errors):>13.3f}"
            f"{max(row[2] for row in results):>13.2f}  {sum(row[3] for row in results)} of {len(results)}"
        )


def long_file(hours: float) -> None:
    """Master hours of noise at 96 kHz and print time and peak memory."""
    rate_hz = 96_000
    random = np.random.default_rng(0)
    block = (0.1 * random.standard_normal((2, rate_hz))).astype(np.float32)
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "long.flac"
        with create_audio(source, AudioFormat("FLAC", 16), rate_hz, 2) as writer:
            for second in range(int(hours * 3600)):
                writer.write(np.roll(block, second * 977, axis=1) * np.float32(0.5 + 0.4 * np.sin(second / 40)))
        start = time.perf_counter()
        params = MasteringParams(genre="Rock", target_format="FLAC", target_sample_rate=96_000)
        result = TOOL.run(params, [source], Path(name), ToolContext(Path(name)), silent_progress)
        taken = time.perf_counter() - start
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    after = result.report["after"]
    print(
        f"{hours:g} h at 96 kHz: RTF {taken / hours / 3600:.4f}, peak memory {memory_mb:.0f} MiB, "
        f"{after['integrated_lufs']:.2f} LUFS, {after['true_peak_dbtp']:.2f} dBTP"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tracks", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--long", type=float, metavar="HOURS")
    options = parser.parse_args()
    if options.long:
        long_file(options.long)
    else:
        compare(options.tracks, options.seconds)
