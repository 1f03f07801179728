"""Speech through the tool, from text to file: what is said, when, in which format, and what is refused."""

import json
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from pydantic import ValidationError

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.audio.codecs import open_audio, read_audio
from audiostudio.audio.errors import AudioError
from audiostudio.audio.speech.trimming import levels_db, speech_span
from audiostudio.engines.text.errors import TextError
from audiostudio.engines.weights.errors import ModelMissing
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import ToolContext, ToolError, silent_progress
from audiostudio.tools.registry import get_tool
from audiostudio.tools.speech.params import SpeechSynthesisParams
from audiostudio.tools.speech_synthesis.tool import TOOL

TEXT = "Dr. Smith paid $20.50. Did you?"
WEIGHTS = ("kokoro-82m", "kokoro-voices", "lexicon-en-us", "tagger-en", "speller-en")


@pytest.fixture(scope="module")
def context(weights_dir: Path) -> ToolContext:
    for name in WEIGHTS:
        ModelStore(weights_dir).pull(name)
    return ToolContext(models_dir=weights_dir, source_names=())


def speak(out_dir: Path, context: ToolContext, progress=silent_progress, **params):
    out_dir.mkdir(exist_ok=True)
    result = TOOL.run(SpeechSynthesisParams(**params), [], out_dir, context, progress)
    assert sorted(out_dir.iterdir()) == sorted(output.path for output in result.outputs)
    return result


def tags_of(path: Path) -> dict[str, str]:
    with av.open(str(path)) as container:
        found = {**container.metadata, **container.streams.audio[0].metadata}
    return {name.lower(): value for name, value in found.items()}


def test_a_text_becomes_sound_subtitles_and_times(tmp_path, context):
    result = speak(tmp_path / "out", context, text=TEXT, timestamps=["srt", "vtt", "json"])
    sound, rate_hz = read_audio(result.outputs[0].path)
    assert [output.role for output in result.outputs] == ["speech", "srt", "vtt", "json"]
    assert (rate_hz, sound.shape[0]) == (24_000, 1)
    assert result.report["duration_s"] == pytest.approx(sound.shape[1] / rate_hz, abs=0.001)
    assert result.report["voices"] == ["af_heart"]
    assert (result.report["engine"], result.report["synthetic"]) == ("kokoro", True)
    srt, vtt, times = (output.path.read_text() for output in result.outputs[1:])
    assert "Dr. Smith paid $20.50." in srt
    assert vtt.startswith("WEBVTT")
    data = json.loads(times)
    assert [sentence["text"] for sentence in data["sentences"]] == ["Dr. Smith paid $20.50.", "Did you?"]
    said = [word["said"] for word in data["words"]]
    assert said[:4] == ["Doctor", "Smith", "paid", "twenty"]
    assert {word["written"] for word in data["words"]} == {"Dr.", "Smith", "paid", "$20.50", "Did", "you"}
    assert all(TEXT[word["source_start"] : word["source_end"]] == word["written"] for word in data["words"])
    edges = [edge for word in data["words"] for edge in (word["start_s"], word["end_s"])]
    assert edges == sorted(edges)
    assert edges[-1] == pytest.approx(speech_span(sound[0], rate_hz, before_s=0, after_s=0)[1] / rate_hz, abs=0.15)


@pytest.mark.parametrize(
    ("params", "container", "rate_hz"),
    [
        ({"format": "wav", "bit_depth": 24}, "wav", 24_000),
        ({"format": "FLAC", "sample_rate": 44_100}, "flac", 44_100),
        ({"format": "MP3"}, "mp3", 24_000),
        ({"format": "opus"}, "ogg", 48_000),
        ({"format": "AAC", "sample_rate": 48_000}, "mov,mp4,m4a,3gp,3g2,mj2", 48_000),
        ({"format": "OGG", "sample_rate": 22_050}, "ogg", 22_050),
    ],
)
def test_every_format_says_the_same_and_is_marked_as_synthetic(tmp_path, context, params, container, rate_hz):
    result = speak(tmp_path / "out", context, text="Good morning.", **params)
    path = result.outputs[0].path
    with open_audio(path) as reader:
        assert (reader.sample_rate_hz, reader.channels) == (rate_hz, 1)
    with av.open(str(path)) as file:
        assert file.format.name == container
    sound, _ = read_audio(path)
    assert sound.shape[1] / rate_hz == pytest.approx(result.report["duration_s"], abs=0.01)
    assert levels_db(sound[0], rate_hz).max() > -25
    tags = tags_of(path)
    assert "Synthetic speech" in tags["comment"]
    assert tags["artist"] == "af_heart (synthetic voice)"
    assert tags["digitalsourcetype"].endswith("trainedAlgorithmicMedia")


def test_segments_have_settings_of_their_own(tmp_path, context):
    result = speak(
        tmp_path / "out",
        context,
        segments=[
            {"text": "Are you there?", "voice": "am_adam", "speed": 0.8, "pause_after_s": 1.0},
            {"text": "Yes, I am.", "style": "cheerful", "pitch_semitones": 2},
        ],
        timestamps=["json", "srt"],
    )
    assert result.report["voices"] == ["am_adam", "af_heart"]
    words = json.loads(result.outputs[1].path.read_text())["words"]
    assert [word["said"] for word in words] == ["Are", "you", "there", "Yes", "I", "am"]
    assert words[3]["start_s"] - words[2]["end_s"] > 1.0
    assert words[3]["source_start"] == 0
    assert "Speaker 2" in result.outputs[2].path.read_text()


def test_marks_in_the_text_are_heard_and_found(tmp_path, context):
    text = '<speak>One <break time="1200ms"/> two <mark name="here"/> three.</speak>'
    result = speak(tmp_path / "out", context, text=text, timestamps=["json", "srt"])
    data = json.loads(result.outputs[1].path.read_text())
    one, two, three = data["words"]
    assert two["start_s"] - one["end_s"] > 1.1
    assert data["marks"] == [{"name": "here", "at_s": three["start_s"]}]
    assert "<" not in result.outputs[2].path.read_text()


def test_own_pronunciations_are_used(tmp_path, context):
    plain, long = (
        speak(tmp_path / name, context, text="Kubernetes.", pronunciations=own).report["duration_s"]
        for name, own in (("one", {}), ("two", {"Kubernetes": "koo ber net ees ees ees ees"}))
    )
    assert long > 1.4 * plain


def test_progress_grows_and_stops_the_work(tmp_path, context):
    heard = []

    class Stopped(Exception):
        pass

    def progress(fraction, message):
        heard.append(fraction)
        if len(heard) == 4:
            raise Stopped

    with pytest.raises(Stopped):
        speak(tmp_path / "out", context, progress, text=" ".join([TEXT] * 20))
    assert heard == sorted(heard)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"text": "🙂🙂"}, "text_empty"),
        ({"text": "你好"}, "text_wrong_language"),
        ({"text": "\x00\x01 . , !"}, "text_empty"),
        ({"text": "<speak>Hello <break</speak>"}, "speech_markup_invalid"),
        ({"text": "Hello", "pronunciations": {"Hello": "/ʘʘ/"}}, "pronunciation_invalid"),
        ({"text": "Hello", "voice": "zf_xiaobei"}, "language_unavailable"),
        ({"text": "Hello", "voice": "af_hart"}, "voice_unknown"),
        ({"text": "Hello", "voice": "af_heart+"}, "voice_mix_invalid"),
        ({"segments": [{"text": "Hello", "voice": "nobody"}]}, "voice_unknown"),
        ({"text": "[voice nobody]Hello[/]"}, "voice_unknown"),
        ({"text": "Hello", "format": "OPUS", "sample_rate": 44_100}, "format_rate_unsupported"),
    ],
)
def test_what_cannot_be_spoken_is_refused_with_a_reason(tmp_path, context, params, code):
    with pytest.raises((ToolError, AudioError, TextError)) as refusal:
        speak(tmp_path / "out", context, **params)
    assert refusal.value.code == code
    assert refusal.value.detail.endswith((".", "?", ")"))
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"text": "  \n"},
        {"text": "Hello", "segments": [{"text": "Hello"}]},
        {"text": "x" * 300_001},
        {"segments": [{"text": "x" * 200_000}] * 2},
        {"text": "Hello", "speed": 0.2},
        {"text": "Hello", "pitch_semitones": float("nan")},
        {"text": "Hello", "style": "bored"},
        {"text": "Hello", "colour": "red"},
    ],
)
def test_parameters_out_of_bounds_are_refused(params):
    with pytest.raises(ValidationError):
        SpeechSynthesisParams(**params)


def test_a_thousand_characters_cost_a_credit():
    prices = [TOOL.price_credits(SpeechSynthesisParams(text="x" * size), 0) for size in (1, 1_000, 1_001, 60_000)]
    assert prices == [1, 1, 2, 60]
    parts = SpeechSynthesisParams(segments=[{"text": "x" * 600}] * 2)
    assert TOOL.price_credits(parts) == 2
    assert TOOL.starting_price_credits() == 1


def test_formats_of_other_tiers_are_refused():
    with pytest.raises(ToolError, match="format_not_in_tier"):
        TOOL.check(SpeechSynthesisParams(text="Hello", format="FLAC"), PLANS[Tier.FREE].entitlements)


def test_missing_weights_are_named(tmp_path):
    with pytest.raises(ModelMissing, match="audiostudio models pull kokoro"):
        speak(tmp_path / "out", ToolContext(models_dir=tmp_path), text="Hello")


def test_the_tool_is_light_to_list():
    code = (
        "import sys; import audiostudio.tools.speech_synthesis.tool as t; "
        "print([name for name in ('onnxruntime', 'numba', 'av', 'numpy', 'scipy') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "[]"
    assert get_tool("speech_synthesis") is TOOL


def test_silence_at_the_end_of_a_sentence_is_no_click(tmp_path, context):
    result = speak(tmp_path / "out", context, text="One. Two.", format="FLAC", bit_depth=24)
    sound, rate_hz = read_audio(result.outputs[0].path)
    assert np.abs(np.diff(sound[0][-rate_hz // 4 :])).max() < 1e-3
