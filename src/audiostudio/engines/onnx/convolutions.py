"""Runs the convolutions of quantised networks piece by piece, several times faster and to the same integers.

ONNX Runtime unrolls the input of a convolution of integers: it writes every value once for each place of the kernel.
For seconds of sound that is a hundred megabytes, through memory and back; for a piece of them it stays in the caches.
Processors that multiply unsigned by signed bytes in one instruction do so for unsigned weights and signed values, while
quantised networks have unsigned ones: values and their zero point both lowered by 128 give the same sums.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from audiostudio.engines.onnx.cutting import GraphParts, Node
from audiostudio.engines.onnx.graphs import FLOAT, INT8, GraphWriter, node_message
from audiostudio.engines.onnx.sessions import onnx_session

# Layers of few channels run at fine steps of time, so their inputs are the long ones. More pieces are hardly faster,
# and every one is more to load.
_CHANNELS_IN_PIECES = 1_024
# What dynamic quantisation writes after a convolution: bias, and the way back to numbers with a fraction.
_DEQUANTISATION = ("Add", "Cast", "Mul")
_TIME_AXIS, _TOP_BIT = "pieces/time axis", "pieces/top bit"


def convolve_in_pieces(graph: GraphParts) -> None:
    """Replace every convolution of dynamically quantised integers over time that keeps the length.

    The graph's operators are of version 18 at least, and inputs of a layer with C channels at least 1024 / C long.
    """
    users: dict[str, list[Node]] = {}
    for node in graph.nodes:
        for name in node.inputs:
            users.setdefault(name, []).append(node)
    quantised = {node.outputs[0] for node in graph.nodes if node.operator == "DynamicQuantizeLinear"}
    replacements: dict[str, Sequence[bytes]] = {}
    weights: dict[str, NDArray[Any]] = {_TIME_AXIS: np.array([2]), _TOP_BIT: np.array(128, np.uint8)}
    for node in graph.nodes:
        if node.operator == "ConvInteger" and node.inputs[0] in quantised:
            pieces = max(1, _CHANNELS_IN_PIECES // graph.weight_shape(node.inputs[1])[1])
            layer = _Layer(_with_dequantisation(node, users), pieces)
            if layer.keeps_length:
                weights |= layer.weights()
                replacements[layer.chain[-1].outputs[0]] = layer.nodes()
    graph.replace(replacements, weights)


def _with_dequantisation(convolution: Node, users: dict[str, list[Node]]) -> list[Node]:
    chain = [convolution]
    for operator in _DEQUANTISATION:
        following = users.get(chain[-1].outputs[0], [])
        if len(following) == 1 and following[0].operator == operator:
            chain += following
    return chain


class _Layer:
    """A convolution and the nodes behind it that know nothing of time, to be done in pieces."""

    def __init__(self, chain: list[Node], pieces: int) -> None:
        self.chain, self.pieces = chain, pieces
        self.own = chain[0].outputs[0]
        self.attributes = chain[0].integers()
        self.pads = cast(list[int], self.attributes.pop("pads"))
        reach = zip(*(cast(list[int], self.attributes[name]) for name in ("dilations", "kernel_shape")), strict=True)
        self.wider = [dilation * (size - 1) for dilation, size in reach]

    @property
    def keeps_length(self) -> bool:
        return self.attributes["strides"] == [1] and [sum(self.pads)] == self.wider

    def weights(self) -> dict[str, NDArray[Any]]:
        return {
            f"{self.own}/pads": np.array([0, 0, self.pads[0], 0, 0, self.pads[1]]),
            f"{self.own}/wider": np.array(self.wider),
            f"{self.own}/pieces": np.array([self.pieces]),
            f"{self.own}/edges": np.arange(self.pieces + 1),
        }

    def nodes(self) -> list[bytes]:
        own, first, last = self.own, self.chain[0], self.chain[-1]
        values, _, zero = first.inputs[:3]
        nodes: list[bytes] = []
        if _signed_bytes_are_exact():
            nodes, values, zero = self._signed()
        starts, ends = ([f"{own}/{side} {edge}" for edge in range(self.pieces + 1)] for side in ("start", "end"))
        nodes += [
            node_message("Pad", [values, f"{own}/pads", zero], [f"{own}/padded"]),
            node_message("Shape", [values], [f"{own}/length"], start=2),
            node_message("Mul", [f"{own}/length", f"{own}/edges"], [f"{own}/lengths"]),
            node_message("Div", [f"{own}/lengths", f"{own}/pieces"], [f"{own}/starts"]),
            node_message("Add", [f"{own}/starts", f"{own}/wider"], [f"{own}/ends"]),
            node_message("Split", [f"{own}/starts"], starts, num_outputs=self.pieces + 1),
            node_message("Split", [f"{own}/ends"], ends, num_outputs=self.pieces + 1),
        ]
        done = []
        for piece in range(self.pieces):
            cut, name = f"{own}/cut {piece}", f"{own}/{piece}"
            nodes.append(node_message("Slice", [f"{own}/padded", starts[piece], ends[piece + 1], _TIME_AXIS], [cut]))
            inputs = [cut, first.inputs[1], zero, *first.inputs[3:]]
            nodes.append(node_message("ConvInteger", inputs, [name], **self.attributes))
            for before, node in zip(self.chain, self.chain[1:], strict=False):
                inputs = [name if value == before.outputs[0] else value for value in node.inputs]
                name = f"{node.outputs[0]}/{piece}"
                nodes.append(node_message(node.operator, inputs, [name], **node.integers()))
            done.append(name)
        return [*nodes, node_message("Concat", done, last.outputs, axis=2)]

    def _signed(self) -> tuple[list[bytes], str, str]:
        """Return what makes bytes signed, and the names of these and of their zero point.

        Quantising once more would be as quick, but keep every layer's input in memory for longer.
        """
        own = self.own
        nodes = []
        for name, signed in zip(self.chain[0].inputs[0:3:2], (f"{own}/signed", f"{own}/signed zero"), strict=True):
            nodes.append(node_message("BitwiseXor", [name, _TOP_BIT], [f"{signed}/shifted"]))
            nodes.append(node_message("Cast", [f"{signed}/shifted"], [signed], to=INT8))
        return nodes, f"{own}/signed", f"{own}/signed zero"


@cache
def _signed_bytes_are_exact() -> bool:
    """Say whether unsigned times signed bytes are summed in full, which processors without that instruction do not."""
    rng = np.random.default_rng(1)
    kernel = rng.integers(0, 256, (32, 64, 1)).astype(np.uint8)
    values = rng.integers(-128, 128, (1, 64, 64)).astype(np.float32)
    graph = GraphWriter()
    one, zero = graph.weight(np.ones((), np.float32)), graph.weight(np.zeros((), np.int8))
    signed = graph.node("QuantizeLinear", ["values", one, zero])
    sums = graph.node("ConvInteger", [signed, graph.weight(kernel), zero, graph.weight(np.zeros((), np.uint8))])
    model = graph.model({"values": values.shape}, {"sums": (graph.node("Cast", [sums], to=FLOAT), (1, 32, 64))})
    found = onnx_session(__name__, lambda: model, use_cpu=True, threads=1).run(["sums"], {"values": values})[0]
    return bool(np.array_equal(found[0], kernel[:, :, 0].astype(np.int64) @ values[0].astype(np.int64)))
