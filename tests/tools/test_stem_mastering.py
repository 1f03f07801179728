"""Stem mastering: neutral settings give the plain sum, care stays gentle, and stems that do not fit are named."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.audio.codecs import read_audio
from audiostudio.audio.errors import AudioError
from audiostudio.audio.mastering.stems import guess_role
from audiostudio.tools.base import ToolContext, ToolError, silent_progress
from audiostudio.tools.registry import get_tool
from audiostudio.tools.stem_mastering.params import StemMasteringParams
from audiostudio.tools.stem_mastering.tool import TOOL
from tests.support.signals import drums_and_bass, gap, libebur128, tones, write

RATE_HZ = 44_100
NAMES = ("Night - Vocals.wav", "Night - Drums.wav", "Night - Bass.wav", "Night - Piano.wav")


@pytest.fixture(scope="module")
def stems(tmp_path_factory):
    """Give four stems of six seconds and an odd number of frames; the voice is mono, the piano silent."""
    folder = tmp_path_factory.mktemp("stems")
    frames = 6 * RATE_HZ + 31
    sounds = [drums_and_bass(RATE_HZ, 7, seed=seed)[:, :frames] * np.float32(0.3) for seed in range(3)]
    sounds[0] = sounds[0][:1]
    sounds.append(np.zeros((2, frames), np.float32))
    return [write(folder / f"{number}.wav", audio, RATE_HZ) for number, audio in enumerate(sounds)]


def make(paths, out_dir, names=NAMES, **params):
    out_dir.mkdir()
    context = ToolContext(models_dir=out_dir, entitlements=PLANS[Tier.ADVANCED].entitlements, source_names=tuple(names))
    result = TOOL.run(StemMasteringParams(**params), paths, out_dir, context, silent_progress)
    assert [path.name for path in out_dir.iterdir()] == [result.outputs[0].path.name]
    return result


def plain_sum(paths):
    return sum(np.broadcast_to(read_audio(path)[0], (2, read_audio(path)[0].shape[1])) for path in paths)


def test_neutral_settings_give_the_plain_sum(stems, tmp_path):
    total = plain_sum(stems)
    lufs = libebur128(total, RATE_HZ).integrated_lufs
    result = make(stems, tmp_path / "out", care=0, intensity=0, target_lufs=lufs, bit_depth=32, ceiling_dbtp=-0.1)
    made, rate_hz = read_audio(result.outputs[0].path)
    assert (rate_hz, made.shape) == (RATE_HZ, total.shape)
    assert np.abs(made - total).max() < 1e-6
    assert all(stem["stages"] == [] for stem in result.report["stems"])


def test_each_stem_gets_the_care_of_its_role_and_keeps_its_level(stems, tmp_path):
    result = make(stems, tmp_path / "out", intensity=0, target_lufs=-16)
    assert [stem["role"] for stem in result.report["stems"]] == ["vocals", "drums", "bass", "other"]
    stages = [[stage["name"] for stage in stem["stages"]] for stem in result.report["stems"]]
    assert "compression" in stages[0]
    assert "transient care" in stages[1]
    assert stages[3] == []
    assert result.report["stems"][3]["silent"]
    made, _ = read_audio(result.outputs[0].path)
    assert libebur128(made, RATE_HZ).integrated_lufs == pytest.approx(-16, abs=0.1)
    assert libebur128(made, RATE_HZ).true_peak_dbtp <= -1 + 0.005
    # Gentle: the mix is still the mix.
    assert gap((made, RATE_HZ), (plain_sum(stems), RATE_HZ)) < 1


def test_a_stem_alone_keeps_its_loudness_through_its_care(stems, tmp_path):
    for number, role in enumerate(("vocals", "drums", "bass")):
        silence = write(tmp_path / f"{role}.wav", np.zeros((2, 6 * RATE_HZ + 31), np.float32), RATE_HZ)
        result = make([stems[number], silence], tmp_path / role, ["a", "b"], roles=(role, "other"), intensity=0)
        own = libebur128(plain_sum([stems[number]]), RATE_HZ).integrated_lufs
        mono_in_stereo_lu = 10 * np.log10(2) if number == 0 else 0  # its channel plays on both sides
        measured = result.report["before"]["integrated_lufs"]
        assert measured == pytest.approx(own, abs=0.1)
        assert result.report["stems"][0]["integrated_lufs"] == pytest.approx(own - mono_in_stereo_lu, abs=0.1)


def test_the_master_is_named_after_the_song(stems, tmp_path):
    assert make(stems, tmp_path / "a").outputs[0].path.name == "Night (Pop master).wav"
    names = ("vox.wav", "kick.wav", "bass.wav", "keys.wav")
    result = make(stems, tmp_path / "b", names, genre="Rock", target="club", target_format="MP3")
    assert result.outputs[0].path.name == "Mix (Rock master).mp3"


@pytest.mark.parametrize(
    ("audio", "rate_hz", "figures"),
    [
        (tones(RATE_HZ, [(5.0, -20.0)]), RATE_HZ, "220,500 frames at 44,100 Hz"),
        (tones(48_000, [(6.0, -20.0)]), 48_000, "288,000 frames at 48,000 Hz"),
    ],
    ids=("length", "rate"),
)
def test_a_stem_that_does_not_fit_is_named(audio, rate_hz, figures, stems, tmp_path):
    other = write(tmp_path / "other.wav", audio, rate_hz)
    with pytest.raises(ToolError) as refusal:
        make([stems[1], stems[2], other], tmp_path / "out", ["drums.wav", "bass.wav", "Strings.wav"])
    assert refusal.value.code == "stems_differ"
    assert f"Strings.wav has {figures}" in refusal.value.detail
    assert list((tmp_path / "out").iterdir()) == []


def test_only_silence_and_broken_files_are_refused(stems, tmp_path):
    with pytest.raises(AudioError) as refusal:
        make([stems[3], stems[3]], tmp_path / "a", ["a", "b"])
    assert refusal.value.code == "audio_silent"
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"no sound")
    with pytest.raises(AudioError, match=r"Piano\.wav: "):
        make([stems[0], broken], tmp_path / "b", ["Voice.wav", "Piano.wav"])
    assert list((tmp_path / "a").iterdir()) == list((tmp_path / "b").iterdir()) == []


def test_roles_must_be_as_many_as_files(stems, tmp_path):
    with pytest.raises(ToolError, match="2 stems, but 4 files") as refusal:
        make(stems, tmp_path / "out", roles=("vocals", "drums"))
    assert refusal.value.code == "parameters_invalid"


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Lead Vox 2.wav", "vocals"),
        ("01_vocals.flac", "vocals"),
        ("BGVs.wav", "vocals"),
        ("bass drum.wav", "drums"),
        ("kick2.aif", "drums"),
        ("Song (Drums) [v3].wav", "drums"),
        ("BASS_DI.wav", "bass"),
        ("808.wav", "bass"),
        ("bassoon.wav", "other"),
        ("Strings.wav", "other"),
        ("", "other"),
    ],
)
def test_roles_are_guessed_from_names(name, role):
    assert guess_role(name) == role


@given(st.text(max_size=80))
def test_any_name_has_a_role(name):
    assert guess_role(name) in ("vocals", "drums", "bass", "other")


def test_one_master_has_one_price_and_masterings_limits():
    assert TOOL.price_credits(StemMasteringParams(), 8) == 1
    assert get_tool("stem_mastering") is TOOL
    with pytest.raises(ToolError) as refusal:
        TOOL.check(StemMasteringParams(target_sample_rate=96_000), PLANS[Tier.FREE].entitlements)
    assert refusal.value.code == "sample_rate_not_in_tier"
