"""Slow and fast tempi, waltzes, metronomes, steps, drifts and silence: the number, and where beats lie."""

import mir_eval
import numpy as np
import pytest
from benchmarks.support import bare_pulses, grooves

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.music.beats import BeatGrid, estimate_beats
from audiostudio.audio.music.chords import estimate_chords
from audiostudio.audio.music.features import MusicMeter
from audiostudio.audio.music.sections import find_sections
from audiostudio.audio.notation.tempo_map import tempo_map

RATE_HZ = grooves.RATE_HZ
STEP_BPM = 100.0, 140.0


def beats_of(sound: np.ndarray) -> BeatGrid:
    meter = MusicMeter(RATE_HZ, sound.shape[0])
    meter.feed(sound)
    found = estimate_beats(meter.read())
    assert isinstance(found, BeatGrid), found
    return found


@pytest.mark.parametrize(
    ("kind", "bpm"),
    [
        ("struck chords", 50.0),
        ("struck chords", 60.0),
        ("struck chords", 200.0),
        ("waltz", 90.0),
        ("waltz", 172.0),
        ("metronome", 60.0),
        ("metronome", 210.0),
        ("broken chords in sixteenths", 62.0),
        ("metronome in five", 140.0),
    ],
)
def test_bare_pulses_are_neither_doubled_nor_halved(kind, bpm):
    piece = bare_pulses.play(kind, seed=3, bpm=bpm)
    found = beats_of(piece.sound)
    assert found.tempo_bpm == pytest.approx(bpm, rel=0.002)
    assert found.beats_per_bar == (piece.beats_per_bar if piece.beats_per_bar in (3, 4) else None)
    assert mir_eval.beat.f_measure(piece.beats_s, found.beat_times_s) > 0.95


@pytest.mark.parametrize(
    ("idiom", "bpm"), [("soul ballad", 58.0), ("punk", 188.0), ("viennese waltz", 180.0), ("drum and bass", 174.0)]
)
def test_bands_play_slow_and_fast(idiom, bpm):
    piece = grooves.play(idiom, seed=900_001, bpm=bpm, drift=0, seconds=30)
    found = beats_of(piece.sound)
    assert found.tempo_bpm == pytest.approx(bpm, rel=0.005)
    assert found.beats_per_bar == piece.beats_per_bar


@pytest.mark.parametrize(
    ("track", "bpm"), [("energetic_acoustic_s522", 132), ("happy_electronic_1", 123), ("calm_acoustic_1", 68)]
)
def test_generated_tracks_keep_the_tempo_that_was_asked_of_them(real_tracks, track, bpm):
    with open_audio(next(path for path in real_tracks if path.stem == track)) as reader:
        meter = MusicMeter(reader.sample_rate_hz, reader.channels)
        for block in reader.blocks():
            meter.feed(block)
    found = estimate_beats(meter.read())
    assert isinstance(found, BeatGrid), found
    assert found.tempo_bpm == pytest.approx(bpm, rel=0.03)


@pytest.mark.parametrize("silence_s", [8, 20])
def test_no_beats_in_silence_and_none_lost_to_it(silence_s):
    piece = grooves.play("rock", seed=26, bpm=120.0, drift=0, seconds=20)
    silence = np.zeros((1, silence_s * RATE_HZ), np.float32)
    found = beats_of(np.concatenate([silence, piece.sound, silence, piece.sound], axis=1))
    assert found.tempo_bpm == pytest.approx(120.0, abs=0.1)
    second_s = 2 * silence_s + piece.sound.shape[1] / RATE_HZ
    true = np.concatenate([silence_s + piece.beats_s, second_s + piece.beats_s])
    assert mir_eval.beat.f_measure(true, found.beat_times_s) > 0.95
    ends_s = silence_s + piece.sound.shape[1] / RATE_HZ
    in_silence = (found.beat_times_s < silence_s) | (
        (found.beat_times_s > ends_s) & (found.beat_times_s < ends_s + silence_s)
    )
    assert not in_silence.any()


def test_what_builds_on_beats_counts_through_a_pause():
    piece = grooves.play("pop", seed=26, bpm=100.0, drift=0, seconds=20)
    silence = np.zeros((1, 12 * RATE_HZ), np.float32)
    sound = np.concatenate([piece.sound, silence, piece.sound], axis=1)
    meter = MusicMeter(RATE_HZ, 1)
    meter.feed(sound)
    features = meter.read()
    found = estimate_beats(features)
    bars = tempo_map(found.beat_times_s, found.downbeat_indices, found.beats_per_bar)
    behind_start = [bpm for beat, bpm in bars.tempi if beat > 0]  # before the first beat whatever fits is counted
    assert behind_start
    assert all(bpm == pytest.approx(100, rel=0.06) for bpm in behind_start), bars.tempi
    middle_s = piece.sound.shape[1] / RATE_HZ + 6
    around = [chord.label for chord in estimate_chords(features, found) if chord.start_s < middle_s < chord.end_s]
    assert around == ["N"]
    longest_s = max(section.end_s - section.start_s for section in find_sections(features, found))
    assert longest_s < features.duration_s


def test_a_step_of_the_tempo_is_told():
    slow, fast = (grooves.play("pop", 7, bpm=bpm, seconds=25, drift=0) for bpm in STEP_BPM)
    step_s = slow.beats_s[-1] + 60 / STEP_BPM[0]
    start, end = round(fast.beats_s[0] * RATE_HZ), round(step_s * RATE_HZ)
    found = beats_of(np.concatenate([slow.sound[:, :end], fast.sound[:, start:]], axis=1))
    assert [part.bpm for part in found.segments] == [pytest.approx(bpm, rel=0.005) for bpm in STEP_BPM]
    assert found.segments[1].start_s == pytest.approx(step_s, abs=1.3)
    true = np.concatenate([slow.beats_s, fast.beats_s - fast.beats_s[0] + step_s])
    assert mir_eval.beat.f_measure(true, found.beat_times_s) > 0.9


def test_a_steady_piece_has_one_segment_and_a_drifting_one_its_mean():
    steady = beats_of(grooves.play("disco", 26, bpm=118.0, drift=0, seconds=30).sound)
    assert [part.bpm for part in steady.segments] == [pytest.approx(118, rel=0.002)]
    assert steady.tempo_stability > 0.95
    drifting = grooves.play("disco", 26, bpm=118.0, drift=0.05, seconds=40)
    found = beats_of(drifting.sound)
    assert found.tempo_bpm == pytest.approx(118, rel=0.05)
    assert mir_eval.beat.f_measure(drifting.beats_s, found.beat_times_s) > 0.9


def test_confidences_of_all_tempi_are_shares():
    found = beats_of(bare_pulses.play("repeated chords in eighths", 4, bpm=120.0).sound)
    assert 0 < found.confidence + sum(other.confidence for other in found.alternatives) <= 1 + 1e-9
    ratios = [other.bpm / found.tempo_bpm for other in found.alternatives]
    assert any(ratio == pytest.approx(octave, rel=0.03) for ratio in ratios for octave in (0.5, 2))
