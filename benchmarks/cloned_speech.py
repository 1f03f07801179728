"""Speech in a recorded voice: how fast XTTS-v2 and Pocket TTS are in their own environments, and what memory they take.

    python benchmarks/cloned_speech.py [--models FOLDER] [--engine xtts]

Engines that are not installed there are left out. The networks have as many parameters as the published ones, but
random: what they say means nothing, how long they take to say a second of it is the same. RTF is time per second of
sound on two threads, by the clock and by the processor; loading is the first request less a later one.
"""

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil

from audiostudio.engines.external import worker
from audiostudio.engines.external.installation import EngineStore
from audiostudio.engines.external.speech import ExternalEngine, ReferenceVoice
from audiostudio.engines.external.voice_engines import VOICE_ENGINES, VoiceEngineRow
from audiostudio.engines.external.worker import close_engines
from support.machine import describe_machine
from support.weights import models_dir

TEXT = "The boat left the harbour at seven, and nobody saw it again until the morning. Then it was there, as if nothing"
MAKERS = Path(__file__).parent / "support"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, default=models_dir(), help="folder in which the engines are installed")
    parser.add_argument("--engine", choices=VOICE_ENGINES, help="only this one")
    options = parser.parse_args()
    print(describe_machine())
    for row in VOICE_ENGINES.values():
        if options.engine not in (None, row.name):
            continue
        if not EngineStore(options.models).state(row).is_installed:
            print(f"{row.title}: not installed in {options.models}; {row.install_command}")
            continue
        measure(row, options.models)


def measure(row: VoiceEngineRow, installed: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder)
        (models / "environments").symlink_to((installed / "environments").absolute())
        python = models / "environments" / row.name / "bin" / "python"
        adapter = [row.adapter] if row.name == "xtts" else []
        maker = [python, MAKERS / f"random_{row.name}.py", models / row.name, *adapter, "full"]
        made = subprocess.run(list(map(str, maker)), check=True, capture_output=True, text=True)
        engine = ExternalEngine(row, models, use_cpu=True, threads=2)
        t = np.arange(10 * row.reference_rate_hz) / row.reference_rate_hz
        voice = ReferenceVoice(references=((0.2 * np.sin(2 * np.pi * 130 * t)).astype(np.float32),))
        first_s, _, _ = timed(engine, voice)
        process = psutil.Process(worker._processes[engine._worker._key]._process.pid)
        before = process.cpu_times()
        later_s, sound_s, _ = timed(engine, voice)
        after = process.cpu_times()
        cpu_s = after.user + after.system - before.user - before.system
        print(
            f"{row.title}: {made.stdout.strip()}; RTF {later_s / sound_s:.2f} by the clock, {cpu_s / sound_s:.2f} "
            f"by the processor, for {sound_s:.1f} s; loading {first_s - later_s:.1f} s; "
            f"memory {process.memory_info().rss / 1e9:.2f} GB"
        )
        close_engines()


def timed(engine: ExternalEngine, voice: ReferenceVoice) -> tuple[float, float, np.ndarray]:
    began_at = time.perf_counter()
    (sound,) = engine.speak([TEXT], voice, "en", 1, lambda fraction, message: None)
    return time.perf_counter() - began_at, sound.size / engine.row.rate_hz, sound


if __name__ == "__main__":
    main()
