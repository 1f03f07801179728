"""Equalizer, compressors, width, colour and transients: the curves they promise, and that they do nothing else."""

import numpy as np
import pytest
from scipy.signal import freqs

from audiostudio.audio.dsp.biquad import BiquadCascade, response
from audiostudio.audio.dsp.compressor import Compressor, CompressorSettings, MultibandCompressor
from audiostudio.audio.dsp.equalizer import Band, all_pass, design, equalizer, high_pass, low_pass
from audiostudio.audio.dsp.saturation import HarmonicColour
from audiostudio.audio.dsp.stereo import StereoMeter, StereoWidener
from audiostudio.audio.dsp.stream import Gain, through, whole
from audiostudio.audio.dsp.transients import TransientCare
from tests.audio.signals import drums_and_bass

RATE_HZ = 48_000
SETTINGS = CompressorSettings(-20.0, 3.0, 6.0, 20.0, 100.0)
PROCESSORS = {
    "gain": lambda: Gain(-3.0, 2),
    "compressor": lambda: Compressor(SETTINGS, RATE_HZ, 2),
    "multiband": lambda: MultibandCompressor([SETTINGS] * 3, (140.0, 3600.0), RATE_HZ, 2),
    "width": lambda: StereoWidener(1.2, 150.0, RATE_HZ),
    "colour": lambda: HarmonicColour(0.3, 1.5, RATE_HZ, 2),
    "transients": lambda: TransientCare(2.0, RATE_HZ, 2),
}


def tone(frequency_hz, level_db, seconds=2.0):
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return np.tile((10 ** (level_db / 20) * np.sin(2 * np.pi * frequency_hz * time)).astype(np.float32), (2, 1))


def level_db(audio):
    return 10 * np.log10(np.mean(audio.astype(np.float64) ** 2))


@pytest.mark.parametrize("rate_hz", [44_100, 96_000, 192_000])
@pytest.mark.parametrize("gain_db", [-6.0, 0.5, 3.0])
def test_a_bell_has_its_gain_at_its_frequency_at_any_rate(rate_hz, gain_db):
    frequencies = np.array([20.0, 1000.0, 8000.0])
    curve = 20 * np.log10(np.abs(response(design(Band("bell", 8000, gain_db, 1.0), rate_hz), frequencies, rate_hz)))
    np.testing.assert_allclose(curve[[0, 2]], [0, gain_db], atol=0.02)


@pytest.mark.parametrize("shape", ["low_shelf", "high_shelf"])
@pytest.mark.parametrize("frequency_hz", [100.0, 3000.0])
def test_shelves_follow_the_analogue_cookbook(shape, frequency_hz):
    a, q = 10 ** (4 / 40), 0.7
    low = a * np.array([1, np.sqrt(a) / q, a]), np.array([a, np.sqrt(a) / q, 1])
    b_coefficients, a_coefficients = low if shape == "low_shelf" else (low[0][::-1], low[1][::-1])
    frequencies = np.array([20.0, 50, 100, 500, 1000, 3000, 8000, 12000])
    _, analogue = freqs(b_coefficients, a_coefficients, frequencies / frequency_hz)
    digital = response(design(Band(shape, frequency_hz, 4.0, q), RATE_HZ), frequencies, RATE_HZ)
    np.testing.assert_allclose(20 * np.log10(np.abs(digital)), 20 * np.log10(np.abs(analogue)), atol=0.15)


def test_a_band_with_no_room_at_this_rate_is_left_out():
    assert len(equalizer([Band("high_shelf", 10_000, 2, 0.7), Band("bell", 1000, 1, 1)], 16_000)) == 1
    assert len(equalizer([Band("bell", 1000, 0.0, 1)], 48_000)) == 0


@pytest.mark.parametrize("frequency_hz", [140.0, 3600.0])
def test_the_crossover_sums_to_an_all_pass(frequency_hz):
    frequencies = np.geomspace(10, 20_000, 200)
    low, high = low_pass(frequency_hz, RATE_HZ), high_pass(frequency_hz, RATE_HZ)
    total = response(np.concatenate([low, low]), frequencies, RATE_HZ)
    total = total + response(np.concatenate([high, high]), frequencies, RATE_HZ)
    np.testing.assert_allclose(total, response(all_pass(frequency_hz, RATE_HZ), frequencies, RATE_HZ), atol=1e-9)
    np.testing.assert_allclose(np.abs(total), 1, atol=1e-9)


def test_multiband_without_compression_keeps_every_frequency():
    idle = CompressorSettings(0.0, 1.0, 6.0, 20.0, 100.0)
    impulse = np.zeros((1, RATE_HZ), np.float32)
    impulse[0, 0] = 1
    spectrum = np.abs(np.fft.rfft(whole(impulse, MultibandCompressor([idle] * 3, (140.0, 3600.0), RATE_HZ, 1))[0]))
    np.testing.assert_allclose(spectrum, 1, atol=0.005)


@pytest.mark.parametrize(("level", "expected"), [(-40, -40), (-20 + 3.01, -20 - 0.5 + 3.01), (-8, -20 + 3.01 + 3)])
def test_the_compressor_follows_its_static_curve(level, expected):
    # Levels of peaks; the detector reads 3.01 dB less. At the threshold a 6 dB knee and a ratio of 3 take 0.5 dB.
    out = whole(tone(1000, level), Compressor(SETTINGS, RATE_HZ, 2))
    assert level_db(out[:, RATE_HZ:]) + 3.01 == pytest.approx(expected, abs=0.1)


def test_the_compressor_moves_with_its_time_constants():
    step = np.concatenate([tone(1000, -40, 1.0), tone(1000, -5, 1.0), tone(1000, -40, 1.0)], axis=1)
    compressor = Compressor(SETTINGS, RATE_HZ, 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain_db = 20 * np.log10(np.abs(whole(step, compressor)[0] / step[0]))
    final = np.nanmedian(gain_db[RATE_HZ + 40_000 : RATE_HZ + 47_000])
    assert final == pytest.approx(-8.0, abs=0.1)
    at_attack = np.nanmedian(gain_db[RATE_HZ + 1100 : RATE_HZ + 1300])  # 25 ms: 20 ms and the detector's 5
    assert 0.5 * final > at_attack > 0.75 * final
    assert compressor.max_gain_reduction_db == pytest.approx(8.0, abs=0.1)


def test_compression_keeps_the_stereo_image():
    audio = drums_and_bass(RATE_HZ, 3) * np.float32(2)
    audio[1] *= np.float32(0.2)
    out = whole(audio, Compressor(SETTINGS, RATE_HZ, 2))
    heard = np.abs(audio).min(axis=0) > 1e-3
    np.testing.assert_allclose((out / audio)[0, heard], (out / audio)[1, heard], rtol=1e-4)


def test_width_raises_the_side_above_150_hz_and_leaves_bass_and_mono():
    for frequency_hz, gain_db in ((40, 0.0), (2000, 20 * np.log10(1.2))):
        side = tone(frequency_hz, -20) * np.array([[1], [-1]], np.float32)
        out = whole(side, StereoWidener(1.2, 150.0, RATE_HZ))
        assert level_db(out) - level_db(side) == pytest.approx(gain_db, abs=0.05)
    audio = drums_and_bass(RATE_HZ, 2)
    out = whole(audio, StereoWidener(1.2, 150.0, RATE_HZ))
    np.testing.assert_allclose(out.sum(axis=0), audio.sum(axis=0), atol=1e-6)


def test_the_stereo_meter_reads_known_images():
    left = np.random.default_rng(0).standard_normal(RATE_HZ).astype(np.float32)
    for right, correlation, side_to_mid_db in ((left, 1, -np.inf), (-left, -1, np.inf), (np.zeros_like(left), 1, 0)):
        meter = StereoMeter()
        meter.feed(np.stack([left, right]))
        image = meter.read()
        assert image.side_to_mid_db == pytest.approx(side_to_mid_db, abs=1e-3)
        assert image.correlation == pytest.approx(correlation, abs=1e-6) or not right.any()


def test_colour_adds_second_and_third_harmonics_and_no_offset():
    audio = tone(1000, -10, 1.0)
    added = whole(audio, HarmonicColour(0.3, 1.5, RATE_HZ, 2))[0] - audio[0]
    spectrum = np.abs(np.fft.rfft(added * np.hanning(RATE_HZ))) / (RATE_HZ / 4)
    second, third = spectrum[1998:2003].max(), spectrum[2998:3003].max()
    assert 1e-4 < second < 0.05 * 10 ** (-10 / 20)
    assert 1e-5 < third < second
    assert abs(added[RATE_HZ // 2 :].mean()) < 1e-4


def test_colour_does_not_alias():
    audio = tone(4900, -3, 1.0)
    out = whole(audio, HarmonicColour(0.4, 1.5, RATE_HZ, 2))[0]
    spectrum = 20 * np.log10(np.abs(np.fft.rfft(out * np.hanning(RATE_HZ))) / (RATE_HZ / 4) + 1e-12)
    harmonics = np.zeros(len(spectrum), bool)
    for multiple in range(5):
        harmonics[max(0, multiple * 4900 - 60) : multiple * 4900 + 60] = True
    assert spectrum[~harmonics].max() < -85


def test_transient_care_lifts_hits_and_not_what_is_steady():
    steady = tone(500, -12, 2.0)
    np.testing.assert_allclose(whole(steady, TransientCare(2.0, RATE_HZ, 2))[:, RATE_HZ:], steady[:, RATE_HZ:])
    hit = tone(500, -40, 2.0)
    hit[:, RATE_HZ : RATE_HZ + 4800] *= np.float32(30)
    lifted = whole(hit, TransientCare(2.0, RATE_HZ, 2))
    onset = slice(RATE_HZ, RATE_HZ + 960)
    assert 1.0 < level_db(lifted[:, onset]) - level_db(hit[:, onset]) <= 2.0


@pytest.mark.parametrize("name", PROCESSORS)
def test_block_edges_do_not_matter(name):
    audio = drums_and_bass(RATE_HZ, 3)
    blocks = np.split(audio, [1, 2, 17, 999, 40_000, 40_001, 100_000], axis=1)
    streamed = np.concatenate(list(through(blocks, [PROCESSORS[name]()])), axis=1)
    np.testing.assert_allclose(streamed, whole(audio, PROCESSORS[name]()), atol=1e-6)
    assert streamed.shape == audio.shape


@pytest.mark.parametrize("name", PROCESSORS)
def test_silence_after_sound_stays_finite_and_ends_in_nothing(name):
    audio = np.concatenate([drums_and_bass(RATE_HZ, 1), np.zeros((2, 20 * RATE_HZ), np.float32)], axis=1)
    processor = PROCESSORS[name]()
    out = np.concatenate(list(through(np.split(audio, 100, axis=1), [processor])), axis=1)
    assert np.isfinite(out).all()
    tail = np.abs(out[:, -RATE_HZ:])
    assert tail.max() == 0 or tail.max() < 1e-20
    assert not ((tail > 0) & (tail < np.finfo(np.float32).tiny)).any()


def test_a_filter_rings_out_without_denormals():
    cascade = BiquadCascade(high_pass(25.0, RATE_HZ), 1)
    cascade.process(np.ones((1, 1000), np.float32))
    for _ in range(200):
        last = cascade.process(np.zeros((1, 4800), np.float32))
    assert not last.any()
