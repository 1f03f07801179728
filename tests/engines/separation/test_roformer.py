"""RoFormers over a stream: bit for bit what the library makes of the whole song."""

import contextlib
import io
import json
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from bs_roformer import demix_track
from ml_collections import ConfigDict
from safetensors.torch import save_file

from audiostudio.engines.separation.mel_band_network import MelBandRoformer, mel_bands
from audiostudio.engines.separation.operator_weights import FoundWeights
from audiostudio.engines.separation.roformer import RoformerSeparator
from audiostudio.engines.separation.roformer_network import make_roformer
from audiostudio.engines.weights.errors import CheckpointError, ModelUnreadable
from audiostudio.engines.weights.roformer import MEL_BAND_ROFORMER_CONFIG
from tests.support.tiny_networks import CHUNK_FRAMES, ROFORMER_CONFIG, VOCALS_CONFIG, tiny_roformer

RATE_HZ = 44_100
STEMS = ["drums", "bass", "other", "vocals"]
MEL_MODEL = {
    "dim": 16,
    "depth": 1,
    "stereo": True,
    "num_stems": 1,
    "time_transformer_depth": 1,
    "freq_transformer_depth": 1,
    "num_bands": 16,
    "dim_head": 8,
    "heads": 2,
    "stft_n_fft": 512,
    "stft_hop_length": 128,
    "stft_win_length": 512,
    "mask_estimator_depth": 2,
}

PUBLISHED_WIDTHS = [
    7,
    6,
    6,
    6,
    6,
    6,
    6,
    6,
    6,
    6,
    6,
    6,
    6,
    6,
    6,
    7,
    7,
    7,
    9,
    9,
    9,
    10,
    10,
    11,
    13,
    13,
    13,
    15,
    16,
    17,
    19,
    20,
    20,
    22,
    24,
    26,
    28,
    29,
    31,
    33,
    36,
    39,
    41,
    44,
    47,
    50,
    54,
    57,
    61,
    66,
    71,
    76,
    80,
    86,
    93,
    99,
    105,
    113,
    122,
    130,
]
MEL_REFERENCE = {
    "std": [0.17807863, 0.19711596],
    "values": [-0.0044465, -0.1837036, -0.2505572, -0.1688796, 0.040497, -0.1699501, -0.2778381, -0.2173122],
}


@pytest.fixture(scope="module")
def network():
    return tiny_roformer()


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory, network) -> Path:
    path = tmp_path_factory.mktemp("roformer") / "tiny.ckpt"
    torch.save(network.state_dict(), path)
    return path


def separator(checkpoint, config=ROFORMER_CONFIG, stems=STEMS, kind="bs_roformer", **choices):
    weights = FoundWeights((checkpoint,), "MIT", config)
    return RoformerSeparator("tiny", kind, weights, stems=stems, threads=1, **choices)


def separated(made, mix, rate_hz=RATE_HZ, block_frames=20_000):
    blocks = [mix[:, start : start + block_frames] for start in range(0, mix.shape[1], block_frames)]
    parts = list(made.separate(blocks, rate_hz, mix.shape[0]))
    return np.stack([np.concatenate([part[stem] for part in parts], axis=1) for stem in made.stems])


def by_the_library(network, mix, chunks_over_a_frame=2):
    torch.set_num_threads(1)
    config = ConfigDict(ROFORMER_CONFIG)
    config.inference.num_overlap = chunks_over_a_frame
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made, _ = demix_track(config, network, torch.from_numpy(mix), torch.device("cpu"))
    return np.stack([made[stem] for stem in STEMS])


def noise(frames, channels=2):
    return (np.random.default_rng(frames).standard_normal((channels, frames)) * 0.1).astype(np.float32)


@pytest.mark.parametrize(
    ("frames", "chunks_over_a_frame"),
    [
        (CHUNK_FRAMES * 3 + 17, 2),
        (CHUNK_FRAMES * 2, 2),
        (CHUNK_FRAMES + 1, 2),
        (CHUNK_FRAMES, 2),
        (CHUNK_FRAMES // 2 + 5, 2),
        (300, 2),
        (CHUNK_FRAMES * 2 + 99, 4),
        (CHUNK_FRAMES * 3 // 2, 4),
        (CHUNK_FRAMES * 2 + 99, 1),
    ],
)
def test_a_stream_makes_the_same_bits_as_the_library(network, checkpoint, frames, chunks_over_a_frame):
    mix = noise(frames)
    config = {**ROFORMER_CONFIG, "inference": {"num_overlap": chunks_over_a_frame, "chunk_size": CHUNK_FRAMES}}
    made = separated(separator(checkpoint, config), mix)
    assert np.array_equal(made, by_the_library(network, mix, chunks_over_a_frame))


def test_the_overlap_can_be_chosen(network, checkpoint):
    mix = noise(CHUNK_FRAMES * 2)
    made = separated(separator(checkpoint, overlap=0.75), mix)
    assert np.array_equal(made, by_the_library(network, mix, 4))


def test_a_network_of_one_stem_leaves_the_rest_of_the_mix(tmp_path):
    torch.save(tiny_roformer(VOCALS_CONFIG).state_dict(), tmp_path / "vocals.ckpt")
    made = separator(tmp_path / "vocals.ckpt", VOCALS_CONFIG, ["vocals", "other"])
    assert made.sums_to_mix
    for channels, rate_hz in ((2, RATE_HZ), (1, 48_000)):
        mix = noise(50_000, channels)
        np.testing.assert_allclose(separated(made, mix, rate_hz).sum(axis=0), mix, atol=1e-6)


@pytest.mark.parametrize(
    ("channels", "rate_hz", "frames"),
    [(1, 44_100, 30_000), (1, 8_000, 6_003), (2, 192_000, 100_001), (2, 48_000, 1), (2, 44_100, 1)],
)
def test_stems_have_the_shape_of_the_mix(checkpoint, channels, rate_hz, frames):
    made = separated(separator(checkpoint), noise(frames, channels), rate_hz)
    assert made.shape == (4, channels, frames)
    assert np.isfinite(made).all()


def test_safetensors_and_wrapped_checkpoints_hold_the_same_network(tmp_path, network, checkpoint):
    mix = noise(CHUNK_FRAMES)
    expected = separated(separator(checkpoint), mix)
    save_file(network.state_dict(), tmp_path / "tiny.safetensors")
    torch.save({"state_dict": network.state_dict(), "epoch": 3}, tmp_path / "wrapped.ckpt")
    for path in (tmp_path / "tiny.safetensors", tmp_path / "wrapped.ckpt"):
        assert np.array_equal(separated(separator(path), mix), expected)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"dim": 32}, "do not fit"),
        ({"depth": 2}, "do not fit"),
        ({"skip_connection": True}, "skip_connection"),
        ({"linear_transformer_depth": 1}, "linear_transformer_depth"),
    ],
)
def test_settings_that_make_another_network_are_refused(checkpoint, change, says):
    config = {**ROFORMER_CONFIG, "model": {**ROFORMER_CONFIG["model"], **change}}
    with pytest.raises(ModelUnreadable, match=says):
        separator(checkpoint, config)


@pytest.mark.parametrize("config", [{}, {"model": {}}, {"model": {"dim": 16}, "training": None}, {"training": {}}])
def test_a_configuration_that_lacks_something_says_so(checkpoint, config):
    with pytest.raises(ModelUnreadable, match="configuration"):
        separator(checkpoint, config)


def test_a_checkpoint_that_wants_to_run_something_is_refused(tmp_path, capfd):
    class Evil:
        def __reduce__(self):
            return print, ("this must not be printed",)

    torch.save({"weights": Evil()}, tmp_path / "evil.ckpt")
    with pytest.raises(CheckpointError):
        make_roformer("bs_roformer", ROFORMER_CONFIG["model"], tmp_path / "evil.ckpt")
    assert capfd.readouterr().out == ""


# Mel bands -----------------------------------------------------------------------------------------------------------


def test_mel_bands_are_those_of_the_published_networks():
    """Widths of the bands of librosa 0.11's filters for 60 bands of 2048 frames at 44.1 kHz, and other sums."""
    widths = mel_bands(44_100, 2_048, 60).sum(axis=1)
    assert widths.tolist() == PUBLISHED_WIDTHS
    for (rate_hz, window_frames, bands), total in {
        (44_100, 2_048, 40): 1_946,
        (44_100, 4_096, 64): 3_966,
        (48_000, 2_048, 60): 1_978,
        (44_100, 1_024, 30): 959,
    }.items():
        assert mel_bands(rate_hz, window_frames, bands).sum() == total


def test_too_many_bands_are_refused():
    with pytest.raises(ValueError, match="do not match"):
        mel_bands(44_100, 256, 200)


def test_the_mel_network_answers_as_its_reference_does():
    """Numbers from the class in melband-roformer-infer 0.1.5 on the same weights and sound, with PyTorch 2.13."""
    network = MelBandRoformer(**MEL_MODEL).eval()
    with torch.no_grad():
        for number, (_, value) in enumerate(sorted(network.named_parameters())):
            value.copy_(torch.sin(torch.arange(value.numel()) * 0.7 + number).reshape(value.shape) * 0.3)
        sound = torch.sin(torch.arange(2 * 12_800).reshape(1, 2, 12_800) * 0.05) * 0.3
        made = network(sound)[0].double()
    assert made.shape == (2, 12_800)
    assert made.std(dim=1).tolist() == pytest.approx(MEL_REFERENCE["std"], rel=1e-4)
    assert made[:, 1_000::3_000].flatten().tolist() == pytest.approx(MEL_REFERENCE["values"], abs=1e-5)


@pytest.mark.deep
def test_the_published_settings_make_the_network_of_the_published_size():
    """228 million parameters: Kim's file of 913 MB holds 32-bit values."""
    with torch.device("meta"):
        model = {name: value for name, value in MEL_BAND_ROFORMER_CONFIG["model"].items() if name != "dim_freqs_in"}
        network = MelBandRoformer(**{**model, "depth": 1})
    one = sum(value.numel() for value in network.parameters())
    layer = sum(value.numel() for value in network.layers.parameters())
    assert (one + 5 * layer) * 4 == pytest.approx(913_106_900, rel=0.002)


def test_a_mel_network_of_vocals_streams(tmp_path):
    config = {
        "audio": {"chunk_size": 12_800, "sample_rate": RATE_HZ},
        "model": MEL_MODEL,
        "training": {"instruments": ["vocals", "other"], "target_instrument": "vocals"},
    }
    torch.manual_seed(0)
    torch.save(MelBandRoformer(**MEL_MODEL).state_dict(), tmp_path / "mel.ckpt")
    made = separator(tmp_path / "mel.ckpt", json.loads(json.dumps(config)), ["vocals", "other"], "mel_band_roformer")
    mix = noise(40_000)
    vocals, other = separated(made, mix)
    np.testing.assert_allclose(vocals + other, mix, atol=1e-6)
    assert np.abs(vocals).max() > 1e-4
    assert np.array_equal(vocals, separated(made, mix, block_frames=3_333)[0])
