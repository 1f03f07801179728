"""DNSMOS: the scores are those of the published program, in bounded time, and noise lowers them."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audiostudio.audio.errors import AudioError
from audiostudio.engines.enhancement.dnsmos import MAX_WINDOWS, Dnsmos, window_starts_s
from audiostudio.engines.weights.store import ModelStore
from tests.support.speech_samples import recorded


@pytest.fixture(scope="module")
def network(weights_dir: Path) -> Dnsmos:
    return Dnsmos(ModelStore(weights_dir).pull("dnsmos"))


def saved(path: Path, sound: np.ndarray, rate_hz: int = 16_000) -> Path:
    soundfile.write(path, sound.T, rate_hz, subtype="FLOAT")
    return path


def test_the_scores_are_those_of_the_published_program(network, tmp_path):
    """What speechmos 0.0.1.1 says of the same ten seconds, in which its one window and ours are the same."""
    opinion = network.score_file(saved(tmp_path / "speech.wav", recorded().sound))
    assert opinion.sig == pytest.approx(3.64054, abs=2e-4)
    assert opinion.bak == pytest.approx(4.12048, abs=2e-4)
    assert opinion.ovrl == pytest.approx(3.36103, abs=2e-4)


def test_noise_lowers_the_background_most(network, tmp_path):
    sound = recorded().sound
    noise = 0.05 * np.random.default_rng(0).standard_normal(sound.size).astype(np.float32)
    clean = network.score_file(saved(tmp_path / "clean.wav", sound))
    noisy = network.score_file(saved(tmp_path / "noisy.wav", sound + noise))
    assert noisy.bak < clean.bak - 1.5
    assert noisy.ovrl < clean.ovrl - 1


def test_rate_channels_and_length_hardly_matter(network, tmp_path):
    sound = recorded().sound
    alone = network.score_file(saved(tmp_path / "mono.wav", sound))
    stereo = network.score_file(saved(tmp_path / "stereo.wav", np.repeat(np.stack([sound, sound]), 3, axis=1), 48_000))
    assert stereo.bak == pytest.approx(alone.bak, abs=0.3)
    heard = []
    long = network.score_file(saved(tmp_path / "long.wav", np.tile(sound, 9)), heard.append)
    assert long.ovrl == pytest.approx(alone.ovrl, abs=0.3)
    assert heard == pytest.approx([(n + 1) / MAX_WINDOWS for n in range(MAX_WINDOWS)])


@pytest.mark.parametrize("frames", [1, 100, 16_000])
def test_short_sounds_are_repeated(network, tmp_path, frames):
    opinion = network.score_file(saved(tmp_path / "short.wav", recorded().sound[40_000 : 40_000 + frames]))
    assert all(0 < score < 5.5 for score in (opinion.sig, opinion.bak, opinion.ovrl))


def test_an_empty_file_is_refused(network, tmp_path):
    with pytest.raises(AudioError):
        network.score_file(saved(tmp_path / "empty.wav", np.zeros(0, np.float32)))


@pytest.mark.parametrize("duration_s", [0.1, 9.0, 9.01, 9.5, 18.0, 18.1, 55.0, 3600.0])
def test_windows_lie_inside_the_sound_and_side_by_side(duration_s):
    starts_s = window_starts_s(duration_s)
    assert 1 <= len(starts_s) <= MAX_WINDOWS
    assert all(start + 9.01 <= duration_s for start in starts_s) or starts_s == [0]
    assert all(b - a >= 9 for a, b in pairwise(starts_s))
