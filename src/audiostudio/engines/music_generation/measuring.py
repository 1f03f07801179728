"""What was asked of a generator beside what is found in what it made, by the product's own analysis."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono_or_stereo
from audiostudio.audio.music.beats import BeatGrid, estimate_beats
from audiostudio.audio.music.features import MusicFeatures, MusicMeter
from audiostudio.audio.music.key import Key, estimate_key
from audiostudio.audio.music.unavailable import Unavailable
from audiostudio.audio.types import Audio
from audiostudio.engines.music_generation.options import KEYS
from audiostudio.engines.music_generation.request import MusicRequest

# People tap a piece at half or double its written tempo, and so does the analysis.
_TEMPO_OCTAVES = (0.5, 1.0, 2.0)
_BEATS_OF_METRE = {"2/4": (2, 4), "3/4": (3,), "4/4": (4,), "6/8": (2, 3)}


def measure_against(sound: Path | tuple[Audio, int], request: MusicRequest) -> dict[str, dict[str, Any]]:
    """Return what was asked and what is found, of length, tempo, key and metre.

    Args:
        sound: a file, or ``(channels, frames)`` and its rate in Hz.
        request: what was asked.

    Returns:
        for ``duration_s``, ``bpm``, ``key`` and ``metre`` each: ``asked``, ``found`` (None with a ``reason`` where
        nothing is to be found) and, where both are there, how they compare: ``difference_s``; ``off_percent`` after the
        nearest ``octave`` (0.5, 1 or 2 times what was asked); ``match``, which for a key is ``exact``, ``relative``
        or ``other``, and is left out for modes that the analysis does not tell apart.

    Raises:
        audiostudio.audio.errors.AudioError: the file holds no sound that can be decoded, or of too many channels.
    """
    features, duration_s = _features(sound)
    beats, key = estimate_beats(features), estimate_key(features)
    length: dict[str, Any] = {"asked": request.duration_s, "found": round(duration_s, 4)}
    if request.duration_s is not None:
        length["difference_s"] = round(duration_s - request.duration_s, 4)
    return {
        "duration_s": length,
        "bpm": _tempo(beats, request.bpm),
        "key": _key(key, request.key),
        "metre": _metre(beats, request.metre),
    }


def _features(sound: Path | tuple[Audio, int]) -> tuple[MusicFeatures, float]:
    if isinstance(sound, Path):
        with open_audio(sound) as reader:
            features = _heard(reader.blocks(), reader.channels, reader.sample_rate_hz)
            return features, reader.decoded_frames / reader.sample_rate_hz
    audio, rate_hz = sound
    return _heard(iter([np.asarray(audio, np.float32)]), audio.shape[0], rate_hz), audio.shape[1] / rate_hz


def _heard(blocks: Iterator[Audio], channels: int, rate_hz: int) -> MusicFeatures:
    folded, channels = as_mono_or_stereo(blocks, channels)
    meter = MusicMeter(rate_hz, channels)
    for block in folded:
        meter.feed(block)
    return meter.read()


def _tempo(beats: BeatGrid | Unavailable, asked: float | None) -> dict[str, Any]:
    if isinstance(beats, Unavailable):
        return {"asked": asked, "found": None, "reason": beats.reason}
    said: dict[str, Any] = {"asked": asked, "found": round(beats.tempo_bpm, 2)}
    if asked is not None:
        octave = min(_TEMPO_OCTAVES, key=lambda octave: abs(np.log(beats.tempo_bpm / (asked * octave))))
        said |= {"octave": octave, "off_percent": round(100 * (beats.tempo_bpm / (asked * octave) - 1), 3)}
    return said


def _key(key: Key | Unavailable, asked: str | None) -> dict[str, Any]:
    if isinstance(key, Unavailable):
        return {"asked": asked, "found": None, "reason": key.reason}
    said: dict[str, Any] = {"asked": asked, "found": key.name}
    if asked is not None and asked in KEYS:
        found = key.tonic, key.mode
        is_relative = _major_tonic(*found) == _major_tonic(*KEYS[asked])
        said["match"] = "exact" if found == KEYS[asked] else "relative" if is_relative else "other"
    return said


def _metre(beats: BeatGrid | Unavailable, asked: str | None) -> dict[str, Any]:
    if isinstance(beats, Unavailable):
        return {"asked": asked, "found": None, "reason": beats.reason}
    if beats.beats_per_bar is None:
        return {"asked": asked, "found": None, "reason": "No metre stands out."}
    said: dict[str, Any] = {"asked": asked, "found": beats.beats_per_bar}
    if asked is not None:
        said["match"] = beats.beats_per_bar in _BEATS_OF_METRE.get(asked, (int(asked.partition("/")[0]),))
    return said


def _major_tonic(tonic: int, mode: str) -> int:
    return tonic if mode == "major" else (tonic + 3) % 12
