"""The channel layouts of decoded frames are never freed twice; without the cure these tests abort the interpreter."""

import gc

import av
import numpy as np
import pytest

from audiostudio.audio.codecs import AudioFormat, read_audio
from audiostudio.audio.codecs.pyav_layouts import _CUSTOM_ORDER, _LayoutObject
from tests.audio.codecs.sounds import tones, write


@pytest.mark.parametrize(
    ("name", "order", "channels"), [("stereo", 1, 2), ("5.1", 1, 6), ("FR+FL+LFE", _CUSTOM_ORDER, 3)]
)
def test_the_pinned_pyav_lays_out_its_objects_as_assumed(name, order, channels):
    layout = av.AudioLayout(name)
    raw = _LayoutObject.from_address(id(layout))
    assert (raw.order, raw.channels) == (order, channels)
    assert raw.map


def test_files_with_a_custom_channel_order_decode_again_and_again(tmp_path):
    sound = tones(8, 48_000, 1.0)
    path = write(tmp_path / "surround.aiff", sound, 48_000, AudioFormat("AIFF"))
    with av.open(str(path)) as container:
        frame = next(container.decode(audio=0))
        raw = _LayoutObject.from_address(id(frame.layout))
        assert raw.order == _CUSTOM_ORDER, "this file no longer provokes the fault"
        raw.map = None
    for _ in range(20):
        decoded, _ = read_audio(path)
        gc.collect()
        np.testing.assert_allclose(decoded, sound, atol=2.0**-23)
