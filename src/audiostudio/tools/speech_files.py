"""Writes what a synthetic voice says into one mono file that tells, in its tags, that nobody said it."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.codecs import AudioFormat, create_audio
from audiostudio.audio.dither import Dither
from audiostudio.audio.resample import Resampler
from audiostudio.audio.stream import Processor, through

_LONGEST_TITLE = 60
# What the International Press Telecommunications Council calls media that a trained network made.
_SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def write_speech(
    path: Path,
    sounds: Iterable[NDArray[np.float32]],
    own_rate_hz: int,
    fmt: AudioFormat,
    rate_hz: int,
    *,
    text: str,
    voice: str,
    model: str,
) -> int:
    """Write the sound as it comes, and return its length in frames of the file.

    Args:
        path: the file.
        sounds: mono blocks, ``(1, frames)`` float32.
        own_rate_hz: their rate.
        fmt: the file's format.
        rate_hz: the file's rate.
        text: what is said; its beginning becomes the title.
        voice: who says it, as the tags are to name it.
        model: the network whose voice it is.
    """
    processors: list[Processor] = [] if rate_hz == own_rate_hz else [Resampler(own_rate_hz, rate_hz, channels=1)]
    if not fmt.is_lossy:
        processors.append(Dither(1, fmt.bit_depth))
    title = " ".join(text.split())
    tags = {
        "title": title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…",
        "artist": f"{voice} (synthetic voice)",
        "genre": "Speech",
        "comment": f"Synthetic speech: no person said this. Made with {model} by Audio Studio.",
        "digitalsourcetype": _SYNTHETIC,
    }
    with create_audio(path, fmt, rate_hz, 1, tags=tags) as writer:
        for block in through(sounds, processors):
            writer.write(block)
        return writer.frames
