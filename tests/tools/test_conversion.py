"""Conversion through the tool: every format decoded again, and bits counted by libsndfile."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.audio.codecs import AudioFormat, create_audio, open_audio, read_audio, read_cover
from audiostudio.audio.errors import AudioError
from audiostudio.audio.types import Audio
from audiostudio.tools.base import ToolContext, ToolError, silent_progress
from audiostudio.tools.conversion.params import ConversionParams
from audiostudio.tools.conversion.tool import TOOL
from audiostudio.tools.registry import get_tool
from tests.support.signals import drums_and_bass, libebur128
from tests.support.tags import TAGS

RATES_HZ = (44_100, 48_000, 96_000, 192_000)
FORMATS = ("WAV", "FLAC", "AIFF", "MP3", "AAC", "OGG", "OPUS")
LOSSY = ("MP3", "AAC", "OGG", "OPUS")


def write(path: Path, audio: Audio, rate_hz: int = 44_100, subtype: str = "PCM_16") -> Path:
    soundfile.write(path, audio.T, rate_hz, subtype=subtype)
    return path


def convert(source: Path, out_dir: Path, tier: Tier = Tier.ADVANCED, name: str = "My Song.wav", **params):
    out_dir.mkdir(exist_ok=True)
    context = ToolContext(models_dir=out_dir, entitlements=PLANS[tier].entitlements, source_names=(name,))
    result = TOOL.run(ConversionParams(**params), [source], out_dir, context, silent_progress)
    [output] = result.outputs
    assert list(out_dir.iterdir()) == [output.path]
    return output.path, result.report


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("music") / "in.wav", drums_and_bass(44_100, 2.321))


@pytest.mark.parametrize("container", ["WAV", "FLAC", "AIFF"])
@pytest.mark.parametrize(("subtype", "depth", "dtype"), [("PCM_16", 16, "int16"), ("PCM_24", 24, "int32")])
def test_integers_pass_through_bit_by_bit(container, subtype, depth, dtype, tmp_path):
    source = write(tmp_path / "in.wav", drums_and_bass(44_100, 3), subtype=subtype)
    for wanted in (None, depth):
        path, report = convert(source, tmp_path / f"out{wanted}", target_format=container, bit_depth=wanted)
        np.testing.assert_array_equal(soundfile.read(path, dtype=dtype)[0], soundfile.read(source, dtype=dtype)[0])
        assert soundfile.info(path).subtype == subtype
        assert (report["bit_exact"], report["dithered"], report["bit_depth"]) == (True, False, depth)


def test_more_bits_than_needed_change_nothing(music, tmp_path):
    for depth in (16, 24, 32):
        path, report = convert(music, tmp_path / str(depth), bit_depth=depth)
        np.testing.assert_array_equal(read_audio(path)[0], read_audio(music)[0])
        assert report["bit_exact"]
        assert report["null_depth_db"] is None


def test_sixteen_bits_in_a_file_of_24_come_out_as_16_without_dither(music, tmp_path):
    wide = write(tmp_path / "wide.wav", read_audio(music)[0], subtype="PCM_24")
    path, report = convert(wide, tmp_path / "out", bit_depth=16)
    np.testing.assert_array_equal(read_audio(path)[0], read_audio(music)[0])
    assert not report["dithered"]


def test_fewer_bits_are_dithered(tmp_path):
    """A tone of half a step is lost by rounding; under dither it is still there."""
    time = np.arange(44_100 * 4) / 44_100
    tone = np.tile(0.5 / 2**15 * np.sin(2 * np.pi * 1000 * time), (2, 1)).astype(np.float32)
    path, report = convert(write(tmp_path / "in.wav", tone, subtype="PCM_24"), tmp_path / "out", bit_depth=16)
    left = read_audio(path)[0][0]
    spectrum = np.abs(np.fft.rfft(left * np.hanning(len(left)))) * 4 / len(left)
    assert report["dithered"]
    assert spectrum[4000] == pytest.approx(0.5 / 2**15, rel=0.1)
    assert np.median(spectrum) < 0.05 / 2**15


def test_the_null_depth_is_that_of_the_dither(music, tmp_path):
    audio = drums_and_bass(44_100, 3)
    source = write(tmp_path / "in.wav", audio, subtype="FLOAT")
    _, report = convert(source, tmp_path / "out", bit_depth=16)
    # Triangular dither of two steps has a variance of 1/6, rounding adds 1/12 (Lipshitz et al., 1992).
    expected_db = 10 * np.log10(0.25 / 2**30 / np.mean(np.square(audio)))
    assert report["null_depth_db"] == pytest.approx(expected_db, abs=0.1)


def test_floating_point_beyond_full_scale_survives_as_float_and_is_counted_where_it_is_cut(tmp_path):
    audio = np.zeros((2, 44_100), np.float32)
    audio[:, 1000:1010] = 1.5
    source = write(tmp_path / "in.wav", audio, subtype="FLOAT")
    path, report = convert(source, tmp_path / "float", bit_depth=32)
    np.testing.assert_array_equal(read_audio(path)[0], audio)
    assert (report["clipped_samples"], report["bit_exact"], report["warnings"]) == (0, True, [])
    _, report = convert(source, tmp_path / "integer", bit_depth=24)
    assert report["clipped_samples"] == 20
    assert "20 samples were beyond full scale" in report["warnings"][0]
    _, report = convert(source, tmp_path / "lossy", target_format="MP3")
    assert "which players cut at full scale" in report["warnings"][0]
    _, report = convert(source, tmp_path / "protected", bit_depth=24, peak_protection=True)
    assert (report["clipped_samples"], report["warnings"]) == (0, [])
    assert report["gain_db"] < -3.5
    assert report["true_peak_dbtp"] <= -0.1


@pytest.mark.parametrize("container", FORMATS)
@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_every_format_at_every_rate_keeps_the_length_to_the_sample(container, rate_hz, tmp_path):
    source_rate_hz = 48_000 if rate_hz == 44_100 else 44_100
    frames = source_rate_hz // 2 + 4321
    source = write(tmp_path / "in.wav", drums_and_bass(source_rate_hz, 1)[:, :frames], source_rate_hz)
    impossible = {"MP3": 48_000, "AAC": 96_000}.get(container, 192_000) < rate_hz
    if impossible or (container == "OPUS" and rate_hz != 48_000):
        with pytest.raises(ToolError) as refusal:
            convert(source, tmp_path / "out", target_format=container, target_sample_rate=rate_hz)
        assert refusal.value.code == "format_rate_unsupported"
        for works in refusal.value.allowed["target_sample_rate"]:
            TOOL.check(
                ConversionParams(target_format=container, target_sample_rate=works), PLANS[Tier.ADVANCED].entitlements
            )
        return
    path, report = convert(source, tmp_path / "out", target_format=container, target_sample_rate=rate_hz)
    audio, made_rate_hz = read_audio(path)
    expected = round(frames * rate_hz / source_rate_hz)
    assert (audio.shape[1], made_rate_hz) == (expected, rate_hz)
    assert (report["frames_in"], report["frames_out"], report["frames_expected"]) == (frames, expected, expected)
    assert report["length_exact"]
    assert report["resampled"]


@pytest.mark.parametrize("container", ["WAV", "FLAC", "AIFF", "AAC", "OGG"])
def test_a_kept_rate_is_kept(container, tmp_path):
    source = write(tmp_path / "in.wav", drums_and_bass(32_000, 2), 32_000)
    path, report = convert(source, tmp_path / "out", target_format=container)
    assert read_audio(path)[1] == report["sample_rate_hz"] == 32_000
    assert report["length_exact"]
    assert not report["resampled"]


def test_opus_always_has_its_one_rate(music, tmp_path):
    path, report = convert(music, tmp_path / "out", target_format="OPUS")
    assert read_audio(path)[1] == report["sample_rate_hz"] == 48_000
    assert path.suffix == ".opus"


def test_a_rate_that_cannot_be_kept_is_refused_with_those_that_can(tmp_path):
    source = write(tmp_path / "in.wav", drums_and_bass(96_000, 1), 96_000)
    with pytest.raises(ToolError) as refusal:
        convert(source, tmp_path / "out", target_format="MP3")
    assert (refusal.value.code, refusal.value.allowed) == (
        "format_rate_unsupported",
        {"target_sample_rate": [44_100, 48_000]},
    )
    with pytest.raises(ToolError) as refusal:
        convert(source, tmp_path / "out", tier=Tier.FREE)
    assert refusal.value.code == "sample_rate_not_in_tier"


@pytest.mark.parametrize("tier", Tier)
@pytest.mark.parametrize("container", FORMATS)
def test_the_tier_table_is_kept(tier, container):
    params = ConversionParams(target_format=container)
    if container.replace("OPUS", "OGG") in PLANS[tier].entitlements.formats:
        TOOL.check(params, PLANS[tier].entitlements)
        return
    with pytest.raises(ToolError) as refusal:
        TOOL.check(params, PLANS[tier].entitlements)
    assert (refusal.value.code, refusal.value.allowed) == (
        "format_not_in_tier",
        {"target_format": list(PLANS[tier].entitlements.formats)},
    )


def test_floating_point_is_for_wav_only():
    with pytest.raises(ToolError) as refusal:
        TOOL.check(ConversionParams(target_format="AIFF", bit_depth=32), PLANS[Tier.PRO].entitlements)
    assert (refusal.value.code, refusal.value.allowed) == ("format_bit_depth_unsupported", {"bit_depth": [16, 24]})


@pytest.mark.parametrize("source_container", FORMATS)
@pytest.mark.parametrize("container", FORMATS)
def test_tags_isrc_and_cover_go_from_any_format_to_any(source_container, container, cover, tmp_path):
    source = tmp_path / "in"
    with create_audio(source, AudioFormat(source_container), 48_000, 2, tags=TAGS, cover=cover) as writer:
        writer.write(drums_and_bass(48_000, 1)[:, :9600])
    path, report = convert(source, tmp_path / "out", target_format=container)
    with open_audio(path) as reader:
        assert reader.tags == TAGS
    assert read_cover(path) == cover
    assert sorted(report["tags_kept"]) == sorted(TAGS)
    assert (report["tags_lost"], report["cover_kept"]) == ([], True)


@pytest.mark.parametrize("container", LOSSY)
def test_overs_of_lossy_files_are_told_and_the_level_changes_only_when_asked(container, tmp_path):
    square = np.sign(np.sin(2 * np.pi * 441 * np.arange(48_000 * 2) / 48_000)) * 0.98
    source = write(tmp_path / "in.wav", np.tile(square, (2, 1)).astype(np.float32), 48_000)
    path, report = convert(source, tmp_path / "plain", target_format=container)
    assert report["gain_db"] == 0
    # Meters differ at edges as steep as these; ours must not be the one that reads less.
    assert 0.1 < libebur128(*read_audio(path)).true_peak_dbtp <= report["true_peak_dbtp"] + 0.01
    path, report = convert(source, tmp_path / "safe", target_format=container, peak_protection=True)
    assert report["gain_db"] < 0
    assert libebur128(*read_audio(path)).true_peak_dbtp <= 0
    assert report["true_peak_dbtp"] > -1.5  # no lower than needed


def test_protection_leaves_a_file_alone_that_needs_none(music, tmp_path):
    _, report = convert(music, tmp_path / "out", peak_protection=True)
    assert (report["gain_db"], report["bit_exact"]) == (0, True)


def test_a_lower_bit_rate_makes_a_smaller_file(music, tmp_path):
    sizes = [
        convert(music, tmp_path / str(kbps), target_format="MP3", bitrate_kbps=kbps)[0].stat().st_size
        for kbps in (128, 320)
    ]
    assert sizes[1] / sizes[0] == pytest.approx(320 / 128, rel=0.1)


def test_surround_goes_where_there_is_room_for_it(tmp_path):
    six = np.concatenate([drums_and_bass(48_000, 1, seed=seed) for seed in range(3)])
    source = write(tmp_path / "in.wav", six, 48_000)
    path, _ = convert(source, tmp_path / "out", target_format="FLAC")
    np.testing.assert_array_equal(read_audio(path)[0], read_audio(source)[0])
    with pytest.raises(AudioError, match="format_channels_unsupported"):
        convert(source, tmp_path / "lossy", target_format="MP3")
    assert list((tmp_path / "lossy").iterdir()) == []


def test_a_damaged_source_is_refused_and_leaves_no_file(music, tmp_path):
    flac, _ = convert(music, tmp_path / "flac", target_format="FLAC")
    cut = tmp_path / "cut.flac"
    cut.write_bytes(flac.read_bytes()[: flac.stat().st_size // 2])
    with pytest.raises(AudioError):
        convert(cut, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_silence_may_be_converted(tmp_path):
    _, report = convert(write(tmp_path / "in.wav", np.zeros((2, 4410), np.float32)), tmp_path / "out")
    assert (report["bit_exact"], report["true_peak_dbtp"]) == (True, None)


def test_progress_rises_to_its_end(music, tmp_path):
    seen: list[float] = []
    TOOL.run(
        ConversionParams(target_format="FLAC"),
        [music],
        tmp_path,
        ToolContext(tmp_path),
        lambda fraction, message: seen.append(fraction),
    )
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1)


def test_the_tool_is_found_and_light_to_import():
    assert get_tool("conversion") is TOOL
    heavy = "{'numba', 'scipy', 'soxr', 'av', 'numpy'} & set(sys.modules)"
    code = f"import sys, audiostudio.tools.conversion.tool as c; c.ConversionParams.model_json_schema(); sys.exit(str({heavy}) if {heavy} else 0)"  # noqa: E501
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
