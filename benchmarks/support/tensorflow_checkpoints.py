"""Reads a TensorFlow checkpoint without TensorFlow: its index is a LevelDB table, its data raw numbers.

The formats are LevelDB's (``doc/table_format.md``: blocks of prefix-compressed keys, a footer of 48 bytes that points
to the block of blocks) and TensorFlow's ``tensor_bundle.proto`` (of an entry: 1 type, 2 shape, 4 offset, 5 size).
"""

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from audiostudio.engines.weights.checkpoints import CheckpointError, Weights

_FOOTER_BYTES = 48
_FLOAT32 = 1
_Fields = dict[int, list[int | bytes]]


def read_tensorflow_checkpoint(index: Path, data: Path) -> Weights:
    """Return the float32 tensors of a checkpoint in one shard, by name; what else it holds is left out.

    Raises:
        CheckpointError: the files are something else.
    """
    table, numbers = index.read_bytes(), data.read_bytes()
    weights: Weights = {}
    try:
        for name, entry in _entries(table):
            fields = _fields(entry)
            if name and fields.get(1) == [_FLOAT32]:
                dimensions = _fields(_bytes(fields, 2)).get(2, [])
                shape = [_number(_fields(size), 1) for size in dimensions if isinstance(size, bytes)]
                start = _number(fields, 4)
                values = np.frombuffer(numbers[start : start + _number(fields, 5)], "<f4")
                weights[name.decode()] = values.reshape(shape)
    except (IndexError, ValueError, struct.error) as error:
        raise CheckpointError(f"{index.name} is no index of a checkpoint: {error}") from error
    return weights


def _entries(table: bytes) -> Iterator[tuple[bytes, bytes]]:
    footer = table[-_FOOTER_BYTES:]
    place = 0
    for _ in range(2):  # the block of metadata, which is not needed
        _, place = _varint(footer, place)
    start, place = _varint(footer, place)
    size, _ = _varint(footer, place)
    for _, handle in _block(table, start, size):
        block_start, after = _varint(handle, 0)
        block_size, _ = _varint(handle, after)
        yield from _block(table, block_start, block_size)


def _block(table: bytes, start: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    if table[start + size] != 0:
        raise ValueError("a block is compressed")
    block = table[start : start + size]
    (restarts,) = struct.unpack("<I", block[-4:])
    end, place, key = len(block) - 4 - 4 * restarts, 0, b""
    while place < end:
        shared, place = _varint(block, place)
        added, place = _varint(block, place)
        value_size, place = _varint(block, place)
        key = key[:shared] + block[place : place + added]
        place += added
        yield key, block[place : place + value_size]
        place += value_size


def _varint(content: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place


def _fields(message: bytes) -> _Fields:
    fields: _Fields = {}
    place = 0
    while place < len(message):
        tag, place = _varint(message, place)
        value: int | bytes
        match tag & 7:
            case 0:
                value, place = _varint(message, place)
            case 2:
                size, place = _varint(message, place)
                value, place = message[place : place + size], place + size
            case 5:
                value, place = message[place : place + 4], place + 4
            case 1:
                value, place = message[place : place + 8], place + 8
            case kind:
                raise ValueError(f"a field is of kind {kind}")
        fields.setdefault(tag >> 3, []).append(value)
    return fields


def _number(fields: _Fields, field: int) -> int:
    value = fields.get(field, [0])[0]
    if not isinstance(value, int):
        raise ValueError(f"field {field} is no number")
    return value


def _bytes(fields: _Fields, field: int) -> bytes:
    value = fields.get(field, [b""])[0]
    if not isinstance(value, bytes):
        raise ValueError(f"field {field} is no message")
    return value
