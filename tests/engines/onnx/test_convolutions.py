"""A quantised convolution in pieces gives what it gives in one, to the last bit."""

import numpy as np
import onnxruntime
import pytest

from audiostudio.engines.onnx import convolutions
from audiostudio.engines.onnx.convolutions import convolve_in_pieces
from audiostudio.engines.onnx.cutting import GraphParts
from audiostudio.engines.onnx.graphs import GraphWriter
from audiostudio.engines.onnx.sessions import onnx_session

CHANNELS = 128
rng = np.random.default_rng(8)


def session(model: bytes):
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])


def network(size: int, *, stride: int = 1, dilation: int = 1, bias: bool = True) -> bytes:
    """Give one layer as ONNX Runtime's dynamic quantisation writes it."""
    graph = GraphWriter()
    kernel = graph.weight(rng.integers(0, 256, (3, CHANNELS, size)).astype(np.uint8))
    kernel_zero = graph.weight(np.array(131, np.uint8))
    quantised, scale, zero = graph.nodes("DynamicQuantizeLinear", ["x"], 3)
    reach = dilation * (size - 1)
    value = graph.node(
        "ConvInteger",
        [quantised, kernel, zero, kernel_zero],
        kernel_shape=[size],
        strides=[stride],
        dilations=[dilation],
        pads=[reach // 2, reach - reach // 2],
        group=1,
    )
    if bias:
        value = graph.node("Add", [value, graph.weight(rng.integers(-9, 9, (1, 3, 1)).astype(np.int32))])
    value = graph.node("Mul", [graph.node("Cast", [value], to=1), scale])
    return graph.model({"x": (1, CHANNELS, "time")}, {"y": (value, (1, 3, "steps"))})


def in_pieces(model: bytes) -> bytes:
    graph = GraphParts(model)
    convolve_in_pieces(graph)
    return graph.cut(["x"], ["y"])


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(("size", "dilation", "bias"), [(1, 1, True), (3, 5, False), (11, 3, True), (4, 2, True)])
def test_pieces_are_the_whole(monkeypatch, signed, size, dilation, bias):
    if not signed:
        monkeypatch.setattr(convolutions, "_signed_bytes_are_exact", lambda: False)
    model = network(size, dilation=dilation, bias=bias)
    whole, pieces = session(model), session(in_pieces(model))
    for length in (8, 9, 100, 1_001):
        x = rng.normal(size=(1, CHANNELS, length)).astype(np.float32)
        np.testing.assert_array_equal(pieces.run(["y"], {"x": x})[0], whole.run(["y"], {"x": x})[0])


def test_signed_bytes_are_used_only_where_their_sums_are_exact():
    """Where they are, both ways agree above; where they are not, a network that has them would differ."""
    assert (b"BitwiseXor" in in_pieces(network(3))) == convolutions._signed_bytes_are_exact()


def test_a_session_can_be_built_of_pieces():
    """What the processor can do is found out by a session inside of another's making."""
    convolutions._signed_bytes_are_exact.cache_clear()
    model = network(3)
    built = onnx_session(object(), lambda: in_pieces(model), use_cpu=True, threads=1)
    assert built.run(["y"], {"x": np.zeros((1, CHANNELS, 20), np.float32)})[0].shape == (1, 3, 20)


def test_a_convolution_that_shortens_stays_as_it_is():
    model = network(3, stride=2)
    assert b"Concat" in in_pieces(network(3))
    assert b"Concat" not in in_pieces(model)
    x = rng.normal(size=(1, CHANNELS, 50)).astype(np.float32)
    np.testing.assert_array_equal(*(session(one).run(["y"], {"x": x})[0] for one in (model, in_pieces(model))))
