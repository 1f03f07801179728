"""Demucs, RoFormers and ensembles through the tool, on tiny networks that an operator brings."""

import json
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from audiostudio.audio.codecs import read_audio
from audiostudio.audio.errors import AudioError
from audiostudio.engines.separation import separators
from audiostudio.engines.weights.errors import EngineMissing, ModelDamaged, ModelMissing, ModelUnreadable
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.separation.params import SeparationParams
from audiostudio.tools.separation.tool import TOOL
from tests.support.singing import sing
from tests.support.tiny_networks import (
    FOUR,
    ROFORMER_CONFIG,
    bring,
    save_package,
    tiny_demucs,
    tiny_roformer,
)

RATE_HZ = 44_100


@pytest.fixture(scope="module")
def context(tmp_path_factory, weights_dir) -> ToolContext:
    """Give a folder of models with the real Spleeter and tiny networks under the others' names."""
    models_dir = tmp_path_factory.mktemp("models")
    spleeter = ModelStore(weights_dir).pull("spleeter:2stems")
    (models_dir / spleeter.name).symlink_to(spleeter)
    made = tmp_path_factory.mktemp("made")
    files = [save_package(tiny_demucs(seed), made / f"tiny{seed}.th") for seed in range(4)]
    bring(models_dir, "htdemucs", files[:1])
    bring(models_dir, "htdemucs_ft", files, bag=np.eye(4).tolist())
    torch.save(tiny_roformer().state_dict(), made / "tiny.ckpt")
    bring(models_dir, "bs_roformer", [made / "tiny.ckpt"], config=ROFORMER_CONFIG)
    return ToolContext(models_dir=models_dir, threads=1)


@pytest.fixture(scope="module")
def mix(tmp_path_factory) -> Path:
    """Give two seconds of a voice over noise."""
    sound = np.repeat(sing(RATE_HZ, 2), 2, axis=0) * 0.3
    sound += np.random.default_rng(0).standard_normal(sound.shape).astype(np.float32) * 0.05
    return saved(tmp_path_factory.mktemp("mix") / "mix.wav", sound)


def saved(path: Path, sound: np.ndarray, rate_hz: int = RATE_HZ) -> Path:
    soundfile.write(path, sound.T, rate_hz, subtype="FLOAT")
    return path


def separate(source, out_dir, context, progress=silent_progress, **params):
    out_dir.mkdir()
    return TOOL.run(SeparationParams(**params), [source], out_dir, context, progress)


def sounds(result):
    return {output.role: read_audio(output.path)[0] for output in result.outputs}


@pytest.mark.parametrize(("model", "engine"), [("htdemucs", "demucs"), ("bs_roformer", "bs_roformer")])
def test_four_stems_come_with_what_they_leave_over(tmp_path, context, mix, model, engine):
    result = separate(mix, tmp_path / "out", context, model=model, bit_depth=32)
    stems = sounds(result)
    assert tuple(stems) == FOUR
    report = result.report
    assert (report["engine"], report["model"], report["licence"]) == (engine, model, "MIT")
    assert report["sums_to_mix"] is False
    whole = read_audio(mix)[0]
    rest = whole - sum(stems.values())
    assert report["residual_db"] == pytest.approx(10 * np.log10(np.mean(rest**2) / np.mean(whole**2)), abs=0.1)


def test_one_stem_and_the_rest_are_the_mix(tmp_path, context, mix):
    stems = sounds(separate(mix, tmp_path / "out", context, model="htdemucs_ft", two_stems="drums", bit_depth=32))
    assert tuple(stems) == ("drums", "no_drums")
    np.testing.assert_allclose(sum(stems.values()), read_audio(mix)[0], atol=1e-6)


def test_a_stem_alone_is_the_same_as_among_all(tmp_path, context, mix):
    for model in ("htdemucs_ft", "bs_roformer"):
        every = sounds(separate(mix, tmp_path / f"{model}-all", context, model=model, bit_depth=32))
        alone = sounds(separate(mix, tmp_path / f"{model}-one", context, model=model, stems=["bass"], bit_depth=32))
        assert np.array_equal(alone["bass"], every["bass"])


def test_an_ensemble_averages_what_its_models_share(tmp_path, context, mix):
    models = ("spleeter:2stems", "htdemucs")
    alone = [
        sounds(separate(mix, tmp_path / name.replace(":", ""), context, model=name, stems=["vocals"], bit_depth=32))
        for name in models
    ]
    result = separate(mix, tmp_path / "out", context, model=models[0], ensemble=models[1:], bit_depth=32)
    assert result.report["engine"] == "ensemble"
    assert result.report["model"] == "spleeter:2stems + htdemucs"
    joined = sounds(result)
    assert tuple(joined) == ("vocals",)
    expected = (alone[0]["vocals"] + alone[1]["vocals"]) / 2
    np.testing.assert_allclose(joined["vocals"], expected, atol=1e-6)


def test_the_median_of_spectra_lies_between_the_models(tmp_path, context, mix):
    params = {"model": "htdemucs", "ensemble": ["bs_roformer", "htdemucs_ft"], "stems": ["vocals"], "bit_depth": 32}
    median = sounds(separate(mix, tmp_path / "median", context, **params, ensemble_method="median_spectrogram"))
    mean = sounds(separate(mix, tmp_path / "mean", context, **params))
    assert median["vocals"].shape == mean["vocals"].shape == read_audio(mix)[0].shape
    assert np.isfinite(median["vocals"]).all()
    assert not np.array_equal(median["vocals"], mean["vocals"])
    names = ("htdemucs", "bs_roformer", "htdemucs_ft")
    powers = [
        np.mean(sounds(separate(mix, tmp_path / n, context, model=n, stems=["vocals"], bit_depth=32))["vocals"] ** 2)
        for n in names
    ]
    assert np.mean(median["vocals"] ** 2) < 1.5 * max(powers)


def test_shifts_are_repeatable(tmp_path, context, mix):
    made = [
        sounds(separate(mix, tmp_path / f"out{number}", context, model="htdemucs", stems=["bass"], shifts=1, seed=seed))
        for number, seed in enumerate((5, 5, 6))
    ]
    assert np.array_equal(made[0]["bass"], made[1]["bass"])
    assert not np.array_equal(made[0]["bass"], made[2]["bass"])


@pytest.mark.parametrize("model", ["htdemucs", "bs_roformer"])
@pytest.mark.parametrize(
    ("channels", "rate_hz", "frames"), [(1, 44_100, 1), (1, 8_000, 9_001), (2, 192_000, 60_001), (6, 48_000, 30_000)]
)
def test_unusual_sounds_keep_their_shape(tmp_path, context, model, channels, rate_hz, frames):
    sound = np.random.default_rng(0).uniform(-0.3, 0.3, (channels, frames)).astype(np.float32)
    source = saved(tmp_path / "mix.wav", sound, rate_hz)
    result = separate(source, tmp_path / "out", context, model=model, bit_depth=32)
    for stem in sounds(result).values():
        assert stem.shape == (min(channels, 2), frames)
        assert np.isfinite(stem).all()


@pytest.mark.parametrize("model", ["htdemucs", "bs_roformer"])
def test_silence_is_answered_and_what_is_no_number_refused(tmp_path, context, model):
    silent = saved(tmp_path / "silent.wav", np.zeros((2, 50_000), np.float32))
    assert all(np.isfinite(s).all() for s in sounds(separate(silent, tmp_path / "s", context, model=model)).values())
    broken = np.full((2, 50_000), 0.1, np.float32)
    broken[1, 40_000] = np.nan
    with pytest.raises(AudioError, match="audio_not_finite"):
        separate(saved(tmp_path / "broken.wav", broken), tmp_path / "b", context, model=model)
    assert list((tmp_path / "b").iterdir()) == []


def test_stems_beyond_full_scale_are_held_and_their_sum_kept(tmp_path, context, mix):
    loud = saved(tmp_path / "loud.wav", np.clip(read_audio(mix)[0] * 8, -1, 1))
    floats = separate(loud, tmp_path / "float", context, model="bs_roformer", bit_depth=32)
    integers = separate(loud, tmp_path / "integer", context, model="bs_roformer", bit_depth=24)
    beyond = np.any([np.abs(stem) > 1 for stem in sounds(floats).values()], axis=0)
    assert integers.report["samples_handed_over"] == beyond.sum()
    assert floats.report["samples_handed_over"] == 0
    np.testing.assert_allclose(sum(sounds(integers).values()), sum(sounds(floats).values()), atol=1e-6)


@pytest.mark.parametrize("model", ["htdemucs", "bs_roformer"])
def test_progress_rises_and_a_raise_stops_cleanly(tmp_path, context, mix, model):
    heard = []
    separate(mix, tmp_path / "whole", context, lambda fraction, word: heard.append(fraction), model=model)
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0, pytest.approx(1))

    class Cancelled(Exception):
        pass

    def cancel(fraction, message):
        if message == "separating":
            raise Cancelled

    with pytest.raises(Cancelled):
        separate(mix, tmp_path / "stopped", context, cancel, model=model)
    assert list((tmp_path / "stopped").iterdir()) == []


def test_without_torch_the_error_says_what_to_install(tmp_path, context, mix, monkeypatch):
    def without_demucs(name: str) -> ModuleSpec | None:
        return None if name == "demucs" else sys.__spec__

    monkeypatch.setattr(separators, "find_spec", without_demucs)
    with pytest.raises(EngineMissing, match=r"needs demucs.*pip install 'audiostudio\[torch\]'") as refusal:
        separate(mix, tmp_path / "out", context, model="htdemucs")
    assert refusal.value.code == "engine_missing"


def test_missing_weights_name_every_file_to_pull(tmp_path, mix):
    nothing = ToolContext(tmp_path / "none")
    command = "audiostudio models pull htdemucs_ft:drums htdemucs_ft:bass htdemucs_ft:other htdemucs_ft:vocals"
    with pytest.raises(ModelMissing, match=command):
        separate(mix, tmp_path / "ft", nothing, model="htdemucs_ft")
    with pytest.raises(ModelMissing, match=r"separator\.json"):
        separate(mix, tmp_path / "bs", nothing, model="bs_roformer")


def test_weights_that_are_not_as_described_are_refused(tmp_path, mix):
    file = save_package(tiny_demucs(9), tmp_path / "tiny.th")
    folder = bring(tmp_path / "models", "htdemucs", [file])
    context = ToolContext(tmp_path / "models", threads=1)
    description = json.loads((folder / "separator.json").read_text())
    (folder / "tiny.th").write_bytes(file.read_bytes() + b"more")
    with pytest.raises(ModelDamaged, match="SHA-256"):
        separate(mix, tmp_path / "damaged", context, model="htdemucs")
    for number, change in enumerate(
        ({"weights": []}, {"weights": [{"file": "../tiny.th", "sha256": ""}]}, {"licence": None}, {"bag": [[1], [1]]})
    ):
        said = {name: value for name, value in {**description, **change}.items() if value is not None}
        (folder / "separator.json").write_text(json.dumps(said))
        with pytest.raises(ModelUnreadable, match="cannot be understood"):
            separate(mix, tmp_path / f"wrong{number}", context, model="htdemucs")
