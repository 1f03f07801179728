"""The two U-Nets of Spleeter as one ONNX graph: magnitudes of a mix in, the mask of its vocals out.

Architecture after Hennequin, Khlif, Voituret and Moussallam, "Spleeter: a fast and efficient music source separation
tool with pre-trained models", JOSS 5 (2020), and Jansson et al., "Singing Voice Separation with Deep U-Net
Convolutional Networks", ISMIR 2017.
"""

import numpy as np
from numpy.typing import NDArray

from audiostudio.engines.onnx.graphs import GraphWriter
from audiostudio.engines.separation.masking import SEGMENT_WINDOWS
from audiostudio.engines.weights.checkpoints import Weights
from audiostudio.engines.weights.spleeter import STEMS

SEGMENT_BINS = 1024

_LEVELS = 6
_NORM_EPSILON = 1e-3
_MASK_EPSILON = 1e-10
_LEAK = 0.2


def spleeter_model(weights: Weights) -> bytes:
    """Return the serialised graph.

    Its input ``magnitudes`` and output ``mask`` are ``(1, 2, SEGMENT_WINDOWS, SEGMENT_BINS)``; the mask is the ratio of
    the vocals' estimated power to both stems', from 0 to 1.
    """
    graph = GraphWriter()
    powers = []
    for stem in STEMS:
        own = {name.removeprefix(f"{stem}."): array for name, array in weights.items() if name.startswith(f"{stem}.")}
        estimate = graph.node("Mul", [_unet(graph, own, "magnitudes"), "magnitudes"])
        powers.append(graph.node("Mul", [estimate, estimate]))
    half = graph.weight(np.array([_MASK_EPSILON / 2], np.float32))
    vocals, accompaniment = (graph.node("Add", [power, half]) for power in powers)
    mask = graph.node("Div", [vocals, graph.node("Add", [vocals, accompaniment])])
    shape = (1, 2, SEGMENT_WINDOWS, SEGMENT_BINS)
    return graph.model({"magnitudes": shape}, {"mask": (mask, shape)})


def _unet(graph: GraphWriter, weights: Weights, value: str) -> str:
    def constants(*names: str) -> list[str]:
        return [graph.weight(weights[name]) for name in names]

    def normalised(value: str, layer: str) -> str:
        names = (f"{layer}.{part}" for part in ("weight", "bias", "running_mean", "running_var"))
        return graph.node("BatchNormalization", [value, *constants(*names)], epsilon=_NORM_EPSILON)

    skipped = []
    for level in range(1, _LEVELS + 1):
        kernel = constants(f"down{level}_conv.1.weight", f"down{level}_conv.1.bias")
        value = graph.node("Conv", [value, *kernel], strides=[2, 2], pads=[1, 1, 2, 2])
        if level < _LEVELS:
            skipped.append(value)
            value = graph.node("LeakyRelu", [normalised(value, f"down{level}_act.0")], alpha=_LEAK)
    for level in range(1, _LEVELS + 1):
        kernel = [
            graph.weight(_phases_of_transposed(weights[f"up{level}.0.weight"])),
            graph.weight(np.tile(weights[f"up{level}.0.bias"], 4)),
        ]
        value = graph.node("Relu", [graph.node("Conv", [value, *kernel], pads=[1, 1, 1, 1])])
        value = graph.node("DepthToSpace", [value], blocksize=2, mode="DCR")
        value = normalised(value, f"up{level}.3")
        if skipped:
            value = graph.node("Concat", [skipped.pop(), value], axis=1)
    kernel = constants("up7.0.weight", "up7.0.bias")
    return graph.node("Sigmoid", [graph.node("Conv", [value, *kernel], dilations=[2, 2], pads=[3, 3, 3, 3])])


def _phases_of_transposed(kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    """Split a transposed convolution into four plain ones, which run twice as fast.

    A transposed 5x5 convolution of stride 2, cropped by 1 before and 2 after, gives each output of one parity (row and
    column) through the taps of one parity: a 3x3 convolution. Interleaving the four is ``DepthToSpace``.

    Args:
        kernel: ``(inputs, outputs, 5, 5)``.

    Returns:
        ``(4 * outputs, inputs, 3, 3)``, the row's parity changing slowest, then the column's.
    """
    inputs, outputs = kernel.shape[:2]
    phases = np.zeros((2, 2, outputs, inputs, 3, 3), np.float32)
    taps = [(parity, offset, parity + 1 - 2 * offset) for parity in (0, 1) for offset in (-1, 0, 1)]
    valid = [(parity, offset + 1, tap) for parity, offset, tap in taps if 0 <= tap < kernel.shape[2]]
    for row_parity, row, row_tap in valid:
        for column_parity, column, column_tap in valid:
            phases[row_parity, column_parity, :, :, row, column] = kernel[:, :, row_tap, column_tap].T
    return phases.reshape(4 * outputs, inputs, 3, 3)
