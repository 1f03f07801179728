"""The network cut in three is the network as it was published."""

import numpy as np
import onnxruntime
import pytest

from audiostudio.engines.speech_synthesis.kokoro import MOST_TOKENS, Kokoro
from audiostudio.engines.weights.store import ModelStore
from tests.support.spoken_lines import line


class Stopped(Exception):
    pass


def speak(kokoro: Kokoro, tokens, style, tick=lambda: None):
    encoded = kokoro.encode(tokens, style)
    pitch_hz, energy = kokoro.predict_prosody(encoded, encoded.durations, style)
    return encoded, kokoro.decode(encoded, encoded.durations, pitch_hz, energy, style, tick)


@pytest.mark.deep  # it loads the network a second time
def test_three_parts_say_bit_by_bit_what_the_published_graph_says(kokoro, styles, weights_dir):
    whole = onnxruntime.InferenceSession(ModelStore(weights_dir).path("kokoro-82m"), providers=["CPUExecutionProvider"])
    tokens = line().tokens[:40]
    for voice in ("af_heart", "bm_george"):
        style = styles[voice][len(tokens) - 1 : len(tokens)]
        inputs = {"tokens": np.array([[0, *tokens, 0]]), "style": style, "speed": np.ones(1, np.float32)}
        encoded, sound = speak(kokoro, tokens, style)
        np.testing.assert_array_equal(sound, whole.run(None, inputs)[0])
        assert sound.size == 600 * encoded.durations.sum()
        assert encoded.durations.shape == (len(tokens) + 2,)


def test_one_token_and_the_most_there_can_be_are_read(kokoro, styles):
    for count in (1, MOST_TOKENS):
        tokens = (line().tokens * 10)[:count]
        style = styles["af_heart"][count - 1 : count]
        encoded = kokoro.encode(tokens, style)
        pitch_hz, energy = kokoro.predict_prosody(encoded, encoded.durations, style)
        assert encoded.durations.min() >= 1
        assert pitch_hz.shape == energy.shape == (2 * encoded.durations.sum(),)


def test_a_long_run_is_stopped_inside(kokoro, styles):
    tokens = line().tokens * 3
    style = styles["af_heart"][len(tokens) - 1 : len(tokens)]
    beats = []

    def tick():
        beats.append(None)
        raise Stopped

    with pytest.raises(Stopped):
        speak(kokoro, tokens, style, tick)
    assert len(beats) == 1
    tokens = tokens[:5]
    _, sound = speak(kokoro, tokens, styles["af_heart"][4:5])
    assert np.isfinite(sound).all()


def test_a_process_loads_the_network_once(weights_dir):
    path = ModelStore(weights_dir).pull("kokoro-82m")
    one, other = Kokoro(path), Kokoro(path)
    assert one._decoder is other._decoder
