"""Streams encoded while they are made: whatever the blocks, what was sent decodes to the sound."""

import io
from typing import get_args

import av
import numpy as np
import pytest

from audiostudio.audio.codecs.formats import LiveContainer
from audiostudio.audio.codecs.live_encoder import LiveEncoder

SECONDS = 3


def _tone(rate_hz: int) -> np.ndarray:
    return (0.4 * np.sin(2 * np.pi * 330 * np.arange(SECONDS * rate_hz) / rate_hz))[None].astype(np.float32)


def _decoded(data: bytes, container: str, rate_hz: int) -> np.ndarray:
    if container == "pcm":
        return np.frombuffer(data, "<i2").astype(np.float32) / 32_768
    with av.open(io.BytesIO(data)) as file:
        resampler = av.AudioResampler("flt", "mono", rate_hz)
        frames = [out.to_ndarray()[0] for frame in file.decode(audio=0) for out in resampler.resample(frame)]
    return np.concatenate(frames)


@pytest.mark.parametrize("container", [name for name in get_args(LiveContainer) if name != "pcm"])
def test_what_it_is_comes_before_the_sound(container: LiveContainer) -> None:
    tags = {"title": "Überfahrt", "artist": "Nobody", "comment": "No person said this."}
    encoder = LiveEncoder(container, 48_000, tags)
    sent = encoder.encode(_tone(48_000)) + encoder.finish()
    with av.open(io.BytesIO(sent)) as file:
        told = {name.lower(): value for name, value in {**file.metadata, **file.streams.audio[0].metadata}.items()}
    assert tags.items() <= told.items()
    early = sent[: len(sent) // 4]
    assert b"No person said this." in early or "No person said this.".encode("utf-16-le") in early


@pytest.mark.parametrize("container", get_args(LiveContainer))
@pytest.mark.parametrize("block_frames", [1_000, 24_000])
def test_what_was_sent_is_the_sound(container: LiveContainer, block_frames: int) -> None:
    rate_hz = 48_000 if container == "opus" else 24_000
    sound = _tone(rate_hz)
    encoder = LiveEncoder(container, rate_hz)
    assert encoder.encode(sound[:, :0]) == b""
    pieces = [encoder.encode(sound[:, at : at + block_frames]) for at in range(0, sound.shape[1], block_frames)]
    assert any(pieces[: len(pieces) // 2]), "something is sent before half of it is made"
    heard = _decoded(b"".join([*pieces, encoder.finish()]), container, rate_hz)
    assert abs(heard.size - sound.shape[1]) < 0.1 * rate_hz
    spectrum = np.abs(np.fft.rfft(heard[rate_hz // 2 : rate_hz * 5 // 2] * np.hanning(2 * rate_hz)))
    assert np.argmax(spectrum) / 2 == pytest.approx(330, abs=1)
    # LAME turns what it encodes at low rates down by 5 %, on purpose.
    assert np.sqrt(np.mean(heard[rate_hz // 2 : rate_hz * 2] ** 2)) == pytest.approx(0.4 / np.sqrt(2), rel=0.06)
