"""Voices learned through the tool: what comes out, how alike it is, how it speaks, and what is refused."""

import json
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from pydantic import ValidationError

from audiostudio.audio.codecs import read_audio
from audiostudio.audio.errors import AudioError
from audiostudio.audio.speech.pitch import track_pitch
from audiostudio.engines.speech_synthesis.cloned_voice import ClonedVoice
from audiostudio.engines.weights.errors import ModelMissing
from audiostudio.tools.base import ToolContext, ToolError, ToolResult, silent_progress
from audiostudio.tools.registry import get_tool
from audiostudio.tools.speech.params import SpeechSynthesisParams
from audiostudio.tools.speech_synthesis.tool import TOOL as SPEECH
from audiostudio.tools.voice_cloning.params import VoiceCloningParams
from audiostudio.tools.voice_cloning.tool import TOOL
from tests.support.speech_samples import KOKORO_RATE_HZ, novel, said_by

NAME = f"clone_{0:032x}"


@pytest.fixture(scope="module")
def context(weights_dir: Path) -> ToolContext:
    return ToolContext(models_dir=weights_dir, source_names=("recording.wav",))


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recording") / "recording.wav"
    soundfile.write(path, novel().sound, novel().sample_rate_hz)
    return path


@pytest.fixture(scope="module")
def learned(recording: Path, context: ToolContext, tmp_path_factory: pytest.TempPathFactory) -> ToolResult:
    return learn(tmp_path_factory.mktemp("learned"), context, [recording])


def learn(out_dir: Path, context: ToolContext, paths: list[Path], progress=silent_progress, **params) -> ToolResult:
    asked = VoiceCloningParams(**{"name": "Ada: 1", "consent": True, "effort": "quick"} | params)
    return TOOL.run(asked, paths, out_dir, context, progress)


def voice_path(result: ToolResult) -> Path:
    return next(output.path for output in result.outputs if output.role == "voice")


def tags_of(path: Path) -> dict[str, str]:
    with av.open(str(path)) as container:
        found = {**container.metadata, **container.streams.audio[0].metadata}
    return {name.lower(): value for name, value in found.items()}


def test_a_recorded_voice_comes_out_as_a_small_file_a_sample_and_what_is_known(learned):
    voice, sample, known = learned.outputs
    assert [output.role for output in learned.outputs] == ["voice", "sample", "characteristics"]
    assert voice.path.name == "Ada_ 1.voice.safetensors"
    assert voice.path.stat().st_size < 5_000
    assert ClonedVoice.read(voice.path).language == "en-US"
    sound, rate_hz = read_audio(sample.path)
    assert 3 < sound.shape[1] / rate_hz < 12
    assert "The voice is a clone" in tags_of(sample.path)["comment"]
    facts = json.loads(known.path.read_text())
    assert facts == learned.report
    assert facts["gender"] == "male"
    assert facts["engine"] == "audiostudio voice match 1"
    assert facts["samples"][0]["score"] == facts["quality_score"] > 60


def test_an_unknown_speaker_is_met_better_than_by_any_published_voice(learned):
    assert learned.report["similarity"] > learned.report["best_stock_similarity"] + 0.03


def test_the_clone_speaks_at_the_speakers_pitch(learned):
    speaker = np.median(track_pitch(novel().sound, novel().sample_rate_hz).voiced_hz)
    assert learned.report["median_pitch_hz"] == pytest.approx(speaker, rel=0.03)
    sound, rate_hz = read_audio(learned.outputs[1].path)
    assert abs(12 * np.log2(np.median(track_pitch(sound[0], rate_hz).voiced_hz) / speaker)) < 2


@pytest.mark.deep
def test_the_same_recording_gives_the_same_voice_with_growing_progress(tmp_path, context, recording, learned):
    heard = []
    again = learn(tmp_path, context, [recording], lambda fraction, message: heard.append(fraction))
    assert voice_path(again).read_bytes() == voice_path(learned).read_bytes()
    assert heard == sorted(heard)
    assert heard[-1] == 1


def speak(out_dir: Path, context: ToolContext, path: Path, **params) -> tuple[np.ndarray, ToolResult]:
    out_dir.mkdir()
    speaking = ToolContext(models_dir=context.models_dir, source_names=(), voices={NAME: path})
    asked = SpeechSynthesisParams(**{"text": "Good morning.", "voice": NAME} | params)
    result = SPEECH.run(asked, [], out_dir, speaking, silent_progress)
    return read_audio(result.outputs[0].path)[0][0], result


def test_text_is_spoken_with_it_alone_in_mixes_and_in_marks(tmp_path, context, learned):
    path = voice_path(learned)
    alone, result = speak(tmp_path / "alone", context, path)
    assert result.report["cloned"]
    assert result.report["voices"] == [NAME]
    assert "The voice is a clone" in tags_of(result.outputs[0].path)["comment"]
    assert np.abs(alone).max() > 0.05
    mixed, _ = speak(tmp_path / "mixed", context, path, voice=f"{NAME}(1)+af_heart(3)")
    marked, result = speak(tmp_path / "marked", context, path, voice="af_heart", text=f"[voice {NAME}]Good morning.[/]")
    assert result.report["cloned"]
    assert marked.size == pytest.approx(alone.size, rel=0.1)
    assert mixed.size != alone.size
    _, result = speak(tmp_path / "plain", context, path, voice="af_heart")
    assert not result.report["cloned"]
    assert "clone" not in tags_of(result.outputs[0].path)["comment"]


def test_less_similarity_is_another_sound(tmp_path, context, learned):
    full, _ = speak(tmp_path / "full", context, voice_path(learned), format="FLAC")
    none, _ = speak(tmp_path / "none", context, voice_path(learned), format="FLAC", similarity=0)
    both = min(full.size, none.size)
    assert both == pytest.approx(full.size, rel=0.1), "the rhythm is the mix's"
    assert np.abs(full[:both] - none[:both]).max() > 0.01


@pytest.mark.parametrize("content", [b"", b"not a voice", b"\xff" * 200, (1 << 40).to_bytes(8, "little") + b"{}"])
def test_what_is_no_voice_is_refused(tmp_path, context, content):
    path = tmp_path / "bad.safetensors"
    path.write_bytes(content)
    with pytest.raises(AudioError, match="voice_file_invalid"):
        speak(tmp_path / "out", context, path)


def test_a_voice_that_is_not_there_is_unknown(tmp_path, context):
    asked = SpeechSynthesisParams(text="Hello.", voice=NAME)
    with pytest.raises(AudioError, match="voice_unknown"):
        SPEECH.run(asked, [], tmp_path, context, silent_progress)


def test_nothing_is_learned_without_consent(tmp_path, context, recording):
    with pytest.raises(ToolError, match="consent_missing"):
        learn(tmp_path, context, [recording], consent=False)
    assert list(tmp_path.iterdir()) == []


def test_recordings_are_refused_with_their_names(tmp_path, context, recording):
    silent, other = tmp_path / "silent.wav", tmp_path / "other.wav"
    soundfile.write(silent, 4e-4 * said_by("am_adam").sound, KOKORO_RATE_HZ)
    soundfile.write(other, said_by("af_heart").sound, KOKORO_RATE_HZ)
    two = ToolContext(models_dir=context.models_dir, source_names=("mine.wav", "second.wav"))
    with pytest.raises(ToolError, match=r"sample_silent: second.wav:"):
        learn(tmp_path, two, [recording, silent])
    with pytest.raises(ToolError, match=r"samples_differ: mine.wav and second.wav"):
        learn(tmp_path, two, [recording, other])


def test_progress_stops_the_search(tmp_path, context, recording):
    class Stopped(Exception):
        pass

    def progress(fraction, message):
        if message == "learning the voice":
            raise Stopped

    with pytest.raises(Stopped):
        learn(tmp_path, context, [recording], progress)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "params", [{"name": ""}, {"name": "x" * 101}, {"language": "xx"}, {"sample_text": "x" * 301}, {"effort": "none"}]
)
def test_parameters_out_of_bounds_are_refused(params):
    with pytest.raises(ValidationError):
        VoiceCloningParams(**params)


def test_a_voice_costs_the_same_however_many_recordings():
    assert {TOOL.price_credits(VoiceCloningParams(), count) for count in range(1, 6)} == {10}
    assert TOOL.starting_price_credits() == 10


def test_missing_weights_are_named(tmp_path, recording):
    with pytest.raises(ModelMissing, match="audiostudio models pull speaker-encoder"):
        learn(tmp_path, ToolContext(models_dir=tmp_path), [recording])


def test_the_tool_is_light_to_list():
    code = (
        "import sys; import audiostudio.tools.voice_cloning.tool as t; "
        "print([name for name in ('onnxruntime', 'numba', 'av', 'numpy', 'scipy') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "[]"
    assert get_tool("voice_cloning") is TOOL
