"""Graphs written here mean to ONNX Runtime what they mean on paper."""

import numpy as np
import onnxruntime
import pytest

from audiostudio.engines.onnx.graphs import GraphWriter
from audiostudio.engines.separation.spleeter_network import _phases_of_transposed

RNG = np.random.default_rng(7)


def run(model: bytes, **inputs):
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run(None, inputs)


def test_attributes_of_every_kind_reach_their_nodes():
    graph = GraphWriter()
    leaky = graph.node("LeakyRelu", ["x"], alpha=0.25)
    moved = graph.node("Transpose", [leaky], perm=[1, 0])
    joined = graph.node("Concat", [moved, graph.weight(np.ones((3, 2), np.float32))], axis=1)
    model = graph.model({"x": (2, 3)}, {"y": (joined, (3, 4)), "z": (moved, (3, 2))})
    x = np.array([[1, -1, 2], [-4, 3, -2]], np.float32)
    y, z = run(model, x=x)
    expected = np.where(x > 0, x, x * 0.25).T
    np.testing.assert_array_equal(z, expected)
    np.testing.assert_array_equal(y, np.concatenate([expected, np.ones((3, 2))], axis=1))


def transposed_convolution(x, kernel):
    """By its definition: each input adds its kernel, scaled, to the output, two steps on for each step."""
    inputs, outputs = kernel.shape[:2]
    height, width = x.shape[1:]
    full = np.zeros((outputs, 2 * height + 3, 2 * width + 3))
    for channel in range(inputs):
        for row in range(height):
            for column in range(width):
                part = x[channel, row, column] * kernel[channel]
                full[:, 2 * row : 2 * row + 5, 2 * column : 2 * column + 5] += part
    return full[:, 1:-2, 1:-2]


@pytest.mark.parametrize("shape", [(1, 1, 3, 4), (3, 2, 5, 6)])
def test_four_plain_convolutions_make_a_transposed_one(shape):
    inputs, outputs, height, width = shape
    kernel = RNG.standard_normal((inputs, outputs, 5, 5)).astype(np.float32)
    x = RNG.standard_normal((1, inputs, height, width)).astype(np.float32)
    graph = GraphWriter()
    phases = graph.node("Conv", ["x", graph.weight(_phases_of_transposed(kernel))], pads=[1, 1, 1, 1])
    y = graph.node("DepthToSpace", [phases], blocksize=2, mode="DCR")
    (result,) = run(graph.model({"x": x.shape}, {"y": (y, (1, outputs, 2 * height, 2 * width))}), x=x)
    np.testing.assert_allclose(result[0], transposed_convolution(x[0], kernel), atol=1e-5)
