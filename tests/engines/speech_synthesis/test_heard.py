"""Hard texts from end to end: spoken by the front-end and the network, and written down again by Whisper."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from audiostudio.audio.types import Mono
from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer, whisper_path
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ, Kokoro
from audiostudio.engines.speech_synthesis.prosody import Controls
from audiostudio.engines.speech_synthesis.synthesizer import Synthesizer
from audiostudio.engines.speech_synthesis.voice_mix import parse_mix
from audiostudio.engines.text.front_end import read_text
from audiostudio.engines.weights.checkpoints import Weights
from audiostudio.engines.weights.store import ModelStore
from tests.support.word_errors import word_error_rate

# How Whisper may write what it has heard rightly.
_OTHER_SPELLINGS = (
    *(("ë", "e"), ("é", "e"), ("ï", "i"), ("ç", "c"), ("10", "ten"), ("5 ", "five ")),
    *(("should have", "should've"), ("it will", "it'll"), ("km squared", "square kilometers")),
)


@pytest.fixture(scope="module")
def heard(kokoro: Kokoro, styles: Weights, weights_dir: Path) -> Callable[[str], str]:
    """Give a function that returns what Whisper hears when a text is read aloud."""
    store = ModelStore(weights_dir)
    for name in ("lexicon-en-us", "tagger-en", "speller-en"):
        store.pull(name)
    whisper = WhisperRecognizer(whisper_path(weights_dir, "whisper:base"))

    def listen(text: str) -> str:
        narrator = Synthesizer(kokoro, styles, parse_mix("af_heart"), Controls())
        chunks = read_text(text, "en-US", models=store.path)
        sound: Mono = np.concatenate([spoken.sound for spoken in narrator.synthesize(chunks)])
        transcript = whisper.recognize(iter([sound[None]]), RATE_HZ)
        return " ".join(segment.text.strip() for segment in transcript.segments)

    return listen


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        (
            "We met Zoe\u0308 in a café. The girl was naïve, and the house was only a façade.",
            "We met Zoe in a cafe. The girl was naive, and the house was only a facade.",
        ),
        (
            "Detective O'Brien met Mrs. O'Connor. You should've told him that it'll be late.",
            "Detective O'Brien met Mrs. O'Connor. You should've told him that it'll be late.",
        ),
        (
            "The re\u00admark\u00adable pro\u00adfes\u00adsor jum-\nped over the \ufb01rst \ufb02oor.\u00b9",
            "The remarkable professor jumped over the first floor.",
        ),
        ("The crack was only five µm wide.", "The crack was only five micrometers wide."),
        ("The area is ten km² and that is all.²", "The area is ten square kilometers and that is all."),
    ],
)
def test_a_hard_text_is_understood(heard: Callable[[str], str], written: str, understood: str) -> None:
    text = heard(written)
    for whispers, ours in _OTHER_SPELLINGS:
        text = text.replace(whispers, ours)
    assert word_error_rate(understood, text) <= 0.1, text
