"""Analysis through the tool: what is known of composed music, honest nulls, hostile sounds, clean cancellation."""

import csv
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audiostudio.audio.dsp.stream import whole
from audiostudio.audio.errors import AudioError
from audiostudio.audio.speech.watermark import Watermark
from audiostudio.tools.analysis import TOOL, AnalysisParams
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.registry import get_tool
from tests.audio.music.composed import RATE_HZ, Brief, Piece, compose
from tests.speech_samples import said_by


@pytest.fixture(scope="module")
def piece() -> Piece:
    return compose(Brief("pop", 104.0, 7, "major", seed=77, seconds=40))


def saved(path: Path, sound: np.ndarray, rate_hz: int = RATE_HZ) -> Path:
    soundfile.write(path, sound.T, rate_hz, subtype="FLOAT")
    return path


def analyze(source: Path, out_dir: Path, progress=silent_progress, **params):
    out_dir.mkdir(exist_ok=True)
    context = ToolContext(models_dir=out_dir, source_names=(source.name,))
    result = TOOL.run(AnalysisParams(**params), [source], out_dir, context, progress)
    assert sorted(out_dir.iterdir()) == sorted(output.path for output in result.outputs)
    everything = json.loads((out_dir / f"{source.stem}.analysis.json").read_text())
    return result, everything


def test_a_composed_piece_is_told_as_it_was_composed(tmp_path, piece):
    result, found = analyze(saved(tmp_path / "song.wav", piece.sound), tmp_path / "out")
    report = result.report
    assert report["tempo"]["bpm"] == pytest.approx(104, rel=0.02)
    assert (report["key"]["name"], report["key"]["camelot"]) == ("G major", "9B")
    assert report["metre"]["beats_per_bar"] == 4
    assert report["reasons"] == {}
    assert "G" in report["chords_most_heard"]
    assert not report["synthetic_speech"]["marked"]
    assert found["duration_s"] == pytest.approx(piece.sound.shape[1] / RATE_HZ, abs=0.001)
    heard = np.array([beat["time_s"] for beat in found["beats"]])
    nearest = np.abs(heard[:, None] - piece.beats_s).min(axis=0)
    assert np.mean(nearest < 0.07) > 0.9
    assert found["chords"][0]["start_s"] == 0
    assert found["chords"][-1]["end_s"] == pytest.approx(found["duration_s"], abs=0.002)
    assert all(a["end_s"] == b["start_s"] for a, b in zip(found["chords"], found["chords"][1:], strict=False))


def test_tables_labels_and_picture_say_the_same(tmp_path, piece):
    result, found = analyze(saved(tmp_path / "song.wav", piece.sound), tmp_path / "out")
    files = {output.role: output.path for output in result.outputs}
    with files["beats"].open(newline="") as file:
        beats = list(csv.DictReader(file))
    assert [float(row["time_s"]) for row in beats] == [beat["time_s"] for beat in found["beats"]]
    with files["chords"].open(newline="") as file:
        assert [row["label"] for row in csv.DictReader(file)] == [chord["label"] for chord in found["chords"]]
    labels = [line.split("\t") for line in files["labels"].read_text().splitlines()]
    assert all(len(label) == 3 and float(label[0]) < float(label[1]) for label in labels)
    assert len(labels) == len(found["chords"]) + len(found["sections"])
    picture = files["picture"].read_text()
    ET.fromstring(picture)
    for words in ("G major", "9B", "BPM", "LUFS"):
        assert words in picture


def test_only_the_data_where_nothing_else_is_wanted(tmp_path, piece):
    source = saved(tmp_path / "song.wav", piece.sound[:, : 8 * RATE_HZ])
    result, _ = analyze(source, tmp_path / "out", picture=False, tables=False)
    assert [output.role for output in result.outputs] == ["analysis"]


def test_speech_that_was_made_here_is_told_by_its_mark(tmp_path):
    speech = said_by("af_heart")
    sound = whole(speech.sound[None], Watermark(speech.sample_rate_hz))
    _, found = analyze(saved(tmp_path / "voice.wav", sound, speech.sample_rate_hz), tmp_path / "out")
    told = found["synthetic_speech"]
    assert told["marked"]
    assert told["marked_s"] == pytest.approx(found["duration_s"], abs=0.01)
    assert told["false_alarm_probability"] < 1e-6


def noise(seconds: float, rate_hz: int, channels: int) -> np.ndarray:
    return np.random.default_rng(5).normal(0, 0.1, (channels, int(seconds * rate_hz)))


@pytest.mark.parametrize(
    ("name", "sound", "rate_hz"),
    [
        ("silence", np.zeros((2, 30 * 8_000)), 8_000),
        ("noise", noise(30, 22_050, 1), 22_050),
        ("one sample", np.full((1, 1), 0.5), 48_000),
        ("a constant", np.full((2, 10 * 8_000), 0.5), 8_000),
    ],
)
def test_what_is_no_music_gets_null_and_a_reason(tmp_path, name, sound, rate_hz):
    _, found = analyze(saved(tmp_path / "sound.wav", sound, rate_hz), tmp_path / "out")
    assert found["tempo"] is found["key"] is found["beats"] is found["chords"] is None
    assert {"tempo", "key", "chords"} <= found["reasons"].keys()
    assert name == "noise" or found["loudness"]["loudness_range_lu"] in (None, 0)
    assert all(reason.endswith(".") for reason in found["reasons"].values())


def test_a_single_tone_has_neither_beat_nor_key(tmp_path):
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(20 * 16_000) / 16_000)
    _, found = analyze(saved(tmp_path / "tone.wav", tone[None], 16_000), tmp_path / "out")
    assert found["tempo"] is found["key"] is None
    assert found["loudness"]["integrated_lufs"] == pytest.approx(-13.5, abs=1)


@pytest.mark.parametrize(("rate_hz", "channels"), [(8_000, 1), (192_000, 2), (48_000, 6)])
def test_any_rate_and_layout_gives_the_same_tempo(tmp_path, rate_hz, channels):
    clicks = np.zeros(12 * rate_hz)
    burst = np.random.default_rng(1).normal(0, 0.3, rate_hz // 20) * np.exp(-np.linspace(0, 6, rate_hz // 20))
    for at in np.arange(0.25, 11.9, 0.5):
        clicks[int(at * rate_hz) :][: len(burst)] += burst
    _, found = analyze(saved(tmp_path / "clicks.wav", np.tile(clicks, (channels, 1)), rate_hz), tmp_path / "out")
    assert found["tempo"]["bpm"] == pytest.approx(120, rel=0.02)
    heard = np.array([beat["time_s"] for beat in found["beats"]])
    # Clicks begin at 0.25, 0.75, ...: no systematic lateness.
    assert np.median(heard % 0.5 - 0.25) == pytest.approx(0, abs=0.008)
    assert found["key"] is None


def test_values_that_are_no_numbers_are_refused(tmp_path):
    broken = noise(3, 16_000, 1)
    broken[0, 20_000] = np.nan
    with pytest.raises(AudioError, match="audio_not_finite"):
        analyze(saved(tmp_path / "nan.wav", broken, 16_000), tmp_path / "out")


def test_seven_channels_are_refused(tmp_path):
    with pytest.raises(AudioError, match="audio_channels_unsupported"):
        analyze(saved(tmp_path / "wide.wav", noise(2, 16_000, 7), 16_000), tmp_path / "out")


def test_progress_rises_and_stops_the_work(tmp_path, piece):
    class Stopped(Exception):
        pass

    source, seen = saved(tmp_path / "song.wav", piece.sound), []
    analyze(source, tmp_path / "out", lambda fraction, message: seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[-1] == 1
    for stop_at in (seen[1], 0.8, 0.93):

        def stop(fraction, message, limit=stop_at):
            if fraction >= limit:
                raise Stopped

        with pytest.raises(Stopped):
            analyze(source, tmp_path / f"stopped {stop_at}", stop)


def test_listing_the_tool_loads_no_signal_processing():
    assert get_tool("analysis") is TOOL
    code = "import sys, audiostudio.tools.analysis; sys.exit('numpy' in sys.modules or 'numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
