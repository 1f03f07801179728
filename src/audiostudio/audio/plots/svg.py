"""The little of SVG that charts need: text, lines, areas and a plot's axes; no scripts, no fonts from elsewhere.

Colours are classes, so that one style sheet holds the light and the dark look.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite, log10

Value = float | None

_STYLE = """
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:13px;
fill:#1b2230}.title{font-size:26px;font-weight:650;letter-spacing:-.2px}.figure{font-size:24px;font-weight:600;letter-spacing:-.3px}
.head{font-size:14px;font-weight:600}.small{font-size:11.5px}.quiet{fill:#667085}.end{text-anchor:end}
.middle{text-anchor:middle}.page{fill:#f4f5f8}.card{fill:#fff}.grid{stroke:#e4e7ee;stroke-width:1}
.axis{stroke:#c3c9d6;stroke-width:1}.before{stroke:#98a2b3}.after{stroke:#2f66e0}.line{fill:none;stroke-width:2;
stroke-linejoin:round;stroke-linecap:round}.thin{stroke-width:1.6}.dash{stroke:#1b2230;stroke-width:1.2;
stroke-dasharray:2 4;stroke-linecap:round;fill:none}.under{fill:#2f66e0;fill-opacity:.10}
.taken{fill:#d9622b;fill-opacity:.75}.rise{fill:#2f66e0}.halo{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}
.light{font-weight:400;letter-spacing:0}
"""
_DARK = """
text{fill:#edf0f6}.quiet{fill:#98a2b5}.page{fill:#0e1116}.card{fill:#171b23}.grid{stroke:#272d39}.axis{stroke:#404958}
.before{stroke:#717c8f}.after{stroke:#74a2ff}.dash{stroke:#edf0f6}.under{fill:#74a2ff;fill-opacity:.14}
.taken{fill:#ff9560;fill-opacity:.8}.rise{fill:#74a2ff}.halo{stroke:#171b23}
"""


def document(width: float, height: float, title: str, description: str, elements: Iterable[str]) -> str:
    """Return a whole SVG file that follows its reader's light or dark preference."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-labelledby="t d"><title id="t">{escape(title)}</title>'
        f'<desc id="d">{escape(description)}</desc>'
        f"<style>{_STYLE}@media (prefers-color-scheme:dark){{{_DARK}}}</style>{''.join(elements)}</svg>\n"
    )


def text(x: float, y: float, words: str, style: str = "", note: str = "") -> str:
    """Return one line of text whose baseline begins at ``(x, y)``, or ends there with the class ``end``.

    A ``note`` follows the words, smaller and quieter, wherever they end in the reader's font.
    """
    after = f'<tspan dx="8"{_class("small quiet light")}>{escape(note)}</tspan>' if note else ""
    return f'<text x="{x:g}" y="{y:g}"{_class(style)}>{escape(words)}{after}</text>'


def bar(x: float, width: float, y1: float, y2: float, style: str) -> str:
    """Return an upright bar between two heights."""
    return f'<rect x="{x:g}" y="{min(y1, y2):g}" width="{width:g}" height="{abs(y2 - y1):.1f}"{_class(style)}/>'


def card(x: float, y: float, width: float, height: float, style: str = "card") -> str:
    """Return a rounded surface."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="12"{_class(style)}/>'


def segment(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    """Return a straight line."""
    return f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}"{_class(style)}/>'


def wrapped(words: str, width: float, character_width: float = 7.1) -> list[str]:
    """Break words into lines that fit ``width``, by the average width of a character at 13 px."""
    longest, lines = int(width / character_width), [""]
    for word in words.split():
        if len(lines[-1]) + len(word) + 1 > longest and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


@dataclass(frozen=True)
class Plot:
    """A rectangle that curves are drawn in.

    Attributes:
        left: of the rectangle, in pixels; likewise ``top``, ``width`` and ``height``.
        xs: what its left and right edge stand for.
        ys: what its lower and upper edge stand for.
        logarithmic: whether its horizontal axis is logarithmic.
    """

    left: float
    top: float
    width: float
    height: float
    xs: tuple[float, float]
    ys: tuple[float, float]
    logarithmic: bool = False

    def x(self, value: float) -> float:
        """Return the horizontal place of a value."""
        place: Callable[[float], float] = log10 if self.logarithmic else float
        low, high = place(self.xs[0]), place(self.xs[1])
        return round(self.left + (place(value) - low) / (high - low) * self.width, 1)

    def y(self, value: float) -> float:
        """Return the vertical place of a value, held inside the rectangle."""
        low, high = self.ys
        share = min(1.0, max(0.0, (value - low) / (high - low)))
        return round(self.top + (1 - share) * self.height, 1)

    def line(self, xs: Sequence[float], values: Sequence[Value], style: str) -> str:
        """Return a curve, broken where a value is missing."""
        path = "".join(_polyline(run) for run in self._runs(xs, values))
        return f'<path d="{path}"{_class("line " + style)}/>' if path else ""

    def area(self, xs: Sequence[float], values: Sequence[Value], style: str, base: float | None = None) -> str:
        """Return the surface between a curve and ``base`` (the lower edge unless given)."""
        floor = self.y(self.ys[0] if base is None else base)
        path = "".join(
            f"{_polyline(run)}L{run[-1][0]:g} {floor:g}L{run[0][0]:g} {floor:g}Z" for run in self._runs(xs, values)
        )
        return f'<path d="{path}"{_class(style)}/>' if path else ""

    def rows(self, values: Iterable[float], form: str = "{:g}") -> str:
        """Return horizontal grid lines with their values at the left."""
        right = self.left + self.width
        return "".join(
            segment(self.left, self.y(value), right, self.y(value), "grid")
            + text(self.left - 8, self.y(value) + 4, form.format(value).replace("-", "−"), "small quiet end")
            for value in values
        )

    def columns(self, labels: Iterable[tuple[float, str]]) -> str:
        """Return labels under the horizontal axis."""
        below = self.top + self.height + 18
        return "".join(text(self.x(value), below, label, "small quiet middle") for value, label in labels)

    def _runs(self, xs: Sequence[float], values: Sequence[Value]) -> list[list[tuple[float, float]]]:
        runs: list[list[tuple[float, float]]] = [[]]
        for x, value in zip(xs, values, strict=True):
            if value is not None and isfinite(value):
                runs[-1].append((self.x(x), self.y(value)))
            elif runs[-1]:
                runs.append([])
        return [run for run in runs if len(run) > 1]


def _polyline(points: list[tuple[float, float]]) -> str:
    (x, y), *rest = points
    return f"M{x:g} {y:g}L" + " ".join(f"{x:g} {y:g}" for x, y in rest)


def _class(style: str) -> str:
    return f' class="{style}"' if style else ""
