"""Hears the published voices with both encoders, so that a voice that is being learned need not wait for it.

    python training/stock_voices.py

Writes `src/audiostudio/engines/voice_cloning/stock_voices.npz`; needs the weights of Kokoro and of both encoders.
"""

from pathlib import Path

import numpy as np

from audiostudio.engines.speech_recognition.speaker_encoder import SpeakerEncoder
from audiostudio.engines.speech_synthesis.kokoro import Kokoro
from audiostudio.engines.speech_synthesis.voice_table import VOICES
from audiostudio.engines.voice_cloning import voice_match
from audiostudio.engines.voice_cloning.second_encoder import SecondEncoder
from audiostudio.engines.voice_cloning.voice_search import JUDGED, SOUGHT, Line
from audiostudio.engines.weights.checkpoints import read_safetensors
from audiostudio.engines.weights.store import ModelStore
from audiostudio.settings import get_settings

SENTENCES = (SOUGHT[0], JUDGED)


def main() -> None:
    """Hear every voice and write the file."""
    store = ModelStore(get_settings().weights_dir)
    kokoro = Kokoro(store.pull(Kokoro.model))
    styles = read_safetensors(store.pull("kokoro-voices"))
    encoders = SpeakerEncoder(store.pull(SpeakerEncoder.model)), SecondEncoder(store.pull(SecondEncoder.model))
    embeddings = ([], [])
    for name in VOICES:
        said = np.concatenate(
            [
                line.say(np.zeros_like(line.style[0]), 0.0)
                for line in (Line(kokoro, text, styles[name]) for text in SENTENCES)
            ]
        )
        for encoder, heard in zip(encoders, embeddings, strict=True):
            heard.append(encoder.embed(said).astype(np.float16))
        print(name, flush=True)
    target = Path(voice_match.__file__).with_name("stock_voices.npz")
    np.savez(target, first=np.stack(embeddings[0]), second=np.stack(embeddings[1]))
    print(target, target.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
