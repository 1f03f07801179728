"""A long text in one job: memory, words at the borders of chunks, and word times beside two aligners.

    python benchmarks/long_speech.py [--words 10000] [--voice af_heart] [--keep FOLDER] [--every 1]

The text comes from `support/long_text.py` and goes through ``audiostudio speak``, a process of its own whose greatest
memory is told. With ``--keep`` the sound stays in a folder and is not made again.

*Borders.* Chunks end where the front-end cut the text, and their sound is cut in the silence that the network leaves
around it; how long that is, is told for some. Whisper writes all of it down; errors at the two words on either side of
a border are compared with errors elsewhere.

*Times.* Each paragraph is aligned with its words by PocketSphinx (``pip install pocketsphinx==5.1.1``; hidden Markov
models of Carnegie Mellon University, 10 ms frames), which knows nothing of our times but the paragraph's. Whisper's
word times (cross-attention and dynamic time warping) are a second witness. How far to believe each is measured on words
that stand between silences, whose true edges the sound itself shows (50 dB below the loudest).
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from audiostudio.audio.speech.trimming import speech_span
from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer, whisper_path
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ, Kokoro
from audiostudio.engines.speech_synthesis.prosody import Controls
from audiostudio.engines.speech_synthesis.synthesizer import Synthesizer
from audiostudio.engines.speech_synthesis.voice_mix import parse_mix
from audiostudio.engines.text.front_end import read_text
from audiostudio.engines.text.spoken_text import Chunk
from audiostudio.engines.weights.checkpoints import read_safetensors
from audiostudio.engines.weights.store import ModelStore
from support.hearing import changes, plain_words
from support.long_text import long_text
from support.machine import describe_machine
from support.weights import models_dir

MEMORY_LIMIT_MB, TIMES_LIMIT_S = 1500, 0.150
_ALIGNER_RATE_HZ = 16_000
_ALIGNER_FRAME_S = 0.01
_AROUND_S = 0.3
_WATCHED_CHUNKS = 8
_SEPARATE = (
    "boat",
    "letter",
    "window",
    "captain",
    "silver",
    "garden",
    "paper",
    "winter",
    "answer",
    "forest",
    "market",
    "candle",
)


@dataclass(frozen=True)
class Timed:
    """A word and when it is said."""

    text: str
    start_s: float
    end_s: float


def speak(text: str, voice: str, folder: Path) -> tuple[float, float, float]:
    """Have a text spoken; return wall-clock seconds, processor seconds and the greatest memory in MB."""
    command = [sys.executable, "-m", "audiostudio.cli.main", "speak", "-", "-o", str(folder), "--voice", voice]
    environment = {**os.environ, "AUDIOSTUDIO_MODELS_DIR": str(models_dir())}
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--timestamps", "json", "--overwrite"], stdin=subprocess.PIPE, env=environment
    )
    assert process.stdin is not None
    process.stdin.write(text.encode())
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("the text could not be spoken")
    megabytes = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024)
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, megabytes


def align(sound: np.ndarray, words: Sequence[str], offset_s: float) -> list[Timed] | None:
    """Return when each of ``words`` is said in ``sound`` (16 kHz) by PocketSphinx; None where it finds no way."""
    try:
        from pocketsphinx import Decoder
    except ImportError:
        raise SystemExit("this benchmark needs an aligner: pip install pocketsphinx==5.1.1") from None
    decoder = Decoder(lm=None, loglevel="FATAL", beam=1e-80, pbeam=1e-80, wbeam=1e-60, samprate=_ALIGNER_RATE_HZ)
    decoder.set_align_text(" ".join(words).lower())
    decoder.start_utt()
    decoder.process_raw((np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes(), full_utt=True)
    decoder.end_utt()
    found = [
        Timed(
            piece.word.partition("(")[0],
            offset_s + piece.start_frame * _ALIGNER_FRAME_S,
            offset_s + (piece.end_frame + 1) * _ALIGNER_FRAME_S,
        )
        for piece in decoder.seg()
        if not piece.word.startswith("<") and not piece.word.startswith("[")
    ]
    return found if [word.text for word in found] == [word.lower() for word in words] else None


def errors_ms(said: Sequence[Timed], aligned: Sequence[Timed]) -> np.ndarray:
    """Return how much later each word's start and end are said than aligned, ``(words, 2)`` in milliseconds."""
    pairs = zip(said, aligned, strict=True)
    return np.array([(1000 * (a.start_s - b.start_s), 1000 * (a.end_s - b.end_s)) for a, b in pairs])


def told(name: str, errors: np.ndarray) -> None:
    """Print how far times lie apart."""
    for edge, label in enumerate(("starts", "ends")):
        off = np.abs(errors[:, edge])
        within = f"{100 * np.mean(off <= 1000 * TIMES_LIMIT_S):.2f} %"
        print(
            f"{name}, {label:<7} middle {np.median(errors[:, edge]):+6.0f} ms   off by: median {np.median(off):4.0f}, "
            f"95 % {np.quantile(off, 0.95):4.0f}, 99 % {np.quantile(off, 0.99):4.0f}, worst {off.max():5.0f} ms   "
            f"within 150 ms: {within} of {len(off)}",
            flush=True,
        )


def paragraphs(words: Sequence[Timed], chunks: Sequence[Chunk]) -> Iterator[tuple[slice, list[int]]]:
    """Yield for each paragraph the place of its words, and the places at which its chunks begin."""
    edges = list(accumulate((len(chunk.words) for chunk in chunks), initial=0))
    first = 0
    for number, chunk in enumerate(chunks):
        if chunk.boundary == "paragraph" or number == len(chunks) - 1:
            yield slice(edges[first], edges[number + 1]), edges[first : number + 1]
            first = number + 1


class _Watched(Kokoro):
    """The network, and how long it is silent before and after what it says."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.silences: list[tuple[float, float]] = []

    def decode(self, *args: Any, **options: Any) -> np.ndarray:
        sound = super().decode(*args, **options)
        first, last = speech_span(sound, RATE_HZ, before_s=0, after_s=0)
        self.silences.append((first / RATE_HZ, (sound.size - last) / RATE_HZ))
        return sound


def measure_ends(text: str, voice: str, chunks: int) -> None:
    """Print the least silence that the network itself leaves around chunks: cuts fall into it."""
    store = ModelStore(models_dir())
    watched = _Watched(store.path("kokoro-82m"), threads=2)
    styles = read_safetensors(store.path("kokoro-voices"))
    synthesizer = Synthesizer(watched, styles, parse_mix(voice), Controls())
    for _ in synthesizer.synthesize(
        itertools.islice(read_text(text, parse_mix(voice).main.language, models=store.path), chunks)
    ):
        pass
    before_s, after_s = np.array(watched.silences).T
    print(
        f"silence (50 dB below the loudest) that the network leaves before and after {before_s.size} chunks, least: "
        f"{1000 * before_s.min():.0f} and {1000 * after_s.min():.0f} ms   needed 20 and 60 ms",
        flush=True,
    )


def listen(
    sound: np.ndarray,
    rate_hz: int,
    words: Sequence[Timed],
    chunks: Sequence[Chunk],
    recognizer: WhisperRecognizer,
    every: int,
) -> tuple[dict[str, list[int]], list[str], list[tuple[Timed, Timed]]]:
    """Return errors and words at borders and elsewhere, the errors at borders, and words that both agree on."""
    counts = {"border": [0, 0], "inner": [0, 0]}
    wrong: list[str] = []
    agreed: list[tuple[Timed, Timed]] = []
    for place, starts in itertools.islice(paragraphs(words, chunks), 0, None, every):
        low_s, high_s = max(0.0, words[place.start].start_s - _AROUND_S), words[place.stop - 1].end_s + _AROUND_S
        part = sound[round(low_s * rate_hz) : round(high_s * rate_hz)]
        segments = recognizer.recognize([part[None]], rate_hz, language="en").segments
        heard = [word for segment in segments for word in segment.words]
        pieces = [
            plain_words(" ".join(word.text for word in words[start:end]), "en")
            for start, end in itertools.pairwise([*starts, place.stop])
        ]
        edges = list(accumulate((len(piece) for piece in pieces), initial=0))
        near = {place for edge in edges for place in range(edge - 2, edge + 2) if 0 <= place < edges[-1]}
        said = list(itertools.chain.from_iterable(pieces))
        counts["border"][1] += len(near)
        counts["inner"][1] += len(said) - len(near)
        for at, word, instead in changes(said, plain_words("".join(word.text for word in heard), "en")):
            counts["border" if at in near else "inner"][0] += 1
            if at in near:
                wrong.append(f"{low_s:.0f} s, {' '.join(said[max(0, at - 3) : at + 4])!r}: {word} -> {instead}")
        agreed += _agreed(words[place], [Timed(one.text, low_s + one.start_s, low_s + one.end_s) for one in heard])
    return counts, wrong, agreed


def _agreed(said: Sequence[Timed], heard: Sequence[Timed]) -> list[tuple[Timed, Timed]]:
    """Return the words of one list that the other has in the same place, with both their times."""
    plain = [word.text.lower() for word in said]
    other = ["".join(sign for sign in word.text.lower() if sign.isalnum() or sign == "'") for word in heard]
    blocks = SequenceMatcher(None, plain, other, autojunk=False).get_matching_blocks()
    return [(said[a + step], heard[b + step]) for a, b, length in blocks for step in range(length)]


def measure_aligners(folder: Path, voice: str, recognizer: WhisperRecognizer) -> None:
    """Print how far both aligners, and our own times, are from the edges of words that stand between silences."""
    speak(" [pause 400ms] ".join(_SEPARATE), voice, folder)
    sound, rate_hz, words, _ = read(folder)
    slow = soxr.resample(sound, rate_hz, _ALIGNER_RATE_HZ)
    middles = [(a.end_s + b.start_s) / 2 for a, b in itertools.pairwise(words)]
    truth = []
    for word, (low_s, high_s) in zip(words, itertools.pairwise([0.0, *middles, sound.size / rate_hz]), strict=True):
        low, high = round(low_s * rate_hz), round(high_s * rate_hz)
        start, end = speech_span(sound[low:high], rate_hz, before_s=0, after_s=0)
        truth.append(Timed(word.text, (low + start) / rate_hz, (low + end) / rate_hz))
    told("own times and true edges", errors_ms(words, truth))
    aligned = align(slow, [word.text for word in words], 0.0)
    if aligned is not None:
        told("PocketSphinx and true edges", errors_ms(aligned, truth))
    segments = recognizer.recognize([sound[None]], rate_hz, language="en").segments
    heard = [Timed(word.text, word.start_s, word.end_s) for segment in segments for word in segment.words]
    pairs = _agreed(truth, heard)
    if pairs:
        told("Whisper and true edges", errors_ms([other for _, other in pairs], [true for true, _ in pairs]))


def read(folder: Path) -> tuple[np.ndarray, int, list[Timed], dict[str, Any]]:
    """Return what `speak` made: sound, rate, words and the whole file of times."""
    sound, rate_hz = soundfile.read(folder / "speech.wav", dtype="float32")
    data = json.loads((folder / "speech.json").read_text("utf-8"))
    words = [Timed(word["said"], word["start_s"], word["end_s"]) for word in data["words"]]
    return sound, rate_hz, words, data


def measure(text: str, voice: str, folder: Path, recognizer: WhisperRecognizer, every: int) -> None:
    """Print everything about a text that was spoken."""
    sound, rate_hz, words, _ = read(folder)
    chunks = list(read_text(text, parse_mix(voice).main.language, models=ModelStore(models_dir()).path))
    if [word.text for chunk in chunks for word in chunk.words] != [word.text for word in words]:
        raise SystemExit("what was said is another text")
    edges = [edge for word in words for edge in (word.start_s, word.end_s)]
    backwards = sum(after < before for before, after in itertools.pairwise(edges))
    print(f"{len(words)} words in {len(chunks)} chunks, {sound.size / rate_hz / 60:.1f} min")
    print(f"times that go backwards: {backwards}   limit 0")
    slow = soxr.resample(sound, rate_hz, _ALIGNER_RATE_HZ)
    errors, lost = [], 0
    for place, _ in paragraphs(words, chunks):
        own = words[place]
        low_s, high_s = max(0.0, own[0].start_s - _AROUND_S), own[-1].end_s + _AROUND_S
        part = slow[round(low_s * _ALIGNER_RATE_HZ) : round(high_s * _ALIGNER_RATE_HZ)]
        aligned = align(part, [word.text for word in own], low_s)
        if aligned is None:
            lost += len(own)
            continue
        errors.append(errors_ms(own, aligned))
        for word, other, off in zip(own, aligned, errors[-1], strict=True):
            if np.abs(off).max() > 1000 * TIMES_LIMIT_S:
                at = f"{word.start_s:.2f}-{word.end_s:.2f} s"
                print(f"    {word.text!r} said at {at}, aligned at {other.start_s:.2f}-{other.end_s:.2f} s")
    print(f"words of paragraphs that PocketSphinx could not align: {lost}")
    told("own times and PocketSphinx", np.concatenate(errors))
    counts, wrong, agreed = listen(sound, rate_hz, words, chunks, recognizer, every)
    told("own times and Whisper", errors_ms([own for own, _ in agreed], [word for _, word in agreed]))
    for name, (found, total) in counts.items():
        print(f"word errors, {name}: {found} of {total}, {100 * found / total:.2f} %")
    print("\n".join(f"    {one}" for one in wrong))


def main() -> None:
    """Speak, then look and listen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--voice", default="af_heart")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--every", type=int, default=1, help="let Whisper hear each n-th paragraph only")
    options = parser.parse_args()
    print(describe_machine(), flush=True)
    text = long_text(options.words)
    store = ModelStore(models_dir())
    for name in (
        "kokoro-82m",
        "kokoro-voices",
        "lexicon-en-us",
        "lexicon-en-gb",
        "tagger-en",
        "speller-en",
        "whisper:base",
    ):
        store.pull(name)
    recognizer = WhisperRecognizer(whisper_path(models_dir(), "whisper:base"), threads=2)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)) / f"{options.voice}-{options.words}"
        if not (folder / "speech.json").exists():
            folder.mkdir(parents=True, exist_ok=True)
            wall_s, processor_s, megabytes = speak(text, options.voice, folder)
            seconds = soundfile.info(folder / "speech.wav").duration
            print(f"spoken in {wall_s:.0f} s, RTF {wall_s / seconds:.3f}, processor {processor_s / seconds:.3f}")
            print(f"greatest memory {megabytes:.0f} MB   limit {MEMORY_LIMIT_MB} MB", flush=True)
        measure_ends(text, options.voice, _WATCHED_CHUNKS)
        measure(text, options.voice, folder, recognizer, options.every)
        (Path(temporary) / "separate").mkdir()
        measure_aligners(Path(temporary) / "separate", options.voice, recognizer)


if __name__ == "__main__":
    main()
