"""Sounds cut out of longer ones: told from sounds with a beginning, processed as if they went on, and found again."""

import numpy as np
import pytest

from audiostudio.audio.dsp.biquad import BiquadCascade
from audiostudio.audio.dsp.equalizer import high_pass
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import ZeroLatency, process_stream
from audiostudio.audio.dsp.surroundings import (
    REACH_SECONDS,
    EdgeMeter,
    Surrounded,
    begins_in_mid_sound,
    goes_on,
    without_surroundings,
)
from tests.support.signals import continuous_programme, drums_and_bass, step_at_seam_db

RATE_HZ = 44_100
CHORD = continuous_programme(RATE_HZ, 2)


class _HighPass(ZeroLatency):
    def __init__(self):
        super().__init__(2)
        self.process = BiquadCascade(high_pass(30.0, RATE_HZ), 2).process


def filtered(*blocks, **edges):
    surrounded = Surrounded(iter(blocks), RATE_HZ, **edges)
    frames = sum(block.shape[1] for block in blocks)
    processed = process_stream(surrounded, [_HighPass()])
    return np.concatenate(list(without_surroundings(processed, surrounded.lead_seconds * RATE_HZ, frames)), axis=1)


@pytest.mark.parametrize("cut", [44_100, 50_000, 54_321])
def test_a_piece_of_a_programme_is_filtered_as_within_it(cut):
    whole = filtered(CHORD)
    piece = filtered(CHORD[:, cut : cut + 7], CHORD[:, cut + 7 :], before=CHORD[:, :cut])
    np.testing.assert_allclose(piece, whole[:, cut:], atol=2e-5)


def test_a_file_that_begins_in_mid_sound_has_no_thump():
    """From rest, a high-pass answers the first frame with a decay that is as loud as the sound's own bass."""
    cut = CHORD[:, 54_321:]
    expected = filtered(CHORD)[:, 54_321:]
    rest = BiquadCascade(high_pass(30.0, RATE_HZ), 2).process(cut)
    thump, left = (np.abs(made - expected)[:, :2000].max() for made in (rest, filtered(cut)))
    assert left < thump / 30


def test_silence_and_fades_have_no_surroundings():
    faded = CHORD * np.linspace(0, 1, CHORD.shape[1], dtype=np.float32) ** 2
    assert Surrounded(iter([faded]), RATE_HZ).lead_seconds == 0
    assert Surrounded(iter([np.zeros((2, RATE_HZ), np.float32)]), RATE_HZ).lead_seconds == 0
    assert Surrounded(iter([CHORD]), RATE_HZ).lead_seconds == REACH_SECONDS
    assert begins_in_mid_sound(CHORD[:, 1000:], RATE_HZ)
    assert not begins_in_mid_sound(faded, RATE_HZ)


@pytest.mark.parametrize("frames", [1, 100, RATE_HZ])
def test_a_piece_shorter_than_the_reach_comes_back_whole(frames):
    cut = CHORD[:, 1000 : 1000 + frames]
    surrounded = Surrounded(iter([cut]), RATE_HZ, before=CHORD[:, :1000], after=CHORD[:, 1000 + frames : 1500 + frames])
    blocks = list(surrounded)
    assert sum(block.shape[1] for block in blocks) == frames + 2 * REACH_SECONDS * RATE_HZ
    back = np.concatenate(list(without_surroundings(blocks, REACH_SECONDS * RATE_HZ, frames)), axis=1)
    assert np.array_equal(back, cut)


def test_edges_are_kept_however_the_stream_is_cut_into_blocks():
    meter, sound = EdgeMeter(100), np.arange(2000, dtype=np.float32)[None]
    for block in np.array_split(sound, [1, 250, 290, 1400, 1950], axis=1):
        meter.feed(block)
    assert np.array_equal(meter.head(), sound[:, :300])
    assert np.array_equal(meter.tail(), sound[:, -300:])


@pytest.mark.parametrize("sound", [CHORD, drums_and_bass(RATE_HZ, 2)])
@pytest.mark.parametrize("cut", [20_000, 44_100, 61_234])
def test_a_sound_goes_on_in_its_own_continuation(sound, cut):
    """One of the cuts is at a hit of the drums, which nothing before it foretells."""
    tail, head = sound[:, :cut], sound[:, cut:]
    assert goes_on(tail, head, RATE_HZ)
    assert goes_on(np.round(tail * 2**15) / np.float32(2**15), head, RATE_HZ)
    for silence in (np.zeros_like(tail), np.zeros_like(head)):
        assert not goes_on(silence, head, RATE_HZ)
        assert not goes_on(tail, silence, RATE_HZ)
    assert not goes_on(tail[:1], head, RATE_HZ)


def test_sounds_that_only_lie_side_by_side_do_not_go_on_in_each_other():
    assert not goes_on(CHORD[:, :50_000], CHORD[:, 50_100:], RATE_HZ)
    assert not goes_on(CHORD[:, :50_000], CHORD[:, 50_000:] * np.float32(0.01), RATE_HZ)
    assert not goes_on(CHORD[:, :20_000], -CHORD[:, 20_000:], RATE_HZ)


def test_resampled_pieces_of_a_programme_join_without_a_click():
    """The resampler takes what lies beyond an edge for silence, and rings; this cut is at a frame of either rate."""

    def resampled(piece, is_surrounded):
        surrounded = Surrounded([piece], RATE_HZ) if is_surrounded else None
        made = list(process_stream(surrounded or [piece], [Resampler(RATE_HZ, 48_000, 2)]))
        lead = surrounded.lead_seconds * 48_000 if surrounded else 0
        return np.concatenate(list(without_surroundings(made, lead, round(piece.shape[1] * 48 / 44.1))), axis=1)

    pieces = CHORD[:, : 340 * 147], CHORD[:, 340 * 147 :]
    clicks = [step_at_seam_db(*([resampled(piece, with_it)] for piece in pieces), 48_000) for with_it in (False, True)]
    assert clicks[1] < min(1.0, clicks[0] - 20)
