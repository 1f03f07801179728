"""Four stems on the real weights: each is found where the stems are known, they sum to the mix, no block is heard."""

from pathlib import Path

import numpy as np
import pytest
from benchmarks.support.multitracks import RATE_HZ, STEMS, evaluation_songs
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.codecs import read_audio
from audiostudio.audio.dsp.stft import BINS
from audiostudio.engines.separation.four_stems import FourStemSeparator
from audiostudio.engines.separation.four_stems_network import BANDS, band_magnitudes, to_bands, to_bins
from audiostudio.engines.separation.masking import SEGMENT_WINDOWS
from audiostudio.engines.weights.store import ModelStore
from tests.support.separation_shapes import SHAPES


@pytest.fixture(scope="module")
def separator(weights_dir: Path) -> FourStemSeparator:
    return FourStemSeparator(ModelStore(weights_dir).pull("spleeter:2stems"))


@pytest.fixture(scope="module")
def band(real_tracks):
    """Give 14 s of real instrumental music, 48 kHz stereo."""
    sound, rate_hz = read_audio(real_tracks[0])
    assert rate_hz == 48_000
    return sound[:, 5 * rate_hz : 19 * rate_hz]


def separated(separator, mix, sample_rate_hz=RATE_HZ, block_frames=65_536, tick=lambda: None):
    blocks = [mix[:, start : start + block_frames] for start in range(0, mix.shape[1], block_frames)]
    parts = list(separator.separate(blocks, sample_rate_hz, mix.shape[0], tick))
    assert all({stem.shape for stem in part.values()} == {part["other"].shape} for part in parts)
    return {stem: np.concatenate([part[stem] for part in parts], axis=1) for stem in separator.stems}


def sdr_db(truth, estimate):
    """Signal to distortion ratio, the error being all that differs."""
    return 10 * np.log10(np.sum(truth**2) / np.sum((truth - estimate) ** 2))


def power(sound):
    return np.mean(np.square(sound, dtype=np.float64))


def test_every_stem_is_found_in_songs_whose_stems_are_known(separator):
    """Synthetic songs with instruments that the network was not trained on."""
    gains_db = {stem: [] for stem in STEMS}
    for song in evaluation_songs(["funk", "metal"], duration_s=14):
        stems = separated(separator, song.mix)
        for stem, truth in song.stems.items():
            gains_db[stem].append(sdr_db(truth, stems[stem]) - sdr_db(truth, song.mix))
    for stem, gains in gains_db.items():
        assert np.mean(gains) > 6, (stem, gains)


@pytest.mark.parametrize("stem", ["drums", "bass", "other"])
def test_a_stem_alone_goes_where_it_belongs(separator, stem):
    """Most of an instrument's power comes out in its own stem when nothing else plays."""
    (song,) = evaluation_songs(["pop"], duration_s=8)
    stems = separated(separator, song.stems[stem])
    assert max(stems, key=lambda name: power(stems[name])) == stem
    assert sdr_db(song.stems[stem], stems[stem]) > 6


def test_the_bass_of_real_music_is_low_and_its_drums_are_short(separator, real_tracks):
    """Without the stems, what is known of instruments: a bass lies below 500 Hz, drums have the onsets."""
    sound, rate_hz = read_audio(real_tracks[0])
    stems = separated(separator, sound[:, 20 * rate_hz : 32 * rate_hz], rate_hz)
    spectrum = np.abs(np.fft.rfft(stems["bass"][0])) ** 2
    frequencies_hz = np.fft.rfftfreq(stems["bass"].shape[1], 1 / rate_hz)
    assert spectrum[frequencies_hz < 500].sum() > 0.9 * spectrum.sum()
    assert crest_db(stems["drums"]) > crest_db(stems["other"]) + 3


def crest_db(sound):
    """Peak beside mean of the power of 10 ms blocks."""
    blocks = np.square(sound[0, : sound.shape[1] // 480 * 480]).reshape(-1, 480).mean(axis=1)
    return 10 * np.log10(np.quantile(blocks, 0.99) / blocks.mean())


@pytest.mark.parametrize(("channels", "sample_rate_hz", "frames"), SHAPES)
def test_stems_have_the_shape_of_the_mix_and_sum_to_it(separator, channels, sample_rate_hz, frames):
    rng = np.random.default_rng(frames)
    mix = (0.1 * rng.standard_normal((channels, frames))).astype(np.float32)
    stems = separated(separator, mix, sample_rate_hz)
    assert tuple(stems) == STEMS
    assert {sound.shape for sound in stems.values()} == {mix.shape}
    np.testing.assert_allclose(sum(stems.values()), mix, atol=1e-6)


def test_block_edges_make_no_difference(separator, band):
    whole = separated(separator, band, 48_000, block_frames=band.shape[1])
    streamed = separated(separator, band, 48_000, block_frames=7_001)
    for stem in STEMS:
        np.testing.assert_allclose(streamed[stem], whole[stem], atol=1e-5)


def test_mono_is_what_two_equal_channels_are(separator, band):
    mono = band[:1, : 48_000 * 4]
    once, twice = separated(separator, mono, 48_000), separated(separator, np.repeat(mono, 2, axis=0), 48_000)
    for stem in STEMS:
        assert sdr_db(twice[stem].mean(axis=0), once[stem][0]) > 20


def test_silence_stays_silent(separator):
    stems = separated(separator, np.zeros((2, RATE_HZ), np.float32))
    assert not any(sound.any() for sound in stems.values())


def test_an_exception_of_the_tick_stops_it(separator, band):
    calls = 0

    def stop():
        nonlocal calls
        calls += 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        separated(separator, band, 48_000, tick=stop)
    assert calls == 1


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_bands_keep_power_and_flat_masks(seed):
    spectrum = np.random.default_rng(seed).exponential(size=(2, 3, BINS)).astype(np.float32)
    np.testing.assert_allclose(to_bands(spectrum).sum(axis=-1), spectrum.sum(axis=-1), rtol=1e-4)
    assert to_bands(spectrum).shape == (2, 3, BANDS)
    mask = np.random.default_rng(seed).random((2, 3, BANDS)).astype(np.float32)
    np.testing.assert_allclose(to_bands(to_bins(mask) * spectrum), mask * to_bands(spectrum), rtol=1e-4)
    np.testing.assert_allclose(band_magnitudes(to_bands(np.full(BINS, 9, np.float32))), 3, rtol=1e-6)


def test_the_graph_answers_as_the_network_that_was_trained(separator):
    """The published weights in PyTorch, as the script that trained them defines the network."""
    import torch
    from training.four_stems import with_published_weights

    magnitudes = np.random.default_rng(1).lognormal(-1, 2, (1, 2, SEGMENT_WINDOWS, BANDS)).astype(np.float32)
    with torch.inference_mode():
        expected = with_published_weights()(torch.from_numpy(magnitudes))
    for stem, mask in zip(
        ("drums", "bass"), separator._session.run(["drums", "bass"], {"magnitudes": magnitudes}), strict=True
    ):
        np.testing.assert_allclose(mask, expected[stem].numpy(), atol=1e-4)
