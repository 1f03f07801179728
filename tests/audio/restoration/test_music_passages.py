"""Music is told from speech and noise, and led around what cleans without a step."""

import numpy as np
import pytest
from scipy.signal import lfilter

from audiostudio.audio.dsp.stream import Gain, ZeroLatency
from audiostudio.audio.restoration.bypass import Bypass
from audiostudio.audio.restoration.music_passages import FRAME, RATE_HZ, HeldPitchMeter, music_passages
from tests.support.rooms import in_blocks
from tests.support.signals import continuous_programme, drums_and_bass


def found(sound, speech=()):
    meter = HeldPitchMeter()
    for block in np.array_split(sound.astype(np.float32), 7):
        meter.feed(block)
    marks = np.zeros(-(-len(sound) // FRAME), bool)
    for start_s, end_s in speech:
        marks[round(start_s * RATE_HZ / FRAME) : round(end_s * RATE_HZ / FRAME)] = True
    return music_passages(meter.read(), marks)


def white(seconds):
    return np.random.default_rng(0).standard_normal(round(seconds * RATE_HZ)) * 0.05


NOISES = {
    "white": white(30),
    "brown": lfilter([0.05], [1, -0.99], white(30)),
    "hum": 0.1 * sum(np.sin(2 * np.pi * 50 * k * np.arange(30 * RATE_HZ) / RATE_HZ) for k in range(1, 9)) + white(30),
    "keyboard": white(30) * np.exp(-(np.arange(30 * RATE_HZ) / RATE_HZ % 0.17) * 80),
    "silence": white(30) * 1e-6,
}


@pytest.mark.parametrize("name", NOISES)
def test_noise_is_no_music(name):
    assert found(NOISES[name]) == []
    assert found(NOISES[name], speech=[(5, 12), (20, 25)]) == []


@pytest.mark.parametrize("music", [continuous_programme(RATE_HZ, 6)[0], drums_and_bass(RATE_HZ, 6)[0]])
def test_music_beside_speech_is_found_to_a_tenth_of_a_second_or_two(music):
    talk = white(10) * np.sin(np.arange(10 * RATE_HZ) / 1500)  # what is speech is said by another network
    sound = np.concatenate([0.5 * music, talk, 0.5 * music, talk])
    (first, second) = found(sound, speech=[(6.1, 16), (22, 32)])
    assert first == pytest.approx((0, 6), abs=0.2)
    assert second == pytest.approx((16, 22), abs=0.2)


def test_music_under_speech_is_speech():
    assert found(drums_and_bass(RATE_HZ, 12)[0] * 0.1 + white(12), speech=[(0, 12)]) == []


def test_what_is_shorter_than_two_seconds_is_left_to_the_rest():
    sound = np.concatenate([white(5) * 0.01, continuous_programme(RATE_HZ, 0.9)[0], white(5) * 0.01])
    assert found(sound) == []


class _Late(ZeroLatency):
    """Halves a stream and holds 1,000 frames back."""

    def __init__(self):
        super().__init__(1)
        self._gain, self._held = Gain(-60.0, 1), np.zeros((1, 0), np.float32)

    def process(self, audio):
        known = np.concatenate([self._held, audio], axis=1)
        kept = max(0, known.shape[1] - 1000)
        self._held = known[:, kept:]
        return self._gain.process(known[:, :kept])

    def finish(self):
        return self._gain.process(self._held)


@pytest.mark.parametrize("edges", [(), (1, 999, 5000, 5001, 20_000)])
def test_passages_pass_untouched_and_fade_without_a_step(edges):
    rate_hz, sound = 8000, np.ones((1, 48_000), np.float32)
    made = in_blocks(sound, Bypass([_Late(), _Late()], [(0, 1), (3, 5)], rate_hz, 1, 6.0), edges=edges)
    assert made.shape == sound.shape
    assert np.all(made[0, :6000] == 1)
    assert np.all(made[0, 26_000:38_000] == 1)
    assert np.all(made[0, 8000:24_000] < 1e-5)
    assert np.all(made[0, 40_000:] < 1e-5)
    assert np.abs(np.diff(made)).max() < 1.4e-3
