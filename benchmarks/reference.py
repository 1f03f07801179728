"""Mastering after a reference beside matchering: nearness, loudness, true peak and speed on the same pairs, in turn.

    python benchmarks/reference.py [--pairs 8] [--seconds 120]

Each pair is two real tracks, one to be made like the other, as 16-bit WAV at 44.1 kHz. Distances are means of absolute
differences between third-octave spectra (scipy's Welch, 50 Hz to 12.5 kHz, each at 0 dB in the mean), of middle and
side; loudness and true peak are libebur128's. Times are wall-clock from file to file, the best of two runs. matchering
is GPL and therefore no dependency: if `pip install matchering` has not been done, it is named and left out.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import welch

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.audio.codecs import read_audio
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.mastering.params import MasteringParams
from audiostudio.tools.mastering.tool import TOOL
from mastering import RATE_HZ, judge, sources

Contender = Callable[[Path, Path, Path], None]
CENTRES_HZ = 1000 * 2.0 ** (np.arange(-13, 12) / 3)


def ours(source: Path, reference: Path, made: Path) -> None:
    """Run the product."""
    context = ToolContext(made.parent, entitlements=PLANS[Tier.ADVANCED].entitlements, references=(reference,))
    TOOL.run(MasteringParams(), [source], made.parent, context, silent_progress).outputs[0].path.rename(made)


def matchering(source: Path, reference: Path, made: Path) -> None:
    """Run matchering as its documentation shows, with its limiter."""
    import matchering as peer

    peer.process(target=str(source), reference=str(reference), results=[peer.pcm24(str(made))])


def untouched(source: Path, reference: Path, made: Path) -> None:
    """Copy the mix, to show how far it was from the reference."""
    made.write_bytes(source.read_bytes())


def third_octaves_db(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the spectra of middle and side, each at 0 dB in the mean."""
    audio, _ = read_audio(path)
    curves = []
    for signal in (audio[0] + audio[1], audio[0] - audio[1]):
        hz, density = welch(signal, RATE_HZ, nperseg=16_384)
        inside = [(hz >= centre * 2 ** (-1 / 6)) & (hz < centre * 2 ** (1 / 6)) for centre in CENTRES_HZ]
        levels = 10 * np.log10([density[band].mean() + 1e-20 for band in inside])
        curves.append(levels - levels.mean())
    return curves[0], curves[1]


def compare(pairs: int, seconds: float) -> None:
    """Print one line a pair and contender, then the mean of each contender."""
    contenders: dict[str, Contender] = {"untouched": untouched, "ours": ours}
    if find_spec("matchering"):
        contenders["matchering"] = matchering
    else:
        print("matchering is not installed: left out")
    rows: dict[str, list[list[float]]] = {name: [] for name in contenders}
    heads = ("RTF", "mid dB", "side dB", "LU off", "dBTP")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tracks = sources(folder, 2 * pairs, seconds)
        made = folder / "made.wav"
        for contender in contenders.values():
            contender(tracks[0], tracks[-1], made)  # compile and load before the clock runs
        print(f"{'mix':<28}{'reference':<28}{'by':<12}" + "".join(f"{head:>9}" for head in heads))
        for source, reference in zip(tracks[:pairs], tracks[: pairs - 1 : -1], strict=False):
            wanted = third_octaves_db(reference)
            wanted_lufs, _ = judge(reference)
            for by, contender in contenders.items():
                times = []
                for _ in range(2):
                    start = time.perf_counter()
                    contender(source, reference, made)
                    times.append(time.perf_counter() - start)
                gaps = [float(np.abs(a - b).mean()) for a, b in zip(third_octaves_db(made), wanted, strict=True)]
                lufs, peak_dbtp = judge(made)
                rtf = min(times) / soundfile.info(source).duration
                rows[by].append([rtf, *gaps, lufs - wanted_lufs, peak_dbtp])
                figures = f"{rtf:>9.4f}{gaps[0]:>9.2f}{gaps[1]:>9.2f}{lufs - wanted_lufs:>+9.2f}{peak_dbtp:>9.2f}"
                print(f"{source.stem:<28}{reference.stem:<28}{by:<12}{figures}", flush=True)
    print(
        f"\n{'by':<12}" + "".join(f"{head:>14}" for head in ("mean RTF", "mid dB", "side dB", "worst LU", "worst dBTP"))
    )
    for by, results in rows.items():
        table = np.array(results)
        rtf, mid, side = table[:, :3].mean(axis=0)
        print(
            f"{by:<12}{rtf:>14.4f}{mid:>14.2f}{side:>14.2f}{np.abs(table[:, 3]).max():>14.2f}{table[:, 4].max():>14.2f}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=120.0)
    options = parser.parse_args()
    compare(options.pairs, options.seconds)
