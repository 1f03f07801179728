"""Listens to a recording that a voice is to be learned from, and says whether it will do and what would do better."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono, as_mono_or_stereo
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import metered, prefetch
from audiostudio.audio.restoration.clipping import ClippingMeter
from audiostudio.audio.restoration.reverberation import DRY_BELOW_S, ReverberationMeter
from audiostudio.audio.types import Mono, Vector
from audiostudio.engines.speech_recognition.speaker_encoder import RATE_HZ, SpeakerEncoder
from audiostudio.engines.speech_recognition.voice_activity import FRAME, SpeechLikelihood, whole_frames
from audiostudio.engines.voice_cloning.second_encoder import SecondEncoder

LEAST_SPEECH_S = 5.0  # in all samples together
LEAST_SPEECH_EACH_S = 2.0
_ENOUGH_SPEECH_S = 15.0  # beyond this a voice is known no better
MOST_SPEECH_S = 60.0  # kept of each sample, and of all together
_SILENT_BELOW_DBFS = -60.0
_SPEECH_ABOVE, _PAUSE_BELOW = 0.5, 0.1
_PAUSE_MARGIN_FRAMES = 4
_LEAST_PAUSE_FRAMES = 8
_QUIETEST_PERCENT = 5
_NOISY_BELOW_DB, _CLEAN_ABOVE_DB, _MOST_SNR_DB = 12.0, 25.0, 60.0
# A plateau a second is heard as a crackle; one or two in all may be a bump.
_CLIPPED_ABOVE_PER_S = 1.0
_RINGS_ABOVE_S = 0.6
_QUIET_BELOW_DBFS = -40.0
_LEAST_SPEECH_SHARE = 0.3
# The two parts into which a voice falls most easily had more than one of these cosines in each of 13 recordings of one
# voice; two voices one after the other had less than both in each of ten.
_APART_TO_FIRST, _APART_TO_SECOND = 0.76, 0.71
_MOST_OF_A_PART_S = 20.0
_WINDOW_S, _LEAST_WINDOW_S = 2.0, 1.0
_LEAST_OF_ANOTHER_S = 2.5


@dataclass(frozen=True)
class Remark:
    """Something that is wrong with a sample.

    Attributes:
        code: what it is, for programs.
        advice: a sentence that says what would be better.
    """

    code: str
    advice: str


class Refusal(Remark):
    """Something so wrong that no voice is learned from the sample."""


@dataclass(frozen=True)
class Sample:
    """A recording as it was analysed.

    Attributes:
        duration_s: its length.
        speech: what was spoken in it, ``(frames,)`` at `RATE_HZ`, pauses cut away; its first minute.
        speech_s: how much of it is speech.
        level_dbfs: level of the speech (RMS); ``-inf`` for silence.
        snr_db: how far the speech stands above its pauses, at most 60.
        clipped_per_s: places a second at which it ran into full scale.
        t60_s: reverberation time of its room; ``None`` where it cannot be told.
        speakers: 1, or 2 where there are more.
    """

    duration_s: float
    speech: Mono
    speech_s: float
    level_dbfs: float
    snr_db: float
    clipped_per_s: float
    t60_s: float | None
    speakers: int

    @property
    def speech_share(self) -> float:
        """How much of it is speech, 0 to 1."""
        return self.speech_s / max(self.duration_s, 1e-3)

    @property
    def score(self) -> int:
        """How good it is to learn a voice from, 0 to 100."""
        if self.refusal is not None:
            return 0
        lost = 30 * _share(self.snr_db, _CLEAN_ABOVE_DB + 10, _NOISY_BELOW_DB)
        lost += 25 * _share(self.speech_s, _ENOUGH_SPEECH_S, LEAST_SPEECH_EACH_S)
        lost += 25 * _share(self.t60_s or 0.0, DRY_BELOW_S, 1.0)
        lost += 15 * _share(self.clipped_per_s, 0.0, _CLIPPED_ABOVE_PER_S)
        lost += 5 * _share(self.speech_share, 0.6, _LEAST_SPEECH_SHARE)
        return round(100 - lost)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What is wrong with it, the worst first."""
        return tuple(sorted(self._remarks(), key=lambda remark: not isinstance(remark, Refusal)))

    @property
    def refusal(self) -> Refusal | None:
        """Why no voice is learned from it, if so."""
        return next((remark for remark in self.remarks if isinstance(remark, Refusal)), None)

    def _remarks(self) -> Iterator[Remark]:
        if self.level_dbfs < _SILENT_BELOW_DBFS:
            yield Refusal("sample_silent", "There is nothing to hear: check the microphone and the export.")
            return
        if self.speech_s < LEAST_SPEECH_EACH_S:
            advice = f"Only {self.speech_s:.1f} s of it are speech: record at least 10 s without long pauses."
            yield Refusal("sample_too_short", advice)
            return
        if self.speakers > 1:
            yield Refusal("sample_two_speakers", "More than one person speaks: cut it down to one of them.")
        if self.clipped_per_s > _CLIPPED_ABOVE_PER_S:
            advice = "It runs into full scale and crackles: turn the recording level down, and record again."
            yield Refusal("sample_clipped", advice)
        elif self.clipped_per_s:
            yield Remark("some_clipping", "A few peaks are cut off: turn the recording level down a little.")
        if self.snr_db < _NOISY_BELOW_DB:
            advice = (
                f"The noise is only {self.snr_db:.0f} dB below the voice: record in a quiet room, near the microphone."
            )
            yield Refusal("sample_noisy", advice)
        elif self.snr_db < _CLEAN_ABOVE_DB:
            yield Remark("some_noise", f"The noise is {self.snr_db:.0f} dB below the voice: a quieter room is better.")
        if self.t60_s is not None and self.t60_s > _RINGS_ABOVE_S:
            yield Remark("room_rings", f"The room rings for {self.t60_s:.1f} s: go nearer, or among soft furniture.")
        if self.level_dbfs < _QUIET_BELOW_DBFS:
            yield Remark("quiet", "The voice is soft: go nearer to the microphone, or turn the level up.")
        if self.speech_s < _ENOUGH_SPEECH_S:
            yield Remark(
                "rather_short", f"{self.speech_s:.0f} s of speech will do; {_ENOUGH_SPEECH_S:.0f} s are better."
            )
        if self.speech_share < _LEAST_SPEECH_SHARE:
            yield Remark("long_pauses", "Most of it is no speech: cut the pauses, music and noises away.")


def analyse_sample(
    path: Path, first: SpeakerEncoder, second: SecondEncoder, progress: Callable[[float], None] = lambda share: None
) -> Sample:
    """Analyse a recording in bounded memory.

    Args:
        path: the file.
        first, second: who tell voices apart.
        progress: called with the share that is done, several times a second; may raise to stop.

    Raises:
        AudioError: it cannot be decoded, or has channels that cannot be mixed down.
    """
    with open_audio(path) as reader:
        blocks, channels = as_mono_or_stereo(reader.blocks(), reader.channels)
        rate_hz, expected_s = reader.sample_rate_hz, max(reader.duration_s, 1e-3)
        clipping, room = ClippingMeter(channels), ReverberationMeter(rate_hz, 1)
        frames = 0

        def mono() -> Iterator[Mono]:
            nonlocal frames
            resampler = None if rate_hz == RATE_HZ else Resampler(rate_hz, RATE_HZ, 1)
            for one in as_mono(metered(prefetch(blocks), clipping), rate_hz):
                room.feed(one)
                frames += one.shape[1]
                progress(min(1.0, frames / rate_hz / expected_s))
                yield (one if resampler is None else resampler.process(one))[0]
            if resampler is not None:
                yield resampler.finish()[0]

        levels = _Levels()
        for piece in whole_frames(mono()):
            levels.feed(piece)
        speech_s = levels.speech_s
        return Sample(
            duration_s=frames / rate_hz,
            speech=levels.speech,
            speech_s=speech_s,
            level_dbfs=levels.level_dbfs,
            snr_db=levels.snr_db,
            clipped_per_s=clipping.read().plateaus / max(speech_s, 1.0),
            t60_s=room.read_s(),
            speakers=2 if has_two_speakers(levels.speech, first, second, lambda: progress(1.0)) else 1,
        )


def has_two_speakers(
    speech: Mono, first: SpeakerEncoder, second: SecondEncoder, tick: Callable[[], None] = lambda: None
) -> bool:
    """Return whether both encoders hear two voices.

    Args:
        speech: without pauses, ``(frames,)`` at `RATE_HZ`.
        first, second: the encoders.
        tick: called several times a second; may raise to stop.
    """
    windows = list(_windows(speech))
    if len(windows) < 2:
        return False
    voices = np.stack(list(_with_ticks((first.embed(window) for window in windows), tick)))
    parts = fcluster(linkage(voices, "ward"), 2, "maxclust")
    seconds = [sum(w.size for w, part in zip(windows, parts, strict=True) if part == k) / RATE_HZ for k in (1, 2)]
    if min(seconds) < _LEAST_OF_ANOTHER_S:
        return False
    # A part as a whole tells a voice more surely than two seconds of it do.
    most = round(_MOST_OF_A_PART_S * RATE_HZ)
    wholes = [np.concatenate([w for w, part in zip(windows, parts, strict=True) if part == k])[:most] for k in (1, 2)]
    one, other = _with_ticks(map(first.embed, wholes), tick)
    if one @ other >= _APART_TO_FIRST:
        return False
    one, other = _with_ticks(map(second.embed, wholes), tick)
    return bool(one @ other < _APART_TO_SECOND)


def _with_ticks(embeddings: Iterable[Vector], tick: Callable[[], None]) -> Iterator[Vector]:
    for embedding in embeddings:
        tick()
        yield embedding


def _windows(speech: Mono) -> Iterator[Mono]:
    size = round(_WINDOW_S * RATE_HZ)
    for start in range(0, speech.size, size):
        window = speech[start : start + size]
        if window.size >= _LEAST_WINDOW_S * RATE_HZ:
            yield window


class _Levels:
    """Parts speech from pauses, frame by frame, and keeps the level of both."""

    def __init__(self) -> None:
        self._likelihood = SpeechLikelihood()
        self._powers: list[NDArray[np.float64]] = []
        self._likelihoods: list[NDArray[np.float32]] = []
        self._speech: list[Mono] = []
        self._speech_frames = 0

    def feed(self, samples: Mono) -> None:
        """Take the stream's next whole frames."""
        frames = samples.reshape(-1, FRAME)
        likelihoods = self._likelihood.process(samples)
        self._powers.append(np.mean(frames.astype(np.float64) ** 2, axis=1))
        self._likelihoods.append(likelihoods)
        spoken = frames[likelihoods >= _SPEECH_ABOVE]
        self._speech_frames += len(spoken)
        room = int(MOST_SPEECH_S * RATE_HZ) - sum(piece.size for piece in self._speech)
        if room > 0:
            self._speech.append(spoken.reshape(-1)[:room])

    @property
    def speech(self) -> Mono:
        return np.concatenate([np.zeros(0, np.float32), *self._speech])

    @property
    def speech_s(self) -> float:
        return self._speech_frames * FRAME / RATE_HZ

    @property
    def level_dbfs(self) -> float:
        """Level of the speech; where nobody speaks, of the loudest frame."""
        powers, likelihoods = self._read()
        spoken = powers[likelihoods >= _SPEECH_ABOVE]
        power = spoken.mean() if spoken.size else powers.max(initial=0.0)
        return 10 * float(np.log10(power)) if power > 0 else -np.inf

    @property
    def snr_db(self) -> float:
        powers, likelihoods = self._read()
        spoken = likelihoods >= _SPEECH_ABOVE
        if not spoken.any():
            return 0.0
        near = np.convolve(likelihoods >= _PAUSE_BELOW, np.ones(2 * _PAUSE_MARGIN_FRAMES + 1), "same") > 0
        pauses = powers[~near]
        # The quieter ones: pauses hold breaths, clicks and laughter, too.
        noise = (
            np.percentile(pauses, 25)
            if pauses.size >= _LEAST_PAUSE_FRAMES
            else np.percentile(powers, _QUIETEST_PERCENT)
        )
        return float(np.clip(10 * np.log10(powers[spoken].mean() / max(noise, 1e-12)), 0.0, _MOST_SNR_DB))

    def _read(self) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        return np.concatenate([np.zeros(0), *self._powers]), np.concatenate(
            [np.zeros(0, np.float32), *self._likelihoods]
        )


def _share(value: float, good: float, bad: float) -> float:
    """Return how far ``value`` is from good to bad, 0 to 1."""
    return float(np.clip((value - good) / (bad - good), 0.0, 1.0))


def join_speech(samples: Sequence[Sample], most_s: float) -> Mono:
    """Return the speech of all samples in a row, of each no more than its share of ``most_s`` seconds."""
    most = int(most_s * RATE_HZ / len(samples))
    return np.concatenate([sample.speech[:most] for sample in samples])
