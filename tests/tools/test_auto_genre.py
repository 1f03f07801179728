"""The choice of a genre: honest about why, the same every time, and not fooled by level, rate or file length."""

import re

import numpy as np
import pytest
from scipy.signal import lfilter

from audiostudio.audio.codecs import read_audio
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import whole
from audiostudio.audio.mastering.analysis import portray_source
from audiostudio.audio.mastering.auto_genre import FEATURES, RANGES, choose_genre, features_of
from audiostudio.audio.mastering.genres import GENRES
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.mastering import TOOL, MasteringParams
from tests.tools.test_mastering import write

RATE_HZ = 44_100


def four_on_the_floor(seconds=16):
    """Return a sequenced 125 BPM: kick and sub on every beat, hats between, a synth chord."""
    random = np.random.default_rng(1)
    t = np.arange(seconds * RATE_HZ) / RATE_HZ
    beat = 60 / 125
    into = t % beat
    kick = np.sin(2 * np.pi * (50 * into + 6 * (1 - np.exp(-into * 40)))) * np.exp(-into * 7)
    hat = lfilter([1, -0.9], 1, random.standard_normal((2, len(t)))) * np.exp(-((t + beat / 2) % beat) * 60)
    chord = sum(np.sign(np.sin(2 * np.pi * hz * t)) for hz in (220, 277, 330)) / 3
    return (0.5 * kick + 0.12 * hat + 0.05 * chord * (1 - np.exp(-into * 8))).astype(np.float32)


def strings(seconds=24):
    """Return slow swelling chords of soft overtones, no percussion."""
    t = np.arange(seconds * RATE_HZ) / RATE_HZ
    sound = np.zeros((2, len(t)))
    for number, hz in enumerate((196, 247, 294, 392, 494)):
        for overtone in range(1, 8):
            phase = 0.002 * np.sin(2 * np.pi * (5 + number / 7) * t) * hz * overtone / 5
            wave = np.sin(2 * np.pi * hz * overtone * t + phase) / overtone**2
            sound += np.stack([wave * (0.5 + number / 10), wave * (0.9 - number / 10)])
    swell = 10 ** (-12 * (1 + np.cos(2 * np.pi * t / seconds)) / 20) * (0.8 + 0.2 * np.sin(2 * np.pi * t / 3.1))
    return (0.1 * sound * swell).astype(np.float32)


def chosen(path):
    return choose_genre(features_of(*portray_source(path, lambda share: None)))


def test_what_cannot_be_mistaken_is_not(tmp_path):
    assert chosen(write(tmp_path / "a.wav", four_on_the_floor(), RATE_HZ)).genre == "Electronic"
    assert chosen(write(tmp_path / "b.wav", strings(), RATE_HZ)).genre == "Classical"


def test_real_acoustic_and_electronic_tracks_are_told_apart(real_tracks):
    acoustic, electronic = ([p for p in real_tracks if kind in p.stem][::2] for kind in ("_acoustic_", "_electronic_"))
    assert sum(chosen(path).genre in ("Jazz", "Classical", "Gospel", "Pop", "Rock") for path in acoustic) >= 6
    assert all(chosen(path).genre in ("Electronic", "Hip-Hop", "Pop", "Rock", "Afrobeats") for path in electronic)


def test_level_and_rate_do_not_change_the_choice(real_tracks, tmp_path):
    audio, rate_hz = read_audio(real_tracks[6])
    softer = write(tmp_path / "soft.wav", audio * np.float32(0.1), rate_hz)
    faster = write(tmp_path / "fast.wav", whole(audio, Resampler(rate_hz, 96_000, 2)), 96_000)
    first, second, third = (chosen(path) for path in (real_tracks[6], softer, faster))
    assert first.genre == second.genre == third.genre
    for scores in (second.scores, third.scores):
        assert scores == pytest.approx(first.scores, abs=0.05)


def test_the_report_says_what_was_chosen_and_why_with_numbers(tmp_path):
    source = write(tmp_path / "in.wav", four_on_the_floor(), RATE_HZ)
    context = ToolContext(models_dir=tmp_path, source_names=("Night.wav",))
    reports = []
    for attempt in ("1", "2"):
        (tmp_path / attempt).mkdir()
        result = TOOL.run(MasteringParams(genre="auto"), [source], tmp_path / attempt, context, silent_progress)
        reports.append(result.report)
    assert reports[0] == reports[1]
    choice = reports[0]["genre_choice"]
    assert choice["genre"] == reports[0]["genre"] == "Electronic"
    assert result.outputs[0].path.name == "Night (Electronic master).wav"
    assert set(choice["scores"]) == set(GENRES)
    assert max(choice["scores"], key=choice["scores"].get) == "Electronic"
    assert choice["why"]
    assert all(re.search(r"\d", sentence) for sentence in choice["why"])
    assert reports[0]["target_limited"] is False


def test_no_figures_at_all_still_give_a_choice():
    choice = choose_genre(dict.fromkeys(FEATURES, 1e6))
    assert choice.genre in GENRES
    assert choice.why


def test_the_table_is_complete():
    assert set(RANGES) == set(GENRES)
    assert all(set(ranges) == set(FEATURES) for ranges in RANGES.values())
    assert all(low < high for ranges in RANGES.values() for low, high in ranges.values())
