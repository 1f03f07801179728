"""Letters as strokes, for pictures made of pixels: no fonts are needed, and edges are smooth at any size."""

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Coverage = NDArray[np.float32]

# A letter and its polylines: points ``xy``, x from 0 to 4 and y from 0 (descenders) over 2 (the base line) and 6 (small
# letters) to 8 (capitals).
_ALPHABET = """
0 180703123243473818
1 072822 1232
2 07183847450242
3 0718384746351535 354443321203
4 38044444 3632
5 480805354443321203
6 38180703123243443515
7 084812
8 180706153546473818 150403123243443515
9 12324347381807061546
A 022842 1434
B 020838474635 05354443433202
C 4738180703123243
D 02082846442202
E 48080242 0535
F 480802 0535
G 473818070312324345 4525
H 0208 4248 0545
I 2822
J 4843321203
K 0802 4804 1542
L 080242
M 0208254842
N 02084248
O 180703123243473818
P 02083847463505
Q 180703123243473818 2441
R 02083847463505 2542
S 47381807061535444332 321203
T 0848 2822
U 080312324348
V 082248
W 0812263248
X 0248 0842
Y 082548 2522
Z 08480242
a 4642 4536160503123243
b 0802 0516364543321203
c 4536160503123243
d 4842 4536160503123243
e 04444536160503123243
f 38271712 0636
g 4641301001 4536160503123243
h 0802 0516364542
i 2622 2727
j 26211001 2727
k 0802 0346 1442
l 2822
m 0602 0516252422 2536454442
n 0602 0516364542
o 160503123243453616
p 0600 0516364543321203
q 4640 4536160503123243
r 1612 15263646
s 4536160514344332 321203
t 1813223243 0636
u 0603123243 4642
v 062246
w 0612253246
x 0246 0642
y 062246 2210
z 06460242
# 1712 3733 0646 0444
- 1535
– 0545
. 2222
: 2222 2525
/ 0248
+ 0545 2723
"""
_TOP = 8
_GAP, _SPACE = 2.0, 2.0
# Which share of a letter's unit a stroke is wide, and never below a pixel.
_STROKE_UNITS = 0.85


def _read(alphabet: str) -> dict[str, list[NDArray[np.float64]]]:
    """Return each letter's strokes, moved to the left edge."""
    letters: dict[str, list[NDArray[np.float64]]] = {" ": []}
    for line in alphabet.strip().splitlines():
        letter, *words = line.split()
        strokes = [
            np.array([(int(x), int(y)) for x, y in zip(word[::2], word[1::2], strict=True)], float) for word in words
        ]
        left = min(stroke[:, 0].min() for stroke in strokes)
        letters[letter] = [stroke - (left, 0) for stroke in strokes]
    return letters


_LETTERS = _read(_ALPHABET)
_WIDTHS = {
    letter: max((stroke[:, 0].max() for stroke in strokes), default=_SPACE) + _GAP
    for letter, strokes in _LETTERS.items()
}


def text_width(words: str, height_px: float) -> float:
    """Return the width of words whose capitals are ``height_px`` high."""
    return float(sum(_WIDTHS.get(letter, 0) for letter in words) * height_px / 6)


@cache
def draw_words(words: str, height_px: float) -> Coverage:
    """Return how far each pixel is covered, 0 to 1, ``(rows, columns)``; the base line is a quarter above the bottom.

    Letters that there are none of are left out.

    Args:
        words: in Latin letters, digits and a few signs.
        height_px: of a capital.
    """
    unit = height_px / 6
    rows, columns = round(10 * unit) + 2, round(text_width(words, height_px)) + 2
    covered = np.zeros((rows, columns), np.float32)
    half_px = max(0.55, _STROKE_UNITS * unit / 2)
    left = 1 + half_px / 2
    for letter in words:
        for stroke in _LETTERS.get(letter, []):
            points = stroke * (1, -1) * unit + (left, (_TOP + 0.5) * unit + 1)
            for start, end in pairwise(points):
                _draw_line(covered, start, end, half_px)
        left += _WIDTHS.get(letter, 0) * unit
    return covered


def _draw_line(covered: Coverage, start: NDArray[np.float64], end: NDArray[np.float64], half_px: float) -> None:
    """Cover what lies within ``half_px`` of a line, with a soft edge of one pixel."""
    low = np.maximum(0, np.floor(np.minimum(start, end) - half_px - 1)).astype(int)
    high = np.ceil(np.maximum(start, end) + half_px + 2).astype(int)
    part = covered[low[1] : high[1], low[0] : high[0]]
    y, x = np.mgrid[low[1] : low[1] + part.shape[0], low[0] : low[0] + part.shape[1]] + 0.5
    along = end - start
    length = float(along @ along)
    share = np.clip(((x - start[0]) * along[0] + (y - start[1]) * along[1]) / length, 0, 1) if length else 0.0
    distance = np.hypot(x - start[0] - share * along[0], y - start[1] - share * along[1])
    np.maximum(part, np.clip(half_px + 0.5 - distance, 0, 1), out=part)
