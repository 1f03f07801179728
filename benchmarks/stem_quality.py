"""How well four stems are told apart, on synthetic songs whose stems are known.

    python benchmarks/stem_quality.py [--soundfont FILE] [--seconds 24] [--songs rock pop ...] [--hours 0]

The songs are those of `support/multitracks.py`: composed from fixed seeds, rendered through a SoundFont, sung by a
synthesizer. They are made for comparing methods with each other, and are easier than records. The figure is the
signal to distortion ratio over a whole song and both channels, in dB,

    SDR = 10 log10( sum s^2 / sum (s - e)^2 )

of a stem s and its estimate e, nothing rescaled or aligned. Beside the separator stand what the mix itself would score
as the estimate; a method without training (Spleeter's vocals; then harmonic and percussive parts by median filters,
Fitzgerald 2010, with the bass as what is harmonic below 250 Hz); and the oracle, the ideal ratio mask |S|^2 / sum |S|^2
at the same transform, which knows the stems and which no mask can beat by much.

RTF is wall-clock time on two threads per second of sound; processor time is that of all threads. ``--hours`` separates
as much real music in a process of its own and prints its peak memory.
"""

import argparse
import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator
from importlib.resources import files
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.stft import BINS, WINDOW_FRAMES, Analysis, Synthesis
from audiostudio.audio.types import Spectra
from audiostudio.engines.separation.base import Separator
from audiostudio.engines.separation.four_stems import FourStemSeparator
from audiostudio.engines.weights.store import ModelStore
from support.machine import describe_machine
from support.multitracks import RATE_HZ, SOUNDFONT, STEMS, STYLES, Song, evaluation_songs
from support.weights import models_dir

Stems = dict[str, NDArray[np.float32]]

GAIN_LIMIT_DB = 6.0
RTF_LIMIT = 0.08
MEMORY_LIMIT_BYTES = 1.5e9
_MEDIAN_WINDOWS, _MEDIAN_BINS = 17, 31
_BASS_HZ = 250.0


def sdr_db(truth: NDArray[np.float32], estimate: NDArray[np.float32]) -> float:
    """Return the signal to distortion ratio; what is left over counts, whatever it is."""
    power = np.sum(np.square(truth, dtype=np.float64))
    return float(10 * np.log10(power / np.sum(np.square(truth - estimate, dtype=np.float64))))


def separated(separator: Separator, mix: NDArray[np.float32]) -> Stems:
    blocks = [mix[:, start : start + 65_536] for start in range(0, mix.shape[1], 65_536)]
    parts = list(separator.separate(blocks, RATE_HZ, 2))
    return {stem: np.concatenate([part[stem] for part in parts], axis=1) for stem in separator.stems}


def by_median_filters(mix: NDArray[np.float32], vocals: NDArray[np.float32]) -> Stems:
    """Return the stems of the method without training, given the vocals."""
    spectra = spectra_of(mix - vocals)
    magnitudes = np.abs(spectra)
    harmonic = median_filter(magnitudes, (1, _MEDIAN_WINDOWS, 1)) ** 2
    percussive = median_filter(magnitudes, (1, 1, _MEDIAN_BINS)) ** 2
    is_bass = np.arange(BINS) * RATE_HZ / WINDOW_FRAMES < _BASS_HZ
    share = percussive / (harmonic + percussive + 1e-12)
    frames = mix.shape[1]
    return {
        "vocals": vocals,
        "drums": sound_of(spectra * share, frames),
        "bass": sound_of(spectra * (1 - share) * is_bass, frames),
        "other": sound_of(spectra * (1 - share) * ~is_bass, frames),
    }


def by_oracle(song: Song) -> Stems:
    """Return the stems that the ideal ratio mask cuts out of the mix."""
    mix = spectra_of(song.mix)
    powers = {stem: np.abs(spectra_of(sound)) ** 2 for stem, sound in song.stems.items()}
    total = sum(powers.values()) + 1e-12
    return {stem: sound_of(mix * (power / total), song.mix.shape[1]) for stem, power in powers.items()}


def spectra_of(sound: NDArray[np.float32]) -> Spectra:
    analysis = Analysis(2)
    return np.concatenate([analysis.push(sound), analysis.finish()], axis=1)


def sound_of(spectra: Spectra, frames: int) -> NDArray[np.float32]:
    return Synthesis(2).push(spectra.astype(np.complex64))[:, :frames]


def real_music(hours: float) -> Iterator[NDArray[np.float32]]:
    """Yield the tracks of `immich-memories-music` one after another, 48 kHz stereo."""
    left = round(hours * 3600 * 48_000)
    for track in cycle(sorted(Path(str(files("immich_memories_music"))).glob("tracks/*/*.opus"))):
        with open_audio(track) as reader:
            for block in reader.blocks():
                yield block[:, :left]
                left -= min(left, block.shape[1])
                if not left:
                    return


def hour_of_music(weights: Path, hours: float) -> tuple[float, float, float]:
    """Separate real music in this process, and return its seconds, the time it took and the peak memory in bytes."""
    began = time.perf_counter()
    parts = FourStemSeparator(weights).separate(real_music(hours), 48_000, 2)
    frames = sum(part["other"].shape[1] for part in parts)
    scale = 1 if sys.platform == "darwin" else 1024
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale
    return frames / 48_000, time.perf_counter() - began, peak_bytes


def main() -> None:
    """Run every measurement and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--soundfont", type=Path, default=SOUNDFONT)
    parser.add_argument("--seconds", type=float, default=24)
    parser.add_argument("--songs", nargs="+", choices=list(STYLES), default=list(STYLES))
    parser.add_argument("--hours", type=float, default=0)
    options = parser.parse_args()
    weights_dir = models_dir()
    weights = ModelStore(weights_dir).pull("spleeter:2stems")
    separator = FourStemSeparator(weights)
    methods = ("mix", "studio:4stems", "median filters", "oracle")
    scores: dict[str, dict[str, list[float]]] = {method: {stem: [] for stem in STEMS} for method in methods}
    wall_s = processor_s = sound_s = 0.0
    print(describe_machine())
    print(f"SDR in dB, {len(options.songs)} songs of {options.seconds:g} s, {options.soundfont.name}")
    print(f"{'song':<10}{'method':<16}" + "".join(f"{stem:>9}" for stem in STEMS))
    for name in options.songs:
        (song,) = evaluation_songs([name], duration_s=options.seconds, soundfont=options.soundfont)
        started, processor_started = time.perf_counter(), time.process_time()
        ours = separated(separator, song.mix)
        wall_s += time.perf_counter() - started
        processor_s += time.process_time() - processor_started
        sound_s += song.mix.shape[1] / RATE_HZ
        estimates = (
            dict.fromkeys(STEMS, song.mix),
            ours,
            by_median_filters(song.mix, ours["vocals"]),
            by_oracle(song),
        )
        for method, stems in zip(methods, estimates, strict=True):
            figures = {stem: sdr_db(song.stems[stem], stems[stem]) for stem in STEMS}
            for stem, figure in figures.items():
                scores[method][stem].append(figure)
            print(f"{name:<10}{method:<16}" + "".join(f"{figures[stem]:>9.1f}" for stem in STEMS))
    for method in methods:
        medians = (np.median(scores[method][stem]) for stem in STEMS)
        print(f"{'median':<10}{method:<16}" + "".join(f"{median:>9.1f}" for median in medians))
    for method in methods[1:]:
        gains = {stem: np.subtract(scores[method][stem], scores["mix"][stem]) for stem in STEMS}
        print(f"{'gain':<10}{method:<16}" + "".join(f"{np.median(gains[stem]):>9.1f}" for stem in STEMS))
    print(f"gain is the median over songs of what is won over the mix; limit {GAIN_LIMIT_DB:g} dB for studio:4stems")
    print(f"RTF {wall_s / sound_s:.4f}, processor time {processor_s / sound_s:.4f}; limit {RTF_LIMIT}")
    if options.hours:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            duration_s, took_s, peak_bytes = pool.apply(hour_of_music, (weights, options.hours))
        print(f"{duration_s / 3600:g} h of music: RTF {took_s / duration_s:.4f}, limit {RTF_LIMIT}")
        print(f"peak memory {peak_bytes / 1e9:.2f} GB, limit {MEMORY_LIMIT_BYTES / 1e9:g} GB")


if __name__ == "__main__":
    main()
