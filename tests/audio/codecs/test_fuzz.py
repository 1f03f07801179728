"""Damaged files of every kind decode or are refused; nothing else ever comes out."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.codecs import AudioFormat, inspect_audio, read_audio
from audiostudio.audio.errors import AudioError
from tests.support.encoded import muxed, sndfile_bytes, tones, write

WRITTEN = ["WAV", "FLAC", "AIFF", "MP3", "AAC", "OGG", "OPUS"]
OTHERS = ["W64", "CAF", "AU", "float WAV", "ADPCM WAV", "WebM", "ADTS", "WMA"]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pristine")
    sound = tones(2, 48_000, 0.4)

    @cache
    def content(kind: str) -> bytes:
        path = folder / "sound"
        if kind in WRITTEN:
            return write(path, sound, 48_000, AudioFormat(kind, 16)).read_bytes()
        if kind in ("WebM", "ADTS", "WMA"):
            muxer, codec = {"WebM": ("webm", "libopus"), "ADTS": ("adts", "aac"), "WMA": ("asf", "wmav2")}[kind]
            return muxed(path, muxer, codec, sound, 48_000).read_bytes()
        container, subtype = {"float WAV": ("WAV", "FLOAT"), "ADPCM WAV": ("WAV", "MS_ADPCM")}.get(kind, (kind, None))
        return sndfile_bytes(sound, 48_000, container, subtype)

    return content


@pytest.mark.parametrize("kind", WRITTEN + OTHERS)
@settings(max_examples=40)
@given(data=st.data())
def test_damage_is_refused_or_survived(pristine, tmp_path, kind, data):
    content = bytearray(pristine(kind))
    # Half of the damage goes where the headers are.
    positions = st.one_of(st.integers(0, min(400, len(content) - 1)), st.integers(0, len(content) - 1))
    for position, value in data.draw(st.lists(st.tuples(positions, st.integers(0, 255)), max_size=12)):
        content[position] = value
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    path = tmp_path / "damaged"
    path.write_bytes(content)
    try:
        facts = inspect_audio(path, max_duration_s=30)
        assert 0.1 <= facts.duration_s <= 30
        assert 1 <= facts.channels <= 8
        sound, rate_hz = read_audio(path)
    except AudioError:
        return
    assert sound.dtype == np.float32
    assert np.isfinite(sound).all()
    assert (sound.shape[0], rate_hz) == (facts.channels, facts.sample_rate_hz)
