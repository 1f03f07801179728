"""Tempo, beats, key, chords and sections of composed pieces, and what must not matter: level, blocks, transposition."""

from functools import cache

import mir_eval
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.music.beats import BeatGrid, estimate_beats
from audiostudio.audio.music.chords import estimate_chords
from audiostudio.audio.music.features import MusicFeatures, MusicMeter
from audiostudio.audio.music.key import Key, estimate_key
from audiostudio.audio.music.pitch_names import camelot_code, key_name
from audiostudio.audio.music.sections import find_sections
from audiostudio.audio.music.unavailable import Unavailable
from tests.support.composed import RATE_HZ, Brief, Piece, compose

BRIEFS = [
    Brief("pop", 97.0, 2, "major", seed=11),
    Brief("ballad", 66.0, 9, "minor", seed=12),
    Brief("waltz", 132.0, 5, "major", seed=13, has_drums=False),
    Brief("punk", 172.0, 4, "minor", seed=14),
    Brief("alberti", 110.0, 0, "major", seed=15, has_drums=False),
]


@cache
def heard(number: int) -> tuple[Piece, MusicFeatures]:
    piece = compose(BRIEFS[number])
    return piece, features_of(piece.sound)


def features_of(sound: np.ndarray, rate_hz: int = RATE_HZ, edges: tuple[int, ...] = ()) -> MusicFeatures:
    meter = MusicMeter(rate_hz, sound.shape[0])
    for block in np.split(sound, edges, axis=1):
        meter.feed(block)
    return meter.read()


@pytest.mark.parametrize("number", range(len(BRIEFS)))
def test_tempo_key_and_chords_of_composed_pieces(number):
    piece, features = heard(number)
    beats, key = estimate_beats(features), estimate_key(features)
    assert isinstance(beats, BeatGrid)
    assert beats.tempo_bpm == pytest.approx(piece.brief.bpm, rel=0.02)
    assert mir_eval.beat.f_measure(piece.beats_s, beats.beat_times_s) > 0.85
    assert beats.beats_per_bar == piece.beats_per_bar
    assert (
        mir_eval.beat.f_measure(piece.beats_s[:: piece.beats_per_bar], beats.beat_times_s[beats.downbeat_indices]) > 0.8
    )
    assert isinstance(key, Key)
    assert (key.tonic, key.mode) == (piece.brief.tonic, piece.brief.mode)
    chords = estimate_chords(features, beats, key)
    true = np.array([(start, end) for start, end, _ in piece.chords])
    found, labels = mir_eval.util.adjust_intervals(
        np.array([(chord.start_s, chord.end_s) for chord in chords]),
        [chord.label for chord in chords],
        true.min(),
        true.max(),
        "N",
        "N",
    )
    scores = mir_eval.chord.evaluate(true, [label for *_, label in piece.chords], found, labels)
    assert scores["root"] > 0.75


def test_level_does_not_matter():
    piece, features = heard(0)
    quiet = features_of(piece.sound * np.float32(0.02))
    loud_beats, quiet_beats = estimate_beats(features), estimate_beats(quiet)
    assert quiet_beats.tempo_bpm == pytest.approx(loud_beats.tempo_bpm, rel=0.001)
    assert estimate_key(quiet).name == estimate_key(features).name


@settings(max_examples=6)
@given(st.lists(st.integers(1, 4 * RATE_HZ), max_size=8))
def test_block_edges_do_not_matter(edges):
    sound = heard(0)[0].sound[:, : 4 * RATE_HZ]
    whole, cut = features_of(sound), features_of(sound, edges=tuple(sorted(edges)))
    np.testing.assert_allclose(cut.flux, whole.flux, atol=1e-4)
    np.testing.assert_allclose(cut.pitch_magnitudes, whole.pitch_magnitudes, atol=1e-5)
    np.testing.assert_allclose(cut.timbre_db, whole.timbre_db, atol=0.01)


def test_opposite_channels_do_not_cancel():
    sound = heard(0)[0].sound[:1]
    opposed = estimate_beats(features_of(np.concatenate([sound, -sound])))
    assert opposed.tempo_bpm == pytest.approx(BRIEFS[0].bpm, rel=0.02)


@pytest.mark.parametrize("cents", [-40, -15, 0, 25, 45])
def test_tuning_is_heard_within_seven_cents(cents):
    time = np.arange(8 * 24_000) / 24_000
    hz = 440 * 2 ** (cents / 1200) * 2 ** (np.array([-9, -5, -2, 3]) / 12)
    chord = sum(np.sin(2 * np.pi * h * f * time) / h for f in hz for h in range(1, 6)) * 0.05
    key = estimate_key(features_of(chord[None].astype(np.float32), 24_000))
    tuning = key.tuning_cents if isinstance(key, Key) else pytest.fail(f"no key: {key}")
    assert tuning == pytest.approx(cents, abs=7)
    assert key.name == "C major"


def test_a_key_is_heard_behind_drums():
    """A minor's chords 22 dB below strokes of noise, one a chord."""
    t = np.arange(RATE_HZ) / RATE_HZ
    hz = {"i": (220.0, 261.63, 329.63), "iv": (146.83, 174.61, 220.0), "V": (164.81, 207.65, 246.94)}
    chords = [
        sum(0.02 * np.sin(2 * np.pi * k * f * t) / k for f in hz[name] for k in (1, 2, 3))
        for name in ("i", "i", "iv", "V", "i", "iv", "V", "i") * 2
    ]
    sound = np.concatenate(chords)
    stroke = np.random.default_rng(4).standard_normal(RATE_HZ) * np.exp(-np.arange(RATE_HZ) / (0.02 * RATE_HZ))
    sound += 0.25 * np.tile(stroke, len(chords))
    key = estimate_key(features_of(sound[None].astype(np.float32)))
    assert isinstance(key, Key)
    assert key.name == "A minor"


def test_known_chords_of_sines():
    """C, A minor, F and G7 of pure tones with harmonics, two seconds each."""
    time = np.arange(2 * 24_000) / 24_000

    def chord(*pitches: int) -> np.ndarray:
        return sum(
            np.sin(2 * np.pi * h * 440 * 2 ** ((p - 69) / 12) * time) / h**1.5 for p in pitches for h in range(1, 5)
        )

    sound = np.concatenate(
        [chord(48, 60, 64, 67), chord(45, 60, 64, 69), chord(41, 60, 65, 69), chord(43, 59, 62, 65, 67)]
    )
    chords = estimate_chords(features_of(0.05 * sound[None].astype(np.float32), 24_000))
    assert [found.label for found in chords] == ["C:maj", "A:min", "F:maj", "G:7"]
    assert [found.start_s for found in chords] == pytest.approx([0, 2, 4, 6], abs=0.5)


def test_sections_return_where_the_music_returns():
    """Three kinds of sound of 24 s each, and the first again."""
    random = np.random.default_rng(0)
    time = np.arange(24 * 24_000) / 24_000
    low = 0.3 * np.sin(2 * np.pi * 110 * time) * (1 - (2 * time) % 1)
    hiss = 0.05 * random.normal(size=len(time))
    high = 0.2 * np.sin(2 * np.pi * 880 * time) * (1 - (4 * time) % 1)
    sound = np.concatenate([low, hiss, high, low])[None].astype(np.float32)
    sections = find_sections(features_of(sound, 24_000))
    assert [section.label for section in sections] == ["A", "B", "C", "A"]
    assert [section.start_s for section in sections] == pytest.approx([0, 24, 48, 72], abs=2)
    assert sections[0].energy == pytest.approx(sections[3].energy, abs=0.05)
    assert sections[1].energy < sections[0].energy


def test_too_short_for_anything_is_said():
    features = features_of(np.zeros((1, 1), np.float32), 8_000)
    for found in (estimate_beats(features), estimate_key(features), find_sections(features)):
        assert isinstance(found, Unavailable)
        assert "short" in found.reason
    assert estimate_chords(features) == []


@pytest.mark.parametrize(
    ("tonic", "mode", "name", "code"),
    [
        (0, "major", "C major", "8B"),
        (9, "minor", "A minor", "8A"),
        (7, "major", "G major", "9B"),
        (5, "major", "F major", "7B"),
        (8, "minor", "G# minor", "1A"),
        (6, "major", "F# major", "2B"),
        (10, "minor", "Bb minor", "3A"),
        (4, "major", "E major", "12B"),
    ],
)
def test_names_and_codes_of_keys(tonic, mode, name, code):
    assert key_name(tonic, mode) == name
    assert camelot_code(tonic, mode) == code
