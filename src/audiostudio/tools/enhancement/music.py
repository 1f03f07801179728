"""Finds the music of a recording that is enhanced, by a network that knows speech and by pitches that are held."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono, as_mono_or_stereo
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import Processor, ShareReport, prefetch, process_stream, with_progress
from audiostudio.audio.restoration.findings import Findings
from audiostudio.audio.restoration.hum import HumRemover
from audiostudio.audio.restoration.music_passages import RATE_HZ, HeldPitchMeter, music_passages
from audiostudio.audio.types import Mono
from audiostudio.engines.speech_recognition.voice_activity import SpeechLikelihood, whole_frames

_SPEECH_FROM = 0.5


def find_music(source: Path, findings: Findings, report: ShareReport) -> list[tuple[float, float]]:
    """Return start and end in seconds of each passage of music, as `music_passages` tells them.

    Raises:
        AudioError: the file cannot be decoded.
    """
    meter, likelihood, likelihoods = HeldPitchMeter(), SpeechLikelihood(), [np.zeros(0, np.float32)]
    for samples in whole_frames(_without_hum(source, findings, report)):
        meter.feed(samples)
        likelihoods.append(likelihood.process(samples))
    speech = np.concatenate(likelihoods) >= _SPEECH_FROM
    duration_s = findings.measured.seconds
    found = music_passages(meter.read(), speech)
    return [(start_s, min(end_s, duration_s)) for start_s, end_s in found if start_s < duration_s]


def _without_hum(source: Path, findings: Findings, report: ShareReport) -> Iterator[Mono]:
    """Yield the recording in mono at `RATE_HZ`, without its hum, which holds its pitch."""
    with open_audio(source) as reader:
        rate_hz = reader.sample_rate_hz
        blocks, _ = as_mono_or_stereo(reader.blocks(), reader.channels)
        decoded = with_progress(prefetch(blocks), findings.measured.frames, report)
        stages: list[Processor] = []
        if findings.hum:
            stages.append(HumRemover(findings.hum, rate_hz, 1))
        if rate_hz != RATE_HZ:
            stages.append(Resampler(rate_hz, RATE_HZ, 1))
        for block in process_stream(as_mono(decoded, rate_hz), stages):
            yield block[0]
