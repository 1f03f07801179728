"""A picture of pixels: boxes with soft edges, words, and the PNG file of it, without a graphics library."""

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.plots.glyphs import draw_words, text_width
from audiostudio.audio.plots.png import true_colour_png

Colour = tuple[int, int, int]


class Canvas:
    """Pixels to draw on; what lies outside is not drawn.

    Args:
        width: in pixels.
        height: in pixels.
        colour: of the ground.
    """

    def __init__(self, width: int, height: int, colour: Colour) -> None:
        self._pixels = np.full((height, width, 3), colour, np.uint8)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour, opacity: float = 1.0) -> None:
        """Fill a rectangle; edges between pixels are softened."""
        height, width = self._pixels.shape[:2]
        columns, rows = _shares(left, right, width), _shares(top, bottom, height)
        if columns is None or rows is None:
            return
        (x, across), (y, down) = columns, rows
        self._blend(y, x, down[:, None] * across[None, :], colour, opacity)

    def words(
        self, x: float, baseline: float, words: str, height_px: float, colour: Colour, align: float = 0.0
    ) -> float:
        """Write words whose capitals are ``height_px`` high, and return their width.

        Args:
            x: of their left edge, their middle (``align`` 0.5) or their right edge (1).
            baseline: what they stand on.
            words: what to write.
            height_px: of a capital.
            colour: of the strokes.
            align: which part of the words stands at ``x``.
        """
        covered = draw_words(words, height_px)
        width = text_width(words, height_px)
        left, top = round(x - align * width), round(baseline - 6.5 * height_px / 6) - 1
        first_row, first_column = max(0, -top), max(0, -left)
        visible = covered[first_row : self._pixels.shape[0] - top, first_column : self._pixels.shape[1] - left]
        if visible.size:
            self._blend(top + first_row, left + first_column, visible, colour, 1.0)
        return width

    def png(self) -> bytes:
        """Return the file."""
        return true_colour_png(self._pixels)

    def _blend(self, top: int, left: int, covered: NDArray[np.float32], colour: Colour, opacity: float) -> None:
        part = self._pixels[top : top + covered.shape[0], left : left + covered.shape[1]]
        share = (covered * np.float32(opacity))[:, :, None]
        part[:] = np.rint(part + share * (np.array(colour, np.float32) - part)).astype(np.uint8)


def _shares(first: float, last: float, size: int) -> tuple[int, NDArray[np.float32]] | None:
    """Return the first pixel between two edges and which share of each pixel from there lies between them."""
    first, last = max(0.0, first), min(float(size), last)
    if last <= first:
        return None
    start, end = int(first), int(np.ceil(last))
    edges = np.arange(start, end + 1, dtype=np.float32)
    return start, np.minimum(edges[1:], last) - np.maximum(edges[:-1], first)
