"""Measures a recording for the analysis tool: one pass over the file, through every meter."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono_or_stereo
from audiostudio.audio.dsp.stream import prefetch
from audiostudio.audio.meters.loudness import LoudnessMeter
from audiostudio.audio.meters.true_peak import TruePeakMeter
from audiostudio.audio.music.features import MusicFeatures, MusicMeter
from audiostudio.audio.speech.watermark_detection import USUAL_SPEED, Detection, WatermarkMeter
from audiostudio.tools.base import Progress

MEASURING_SHARE = 0.75
_OUTLINE_HZ = 100


@dataclass(frozen=True)
class Measurements:
    """What one pass over a file gave."""

    sample_rate_hz: int
    channels: int
    duration_s: float
    features: MusicFeatures
    loudness: LoudnessMeter
    true_peak_dbtp: float
    outline: NDArray[np.float32]
    watermark: Detection


class _Outline:
    """The highest amplitude of each hundredth of a second."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._step = max(1, sample_rate_hz // _OUTLINE_HZ)
        self._rest = np.zeros(0, np.float32)
        self._peaks: list[NDArray[np.float32]] = []

    def feed(self, audio: NDArray[np.float32]) -> None:
        known = np.concatenate([self._rest, np.abs(audio).max(axis=0)])
        whole = len(known) // self._step * self._step
        self._peaks.append(known[:whole].reshape(-1, self._step).max(axis=1))
        self._rest = known[whole:]

    def read(self) -> NDArray[np.float32]:
        last = [self._rest.max(keepdims=True)] if len(self._rest) else []
        return np.concatenate([np.zeros(0, np.float32), *self._peaks, *last])


def measure(source: Path, threads: int, progress: Progress) -> Measurements:
    """Decode a file once, through all meters.

    Raises:
        AudioError: the sound cannot be decoded, or has channels that cannot be mixed down.
    """
    with open_audio(source) as reader, ThreadPoolExecutor(1) as pool:
        rate_hz, channels = reader.sample_rate_hz, reader.channels
        as_mono_or_stereo([], channels)  # refuse before anything is measured
        loudness, peak = LoudnessMeter(rate_hz, channels), TruePeakMeter(rate_hz, channels)
        outline, music = _Outline(rate_hz), MusicMeter(rate_hz, min(channels, 2))
        watermark = WatermarkMeter(rate_hz, USUAL_SPEED)
        expected_frames = max(1.0, reader.duration_s * rate_hz)

        def feed_meters(block: NDArray[np.float32]) -> None:
            loudness.feed(block)
            peak.feed(block)
            outline.feed(block)
            watermark.feed(block)

        for block in prefetch(reader.blocks()):
            metering = pool.submit(feed_meters, block) if threads > 1 else None
            for folded in as_mono_or_stereo([block], channels)[0]:
                music.feed(folded)
            if metering:
                metering.result()
            else:
                feed_meters(block)
            progress(MEASURING_SHARE * min(1.0, reader.decoded_frames / expected_frames), "listening")
        features = music.read()
        duration_s = reader.decoded_frames / rate_hz
    return Measurements(
        rate_hz, channels, duration_s, features, loudness, peak.finish(), outline.read(), watermark.read()
    )
