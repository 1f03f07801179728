"""Kokoro in three parts, between which durations, pitch and energy can be seen and set.

The published graph goes from tokens to sound in one run. Cut in three it first reads the tokens and tells how long each
wants to be, then says how pitch and energy move over those durations, then speaks. Left alone, the three in a row give
the published graph's sound to the last bit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.engines.onnx.convolutions import convolve_in_pieces
from audiostudio.engines.onnx.cutting import GraphParts
from audiostudio.engines.onnx.sessions import onnx_session, run_watched

Floats = NDArray[np.float32]

RATE_HZ = 24_000
SAMPLES_PER_FRAME = 600  # 25 ms: the unit of durations
PITCHES_PER_FRAME = 2
MOST_TOKENS = 510
RUNS_AT_ONCE = 2

_TOKENS, _STYLE, _AUDIO = "tokens", "style", "audio"
_DURATIONS = "/encoder/predictor/ReduceSum_output_0"
_READ_PROSODY = "/encoder/predictor/text_encoder/Concat_4_output_0"
_READ_TEXT = "/encoder/text_encoder/Transpose_2_output_0"
_TIMED_PROSODY = "/encoder/MatMul_output_0"
_TIMED_TEXT = "/encoder/MatMul_1_output_0"
_PITCH = "/encoder/Reshape_output_0"
_ENERGY = "/encoder/Reshape_1_output_0"


@dataclass(frozen=True)
class Reading:
    """Tokens as the network has understood them.

    Attributes:
        durations: how long each token wants to be in frames of 25 ms, ``(tokens + 2,)`` whole numbers of at least 1;
            the first and the last are the silences at both ends.
        prosody: for the network's own use, ``(1, 640, tokens + 2)``.
        text: likewise, ``(1, 512, tokens + 2)``.
    """

    durations: NDArray[np.int64]
    prosody: Floats
    text: Floats


class Kokoro:
    """Kokoro-82M v1.0 (hexgrad; StyleTTS 2 by Li et al., 2023, with an ISTFTNet decoder).

    Args:
        weights_path: the network, as `audiostudio.engines.weights.store.ModelStore.path` gives it.
        use_cpu: stay on the CPU even where CUDA is present.
        threads: how many CPU threads to use, where `RUNS_AT_ONCE` threads of the caller run it side by side.
    """

    engine = "kokoro"
    model = "kokoro-82m"
    licence = "Apache-2.0"

    def __init__(self, weights_path: Path, *, use_cpu: bool = True, threads: int = 2) -> None:
        whole = cache(lambda: _quick_graph(weights_path))

        def session(name: str, inputs: Sequence[str], outputs: Sequence[str]) -> Any:
            return onnx_session(
                (self.model, name, str(weights_path)),
                lambda: whole().cut(inputs, outputs),
                use_cpu=use_cpu,
                threads=max(1, threads // RUNS_AT_ONCE),
                keep_buffers=True,
            )

        self._reader = session("reader", [_TOKENS, _STYLE], [_DURATIONS, _READ_PROSODY, _READ_TEXT])
        self._intoner = session("intoner", [_TIMED_PROSODY, _STYLE], [_PITCH, _ENERGY])
        self._speaker = session("speaker", [_TIMED_TEXT, _PITCH, _ENERGY, _STYLE], [_AUDIO])

    def read(self, tokens: Sequence[int], style: Floats) -> Reading:
        """Read ``tokens``, 1 to 510 of them, as ``style``, ``(1, 256)``, would say them."""
        padded = np.array([[0, *tokens, 0]], np.int64)
        results = self._reader.run([_DURATIONS, _READ_PROSODY, _READ_TEXT], {_TOKENS: padded, _STYLE: style})
        durations, prosody, text = results
        whole = np.maximum(np.round(durations[0]), 1).astype(np.int64)
        return Reading(whole, np.swapaxes(prosody, 1, 2), text)

    def intone(self, reading: Reading, durations: NDArray[np.int64], style: Floats) -> tuple[Floats, Floats]:
        """Return pitch in Hz and energy, each ``(2 x frames,)``: two values a frame of 25 ms.

        Where the pitch is 10 Hz or less the voice is unvoiced. Negative values occur.
        """
        by_frame = np.repeat(reading.prosody, durations, axis=2)
        pitch, energy = self._intoner.run([_PITCH, _ENERGY], {_TIMED_PROSODY: by_frame, _STYLE: style})
        return pitch[0], energy[0]

    def speak(
        self,
        reading: Reading,
        durations: NDArray[np.int64],
        pitch_hz: Floats,
        energy: Floats,
        style: Floats,
        beat: Callable[[], None] = lambda: None,
    ) -> Floats:
        """Return the sound at 24 kHz, 600 samples a frame.

        Args:
            reading: from `read`.
            durations: frames of each token, at least one each.
            pitch_hz, energy: as `intone` gives them, changed or not.
            style: the voice, ``(1, 256)``.
            beat: called several times a second; may raise to stop.
        """
        inputs = {
            _TIMED_TEXT: np.repeat(reading.text, durations, axis=2),
            _PITCH: pitch_hz[None].astype(np.float32),
            _ENERGY: energy[None].astype(np.float32),
            _STYLE: style,
        }
        sound: Floats = run_watched(self._speaker, [_AUDIO], inputs, beat)[0].reshape(-1)
        return sound


def _quick_graph(weights_path: Path) -> GraphParts:
    graph = GraphParts(weights_path.read_bytes())
    convolve_in_pieces(graph)
    return graph
