"""Judges speech without knowing how it should sound: what listeners would say of the voice and of what is behind it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import process_all
from audiostudio.engines.onnx.sessions import onnx_session

MODEL_RATE_HZ = 16_000
WINDOW_FRAMES = 144_160  # 9.01 s
# The published method judges a window every second, which takes longer than denoising does. Windows side by side hear
# everything once, and of long programmes so many are judged, evenly spread.
MAX_WINDOWS = 6
# The published fits from what the network says to what listeners said, highest power first.
_SIG_FIT = (-0.08397278, 1.22083953, 0.0052439)
_BAK_FIT = (-0.13166888, 1.60915514, -0.39604546)
_OVRL_FIT = (-0.06766283, 1.11546468, 0.04602535)


@dataclass(frozen=True)
class DnsmosScores:
    """Mean opinion scores after ITU-T P.835, from 1 (bad) to 5 (excellent).

    Attributes:
        sig: of the voice itself.
        bak: of the background, 5 being none.
        ovrl: of the whole.
    """

    sig: float
    bak: float
    ovrl: float


class Dnsmos:
    """DNSMOS P.835 (Reddy, Gopal and Cutler, ICASSP 2022), which foretells the scores of listening tests.

    Args:
        weights_path: the weights, as `audiostudio.engines.weights.store.ModelStore.path` gives them.
        use_cpu: stay on the CPU even where CUDA is present.
        threads: how many CPU threads to use.
    """

    engine = "DNSMOS P.835"
    model = "dnsmos"

    def __init__(self, weights_path: Path, *, use_cpu: bool = True, threads: int = 2) -> None:
        self._session: Any = onnx_session(
            (self.model, str(weights_path)), weights_path.read_bytes, use_cpu=use_cpu, threads=threads
        )

    def score_file(self, path: Path, progress: Callable[[float], None] = lambda share: None) -> DnsmosScores:
        """Judge a sound file by the mean over its windows; `as_mono` joins channels, short sounds are repeated.

        Args:
            path: any sound file; decoded twice, never held whole.
            progress: called with the share that is done; may raise to stop.

        Raises:
            AudioError: the file cannot be decoded, or holds nothing.
        """
        with open_audio(path) as reader:
            rate_hz = reader.sample_rate_hz
            frames = sum(block.shape[1] for block in reader.blocks())
        starts_s = window_starts_s(frames / rate_hz)
        votes = []
        for number, window in enumerate(_windows(path, starts_s)):
            votes.append(self.score(window))
            progress((number + 1) / len(starts_s))
        return DnsmosScores(*(float(score) for score in np.mean([(o.sig, o.bak, o.ovrl) for o in votes], axis=0)))

    def score(self, window: NDArray[np.float32]) -> DnsmosScores:
        """Judge ``(WINDOW_FRAMES,)`` float32 samples at 16 kHz, which are held within full scale."""
        sound = np.clip(window, -1, 1).astype(np.float32)[None]
        sig, bak, ovrl = self._session.run(None, {"input_1": sound})[0][0]
        fits = zip((_SIG_FIT, _BAK_FIT, _OVRL_FIT), (sig, bak, ovrl), strict=True)
        return DnsmosScores(*(float(np.polyval(fit, score)) for fit, score in fits))


def window_starts_s(duration_s: float) -> list[int]:
    """Return the seconds at which windows begin: as many as fit side by side, evenly spread, at most `MAX_WINDOWS`."""
    window_s = WINDOW_FRAMES / MODEL_RATE_HZ
    count = min(MAX_WINDOWS, max(1, int(duration_s / window_s)))
    return [int(start) for start in np.linspace(0, max(0.0, duration_s - window_s), count)]


def _windows(path: Path, starts_s: list[int]) -> Iterator[NDArray[np.float32]]:
    """Yield each window of a file at the model's rate."""
    with open_audio(path) as reader:
        rate_hz = reader.sample_rate_hz
        size = -(-WINDOW_FRAMES * rate_hz // MODEL_RATE_HZ)
        known, position = np.zeros(0, np.float32), 0
        waiting = list(starts_s)
        for block in as_mono(reader.blocks(), rate_hz):
            known = np.concatenate([known, block[0]])
            while waiting and position + len(known) >= waiting[0] * rate_hz + size:
                first = waiting.pop(0) * rate_hz - position
                yield _at_model_rate(known[first : first + size], rate_hz)
            keep_from = (waiting[0] * rate_hz if waiting else position + len(known)) - position
            dropped = min(max(0, keep_from), len(known))
            known, position = known[dropped:], position + dropped
        if waiting:
            yield _at_model_rate(known, rate_hz)


def _at_model_rate(sound: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    if rate_hz != MODEL_RATE_HZ:
        sound = process_all(sound[None], Resampler(rate_hz, MODEL_RATE_HZ, 1))[0]
    repeats = -(-WINDOW_FRAMES // max(1, len(sound)))
    return np.tile(sound, repeats)[:WINDOW_FRAMES]
