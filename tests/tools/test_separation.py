"""Separation through the tool, on real music and real weights: files that add up, refusals, clean cancellation."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import soundfile
from pydantic import ValidationError

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.audio.codecs import open_audio, read_audio
from audiostudio.audio.errors import AudioError
from audiostudio.engines.weights.errors import ModelMissing
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import ToolContext, ToolError, silent_progress
from audiostudio.tools.registry import get_tool
from audiostudio.tools.separation.params import SeparationParams
from audiostudio.tools.separation.tool import TOOL
from tests.support.singing import sing


@pytest.fixture(scope="module")
def context(weights_dir: Path) -> ToolContext:
    ModelStore(weights_dir).pull("spleeter:2stems")
    return ToolContext(models_dir=weights_dir)


@pytest.fixture(scope="module")
def music(real_tracks: list[Path]) -> np.ndarray:
    """Give twelve seconds of a real track, 48 kHz stereo."""
    sound, _ = read_audio(real_tracks[3])
    return sound[:, 8 * 48_000 : 20 * 48_000]


def saved(path: Path, sound: np.ndarray, rate_hz: int = 48_000, subtype: str = "FLOAT") -> Path:
    soundfile.write(path, sound.T, rate_hz, subtype=subtype)
    return path


def separate(source: Path, out_dir: Path, context: ToolContext, progress=silent_progress, **params):
    out_dir.mkdir(exist_ok=True)
    result = TOOL.run(SeparationParams(**params), [source], out_dir, context, progress)
    assert sorted(out_dir.iterdir()) == sorted(output.path for output in result.outputs)
    return result


def error_db(parts: list[np.ndarray], mix: np.ndarray) -> float:
    return 10 * np.log10(np.mean((sum(parts) - mix) ** 2) / np.mean(mix**2) + 1e-30)


@pytest.mark.parametrize(
    ("params", "limit_db"),
    [
        ({}, -100),
        ({"bit_depth": 32}, -120),
        ({"bit_depth": 16}, -60),
        ({"output_format": "flac"}, -100),
        ({"output_format": "FLAC", "bit_depth": 16}, -60),
    ],
)
def test_stems_add_up_to_the_mix(tmp_path, context, music, params, limit_db):
    result = separate(saved(tmp_path / "mix.wav", music), tmp_path / "out", context, **params)
    stems = [read_audio(output.path) for output in result.outputs]
    assert [output.role for output in result.outputs] == ["vocals", "accompaniment"]
    assert all(rate == 48_000 and sound.shape == music.shape for sound, rate in stems)
    assert error_db([sound for sound, _ in stems], music) < limit_db


def test_a_whole_track_as_it_was_uploaded(tmp_path, context, real_tracks):
    mix, rate_hz = read_audio(real_tracks[0])
    result = separate(real_tracks[0], tmp_path / "out", context)
    stems = [read_audio(output.path) for output in result.outputs]
    assert all(rate == rate_hz and sound.shape == mix.shape for sound, rate in stems)
    assert error_db([sound for sound, _ in stems], mix) < -100


def test_the_result_says_what_was_made_by_whom(tmp_path, context, music):
    mix = music + sing(48_000, 12) * 0.2
    result = separate(saved(tmp_path / "mix.wav", mix), tmp_path / "out", context)
    assert result.report == {
        "engine": "spleeter",
        "model": "spleeter:2stems",
        "licence": "MIT",
        "stems": ["vocals", "accompaniment"],
        "sums_to_mix": True,
        "residual_db": None,
        "gain_db": 0.0,
        "samples_handed_over": 0,
        "clipped_samples": 0,
        "warnings": [],
        "mixed_down_from_channels": None,
        "duration_s": 12.0,
        "sample_rate_hz": 48_000,
        "channels": 2,
    }
    vocals, accompaniment = result.outputs
    assert (vocals.path.name, accompaniment.path.name) == ("vocals.wav", "accompaniment.wav")
    assert (vocals.type, vocals.media_type) == ("stem", "audio/wav")
    assert vocals.details == {"duration_s": 12.0, "sample_rate_hz": 48_000, "channels": 2}


def test_one_stem_alone_is_the_same_as_among_both(tmp_path, context, music):
    source = saved(tmp_path / "mix.wav", music)
    both = separate(source, tmp_path / "both", context)
    alone = separate(source, tmp_path / "alone", context, stems=["accompaniment", "accompaniment"])
    assert [output.role for output in alone.outputs] == ["accompaniment"]
    assert alone.outputs[0].path.read_bytes() == both.outputs[1].path.read_bytes()


def test_a_stem_beyond_full_scale_gives_way_to_the_other(tmp_path, context, music):
    """Music and voice at full scale together: files of integers clip nowhere and still add up."""
    loud = np.clip((music + sing(48_000, 12) * 2) * 4, -1, 1)
    source = saved(tmp_path / "loud.wav", loud)
    floats = separate(source, tmp_path / "float", context, bit_depth=32)
    peak = max(np.abs(read_audio(output.path)[0]).max() for output in floats.outputs)
    assert peak > 1.01, "this mix no longer provokes the overshoot"
    integers = separate(source, tmp_path / "integer", context)
    assert error_db([read_audio(output.path)[0] for output in integers.outputs], loud) < -100


@pytest.mark.parametrize("over_db", [3.0, 12.0])
@pytest.mark.parametrize("params", [{}, {"bit_depth": 16}, {"bit_depth": 32}, {"two_stems": "vocals"}])
def test_a_mix_beyond_full_scale_is_lowered_where_the_files_end_there_and_the_report_says_so(
    tmp_path, context, music, over_db, params
):
    mix = music[:, : 4 * 48_000]
    mix = mix * np.float32(10 ** (over_db / 20) / np.abs(mix).max())
    result = separate(saved(tmp_path / "mix.wav", mix), tmp_path / "out", context, **params)
    stems, report = [read_audio(output.path)[0] for output in result.outputs], result.report
    if params.get("bit_depth") == 32:
        assert (report["gain_db"], report["sums_to_mix"], report["warnings"]) == (0.0, True, [])
        assert error_db(stems, mix) < -100
        return
    assert report["gain_db"] == pytest.approx(-over_db, abs=0.01)
    assert report["sums_to_mix"] is False
    assert report["clipped_samples"] == 0
    assert f"{over_db:+.2f} dBFS" in report["warnings"][0]
    assert error_db(stems, mix * np.float32(10 ** (-over_db / 20))) < -60
    # A click of the drums is no part of the voice: it is as loud in it as in the files that hold everything.
    whole = separate(saved(tmp_path / "mix.wav", mix), tmp_path / "whole", context, bit_depth=32, stems=["vocals"])
    voice = read_audio(whole.outputs[0].path)[0] * np.float32(10 ** (-over_db / 20))
    assert np.abs(stems[0] - voice).max() < 1e-3


def test_only_what_is_written_is_said_to_add_up(tmp_path, context, music):
    source = saved(tmp_path / "mix.wav", music[:, :48_000])
    for number, params in enumerate(({"stems": ["vocals"]}, {"karaoke": True}, {"output_format": "MP3"})):
        report = separate(source, tmp_path / str(number), context, **params).report
        assert report["sums_to_mix"] is False
    lone = np.clip((music + sing(48_000, 12) * 2) * 4, -1, 1)
    report = separate(saved(tmp_path / "loud.wav", lone), tmp_path / "lone", context, stems=["vocals"]).report
    assert report["clipped_samples"] > 0
    assert "were cut" in report["warnings"][0]


@pytest.mark.parametrize(
    ("channels", "rate_hz", "frames"), [(1, 44_100, 44_100), (1, 8_000, 20_000), (2, 192_000, 200_001), (2, 44_100, 2)]
)
def test_unusual_shapes_keep_their_shape(tmp_path, context, channels, rate_hz, frames):
    mix = np.random.default_rng(0).uniform(-0.3, 0.3, (channels, frames)).astype(np.float32)
    result = separate(saved(tmp_path / "mix.wav", mix, rate_hz), tmp_path / "out", context, bit_depth=32)
    stems = [read_audio(output.path) for output in result.outputs]
    assert all(rate == rate_hz and sound.shape == mix.shape for sound, rate in stems)
    assert error_db([sound for sound, _ in stems], mix) < -120


def test_surround_comes_back_in_stereo_and_says_so(tmp_path, context, music):
    surround = np.concatenate([music, music * 0.5, music * 0.25])[:, :48_000]
    result = separate(saved(tmp_path / "mix.wav", surround), tmp_path / "out", context)
    assert result.report["mixed_down_from_channels"] == 6
    assert result.report["channels"] == 2
    with open_audio(result.outputs[0].path) as reader:
        assert reader.channels == 2


def test_mp3_stems_keep_the_length(tmp_path, context, music):
    result = separate(saved(tmp_path / "mix.wav", music), tmp_path / "out", context, output_format="MP3")
    assert [output.media_type for output in result.outputs] == ["audio/mpeg"] * 2
    assert read_audio(result.outputs[0].path)[0].shape == music.shape


def test_progress_rises_and_ends(tmp_path, context, music):
    heard = []
    mix = np.tile(music, (1, 3))
    separate(saved(tmp_path / "mix.wav", mix), tmp_path / "out", context, lambda fraction, word: heard.append(fraction))
    assert heard[0] == 0
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(1)
    assert len(heard) > 4


def test_raising_from_progress_stops_and_leaves_nothing(tmp_path, context, music):
    class Cancelled(Exception):
        pass

    def cancel(fraction, message):
        if fraction > 0.2:
            raise Cancelled

    source = saved(tmp_path / "mix.wav", np.tile(music, (1, 3)))
    (tmp_path / "out").mkdir()
    with pytest.raises(Cancelled):
        TOOL.run(SeparationParams(), [source], tmp_path / "out", context, cancel)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("channels", "rate_hz", "params", "code"),
    [
        (8, 48_000, {}, "audio_channels_unsupported"),
        (2, 96_000, {"output_format": "MP3"}, "format_rate_unsupported"),
    ],
)
def test_what_cannot_be_done_is_refused_before_work(tmp_path, context, channels, rate_hz, params, code):
    source = saved(tmp_path / "mix.wav", np.full((channels, rate_hz), 0.1, np.float32), rate_hz)
    (tmp_path / "out").mkdir()
    with pytest.raises(AudioError) as refusal:
        TOOL.run(SeparationParams(**params), [source], tmp_path / "out", context, silent_progress)
    assert refusal.value.code == code
    assert list((tmp_path / "out").iterdir()) == []


def test_a_number_that_is_none_in_the_middle_leaves_nothing(tmp_path, context, music):
    broken = np.tile(music, (1, 3))
    broken[0, -1_000] = np.nan
    source = saved(tmp_path / "mix.wav", broken)
    (tmp_path / "out").mkdir()
    with pytest.raises(AudioError, match="audio_not_finite"):
        TOOL.run(SeparationParams(), [source], tmp_path / "out", context, silent_progress)
    assert list((tmp_path / "out").iterdir()) == []


def test_missing_weights_name_the_command_that_gets_them(tmp_path, music):
    source = saved(tmp_path / "mix.wav", music)
    (tmp_path / "out").mkdir()
    with pytest.raises(ModelMissing, match="audiostudio models pull spleeter:2stems"):
        TOOL.run(SeparationParams(), [source], tmp_path / "out", ToolContext(tmp_path / "none"), silent_progress)
    assert list((tmp_path / "out").iterdir()) == []


def test_each_tier_gets_its_formats():
    TOOL.check(SeparationParams(output_format="FLAC"), PLANS[Tier.PRO].entitlements)
    TOOL.check(SeparationParams(output_format="MP3"), PLANS[Tier.FREE].entitlements)
    with pytest.raises(ToolError) as refusal:
        TOOL.check(SeparationParams(output_format="FLAC"), PLANS[Tier.FREE].entitlements)
    assert (refusal.value.code, refusal.value.allowed) == ("format_not_in_tier", {"output_format": ["WAV", "MP3"]})
    with pytest.raises(ToolError) as refusal:
        TOOL.check(SeparationParams(output_format="FLAC", bit_depth=32), PLANS[Tier.ADVANCED].entitlements)
    assert (refusal.value.code, refusal.value.allowed) == ("format_bit_depth_unsupported", {"bit_depth": [16, 24]})


@pytest.mark.parametrize(
    "params",
    [
        {"stems": []},
        {"model": "deezer"},
        {"ensemble": ["spleeter:2stems"]},
        {"output_format": "WMA"},
        {"bit_depth": 8},
        {"shifts": 2},
        {"overlap": 0.5},
        {"model": "htdemucs", "overlap": 0.99},
        {"stems": ["vocals"], "karaoke": True},
        {"two_stems": "vocals", "karaoke": True},
    ],
)
def test_what_no_model_can_do_is_refused(params):
    with pytest.raises(ValidationError):
        SeparationParams(**params)


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"stems": ["drums"]}, "spleeter:2stems cannot make drums; choose from vocals, accompaniment"),
        ({"model": "htdemucs", "stems": ["piano"]}, "choose from vocals, drums, bass, other"),
        ({"two_stems": "guitar"}, "choose from vocals, accompaniment"),
        ({"model": "htdemucs", "ensemble": ["spleeter:2stems"], "stems": ["drums"]}, "choose from vocals$"),
    ],
)
def test_a_stem_that_the_models_do_not_make_names_those_they_do(params, says):
    with pytest.raises(ValidationError) as refusal:
        SeparationParams(**params)
    assert re.search(says, refusal.value.errors()[0]["msg"])


def test_dearer_models_cost_more():
    assert TOOL.price_credits(SeparationParams()) == 1
    assert TOOL.price_credits(SeparationParams(model="htdemucs")) == 1
    assert TOOL.price_credits(SeparationParams(model="htdemucs_ft", shifts=2)) == 6
    assert TOOL.price_credits(SeparationParams(model="bs_roformer", ensemble=["htdemucs"]), 2) == 6


def test_one_stem_and_the_rest_are_the_mix(tmp_path, context, music):
    result = separate(saved(tmp_path / "mix.wav", music), tmp_path / "out", context, two_stems="vocals", bit_depth=32)
    assert [output.path.name for output in result.outputs] == ["vocals.wav", "no_vocals.wav"]
    parts = [read_audio(output.path)[0] for output in result.outputs]
    assert error_db(parts, music) < -120


def test_karaoke_takes_the_lead_out_of_the_middle_and_leaves_the_sides(tmp_path, context, music):
    """A voice in the middle goes; the same voice at one side, another song, stays."""
    lead = np.repeat(sing(48_000, 12), 2, axis=0) * 0.5
    side = np.concatenate([sing(48_000, 12, seed=2), np.zeros((1, 12 * 48_000), np.float32)]) * 0.5
    made = {}
    for name, voice in (("lead", lead), ("side", side)):
        source = saved(tmp_path / f"{name}.wav", voice)
        result = separate(source, tmp_path / f"{name}-out", context, karaoke=True, bit_depth=32)
        assert [output.path.name for output in result.outputs] == ["karaoke.wav"]
        made[name] = read_audio(result.outputs[0].path)[0]
    assert 10 * np.log10(np.mean(made["lead"] ** 2) / np.mean(lead**2)) < -8  # as much as Spleeter hears as voice
    assert np.mean((made["side"] - side) ** 2) < 0.06 * np.mean(side**2)


def test_karaoke_of_a_mono_song_is_the_song_without_vocals(tmp_path, context):
    source = saved(tmp_path / "mix.wav", sing(48_000, 4))
    karaoke = separate(source, tmp_path / "karaoke", context, karaoke=True, bit_depth=32)
    both = separate(source, tmp_path / "both", context, two_stems="vocals", bit_depth=32)
    assert karaoke.outputs[0].path.read_bytes() == both.outputs[1].path.read_bytes()


def test_waveforms_are_drawn_when_asked_for(tmp_path, context, music):
    source = saved(tmp_path / "mix.wav", music)
    result = separate(source, tmp_path / "out", replace(context, source_names=("A & B.wav",)), waveforms=True)
    picture = result.outputs[-1]
    assert (picture.role, picture.type, picture.media_type) == ("waveforms", "picture", "image/svg+xml")
    words = "".join(ElementTree.fromstring(picture.path.read_text()).itertext())
    assert all(word in words for word in ("A & B", "vocals", "accompaniment", "0:12"))


@pytest.mark.parametrize(
    ("output_format", "rate_hz", "media_type"),
    [
        ("AAC", 44_100, "audio/mp4"),
        ("OGG", 44_100, "audio/ogg"),
        ("OPUS", 44_100, "audio/ogg"),
        ("AIFF", 44_100, "audio/aiff"),
    ],
)
def test_other_formats_keep_the_length(tmp_path, context, output_format, rate_hz, media_type):
    mix = np.repeat(sing(rate_hz, 3), 2, axis=0) * 0.5
    result = separate(saved(tmp_path / "mix.wav", mix, rate_hz), tmp_path / "out", context, output_format=output_format)
    assert {output.media_type for output in result.outputs} == {media_type}
    sound, made_rate_hz = read_audio(result.outputs[0].path)
    assert made_rate_hz == result.report["sample_rate_hz"] == (48_000 if output_format == "OPUS" else rate_hz)
    assert sound.shape[1] / made_rate_hz == pytest.approx(3, abs=0.001)


def test_the_registry_finds_it_and_importing_it_is_light():
    assert get_tool("separation") is TOOL
    heavy = {"numpy", "av", "onnxruntime", "soxr"}
    code = f"import sys, audiostudio.tools.separation.tool; print({heavy} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "set()"
