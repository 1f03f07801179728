"""Writes ONNX models from arrays, so that weights published without a graph run without the framework they came from.

Only what the engines need of the format: tensors of a few types, nodes with integer, float and string attributes. ONNX
is a protocol buffer; the field numbers are those of the public ``onnx.proto``.
"""

import struct
from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

FLOAT, INT8 = 1, 3  # types of tensors
_TYPES = {"f4": FLOAT, "u1": 2, "i1": INT8, "i4": 6, "i8": 7}
_IR_VERSION, _OPSET = 8, 18
_ATTRIBUTE_FLOAT, _ATTRIBUTE_INT, _ATTRIBUTE_STRING, _ATTRIBUTE_INTS = 1, 2, 3, 7

Attribute = int | float | str | Sequence[int]
Shape = Sequence[int | str]


class GraphWriter:
    """Collects nodes and weights of one graph; values are known by name."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._initializers: list[bytes] = []
        self._values = 0

    def weight(self, array: NDArray[Any]) -> str:
        """Add a constant, of a type that `tensor_message` knows, and return the name of its value."""
        name = self._new_name()
        self._initializers.append(tensor_message(name, array))
        return name

    def node(self, operator: str, inputs: Sequence[str], **attributes: Attribute) -> str:
        """Add a node with one output and return the name of that value."""
        return self.nodes(operator, inputs, 1, **attributes)[0]

    def nodes(self, operator: str, inputs: Sequence[str], outputs: int, **attributes: Attribute) -> list[str]:
        """Add a node with several outputs and return the names of these values."""
        names = [self._new_name() for _ in range(outputs)]
        self._nodes.append(node_message(operator, inputs, names, **attributes))
        return names

    def model(self, inputs: Mapping[str, Shape], outputs: Mapping[str, tuple[str, Shape]]) -> bytes:
        """Return the serialised model.

        Args:
            inputs: shape of each float32 input by name; a size may be a name where it differs from run to run.
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
        return node_message("Identity", [value], [name])


def node_message(operator: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Attribute) -> bytes:
    """Encode a node between values that are known by name."""
    fields = [_text(1, value) for value in inputs]
    fields += [_text(2, value) for value in outputs]
    fields += [_text(3, outputs[0]), _text(4, operator)]
    fields += [message_field(5, _attribute(key, value)) for key, value in attributes.items()]
    return b"".join(fields)


def tensor_message(name: str, array: NDArray[Any]) -> bytes:
    """Encode a constant of float32, uint8, int8, int32 or int64.

    Raises:
        KeyError: it is of another type.
    """
    dims = b"".join(_number(1, size) for size in array.shape)
    raw = array.astype(array.dtype.newbyteorder("<")).tobytes()
    return dims + _number(2, _TYPES[array.dtype.str[1:]]) + _text(8, name) + message_field(9, raw)


def _attribute(name: str, value: Attribute) -> bytes:
    head = _text(1, name)
    if isinstance(value, int):
        return head + _number(3, value) + _number(20, _ATTRIBUTE_INT)
    if isinstance(value, float):
        return head + _key(2, 5) + struct.pack("<f", value) + _number(20, _ATTRIBUTE_FLOAT)
    if isinstance(value, str):
        return head + _text(4, value) + _number(20, _ATTRIBUTE_STRING)
    return head + b"".join(_number(8, item) for item in value) + _number(20, _ATTRIBUTE_INTS)


def _value_info(name: str, shape: Shape) -> bytes:
    sizes = (_text(2, size) if isinstance(size, str) else _number(1, size) for size in shape)
    dims = b"".join(message_field(1, size) for size in sizes)
    tensor_type = _number(1, FLOAT) + message_field(2, dims)
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
