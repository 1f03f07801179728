"""The network of the studio's own four-stem separator as an ONNX graph: from an accompaniment to two masks.

A U-Net on bands of the spectrum; `training/four_stems.py` is its twin in PyTorch and made its weights.
"""

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.dsp.stft import BINS
from audiostudio.engines.onnx.graphs import GraphWriter
from audiostudio.engines.separation.masking import SEGMENT_WINDOWS
from audiostudio.engines.weights.checkpoints import Weights

STEMS = ("drums", "bass")

# Single bins up to 1.4 kHz, where harmonics lie close; wider bands above, where they are many.
BAND_WIDTHS = np.repeat([1, 2, 5, 16], [128, 128, 128, 64])
BAND_WIDTHS[-1] += BINS - BAND_WIDTHS.sum()
_FIRST_BINS = np.concatenate([[0], np.cumsum(BAND_WIDTHS)[:-1]])
BANDS = len(BAND_WIDTHS)

LEVELS = 5
DILATIONS = (2, 4)
# Magnitudes become logarithms, about zero mean and unit deviation in music at usual levels.
LOG_FLOOR, LOG_OFFSET, LOG_SCALE = 1e-2, -0.9, 0.5


def to_bands(power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Add up ``(..., BINS)`` within bands, to ``(..., BANDS)``."""
    summed: NDArray[np.float32] = np.add.reduceat(power, _FIRST_BINS, axis=-1)
    return summed


def band_magnitudes(band_power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the root mean square magnitude of bands whose bins' powers have been added up."""
    return np.asarray(np.sqrt(band_power / BAND_WIDTHS), np.float32)


def to_bins(mask: NDArray[np.float32]) -> NDArray[np.float32]:
    """Spread ``(..., BANDS)`` over the bins of each band, to ``(..., BINS)``."""
    return np.repeat(mask, BAND_WIDTHS, axis=-1)


def four_stems_model(weights: Weights) -> bytes:
    """Return the serialised graph.

    Its input ``magnitudes`` is ``(1, 2, SEGMENT_WINDOWS, BANDS)``, as `band_magnitudes` gives them. Its outputs are
    named after `STEMS` and have the same shape: that stem's share, from 0 to 1; their sum does not exceed 1, and what
    it lacks is everything else.
    """
    graph = GraphWriter()

    def scalar(value: float) -> str:
        return graph.weight(np.array([value], np.float32))

    def convolution(value: str, layer: str, *, stride: int = 1, dilation: int = 1) -> str:
        kernel = [graph.weight(weights[f"{layer}.weight"]), graph.weight(weights[f"{layer}.bias"])]
        steps = {"strides": [stride] * 2, "dilations": [dilation, 1], "pads": [dilation, 1, dilation, 1]}
        return graph.node("Conv", [value, *kernel], **steps)

    value = graph.node("Log", [graph.node("Add", ["magnitudes", scalar(LOG_FLOOR)])])
    value = graph.node("Mul", [graph.node("Sub", [value, scalar(LOG_OFFSET)]), scalar(LOG_SCALE)])
    skipped: list[str] = []
    for level in range(LEVELS):
        value = convolution(value, f"enter{level}", stride=1 if level == 0 else 2)
        value = graph.node("Relu", [graph.node("Add", [value, graph.weight(weights[f"place{level}"])])])
        if level > 0:
            value = graph.node("Relu", [convolution(value, f"refine{level}")])
        skipped.append(value)
    value = skipped.pop()
    for dilation in DILATIONS:
        wider = graph.node("Relu", [convolution(value, f"widen{dilation}", dilation=dilation)])
        value = graph.node("Add", [value, wider])
    for level in reversed(range(LEVELS - 1)):
        kernel = [graph.weight(weights[f"rise{level}.{part}"]) for part in ("weight", "bias")]
        value = graph.node("ConvTranspose", [value, *kernel], strides=[2, 2])
        value = graph.node("Concat", [skipped.pop(), value], axis=1)
        value = graph.node("Relu", [convolution(value, f"join{level}")])
    shares = [
        graph.node("Sigmoid", [graph.node("Conv", [value, *kernel])])
        for kernel in ([graph.weight(weights[f"{stem}.{part}"]) for part in ("weight", "bias")] for stem in STEMS)
    ]
    # The drums take their share of everything, the bass its share of what they leave.
    rest = graph.node("Sub", [scalar(1.0), shares[0]])
    masks = dict(zip(STEMS, (shares[0], graph.node("Mul", [rest, shares[1]])), strict=True))
    shape = (1, 2, SEGMENT_WINDOWS, BANDS)
    return graph.model({"magnitudes": shape}, {stem: (mask, shape) for stem, mask in masks.items()})
