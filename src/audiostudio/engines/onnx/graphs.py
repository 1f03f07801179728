"""Writes ONNX models from arrays, so that weights published without a graph run without the framework they came from.

Only what the engines need of the format: float32 tensors, nodes with integer, float and string attributes. ONNX is a
protocol buffer; the field numbers are those of the public ``onnx.proto``.
"""

import struct
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_IR_VERSION, _OPSET = 8, 17
_FLOAT = 1
_ATTRIBUTE_FLOAT, _ATTRIBUTE_INT, _ATTRIBUTE_STRING, _ATTRIBUTE_INTS = 1, 2, 3, 7

Attribute = int | float | str | Sequence[int]


class GraphWriter:
    """Collects nodes and weights of one graph; values are known by name."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._initializers: list[bytes] = []
        self._values = 0

    def weight(self, array: NDArray[np.float32]) -> str:
        """Add a constant and return the name of its value."""
        name = self._new_name()
        raw = np.ascontiguousarray(array, "<f4").tobytes()
        dims = b"".join(_number(1, size) for size in array.shape)
        self._initializers.append(dims + _number(2, _FLOAT) + _text(8, name) + message_field(9, raw))
        return name

    def node(self, operator: str, inputs: Sequence[str], **attributes: Attribute) -> str:
        """Add a node with one output and return the name of that value."""
        name = self._new_name()
        fields = [_text(1, value) for value in inputs]
        fields += [_text(2, name), _text(3, name), _text(4, operator)]
        fields += [message_field(5, _attribute(key, value)) for key, value in attributes.items()]
        self._nodes.append(b"".join(fields))
        return name

    def model(self, inputs: Mapping[str, Sequence[int]], outputs: Mapping[str, tuple[str, Sequence[int]]]) -> bytes:
        """Return the serialised model.

        Args:
            inputs: shape of each float32 input by name.
            outputs: for each output's name, the value it shows and its shape.
        """
        names = [self._renamed(value, name) for name, (value, _) in outputs.items()]
        graph = b"".join(
            [
                *(message_field(1, node) for node in [*self._nodes, *names]),
                _text(2, "audiostudio"),
                *(message_field(5, initializer) for initializer in self._initializers),
                *(message_field(11, _value_info(name, shape)) for name, shape in inputs.items()),
                *(message_field(12, _value_info(name, shape)) for name, (_, shape) in outputs.items()),
            ]
        )
        opset = _text(1, "") + _number(2, _OPSET)
        return _number(1, _IR_VERSION) + _text(2, "audiostudio") + message_field(7, graph) + message_field(8, opset)

    def _new_name(self) -> str:
        self._values += 1
        return f"v{self._values}"

    @staticmethod
    def _renamed(value: str, name: str) -> bytes:
        return _text(1, value) + _text(2, name) + _text(4, "Identity")


def _attribute(name: str, value: Attribute) -> bytes:
    head = _text(1, name)
    if isinstance(value, int):
        return head + _number(3, value) + _number(20, _ATTRIBUTE_INT)
    if isinstance(value, float):
        return head + _key(2, 5) + struct.pack("<f", value) + _number(20, _ATTRIBUTE_FLOAT)
    if isinstance(value, str):
        return head + _text(4, value) + _number(20, _ATTRIBUTE_STRING)
    return head + b"".join(_number(8, item) for item in value) + _number(20, _ATTRIBUTE_INTS)


def _value_info(name: str, shape: Sequence[int]) -> bytes:
    dims = b"".join(message_field(1, _number(1, size)) for size in shape)
    tensor_type = _number(1, _FLOAT) + message_field(2, dims)
    return _text(1, name) + message_field(2, message_field(1, tensor_type))


def _key(field: int, wire_type: int) -> bytes:
    return _varint(field << 3 | wire_type)


def _number(field: int, value: int) -> bytes:
    return _key(field, 0) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return message_field(field, value.encode())


def message_field(field: int, content: bytes | memoryview) -> bytes:
    """Encode a field that holds bytes: a text, packed values or another message."""
    return _key(field, 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    """Encode a non-negative integer, seven bits a byte, lowest first."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
