"""Writes sound that lies in memory as a file, in any format and at any rate."""

from pathlib import Path
from typing import Any

from audiostudio.audio.codecs import AudioFormat, create_audio
from audiostudio.audio.dsp.dither import Dither
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import Processor, process_stream
from audiostudio.audio.types import Audio

_BLOCK_FRAMES = 1 << 17


def write_sound(
    path: Path, audio: Audio, own_rate_hz: int, fmt: AudioFormat, rate_hz: int, *, tags: dict[str, str]
) -> dict[str, Any]:
    """Write a sound and return what the library tells of it.

    Args:
        path: the file.
        audio: ``(channels, frames)``.
        own_rate_hz: its rate.
        fmt: the file's format.
        rate_hz: the file's rate.
        tags: what the file says of itself.

    Raises:
        AudioError: the format cannot hold it.
    """
    channels = audio.shape[0]
    chain: list[Processor] = [] if rate_hz == own_rate_hz else [Resampler(own_rate_hz, rate_hz, channels)]
    if not fmt.is_lossy and fmt.bit_depth < 32:
        chain.append(Dither(channels, fmt.bit_depth))
    blocks = (audio[:, at : at + _BLOCK_FRAMES] for at in range(0, audio.shape[1], _BLOCK_FRAMES))
    with create_audio(path, fmt, rate_hz, channels, tags=tags) as writer:
        for block in process_stream(blocks, chain):
            writer.write(block)
        seconds = writer.frames / rate_hz
    return {"duration_s": round(seconds, 3), "sample_rate_hz": rate_hz, "channels": channels}
