"""Demucs over a stream: bit for bit what the library makes of the whole song, from files in which nothing is run."""

import pickle
import random
import time
from pathlib import Path

import demucs.apply
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.engines.separation.demucs import DemucsSeparator
from audiostudio.engines.separation.demucs_checkpoint import read_demucs
from audiostudio.engines.separation.operator_weights import FoundWeights
from audiostudio.engines.weights.errors import CheckpointError, ModelUnreadable
from tests.support.tiny_networks import DEMUCS_STEMS, save_package, save_safetensors, tiny_demucs

RATE_HZ = 44_100


@pytest.fixture(scope="module")
def networks() -> list:
    return [tiny_demucs(seed) for seed in range(2)]


@pytest.fixture(scope="module")
def files(tmp_path_factory, networks) -> list[Path]:
    folder = tmp_path_factory.mktemp("demucs")
    return [save_package(network, folder / f"tiny{number}.th") for number, network in enumerate(networks)]


def separator(files, bag=(), stems=DEMUCS_STEMS, **choices):
    weights = FoundWeights(tuple(files), "MIT", bag=tuple(map(tuple, bag)))
    return DemucsSeparator("tiny", weights, stems=stems, threads=1, **choices)


def separated(made, mix, rate_hz=RATE_HZ, block_frames=30_000, tick=lambda: None):
    blocks = [mix[:, start : start + block_frames] for start in range(0, mix.shape[1], block_frames)]
    parts = list(made.separate(blocks, rate_hz, mix.shape[0], tick))
    return np.stack([np.concatenate([part[stem] for part in parts], axis=1) for stem in made.stems])


def by_the_library(monkeypatch, networks, mix, weights=None, *, shifts=0, overlap=0.25, seed=0, level=torch.float64):
    """What `demucs.api.Separator.separate_tensor` computes; its own draws are given the seed.

    The level of the song is measured in double precision, in which the order of summing does not show.
    """
    torch.set_num_threads(1)
    monkeypatch.setattr(demucs.apply, "random", random.Random(seed))
    wav = torch.from_numpy(mix)
    ref = wav.mean(0).to(level)
    mean, std = ref.mean().float(), ref.std().float() + 1e-8
    bag = demucs.apply.BagOfModels(networks, weights)
    made = demucs.apply.apply_model(bag, ((wav - mean) / std)[None], shifts=shifts, split=True, overlap=overlap)[0]
    return (made * std + mean).numpy()


def noise(frames, channels=2, seed=0):
    return (np.random.default_rng(seed).standard_normal((channels, frames)) * 0.1).astype(np.float32)


@pytest.mark.parametrize("frames", [RATE_HZ * 2 + 123, RATE_HZ, RATE_HZ - 1, 30_000, 2])
def test_a_stream_makes_the_same_bits_as_the_library(monkeypatch, networks, files, frames):
    mix = noise(frames)
    assert np.array_equal(separated(separator(files[:1]), mix), by_the_library(monkeypatch, networks[:1], mix))


def test_the_level_alone_may_differ_in_its_last_bit(monkeypatch, networks, files):
    """The library sums the whole song in single precision, which no stream can do in the same order: -120 dB."""
    mix = noise(RATE_HZ * 2)
    expected = by_the_library(monkeypatch, networks[:1], mix, level=torch.float32)
    assert np.abs(separated(separator(files[:1]), mix) - expected).max() <= 1e-6 * np.abs(expected).max()


@pytest.mark.parametrize(
    ("weights", "shifts", "overlap"),
    [
        ([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]], 0, 0.1),
        ([[1.0, 0.5, 0.25, 0.3], [0.3, 0.7, 1.0, 1.0]], 2, 0.5),
        (None, 2, 0.25),
    ],
)
def test_bags_shifts_and_overlaps_too(monkeypatch, networks, files, weights, shifts, overlap):
    mix = noise(RATE_HZ + 77)
    expected = by_the_library(monkeypatch, networks, mix, weights, shifts=shifts, overlap=overlap, seed=7)
    made = separated(separator(files, weights or (), shifts=shifts, overlap=overlap, seed=7), mix)
    assert np.array_equal(made, expected)


def test_the_seed_decides_the_shifts(files):
    mix = noise(RATE_HZ)
    first, again, other = (separated(separator(files[:1], shifts=1, seed=seed), mix) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@settings(max_examples=4)
@given(block_frames=st.integers(1_000, 60_000))
def test_block_edges_make_no_difference(files, block_frames):
    mix = noise(RATE_HZ // 2)
    whole = separated(separator(files[:1]), mix, block_frames=mix.shape[1])
    np.testing.assert_allclose(separated(separator(files[:1]), mix, block_frames=block_frames), whole, atol=1e-6)


def test_one_stem_of_a_bag_runs_only_the_network_that_decides_it(files):
    bag = ((1, 1, 1, 0), (0, 0, 0, 1))
    mix = noise(RATE_HZ)
    vocals = separator(files, bag, stems=["vocals"])
    assert len(vocals._members) == 1
    assert np.array_equal(separated(vocals, mix)[0], separated(separator(files, bag), mix)[3])


@pytest.mark.parametrize(
    ("channels", "rate_hz", "frames"),
    [(1, 44_100, 60_000), (1, 8_000, 12_003), (2, 192_000, 200_001), (2, 48_000, 1), (1, 8_000, 1), (2, 44_100, 1)],
)
def test_stems_have_the_shape_of_the_mix(files, channels, rate_hz, frames):
    made = separated(separator(files[:1]), noise(frames, channels), rate_hz)
    assert made.shape == (4, channels, frames)
    assert np.isfinite(made).all()


def test_silence_is_answered(files):
    assert np.isfinite(separated(separator(files[:1]), np.zeros((2, 50_000), np.float32))).all()


def test_safetensors_hold_the_same_network(tmp_path, networks):
    made = read_demucs(save_safetensors(networks[0], tmp_path / "tiny.safetensors"))
    for name, value in networks[0].state_dict().items():
        assert torch.equal(made.state_dict()[name], value)


def test_networks_are_loaded_once(files):
    assert separator(files[:1])._members[0].network is separator(files[:1])._members[0].network


def test_a_tick_comes_while_the_network_works_and_can_stop_it(files):
    class Cancelled(Exception):
        pass

    made = separator(files[:1])
    network = made._members[0].network
    calls = 0

    def slow_layer(layer, inputs):
        nonlocal calls
        calls += 1
        time.sleep(0.05)

    def cancel():
        if calls:
            raise Cancelled

    hooks = [layer.register_forward_pre_hook(slow_layer) for layer in network.module.modules()]
    try:
        with pytest.raises(Cancelled):
            separated(made, noise(RATE_HZ), tick=cancel)
        time.sleep(0.5)
        layers_run = calls
    finally:
        for hook in hooks:
            hook.remove()
    assert layers_run < 20, "the chunk was computed to its end"
    assert separated(made, noise(RATE_HZ)).shape == (4, 2, RATE_HZ), "a stopped network works again"


class _Evil:
    def __reduce__(self):
        return print, ("this must not be printed",)


@pytest.mark.parametrize("poison", [{"klass": _Evil()}, {"klass": Path}, {"state": _Evil()}, {"metrics": _Evil()}])
def test_a_package_that_wants_to_run_something_is_refused(tmp_path, capfd, networks, poison):
    args, kwargs = networks[0]._init_args_kwargs
    klass = type(networks[0])
    said = {"klass": klass, "args": args, "kwargs": kwargs, "state": networks[0].state_dict(), **poison}
    torch.save(said, tmp_path / "evil.th")
    with pytest.raises(CheckpointError):
        read_demucs(tmp_path / "evil.th")
    assert capfd.readouterr().out == ""


def test_a_network_that_is_made_by_the_file_is_refused(tmp_path, networks):
    class Made:
        def __reduce__(self):
            return type(networks[0]), (["vocals"],)

    torch.save({"klass": Made()}, tmp_path / "made.th")
    with pytest.raises(CheckpointError, match="make a network by itself"):
        read_demucs(tmp_path / "made.th")


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", pickle.dumps({"klass": 1})])
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "broken.th"
    path.write_bytes(content)
    with pytest.raises(CheckpointError):
        read_demucs(path)
    with pytest.raises(ModelUnreadable, match="broken"):
        separator([path])


def test_weights_of_other_stems_and_lame_bags_are_refused(files):
    with pytest.raises(ModelUnreadable, match="make drums, bass, other, vocals, not guitar"):
        separator(files[:1], stems=["guitar"])
    with pytest.raises(ModelUnreadable, match="does not say who decides"):
        separator(files, ((1, 0, 0, 0), (0, 1, 1, 0)))
