"""Drums on patterns that are known, played by kits of a SoundFont."""

import mir_eval
import numpy as np
import pytest
from benchmarks.support.known_pieces import DRUMS, RATE_HZ, compose_drums, render, with_variants

from audiostudio.audio.notation.drums import DRUM_KEYS, detect_drums

# Below what benchmarks/transcription.py prints, for three patterns are few.
FLOORS = {"kick": 0.85, "snare": 0.85, "closed hat": 0.9, "open hat": 0.7, "tom": 0.5, "crash": 0.6}


@pytest.fixture(scope="module")
def patterns():
    """Patterns that training did not use: its seeds begin at 1000."""
    made = []
    for kit, seed in (("standard", 11), ("power", 12), ("jazz", 13)):
        piece = compose_drums(kit, seed)
        made.append((piece, render([with_variants(piece, seed)])))
    return made


def test_each_kind_of_drum_is_found(patterns):
    heard = [detect_drums([sound], RATE_HZ) for _, sound in patterns]
    for name, key in DRUMS.items():
        right = true = found = 0
        for (piece, _), notes in zip(patterns, heard, strict=True):
            played_s = np.array([note.onset_s for note in piece.notes if note.midi_pitch == key])
            heard_s = np.array([note.onset_s for note in notes if note.midi_pitch == key])
            true, found = true + len(played_s), found + len(heard_s)
            if len(played_s) and len(heard_s):
                right += len(mir_eval.util.match_events(played_s, heard_s, 0.05))
        score = 2 * right / (true + found)
        print(f"{name}: F1 {score:.3f} of {true}")
        assert score > FLOORS[name], name


@pytest.mark.parametrize("block_frames", [977, 100_000])
def test_block_edges_and_level_make_no_difference(patterns, block_frames):
    _, sound = patterns[0]
    whole = detect_drums([sound], RATE_HZ)
    edges = range(0, sound.shape[1], block_frames)
    softer = detect_drums((0.1 * sound[:, at : at + block_frames] for at in edges), RATE_HZ)
    assert [(note.midi_pitch, note.onset_s) for note in softer] == [(note.midi_pitch, note.onset_s) for note in whole]


def test_louder_strikes_have_higher_velocities():
    """A kick alone at five levels, 6 dB apart, the loudest last."""
    piece = compose_drums("standard", 11)
    kick = render([piece])[:, round(0.28 * RATE_HZ) : round(0.5 * RATE_HZ)]
    sound = np.concatenate([np.pad(kick * 0.5 ** (4 - step), ((0, 0), (9_000, 9_000))) for step in range(5)], axis=1)
    notes = [note for note in detect_drums([sound.astype(np.float32)], RATE_HZ) if note.midi_pitch == 36]
    velocities = [note.velocity for note in notes]
    assert len(velocities) >= 3
    assert velocities == sorted(velocities)
    assert len(set(velocities)) == len(velocities)


@pytest.mark.parametrize("rate_hz", [8_000, 192_000])
def test_other_rates_are_heard(patterns, rate_hz):
    piece, _ = patterns[0]
    sound = render([piece], rate_hz)
    played_s = np.array(sorted({note.onset_s for note in piece.notes if note.midi_pitch == 38}))
    heard_s = np.array([note.onset_s for note in detect_drums([sound], rate_hz) if note.midi_pitch in DRUM_KEYS])
    assert len(mir_eval.util.match_events(played_s, heard_s, 0.05)) >= 0.75 * len(played_s)


@pytest.mark.parametrize(
    "sound", [np.zeros((2, 50_000)), np.zeros((1, 0)), np.full((1, 1), 0.5), np.full((1, 9_000), 1.0)]
)
def test_what_is_not_struck_is_no_drum(sound):
    assert len(detect_drums([sound.astype(np.float32)], RATE_HZ)) <= 2
