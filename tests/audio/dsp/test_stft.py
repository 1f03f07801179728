"""Analysis and synthesis: unchanged spectra give the stream back, and the transform is the textbook's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import get_window

from audiostudio.audio.dsp.stft import BINS, HOP_FRAMES, WINDOW_FRAMES, Analysis, Synthesis


@settings(max_examples=25)
@given(
    lengths=st.lists(st.integers(0, 9_000), min_size=1, max_size=8),
    groups=st.integers(1, 7),
    channels=st.integers(1, 2),
    window_frames=st.sampled_from([64, 1536, WINDOW_FRAMES]),
)
def test_a_stream_survives_in_any_blocks(lengths, groups, channels, window_frames):
    stream = np.random.default_rng(0).uniform(-1, 1, (channels, sum(lengths))).astype(np.float32)
    analysis, synthesis = Analysis(channels, window_frames), Synthesis(channels, window_frames)
    ends = np.cumsum(lengths)
    blocks = [stream[:, end - length : end] for length, end in zip(lengths, ends, strict=True)]
    spectra = np.concatenate([*(analysis.push(block) for block in blocks), analysis.finish()], axis=1)
    rebuilt = np.concatenate([synthesis.push(part) for part in np.array_split(spectra, groups, axis=1)], axis=1)
    assert rebuilt.shape[1] >= stream.shape[1]
    np.testing.assert_allclose(rebuilt[:, : stream.shape[1]], stream, atol=1e-6)
    np.testing.assert_allclose(rebuilt[:, stream.shape[1] :], 0, atol=1e-6)


def test_windows_are_periodic_hann_at_a_quarter():
    stream = np.random.default_rng(1).standard_normal((1, 20_000)).astype(np.float32)
    spectra = Analysis(1).push(stream)
    start = 4 * HOP_FRAMES - (WINDOW_FRAMES - HOP_FRAMES)
    expected = np.fft.rfft(stream[0, start : start + WINDOW_FRAMES] * get_window("hann", WINDOW_FRAMES))
    assert spectra.shape[2] == BINS
    np.testing.assert_allclose(spectra[0, 4], expected, atol=1e-3)


def test_the_spectrum_of_a_sine_stands_in_its_bin():
    frequency_hz, rate_hz = 44_100 / WINDOW_FRAMES * 100, 44_100
    stream = np.sin(2 * np.pi * frequency_hz * np.arange(rate_hz) / rate_hz)[None].astype(np.float32)
    spectrum = np.abs(Analysis(1).push(stream)[0, 10])
    assert spectrum.argmax() == 100
    assert spectrum[100] == pytest.approx(WINDOW_FRAMES / 4, rel=1e-3)
