"""Speech from text: how fast, how soon, and whether pitch and speed are what was asked.

    python benchmarks/speech_synthesis.py [--voices af_heart,am_adam | --voices all]

Every measurement reads English through the product's own front-end. RTF is wall-clock time per second of sound on two
threads; processor time is that of all threads. First sound is the time from the request to the first chunk with the
network loaded. Pitch is compared piece by piece (10 ms) with the same line at pitch 0, speed by the length from first
to last sound. How well voices are understood is told by `speech_intelligibility.py`, what becomes of long texts by
`long_speech.py`.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import numpy as np

from audiostudio.audio.speech.edges import speech_span
from audiostudio.audio.speech.pitch import track_pitch
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ, Kokoro
from audiostudio.engines.speech_synthesis.prosody import Controls
from audiostudio.engines.speech_synthesis.synthesizer import Narrator
from audiostudio.engines.speech_synthesis.voice_mix import parse_mix
from audiostudio.engines.speech_synthesis.voice_table import VOICES
from audiostudio.engines.text.reading import read_text
from audiostudio.engines.text.spoken_text import Chunk
from audiostudio.engines.weights.checkpoints import read_safetensors
from audiostudio.engines.weights.store import ModelStore
from support.machine import describe_machine
from support.sentences import SENTENCES
from support.weights import models_dir

RTF_LIMIT, FIRST_SOUND_LIMIT_S = 0.2, 1.0
PITCH_LIMIT_SEMITONES, SPEED_LIMIT = 0.5, 0.03
SEMITONES = (-12, -9, -6, -3, 3, 6, 9, 12)
SPEEDS = (0.5, 0.6, 0.75, 0.9, 1.1, 1.3, 1.6, 2.0)


class Studio:
    """The network, the voices and the front-end."""

    def __init__(self, models_dir: Path) -> None:
        self.store = ModelStore(models_dir)
        for name in ("kokoro-82m", "kokoro-voices", "lexicon-en-us", "lexicon-en-gb", "tagger-en", "speller-en"):
            self.store.pull(name)
        self.kokoro = Kokoro(self.store.path("kokoro-82m"), threads=2)
        self.styles = read_safetensors(self.store.path("kokoro-voices"))

    def chunks(self, text: str, voice: str) -> Iterator[Chunk]:
        """Read a text as English, whatever the voice was made for."""
        language = "en-GB" if parse_mix(voice).main.language == "en-GB" else "en-US"
        return read_text(text, language, models=self.store.path)

    def narrator(self, voice: str, **controls: object) -> Narrator:
        return Narrator(self.kokoro, self.styles, parse_mix(voice), Controls(**controls))

    def say(self, text: str, voice: str, **controls: object) -> np.ndarray:
        spoken = self.narrator(voice, **controls).narrate(self.chunks(text, voice))
        return np.concatenate([one.sound for one in spoken])


def measure_pitch(studio: Studio, voice: str, text: str) -> list[float]:
    """Return by how many semitones each of `SEMITONES` was missed."""
    plain = track_pitch(studio.say(text, voice), RATE_HZ, lowest_hz=50, highest_hz=450).pitch_hz
    middle = float(np.median(plain[plain > 0]))
    missed = []
    for semitones in SEMITONES:
        around = middle * 2 ** (semitones / 12)
        sound = studio.say(text, voice, pitch_semitones=semitones)
        pitch = track_pitch(sound, RATE_HZ, lowest_hz=around * 0.5, highest_hz=around * 2.2).pitch_hz
        both = min(len(plain), len(pitch))
        voiced = (plain[:both] > 0) & (pitch[:both] > 0)
        missed.append(float(np.median(12 * np.log2(pitch[:both][voiced] / plain[:both][voiced])) - semitones))
    return missed


def measure_speed(studio: Studio, voice: str, text: str) -> list[float]:
    """Return by which share each of `SPEEDS` was missed."""

    def length(**controls: object) -> int:
        first, last = speech_span(studio.say(text, voice, **controls), RATE_HZ, before_s=0, after_s=0)
        return last - first

    own = length()
    return [own / length(speed=speed) / speed - 1 for speed in SPEEDS]


def measure_time(studio: Studio, voice: str, text: str) -> dict[str, float]:
    studio.say(text[:100], voice)
    processor, started, first = time.process_time(), time.perf_counter(), 0.0
    frames = 0
    for one in studio.narrator(voice).narrate(studio.chunks(text, voice)):
        first = first or time.perf_counter() - started
        frames += one.sound.size
    seconds = frames / RATE_HZ
    return {
        "rtf": (time.perf_counter() - started) / seconds,
        "processor": (time.process_time() - processor) / seconds,
        "first_s": first,
        "seconds": seconds,
    }


def measure_three_at_once(studio: Studio, text: str) -> float:
    """Return the RTF of three requests together: time for all, per second of all their sound."""
    made: list[int] = []
    voices = ("af_heart", "am_adam", "bm_george")
    threads = [Thread(target=lambda voice=voice: made.append(studio.say(text, voice).size)) for voice in voices]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == len(voices), "a request failed"
    return (time.perf_counter() - started) / (sum(made) / RATE_HZ)


def line(name: str, value: str, limit: str) -> None:
    """Print one figure beside its limit."""
    print(f"{name:<46}{value:>14}   limit {limit}", flush=True)


def main() -> None:
    """Run every measurement and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", default="af_heart,am_adam,bf_emma,bm_george")
    parser.add_argument("--skip", default="", help="any of time, pitch, speed")
    options = parser.parse_args()
    studio = Studio(models_dir())
    voices = list(VOICES) if options.voices == "all" else options.voices.split(",")
    print(describe_machine())
    if "time" not in options.skip:
        paragraph = " ".join(SENTENCES[:12])
        figures = measure_time(studio, voices[0], paragraph)
        line(f"RTF, {figures['seconds']:.0f} s of speech", f"{figures['rtf']:.3f}", f"{RTF_LIMIT}")
        line("processor time, all threads", f"{figures['processor']:.3f}", "none")
        line("first sound, warm", f"{figures['first_s']:.2f} s", f"{FIRST_SOUND_LIMIT_S:g} s")
        line("RTF, three requests at once", f"{measure_three_at_once(studio, paragraph):.3f}", "none")
    for voice in voices:
        if "pitch" not in options.skip:
            missed = measure_pitch(studio, voice, SENTENCES[0])
            listed = " ".join(f"{semitones:+d}:{miss:+.2f}" for semitones, miss in zip(SEMITONES, missed, strict=True))
            worst = f"{max(map(abs, missed)):.2f} st"
            line(f"{voice}: pitch missed by at most", worst, f"{PITCH_LIMIT_SEMITONES} st ({listed})")
        if "speed" not in options.skip:
            missed = measure_speed(studio, voice, SENTENCES[0])
            worst = f"{100 * max(map(abs, missed)):.1f} %"
            listed = " ".join(f"{speed:g}:{100 * miss:+.1f}" for speed, miss in zip(SPEEDS, missed, strict=True))
            line(f"{voice}: speed missed by at most", worst, f"{100 * SPEED_LIMIT:g} % ({listed})")


if __name__ == "__main__":
    main()
