"""The networks that hear beats: as PyTorch runs them, on the beats, and whatever the level."""

from importlib.resources import files

import numpy as np
import pytest
import torch
from benchmarks.support import grooves

from audiostudio.audio.music import beat_hearing
from audiostudio.audio.music.beat_hearing import HEARING_RATE_HZ, HEARING_WINDOW, BeatHearing
from audiostudio.audio.music.features import RATE_HZ, MusicMeter

HZ = np.arange(HEARING_WINDOW // 2 + 1) * (RATE_HZ / HEARING_WINDOW)


@pytest.fixture(scope="module")
def groove() -> grooves.Groove:
    return grooves.play("rock", seed=26, bpm=120.0, drift=0, seconds=16)


def heard(sound: np.ndarray, block: int | None = None) -> np.ndarray:
    meter = MusicMeter(grooves.RATE_HZ, sound.shape[0])
    for start in range(0, sound.shape[1], block or sound.shape[1]):
        meter.feed(sound[:, start : start + (block or sound.shape[1])])
    return meter.read().beat_probabilities


def by_torch(arrays: dict[str, torch.Tensor], number: int, rows: torch.Tensor) -> np.ndarray:
    """What PyTorch's own layers make of ``(frames, 272)``: ``(frames, 2)``."""
    memory = torch.nn.LSTM(150, 150, 2, batch_first=True)
    state = {}
    for layer in (0, 1):
        state[f"weight_ih_l{layer}"] = arrays["inputs"][number, layer]
        state[f"weight_hh_l{layer}"] = arrays["memory"][number, layer]
        state[f"bias_ih_l{layer}"] = arrays["gate_bias"][number, layer]
        state[f"bias_hh_l{layer}"] = torch.zeros(600)
    memory.load_state_dict(state)
    found = torch.nn.functional.conv1d(rows[:, None], arrays["kernel"][number][:, None], arrays["kernel_bias"][number])
    pooled = torch.nn.functional.max_pool1d(torch.relu(found), 2).flatten(1)
    inner = torch.nn.functional.linear(pooled, arrays["inner"][number], arrays["inner_bias"][number])
    with torch.no_grad():
        scores = torch.nn.functional.linear(memory(inner[None])[0][0], arrays["output"][number])
        return torch.softmax(scores + arrays["output_bias"][number], 1)[:, :2].numpy()


def test_the_networks_say_what_they_say_in_pytorch():
    with np.load(str(files(beat_hearing.__package__).joinpath("beat_hearing.npz"))) as stored:
        arrays = {part: torch.as_tensor(stored[part].astype(np.float32)) for part in stored.files}
    # A level that stays: the gain is then the same at every frame, and the bands are known.
    powers = np.random.default_rng(0).uniform(0, 1e-4, (150, len(HZ))).astype(np.float32)
    powers[:, 40] = 0.01
    hearing = BeatHearing(HZ, 1)
    mine = np.concatenate([hearing.feed(powers[:70]), hearing.feed(powers[70:])])
    bands = np.sqrt(powers[:, : hearing.filters.shape[0]]) @ hearing.filters
    logs = np.log10(1 + 100 / bands.max() * bands)
    rises = np.maximum(np.diff(logs, axis=0, prepend=logs[:1]), 0)
    rows = torch.as_tensor(np.concatenate([logs, rises], axis=1))
    theirs = np.mean([by_torch(arrays, number, rows) for number in range(3)], axis=0)
    np.testing.assert_allclose(mine, theirs, atol=1e-3)


def test_bands_are_quarter_tones_apart_and_weigh_alike():
    """24 bands an octave where lines lie close enough, 136 from 30 Hz to 11 kHz: as the networks were trained."""
    filters = BeatHearing(HZ, 1).filters
    assert filters.shape == (705, 136)
    np.testing.assert_allclose(filters.sum(axis=0), filters.sum(axis=0).mean(), rtol=1e-5)
    centres_hz = HZ[filters.argmax(axis=0)]
    high = centres_hz[centres_hz > 2_000]
    assert np.log2(high[1:] / high[:-1]) == pytest.approx(np.full(len(high) - 1, 1 / 24), abs=0.012)


def test_beats_are_likelier_than_what_lies_between(groove):
    any_beat = heard(groove.sound).sum(axis=1)
    moments = np.arange(len(any_beat)) / HEARING_RATE_HZ
    on = np.interp(groove.beats_s, moments, any_beat)
    between = np.interp(groove.beats_s[:-1] + 0.25, moments, any_beat)
    assert on[4:].mean() > 3 * between[4:].mean()


def test_neither_level_nor_blocks_nor_a_second_channel_matter(groove):
    whole = heard(groove.sound)
    behind_start = slice(2 * HEARING_RATE_HZ, None)  # what is quieter than anything before it is heard as it comes
    quiet = heard(groove.sound * np.float32(0.05))
    assert np.abs(quiet - whole)[behind_start].mean() < 0.005
    np.testing.assert_allclose(heard(groove.sound, block=33_333), whole, atol=1e-3)
    np.testing.assert_allclose(heard(np.concatenate([groove.sound, -groove.sound])), whole, atol=1e-3)
