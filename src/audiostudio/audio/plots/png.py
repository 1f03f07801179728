"""Writes pixels as PNG files (ISO/IEC 15948), eight bits a value and without filters."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TRUE_COLOUR, _INDEXED = 2, 3


def true_colour_png(pixels: NDArray[np.uint8]) -> bytes:
    """Return the file of ``(rows, columns, 3)`` pixels: red, green and blue from 0 to 255."""
    rows, columns = pixels.shape[:2]
    return _file(rows, columns, _TRUE_COLOUR, pixels.reshape(rows, -1))


def indexed_png(pixels: NDArray[np.uint8], palette: NDArray[np.uint8]) -> bytes:
    """Return the file of a picture of few colours.

    Args:
        pixels: ``(rows, columns)``, each the number of a colour.
        palette: ``(colours, 3)``, red, green and blue from 0 to 255.
    """
    rows, columns = pixels.shape
    return _file(rows, columns, _INDEXED, pixels, (b"PLTE", palette.tobytes()))


def _file(rows: int, columns: int, kind: int, values: NDArray[np.uint8], *more: tuple[bytes, bytes]) -> bytes:
    # Each row begins with the number of its filter, 0 for none.
    filtered = np.zeros((rows, values.shape[1] + 1), np.uint8)
    filtered[:, 1:] = values
    header = struct.pack(">IIBBBBB", columns, rows, 8, kind, 0, 0, 0)
    chunks = ((b"IHDR", header), *more, (b"IDAT", zlib.compress(filtered.tobytes(), 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
