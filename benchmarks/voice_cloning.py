"""Voice cloning: how long it takes, how alike the voice is, and how well it is understood, for every speaker.

    python benchmarks/voice_cloning.py [--speakers novel,lj] [--sentences 10] [--out FOLDER]

Each speaker is unknown to the product. The first part of their recordings goes through the tool, as a user's would; the
rest is held out, and likeness is the cosine between it and what the voice says, sentences that were not used for
learning, by two encoders. The first is the one that was optimised; the second chose where to stop and is never
optimised. Beside the clone stands the best of the 54 stock voices: the two that the second encoder finds nearest to the
held-out recordings say the same sentences, and the nearer is shown. "Self" is the likeness of the
two parts of the recordings to each other. Word errors are what Whisper (base) makes of the sentences. Wall time depends
on what else the machine does; processor time does not.
"""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soundfile
import soxr

from audiostudio.audio.speech.pitch import track_pitch
from audiostudio.engines.speech_recognition.speaker_encoder import RATE_HZ as ENCODER_RATE_HZ
from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer, whisper_path
from audiostudio.engines.speech_synthesis.cloned_voice import ClonedVoice, voices_with
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ
from audiostudio.engines.speech_synthesis.prosody import Controls
from audiostudio.engines.speech_synthesis.synthesizer import Narrator
from audiostudio.engines.speech_synthesis.voice_mix import parse_mix
from audiostudio.engines.speech_synthesis.voice_table import VOICES
from audiostudio.engines.text.reading import read_text
from audiostudio.engines.voice_cloning.voice_match import load_stock_voices
from audiostudio.engines.voice_cloning.voice_search import active_speech
from audiostudio.tools.base import ToolContext, ToolError, silent_progress
from audiostudio.tools.parts.voice_samples import Encoders
from audiostudio.tools.voice_cloning import TOOL
from audiostudio.tools.voice_cloning_params import VoiceCloningParams
from speech_synthesis import Studio
from support.machine import describe_machine
from support.real_voices import SPEAKERS, Speaker, parted
from support.sentences import SENTENCES
from support.weights import models_dir

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.word_errors import word_error_rate

FIT_LIMIT_S, WER_LIMIT = 120.0, 0.05
_STOCK_TRIED = 2
_RECOGNIZER = "whisper:base"
_NAME = f"clone_{0:032x}"


def clone(speaker: Speaker, learned: np.ndarray, rate_hz: int, folder: Path) -> tuple[ClonedVoice, dict]:
    """Learn a voice through the tool; return it and what the report and the clocks say."""
    path = folder / "learned.wav"
    soundfile.write(path, learned, rate_hz, subtype="PCM_16")
    context = ToolContext(models_dir=models_dir(), threads=2, source_names=(speaker.name,))
    params = VoiceCloningParams(name=speaker.name, consent=True)
    wall, processor = time.perf_counter(), time.process_time()
    result = TOOL.run(params, [path], folder, context, silent_progress)
    clocks = {"wall_s": time.perf_counter() - wall, "processor_s": time.process_time() - processor}
    return ClonedVoice.read(result.outputs[0].path), {**result.report, **clocks}


def say(studio: Studio, voice: str, sentences: list[str], clones: dict[str, ClonedVoice]) -> list[np.ndarray]:
    mix = parse_mix(voice, voices_with(clones))
    narrator = Narrator(studio.kokoro, studio.styles, mix, Controls(), clones)
    language = "en-GB" if mix.main.language == "en-GB" else "en-US"
    return [
        np.concatenate([one.sound for one in narrator.narrate(read_text(sentence, language, models=studio.store.path))])
        for sentence in sentences
    ]


def heard(encoders: Encoders, sounds: list[np.ndarray], rate_hz: int) -> tuple[np.ndarray, np.ndarray]:
    speech = active_speech(soxr.resample(np.concatenate(sounds), rate_hz, ENCODER_RATE_HZ), ENCODER_RATE_HZ)
    return encoders.first.embed(speech), encoders.second.embed(speech)


def wer(recognizer: WhisperRecognizer, sounds: list[np.ndarray], sentences: list[str]) -> float:
    transcripts = [recognizer.recognize([sound[None]], RATE_HZ, language="en") for sound in sounds]
    written = [segment.text for transcript in transcripts for segment in transcript.segments]
    return word_error_rate(" ".join(sentences), " ".join(written))


def measure(
    studio: Studio,
    recognizer: WhisperRecognizer,
    encoders: Encoders,
    speaker: Speaker,
    sentences: list[str],
    out: Path | None,
) -> dict:
    learned, held, rate_hz = parted(speaker)
    target = heard(encoders, [held], rate_hz)
    own = heard(encoders, [learned], rate_hz)
    with TemporaryDirectory() as folder:
        voice, report = clone(speaker, learned, rate_hz, Path(folder))
    sounds = say(studio, _NAME, sentences, {_NAME: voice})
    alike = [float(a @ b) for a, b in zip(heard(encoders, sounds, RATE_HZ), target, strict=True)]
    names = list(VOICES)
    best = []
    for place in np.argsort(-(load_stock_voices().second @ target[1]))[:_STOCK_TRIED]:
        name = names[place]
        spoken = say(studio, name, sentences, {})
        first, second = (float(a @ b) for a, b in zip(heard(encoders, spoken, RATE_HZ), target, strict=True))
        best.append((second, first, name, spoken))
    second, first, name, spoken = max(best, key=lambda one: one[0])
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        soundfile.write(out / f"{speaker.name} clone.wav", np.concatenate(sounds), RATE_HZ)
        soundfile.write(out / f"{speaker.name} {name}.wav", np.concatenate(spoken), RATE_HZ)
        soundfile.write(out / f"{speaker.name} held out.wav", held, rate_hz)
    pitches = [
        float(np.median(track_pitch(sound, rate).voiced_hz))
        for sound, rate in ((held, rate_hz), (np.concatenate(sounds), RATE_HZ))
    ]
    return {
        "report": report,
        "self": [float(a @ b) for a, b in zip(own, target, strict=True)],
        "clone": alike,
        "stock": [first, second],
        "stock_name": name,
        "wer": wer(recognizer, sounds, sentences),
        "stock_wer": wer(recognizer, spoken, sentences),
        "pitches": pitches,
    }


def main() -> None:
    """Measure every speaker and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speakers", default="all")
    parser.add_argument("--sentences", type=int, default=8)
    parser.add_argument("--out", type=Path, help="a folder to write what is heard to")
    options = parser.parse_args()
    wanted = options.speakers.split(",")
    studio = Studio(models_dir())
    studio.store.pull("speaker-encoder")
    studio.store.pull("speaker-encoder-2")
    encoders = Encoders(models_dir())
    studio.store.pull(_RECOGNIZER)
    recognizer = WhisperRecognizer(whisper_path(models_dir(), _RECOGNIZER), model=_RECOGNIZER, threads=2)
    print(describe_machine())
    print(f"limits: {FIT_LIMIT_S:g} s to learn, likeness above the best stock voice, word errors {100 * WER_LIMIT:g} %")
    print(
        "speaker      learned from    wall  processor | second encoder: stock clone self | first | word errors | pitch"
    )
    for speaker in SPEAKERS:
        if options.speakers != "all" and speaker.name not in wanted:
            continue
        try:
            row = measure(studio, recognizer, encoders, speaker, SENTENCES[: options.sentences], options.out)
        except ToolError as refusal:
            print(f"{speaker.name:<12} refused: {refusal.detail}", flush=True)
            continue
        report = row["report"]
        second, first = (" ".join(f"{row[kind][place]:.2f}" for kind in ("stock", "clone", "self")) for place in (1, 0))
        learned = f"{report['speech_s']:.1f} s {report['wall_s']:>7.0f} s {report['processor_s']:>7.0f} s"
        errors = f"{100 * row['stock_wer']:.1f} % {100 * row['wer']:.1f} %"
        pitches = f"{row['pitches'][0]:.0f} Hz {row['pitches'][1]:.0f} Hz"
        print(
            f"{speaker.name:<12} {learned} | {row['stock_name']:>12} {second} | {first} | {errors} | {pitches}",
            flush=True,
        )


if __name__ == "__main__":
    main()
