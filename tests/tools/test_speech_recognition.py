"""Speech recognition from file to files, on the published weights and speech whose words are known."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pydantic import ValidationError

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.audio.errors import AudioError
from audiostudio.engines.weights.errors import ModelMissing
from audiostudio.tools.base import ToolContext, ToolError, silent_progress
from audiostudio.tools.registry import get_tool
from audiostudio.tools.speech_recognition.params import SpeechRecognitionParams
from audiostudio.tools.speech_recognition.tool import TOOL
from tests.support.speech_samples import recorded
from tests.support.word_errors import word_error_rate


@pytest.fixture(scope="module")
def context(weights_dir: Path) -> ToolContext:
    return ToolContext(models_dir=weights_dir, source_names=("My Talk.wav",))


def recognize(sound: np.ndarray, rate_hz: int, folder: Path, context: ToolContext, progress=silent_progress, **params):
    source, out_dir = folder / "in.wav", folder / "out"
    soundfile.write(source, sound.T, rate_hz, subtype="FLOAT")
    out_dir.mkdir()
    result = TOOL.run(SpeechRecognitionParams(**params), [source], out_dir, context, progress)
    assert sorted(out_dir.iterdir()) == sorted(output.path for output in result.outputs)
    return result


def test_every_file_tells_what_was_said(tmp_path, context):
    said = recorded()
    heard: list[float] = []
    result = recognize(
        said.sound, said.sample_rate_hz, tmp_path, context, lambda fraction, _: heard.append(fraction), speakers=True
    )
    assert heard == sorted(heard)
    assert heard[-1] == 1
    files = {output.role: output for output in result.outputs}
    assert [output.path.name for output in result.outputs] == [
        "My Talk.txt",
        "My Talk.srt",
        "My Talk.vtt",
        "My Talk.json",
    ]
    assert {output.type for output in result.outputs} == {"transcript"}
    assert files["vtt"].media_type == "text/vtt"
    assert files["srt"].path.read_text().startswith("1\n00:00:00,")
    assert files["vtt"].path.read_text().startswith("WEBVTT\n\n00:00:00.")
    data = json.loads(files["json"].path.read_text())
    assert word_error_rate(said.text, data["text"]) == 0  # where sentences end is heard otherwise on other processors
    assert files["txt"].path.read_text() == f"Speaker 1: {data['text']}\n"
    assert [word["text"] for segment in data["segments"] for word in segment["words"]] == data["text"].split()
    report = result.report
    assert (report["engine"], report["model"], report["licence"]) == ("faster-whisper", "whisper:base", "MIT")
    assert (report["language"], report["words"], report["speakers"]) == ("en", 12, 1)
    assert report["language_probability"] > 0.9
    assert 0.5 < report["speech_share"] <= 1
    assert report["duration_s"] == pytest.approx(said.sound.size / said.sample_rate_hz, abs=0.001)


def test_only_the_files_asked_for_are_written(tmp_path, context):
    said = recorded()
    result = recognize(
        said.sound, said.sample_rate_hz, tmp_path, context, formats=("json", "json"), word_times=False, language="en"
    )
    (output,) = result.outputs
    assert "words" not in json.loads(output.path.read_text())["segments"][0]
    assert (result.report["language"], result.report["language_probability"]) == ("en", None)
    assert (result.report["speakers"], result.report["speakers_model"]) == (None, None)


@pytest.mark.parametrize(("channels", "rate_hz"), [(1, 8_000), (6, 48_000), (2, 192_000)])
def test_unusual_shapes_are_heard(tmp_path, context, channels, rate_hz):
    import soxr

    said = recorded()
    sound = np.repeat(soxr.resample(said.sound, said.sample_rate_hz, rate_hz)[None], channels, axis=0)
    result = recognize(sound, rate_hz, tmp_path, context, formats=("txt",), language="en")
    assert word_error_rate(said.text, result.outputs[0].path.read_text()) <= 0.1


@pytest.mark.parametrize("kind", ["silence", "noise", "one sample"])
def test_sounds_without_speech_are_refused_with_advice(tmp_path, context, kind):
    sound = {
        "silence": np.zeros((2, 80_000)),
        "noise": 0.1 * np.random.default_rng(0).standard_normal((1, 80_000)),
        "one sample": np.full((1, 1), 0.5),
    }[kind]
    with pytest.raises(ToolError, match="louder and clearer") as refusal:
        recognize(sound, 16_000, tmp_path, context)
    assert refusal.value.code == "speech_not_found"
    assert list((tmp_path / "out").iterdir()) == []


def test_music_without_words_has_no_text(tmp_path, context, song):
    (tmp_path / "out").mkdir()
    with pytest.raises(ToolError) as refusal:
        TOOL.run(SpeechRecognitionParams(), [song], tmp_path / "out", context, silent_progress)
    assert refusal.value.code == "speech_not_found"


def test_what_cannot_be_worked_on_is_refused(tmp_path, context):
    with pytest.raises(AudioError, match="audio_channels_unsupported"):
        recognize(np.full((8, 16_000), 0.1), 16_000, tmp_path, context)
    (tmp_path / "other").mkdir()
    sound = recorded().sound.copy()
    sound[-1_000] = np.nan
    with pytest.raises(AudioError, match="audio_not_finite"):
        recognize(sound, 16_000, tmp_path / "other", context)


def test_raising_from_progress_stops_and_leaves_nothing(tmp_path, context):
    class Cancelled(Exception):
        pass

    calls = []

    def cancel(fraction: float, message: str) -> None:
        calls.append(fraction)
        if len(calls) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        recognize(recorded().sound, 16_000, tmp_path, context, cancel)
    assert list((tmp_path / "out").iterdir()) == []


def test_missing_weights_name_the_command_that_gets_them(tmp_path):
    with pytest.raises(ModelMissing, match="audiostudio models pull whisper:base"):
        recognize(recorded().sound, 16_000, tmp_path, ToolContext(tmp_path / "none"))


@pytest.mark.parametrize("params", [{"language": "de"}, {"task": "translate"}])
def test_an_english_network_is_not_asked_for_more(params):
    with pytest.raises(ToolError, match="English only") as refusal:
        TOOL.check(SpeechRecognitionParams(model="whisper:tiny.en", **params), PLANS[Tier.FREE].entitlements)
    assert refusal.value.code == "language_not_in_model"


@pytest.mark.parametrize("params", [{"language": "english"}, {"formats": ()}, {"formats": ("doc",)}, {"task": "sing"}])
def test_unknown_wishes_are_refused(params):
    with pytest.raises(ValidationError):
        SpeechRecognitionParams(**params)


def test_every_language_that_whisper_knows_can_be_named():
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    schema = SpeechRecognitionParams.model_json_schema()["properties"]["language"]["enum"]
    assert set(schema) == {*_LANGUAGE_CODES, "auto"} - {"yue"}  # Cantonese came with the largest network only


def test_the_tool_is_found_costs_a_credit_and_loads_nothing():
    assert get_tool("speech_recognition").price_credits(SpeechRecognitionParams()) == 1
    heavy = "{'numpy', 'onnxruntime', 'av', 'faster_whisper', 'ctranslate2', 'scipy'}"
    code = f"import sys, audiostudio.tools.speech_recognition.tool; assert not {heavy} & set(sys.modules)"
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
