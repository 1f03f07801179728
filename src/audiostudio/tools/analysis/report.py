"""What the analysis tool reports: everything as JSON-ready data, and the short form of it."""

import math
from typing import Any

from audiostudio.audio.meters.loudness import SHORT_TERM_SECONDS
from audiostudio.audio.music.beats import BeatGrid, estimate_beats
from audiostudio.audio.music.chords import Chord, estimate_chords
from audiostudio.audio.music.key import Key, estimate_key
from audiostudio.audio.music.sections import Section, find_sections
from audiostudio.audio.music.unavailable import Unavailable
from audiostudio.tools.analysis.measuring import MEASURING_SHARE, Measurements
from audiostudio.tools.base import Progress

_BEATS_SHARE = 0.15
# Loudness is given each tenth of a second up to here, each second beyond.
_FINE_CURVE_UP_TO_S = 120.0


def analyse(measured: Measurements, progress: Progress) -> dict[str, Any]:
    """Return everything that was found, ready for JSON; ``reasons`` says why what is null is so."""
    features = measured.features
    beats = estimate_beats(
        features, lambda share: progress(MEASURING_SHARE + _BEATS_SHARE * share, "following the beat")
    )
    progress(0.9, "finding the key")
    key = estimate_key(features)
    progress(0.92, "finding chords")
    chords = estimate_chords(features, beats, key)
    progress(0.95, "finding sections")
    sections = find_sections(features, beats)
    absent = {"tempo": beats, "key": key, "sections": sections}
    reasons = {name: found.reason for name, found in absent.items() if isinstance(found, Unavailable)}
    if not chords:
        reasons["chords"] = "No chords: silence, or no clear pitches."
    grid = beats if isinstance(beats, BeatGrid) else None
    if grid and not grid.beats_per_bar:
        reasons["metre"] = "No beat stands out regularly as the first of a bar."
    return {
        "duration_s": round(measured.duration_s, 3),
        "sample_rate_hz": measured.sample_rate_hz,
        "channels": measured.channels,
        "tempo": _tempo(grid) if grid else None,
        "metre": {"beats_per_bar": grid.beats_per_bar, "confidence": _share(grid.metre_confidence)}
        if grid and grid.beats_per_bar
        else None,
        "key": _key(key) if isinstance(key, Key) else None,
        "loudness": _loudness(measured),
        "sections": None if isinstance(sections, Unavailable) else [_section(section) for section in sections],
        "chords": [_chord(chord) for chord in chords] or None,
        "beats": _beats(grid) if grid else None,
        "synthetic_speech": {
            "marked": measured.watermark.is_marked,
            "marked_s": measured.watermark.marked_s,
            "false_alarm_probability": measured.watermark.false_alarm,
        },
        "reasons": reasons,
    }


def summarise(analysis: dict[str, Any]) -> dict[str, Any]:
    """Return an analysis without what is long: its lists of beats and chords, and its curve."""
    sounding: dict[str, float] = {}
    for chord in analysis["chords"] or []:
        if chord["root"] is not None:
            sounding[chord["pretty"]] = sounding.get(chord["pretty"], 0.0) + chord["end_s"] - chord["start_s"]
    most_heard = sorted(sounding, key=lambda name: -sounding[name])[:6]
    loudness = {name: value for name, value in analysis["loudness"].items() if name != "short_term"}
    short = {name: value for name, value in analysis.items() if name not in ("beats", "chords", "loudness")}
    return {
        **short,
        "loudness": loudness,
        "chords_most_heard": most_heard if analysis["chords"] else None,
        "beats": len(analysis["beats"]) if analysis["beats"] else None,
    }


def _tempo(grid: BeatGrid) -> dict[str, Any]:
    return {
        "bpm": round(grid.tempo_bpm, 2),
        "confidence": _share(grid.confidence),
        "stability": _share(grid.tempo_stability),
        "pulse_clarity": _share(grid.pulse_clarity),
        "segments": [
            {"start_s": round(part.start_s, 3), "end_s": round(part.end_s, 3), "bpm": round(part.bpm, 2)}
            for part in grid.segments
        ],
        "alternatives": [
            {"bpm": round(other.bpm, 2), "confidence": _share(other.confidence)} for other in grid.alternatives
        ],
    }


def _beats(grid: BeatGrid) -> list[dict[str, Any]]:
    """Return the beats with their place in the bar, from 1; ``None`` before the first bar and where there are none."""
    first = set(grid.downbeat_indices.tolist())
    rows, bar, beat = [], 0, None
    for number, time_s in enumerate(grid.beat_times_s.tolist()):
        if number in first:
            bar, beat = bar + 1, 1
        elif beat is not None:
            beat += 1
        rows.append({"time_s": round(time_s, 3), "bar": bar or None, "beat": beat})
    return rows


def _key(key: Key) -> dict[str, Any]:
    described: dict[str, Any] = {
        "tonic": key.tonic,
        "mode": key.mode,
        "name": key.name,
        "camelot": key.camelot,
        "confidence": _share(key.confidence),
    }
    if key.runner_up:
        described["runner_up"] = {"name": key.runner_up.name, "confidence": _share(key.runner_up.confidence)}
        described["tuning_cents"] = round(key.tuning_cents, 1)
    return described


def _chord(chord: Chord) -> dict[str, Any]:
    times = {"start_s": round(chord.start_s, 3), "end_s": round(chord.end_s, 3)}
    return {
        **times,
        "label": chord.label,
        "pretty": chord.pretty,
        "root": chord.root,
        "confidence": _share(chord.confidence),
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "start_s": round(section.start_s, 3),
        "end_s": round(section.end_s, 3),
        "label": section.label,
        "energy": _share(section.energy),
        "level_db": round(section.level_db, 1),
    }


def _loudness(measured: Measurements) -> dict[str, Any]:
    read = measured.loudness.read()
    every_10_ms = measured.loudness.short_term_lufs()
    step = 10 if measured.duration_s < _FINE_CURVE_UP_TO_S else 100
    short_term = every_10_ms[::step]
    centres_s = [round(number * step / 100 + SHORT_TERM_SECONDS / 2, 2) for number in range(len(short_term))]
    return {
        "integrated_lufs": _finite(read.integrated_lufs),
        "loudness_range_lu": _finite(read.range_lu) if math.isfinite(read.max_short_term_lufs) else None,
        "max_momentary_lufs": _finite(read.max_momentary_lufs),
        "max_short_term_lufs": _finite(read.max_short_term_lufs),
        "true_peak_dbtp": _finite(measured.true_peak_dbtp),
        "short_term": {"times_s": centres_s, "lufs": [_finite(float(value)) for value in short_term]},
    }


def _finite(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None


def _share(value: float) -> float:
    return round(value, 3)
