"""A voice that music is to lie under: where it speaks, how loud it is, and both together."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr

from audiostudio.audio.codecs import read_audio
from audiostudio.audio.dsp.scratch import Scratch
from audiostudio.audio.errors import AudioError
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Automation, Span
from audiostudio.audio.meters.loudness import measure_loudness
from audiostudio.audio.mixing.ducking import Ducking, duck_spans
from audiostudio.audio.restoration.activity import runs, speech_activity
from audiostudio.audio.types import Audio

SPEECH_LUFS = -16.0
"""What podcasts are mixed to (AES TD1004)."""
SPEECH_ABOVE_MUSIC_LU = 10.0
# Down before the first word, up again only where there is a pause and not a breath.
_DUCKING = Ducking(depth_db=8.0, attack_s=0.25, hold_s=0.5, release_s=0.8)


@dataclass(frozen=True)
class Voice:
    """A recording, ``(1, frames)`` at 48 kHz and `SPEECH_LUFS`, and when it speaks."""

    sound: Audio
    spans: tuple[Span, ...]

    @property
    def duck(self) -> Automation:
        """The gain of music that leaves room for it."""
        return duck_spans(self.spans, _DUCKING)


def read_voice(path: Path, folder: Path) -> Voice:
    """Return a recording of speech.

    Args:
        path: any sound file.
        folder: for what lies on disk meanwhile.

    Raises:
        AudioError: it cannot be decoded; ``audio_silent``.
    """
    audio, rate_hz = read_audio(path)
    mono = audio.mean(axis=0, dtype=np.float32)
    sound = np.asarray(soxr.resample(mono, rate_hz, SAMPLE_RATE_HZ), np.float32)[None]
    with Scratch(folder, 1) as scratch:
        profile = scratch.record([sound], SAMPLE_RATE_HZ)
    activity = speech_activity(profile, sound.shape[1])
    if not np.isfinite(activity.loudness_lufs):
        raise AudioError("audio_silent", "The voice that the music is to lie under is silent.")
    spans = tuple((start * activity.bin_s, end * activity.bin_s) for start, end in runs(activity.is_speech))
    # On both channels it is 3 dB louder.
    gain = np.float32(10 ** ((SPEECH_LUFS - activity.loudness_lufs) / 20) / np.sqrt(2))
    return Voice(sound * gain, spans)


def with_voice(voice: Voice, music: Audio) -> Audio:
    """Return voice and ducked music together, the voice `SPEECH_ABOVE_MUSIC_LU` above what sounds beneath it.

    Args:
        voice: who speaks.
        music: ``(2, frames)`` at 48 kHz, ducked already.
    """
    frames = max(music.shape[1], voice.sound.shape[1])
    together = np.zeros((2, frames), np.float32)
    together[:, : music.shape[1]] = music
    beneath = _within(voice.spans, together)
    speech = _within(voice.spans, np.pad(voice.sound, ((0, 0), (0, frames - voice.sound.shape[1]))))
    below_lu = _lufs(beneath) - _lufs(np.repeat(speech, 2, axis=0))
    if np.isfinite(below_lu):
        together *= np.float32(10 ** ((-SPEECH_ABOVE_MUSIC_LU - below_lu) / 20))
    together[:, : voice.sound.shape[1]] += voice.sound
    return together


def _within(spans: tuple[Span, ...], audio: Audio) -> Audio:
    edges = [(round(start * SAMPLE_RATE_HZ), round(end * SAMPLE_RATE_HZ)) for start, end in spans]
    return np.concatenate([audio[:, start:end] for start, end in edges], axis=1)


def _lufs(audio: Audio) -> float:
    return measure_loudness(audio, SAMPLE_RATE_HZ).integrated_lufs
