"""How much a voice hisses where a phrase ends: sound above 4 kHz in a last sound that has none of its own.

    python benchmarks/phrase_ends.py [--voices bf_alice,bf_emma,af_heart]

Eight sentences that end in *n*, *m* or *l* are spoken by the network alone, before anything else touches the sound:
what hisses here is the published voice. Printed is the loudest hundredth of a second above 4 kHz in the last sound and
the tenth of a second after it, in dB to the mean level of the sentence; a voice of a good grade stays under the limit.
"""

import argparse

import numpy as np
from safetensors.numpy import load_file
from scipy.signal import butter, sosfiltfilt

from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ, Kokoro
from audiostudio.engines.speech_synthesis.voice_table import VOICES
from audiostudio.engines.text.phoneme_table import TOKENS
from audiostudio.engines.text.reading import read_text
from audiostudio.engines.weights.store import ModelStore
from support.machine import describe_machine
from support.weights import models_dir

LIMIT_DB = -20.0
SENTENCES = (
    *("The two trains arrived at noon.", "She tied the boat to the pole.", "The shop will open."),
    *("He looked up at the moon.", "They sat on the old wall.", "We walked home in the rain."),
    *("My brother bought a new pen.", "The room was very warm."),
)
_FRAME, _AHEAD = 600, 1800
_HUNDREDTH = RATE_HZ // 100


def hiss_db(kokoro: Kokoro, styles: np.ndarray, text: str, language: str, store: ModelStore) -> float:
    """Return how loud the last sound of ``text`` is above 4 kHz, in dB to the mean level of the sentence."""
    (chunk,) = read_text(text, language, models=store.path)
    tokens = [TOKENS[symbol] for symbol in chunk.symbols]
    style = styles[len(tokens) - 1 : len(tokens)]
    reading = kokoro.read(tokens, style)
    sound = kokoro.speak(reading, reading.durations, *kokoro.intone(reading, reading.durations, style), style)
    # A token of silence comes first, and the sound runs ahead of its durations; the last token is the full stop.
    last = len(tokens) - 1
    start = int(reading.durations[:last].sum()) * _FRAME - _AHEAD
    end = int(reading.durations[: last + 1].sum()) * _FRAME - _AHEAD + RATE_HZ // 10
    high = sosfiltfilt(butter(4, 4000, "high", fs=RATE_HZ, output="sos"), sound.astype(np.float64))[start:end]
    pieces = high[: high.size // _HUNDREDTH * _HUNDREDTH].reshape(-1, _HUNDREDTH)
    return float(10 * np.log10(np.max(np.mean(pieces**2, axis=1)) / np.mean(sound.astype(np.float64) ** 2)))


def main() -> None:
    """Print the middle and the range of each voice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", default="bf_alice,bf_emma,bf_isabella,bf_lily,bm_daniel,af_heart")
    options = parser.parse_args()
    print(f"{describe_machine()}\nlimit of a good voice: {LIMIT_DB:g} dB\n")
    store = ModelStore(models_dir())
    for name in ("kokoro-82m", "kokoro-voices", "lexicon-en-us", "lexicon-en-gb", "tagger-en", "speller-en"):
        store.pull(name)
    kokoro = Kokoro(store.path("kokoro-82m"))
    styles = load_file(store.path("kokoro-voices"))
    print("| Voice | Middle, dB | From, to |\n|---|---|---|")
    for voice in options.voices.split(","):
        own = styles[voice].reshape(-1, 256)
        found = [hiss_db(kokoro, own, text, VOICES[voice].language, store) for text in SENTENCES]
        print(f"| `{voice}` | {np.median(found):.0f} | {min(found):.0f}, {max(found):.0f} |", flush=True)


if __name__ == "__main__":
    main()
