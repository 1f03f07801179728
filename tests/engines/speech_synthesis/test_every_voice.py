"""Every voice of the gallery says a sentence: as loud as the others, as long as a sentence takes, and by itself."""

import numpy as np
import pytest

from audiostudio.audio.speech.trimming import active_level_db, speech_span
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ
from audiostudio.engines.speech_synthesis.prosody import Controls
from audiostudio.engines.speech_synthesis.synthesizer import Synthesizer
from audiostudio.engines.speech_synthesis.voice_mix import parse_mix
from audiostudio.engines.speech_synthesis.voice_table import VOICES
from tests.support.spoken_lines import TEXTS, line


def say(kokoro, styles, voice: str) -> np.ndarray:
    narrator = Synthesizer(kokoro, styles, parse_mix(voice), Controls())
    return np.concatenate([spoken.sound for spoken in narrator.synthesize([line(TEXTS[1])])])


@pytest.fixture(scope="module")
def heart(kokoro, styles) -> np.ndarray:
    return say(kokoro, styles, "af_heart")


@pytest.mark.parametrize("voice", VOICES)
def test_a_voice_says_a_sentence_as_loud_as_the_others(kokoro, styles, heart, voice):
    sound = say(kokoro, styles, voice)
    first, last = speech_span(sound, RATE_HZ, before_s=0, after_s=0)
    assert 2.0 < (last - first) / RATE_HZ < 7.0
    assert active_level_db(sound, RATE_HZ) == pytest.approx(active_level_db(heart, RATE_HZ), abs=0.5)
    assert np.abs(sound).max() <= 10 ** (-1 / 20) + 1e-6
    assert voice == "af_heart" or not np.array_equal(sound, heart)
