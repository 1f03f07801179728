"""Hum: its lines are found by their frequency in hertz and taken out from the first second on, speech is not hum."""

import numpy as np
import pytest

from audiostudio.audio.dsp.stream import whole
from audiostudio.audio.restoration.hum import HumMeter, HumRemoval
from tests.audio.restoration.rooms import RATE_HZ, in_blocks, ratio_db, voice

LINES = {1: 0.02, 2: 0.03, 3: 0.01, 5: 0.006}


def hum_of(mains_hz: float, frames: int, wander_hz: float = 0.0, rate_hz: int = RATE_HZ) -> np.ndarray:
    t = np.arange(frames) / rate_hz
    phase = 2 * np.pi * np.cumsum(mains_hz + wander_hz * np.sin(2 * np.pi * t / 7)) / rate_hz
    return sum(a * np.sin(n * phase + n) for n, a in LINES.items())[None].astype(np.float32)


def found_in(sound: np.ndarray, rate_hz: int = RATE_HZ):
    meter = HumMeter(rate_hz, sound.shape[0])
    for start in range(0, sound.shape[1], 65_536):
        meter.feed(sound[:, start : start + 65_536])
    return meter.read()


@pytest.mark.parametrize(("name", "mains_hz"), [("af_heart", 50.0), ("am_adam", 60.0), ("bm_george", 49.7)])
def test_hum_is_measured_and_taken_out_from_the_beginning(name, mains_hz):
    clean = voice(name)
    hum = hum_of(mains_hz, clean.shape[1])
    found = found_in(clean + hum)
    assert found.fundamental_hz == pytest.approx(mains_hz, abs=0.02)
    assert set(found.harmonics) >= {1, 2}
    assert found.drift_hz < 0.01
    left = whole(hum, HumRemoval(found, RATE_HZ, 1))
    strong = sum(LINES[n] ** 2 for n in LINES if n not in found.harmonics) / sum(a * a for a in LINES.values())
    assert np.mean(left**2) / np.mean(hum**2) == pytest.approx(strong, abs=0.01)
    assert np.mean(left[:, :RATE_HZ] ** 2) / np.mean(hum**2) == pytest.approx(strong, abs=0.02)
    mended = whole(clean + hum, HumRemoval(found, RATE_HZ, 1))
    assert ratio_db(clean, mended - clean) > ratio_db(clean, hum) + 5


def test_a_wandering_hum_gets_wider_notches():
    clean = voice("bf_emma")
    hum = hum_of(50, clean.shape[1], wander_hz=0.1)
    found = found_in(clean + hum)
    assert found.drift_hz == pytest.approx(0.1 / np.sqrt(2), abs=0.04)
    left = whole(hum, HumRemoval(found, RATE_HZ, 1))
    assert ratio_db(hum, left) > 12


def test_speech_noise_and_silence_hum_not():
    for name in ("af_heart", "am_adam", "bf_emma", "bm_george"):
        assert found_in(voice(name)) is None
    assert found_in(0.1 * np.random.default_rng(0).standard_normal((2, 20 * RATE_HZ)).astype(np.float32)) is None
    assert found_in(np.zeros((1, 20 * RATE_HZ), np.float32)) is None
    assert found_in(hum_of(50, 2 * RATE_HZ)) is None, "two seconds are too little to tell"


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 192_000])
def test_any_rate(rate_hz):
    hum = hum_of(50, 12 * rate_hz, rate_hz=rate_hz) + 1e-3 * np.random.default_rng(0).standard_normal((1, 12 * rate_hz))
    found = found_in(hum.astype(np.float32), rate_hz)
    assert found.fundamental_hz == pytest.approx(50, abs=0.02)


def test_block_edges_make_no_difference_and_the_length_stays():
    clean = voice()
    found = found_in(clean + hum_of(50, clean.shape[1]))
    for frames in (1, 100, 3 * RATE_HZ, clean.shape[1]):
        sound = clean[:, :frames]
        once = in_blocks(sound, HumRemoval(found, RATE_HZ, 1))
        cut = in_blocks(sound, HumRemoval(found, RATE_HZ, 1), edges=(7, 50_000, 192_000, 192_001))
        assert once.shape == sound.shape
        np.testing.assert_allclose(cut, once, atol=1e-6)
