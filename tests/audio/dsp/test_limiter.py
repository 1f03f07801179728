"""The limiter and the clipper: what they promise of peaks, and what they leave alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.dsp.clipper import SoftClipper
from audiostudio.audio.dsp.gain import node_frames
from audiostudio.audio.dsp.limiter import Limiter, limiter_ceiling, predict_gain
from audiostudio.audio.dsp.stream import process_all, process_stream
from audiostudio.audio.meters.true_peak import PeakEnvelope, true_peak_dbtp
from tests.support.signals import drums_and_bass, libebur128


@st.composite
def programmes(draw):
    """Sound of one or two channels with whatever may hurt a limiter: bursts, steps, clicks, tones near the top."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    channels, frames = draw(st.integers(1, 2)), draw(st.integers(1, 20_000))
    time = np.arange(frames)
    kind = draw(st.sampled_from(("noise", "tone", "clicks", "square", "burst")))
    if kind == "noise":
        audio = random.standard_normal((channels, frames))
    elif kind == "tone":
        audio = np.tile(np.sin(draw(st.floats(0.001, 2.6)) * time), (channels, 1))
    elif kind == "clicks":
        audio = (random.random((channels, frames)) > 0.999) * random.standard_normal((channels, frames)) * 3
    elif kind == "square":
        audio = np.sign(np.sin(draw(st.floats(0.01, 1.0)) * time) + 0.01 * random.standard_normal((channels, frames)))
    else:
        audio = random.standard_normal((channels, frames)) * ((time // 3000) % 2)
    return (audio * 10 ** (draw(st.floats(-30, 18)) / 20)).astype(np.float32)


@settings(max_examples=120)
@given(audio=programmes(), ceiling_dbtp=st.floats(-9, 0), rate_hz=st.sampled_from((44_100, 48_000, 96_000, 192_000)))
def test_nothing_passes_the_ceiling(audio, ceiling_dbtp, rate_hz):
    limited = process_all(audio, Limiter(rate_hz, audio.shape[0], ceiling_dbtp))
    assert limited.shape == audio.shape
    assert np.isfinite(limited).all()
    assert true_peak_dbtp(limited, rate_hz) <= ceiling_dbtp


@settings(max_examples=60)
@given(audio=programmes(), cuts=st.lists(st.integers(0, 20_000), max_size=6))
def test_block_edges_do_not_matter(audio, cuts):
    blocks = np.split(audio, sorted(cut for cut in cuts if cut < audio.shape[1]), axis=1)
    for make in (lambda: Limiter(44_100, audio.shape[0], -1.0), lambda: SoftClipper(audio.shape[0], 0.6, 1.2)):
        streamed = np.concatenate(list(process_stream(blocks, [make()])), axis=1)
        np.testing.assert_allclose(streamed, process_all(audio, make()), atol=1e-6)


@settings(max_examples=60)
@given(audio=programmes())
def test_what_stays_below_the_ceiling_is_not_touched(audio):
    quiet = audio * np.float32(0.7 / max(10 ** (true_peak_dbtp(audio, 44_100) / 20), 0.7))
    np.testing.assert_array_equal(process_all(quiet, Limiter(44_100, audio.shape[0], -1.0)), quiet)


@pytest.mark.parametrize("drive_db", [3, 6, 9, 12])
def test_a_meter_that_is_not_ours_agrees(drive_db):
    audio = drums_and_bass(44_100, 10) * np.float32(10 ** (drive_db / 20) * 2)
    limited = process_all(audio, Limiter(44_100, 2, -1.0))
    assert libebur128(limited, 44_100).true_peak_dbtp <= -1.0


def test_both_channels_get_the_same_gain():
    audio = drums_and_bass(44_100, 5) * np.float32(4)
    audio[1] *= np.float32(0.1)
    limited = process_all(audio, Limiter(44_100, 2, -1.0))
    heard = np.abs(audio).min(axis=0) > 1e-3
    np.testing.assert_allclose((limited / audio)[0, heard], (limited / audio)[1, heard], rtol=1e-4)


def test_a_bass_tone_is_lowered_not_bent():
    time = np.arange(44_100 * 2) / 44_100
    tone = (2 * np.sin(2 * np.pi * 50 * time)).astype(np.float32)[None]
    settled = process_all(tone, Limiter(44_100, 1, -1.0))[0, 44_100:]
    spectrum = np.abs(np.fft.rfft(settled * np.hanning(len(settled))))
    fundamental = spectrum[45:56].max()
    assert 20 * np.log10(spectrum[90:400].max() / fundamental) < -70


def test_a_single_hit_lets_go_within_a_quarter_of_a_second():
    audio = np.full((1, 44_100), 0.25, np.float32)
    audio[0, 10_000] = 2.0
    gain = process_all(audio, Limiter(44_100, 1, -1.0))[0] / audio[0]
    assert gain[9_000] == 1.0
    assert gain[10_000] < 0.5
    assert gain[10_000 + 11_025] > 0.95
    assert np.abs(np.diff(gain)).max() < 0.02


def test_the_gain_is_foretold_from_peaks_alone():
    audio = drums_and_bass(44_100, 5) * np.float32(3)
    step = node_frames(44_100)
    envelope = PeakEnvelope(44_100, 2, step)
    peaks = np.concatenate([envelope.feed(audio), envelope.finish()])
    foretold = np.repeat(predict_gain(peaks, limiter_ceiling(-1.0), 44_100), step)[: audio.shape[1]]
    limited = process_all(audio, Limiter(44_100, 2, -1.0))
    heard = np.abs(audio[0]) > 0.05
    np.testing.assert_allclose((limited / audio)[0, heard], foretold[heard], atol=0.1)
    assert np.sum(limited**2) == pytest.approx(np.sum((audio * foretold) ** 2), rel=0.005)


def test_the_clipper_leaves_what_is_below_its_knee_and_rounds_what_is_above():
    audio = drums_and_bass(44_100, 5)
    loud = audio * np.float32(2 / np.abs(audio).max())
    clipped = process_all(loud, SoftClipper(2, 0.7, 1.0))
    assert true_peak_dbtp(clipped, 44_100) < true_peak_dbtp(loud, 44_100) - 3
    quiet = audio * np.float32(0.2 / np.abs(audio).max())
    np.testing.assert_array_equal(process_all(quiet, SoftClipper(2, 0.7, 1.0)), quiet)


def test_clipping_a_high_tone_does_not_fold_back():
    time = np.arange(44_100) / 44_100
    tone = np.sin(2 * np.pi * 9_000 * time).astype(np.float32)[None]
    spectrum = 20 * np.log10(
        np.abs(np.fft.rfft(process_all(tone, SoftClipper(1, 0.4, 0.8))[0] * np.hanning(44_100))) + 1e-9
    )
    # Its third harmonic, 27 kHz, would fold to 17.1 kHz.
    assert spectrum[17_000:17_200].max() < spectrum[8_900:9_100].max() - 60
