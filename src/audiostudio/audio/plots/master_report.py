"""A master's report on one page: figures, curves before and after, and in words what was changed and why."""

from collections.abc import Iterator, Sequence
from math import ceil, floor
from typing import Any

from audiostudio.audio.plots.stage_words import in_words, signed
from audiostudio.audio.plots.svg import Plot, Value, bar, card, document, segment, text, wrapped

_WIDTH = 1080.0
_MARGIN = 32.0
_GAP = 16.0
_INNER = _WIDTH - 2 * _MARGIN
_TILE_HEIGHT = 96.0
_AXIS_WIDTH = 52.0
_LINE_HEIGHT = 19.0
_HEADING_WIDTH = 200.0
_NOTABLE_DB = 0.05
# A loudness curve that falls further than this below its top is shown as leaving the picture.
_LOUDNESS_SPAN_LU = 27.0
_SPECTRUM_SPAN_DB = 48.0
_HALF_BAND = 2 ** (1 / 6)
_OCTAVES = (
    (30, "30"),
    (60, "60"),
    (125, "125"),
    (250, "250"),
    (500, "500"),
    (1e3, "1k"),
    (2e3, "2k"),
    (4e3, "4k"),
    (8e3, "8k"),
    (16e3, "16k"),
)


def draw_master_report(report: dict[str, Any], title: str) -> str:
    """Return the picture of a mastering report as an SVG file.

    Args:
        report: a mastering tool's report with its ``curves``.
        title: what the master is called.
    """
    parts: list[str] = []
    y = _header(parts, report, title)
    y = _tiles(parts, report, y)
    y = _loudness(parts, report, y)
    y = _reduction(parts, report["curves"], y)
    y = _spectrum_and_image(parts, report["curves"], y)
    y = _changes(parts, report, y)
    background = f'<rect width="{_WIDTH:g}" height="{y:g}" class="page"/>'
    before, after = report["before"], report["after"]
    description = (
        f"Mastering report: integrated loudness from {_number(before['integrated_lufs'])} to "
        f"{_number(after['integrated_lufs'])} LUFS, true peak {_number(after['true_peak_dbtp'])} dBTP."
    )
    return document(_WIDTH, y, title, description, [background, *parts])


def _number(value: Value, digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}f}".replace("-", "−")


def _header(parts: list[str], report: dict[str, Any], title: str) -> float:
    y = _MARGIN + 26
    parts.append(text(_MARGIN, y, wrapped(title, _INNER, 14)[0], "title"))
    seconds = report["curves"]["seconds"]
    facts = [_moment(round(seconds)), f"target {_number(report['target_lufs'])} LUFS"]
    facts.append(f"ceiling {_number(report['ceiling_dbtp'])} dBTP")
    if "genre" in report:
        facts.insert(0, str(report["genre"]))
    parts.append(text(_MARGIN, y + 26, "  ·  ".join(facts), "quiet"))
    return y + 52


def _tiles(parts: list[str], report: dict[str, Any], y: float) -> float:
    before, after = report["before"], report["after"]
    figures = [
        ("Integrated loudness", "integrated_lufs", "LUFS", 1),
        ("True peak", "true_peak_dbtp", "dBTP", 1),
        ("Loudness range", "loudness_range_lu", "LU", 1),
        ("Loudest 3 s", "max_short_term_lufs", "LUFS", 1),
        ("Loudest 0.4 s", "max_momentary_lufs", "LUFS", 1),
    ]
    if "stereo_correlation" in after:
        figures.append(("Stereo correlation", "stereo_correlation", "", 2))
    width = (_INNER - _GAP * (len(figures) - 1)) / len(figures)
    for number, (label, name, unit, digits) in enumerate(figures):
        x = _MARGIN + number * (width + _GAP)
        value = _number(after[name], digits)
        parts += [
            card(x, y, width, _TILE_HEIGHT),
            text(x + 16, y + 26, label, "small quiet"),
            text(x + 16, y + 56, value, "figure", unit),
            text(x + 16, y + 80, f"was {_number(before[name], digits)}", "small quiet"),
        ]
    y += _TILE_HEIGHT + _GAP
    if not report["target_limited"]:
        return y
    words = f"The target is out of reach: {report['target_limited_reason']}."
    parts += [card(_MARGIN, y, _INNER, 44), text(_MARGIN + 20, y + 27, words, "head")]
    return y + 44 + _GAP


def _loudness(parts: list[str], report: dict[str, Any], y: float) -> float:
    curves, target_lufs = report["curves"], report["target_lufs"]
    before, after = curves["before"]["short_term_lufs"], curves["after"]["short_term_lufs"]
    height = 300.0
    plot_box = _open_card(parts, y, height, "Loudness over time", "short-term, LUFS over 3 s")
    known = sorted(value for value in (*before, *after) if value is not None)
    if not known:
        parts.append(text(_MARGIN + 20, y + 80, "Too short for a curve: it takes 3 seconds.", "quiet"))
        return y + height + _GAP
    top = 3 * ceil((max(known[-1], target_lufs) + 1) / 3)
    bottom = max(3 * floor((known[len(known) // 50] - 1) / 3), top - _LOUDNESS_SPAN_LU)
    plot = Plot(*plot_box, (0, curves["seconds"]), (bottom, top))
    aim = plot.y(target_lufs)
    parts += [
        plot.rows(_steps(bottom, top, 3 if top - bottom <= 15 else 6)),
        plot.columns(_clock(curves["seconds"])),
        plot.area(curves["times_s"], after, "under"),
        plot.line(curves["times_s"], before, "before thin"),
        plot.line(curves["times_s"], after, "after"),
        segment(plot.left, aim, plot.left + plot.width, aim, "dash"),
        text(plot.left + plot.width - 4, aim - 6, f"target {_number(target_lufs)}", "small end halo"),
        _legend(y),
    ]
    return y + height + _GAP


def _reduction(parts: list[str], curves: dict[str, Any], y: float) -> float:
    taken = curves["gain_reduction_db"]
    most = max((value for value in taken if value is not None), default=0.0)
    words = "nothing: every peak is under the ceiling" if most < _NOTABLE_DB else f"at most {most:.1f} dB"
    height = 52.0 if most < _NOTABLE_DB else 168.0
    plot_box = _open_card(parts, y, height, "Peaks taken off", "soft clip and limiter, dB")
    parts.append(text(_MARGIN + _INNER - 20, y + 30, words, "small quiet end"))
    if most < _NOTABLE_DB:
        return y + height + _GAP
    deepest = max(3, 3 * ceil(most / 3))
    plot = Plot(*plot_box, (0, curves["seconds"]), (-deepest, 0))
    lowered = [None if value is None else -value for value in taken]
    parts += [
        plot.rows(_steps(-deepest, 0, deepest / 3)),
        plot.columns(_clock(curves["seconds"])),
        plot.area(curves["times_s"], lowered, "taken", base=0),
    ]
    return y + height + _GAP


def _spectrum_and_image(parts: list[str], curves: dict[str, Any], y: float) -> float:
    height, correlation = 360.0, curves["after"]["correlation"]
    width = _INNER if correlation is None else (_INNER - _GAP) * 0.6
    box = _open_card(parts, y, height, "Balance of the spectrum", "thirds of an octave, dB of the whole", width=width)
    parts.append(_legend(y, right=_MARGIN + width - 20))
    _spectrum(parts, curves, box)
    if correlation is None:
        return y + height + _GAP
    left = _MARGIN + width + _GAP
    box = _open_card(parts, y, height, "Stereo correlation", "1 is mono", left=left, width=_INNER - width - _GAP)
    plot = Plot(*box, (0, curves["seconds"]), (-1, 1))
    parts += [
        plot.rows((-1, -0.5, 0, 0.5, 1)),
        plot.columns(_clock(curves["seconds"], labels=4)),
        segment(plot.left, plot.y(0), plot.left + plot.width, plot.y(0), "axis"),
        plot.line(curves["times_s"], curves["before"]["correlation"], "before thin"),
        plot.line(curves["times_s"], correlation, "after thin"),
    ]
    return y + height + _GAP


def _spectrum(parts: list[str], curves: dict[str, Any], box: tuple[float, float, float, float]) -> None:
    """Draw both spectra, and below them how each band moved against the others."""
    left, top, width, height = box
    bands_hz = curves["thirds_hz"]
    before, after = curves["before"]["thirds_db"], curves["after"]["thirds_db"]
    known = [value for value in (*before, *after) if value is not None]
    highest = 6 * ceil((max(known, default=0.0) + 1) / 6)
    edges = (bands_hz[0] / _HALF_BAND, bands_hz[-1] * _HALF_BAND)
    upper = Plot(left, top, width, height - 88, edges, (highest - _SPECTRUM_SPAN_DB, highest), logarithmic=True)
    moved = [
        None if one is None or other is None or max(one, other) < highest - _SPECTRUM_SPAN_DB else other - one
        for one, other in zip(before, after, strict=True)
    ]
    reach = max(3.0, ceil(max((abs(value) for value in moved if value is not None), default=0.0)))
    lower = Plot(left, top + height - 62, width, 62, edges, (-reach, reach), logarithmic=True)
    parts += [
        upper.rows(_steps(highest - _SPECTRUM_SPAN_DB, highest, 12)),
        upper.area(bands_hz, after, "under"),
        upper.line(bands_hz, before, "before thin"),
        upper.line(bands_hz, after, "after"),
        lower.rows((0,)),
        lower.rows((-reach, reach), "{:+g}"),
        lower.columns(_OCTAVES),
        *(
            bar(lower.x(hz / 1.09), lower.x(hz * 1.09) - lower.x(hz / 1.09), lower.y(0), lower.y(value), "rise")
            for hz, value in zip(bands_hz, moved, strict=True)
            if value is not None
        ),
    ]


def _changes(parts: list[str], report: dict[str, Any], y: float) -> float:
    width = _INNER - _HEADING_WIDTH - 60
    told = [in_words(stage) for stage in report["stages"]]
    if choice := report.get("genre_choice"):
        told.insert(0, (f"Why {choice['genre']}", " ".join(choice["why"]).replace("-", "−")))
    rows = [(heading, wrapped(words, width)) for heading, words in told]
    height = 64 + sum(len(lines) * _LINE_HEIGHT + 12 for _, lines in rows)
    total = signed(report["gain_applied_db"])
    parts += [
        card(_MARGIN, y, _INNER, height),
        text(_MARGIN + 20, y + 30, "What was changed, and why", "head"),
        text(_MARGIN + _INNER - 20, y + 30, f"{total} in all before the limiter", "small quiet end"),
    ]
    baseline = y + 64
    for heading, lines in rows:
        parts.append(text(_MARGIN + 20, baseline, heading, "head"))
        for line in lines:
            parts.append(text(_MARGIN + 20 + _HEADING_WIDTH, baseline, line))
            baseline += _LINE_HEIGHT
        baseline += 12
    return y + height + _MARGIN


def _open_card(
    parts: list[str], y: float, height: float, head: str, note: str, *, left: float = _MARGIN, width: float = _INNER
) -> tuple[float, float, float, float]:
    """Draw a card with its heading and return the place for a plot: left, top, width, height."""
    parts += [
        card(left, y, width, height),
        text(left + 20, y + 30, head, "head", note),
    ]
    return left + _AXIS_WIDTH, y + 52, width - _AXIS_WIDTH - 24, height - 52 - 34


def _legend(y: float, right: float = _MARGIN + _INNER - 20) -> str:
    return (
        segment(right - 136, y + 26, right - 116, y + 26, "line before thin")
        + text(right - 110, y + 30, "before", "small quiet")
        + segment(right - 58, y + 26, right - 38, y + 26, "line after")
        + text(right, y + 30, "after", "small quiet end")
    )


def _steps(low: float, high: float, step: float) -> Iterator[float]:
    value = ceil(low / step) * step
    while value <= high + 1e-9:
        yield value
        value += step


def _clock(seconds: float, labels: int = 8) -> Sequence[tuple[float, str]]:
    """Return moments at round intervals, as minutes and seconds."""
    step = next((s for s in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200) if seconds / s <= labels), 3600)
    return [(moment, _moment(moment)) for moment in range(0, int(seconds) + 1, step)]


def _moment(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
