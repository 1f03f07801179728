"""Separation on the real weights: voices are found, the stems sum to the mix, and no block edge is heard."""

import numpy as np
import pytest

from audiostudio.audio.codecs import read_audio
from audiostudio.audio.dsp.downmix import as_mono_or_stereo
from audiostudio.audio.errors import AudioError
from audiostudio.engines.separation.spleeter_network import SEGMENT_BINS, SEGMENT_WINDOWS
from tests.engines.separation.shapes import SHAPES
from tests.engines.separation.singing import sing

RATE_HZ = 44_100


def separated(separator, mix, sample_rate_hz=RATE_HZ, block_frames=65_536):
    edges = range(0, mix.shape[1], block_frames)
    blocks = [mix[:, edge : edge + block_frames] for edge in edges]
    parts = list(separator.separate(iter(blocks), sample_rate_hz, mix.shape[0]))
    assert all(part["vocals"].shape == part["accompaniment"].shape for part in parts)
    return {stem: np.concatenate([part[stem] for part in parts], axis=1) for stem in separator.stems}


def sdr_db(truth, estimate):
    """Signal to distortion ratio, the error being all that differs."""
    return 10 * np.log10(np.sum(truth**2) / np.sum((truth - estimate) ** 2))


def level_db(sound, reference):
    return 10 * np.log10(np.mean(sound**2) / np.mean(reference**2))


@pytest.fixture(scope="module")
def band(real_tracks):
    """Give 16 s of instrumental music, 48 kHz stereo."""
    sound, rate_hz = read_audio(real_tracks[0])
    assert rate_hz == 48_000
    return sound[:, 5 * rate_hz : 21 * rate_hz]


def test_a_voice_over_music_is_found(spleeter, band):
    voice = np.repeat(sing(48_000, 16), 2, axis=0)
    voice *= band.std() / voice.std()
    stems = separated(spleeter, band + voice, 48_000)
    baseline_db = sdr_db(voice, band + voice)
    assert baseline_db < 1
    assert sdr_db(voice, stems["vocals"]) > baseline_db + 6
    assert sdr_db(band, stems["accompaniment"]) > baseline_db + 6


def test_a_voice_alone_goes_to_the_vocals_and_music_alone_does_not(spleeter, band):
    voice = sing(RATE_HZ, 12)
    assert level_db(separated(spleeter, voice)["accompaniment"], voice) < -10
    assert level_db(separated(spleeter, band, 48_000)["vocals"], band) < -25


@pytest.mark.parametrize(("channels", "sample_rate_hz", "frames"), SHAPES)
def test_stems_have_the_shape_of_the_mix_and_sum_to_it(spleeter, channels, sample_rate_hz, frames):
    rng = np.random.default_rng(frames)
    mix = (0.1 * rng.standard_normal((channels, frames))).astype(np.float32)
    stems = separated(spleeter, mix, sample_rate_hz)
    assert stems["vocals"].shape == mix.shape
    np.testing.assert_allclose(stems["vocals"] + stems["accompaniment"], mix, atol=1e-6)


def test_block_edges_make_no_difference(spleeter, band):
    mix = band[:, : 48_000 * 14]
    whole = separated(spleeter, mix, 48_000, block_frames=mix.shape[1])["vocals"]
    for block_frames in (4_999, 65_536):
        streamed = separated(spleeter, mix, 48_000, block_frames)["vocals"]
        np.testing.assert_allclose(streamed, whole, atol=1e-5)


def test_no_click_where_segments_meet(spleeter, band):
    """The second difference of the vocals is no larger at the seams than elsewhere."""
    voice = sing(48_000, 16)
    vocals = separated(spleeter, band + voice, 48_000)["vocals"][0]
    bend = np.abs(np.diff(vocals, 2))
    seam_s = (SEGMENT_WINDOWS - 64) * 1024 / RATE_HZ
    near = slice(round((seam_s - 0.2) * 48_000), round((seam_s + 1.8) * 48_000))
    assert bend[near].max() <= bend.max()
    assert np.quantile(bend[near], 0.999) < 2 * np.quantile(bend, 0.999)


def test_silence_stays_silent(spleeter):
    stems = separated(spleeter, np.zeros((2, RATE_HZ), np.float32))
    assert not stems["vocals"].any()
    assert not stems["accompaniment"].any()


def test_the_network_answers_as_its_reference_does(spleeter):
    """Numbers from the published U-Net classes run by PyTorch 2.13 on the same weights and input."""
    channel, window, bin_ = np.meshgrid(
        np.arange(2), np.arange(SEGMENT_WINDOWS), np.arange(SEGMENT_BINS), indexing="ij"
    )
    magnitudes = 30 * np.exp(-bin_ / 200) * (1 + np.sin(0.05 * window + channel) * np.cos(0.02 * bin_))
    (mask,) = spleeter._session.run(["mask"], {"magnitudes": magnitudes[None].astype(np.float32)})
    assert mask.shape == (1, 2, SEGMENT_WINDOWS, SEGMENT_BINS)
    np.testing.assert_allclose(mask.mean(axis=(0, 2, 3)), [0.41887, 0.41892], atol=1e-4)
    bands = [mask[..., start : start + 128].mean() for start in range(0, SEGMENT_BINS, 128)]
    expected = [0.00239, 0.09045, 0.31098, 0.36582, 0.69926, 0.60926, 0.52054, 0.75247]
    np.testing.assert_allclose(bands, expected, atol=1e-4)
    for place, value in {(0, 300, 400): 0.90188, (0, 511, 1023): 0.84555, (1, 17, 700): 0.99924}.items():
        assert mask[0][place] == pytest.approx(value, abs=1e-4)


def test_the_network_is_loaded_once(spleeter, weights_dir):
    again = type(spleeter)(weights_dir / "spleeter-2stems.safetensors")
    assert again._session is spleeter._session


def test_surround_is_mixed_down_by_the_standard():
    """ITU-R BS.775: centre and surrounds at -3 dB, no LFE; here 7.66 dB lower in all, to stay within full scale."""
    mix = np.eye(6, dtype=np.float32)
    blocks, channels = as_mono_or_stereo([mix], 6)
    assert channels == 2
    gains = np.concatenate(list(blocks), axis=1) / 10 ** (-7.66 / 20)
    expected = [[1, 0, 0.7071, 0, 0.7071, 0], [0, 1, 0.7071, 0, 0, 0.7071]]
    np.testing.assert_allclose(gains, expected, atol=1e-3)


@pytest.mark.parametrize("channels", [3, 4, 5, 7, 8])
def test_other_surround_is_refused_with_advice(channels):
    with pytest.raises(AudioError, match="stereo first") as refusal:
        as_mono_or_stereo([], channels)
    assert refusal.value.code == "audio_channels_unsupported"
