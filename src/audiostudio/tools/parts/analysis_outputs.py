"""How the analysis tool listens, and how it tells what it found: as JSON, tables, labels and a picture."""

import csv
import json
import math
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono_or_stereo
from audiostudio.audio.dsp.stream import ahead
from audiostudio.audio.meters.loudness import SHORT_TERM_SECONDS, LoudnessMeter
from audiostudio.audio.meters.true_peak import TruePeakMeter
from audiostudio.audio.music.beats import BeatGrid, estimate_beats
from audiostudio.audio.music.chords import Chord, estimate_chords
from audiostudio.audio.music.features import MusicFeatures, MusicMeter
from audiostudio.audio.music.key import Key, estimate_key
from audiostudio.audio.music.sections import Section, find_sections
from audiostudio.audio.music.unavailable import Absent
from audiostudio.audio.plots.analysis_report import draw_analysis
from audiostudio.audio.speech.watermark_detection import USUAL_SPEED, Detection, WatermarkMeter
from audiostudio.tools.base import Output, Progress

_LISTENING_SHARE, _BEATS_SHARE = 0.75, 0.15
_OUTLINE_POINTS = 1_000
_OUTLINE_HZ = 100
# Loudness is told each tenth of a second up to here, each second beyond.
_FINE_CURVE_UP_TO_S = 120.0


@dataclass(frozen=True)
class Heard:
    """What one pass over a file gave."""

    sample_rate_hz: int
    channels: int
    duration_s: float
    features: MusicFeatures
    loudness: LoudnessMeter
    true_peak_dbtp: float
    outline: NDArray[np.float32]
    mark: Detection


class _Outline:
    """The highest amplitude of each hundredth of a second."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._step = max(1, sample_rate_hz // _OUTLINE_HZ)
        self._rest = np.zeros(0, np.float32)
        self._peaks: list[NDArray[np.float32]] = []

    def feed(self, audio: NDArray[np.float32]) -> None:
        known = np.concatenate([self._rest, np.abs(audio).max(axis=0)])
        whole = len(known) // self._step * self._step
        self._peaks.append(known[:whole].reshape(-1, self._step).max(axis=1))
        self._rest = known[whole:]

    def read(self) -> NDArray[np.float32]:
        last = [self._rest.max(keepdims=True)] if len(self._rest) else []
        return np.concatenate([np.zeros(0, np.float32), *self._peaks, *last])


def listen(source: Path, threads: int, progress: Progress) -> Heard:
    """Decode a file once, through all meters.

    Raises:
        AudioError: the sound cannot be decoded, or has channels that cannot be mixed down.
    """
    with open_audio(source) as reader, ThreadPoolExecutor(1) as pool:
        rate_hz, channels = reader.sample_rate_hz, reader.channels
        as_mono_or_stereo([], channels)  # refuse before anything is measured
        loudness, peak = LoudnessMeter(rate_hz, channels), TruePeakMeter(rate_hz, channels)
        outline, music = _Outline(rate_hz), MusicMeter(rate_hz, min(channels, 2))
        mark = WatermarkMeter(rate_hz, USUAL_SPEED)
        expected_frames = max(1.0, reader.duration_s * rate_hz)

        def measure(block: NDArray[np.float32]) -> None:
            loudness.feed(block)
            peak.feed(block)
            outline.feed(block)
            mark.feed(block)

        for block in ahead(reader.blocks()):
            measured = pool.submit(measure, block) if threads > 1 else None
            for folded in as_mono_or_stereo([block], channels)[0]:
                music.feed(folded)
            if measured:
                measured.result()
            else:
                measure(block)
            progress(_LISTENING_SHARE * min(1.0, reader.decoded_frames / expected_frames), "listening")
        features = music.read()
        duration_s = reader.decoded_frames / rate_hz
    return Heard(rate_hz, channels, duration_s, features, loudness, peak.finish(), outline.read(), mark.read())


def understood(heard: Heard, progress: Progress) -> dict[str, Any]:
    """Return everything that was found, ready for JSON; ``reasons`` says why what is null is so."""
    features = heard.features
    beats = estimate_beats(
        features, lambda share: progress(_LISTENING_SHARE + _BEATS_SHARE * share, "following the beat")
    )
    progress(0.9, "finding the key")
    key = estimate_key(features)
    progress(0.92, "finding chords")
    chords = estimate_chords(features, beats, key)
    progress(0.95, "finding sections")
    sections = find_sections(features, beats)
    absent = {"tempo": beats, "key": key, "sections": sections}
    reasons = {name: found.reason for name, found in absent.items() if isinstance(found, Absent)}
    if not chords:
        reasons["chords"] = "No chords: silence, or no clear pitches."
    grid = beats if isinstance(beats, BeatGrid) else None
    if grid and not grid.beats_per_bar:
        reasons["metre"] = "No beat stands out regularly as the first of a bar."
    return {
        "duration_s": round(heard.duration_s, 3),
        "sample_rate_hz": heard.sample_rate_hz,
        "channels": heard.channels,
        "tempo": _tempo(grid) if grid else None,
        "metre": {"beats_per_bar": grid.beats_per_bar, "confidence": _share(grid.metre_confidence)}
        if grid and grid.beats_per_bar
        else None,
        "key": _key(key) if isinstance(key, Key) else None,
        "loudness": _loudness(heard),
        "sections": None if isinstance(sections, Absent) else [_section(section) for section in sections],
        "chords": [_chord(chord) for chord in chords] or None,
        "beats": _beats(grid) if grid else None,
        "synthetic_speech": {
            "marked": heard.mark.is_marked,
            "marked_s": heard.mark.marked_s,
            "false_alarm_probability": heard.mark.false_alarm,
        },
        "reasons": reasons,
    }


def summary(analysis: dict[str, Any]) -> dict[str, Any]:
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


def write_outputs(
    analysis: dict[str, Any], heard: Heard, stem: str, out_dir: Path, *, picture: bool, tables: bool
) -> tuple[Output, ...]:
    """Write the files; those of what was not found are left out."""
    facts = {"duration_s": analysis["duration_s"]}
    outputs = [Output(out_dir / f"{stem}.analysis.json", "analysis", "report", "application/json", facts)]
    outputs[0].path.write_text(json.dumps(analysis, ensure_ascii=False, allow_nan=False), encoding="utf-8")
    if picture:
        path = out_dir / f"{stem}.analysis.svg"
        path.write_text(draw_analysis(analysis, _thinned(heard.outline), stem), encoding="utf-8")
        outputs.append(Output(path, "picture", "picture", "image/svg+xml"))
    if tables and analysis["beats"]:
        path = out_dir / f"{stem}.beats.csv"
        _write_table(path, ("time_s", "bar", "beat"), analysis["beats"])
        outputs.append(Output(path, "beats", "report", "text/csv", {"beats": len(analysis["beats"])}))
    if tables and analysis["chords"]:
        path = out_dir / f"{stem}.chords.csv"
        _write_table(path, ("start_s", "end_s", "label", "pretty", "confidence"), analysis["chords"])
        outputs.append(Output(path, "chords", "report", "text/csv", {"chords": len(analysis["chords"])}))
    if tables and (analysis["chords"] or analysis["sections"]):
        path = out_dir / f"{stem}.labels.txt"
        path.write_text(_labels(analysis), encoding="utf-8")
        outputs.append(Output(path, "labels", "report", "text/plain"))
    return tuple(outputs)


def _labels(analysis: dict[str, Any]) -> str:
    """Return a label track as Audacity imports it: start, end and name, with tabs between."""
    marks = [(section["start_s"], section["end_s"], f"[{section['label']}]") for section in analysis["sections"] or []]
    marks += [(chord["start_s"], chord["end_s"], chord["pretty"]) for chord in analysis["chords"] or []]
    return "".join(f"{start:.3f}\t{end:.3f}\t{name}\n" for start, end, name in sorted(marks))


def _write_table(path: Path, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, columns, extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)


def _thinned(outline: NDArray[np.float32]) -> list[float]:
    points = min(_OUTLINE_POINTS, len(outline))
    if not points:
        return []
    return [round(float(peak), 4) for peak in np.maximum.reduceat(outline, np.arange(points) * len(outline) // points)]


def _tempo(grid: BeatGrid) -> dict[str, Any]:
    return {
        "bpm": round(grid.tempo_bpm, 2),
        "confidence": _share(grid.confidence),
        "stability": _share(grid.tempo_stability),
        "pulse_clarity": _share(grid.pulse_clarity),
        "alternatives": [
            {"bpm": round(other.bpm, 2), "confidence": _share(other.confidence)} for other in grid.alternatives
        ],
    }


def _beats(grid: BeatGrid) -> list[dict[str, Any]]:
    """Return the beats with their place in the bar, from 1; ``None`` before the first bar and where there are none."""
    first = set(grid.downbeat_indices.tolist())
    told, bar, beat = [], 0, None
    for number, time_s in enumerate(grid.beat_times_s.tolist()):
        if number in first:
            bar, beat = bar + 1, 1
        elif beat is not None:
            beat += 1
        told.append({"time_s": round(time_s, 3), "bar": bar or None, "beat": beat})
    return told


def _key(key: Key) -> dict[str, Any]:
    told: dict[str, Any] = {
        "tonic": key.tonic,
        "mode": key.mode,
        "name": key.name,
        "camelot": key.camelot,
        "confidence": _share(key.confidence),
    }
    if key.runner_up:
        told["runner_up"] = {"name": key.runner_up.name, "confidence": _share(key.runner_up.confidence)}
        told["tuning_cents"] = round(key.tuning_cents, 1)
    return told


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


def _loudness(heard: Heard) -> dict[str, Any]:
    read = heard.loudness.read()
    every_10_ms = heard.loudness.short_term_lufs()
    step = 10 if heard.duration_s < _FINE_CURVE_UP_TO_S else 100
    short_term = every_10_ms[::step]
    centres_s = [round(number * step / 100 + SHORT_TERM_SECONDS / 2, 2) for number in range(len(short_term))]
    return {
        "integrated_lufs": _finite(read.integrated_lufs),
        "loudness_range_lu": _finite(read.range_lu) if math.isfinite(read.max_short_term_lufs) else None,
        "max_momentary_lufs": _finite(read.max_momentary_lufs),
        "max_short_term_lufs": _finite(read.max_short_term_lufs),
        "true_peak_dbtp": _finite(heard.true_peak_dbtp),
        "short_term": {"times_s": centres_s, "lufs": [_finite(float(value)) for value in short_term]},
    }


def _finite(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None


def _share(value: float) -> float:
    return round(value, 3)
