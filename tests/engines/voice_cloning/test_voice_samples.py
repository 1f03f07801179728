"""Recordings to learn a voice from: good ones score well, bad ones are refused with a reason, odd ones are answered."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from scipy.signal import fftconvolve

from audiostudio.audio.errors import AudioError
from audiostudio.engines.speech_recognition.speaker_encoder import SpeakerEncoder
from audiostudio.engines.voice_cloning.second_encoder import SecondEncoder
from audiostudio.engines.voice_cloning.voice_samples import Sample, hear_sample
from audiostudio.engines.weights.store import ModelStore
from tests.speech_samples import KOKORO_RATE_HZ, novel, said_by

Hear = Callable[..., Sample]


@pytest.fixture(scope="module")
def hear(weights_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Hear:
    store = ModelStore(weights_dir)
    first = SpeakerEncoder(store.pull(SpeakerEncoder.model))
    second = SecondEncoder(store.pull(SecondEncoder.model))
    path = tmp_path_factory.mktemp("samples") / "sample.wav"

    def listen(sound: np.ndarray, rate_hz: int = KOKORO_RATE_HZ) -> Sample:
        soundfile.write(path, sound, rate_hz, subtype="FLOAT")
        return hear_sample(path, first, second)

    return listen


@pytest.fixture(scope="module")
def voice() -> np.ndarray:
    return said_by("am_adam").sound


def codes(sample: Sample) -> list[str]:
    return [remark.code for remark in sample.remarks]


def noise(size: int, power: float) -> np.ndarray:
    return np.sqrt(power) * np.random.default_rng(0).standard_normal(size)


def speech_power(sound: np.ndarray) -> float:
    """Return the mean power where it sounds, as `Sample.level_dbfs` counts it."""
    frames = sound[: sound.size // 768 * 768].reshape(-1, 768)
    powers = (frames.astype(float) ** 2).mean(axis=1)
    return float(powers[powers > powers.max() / 1e3].mean())


def test_a_clean_recording_is_good(hear, voice):
    sample = hear(voice)
    assert sample.refusal is None
    assert sample.speakers == 1
    assert sample.duration_s == pytest.approx(voice.size / KOKORO_RATE_HZ, abs=1e-3)
    assert 10 < sample.speech_s < sample.duration_s
    assert sample.score >= 85


def test_a_real_recording_is_good_and_says_what_would_be_better(hear):
    sample = hear(novel().sound, novel().sample_rate_hz)
    assert sample.refusal is None
    assert sample.speakers == 1
    assert sample.speech_s > 25
    assert sample.score > 60


@pytest.mark.parametrize("snr_db", [8, 20, 30])
def test_noise_is_measured(hear, voice, snr_db):
    noisy = voice + noise(voice.size, speech_power(voice) / 10 ** (snr_db / 10))
    sample = hear(noisy)
    assert sample.snr_db == pytest.approx(snr_db, abs=3)
    assert ("sample_noisy" in codes(sample)) == (snr_db == 8)
    assert ("some_noise" in codes(sample)) == (snr_db == 20)


def test_noise_costs_score(hear, voice):
    scores = [
        hear(voice + noise(voice.size, speech_power(voice) / 10 ** (snr_db / 10))).score for snr_db in (14, 20, 26, 40)
    ]
    assert scores == sorted(scores)
    assert scores[0] < scores[-1] - 15


@pytest.mark.parametrize("gain", [3, 10])
def test_clipping_is_refused(hear, voice, gain):
    sample = hear(np.clip(gain * voice / np.abs(voice).max(), -1, 1))
    assert sample.refusal is not None
    assert sample.refusal.code == "sample_clipped"
    assert sample.score == 0


def test_a_ringing_room_is_remarked(hear):
    sound, rate_hz = novel().sound, novel().sample_rate_hz
    size = round(0.9 * rate_hz)
    response = noise(size, 1.0) * 10 ** (-3 * np.arange(size) / size)
    response[0] = 10
    ringing = fftconvolve(sound, response)[: sound.size]
    sample = hear(0.5 * ringing / np.abs(ringing).max(), rate_hz)
    assert sample.t60_s == pytest.approx(0.9, abs=0.25)
    assert "room_rings" in codes(sample)


def test_two_speakers_are_refused(hear, voice):
    both = np.concatenate([voice, said_by("af_heart").sound[: 6 * KOKORO_RATE_HZ]])
    sample = hear(both)
    assert sample.speakers == 2
    assert sample.refusal.code == "sample_two_speakers"


def test_silence_noise_and_too_little_are_refused(hear, voice):
    assert hear(np.zeros(48_000)).refusal.code == "sample_silent"
    assert hear(voice * 1e-4).refusal.code == "sample_silent"
    assert hear(noise(5 * 24_000, 0.01)).refusal.code == "sample_too_short"
    assert hear(voice[: KOKORO_RATE_HZ * 3 // 2]).refusal.code == "sample_too_short"


@pytest.mark.parametrize("rate_hz", [8_000, 48_000, 192_000])
def test_rates_and_channels_make_no_difference(hear, voice, rate_hz):
    import soxr

    other = soxr.resample(voice, KOKORO_RATE_HZ, rate_hz)
    sample = hear(np.stack([other, other], axis=1), rate_hz)
    assert sample.refusal is None
    assert sample.speech_s == pytest.approx(hear(voice).speech_s, rel=0.1)


def test_odd_files_are_answered(hear, voice):
    assert hear(np.full(1, 0.5)).refusal.code in ("sample_too_short", "sample_silent")
    surround = np.zeros((48_000, 6))
    surround[:, 2] = 0.1 * np.sin(np.arange(48_000) / 20)
    assert hear(surround).refusal is not None
    with pytest.raises(AudioError, match="audio_not_finite"):
        hear(np.where(np.arange(voice.size) == 5_000, np.nan, voice))


def test_listening_can_be_stopped(weights_dir, tmp_path, voice):
    store = ModelStore(weights_dir)
    soundfile.write(tmp_path / "s.wav", voice, KOKORO_RATE_HZ)

    class Stopped(Exception):
        pass

    def stop(share: float) -> None:
        raise Stopped

    encoders = SpeakerEncoder(store.path(SpeakerEncoder.model)), SecondEncoder(store.path(SecondEncoder.model))
    with pytest.raises(Stopped):
        hear_sample(tmp_path / "s.wav", *encoders, stop)
