"""The report's picture is a safe, whole SVG that shows the figures of the report it is drawn from."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from audiostudio.audio.plots.master_report import draw_master_report
from audiostudio.audio.plots.stage_words import in_words
from audiostudio.audio.plots.svg import Plot, wrapped

SVG = "{http://www.w3.org/2000/svg}"


def report(**changes: Any) -> dict[str, Any]:
    figures = {
        "integrated_lufs": -18.2,
        "loudness_range_lu": 6.1,
        "max_momentary_lufs": -14.0,
        "max_short_term_lufs": -15.5,
        "true_peak_dbtp": -2.5,
        "stereo_correlation": 0.81,
    }
    curves = {
        "short_term_lufs": [None, -19.0, -17.0, None],
        "correlation": [1.0, 0.5, -0.2, None],
        "thirds_db": [-12.0, -9.0, None],
    }
    return {
        "genre": "Pop",
        "target_lufs": -14.0,
        "ceiling_dbtp": -1.0,
        "before": figures,
        "after": figures | {"integrated_lufs": -14.0, "true_peak_dbtp": -1.1},
        "gain_applied_db": 4.2,
        "target_limited": False,
        "target_limited_reason": None,
        "stages": [{"name": "loudness", "gain_db": 4.2}, {"name": "something new", "amount": 0.5, "kind": "soft"}],
        "curves": {
            "seconds": 61.0,
            "times_s": [7.6, 22.9, 38.1, 53.4],
            "thirds_hz": [500.0, 630.0, 800.0],
            "before": curves,
            "after": curves,
            "gain_reduction_db": [0.0, 2.5, 1.0, 0.0],
        },
    } | changes


def words(svg: str) -> str:
    return " ".join("".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def test_figures_and_reasons_are_told():
    told = words(draw_master_report(report(), "My Song"))
    for part in ("My Song", "−14.0", "was −18.2", "dBTP", "0.81", "at most 2.5 dB", "+4.2 dB", "Something new"):
        assert part in told


def test_a_limited_target_is_admitted():
    told = words(draw_master_report(report(target_limited=True, target_limited_reason="it is too dense"), "x"))
    assert "out of reach: it is too dense" in told


def test_titles_cannot_smuggle_markup_in():
    title = '<script>alert(1)</script>&"<image href="http://evil/"/>'
    root = ElementTree.fromstring(draw_master_report(report(), title))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        *("svg", "title", "desc", "style", "rect", "text", "tspan", "path"),
    }


def test_nothing_is_fetched_and_dark_readers_are_served():
    svg = draw_master_report(report(), "x")
    assert "@media (prefers-color-scheme:dark)" in svg
    assert re.findall(r"(?:href|src|url\(|@import|@font-face|<script)", svg) == []
    assert set(re.findall(r"https?://[^\"' ]+", svg)) == {"http://www.w3.org/2000/svg"}


def test_mono_short_and_silent_programmes_have_a_picture_too():
    curves = report()["curves"]
    nothing = {"short_term_lufs": [None] * 4, "correlation": None, "thirds_db": [None] * 3}
    empty = {**curves, "seconds": 0.5, "before": nothing, "after": nothing, "gain_reduction_db": [None] * 4}
    svg = draw_master_report(report(curves=empty), "x")
    assert "Too short for a curve" in words(svg)
    assert "nothing: every peak is under the ceiling" in words(svg)
    assert "nan" not in svg.lower().replace("nancy", "")


def test_curves_stay_inside_their_plot_and_break_where_nothing_is_known():
    plot = Plot(10, 20, 100, 50, (0, 10), (-20, 0))
    path = plot.line([0, 1, 2, 3, 4, 5], [5, -30, None, -10, -10, None], "after")
    assert path.count("M") == 2
    pairs = [tuple(map(float, pair)) for pair in re.findall(r"([\d.]+) ([\d.]+)", path)]
    assert pairs == [(10, 20), (20, 70), (40, 45), (50, 45)]


@pytest.mark.parametrize(
    ("sentence", "lines"), [("one two three", ["one two", "three"]), ("", [""]), ("x" * 30, ["x" * 30])]
)
def test_words_are_broken_between_words(sentence, lines):
    assert wrapped(sentence, 80, 10) == lines


def test_every_stage_of_the_chain_is_said_in_words():
    band = {"ratio": 1.5, "reason": "holds it"}
    bell = {"shape": "bell", "frequency_hz": 2500.0, "gain_db": -1.0, "reason": "clarity"}
    multiband = {"name": "multiband compression", "crossovers_hz": [140, 3600], "bands": [band] * 3}
    limiter = {"name": "true-peak limiter", "ceiling_dbtp": -1.0}
    stages = [
        ({"name": "high-pass", "frequency_hz": 28.0}, "28 Hz"),
        ({"name": "equalizer", "bands": [bell]}, "−1.0 dB around 2.5 kHz (clarity)"),
        (multiband, "1.5:1 below 140 Hz (holds it)"),
        ({**limiter, "max_gain_reduction_db": 3.21}, "at most 3.2 dB"),
        ({**limiter, "max_gain_reduction_db": 0.0}, "On guard at −1 dBTP"),
        ({"name": "dither", "bit_depth": 16}, "16 bits"),
    ]
    for stage, part in stages:
        assert part in in_words(stage)[1]
