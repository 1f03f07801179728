"""What an analysis found, on one page: figures, sections over the waveform, loudness, tempo and chords."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor
from typing import Any

import numpy as np

from audiostudio.audio.music.pauses import is_pause
from audiostudio.audio.plots.svg import Plot, Value, card, document, segment, text, wrapped

_WIDTH, _MARGIN, _GAP = 1080.0, 32.0, 16.0
_INNER = _WIDTH - 2 * _MARGIN
_TILE_HEIGHT = 96.0
_AXIS_WIDTH = 52.0
_CHORD_ROW, _CHORD_HEIGHT, _MOST_CHORD_ROWS = 44.0, 26.0, 24
_CHORD_ROOM = 44.0
_CHARACTER = 7.5
_COLOURS = 8
_MOST_TEMPI_NAMED = 4
# Roots in the order of fifths, so that chords that are near in music are near in colour.
_STYLE = (
    "".join(f".s{n}{{fill:hsl({hue} 62% 52%)}}" for n, hue in enumerate((218, 24, 150, 285, 45, 340, 190, 95)))
    + "".join(f".c{n}{{fill:hsl({30 * (7 * n % 12)} 58% 84%)}}" for n in range(12))
    + ".c-{fill:#e4e7ee}.inside{fill:#1b2230;font-weight:600}.onsection{fill:#fff;font-weight:600}"
    + ".beat{stroke:#98a2b3;stroke-width:1}.bar{stroke:#1b2230;stroke-width:1.3}"
    + "@media (prefers-color-scheme:dark){.c-{fill:#404958}.bar{stroke:#edf0f6}"
    + "".join(f".c{n}{{fill:hsl({30 * (7 * n % 12)} 42% 66%)}}" for n in range(12))
    + ".inside{fill:#0e1116}.c-+.inside{fill:#edf0f6}}"
)


def draw_analysis(analysis: dict[str, Any], outline: Sequence[float], title: str) -> str:
    """Return the picture of an analysis as an SVG file.

    Args:
        analysis: what the analysis tool writes as JSON.
        outline: the highest amplitude in each of as many equal parts of the sound.
        title: what the sound is called.
    """
    parts: list[str] = []
    y = _header(parts, analysis, title)
    y = _tiles(parts, analysis, y)
    y = _form(parts, analysis, outline, y)
    y = _loudness(parts, analysis, y)
    y = _tempo(parts, analysis, y)
    y = _chords(parts, analysis, y)
    described = f"Analysis of {title}: {_tempo_words(analysis)[0]} beats a minute, {_key_words(analysis)[0]}."
    page = f'<style>{_STYLE}</style><rect width="{_WIDTH:g}" height="{y:g}" class="page"/>'
    return document(_WIDTH, y, title, described, [page, *parts])


def _header(parts: list[str], analysis: dict[str, Any], title: str) -> float:
    y = _MARGIN + 26
    facts = [clock(analysis["duration_s"]), f"{analysis['sample_rate_hz'] / 1000:g} kHz"]
    facts.append({1: "mono", 2: "stereo"}.get(analysis["channels"], f"{analysis['channels']} channels"))
    parts += [
        text(_MARGIN, y, wrapped(title, _INNER, 14)[0], "title"),
        text(_MARGIN, y + 26, "  ·  ".join(facts), "quiet"),
    ]
    return y + 52


def _sure(confidence: float) -> str:
    return f"{min(0.99, confidence):.0%} sure"  # nothing heard is certain


def _tempo_words(analysis: dict[str, Any]) -> tuple[str, str, str]:
    tempo = analysis["tempo"]
    if tempo is None:
        return "–", "", "no beat"
    steadiness, tempi = tempo["stability"], [part["bpm"] for part in tempo["segments"]]
    if 1 < len(tempi) <= _MOST_TEMPI_NAMED:
        wording = "changes: " + ", ".join(f"{bpm:.0f}" for bpm in tempi)
    elif steadiness > 0.9:
        wording = "steady"
    else:
        wording = "varies a little" if steadiness > 0.6 else "free: one number says little"
    return f"{tempo['bpm']:.1f}", "BPM", f"{wording} · {_sure(tempo['confidence'])}"


def _key_words(analysis: dict[str, Any]) -> tuple[str, str, str]:
    key = analysis["key"]
    if key is None:
        return "–", "", "no key"
    return key["name"], key["camelot"], f"{_sure(key['confidence'])} · tuned {_number(key['tuning_cents'], 0)} ct"


def _tiles(parts: list[str], analysis: dict[str, Any], y: float) -> float:
    metre, loud = analysis["metre"], analysis["loudness"]
    figures = [
        ("Tempo", *_tempo_words(analysis)),
        ("Key", *_key_words(analysis)),
        ("Bars", f"{metre['beats_per_bar']} beats", "", _sure(metre["confidence"]))
        if metre
        else ("Bars", "–", "", "none stand out"),
        ("Loudness", _number(loud["integrated_lufs"]), "LUFS", f"range {_number(loud['loudness_range_lu'])} LU"),
        ("True peak", _number(loud["true_peak_dbtp"]), "dBTP", f"loudest 3 s {_number(loud['max_short_term_lufs'])}"),
    ]
    width = (_INNER - _GAP * (len(figures) - 1)) / len(figures)
    for number, (label, value, unit, note) in enumerate(figures):
        x = _MARGIN + number * (width + _GAP)
        parts += [
            card(x, y, width, _TILE_HEIGHT),
            text(x + 16, y + 26, label, "small quiet"),
            text(x + 16, y + 56, value, "figure", unit),
            text(x + 16, y + 80, note, "small quiet"),
        ]
    return y + _TILE_HEIGHT + _GAP


def _open_card(parts: list[str], y: float, height: float, head: str, note: str) -> tuple[float, float, float, float]:
    parts += [card(_MARGIN, y, _INNER, height), text(_MARGIN + 20, y + 30, head, "head", note)]
    return _MARGIN + _AXIS_WIDTH, y + 48, _INNER - _AXIS_WIDTH - 24, height - 48 - 34


def _form(parts: list[str], analysis: dict[str, Any], outline: Sequence[float], y: float) -> float:
    height = 236.0
    note = (
        "sections that sound alike share letter and colour" if analysis["sections"] else _reason(analysis, "sections")
    )
    left, top, width, tall = _open_card(parts, y, height, "Form", note)
    seconds = max(analysis["duration_s"], 1e-3)
    plot = Plot(left, top + 30, width, tall - 52, (0, seconds), (-1, 1))
    sections = analysis["sections"] or [{"start_s": 0.0, "end_s": seconds, "label": ""}]
    names = list(dict.fromkeys(section["label"] for section in sections))
    loudest = max([*outline, 1e-6])
    for section in sections:
        style = f"s{names.index(section['label']) % _COLOURS}"
        x1, x2 = plot.x(section["start_s"]), plot.x(section["end_s"])
        if section["label"]:
            parts.append(
                f'<rect x="{x1 + 1:g}" y="{top:g}" width="{max(1, x2 - x1 - 2):g}" height="22" rx="5" class="{style}"/>'
            )
            if x2 - x1 > 14:
                parts.append(text((x1 + x2) / 2, top + 16, section["label"], "onsection middle"))
        parts.append(_wave(plot, outline, loudest, section, seconds, style))
    beats = analysis["beats"] or []
    marks = [beat["time_s"] for beat in beats if beat["beat"] == 1] or [beat["time_s"] for beat in beats[::4]]
    shown = [(mark, "bar") for mark in marks]
    if len(beats) and width / len(beats) > 4:
        shown = [(beat["time_s"], "bar" if beat["beat"] == 1 else "beat") for beat in beats]
    if shown and width / len(shown) > 3:
        base = plot.top + plot.height + 4
        parts += [
            segment(plot.x(at), base, plot.x(at), base + (12 if style == "bar" else 7), style) for at, style in shown
        ]
    axis = Plot(left, top, width, tall, (0, seconds), (0, 1))
    parts.append(axis.columns(_moments(seconds)))
    return y + height + _GAP


def _wave(
    plot: Plot, outline: Sequence[float], loudest: float, section: dict[str, Any], seconds: float, style: str
) -> str:
    first, last = (int(section[edge] / seconds * len(outline)) for edge in ("start_s", "end_s"))
    if last <= first:
        return ""
    xs = [plot.left + (n + 0.5) / len(outline) * plot.width for n in range(first, min(last + 1, len(outline)))]
    heights = [max(0.004, value / loudest) for value in outline[first : last + 1]]
    points = [(x, plot.y(high)) for x, high in zip(xs, heights, strict=True)]
    points += [(x, plot.y(-high)) for x, high in zip(xs[::-1], heights[::-1], strict=True)]
    return f'<path d="M{"L".join(f"{x:.1f} {y:g}" for x, y in points)}Z" class="{style}"/>'


def _loudness(parts: list[str], analysis: dict[str, Any], y: float) -> float:
    curve = analysis["loudness"]["short_term"]
    known = sorted(value for value in curve["lufs"] if value is not None)
    height = 210.0 if known else 70.0
    box = _open_card(parts, y, height, "Loudness over time", "short-term, LUFS over 3 s")
    if not known:
        parts.append(text(_MARGIN + 20, y + 54, "Nothing to draw: it takes 3 seconds that can be heard.", "quiet"))
        return y + height + _GAP
    top = 3 * ceil((known[-1] + 1) / 3)
    bottom = max(3 * floor((known[len(known) // 50] - 1) / 3), top - 30)
    plot = Plot(*box, (0, analysis["duration_s"]), (bottom, top))
    times, values = _thinned(curve["times_s"], curve["lufs"])
    parts += [
        plot.rows(range(bottom, top + 1, 3 if top - bottom <= 15 else 6)),
        plot.columns(_moments(analysis["duration_s"])),
        plot.area(times, values, "under"),
        plot.line(times, values, "after"),
    ]
    integrated = analysis["loudness"]["integrated_lufs"]
    if integrated is not None:
        level = plot.y(integrated)
        parts += [
            segment(plot.left, level, plot.left + plot.width, level, "dash"),
            text(plot.left + plot.width - 4, level - 6, f"integrated {_number(integrated)}", "small end halo"),
        ]
    return y + height + _GAP


def _thinned(times: Sequence[float], values: Sequence[Value], most: int = 500) -> tuple[list[float], list[Value]]:
    step = max(1, -(-len(times) // most))
    return list(times[::step]), list(values[::step])


def _tempo(parts: list[str], analysis: dict[str, Any], y: float) -> float:
    beats = [beat["time_s"] for beat in analysis["beats"] or []]
    if len(beats) < 9:
        return y
    height = 170.0
    others = ", ".join(f"{other['bpm']:.0f}" for other in analysis["tempo"]["alternatives"][:2])
    note = "beats a minute over eight beats" + (f"; may also be felt as {others}" if others else "")
    box = _open_card(parts, y, height, "Tempo over time", note)
    pauses = is_pause(np.array(beats))
    middles = [(a + b) / 2 for a, b in zip(beats, beats[8:], strict=False)]
    rates: list[Value] = [
        None if pauses[n : n + 8].any() else 480 / (b - a)
        for n, (a, b) in enumerate(zip(beats, beats[8:], strict=False))
    ]
    known = sorted(rate for rate in rates if rate is not None)
    if not known:
        return y
    bpm = analysis["tempo"]["bpm"]
    reach = max(5.0, 5 * ceil(max(known[-1] - bpm, bpm - known[0]) / 5))
    middle = round(bpm)
    plot = Plot(*box, (0, analysis["duration_s"]), (middle - reach, middle + reach))
    times, values = _thinned(middles, rates)
    parts += [
        plot.rows((middle - reach, middle, middle + reach)),
        plot.columns(_moments(analysis["duration_s"])),
        plot.line(times, values, "after"),
    ]
    return y + height + _GAP


def _chords(parts: list[str], analysis: dict[str, Any], y: float) -> float:
    chords = analysis["chords"]
    if not chords:
        parts += [card(_MARGIN, y, _INNER, 70), text(_MARGIN + 20, y + 30, "Chords", "head")]
        parts.append(text(_MARGIN + 20, y + 54, _reason(analysis, "chords"), "quiet"))
        return y + 70 + _MARGIN
    width = _INNER - _AXIS_WIDTH - 44
    rows = min(_MOST_CHORD_ROWS, max(1, ceil(len(chords) * _CHORD_ROOM / width)))
    edges = _row_edges(analysis, rows)
    height = 56 + len(edges[1:]) * _CHORD_ROW + 12
    note = "colours follow the circle of fifths; ticks are bars"
    parts += [card(_MARGIN, y, _INNER, height), text(_MARGIN + 20, y + 30, "Chords", "head", note)]
    row_s = max(end - start for start, end in pairwise(edges))
    for number, (start, end) in enumerate(pairwise(edges)):
        top = y + 56 + number * _CHORD_ROW
        plot = Plot(_MARGIN + _AXIS_WIDTH + 16, top, width, _CHORD_HEIGHT, (start, start + row_s), (0, 1))
        parts.append(text(_MARGIN + _AXIS_WIDTH + 6, top + 18, clock(start), "small quiet end"))
        parts += [piece for chord in chords for piece in _chord(plot, chord, start, end)]
        bars = [
            beat["time_s"] for beat in analysis["beats"] or [] if beat["beat"] == 1 and start <= beat["time_s"] < end
        ]
        base = top + _CHORD_HEIGHT + 2
        if bars and width / len(bars) > 4:
            parts += [segment(plot.x(at), base, plot.x(at), base + 6, "beat") for at in bars]
    return y + height + _MARGIN


def _row_edges(analysis: dict[str, Any], rows: int) -> list[float]:
    """Return the times at which rows break: at the bars nearest to equal lengths."""
    seconds = analysis["duration_s"]
    bars = [beat["time_s"] for beat in analysis["beats"] or [] if beat["beat"] == 1]
    wanted = [seconds * number / rows for number in range(1, rows)]
    return [
        0.0,
        *sorted({min(bars, key=lambda at: abs(at - edge)) if bars else edge for edge in wanted} - {0.0}),
        seconds,
    ]


def _chord(plot: Plot, chord: dict[str, Any], start: float, end: float) -> list[str]:
    left, right = max(chord["start_s"], start), min(chord["end_s"], end)
    if right <= left:
        return []
    x, width = plot.x(left), plot.x(right) - plot.x(left)
    root = "-" if chord["root"] is None else str(chord["root"])
    place = f'x="{x + 0.5:g}" y="{plot.top:g}" width="{max(0.5, width - 1):.1f}" height="{plot.height:g}"'
    block = f'<rect {place} rx="4" class="c{root}"/>'
    if width < len(chord["pretty"]) * _CHARACTER + 6:
        return [block]
    return [block, text(x + width / 2, plot.top + 18, chord["pretty"], "inside middle")]


def _reason(analysis: dict[str, Any], name: str) -> str:
    return str(analysis["reasons"].get(name, ""))


def _number(value: Value, digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}f}".replace("-", "−")


def clock(seconds: float) -> str:
    """Return a time as minutes and seconds, with hours where there are any; tenths below ten seconds."""
    if seconds < 10 and seconds % 1 > 0.05:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _moments(seconds: float, labels: int = 10) -> list[tuple[float, str]]:
    step = next((s for s in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200) if seconds / s <= labels), 3600)
    return [(moment, clock(moment)) for moment in range(0, int(seconds) + 1, step)]
