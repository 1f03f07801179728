"""Enhancement on speech in noise: PESQ, STOI and DNSMOS before and after, real-time factor, memory of an hour.

    python benchmarks/enhancement.py [--part quality|podcast|speed|hour] [--seconds 60]

Speech: four synthetic voices of known clean sound (Kokoro, 24 kHz) and one real recording (16 kHz), all at 48 kHz.
Noises are made here: white and pink noise, babble (forty other sentences at once), few talkers (eight at once, the
hardest: competing voices are speech too), mains hum, traffic (brown noise that passes by) and a keyboard (clicks).
PESQ (ITU-T P.862.2, wide band) and STOI compare with the clean speech and cover denoising alone, at its default
strength; DNSMOS P.835 compares with nothing. Rooms are Polack's model (a direct pulse and decaying noise of as much
energy), compared with what arrives within 50 ms. RTF is time per second of sound on two threads; processor time is
that of all threads, per second of sound: half of it is what RTF would be on two cores that do nothing else.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

import numpy as np
from pesq import pesq
from pystoi import stoi
from scipy.signal import lfilter

from audiostudio.audio.codecs import AudioFormat, create_audio, read_audio
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import process_all
from audiostudio.audio.restoration.reverberation import Dereverberator, ReverberationMeter
from audiostudio.engines.enhancement.deepfilternet import DeepFilterNet
from audiostudio.engines.enhancement.dnsmos import Dnsmos
from audiostudio.engines.weights.store import ModelStore
from support.machine import describe_machine
from support.weights import models_dir

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.support.rooms import in_room, room
from tests.support.speech_samples import VOICES, Speech, recorded, said_by

RATE_HZ = 48_000
SNRS_DB = (0, 5, 10)
RTF_LIMIT = 0.15
MEMORY_LIMIT_BYTES = 1.5e9
CLIP_SECONDS = 10


def at(sound: np.ndarray, from_hz: int, to_hz: int) -> np.ndarray:
    return sound if from_hz == to_hz else process_all(sound[None].astype(np.float32), Resampler(from_hz, to_hz, 1))[0]


def clips() -> dict[str, np.ndarray]:
    speeches: list[Speech] = [*(said_by(name) for name in VOICES), recorded()]
    return {one.voice: at(one.sound, one.sample_rate_hz, RATE_HZ)[: CLIP_SECONDS * RATE_HZ] for one in speeches}


def noises(frames: int) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(1)
    white = generator.standard_normal(frames)
    spectrum = np.fft.rfft(generator.standard_normal(frames))
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(spectrum.size), 1)), frames)
    talk = np.concatenate([at(said_by(name).sound, 24_000, RATE_HZ) for name in VOICES])
    talkers = [np.roll(talk, int(shift))[:frames] for shift in generator.integers(0, talk.size, 40)]
    t = np.arange(frames) / RATE_HZ
    hum = sum(np.sin(2 * np.pi * 50 * n * t + n) / n for n in (1, 2, 3, 4, 5, 7, 9, 11))
    brown = lfilter([1], [1, -0.998], generator.standard_normal(frames))
    traffic = brown * (0.3 + np.sin(np.pi * t / 4) ** 2)
    keyboard = np.zeros(frames)
    for start in generator.integers(0, frames - 4_800, round(6 * frames / RATE_HZ)):
        click = generator.standard_normal(4_800) * np.exp(-np.arange(4_800) / 300)
        keyboard[start : start + 4_800] += click * generator.uniform(0.3, 1)
    made = {
        "white": white,
        "pink": pink,
        "babble": sum(talkers),
        "few talkers": sum(talkers[:8]),
        "hum": hum,
        "traffic": traffic,
        "keyboard": keyboard,
    }
    return {name: sound / np.sqrt(np.mean(sound**2)) for name, sound in made.items()}


def denoised(sound: np.ndarray) -> np.ndarray:
    with DeepFilterNet(RATE_HZ, 1) as network:
        return process_all(sound[None].astype(np.float32), network)[0]


def measures(clean: np.ndarray, sound: np.ndarray, judge: Dnsmos) -> np.ndarray:
    wanted, heard = at(clean, RATE_HZ, 16_000), at(sound, RATE_HZ, 16_000)
    window = np.tile(heard, 2)[:144_160]
    return np.array([pesq(16_000, wanted, heard, "wb"), stoi(wanted, heard, 16_000), judge.score(window).ovrl])


def row(name: str, before: np.ndarray, after: np.ndarray) -> None:
    cells = "   ".join(f"{a:6.3f} -> {b:6.3f}" for a, b in zip(before, after, strict=True))
    verdict = (
        "better"
        if np.all(after > before)
        else "WORSE in "
        + ", ".join(label for label, a, b in zip(("PESQ", "STOI", "DNSMOS"), before, after, strict=True) if b <= a)
    )
    print(f"{name:<22}{cells}   {verdict}", flush=True)


def quality(judge: Dnsmos) -> None:
    speech = clips()
    print(
        f"{'speech in noise':<22}{'PESQ-WB':^16}   {'STOI':^16}   {'DNSMOS overall':^16}   mean of {len(speech)} voices"
    )
    totals = {snr_db: [] for snr_db in SNRS_DB}
    for name in noises(RATE_HZ):
        for snr_db in SNRS_DB:
            pairs = []
            for clean in speech.values():
                noise = noises(clean.size)[name]
                noisy = clean + noise * np.sqrt(np.mean(clean**2)) * 10 ** (-snr_db / 20)
                noisy *= min(1.0, 0.99 / np.abs(noisy).max())
                pairs.append((measures(clean, noisy, judge), measures(clean, denoised(noisy), judge)))
            before, after = np.mean(pairs, axis=0)
            totals[snr_db].append((before, after))
            row(f"{name}, {snr_db} dB", before, after)
    for snr_db, pairs in totals.items():
        row(f"all noises, {snr_db} dB", *np.mean(pairs, axis=0))
    print()
    for t60_s in (0.3, 0.5, 0.8, 1.2):
        pairs, heard_s = [], []
        for name in VOICES:
            clean = at(said_by(name).sound, 24_000, RATE_HZ)
            response = room(t60_s, RATE_HZ)
            early = np.where(np.arange(response.size) < RATE_HZ // 20, response, 0)
            wet, wanted = in_room(clean[None], response), in_room(clean[None], early)[0]
            meter = ReverberationMeter(RATE_HZ, 1)
            meter.feed(wet)
            heard = meter.read_s()
            heard_s.append(heard)
            drier = process_all(wet, Dereverberator(heard or t60_s, RATE_HZ, 1))[0]
            pairs.append((measures(wanted, wet[0], judge), measures(wanted, drier, judge)))
        row(f"room of {t60_s} s", *np.mean(pairs, axis=0))
        print(f"{'':<22}heard as {', '.join('–' if one is None else f'{one:.2f}' for one in heard_s)} s")


def podcast(folder: Path) -> None:
    """Music before and between two voices: its level when it is kept, and the voices' quality beside it and alone."""
    from audiostudio.tools.base import ToolContext, silent_progress
    from audiostudio.tools.enhancement.params import EnhancementParams
    from audiostudio.tools.enhancement.tool import TOOL

    print("podcasts: change of the music's level beside the whole's gain, limit 1 dB; PESQ and STOI kept -> not kept")
    rng, tracks = np.random.default_rng(0), sorted(Path(str(files("immich_memories_music"))).glob("tracks/*/*.opus"))
    talks = [at(said_by(name).sound, 24_000, RATE_HZ)[: 10 * RATE_HZ] for name in list(VOICES)[:2]]
    for track in tracks[::4]:
        music = read_audio(track)[0].mean(axis=0)[: 10 * RATE_HZ]
        parts = [music[: 6 * RATE_HZ], talks[0], music[6 * RATE_HZ :], talks[1]]
        levelled = [part * 10 ** (-23 / 20) / np.sqrt(np.mean(part**2)) for part in parts]
        edges = np.cumsum([0, *(part.size for part in parts)])
        clean = np.concatenate(levelled)
        noisy = clean + 0.003 * rng.standard_normal(clean.size)
        source = folder / "podcast.wav"
        with create_audio(source, AudioFormat("WAV", 32), RATE_HZ, 1) as writer:
            writer.write(noisy[None].astype(np.float32))
        quality_of, changes_db, found = {}, [], []
        for wanted in ("keep", "clean"):
            params = EnhancementParams(scores=False, music=wanted)
            result = TOOL.run(params, [source], folder, ToolContext(folder, source_names=("a.wav",)), silent_progress)
            stages = {stage["name"]: stage for stage in result.report["stages"]}
            out = read_audio(result.outputs[0].path)[0][0]
            speech = [(clean[a:b], out[a:b]) for a, b in ((edges[1], edges[2]), (edges[3], edges[4]))]
            pairs = [(at(one, RATE_HZ, 16_000), at(other, RATE_HZ, 16_000)) for one, other in speech]
            quality_of[wanted] = np.mean([(pesq(16_000, *pair, "wb"), stoi(*pair, 16_000)) for pair in pairs], axis=0)
            if wanted == "keep":
                found = stages["keeping music"]["passages"]
                changes_db = [
                    10 * np.log10(np.mean(out[a:b] ** 2) / np.mean(noisy[a:b] ** 2)) - stages["loudness"]["gain_db"]
                    for a, b in ((edges[0], edges[1]), (edges[2], edges[3]))
                ]
        cells = "   ".join(f"{a:.3f} -> {b:.3f}" for a, b in zip(quality_of["keep"], quality_of["clean"], strict=True))
        print(f"{track.stem:<28}{', '.join(f'{db:+.2f}' for db in changes_db)} dB   {cells}   {found}", flush=True)


def write_talk(path: Path, seconds: float) -> None:
    """Write speech in noise and hum, two different channels, 16 bit at 48 kHz."""
    talk = np.concatenate([at(said_by(name).sound, 24_000, RATE_HZ) for name in VOICES])
    generator = np.random.default_rng(0)
    with create_audio(path, AudioFormat("WAV", 16), RATE_HZ, 2) as writer:
        for start in range(0, round(seconds * RATE_HZ), RATE_HZ):
            places = (start + np.arange(RATE_HZ)) % talk.size
            voice = np.stack([talk[places], 0.7 * talk[places]])
            hum = 0.01 * np.sin(2 * np.pi * 50 * (start + np.arange(RATE_HZ)) / RATE_HZ)
            noise = 0.01 * generator.standard_normal((2, RATE_HZ))
            writer.write((0.5 * voice + hum + noise).astype(np.float32))


def run_tool(source: Path, out_dir: Path, weights_dir: Path, runs: int, params: dict[str, object]) -> dict[str, float]:
    """Enhance ``source`` some times; the caller starts a process for it."""
    from audiostudio.tools.base import ToolContext
    from audiostudio.tools.enhancement.params import EnhancementParams
    from audiostudio.tools.enhancement.tool import TOOL

    times, processor_times, gaps = [], [], []
    for _ in range(runs):
        started, processor_started = time.perf_counter(), time.process_time()
        calls = [started]
        result = TOOL.run(
            EnhancementParams(**params),
            [source],
            out_dir,
            ToolContext(weights_dir, threads=2),
            lambda fraction, message, calls=calls: calls.append(time.perf_counter()),
        )
        times.append(time.perf_counter() - started)
        processor_times.append(time.process_time() - processor_started)
        gaps.append(max(np.diff(calls)))
    scale = 1 if sys.platform == "darwin" else 1024
    return {
        "duration_s": result.report["duration_after_s"],
        "wall_s": min(times),
        "processor_s": min(processor_times),
        "gap_s": min(gaps),
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale,
    }


def in_process(*arguments: object) -> dict[str, float]:
    """Call `run_tool` in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(run_tool, arguments)


def line(name: str, value: str, limit: str) -> None:
    print(f"{name:<44}{value:>12}   limit {limit}", flush=True)


def speed(weights_dir: Path, seconds: float, runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, out_dir = Path(folder) / "talk.wav", Path(folder) / "out"
        out_dir.mkdir()
        write_talk(source, seconds)
        for name, params in (("", {}), (", without scores", {"scores": False})):
            figures = in_process(source, out_dir, weights_dir, runs, params)
            label = f"{seconds:g} s stereo{name}"
            line(f"RTF, {label}", f"{figures['wall_s'] / figures['duration_s']:.3f}", f"{RTF_LIMIT}")
            line(f"processor time, {label}", f"{figures['processor_s'] / figures['duration_s']:.3f}", "none")
            line(f"longest time between reports, {label}", f"{figures['gap_s']:.2f} s", "1 s")
            line(f"peak memory, {label}", f"{figures['peak_bytes'] / 1e9:.2f} GB", f"{MEMORY_LIMIT_BYTES / 1e9:g} GB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("quality", "podcast", "speed", "hour", "all"), default="all")
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    weights_dir = models_dir()
    judge = Dnsmos(ModelStore(weights_dir).pull("dnsmos"))
    print(describe_machine())
    if options.part in ("quality", "all"):
        quality(judge)
    if options.part in ("podcast", "all"):
        with tempfile.TemporaryDirectory() as folder:
            podcast(Path(folder))
    if options.part in ("speed", "all"):
        speed(weights_dir, options.seconds, runs=3)
    if options.part in ("hour", "all"):
        speed(weights_dir, 3600, runs=1)


if __name__ == "__main__":
    main()
