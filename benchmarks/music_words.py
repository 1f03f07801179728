"""Words and voices: does a word change the music the right way, and is a voice understood above it?

    python benchmarks/music_words.py [--part words voice]

A piece is made with a word and without it, and what is heard of the word is compared: an instrument's or a genre's tags
by musicnn (ISC), a mood's energy and valence by VibeNet (GPL, here alone). Words count where the mean of three seeds
moves the right way. Voices are those of `tests/support/speech_samples.py`, heard by Whisper alone and above music that
gives way to them.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
import soundfile
import soxr
from benchmarks.support.composed_music import character, composed, loud, players
from benchmarks.support.machine import describe_machine
from benchmarks.support.music_prompts import GENRE_TAGS
from benchmarks.support.music_tags import music_tags
from benchmarks.support.weights import models_dir
from tests.support.speech_samples import VOICES, said_by
from tests.support.word_errors import word_error_rate

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ
from audiostudio.audio.meters.loudness import measure_loudness
from audiostudio.audio.types import Audio, Mono
from audiostudio.engines.composition.planning.brief import PlanRequest
from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer, whisper_path
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.composition.params import CompositionParams
from audiostudio.tools.composition.tool import TOOL

_SEEDS = (1, 2, 3)
_SECONDS = 20.0
_INSTRUMENTS = {
    "piano": "piano",
    "acoustic guitar": "guitar",
    "strings": "strings",
    "violin": "violin",
    "cello": "cello",
    "flute": "flute",
    "harp": "harp",
    "harpsichord": "harpsichord",
    "sitar": "sitar",
    "choir": "choir",
    "synth": "synth",
    "drums": "drums",
}
_GENRES = ("house", "jazz", "metal", "ambient", "classical", "country", "techno", "folk", "rock", "funk")
# What VibeNet is to hear more of (+) or less of (-).
_MOODS = {
    "happy": ("valence", 1),
    "sad": ("valence", -1),
    "calm": ("energy", -1),
    "energetic": ("energy", 1),
    "dark": ("valence", -1),
    "aggressive": ("energy", 1),
}


def _mean_tags(prompt: str, tags: frozenset[str]) -> float:
    band = players(models_dir())
    heard = []
    for seed in _SEEDS:
        sound = loud(composed(band, PlanRequest(prompt=prompt, duration_s=_SECONDS, seed=seed)).mix).mean(axis=0)
        found = [music_tags(sound, SAMPLE_RATE_HZ, name) for name in ("MTT", "MSD")]
        heard.append(sum(value for each in found for tag, value in each.items() if tag.lower() in tags))
    return float(np.mean(heard))


def _mean_character(prompt: str, trait: str) -> float:
    band = players(models_dir())
    mixes = [composed(band, PlanRequest(prompt=prompt, duration_s=_SECONDS, seed=seed)).mix for seed in _SEEDS]
    return float(np.mean([getattr(character(mix), trait) for mix in mixes]))


def words() -> None:
    """Print which words move what is heard of them the right way."""
    right = []
    for word, tag in _INSTRUMENTS.items():
        with_it, without = (_mean_tags(f"calm pop {kind} {word}", frozenset({tag})) for kind in ("with", "without"))
        right.append(with_it > without)
        print(f"  with {word:<16} {with_it:.3f}, without {without:.3f}", flush=True)
    for genre in _GENRES:
        with_it, without = (_mean_tags(text, GENRE_TAGS[genre]) for text in (f"{genre} music", "pop music"))
        right.append(with_it > without)
        print(f"  {genre:<21} {with_it:.3f}, pop {without:.3f}", flush=True)
    for mood, (trait, sign) in _MOODS.items():
        with_it, without = (_mean_character(text, trait) for text in (f"{mood} pop", "pop"))
        right.append(sign * with_it > sign * without)
        print(f"  {mood:<12} {trait:<8} {with_it:.3f}, without {without:.3f}", flush=True)
    print(f"words that move their measure the right way: {np.mean(right):.3f} of {len(right)} (90 %)")


def voice() -> None:
    """Print how well a voice is understood above music, and how far it lies above."""
    recognizer = WhisperRecognizer(whisper_path(models_dir(), "whisper:base"), model="whisper:base")
    alone, above, louder, gaps = [], [], [], []
    for number, name in enumerate(VOICES):
        speech = said_by(name)
        genre = ("corporate", "lofi", "ambient", "house", "cinematic", "folk")[number % 6]
        sound = np.asarray(soxr.resample(speech.sound, speech.sample_rate_hz, SAMPLE_RATE_HZ), np.float32)
        with tempfile.TemporaryDirectory() as folder:
            recorded = Path(folder) / "voice.wav"
            soundfile.write(recorded, np.pad(sound, (SAMPLE_RATE_HZ, 3 * SAMPLE_RATE_HZ)), SAMPLE_RATE_HZ)
            seconds = sound.size / SAMPLE_RATE_HZ + 4
            params = CompositionParams(genre=genre, duration_s=seconds, target_sample_rate=48_000, outputs=())  # type: ignore[arg-type]
            context = ToolContext(models_dir(), references=(recorded,))
            made = TOOL.run(params, (), Path(folder), context, silent_progress)
            together = soundfile.read(made.outputs[1].path, dtype="float32")[0].T
        alone.append(word_error_rate(speech.text, _written(recognizer, sound)))
        above.append(word_error_rate(speech.text, _written(recognizer, together.mean(axis=0))))
        music = together - _aligned(sound, together)
        spoken = slice(SAMPLE_RATE_HZ, SAMPLE_RATE_HZ + sound.size)
        louder.append(_lufs(_aligned(sound, together)[:, spoken]) - _lufs(music[:, spoken]))
        gaps.append(_lufs(music[:, -int(1.5 * SAMPLE_RATE_HZ) :]) - _lufs(music[:, spoken]))
        print(f"  {name} over {genre}: {alone[-1]:.3f} alone, {above[-1]:.3f} above music", flush=True)
    print(f"word errors: {np.mean(alone):.3f} alone, {np.mean(above):.3f} above music (at most .01 more)")
    print(
        f"speech above music: {min(louder):.1f} to {max(louder):.1f} LU (10); music in gaps {np.median(gaps):+.1f} LU"
    )


def _aligned(sound: Mono, together: Audio) -> Audio:
    """Return the voice as it is in the mix: moved by the second before it, and as loud."""
    placed = np.zeros(together.shape[1], np.float32)
    placed[SAMPLE_RATE_HZ : SAMPLE_RATE_HZ + sound.size] = sound
    middle = together.mean(axis=0)
    gain = float(placed @ middle) / float(placed @ placed)
    return np.repeat(gain * placed[None], 2, axis=0).astype(np.float32)


def _written(recognizer: WhisperRecognizer, sound: Mono) -> str:
    heard = recognizer.recognize([sound[None]], SAMPLE_RATE_HZ, language="en")
    return " ".join(segment.text for segment in heard.segments)


def _lufs(audio: Audio) -> float:
    return measure_loudness(np.ascontiguousarray(audio), SAMPLE_RATE_HZ).integrated_lufs


PARTS = {"words": words, "voice": voice}


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, nargs="+", default=list(PARTS))
    options = parser.parse_args()
    print(describe_machine())
    for name in options.part:
        print(f"\n{name}")
        PARTS[name]()


if __name__ == "__main__":
    main()
