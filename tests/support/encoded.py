"""Sounds and files that the tests of the codecs are made of."""

import io
from pathlib import Path

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

from audiostudio.audio.codecs import AudioFormat, create_audio

Sound = NDArray[np.float32]


def tones(channels: int, sample_rate_hz: int, duration_s: float) -> Sound:
    """A different swelling tone in each channel, so that swapped channels and shifts show."""
    t = np.arange(round(duration_s * sample_rate_hz)) / sample_rate_hz
    return np.stack(
        [
            0.4 * np.sin(2 * np.pi * (220 + 110 * i) * t) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * t))
            for i in range(channels)
        ]
    ).astype(np.float32)


def write(path: Path, sound: Sound, sample_rate_hz: int, fmt: AudioFormat) -> Path:
    with create_audio(path, fmt, sample_rate_hz, sound.shape[0]) as writer:
        writer.write(sound)
    return path


def sndfile_bytes(sound: Sound, sample_rate_hz: int, container: str, subtype: str | None = None) -> bytes:
    """Encode with libsndfile, an implementation independent of the one under test."""
    buffer = io.BytesIO()
    soundfile.write(buffer, sound.T, sample_rate_hz, format=container, subtype=subtype)
    return buffer.getvalue()


def muxed(path: Path, muxer: str, codec: str | None, sound: Sound, sample_rate_hz: int, *, video: bool = False) -> Path:
    """Write ``sound`` through a codec and container that the product itself does not write, or video alone."""
    with av.open(str(path), "w", format=muxer) as container:
        streams = []
        if video:
            picture = container.add_stream("mpeg4", rate=25)
            picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
            streams.append(picture)
        if codec is not None:
            voice = container.add_stream(codec, rate=sample_rate_hz, layout={1: "mono", 2: "stereo"}[len(sound)])
            voice.bit_rate = 128_000
            streams.append(voice)
        if video:
            for index in range(25):
                image = np.full((48, 64, 3), index * 10, np.uint8)
                container.mux(picture.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        if codec is not None:
            frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout=voice.codec_context.layout)
            frame.sample_rate = sample_rate_hz
            container.mux(voice.encode(frame))
        for stream in streams:
            container.mux(stream.encode(None))
    return path
