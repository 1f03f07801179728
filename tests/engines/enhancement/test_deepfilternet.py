"""DeepFilterNet3: better speech, every frame at its place, at any rate and in any blocks."""

import numpy as np
import pytest
from pesq import pesq
from pystoi import stoi

from audiostudio.engines.enhancement.deepfilternet import DeepFilterNet
from tests.support.rooms import RATE_HZ, in_blocks, ratio_db, voice

SECONDS = 6


def denoised(sound: np.ndarray, rate_hz: int = RATE_HZ, edges: tuple[int, ...] = (), **settings) -> np.ndarray:
    with DeepFilterNet(rate_hz, sound.shape[0], **settings) as network:
        return in_blocks(sound.astype(np.float32), network, edges=edges)


def noisy(clean: np.ndarray, snr_db: float, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).standard_normal(clean.shape)
    return (clean + noise * np.sqrt(np.mean(clean**2)) * 10 ** (-snr_db / 20)).astype(np.float32)


@pytest.fixture(scope="module")
def clean() -> np.ndarray:
    return voice("am_adam", 16_000)[:, : SECONDS * 16_000]


def test_speech_in_noise_gets_better(clean):
    before = noisy(clean, 5)
    after = denoised(before, 16_000)
    assert pesq(16_000, clean[0], after[0], "wb") > pesq(16_000, clean[0], before[0], "wb") + 1
    assert stoi(clean[0], after[0], 16_000) > stoi(clean[0], before[0], 16_000)


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 48_000, 192_000])
def test_every_frame_stays_at_its_place(rate_hz):
    """Without noise and almost without reduction the voice must come out where, and as loud as, it went in."""
    sound = voice("bf_emma", rate_hz)[:, : 2 * rate_hz + 77]
    out = denoised(sound, rate_hz, limit_db=0.1)
    assert out.shape == sound.shape
    assert ratio_db(sound, out - sound) > 30


@pytest.mark.parametrize("frames", [0, 1, 479, 480, 1_439, 1_441, 9_600])
def test_any_length_keeps_its_length(frames):
    sound = voice()[:, 40_000 : 40_000 + frames]
    out = denoised(sound, edges=(1, 500))
    assert out.shape == sound.shape
    assert np.isfinite(out).all()


def test_block_edges_make_no_difference():
    sound = noisy(voice()[:, :RATE_HZ], 10)
    np.testing.assert_array_equal(denoised(sound, edges=(1, 480, 7_777, 30_000)), denoised(sound))
    other = noisy(voice(rate_hz=44_100)[:, :44_100], 10)
    np.testing.assert_allclose(denoised(other, 44_100, edges=(1, 7_777)), denoised(other, 44_100), atol=1e-5)


def test_channels_are_denoised_each_for_itself_and_again_the_same():
    left, right = noisy(voice("af_heart")[:, :RATE_HZ], 5), noisy(voice("am_adam")[:, :RATE_HZ], 5, seed=1)
    both = denoised(np.concatenate([left, right]))
    np.testing.assert_array_equal(both[:1], denoised(left))
    np.testing.assert_array_equal(both[1:], denoised(right, threads=1))


def test_a_voice_between_the_speakers_stays_there():
    clean = voice("af_heart")[:, : SECONDS * RATE_HZ]
    for snr_db, within_db in ((20, 0.3), (10, 1.0)):
        stereo = noisy(np.concatenate([clean, 0.5 * clean]), snr_db)
        left, right = denoised(stereo) @ clean[0]
        assert 20 * np.log10(left / right) == pytest.approx(6.02, abs=within_db)


def test_the_limit_bounds_how_far_noise_falls():
    noise = (0.05 * np.random.default_rng(0).standard_normal((1, 4 * RATE_HZ))).astype(np.float32)
    fallen_db = {limit: ratio_db(noise, denoised(noise, limit_db=limit)) for limit in (6.0, 20.0, None)}
    assert fallen_db[6.0] == pytest.approx(6, abs=0.5)
    assert fallen_db[20.0] == pytest.approx(20, abs=1)
    assert fallen_db[None] > 30


def test_the_post_filter_lowers_what_noise_is_left():
    sound = noisy(voice("am_adam")[:, : SECONDS * RATE_HZ], 0)
    quiet = np.abs(voice("am_adam")[:, : SECONDS * RATE_HZ]) < 1e-4
    plain, filtered = denoised(sound), denoised(sound, post_filter=True)
    assert np.mean(filtered[quiet] ** 2) < np.mean(plain[quiet] ** 2)


def test_silence_stays_silence_and_full_scale_stays_finite():
    assert np.abs(denoised(np.zeros((2, RATE_HZ), np.float32))).max() < 1e-6
    square = np.sign(np.sin(2 * np.pi * 200 * np.arange(RATE_HZ) / RATE_HZ))[None].astype(np.float32)
    assert np.isfinite(denoised(8 * square)).all()
