"""The mark in synthetic speech: what it does to the sound, what it withstands, mistakes, and what it costs.

    python benchmarks/watermark.py [--part harm|found|mistakes|cost] [--recordings FOLDER]

Speech: forty sentences, four voices of Kokoro at 24 kHz. PESQ (ITU-T P.862.2, wide band) and STOI compare marked with
unmarked; DNSMOS, word errors of Whisper base and the two speaker encoders hear either. What is found is told for
excerpts of 3, 5, 10 and 30 s, after codecs and filters that are named. Mistakes: recordings of people
(`support/real_voices.py`), music composed here, and whatever sound lies in ``--recordings`` is heard with the mark's
own pattern at all speeds, then with two hundred others, as other products might have.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
from pesq import pesq
from pystoi import stoi
from scipy.signal import butter, sosfilt

from audiostudio.audio.codecs import AudioFormat, create_audio, read_audio
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import process_all
from audiostudio.audio.speech import watermark, watermark_detection
from audiostudio.audio.speech.time_stretch import stretch
from audiostudio.audio.speech.watermark import BANDS, SLOTS, Watermark
from audiostudio.audio.speech.watermark_detection import Detection, WatermarkMeter
from audiostudio.engines.enhancement.dnsmos import Dnsmos
from audiostudio.engines.speech_recognition.speaker_encoder import SpeakerEncoder
from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer, whisper_path
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ
from audiostudio.engines.voice_cloning.second_encoder import SecondEncoder
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.speech.params import SpeechSynthesisParams
from audiostudio.tools.speech.synthesis import SpeechRenderer
from support import known_pieces
from support.machine import describe_machine
from support.real_voices import SPEAKERS, parted
from support.sentences import SENTENCES
from support.weights import models_dir

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.support.word_errors import word_error_rate

from audiostudio.audio.types import Mono

VOICES = ("af_heart", "am_adam", "bf_emma", "bm_george")
EXCERPTS_S = (3, 5, 10, 30)
PESQ_LIMIT, STOI_LIMIT, SPEAKER_LIMIT, DNSMOS_LIMIT, WER_LIMIT = 4.3, 0.98, 0.99, 0.05, 0.005
FOUND_LIMIT = 0.99
RTF_LIMIT = 0.003
_WEIGHTS = ("kokoro-82m", "kokoro-voices", "lexicon-en-us", "lexicon-en-gb", "tagger-en", "speller-en", "dnsmos")
_STEP_S = 1.7
_OTHER_PATTERNS = 200


@cache
def spoken() -> dict[tuple[str, str], Mono]:
    """Return the unmarked sound of each sentence by voice and text: ten of the forty by each voice."""
    for name in (*_WEIGHTS, "whisper:base", SpeakerEncoder.model, SecondEncoder.model):
        ModelStore(models_dir()).pull(name)
    context = ToolContext(models_dir=models_dir(), source_names=())
    sounds = {}
    for voice, first in zip(VOICES, range(0, 40, 10), strict=True):
        for text in SENTENCES[first : first + 10]:
            speech = SpeechRenderer(SpeechSynthesisParams(text=text, voice=voice), context, silent_progress)
            sounds[voice, text] = np.concatenate(list(speech.blocks()), axis=1)[0]
    return sounds


def by_voice() -> dict[str, Mono]:
    """Return the unmarked sentences of each voice in a row, 0.4 s between them."""
    rest = np.zeros(round(0.4 * RATE_HZ), np.float32)
    return {
        voice: np.concatenate([part for (who, _), sound in spoken().items() if who == voice for part in (sound, rest)])
        for voice in VOICES
    }


def marked(sound: Mono, rate_hz: int = RATE_HZ) -> Mono:
    return process_all(sound[None], Watermark(rate_hz))[0]


def at(sound: Mono, from_hz: int, to_hz: int) -> Mono:
    return sound if from_hz == to_hz else process_all(sound[None].astype(np.float32), Resampler(from_hz, to_hz, 1))[0]


def heard(sound: Mono, rate_hz: int) -> Detection:
    meter = WatermarkMeter(rate_hz)
    meter.feed(np.atleast_2d(sound).astype(np.float32))
    return meter.read()


# -- harm ----------------------------------------------------------------------------------------------------------


def harm() -> None:
    """Print what instruments and networks hear of the mark."""
    store = ModelStore(models_dir())
    dnsmos, first, second = (kind(store.path(kind.model)) for kind in (Dnsmos, SpeakerEncoder, SecondEncoder))
    recognizer = WhisperRecognizer(whisper_path(models_dir(), "whisper:base"), threads=2)
    print("| Voice | PESQ-WB | STOI | DNSMOS overall | speaker encoders | level, dB | highest peak |")
    print("|---|---|---|---|---|---|---|")
    for voice, sound in by_voice().items():
        after = marked(sound)
        plain_16k, marked_16k = at(sound, RATE_HZ, 16_000), at(after, RATE_HZ, 16_000)
        likeness = [float(encoder.embed(plain_16k) @ encoder.embed(marked_16k)) for encoder in (first, second)]
        opinions = []
        with tempfile.TemporaryDirectory() as folder:
            for one in (sound, after):
                path = Path(folder) / "one.wav"
                with create_audio(path, AudioFormat("WAV", 24), RATE_HZ, 1) as writer:
                    writer.write(one[None])
                opinions.append(dnsmos.score_file(path).ovrl)
        level_db = 10 * np.log10(np.mean(after**2) / np.mean(sound**2))
        print(
            f"| {voice} | {pesq(16_000, plain_16k, marked_16k, 'wb'):.2f} | {stoi(sound, after, RATE_HZ):.3f} "
            f"| {opinions[0]:.2f} > {opinions[1]:.2f} | {likeness[0]:.4f}, {likeness[1]:.4f} | {level_db:+.2f} "
            f"| {np.abs(sound).max():.2f} > {np.abs(after).max():.2f} |",
            flush=True,
        )
    errors = defaultdict(list)
    for (_, text), sound in spoken().items():
        for name, one in (("unmarked", sound), ("marked", marked(sound))):
            transcript = recognizer.recognize([one[None]], RATE_HZ, language="en")
            errors[name].append(word_error_rate(text, " ".join(segment.text for segment in transcript.segments)))
    print(
        f"word errors over {len(spoken())} sentences: "
        + ", ".join(f"{name} {np.mean(rates):.2%}" for name, rates in errors.items())
    )
    print(
        f"limits: PESQ {PESQ_LIMIT}, STOI {STOI_LIMIT}, speaker {SPEAKER_LIMIT}, DNSMOS {DNSMOS_LIMIT} less, "
        f"word errors {WER_LIMIT:.1%} more\n"
    )


# -- what it withstands --------------------------------------------------------------------------------------------


def _coded(fmt: AudioFormat, rate_hz: int) -> Callable[[Mono], tuple[Mono, int]]:
    def convert(sound: Mono) -> tuple[Mono, int]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"coded{fmt.extension}"
            with create_audio(path, fmt, rate_hz, 1) as writer:
                writer.write(at(sound, RATE_HZ, rate_hz)[None])
            decoded, decoded_hz = read_audio(path)
        return decoded[0], decoded_hz

    return convert


def _over(bed: Mono, level_db: float) -> Callable[[Mono], tuple[Mono, int]]:
    def mix(sound: Mono) -> tuple[Mono, int]:
        under = np.resize(bed, sound.size)
        return sound + under * np.float32(sound.std() / under.std() * 10 ** (level_db / 20)), RATE_HZ

    return mix


def _filtered(kind: str, edges_hz: float | list[float]) -> Callable[[Mono], tuple[Mono, int]]:
    sections = butter(4, edges_hz, kind, fs=RATE_HZ, output="sos")
    return lambda sound: (sosfilt(sections, sound).astype(np.float32), RATE_HZ)


def _tilted(sound: Mono) -> tuple[Mono, int]:
    """Return it 6 dB an octave brighter."""
    return np.diff(sound, prepend=np.float32(0)), RATE_HZ


def _in_a_room(sound: Mono) -> tuple[Mono, int]:
    rng = np.random.default_rng(3)
    frames = round(0.4 * RATE_HZ)
    tail = rng.standard_normal(frames) * 10 ** (-3 * np.arange(frames) / frames)
    response = np.concatenate([[1.0], tail / np.sqrt(np.sum(tail**2))])
    size = sound.size + response.size - 1
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size).astype(np.float32), RATE_HZ


def treatments() -> dict[str, Callable[[Mono], tuple[Mono, int]]]:
    pieces = [known_pieces.compose(name, 1) for name in ("piano", "strings", "bass")]
    music = at(known_pieces.render(pieces).mean(axis=0), known_pieces.RATE_HZ, RATE_HZ)
    noise = np.random.default_rng(0).standard_normal(60 * RATE_HZ).astype(np.float32)
    return {
        "none": lambda sound: (sound, RATE_HZ),
        "16 bits, 16 kHz": _coded(AudioFormat("WAV", 16), 16_000),
        "44.1 kHz": lambda sound: (at(sound, RATE_HZ, 44_100), 44_100),
        "8 kHz": lambda sound: (at(sound, RATE_HZ, 8_000), 8_000),
        "MP3 128 kbit/s": _coded(AudioFormat("MP3", 16, 128), 44_100),
        "MP3 64 kbit/s": _coded(AudioFormat("MP3", 16, 64), 24_000),
        "MP3 32 kbit/s": _coded(AudioFormat("MP3", 16, 32), 24_000),
        "AAC 64 kbit/s": _coded(AudioFormat("AAC", 16, 64), 44_100),
        "AAC 48 kbit/s": _coded(AudioFormat("AAC", 16, 48), 24_000),
        "Opus 32 kbit/s": _coded(AudioFormat("OPUS", 16, 32), 48_000),
        "Opus 24 kbit/s": _coded(AudioFormat("OPUS", 16, 24), 48_000),
        "Opus 16 kbit/s": _coded(AudioFormat("OPUS", 16, 16), 48_000),
        "telephone band, 300 to 3400 Hz": _filtered("bandpass", [300.0, 3400.0]),
        "6 dB an octave brighter": _tilted,
        "20 dB softer": lambda sound: (sound / 10, RATE_HZ),
        "clipped 6 dB below its peak": lambda sound: (
            np.clip(sound, *(np.abs(sound).max() * np.array([-0.5, 0.5]))),
            RATE_HZ,
        ),
        "music 20 dB below": _over(music, -20),
        "music 10 dB below": _over(music, -10),
        "white noise 20 dB below": _over(noise, -20),
        "white noise 10 dB below": _over(noise, -10),
        "a room, T60 0.4 s, as loud as the voice": _in_a_room,
        "3 % faster and higher": lambda sound: (at(sound, 24_720, RATE_HZ), RATE_HZ),
        "4.5 % slower and lower": lambda sound: (at(sound, 22_920, RATE_HZ), RATE_HZ),
        "10 % faster and higher": lambda sound: (at(sound, 26_400, RATE_HZ), RATE_HZ),
        "2 % faster at its pitch": lambda sound: (stretch(sound, RATE_HZ, round(sound.size / 1.02)), RATE_HZ),
        "5 % faster at its pitch": lambda sound: (stretch(sound, RATE_HZ, round(sound.size / 1.05)), RATE_HZ),
    }


def found() -> None:
    """Print in how many excerpts the mark is found."""
    print(f"| Treatment | {' | '.join(f'{length_s} s' for length_s in EXCERPTS_S)} |\n|---|{'---|' * len(EXCERPTS_S)}")
    sounds = [marked(sound) for sound in by_voice().values()]
    for name, treat in treatments().items():
        rates = []
        treated = [treat(sound) for sound in sounds]
        for length_s in EXCERPTS_S:
            hits = [
                heard(sound[round(start_s * rate_hz) :][: length_s * rate_hz], rate_hz).is_marked
                for sound, rate_hz in treated
                for start_s in np.arange(0.123, sound.size / rate_hz - length_s, max(_STEP_S, length_s / 4))
            ]
            rates.append(f"{np.mean(hits):.0%} of {len(hits)}")
        print(f"| {name} | {' | '.join(rates)} |", flush=True)
    print(f"limit: {FOUND_LIMIT:.0%} of 5 s after MP3 at 64 kbit/s, AAC at 48 kbit/s and Opus at 24 kbit/s\n")


# -- mistakes ------------------------------------------------------------------------------------------------------


def unmarked(folder: Path | None) -> Iterator[tuple[str, Mono, int]]:
    for speaker in SPEAKERS:
        learned, held_out, rate_hz = parted(speaker)
        yield f"speech: {speaker.name}", np.concatenate([learned, held_out]), rate_hz
    for seed in range(6):
        pieces = [known_pieces.compose(name, seed) for name in ("piano", "guitar", "bass", "winds")]
        yield f"music composed here, {seed}", known_pieces.render(pieces).mean(axis=0), known_pieces.RATE_HZ
    for voice, sound in by_voice().items():
        yield f"synthetic speech without the mark: {voice}", sound, RATE_HZ
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.is_file():
            sound, rate_hz = read_audio(path)
            yield f"recording: {path.name}", sound.mean(axis=0), rate_hz


def mistakes(folder: Path | None) -> None:
    """Print how well the pattern fits where it is not, and how often others do."""
    seconds, false, highest, others = 0.0, 0, (0.0, ""), []
    rng = np.random.default_rng(7)
    for name, sound, rate_hz in unmarked(folder):
        detection = heard(sound, rate_hz)
        seconds += detection.duration_s
        false += detection.is_marked
        highest = max(highest, (max(section.score for section in detection.sections), name))
        at_16k = at(sound, rate_hz, 16_000)
        for start in range(0, at_16k.size - 6 * 16_000, 24 * 16_000):
            contrasts = watermark_detection._contrasts(at_16k[start : start + 6 * 16_000], 1.0)
            for _ in range(_OTHER_PATTERNS):
                signs = rng.choice([-1.0, 1.0], (SLOTS, BANDS))
                others.append(watermark_detection._scores(contrasts, signs))
    scores = np.concatenate(others)
    print(f"{seconds / 60:.0f} minutes without the mark: {false} found marked (limit 0)")
    print(f"highest score {highest[0]:.2f} ({highest[1]}), at 13 speeds")
    print(f"{scores.size / 1e6:.0f} million comparisons with other patterns: highest {scores.max():.2f}")
    print("| Score | share of comparisons | bound |\n|---|---|---|")
    for level in (3.0, 4.0, 5.0, 6.0):
        print(f"| {level:.0f} | {np.mean(scores >= level):.1e} | {np.exp(-(level**2) / 2):.1e} |")
    print()


# -- cost ----------------------------------------------------------------------------------------------------------


def cost() -> None:
    """Print processor time per second of sound, and what is held back."""
    sound = np.resize(by_voice()["af_heart"], 300 * RATE_HZ)
    marked(sound[: 10 * RATE_HZ])
    started, mark, held = time.process_time(), Watermark(RATE_HZ), 0
    taken = got = 0
    for piece in np.array_split(sound[None], 2_100, axis=1):
        taken += piece.shape[1]
        got += mark.process(piece).shape[1]
        held = max(held, taken - got)
    marking = (time.process_time() - started) / 300
    print(f"marking: RTF {marking:.4f} (limit {RTF_LIMIT}), {1000 * held / RATE_HZ:.0f} ms held back (limit 50)")
    for name, speeds in (("one speed", (1.0,)), ("all speeds", watermark_detection.SPEEDS)):
        started = time.process_time()
        meter = WatermarkMeter(RATE_HZ, speeds)
        meter.feed(sound[None])
        meter.read()
        print(f"listening to unmarked speech, {name}: RTF {(time.process_time() - started) / 300:.4f}")


def main() -> None:
    """Print what was asked for, or everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=["harm", "found", "mistakes", "cost"])
    parser.add_argument("--recordings", type=Path, help="folder of sounds that do not carry the mark")
    parser.add_argument("--depth", type=float, help="of the mark in dB, instead of its own")
    options = parser.parse_args()
    print(f"{describe_machine()}\n")
    if options.depth:
        watermark._DEPTH_DB = options.depth
    parts = {"harm": harm, "found": found, "mistakes": lambda: mistakes(options.recordings), "cost": cost}
    for name, part in parts.items():
        if options.part in (None, name):
            part()


if __name__ == "__main__":
    main()
