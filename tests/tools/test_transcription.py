"""Transcription through the tool, on the published weights and music whose notes are known."""

import contextlib
import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pydantic import ValidationError

from audiostudio.audio.errors import AudioError
from audiostudio.engines.weights.store import ModelMissing, ModelStore
from audiostudio.tools.base import ToolContext, ToolError, silent_progress
from audiostudio.tools.registry import get_tool
from audiostudio.tools.transcription import TOOL, TranscriptionParams
from tests.audio.notation.melodies import chords, melody, onset_f1, render
from tests.audio.notation.midi_reading import notes_of, read_midi

RATE_HZ = 44_100


@pytest.fixture(scope="module")
def context(weights_dir: Path) -> ToolContext:
    ModelStore(weights_dir).pull("basic-pitch")
    return ToolContext(models_dir=weights_dir, source_names=("My Tune.wav",))


def saved(path: Path, sound: np.ndarray, rate_hz: int = RATE_HZ) -> Path:
    soundfile.write(path, sound.T, rate_hz, subtype="FLOAT")
    return path


def transcribe(sound: np.ndarray, folder: Path, context: ToolContext, rate_hz: int = RATE_HZ, **params):
    out_dir = folder / "out"
    out_dir.mkdir(exist_ok=True)
    source = saved(folder / "in.wav", sound, rate_hz)
    result = TOOL.run(TranscriptionParams(**params), [source], out_dir, context, silent_progress)
    assert sorted(out_dir.iterdir()) == sorted(output.path for output in result.outputs)
    return result


def heard_in(result) -> list[tuple[float, int]]:
    """Return onset and pitch of each note in the MIDI file: 120 bpm of 480 ticks are 960 ticks a second."""
    _, track = read_midi(result.outputs[0].path.read_bytes()).tracks
    return sorted((start / 960, pitch) for start, _, _, pitch, _ in notes_of(track))


@pytest.mark.parametrize(("slope", "bound"), [(2, 0.97), (1, 0.82)])
def test_onsets_of_music_that_is_known(tmp_path, context, slope, bound):
    """Plucked and blown melodies and plucked chords, ten pieces; a sawtooth's strong harmonics make it harder."""
    pieces = {}
    for seed in range(4):
        pieces[f"plucked melody {seed}"] = melody(seed), 0.6
    for seed in range(4, 7):
        pieces[f"blown melody {seed}"] = melody(seed), None
    for seed in range(3):
        pieces[f"chords {seed}"] = chords(seed), 0.8
    scores = {}
    for name, (played, decay_s) in pieces.items():
        result = transcribe(render(played, RATE_HZ, decay_s=decay_s, slope=slope), tmp_path, context)
        scores[name] = onset_f1(played, heard_in(result))
        print(f"{name}: onset F1 {scores[name]:.3f}")
    print(f"mean {np.mean(list(scores.values())):.3f}")
    assert np.mean(list(scores.values())) > bound


def test_both_files_tell_the_same_notes(tmp_path, context):
    result = transcribe(render(melody(0, count=8), RATE_HZ), tmp_path, context)
    midi, table = result.outputs
    assert (midi.path.name, midi.role, midi.type, midi.media_type) == ("My Tune.mid", "midi", "midi", "audio/midi")
    assert (table.path.name, table.role, table.type) == ("My Tune.notes.csv", "notes", "transcript")
    assert table.media_type == "text/csv"
    with table.path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    in_midi, in_table = heard_in(result), sorted((float(row["onset_s"]), int(row["midi_pitch"])) for row in rows)
    assert [pitch for _, pitch in in_table] == [pitch for _, pitch in in_midi]
    np.testing.assert_allclose([onset for onset, _ in in_table], [onset for onset, _ in in_midi], atol=0.0011)
    assert all(float(row["offset_s"]) > float(row["onset_s"]) for row in rows)


def test_the_report_says_what_is_and_what_is_not_known(tmp_path, context):
    report = transcribe(render(melody(0, count=8), RATE_HZ), tmp_path, context).report
    assert report["duration_s"] == pytest.approx(0.3 + 8 * 0.25 - 0.025 + 0.5, abs=0.001)
    assert (report["engine"], report["model"], report["licence"]) == ("basic-pitch", "basic-pitch", "Apache-2.0")
    assert (report["tempo_estimated"], report["midi_bpm"]) == (False, 120)
    assert report["notes"] >= 8


def test_a_range_leaves_other_notes_out(tmp_path, context):
    sound = render(melody(0), RATE_HZ)
    low = transcribe(sound, tmp_path, context, highest_hz=330)
    pitches = [pitch for _, pitch in heard_in(low)]
    assert pitches
    assert max(pitches) <= 64


def bends_of(result) -> tuple[np.ndarray, np.ndarray]:
    """Return when and how far the notes of A4 in the MIDI file are bent, in seconds and semitones."""
    _, track = read_midi(result.outputs[0].path.read_bytes()).tracks
    bends = [
        (event.tick / 960, ((event.data[1] << 7 | event.data[0]) - 8192) / 4096)
        for event in track
        for start, end, channel, pitch, _ in notes_of(track)
        if pitch == 69 and event.kind is None and event.status == 0xE0 | channel and start <= event.tick < end
    ]
    times_s, semitones = np.array(bends).T
    return times_s, semitones


def tone(semitones: np.ndarray) -> np.ndarray:
    """Return A4 bent by so many semitones at each sample."""
    phase = 2 * np.pi * np.cumsum(440 * 2 ** (semitones / 12)) / RATE_HZ
    return (0.2 * sum(np.sin(number * phase) / number**2 for number in range(1, 7)))[None].astype(np.float32)


@pytest.mark.parametrize("detune_semitones", [-0.3, 0, 0.3])
def test_the_tuning_is_written_as_bends(tmp_path, context, detune_semitones):
    result = transcribe(tone(np.full(3 * RATE_HZ, detune_semitones)), tmp_path, context, pitch_bends=True)
    _, semitones = bends_of(result)
    assert np.median(semitones) == pytest.approx(detune_semitones, abs=0.1)


def test_vibrato_is_written_as_bends(tmp_path, context):
    """A4 swings by a third of a semitone five times a second."""
    swing = np.sin(2 * np.pi * 5 * np.arange(3 * RATE_HZ) / RATE_HZ) / 3
    times_s, semitones = bends_of(transcribe(tone(swing), tmp_path, context, pitch_bends=True))
    correlation = np.corrcoef(semitones, np.sin(2 * np.pi * 5 * times_s))[0, 1]
    print(f"bends between {semitones.min():.2f} and {semitones.max():.2f} semitones, correlation {correlation:.3f}")
    assert correlation > 0.9
    assert 0.2 < semitones.max() < 0.5
    assert -0.5 < semitones.min() < -0.2


@pytest.mark.parametrize(("channels", "rate_hz"), [(1, 8_000), (2, 192_000), (6, 48_000), (1, 22_050)])
def test_unusual_shapes_are_heard(tmp_path, context, channels, rate_hz):
    played = melody(3, count=8, high=72)
    sound = np.repeat(render(played, rate_hz), channels, axis=0)
    assert onset_f1(played, heard_in(transcribe(sound, tmp_path, context, rate_hz))) > 0.8


@pytest.mark.parametrize("sound", [np.zeros((2, 5 * RATE_HZ)), np.full((1, 1), 0.5)], ids=["silence", "one sample"])
def test_sounds_without_notes_are_refused_with_advice(tmp_path, context, sound):
    with pytest.raises(ToolError, match="lower onset_threshold") as refusal:
        transcribe(sound, tmp_path, context)
    assert refusal.value.code == "notes_not_found"
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("level", [0.1, 1e-4])
@pytest.mark.parametrize("duration_s", [1, 5])
def test_noise_has_few_notes_or_none(tmp_path, context, level, duration_s):
    noise = level * np.random.default_rng(0).standard_normal((1, duration_s * RATE_HZ))
    heard = []
    with contextlib.suppress(ToolError):
        heard = heard_in(transcribe(noise, tmp_path, context))
    print(f"{len(heard) / duration_s:.1f} notes a second")
    assert len(heard) <= 1 + 2 * duration_s


def test_what_cannot_be_worked_on_is_refused(tmp_path, context):
    sound = np.full((8, RATE_HZ), 0.1, np.float32)
    with pytest.raises(AudioError, match="audio_channels_unsupported"):
        transcribe(sound, tmp_path, context)
    sound = render(melody(0, count=8), RATE_HZ)
    sound[0, -1_000] = np.nan
    with pytest.raises(AudioError, match="audio_not_finite"):
        transcribe(sound, tmp_path, context)
    assert list((tmp_path / "out").iterdir()) == []


def test_raising_from_progress_stops_and_leaves_nothing(tmp_path, context):
    class Cancelled(Exception):
        pass

    heard = []

    def cancel(fraction, message):
        heard.append(fraction)
        if fraction > 0.5:
            raise Cancelled

    source = saved(tmp_path / "in.wav", render(melody(0), RATE_HZ))
    (tmp_path / "out").mkdir()
    with pytest.raises(Cancelled):
        TOOL.run(TranscriptionParams(), [source], tmp_path / "out", context, cancel)
    assert heard == sorted(heard)
    assert list((tmp_path / "out").iterdir()) == []


def test_missing_weights_name_the_command_that_gets_them(tmp_path):
    with pytest.raises(ModelMissing, match="audiostudio models pull basic-pitch"):
        transcribe(render(melody(0, count=2), RATE_HZ), tmp_path, ToolContext(tmp_path / "none"))


def test_a_range_upside_down_is_refused():
    with pytest.raises(ValidationError, match="is above"):
        TranscriptionParams(lowest_hz=500, highest_hz=400)


def test_the_tool_is_found_costs_a_credit_and_loads_nothing():
    assert get_tool("transcription").price_credits(TranscriptionParams()) == 1
    heavy = "{'numpy', 'onnxruntime', 'av'}"
    code = f"import sys, audiostudio.tools.transcription; assert not {heavy} & set(sys.modules)"
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
