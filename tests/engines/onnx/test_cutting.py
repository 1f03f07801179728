"""Parts of a model compute what the whole does, to the last bit; whatever is no model is refused."""

import numpy as np
import onnxruntime
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audiostudio.engines.onnx.cutting import GraphError, GraphParts
from audiostudio.engines.onnx.graphs import GraphWriter


def session(model: bytes):
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def model() -> bytes:
    """Give a network of two layers and a branch; ``GraphWriter`` calls its values v1, v2 and so on."""
    graph = GraphWriter()
    weights = np.random.default_rng(5).normal(size=(2, 4, 4)).astype(np.float32)
    first = graph.node("MatMul", ["x", graph.weight(weights[0])])  # v2
    graph.node("Relu", [first])  # v3
    last = graph.node("MatMul", ["v3", graph.weight(weights[1])])  # v5
    return graph.model({"x": (3, 4)}, {"hidden": ("v3", (3, 4)), "y": (last, (3, 4))})


def test_parts_in_a_row_are_the_whole(model):
    x = np.random.default_rng(6).normal(size=(3, 4)).astype(np.float32)
    whole = session(model).run(["hidden", "y"], {"x": x})
    parts = GraphParts(model)
    (hidden,) = session(parts.cut(["x"], ["hidden"])).run(None, {"x": x})
    np.testing.assert_array_equal(hidden, whole[0])
    both = session(parts.cut(["x"], ["y"])).run(None, {"x": x})
    np.testing.assert_array_equal(both[0], whole[1])


def test_a_part_carries_only_the_weights_it_needs(model):
    parts = GraphParts(model)
    assert len(parts.cut(["x"], ["hidden"])) < len(parts.cut(["x"], ["y"])) < len(model) + 40


def test_values_that_do_not_follow_are_refused(model):
    parts = GraphParts(model)
    with pytest.raises(GraphError, match="x cannot be computed"):
        parts.cut([], ["y"])
    with pytest.raises(GraphError, match="nothing of the type of v3"):
        parts.cut(["v3"], ["y"])
    with pytest.raises(GraphError, match="elsewhere"):
        parts.cut(["x"], ["elsewhere"])


@given(st.binary(max_size=200))
@example(b"8\0")  # a number where the graph should be
@example(b":\2\n\0")  # a node that does nothing
def test_anything_else_is_no_model(junk):
    with pytest.raises(GraphError):
        GraphParts(junk)


def test_a_model_cut_off_is_no_model(model):
    for size in (0, 10, len(model) // 2, len(model) - 1):
        with pytest.raises(GraphError):
            GraphParts(model[:size])
