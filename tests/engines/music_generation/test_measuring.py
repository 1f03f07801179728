"""What is found in a piece beside what was asked: pieces of known tempo, key, metre and length, made of sines."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from audiostudio.engines.music_generation.measuring import measure_against
from audiostudio.engines.music_generation.request import MusicRequest

RATE_HZ = 44_100


def piece(bpm: float, beats: int, roots: tuple[int, ...], minor: tuple[bool, ...]) -> np.ndarray:
    """Return a kick on every beat, a louder one and a chord on the first of four; ``roots`` are MIDI pitches."""
    rng = np.random.default_rng(0)
    beat = 60 / bpm
    sound = np.zeros(round((beats * beat) * RATE_HZ))

    def add(start_s: float, tone: np.ndarray) -> None:
        first = round(start_s * RATE_HZ)
        sound[first : first + tone.size] += tone[: sound.size - first]

    t = np.arange(round(4 * beat * RATE_HZ)) / RATE_HZ
    kick = np.sin(2 * np.pi * 60 * t[:8_000]) * np.exp(-t[:8_000] * 25)
    hat = rng.normal(0, 0.1, 3_000) * np.exp(-t[:3_000] * 90)
    for number in range(beats):
        add(number * beat, kick * (0.6 if number % 4 == 0 else 0.3))
        add((number + 0.5) * beat, hat)
        if number % 4 == 0:
            chord = number // 4 % len(roots)
            for interval in (0, 3 if minor[chord] else 4, 7):
                hz = 440 * 2 ** ((roots[chord] + interval - 69) / 12)
                add(number * beat, 0.1 * sum(np.sin(2 * np.pi * hz * n * t) / n for n in (1, 2, 3)) * np.exp(-t))
    return np.stack([sound, sound]).astype(np.float32) * 0.5


@pytest.fixture(scope="module")
def d_major() -> np.ndarray:
    return piece(100, 48, (62, 67, 69, 62), (False,) * 4)


def test_a_piece_as_it_was_asked_is_found_so(d_major):
    found = measure_against((d_major, RATE_HZ), MusicRequest("", duration_s=28.8, bpm=100, key="D major", metre="4/4"))
    assert found["duration_s"] == {"asked": 28.8, "found": 28.8, "difference_s": 0.0}
    assert found["bpm"]["octave"] in (0.5, 1, 2)
    assert abs(found["bpm"]["off_percent"]) < 0.2
    assert found["key"] == {"asked": "D major", "found": "D major", "match": "exact"}


@pytest.mark.parametrize(("asked", "match"), [("B minor", "relative"), ("Eb major", "other"), ("D minor", "other")])
def test_other_keys_are_told_apart(d_major, asked, match):
    assert measure_against((d_major, RATE_HZ), MusicRequest("", key=asked))["key"]["match"] == match


def test_another_tempo_is_told_in_percent_whatever_the_octave(d_major):
    tempo = measure_against((d_major, RATE_HZ), MusicRequest("", bpm=52))["bpm"]
    assert tempo["off_percent"] == pytest.approx(100 * (100 / 104 - 1), abs=0.2)


def test_a_file_is_measured_as_its_sound_is_and_silence_says_why(d_major, tmp_path: Path):
    soundfile.write(tmp_path / "piece.wav", d_major.T, RATE_HZ, subtype="FLOAT")
    request = MusicRequest("", duration_s=30, bpm=100, key="D major", metre="4/4")
    assert measure_against(tmp_path / "piece.wav", request) == measure_against((d_major, RATE_HZ), request)
    silent = measure_against((np.zeros((1, 5 * RATE_HZ), np.float32), RATE_HZ), request)
    assert silent["duration_s"]["difference_s"] == -25
    for name in ("bpm", "key", "metre"):
        assert silent[name]["found"] is None
        assert silent[name]["reason"]
        assert silent[name]["asked"] == getattr(request, name)
