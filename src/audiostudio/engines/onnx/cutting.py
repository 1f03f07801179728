"""Cuts a published ONNX model into parts, so that what flows between two layers can be seen and changed.

Nodes and weights are copied byte for byte, so the parts, run one after another, compute exactly what the whole does,
but for nodes that were replaced. The field numbers are those of the public ``onnx.proto``; the wire format is that of
protocol buffers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from numpy.typing import NDArray

from audiostudio.engines.onnx.graphs import message_field, tensor_message

_MODEL_GRAPH = 7
_NODE, _GRAPH_NAME, _INITIALIZER, _INPUT, _OUTPUT, _VALUE_INFO = 1, 2, 5, 11, 12, 13
_NODE_INPUT, _NODE_OUTPUT, _NODE_OPERATOR, _NODE_ATTRIBUTE = 1, 2, 4, 5
_ATTRIBUTE_NAME, _ATTRIBUTE_INT, _ATTRIBUTE_INTS = 1, 3, 8
_TENSOR_DIMS, _TENSOR_NAME, _VALUE_NAME = 1, 8, 1
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_FIXED_SIZES = {_FIXED_64: 8, _FIXED_32: 4}


class GraphError(ValueError):
    """The bytes are no ONNX model, or the model has no such value."""


@dataclass(frozen=True)
class _Field:
    number: int
    value: int  # of a variable-length number; 0 for others
    content: memoryview  # of a length-delimited field; empty for numbers
    raw: memoryview  # the field whole, key included


@dataclass(frozen=True)
class Node:
    """An operator between values that are known by name.

    Attributes:
        operator: its name in ONNX.
        inputs, outputs: names of values.
        raw: the serialised ``NodeProto``.
    """

    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    raw: memoryview

    def integers(self) -> dict[str, int | list[int]]:
        """Return the attributes that are integers or lists of them, none negative, by name."""
        found: dict[str, int | list[int]] = {}
        for attribute in (field.content for field in _fields(self.raw) if field.number == _NODE_ATTRIBUTE):
            name = _name_in(attribute, _ATTRIBUTE_NAME)
            for field in _fields(attribute):
                if field.number == _ATTRIBUTE_INT:
                    found[name] = field.value
                elif field.number == _ATTRIBUTE_INTS:
                    found[name] = [*cast(list[int], found.get(name, [])), field.value]
        return found


class GraphParts:
    """A model read so far that parts can be cut from it.

    Args:
        model: a serialised ``ModelProto`` whose weights lie inside.

    Raises:
        GraphError: it is something else.
    """

    def __init__(self, model: bytes) -> None:
        self._head: list[memoryview] = []  # the model's own fields: versions of the format and of the operators
        self.nodes: list[Node] = []
        self._weights: dict[str, memoryview] = {}
        self._values: dict[str, memoryview] = {}
        graphs = []
        try:
            for field in _fields(memoryview(model)):
                if field.number == _MODEL_GRAPH:
                    graphs.append(field.content)
                else:
                    self._head.append(field.raw)
            for field in _fields(graphs[0]):
                self._take(field)
            self.nodes[0]  # or there is nothing to cut
        except (IndexError, StopIteration, UnicodeDecodeError) as error:
            raise GraphError("this is no ONNX model") from error
        self._makers = {output: node for node in self.nodes for output in node.outputs}

    def weight_shape(self, name: str) -> list[int]:
        """Return the shape of a constant."""
        return [field.value for field in _fields(self._weights[name]) if field.number == _TENSOR_DIMS]

    def replace(self, replacements: Mapping[str, Sequence[bytes]], weights: Mapping[str, NDArray[Any]]) -> None:
        """Put other nodes in the places of some.

        Args:
            replacements: the new nodes, serialised, by the first value that the old one gives; they give it too.
            weights: constants of the new nodes, by names that are new.
        """
        nodes: list[Node] = []
        for node in self.nodes:
            others = replacements.get(node.outputs[0])
            nodes += [node] if others is None else [_node(memoryview(other)) for other in others]
        self.nodes = nodes
        self._weights |= {name: memoryview(tensor_message(name, array)) for name, array in weights.items()}
        self._makers = {output: node for node in nodes for output in node.outputs}

    def cut(self, inputs: Sequence[str], outputs: Sequence[str]) -> bytes:
        """Return a model that computes ``outputs`` from ``inputs``, with the weights it needs and no others.

        Raises:
            GraphError: a value is unknown, or cannot be computed from these inputs.
        """
        needed: set[int] = set()
        weights: dict[str, memoryview] = {}
        seen = set(inputs)
        waiting = list(outputs)
        while waiting:
            name = waiting.pop()
            if name in seen or not name:  # an operator's optional input has no name
                continue
            seen.add(name)
            if name in self._weights:
                weights[name] = self._weights[name]
            elif name in self._makers:
                needed.add(id(self._makers[name]))
                waiting += self._makers[name].inputs
            else:
                raise GraphError(f"{name} cannot be computed from {', '.join(inputs)}")
        graph = [message_field(_NODE, node.raw) for node in self.nodes if id(node) in needed]
        graph.append(message_field(_GRAPH_NAME, b"part"))
        graph += [message_field(_INITIALIZER, raw) for raw in weights.values()]
        graph += [message_field(_INPUT, self._value(name)) for name in inputs]
        graph += [message_field(_OUTPUT, self._value(name)) for name in outputs]
        return b"".join([*self._head, message_field(_MODEL_GRAPH, b"".join(graph))])

    def _take(self, field: _Field) -> None:
        if field.number == _NODE:
            self.nodes.append(_node(field.content))
        elif field.number == _INITIALIZER:
            self._weights[_name_in(field.content, _TENSOR_NAME)] = field.content
        elif field.number in (_INPUT, _OUTPUT, _VALUE_INFO):
            self._values[_name_in(field.content, _VALUE_NAME)] = field.content

    def _value(self, name: str) -> memoryview:
        try:
            return self._values[name]
        except KeyError:
            raise GraphError(f"the model says nothing of the type of {name}") from None


def _node(raw: memoryview) -> Node:
    texts = [(part.number, str(part.content, "utf-8")) for part in _fields(raw) if part.number <= _NODE_OUTPUT]
    return Node(
        _name_in(raw, _NODE_OPERATOR),
        tuple(text for number, text in texts if number == _NODE_INPUT),
        tuple(text for number, text in texts if number == _NODE_OUTPUT),
        raw,
    )


def _name_in(message: memoryview, number: int) -> str:
    return next(str(field.content, "utf-8") for field in _fields(message) if field.number == number)


def _fields(message: memoryview) -> Iterator[_Field]:
    position = 0
    while position < len(message):
        start = position
        key, position = _varint(message, position)
        number, kind = key >> 3, key & 7
        value, content = 0, message[:0]
        if kind == _VARINT:
            value, position = _varint(message, position)
        elif kind == _BYTES:
            size, position = _varint(message, position)
            content = message[position : position + size]
            position += size
        elif kind in _FIXED_SIZES:
            position += _FIXED_SIZES[kind]
        else:
            raise IndexError(kind)
        if position > len(message):
            raise IndexError(position)
        yield _Field(number, value, content, message[start:position])


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
