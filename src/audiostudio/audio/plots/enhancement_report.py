"""An enhancement's report on one page: spectra before and after, how it is judged, and what each stage did."""

from collections.abc import Callable
from typing import Any

import numpy as np

from audiostudio.audio.plots.spectrogram import HIGHEST_HZ, LOWEST_HZ, SPAN_DB, Spectrogram, data_url, mel
from audiostudio.audio.plots.stage_descriptions import frequency, signed
from audiostudio.audio.plots.svg import Value, card, document, segment, text, wrapped

Facts = dict[str, Any]

_WIDTH, _MARGIN, _GAP = 1080.0, 32.0, 16.0
_INNER = _WIDTH - 2 * _MARGIN
_TILE_HEIGHT, _PICTURE_HEIGHT, _LINE_HEIGHT = 96.0, 250.0, 19.0
_AXIS_WIDTH, _HEADING_WIDTH, _BAR_WIDTH = 52.0, 180.0, 92.0
_LABELS_HZ = (100, 250, 500, 1000, 2000, 4000, 8000, 16000)
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600)


def draw_enhancement_report(report: Facts, before: Spectrogram, after: Spectrogram, title: str) -> str:
    """Return the picture of an enhancement's report as an SVG file.

    Args:
        report: the enhancement tool's report.
        before: the recording.
        after: what was made of it.
        title: what the recording is called.
    """
    parts = [text(_MARGIN, _MARGIN + 26, wrapped(title, _INNER, 14)[0], "title")]
    facts = f"{_moment(after.seconds)}  ·  target {_number(report['target_lufs'])} LUFS"
    parts.append(text(_MARGIN, _MARGIN + 52, facts, "quiet"))
    y = _tiles(parts, report, _MARGIN + 78)
    top_db = max(before.top_db, after.top_db)
    y = _spectrogram(parts, before, top_db, y, "Before")
    y = _spectrogram(parts, after, top_db, y, "After")
    y = _stages(parts, report["stages"], y)
    background = f'<rect width="{_WIDTH:g}" height="{y:g}" class="page"/>'
    done = ", ".join(stage["name"] for stage in report["stages"] if stage["applied"])
    description = f"Spectra over time before and after enhancement; applied were {done}."
    return document(_WIDTH, y, title, description, [background, *parts])


def _tiles(parts: list[str], report: Facts, y: float) -> float:
    scores = report.get("scores")
    figures: list[tuple[str, Value, Value, str, int]] = []
    if scores:
        named = (("Overall", "ovrl"), ("Voice", "sig"), ("Background", "bak"))
        figures += [(label, scores["before"][key], scores["after"][key], "of 5", 2) for label, key in named]
    for label, key, unit in (("Loudness", "integrated_lufs", "LUFS"), ("True peak", "true_peak_dbtp", "dBTP")):
        figures.append((label, report["before"][key], report["after"][key], unit, 1))
    width = (_INNER - _GAP * (len(figures) - 1)) / len(figures)
    for number, (label, was, now, unit, digits) in enumerate(figures):
        x = _MARGIN + number * (width + _GAP)
        parts += [
            card(x, y, width, _TILE_HEIGHT),
            text(x + 16, y + 26, label, "small quiet"),
            text(x + 16, y + 56, _number(now, digits), "figure", unit),
            text(x + 16, y + 80, f"was {_number(was, digits)}", "small quiet"),
        ]
    return y + _TILE_HEIGHT + _GAP


def _spectrogram(parts: list[str], shown: Spectrogram, top_db: float, y: float, head: str) -> float:
    height = _PICTURE_HEIGHT + 86
    left, top, width = _MARGIN + _AXIS_WIDTH, y + 46, _INNER - _AXIS_WIDTH - _BAR_WIDTH
    parts += [
        card(_MARGIN, y, _INNER, height),
        text(_MARGIN + 20, y + 30, head, "head", _moment(shown.seconds)),
        _raster(left, top, width, _PICTURE_HEIGHT, data_url(shown.levels_db, top_db)),
    ]
    low, high = float(mel(LOWEST_HZ)), float(mel(HIGHEST_HZ))
    for hz in _LABELS_HZ:
        place = top + _PICTURE_HEIGHT * (high - float(mel(hz))) / (high - low)
        parts += [
            segment(left - 4, place, left, place, "axis"),
            text(left - 8, place + 4, frequency(hz).removesuffix(" Hz").replace(" kHz", "k"), "small quiet end"),
        ]
    bottom = top + _PICTURE_HEIGHT
    step = next((step for step in _STEPS_S if shown.seconds / step <= 8), _STEPS_S[-1])
    for moment in np.arange(0, shown.seconds, step):
        x = left + width * moment / max(shown.seconds, 1e-9)
        parts += [
            segment(x, bottom, x, bottom + 4, "axis"),
            text(x, bottom + 20, _moment(moment), "small quiet middle"),
        ]
    _colour_bar(parts, left + width + 16, top, top_db)
    return y + height + _GAP


def _colour_bar(parts: list[str], x: float, top: float, top_db: float) -> None:
    levels_db = np.linspace(top_db, top_db - SPAN_DB, 128, dtype=np.float32)[:, None]
    parts.append(_raster(x, top, 10, _PICTURE_HEIGHT, data_url(levels_db, top_db)))
    for share in (0.0, 1 / 3, 2 / 3, 1.0):
        label = f"{top_db - SPAN_DB * share:.0f}".replace("-", "−")
        place = top + share * _PICTURE_HEIGHT + (9 if share == 0 else 0 if share == 1 else 4)
        parts.append(text(x + 16, place, label, "small quiet", "dB" if share == 0 else ""))


def _raster(x: float, y: float, width: float, height: float, address: str) -> str:
    return (
        f'<image x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" preserveAspectRatio="none" '
        f'href="{address}"/>'
    )


def _stages(parts: list[str], stages: list[Facts], y: float) -> float:
    width = _INNER - _HEADING_WIDTH - 60
    rows = [
        (stage["name"][:1].upper() + stage["name"][1:], wrapped(_describe(stage), width), stage["applied"])
        for stage in stages
    ]
    height = 56 + sum(len(lines) * _LINE_HEIGHT + 10 for _, lines, _ in rows)
    parts += [card(_MARGIN, y, _INNER, height), text(_MARGIN + 20, y + 30, "What was done", "head")]
    baseline = y + 62
    for heading, lines, applied in rows:
        parts.append(text(_MARGIN + 20, baseline, heading, "head" if applied else "quiet"))
        for line in lines:
            parts.append(text(_MARGIN + 20 + _HEADING_WIDTH, baseline, line, "" if applied else "quiet"))
            baseline += _LINE_HEIGHT
        baseline += 10
    return y + height + _MARGIN


def _describe(stage: Facts) -> str:
    if not stage["applied"]:
        reason = str(stage["reason"])
        return f"Left out: {reason}."
    return _SENTENCES[stage["name"]](stage)


def _noise(stage: Facts) -> str:
    limit = "as far as it goes" if stage["limit_db"] is None else f"by {stage['limit_db']:g} dB at most"
    return f"{stage['engine']} lowered what is no voice, {limit}."


def _hum(stage: Facts) -> str:
    lines = ", ".join(f"{hz:g}" for hz in stage["frequencies_hz"])
    return f"Took out mains of {stage['fundamental_hz']:g} Hz, at {lines} Hz."


def _times(passages: list[list[float]]) -> str:
    return ", ".join(f"{start:.1f} to {end:.1f} s" for start, end in passages)


_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "keeping music": lambda stage: "Left as it came: " + _times(stage["passages"]) + ".",
    "declipping": lambda stage: (
        f"Drew {stage['restored_samples']:,} samples of {stage['plateaus']:,} cut-off peaks again."
    ),
    "hum removal": _hum,
    "dereverberation": lambda stage: f"The room rings for {stage['t60_s']:g} s; what it adds late was lowered.",
    "noise reduction": _noise,
    "levelling": lambda stage: (
        f"Speech was moved by {signed(stage['lowest_gain_db'])} to {signed(stage['highest_gain_db'])}; pauses were not "
        "raised on their own."
    ),
    "cutting pauses": lambda stage: f"Cut {stage['removed_s']:.1f} s out at {len(stage['removed'])} places.",
    "loudness": lambda stage: (
        f"{signed(stage['gain_db'])}; the limiter took {stage['max_gain_reduction_db']:.1f} dB off the highest peak."
    ),
}


def _number(value: Value, digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}f}".replace("-", "−")


def _moment(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
