"""Speech in a recorded voice through the tool: by the engine that was asked for, or not at all."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from pydantic import ValidationError

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.audio.codecs import read_audio
from audiostudio.audio.errors import AudioError
from audiostudio.audio.speech.trimming import active_level_db
from audiostudio.engines.external.errors import EngineDied, EngineFailed, EngineHung
from audiostudio.engines.external.voice_engines import VOICE_ENGINES
from audiostudio.engines.text.errors import TextError
from audiostudio.engines.weights.errors import EngineMissing, ModelMissing
from audiostudio.tools.base import ToolContext, ToolError, silent_progress
from audiostudio.tools.cloned_speech.params import ClonedSpeechParams
from audiostudio.tools.cloned_speech.tool import TOOL
from audiostudio.tools.registry import get_tool
from tests.support.installed_engine import installed, tiny

__all__ = ["installed", "tiny"]


def write_recording(path: Path, *, rate_hz: int = 22_050, seconds: float = 3.0, channels: int = 1) -> Path:
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    sound = 0.2 * np.sin(2 * np.pi * 150 * t) * (1 + 0.5 * np.sin(2 * np.pi * 3 * t))
    soundfile.write(path, np.tile(sound[:, None], channels), rate_hz, subtype="FLOAT")
    return path


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return write_recording(tmp_path / "me.wav")


@pytest.fixture
def context(tiny, recording: Path, monkeypatch: pytest.MonkeyPatch) -> ToolContext:
    row, models_dir = tiny
    monkeypatch.setitem(VOICE_ENGINES, "pocket", row)  # type: ignore[index]
    return ToolContext(models_dir=models_dir, source_names=(), references=(recording,))


def speak(out_dir: Path, context: ToolContext, progress=silent_progress, **params):
    out_dir.mkdir(exist_ok=True)
    asked = ClonedSpeechParams(**{"voice": "pocket", "consent": True, **params})
    return TOOL.run(asked, [], out_dir, context, progress)


def test_a_text_is_said_by_the_engine_and_told_as_it_is(tmp_path, context):
    result = speak(tmp_path / "out", context, text="Talk to me.\n\nAnd again: talk.")
    (output,) = result.outputs
    sound, rate_hz = read_audio(output.path)
    assert (rate_hz, sound.shape[0], output.type) == (24_000, 1, "voiceover")
    # Two tones of half a second, and the rest after a paragraph.
    assert result.report["duration_s"] == pytest.approx(0.5 + 0.6 + 0.5, abs=0.02) == sound.shape[1] / rate_hz
    # Of a pure tone the mark moves one band only, now up and now down.
    assert active_level_db(sound[0], rate_hz) == pytest.approx(-21, abs=0.6)
    assert np.abs(sound[0, 13_500:25_000]).max() < 2**-14, "a rest, but for the dither"
    assert {name: result.report[name] for name in ("engine", "model", "licence", "synthetic", "references")} == {
        "engine": "tiny",
        "model": "Tiny",
        "licence": "LicenseRef-Tiny",
        "synthetic": True,
        "references": 1,
    }


@pytest.mark.parametrize(
    ("params", "codec", "rate_hz"),
    [
        ({"format": "mp3", "sample_rate": 44_100}, "mp3float", 44_100),
        ({"format": "Opus"}, "opus", 48_000),
        ({"format": "FLAC", "bit_depth": 24}, "flac", 24_000),
    ],
)
def test_the_file_is_what_was_asked_for_and_marked_as_synthetic(tmp_path, context, params, codec, rate_hz):
    (output,) = speak(tmp_path / "out", context, text="Talk.", **params).outputs
    with av.open(str(output.path)) as container:
        stream = container.streams.audio[0]
        tags = {name.lower(): value for name, value in {**container.metadata, **stream.metadata}.items()}
        assert (stream.codec_context.name, stream.rate, stream.channels) == (codec, rate_hz, 1)
    assert tags["comment"] == (
        "Synthetic speech: no person said this. The voice is a clone of a person's. Made with Tiny by Audio Studio."
    )
    assert tags["artist"] == "A recorded voice (synthetic voice)"


def test_speed_makes_it_shorter(tmp_path, context):
    slow, quick = (
        speak(tmp_path / f"out-{speed}", context, text="Talk.", speed=speed).report["duration_s"] for speed in (0.5, 2)
    )
    assert (slow, quick) == (pytest.approx(1.0, abs=0.02), pytest.approx(0.25, abs=0.02))


def test_long_texts_are_said_in_pieces_that_the_engine_says_well(tmp_path, context, monkeypatch):
    monkeypatch.setitem(VOICE_ENGINES, "pocket", replace_row(context, most_characters=30))
    told: list[float] = []
    text = "talk " * 60
    report = speak(tmp_path / "out", context, lambda fraction, _: told.append(fraction), text=text).report
    assert report["duration_s"] == pytest.approx(10 * 0.5 + 9 * 0.05, abs=0.1)
    assert told == sorted(told)
    assert told[-1] == 1.0


def replace_row(context, **changes):
    return replace(VOICE_ENGINES["pocket"], **changes)


def test_the_work_stops_when_progress_says_so(tmp_path, context):
    def stop(fraction: float, message: str) -> None:
        if message.startswith("speaking"):
            raise InterruptedError

    with pytest.raises(InterruptedError):
        speak(tmp_path / "out", context, stop, text="Talk.")


@pytest.mark.parametrize(("word", "error"), [("die", EngineDied), ("hang", EngineHung), ("silence", EngineFailed)])
def test_an_engine_that_does_not_do_its_part_is_told_and_nothing_else_speaks(
    tmp_path, context, monkeypatch, word, error
):
    monkeypatch.setitem(VOICE_ENGINES, "pocket", replace_row(context, silence_s=1.5))
    with pytest.raises(error):
        speak(tmp_path / "out", context, text=word)
    assert speak(tmp_path / "again", context, text="die-once").report["duration_s"] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    ("params", "references", "code"),
    [
        ({"text": "Hi.", "consent": False}, 1, "consent_missing"),
        ({"text": "Hi."}, 0, "reference_missing"),
        ({"text": "Hi.", "voice": "pocket:Alba"}, 1, "reference_not_wanted"),
        ({"text": "Hi.", "language": "hu"}, 1, "language_unavailable"),
        ({"text": "🎉🎉"}, 1, "text_empty"),
        ({"text": "Добрый день"}, 1, "text_wrong_language"),
        ({"text": "Hi.", "format": "MP3", "sample_rate": 8000}, 1, None),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(tmp_path, context, params, references, code):
    context = replace(context, references=context.references[:references])
    if code is None:
        assert speak(tmp_path / "out", context, **params).report["sample_rate_hz"] == 8_000
        return
    with pytest.raises((ToolError, TextError)) as error:
        speak(tmp_path / "out", context, **params)
    assert error.value.code == code


@pytest.mark.parametrize(
    "params",
    [
        {"text": ""},
        {"text": "x" * 100_001},
        {"text": "Hi.", "voice": None},
        {"text": "Hi.", "voice": "af_heart"},
        {"text": "Hi.", "voice": "xtts:"},
        {"text": "Hi.", "voice": "xtts:a:b"},
        {"text": "Hi.", "voice": "xtts: name"},
        {"text": "Hi.", "speed": 4.1},
        {"text": "Hi.", "seed": -1},
        {"text": "Hi.", "language": "tlh"},
    ],
)
def test_parameters_out_of_bounds_are_refused(params):
    with pytest.raises(ValidationError):
        ClonedSpeechParams(**{"voice": "xtts", **params})


@pytest.mark.parametrize(
    "options",
    [
        {"rate_hz": 8_000},
        {"rate_hz": 192_000},
        {"channels": 2},
        {"channels": 6},
        {"seconds": 200.0, "rate_hz": 8_000},
    ],
)
def test_recordings_of_all_kinds_are_heard(tmp_path, context, options):
    path = write_recording(tmp_path / "other.wav", **options)
    report = speak(tmp_path / "out", replace(context, references=(path, path)), text="Talk.").report
    assert report["references"] == 2


@pytest.mark.parametrize(
    ("sound", "code"),
    [
        (np.zeros(48_000), "audio_silent"),
        (np.ones(1), "audio_too_short"),
        (0.1 * np.random.default_rng(1).standard_normal(10_000), "audio_too_short"),
        (np.full(48_000, np.nan), "audio_not_finite"),
    ],
)
def test_recordings_in_which_nobody_is_heard_are_refused(tmp_path, context, sound, code):
    soundfile.write(tmp_path / "bad.wav", sound, 48_000, subtype="FLOAT")
    both = (*context.references, tmp_path / "bad.wav")
    with pytest.raises(AudioError, match="Reference 2") as error:
        speak(tmp_path / "out", replace(context, references=both), text="Talk.")
    assert error.value.code == code


def test_without_engine_or_weights_the_command_that_gets_them_is_named(tmp_path, context, tiny):
    empty = replace(context, models_dir=tmp_path)
    with pytest.raises(EngineMissing, match=r"audiostudio engines install xtts --accept-licence CPML"):
        speak(tmp_path / "out", empty, text="Hi.", voice="xtts")
    _, models_dir = tiny
    (models_dir / "tiny" / "tiny.bin").rename(tmp_path / "tiny.bin")
    try:
        with pytest.raises(ModelMissing, match="ask the tests for them"):
            speak(tmp_path / "out", context, text="Hi.")
    finally:
        (tmp_path / "tiny.bin").rename(models_dir / "tiny" / "tiny.bin")


def test_every_500_characters_cost_a_credit():
    for characters, credits in ((1, 1), (500, 1), (501, 2), (100_000, 200)):
        assert TOOL.price_credits(ClonedSpeechParams(text="x" * characters, voice="xtts")) == credits


def test_formats_of_other_tiers_are_refused():
    with pytest.raises(ToolError, match="Free tier makes"):
        TOOL.check(ClonedSpeechParams(text="Hi.", voice="xtts", format="FLAC"), PLANS[Tier.FREE].entitlements)


def test_the_tool_is_listed_and_light_to_list():
    assert get_tool("cloned_speech") is TOOL
    code = (
        "import sys; import audiostudio.tools.cloned_speech.tool; "
        "print([name for name in ('onnxruntime', 'numba', 'av', 'numpy', 'scipy') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "[]"
