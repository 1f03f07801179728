"""Judges a file from a stranger before any work or money is spent on it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.codecs.facts import AudioFacts
from audiostudio.audio.codecs.formats import MAX_CHANNELS, MIN_SAMPLE_RATE_HZ
from audiostudio.audio.codecs.part_reader import MISSING_TOLERANCE_S, truncated
from audiostudio.audio.codecs.reading import AudioReader, open_audio
from audiostudio.audio.errors import AudioError

_MIN_DURATION_S = 0.1
_SILENCE_PEAK = 10 ** (-90 / 20)
# Once a signal is found, this much is decoded; of the rest only the packets' durations are read.
_DECODED_S = 30.0


def inspect_audio(
    path: str | Path,
    *,
    max_duration_s: float,
    max_channels: int = MAX_CHANNELS,
    min_sample_rate_hz: int = MIN_SAMPLE_RATE_HZ,
) -> AudioFacts:
    """Decide whether a file is sound worth working on, and say what it is.

    The content decides, never the name. Headers are believed where they condemn the file (a claim of ten hours),
    never where they excuse it: length and signal are established by reading. Decoding stops early in a long file, so
    damage further on shows only when the file is decoded.

    Args:
        path: any file.
        max_duration_s: the longest sound accepted; it also bounds the work done here.
        max_channels: the most channels accepted.
        min_sample_rate_hz: the lowest rate accepted.

    Raises:
        AudioError: ``audio_empty``, ``audio_undecodable``, ``audio_channels_unsupported``, ``audio_rate_unsupported``,
            ``audio_too_long``, ``audio_truncated``, ``audio_corrupt``, ``audio_not_finite``, ``audio_too_short``,
            ``audio_silent`` or ``audio_dc``.
        OSError: the file cannot be read.
    """
    with open_audio(path) as reader:
        if reader.channels > max_channels:
            raise AudioError(
                "audio_channels_unsupported",
                f"The file has {reader.channels} channels; 1 to {max_channels} are accepted.",
            )
        if reader.sample_rate_hz < min_sample_rate_hz:
            raise AudioError(
                "audio_rate_unsupported",
                f"The file's sample rate is {reader.sample_rate_hz:,} Hz; "
                f"at least {min_sample_rate_hz:,} Hz is needed.",
            )
        _check_claims(reader, max_duration_s)
        frames = _verify_signal(reader, max_duration_s)
        return AudioFacts(
            duration_s=frames / reader.sample_rate_hz,
            sample_rate_hz=reader.sample_rate_hz,
            channels=reader.channels,
            frames=frames,
            codec=reader.codec,
            container=reader.container,
            media_type=reader.media_type,
            tags=reader.tags,
            remarks=tuple(reader.remarks),
        )


def _check_claims(reader: AudioReader, max_duration_s: float) -> None:
    claimed_s = reader.claimed_duration_s
    if claimed_s is not None:
        _check_length(claimed_s, max_duration_s)
    if reader.missing_s:
        raise truncated(reader.duration_s - reader.missing_s, reader.duration_s)


def _verify_signal(reader: AudioReader, max_duration_s: float) -> int:
    """Decode until a signal is certain, follow the rest, and return the length in frames."""
    low = np.full(reader.channels, np.inf)
    high = -low
    for block in reader.blocks():
        low, high = np.minimum(low, block.min(axis=1)), np.maximum(high, block.max(axis=1))
        decoded_s = reader.decoded_frames / reader.sample_rate_hz
        _check_length(decoded_s, max_duration_s)
        if decoded_s >= _DECODED_S and _is_audible(low, high):
            frames = reader.decoded_frames + reader.remaining_frames(max_duration_s)
            duration_s = frames / reader.sample_rate_hz
            _check_length(duration_s, max_duration_s)
            if reader.frames is None:
                return frames
            if reader.duration_s - duration_s > MISSING_TOLERANCE_S:
                raise truncated(duration_s, reader.duration_s)
            return reader.frames
    duration_s = reader.decoded_frames / reader.sample_rate_hz
    if duration_s < _MIN_DURATION_S:
        raise AudioError(
            "audio_too_short", f"The sound lasts {duration_s:.3f} s; at least {_MIN_DURATION_S} s is needed."
        )
    if not _is_audible(low, high):
        if max(-low.min(), high.max()) > _SILENCE_PEAK:
            raise AudioError("audio_dc", "The file holds a constant offset and no sound.")
        raise AudioError("audio_silent", "The file is silent: nothing in it is louder than -90 dBFS.")
    return reader.decoded_frames


def _is_audible(low: NDArray[np.float64], high: NDArray[np.float64]) -> bool:
    """Whether any channel moves by more than silence does; a constant offset does not."""
    return bool(((high - low) / 2 > _SILENCE_PEAK).any())


def _check_length(duration_s: float, max_duration_s: float) -> None:
    if duration_s > max_duration_s:
        raise AudioError(
            "audio_too_long",
            f"The sound is longer than the {max_duration_s / 60:g} minutes that are accepted.",
        )
