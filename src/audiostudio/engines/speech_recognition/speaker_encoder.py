"""Turns a voice into a vector that is near to those of the same voice, whatever it says."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.dsp.mel import mel_filters
from audiostudio.engines.onnx.graphs import GraphWriter
from audiostudio.engines.onnx.sessions import onnx_session
from audiostudio.engines.weights.checkpoints import Weights, read_safetensors

RATE_HZ = 16_000
EMBEDDING_SIZE = 256

Embedding = NDArray[np.float32]

_FFT, _HOP, _BANDS = 400, 160, 40
_WINDOW_FRAMES, _STEP_FRAMES = 160, 40
_LAYERS = 3
_LEVEL = 10 ** (-30 / 20)  # root mean square at which the network was trained
_BATCH = 8


class SpeakerEncoder:
    """Resemblyzer's network, after Wan, Wang, Papir and Lopez Moreno, "Generalized End-to-End Loss for Speaker
    Verification", ICASSP 2018.

    Args:
        weights_path: the weights, as `audiostudio.engines.weights.store.ModelStore.path` gives them.
    """

    model = "speaker-encoder"
    licence = "Apache-2.0"

    def __init__(self, weights_path: Path) -> None:
        self._session: Any = onnx_session(
            (self.model, str(weights_path)),
            lambda: speaker_network(read_safetensors(weights_path)),
            use_cpu=True,
            threads=1,
        )

    def embed(self, samples: NDArray[np.float32]) -> Embedding:
        """Return the voice in a sound, ``(256,)`` of length 1; the cosine of two says how alike the voices are.

        Of a sound longer than 1.6 s it is the mean over such windows, four tenths of a second apart. The level makes no
        difference. Silence should be cut away before.

        Args:
            samples: ``(frames,)`` at `RATE_HZ`; at least half a second, better three or more.
        """
        spectra = _mel_spectra(_levelled(samples))
        starts = range(0, max(1, len(spectra) - _WINDOW_FRAMES + 1), _STEP_FRAMES)
        # What is shorter than a window is heard again and again until it fills one.
        windows = [np.resize(spectra[start : start + _WINDOW_FRAMES], (_WINDOW_FRAMES, _BANDS)) for start in starts]
        total = np.zeros(EMBEDDING_SIZE, np.float32)
        for place in range(0, len(windows), _BATCH):
            own = windows[place : place + _BATCH]
            batch = np.zeros((_WINDOW_FRAMES, _BATCH, _BANDS), np.float32)
            batch[:, : len(own)] = np.stack(own, axis=1)
            (voices,) = self._session.run(["voices"], {"spectra": batch})
            total += unit(voices[-1, : len(own)]).sum(axis=0)
        return unit(total)


def speaker_network(weights: Weights) -> bytes:
    """Return the serialised graph: three LSTM layers, and what a linear one makes of each frame's state.

    Its input ``spectra`` is ``(frames, windows, bands)``, its output ``voices`` ``(frames, windows, 256)``.
    """
    graph = GraphWriter()
    value, directions = "spectra", graph.weight(np.array([1]))
    for layer in range(_LAYERS):
        kernels = [graph.weight(_as_onnx(weights[f"lstm.weight_{kind}_l{layer}"])[None]) for kind in ("ih", "hh")]
        biases = [_as_onnx(weights[f"lstm.bias_{kind}_l{layer}"]) for kind in ("ih", "hh")]
        bias = graph.weight(np.concatenate(biases)[None])
        states = graph.node("LSTM", [value, *kernels, bias], hidden_size=EMBEDDING_SIZE)
        value = graph.node("Squeeze", [states, directions])  # of which there is one
    linear = graph.node("MatMul", [value, graph.weight(weights["linear.weight"].T)])
    voices = graph.node("Relu", [graph.node("Add", [linear, graph.weight(weights["linear.bias"])])])
    return graph.model(
        {"spectra": (_WINDOW_FRAMES, _BATCH, _BANDS)}, {"voices": (voices, (_WINDOW_FRAMES, _BATCH, EMBEDDING_SIZE))}
    )


def _as_onnx(gates: NDArray[np.float32]) -> NDArray[np.float32]:
    """Put the gates in ONNX's order: in, out, forget, cell, where PyTorch has in, forget, cell, out."""
    admit, forget, cell, show = np.split(gates, 4)
    return np.concatenate([admit, show, forget, cell])


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return vectors, ``(..., size)``, at length 1; those of length 0 stay."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), np.float32)


def _levelled(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    level = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if samples.size else 0.0
    return np.asarray(samples * (_LEVEL / level), np.float32) if level else samples


def _mel_spectra(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the power in each band, ``(frames, bands)``, one frame a hop, centred, silence around the sound."""
    padded = np.pad(samples, _FFT // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::_HOP]
    window = np.hanning(_FFT + 1)[:-1].astype(np.float32)
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    return np.asarray(power @ mel_filters(RATE_HZ, _FFT, _BANDS).T, np.float32)
