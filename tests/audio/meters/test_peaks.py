"""Waveform peaks: against a plain loop, whatever the blocks, and through their file."""

import struct
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.audio.meters.peaks import FINEST_SAMPLES_PER_PEAK, Peaks, measure_peaks

RATE_HZ = 44_100


def _noise(frames: int, channels: int = 2) -> np.ndarray:
    return np.random.default_rng(frames).uniform(-1, 1, (channels, frames)).astype(np.float32)


@given(st.lists(st.integers(0, 700), max_size=12), st.integers(1, 3))
def test_blocks_do_not_matter_and_each_pair_is_the_least_and_greatest(lengths: list[int], channels: int) -> None:
    sound = _noise(sum(lengths), channels)
    ends = np.cumsum([0, *lengths])
    blocks = [sound[:, start:end] for start, end in pairwise(ends) if end > start]
    peaks = measure_peaks(blocks, RATE_HZ)
    expected = []
    for start in range(0, sound.shape[1], FINEST_SAMPLES_PER_PEAK):
        piece = sound[:, start : start + FINEST_SAMPLES_PER_PEAK]
        expected.append([round(float(piece.min()) * 127), round(float(piece.max()) * 127)])
    assert peaks.extremes.tolist() == expected


@given(st.integers(1, 5_000), st.integers(1, 40))
def test_a_coarser_outline_holds_the_same_extremes(frames: int, pairs: int) -> None:
    peaks = measure_peaks([_noise(frames)], RATE_HZ)
    coarse = peaks.at_most(pairs)
    assert len(coarse.extremes) <= pairs
    assert coarse.extremes[:, 0].min() == peaks.extremes[:, 0].min()
    assert coarse.extremes[:, 1].max() == peaks.extremes[:, 1].max()
    assert coarse.samples_per_peak % peaks.samples_per_peak == 0


def test_the_file_has_the_published_header_and_comes_back() -> None:
    peaks = measure_peaks([_noise(1_000)], RATE_HZ)
    data = peaks.to_bytes()
    assert struct.unpack_from("<iIiiIi", data) == (2, 1, RATE_HZ, 256, 4, 1)
    assert len(data) == 24 + 8
    assert np.array_equal(Peaks.from_bytes(data).extremes, peaks.extremes)
    for broken in (b"", data[:30], b"\x00" * 40):
        with pytest.raises(ValueError, match="peaks"):
            Peaks.from_bytes(broken)


def test_what_cannot_be_shown_is_shown_at_full_scale_or_not_at_all() -> None:
    sound = np.array([[3.0, -3.0, np.nan]], np.float32)
    assert measure_peaks([sound[:, :2]], RATE_HZ).extremes.tolist() == [[-127, 127]]
    assert measure_peaks([sound], RATE_HZ).extremes.tolist() == [[0, 0]]
    assert len(measure_peaks([], RATE_HZ).extremes) == 0
