"""Writes pictures of few colours as PNG, for rasters inside drawings."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray


def png(pixels: NDArray[np.uint8], palette: NDArray[np.uint8]) -> bytes:
    """Return a PNG file (ISO/IEC 15948) of indexed colour.

    Args:
        pixels: ``(rows, columns)``, each the number of a colour.
        palette: ``(colours, 3)``, red, green and blue from 0 to 255.
    """
    rows, columns = pixels.shape
    filtered = np.zeros((rows, columns + 1), np.uint8)
    filtered[:, 1:] = pixels
    header = struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette.tobytes()), (b"IDAT", zlib.compress(filtered.tobytes(), 9)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in (*chunks, (b"IEND", b"")))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
