"""Rooms: their reverberation time is heard from speech, and lowering it brings speech nearer to what was said."""

import numpy as np
import pytest
from pesq import pesq
from pystoi import stoi

from audiostudio.audio.dsp.stream import whole
from audiostudio.audio.restoration.reverberation import DRY_BELOW_S, Dereverberation, ReverberationMeter
from tests.audio.restoration.rooms import in_blocks, in_room, room, voice

RATE_HZ = 16_000


def heard_s(sound: np.ndarray, rate_hz: int = RATE_HZ) -> float | None:
    meter = ReverberationMeter(rate_hz, sound.shape[0])
    for start in range(0, sound.shape[1], 65_536):
        meter.feed(sound[:, start : start + 65_536])
    return meter.read_s()


@pytest.mark.parametrize("name", ["af_heart", "bm_george"])
@pytest.mark.parametrize("t60_s", [0.4, 0.7, 1.2])
def test_the_reverberation_time_is_heard(name, t60_s):
    assert heard_s(in_room(voice(name, RATE_HZ), room(t60_s, RATE_HZ))) == pytest.approx(t60_s, rel=0.12)


def test_what_is_dry_is_not_taken_for_a_room():
    for name in ("af_heart", "am_adam", "bf_emma", "bm_george"):
        t60_s = heard_s(voice(name, RATE_HZ))
        assert t60_s is None or t60_s < DRY_BELOW_S


def test_what_tells_nothing_is_not_guessed():
    assert heard_s(np.zeros((1, 0), np.float32)) is None
    assert heard_s(np.zeros((2, 5 * RATE_HZ), np.float32)) is None
    assert heard_s(0.1 * np.random.default_rng(0).standard_normal((1, 10 * RATE_HZ)).astype(np.float32)) is None


@pytest.mark.parametrize("t60_s", [0.5, 0.9])
def test_speech_comes_nearer_to_what_arrives_early(t60_s):
    clean, response = voice("am_adam", RATE_HZ), room(t60_s, RATE_HZ)
    early = response.copy()
    early[RATE_HZ // 20 :] = 0
    wet, wanted = in_room(clean, response), in_room(clean, early)[0]
    drier = whole(wet, Dereverberation(t60_s, RATE_HZ, 1))
    assert drier.shape == wet.shape
    assert pesq(RATE_HZ, wanted, drier[0], "wb") > pesq(RATE_HZ, wanted, wet[0], "wb") + 0.2
    assert stoi(wanted, drier[0], RATE_HZ) > stoi(wanted, wet[0], RATE_HZ) + 0.01


def test_both_channels_get_one_gain():
    wet = in_room(voice("am_adam", RATE_HZ), room(0.6, RATE_HZ))
    stereo = np.concatenate([wet, 0.25 * wet])
    drier = whole(stereo, Dereverberation(0.6, RATE_HZ, 2))
    np.testing.assert_allclose(drier[1], 0.25 * drier[0], atol=1e-6)


def test_block_edges_make_no_difference():
    wet = in_room(voice("am_adam", RATE_HZ), room(0.6, RATE_HZ))[:, :50_000]
    once = in_blocks(wet, Dereverberation(0.6, RATE_HZ, 1))
    pieces = in_blocks(wet, Dereverberation(0.6, RATE_HZ, 1), edges=(1, 130, 128 * 77, 40_001))
    np.testing.assert_allclose(pieces, once, atol=1e-6)
