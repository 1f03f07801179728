"""Speech recognition from file to file: word errors, invented text, turns, time to stop, and an hour's time and memory.

    python benchmarks/speech_recognition.py [--hours 1] [--model whisper:base]

Words are counted on the sentences of `tests/support/speech_samples.py`: four voices of the Kokoro network, clean and
with pink noise, and one real recording. Beside each figure stands that of faster-whisper as its documentation calls it
(whole sound, `vad_filter`, beam of five) on the same weights. The hour is those sentences over and over, pauses between
them, as a 16-bit WAV at 48 kHz in stereo. Processor time is that of all threads together, per second of sound: half of
it is what RTF would be on two cores that do nothing else and never wait.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
import zipfile
from importlib.resources import files
from itertools import permutations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import soxr
from benchmarks.support.machine import describe_machine
from benchmarks.support.weights import models_dir
from tests.support.speech_samples import KOKORO_RATE_HZ, REPLIES, SENTENCES, VOICES, dialogue, recorded, said_by
from tests.support.word_errors import word_error_rate

from audiostudio.audio.codecs import AudioFormat, create_audio, open_audio
from audiostudio.engines.speech_recognition.speaker_encoder import SpeakerEncoder
from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer, whisper_path
from audiostudio.engines.weights.store import ModelStore

RATE_HZ = 48_000
RTF_LIMIT = 0.1
MEMORY_LIMIT_BYTES = 1.5e9
STOP_LIMIT_S = 1.0
SNRS_DB = (None, 10, 0, -5)


def pink(frames: int, seed: int = 0) -> np.ndarray:
    """Return noise of equal power in each octave, with a standard deviation of 1."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(frames))
    spectrum[1:] /= np.sqrt(np.arange(1, spectrum.size))
    noise = np.fft.irfft(spectrum, frames)
    return noise / noise.std()


def text_by_peer(network: object, sound: np.ndarray, rate_hz: int) -> str:
    """Write down a sound with faster-whisper alone."""
    samples = soxr.resample(sound, rate_hz, 16_000).astype(np.float32)
    segments, _ = network.transcribe(samples, vad_filter=True, beam_size=5)  # type: ignore[attr-defined]
    return " ".join(segment.text for segment in segments)


def text_by_us(recognizer: WhisperRecognizer, sound: np.ndarray, rate_hz: int) -> str:
    """Write down a sound with the product's engine."""
    return " ".join(segment.text for segment in recognizer.recognize([sound[None]], rate_hz).segments)


def compare_words(recognizer: WhisperRecognizer, peer: object) -> None:
    """Print word error rates in noise, and of the real recording."""
    for snr_db in SNRS_DB:
        ours, theirs = [], []
        for number, voice in enumerate(VOICES):
            said = said_by(voice)
            level = 0 if snr_db is None else said.sound.std() * 10 ** (-snr_db / 20)
            sound = (said.sound + level * pink(said.sound.size, number)).astype(np.float32)
            ours.append(word_error_rate(said.text, text_by_us(recognizer, sound, KOKORO_RATE_HZ)))
            theirs.append(word_error_rate(said.text, text_by_peer(peer, sound, KOKORO_RATE_HZ)))
        name = "clean" if snr_db is None else f"pink noise, {snr_db} dB"
        line(f"word error rate, four voices, {name}", f"{np.mean(ours):.3f}", f"faster-whisper {np.mean(theirs):.3f}")
    said = recorded()
    ours = word_error_rate(said.text, text_by_us(recognizer, said.sound, said.sample_rate_hz))
    theirs = word_error_rate(said.text, text_by_peer(peer, said.sound, said.sample_rate_hz))
    line("word error rate, real recording", f"{ours:.3f}", f"faster-whisper {theirs:.3f}")


def count_invented(recognizer: WhisperRecognizer) -> None:
    """Print how many words are heard in half a minute each of music without words."""
    tracks = sorted(Path(str(files("immich_memories_music"))).glob("tracks/*/*.opus"))
    words = 0
    for track in tracks:
        with open_audio(track) as reader:
            words += recognizer.recognize(reader.blocks(), reader.sample_rate_hz).words
    line(f"words heard in {len(tracks)} pieces without words", str(words), "limit 0")


def count_turns(recognizer: WhisperRecognizer, encoder: SpeakerEncoder) -> None:
    """Print the share of words that go to the right one of two speakers, and how many speakers one voice is."""
    pause = np.zeros(KOKORO_RATE_HZ // 2, np.float32)
    for pair in (("af_heart", "am_adam"), ("am_adam", "bm_george"), ("af_heart", "bf_emma")):
        sound = np.concatenate([said_by(pair[0]).sound, pause, said_by(pair[1]).sound, pause, said_by(pair[0]).sound])
        first_s, second_s = (said_by(voice).sound.size / KOKORO_RATE_HZ for voice in pair)
        heard = recognizer.recognize([sound[None]], KOKORO_RATE_HZ, voices=encoder)
        right = words = 0
        for segment in heard.segments:
            is_second = first_s < (segment.start_s + segment.end_s) / 2 < first_s + second_s + 0.5
            right += len(segment.words) * (segment.speaker == (2 if is_second else 1))
            words += len(segment.words)
        line(f"words with their speaker, {' and '.join(pair)}", f"{right / words:.3f}", "")
    for voices in permutations(VOICES, 3):
        if voices[0] < voices[1]:
            compare_short_turns(recognizer, encoder, voices)
    for voice in VOICES:
        said = said_by(voice)
        heard = recognizer.recognize([said.sound[None]], said.sample_rate_hz, voices=encoder)
        line(f"speakers heard in {voice} alone", str(len({one.speaker for one in heard.segments})), "limit 1")


def compare_short_turns(recognizer: WhisperRecognizer, encoder: SpeakerEncoder, voices: tuple[str, str, str]) -> None:
    """Print the share of words with their speaker where two say much, and a third has three turns of a second."""
    first, second, third = voices
    long, short = list(SENTENCES), list(REPLIES)
    lines = [(first, long[0]), (second, long[1]), (third, short[3]), (first, long[2]), (third, short[0])]
    sound, turns = dialogue([*lines, (second, long[3]), (third, short[2]), (first, long[1])])
    heard = recognizer.recognize([sound[None]], KOKORO_RATE_HZ, language="en", voices=encoder)
    right: dict[bool, list[bool]] = {True: [], False: []}
    for segment in heard.segments:
        for word in segment.words:
            middle_s = (word.start_s + word.end_s) / 2
            speaking = min(turns, key=lambda turn: max(turn.start_s - middle_s, middle_s - turn.end_s)).voice
            right[speaking == third].append(segment.speaker == voices.index(speaking) + 1)
    value = f"{np.mean(right[True]):.3f}"
    line(f"words of {third} in short turns with their speaker", value, f"the others' {np.mean(right[False]):.3f}")


def time_to_stop(recognizer: WhisperRecognizer) -> None:
    """Print the longest time between two chances to stop, which is how long stopping takes."""
    calls = [time.perf_counter()]
    sound = np.tile(said_by("am_adam").sound, 8)
    recognizer.recognize([sound[None]], KOKORO_RATE_HZ, progress=lambda _: calls.append(time.perf_counter()))
    line("longest wait until a stop is heard", f"{max(np.diff(calls)):.2f} s", f"limit {STOP_LIMIT_S:g} s")


def write_talk(path: Path, duration_s: float) -> None:
    """Write all voices in turn, as a stereo file of the given length."""
    pause = np.zeros(RATE_HZ * 2, np.float32)
    talk = np.concatenate(
        [np.concatenate([soxr.resample(said_by(voice).sound, KOKORO_RATE_HZ, RATE_HZ), pause]) for voice in VOICES]
    )
    missing = round(duration_s * RATE_HZ)
    with create_audio(path, AudioFormat("WAV", 16), RATE_HZ, 2) as writer:
        while missing:
            writer.write(np.tile(talk[:missing], (2, 1)))
            missing -= min(missing, talk.size)


def run_tool(talk: Path, out_dir: Path, weights_dir: Path, params: dict[str, object]) -> dict[str, float]:
    """Recognize ``talk``; the caller starts a process for it."""
    started = time.perf_counter()
    from audiostudio.tools.base import ToolContext, silent_progress
    from audiostudio.tools.speech_recognition.params import SpeechRecognitionParams
    from audiostudio.tools.speech_recognition.tool import TOOL

    context = ToolContext(weights_dir, threads=2)
    result = TOOL.run(SpeechRecognitionParams(**params), [talk], out_dir, context, silent_progress)
    return {
        "rtf": (time.perf_counter() - started) / result.report["duration_s"],
        "processor": time.process_time() / result.report["duration_s"],
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def line(name: str, value: str, beside: str) -> None:
    """Print one figure beside its limit or its peer."""
    print(f"{name:<58}{value:>10}   {beside}", flush=True)


def main() -> None:
    """Run every measurement and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=1)
    parser.add_argument("--model", default="whisper:base")
    options = parser.parse_args()
    weights_dir = models_dir()
    store = ModelStore(weights_dir)
    for name in (options.model, "speaker-encoder"):
        store.pull(name)
    print(f"{options.model} on {describe_machine()}")
    with tempfile.TemporaryDirectory() as folder:
        talk, out_dir = Path(folder) / "talk.wav", Path(folder) / "out"
        out_dir.mkdir()
        for hours, speakers in ((1 / 30, False), (options.hours, False), (1 / 30, True)):
            write_talk(talk, hours * 3600)
            params = {"model": options.model, "speakers": speakers}
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                figures = pool.apply(run_tool, (talk, out_dir, weights_dir, params))
            name = f"{hours * 60:g} min" + (" with speakers" if speakers else "")
            line(f"RTF on two threads, model loaded too, {name}", f"{figures['rtf']:.3f}", f"limit {RTF_LIMIT}")
            line(f"processor time per second, {name}", f"{figures['processor']:.3f}", f"limit {2 * RTF_LIMIT}")
            limit = f"limit {MEMORY_LIMIT_BYTES / 1e9:g} GB"
            line(f"peak memory, {name}", f"{figures['peak_bytes'] / 1e9:.2f} GB", limit)
        recognizer = WhisperRecognizer(whisper_path(weights_dir, options.model), model=options.model)
        time_to_stop(recognizer)
        from faster_whisper import WhisperModel

        with zipfile.ZipFile(whisper_path(weights_dir, options.model)) as archive:
            archive.extractall(Path(folder) / "peer")
        compare_words(recognizer, WhisperModel(str(Path(folder) / "peer"), device="cpu", compute_type="int8"))
        count_invented(recognizer)
        count_turns(recognizer, SpeakerEncoder(store.path("speaker-encoder")))


if __name__ == "__main__":
    main()
