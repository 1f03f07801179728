"""The tool of networks that make music: what one understands is made, measured and marked; the rest is refused."""

from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import soundfile

from audiostudio.audio.errors import CodedError
from audiostudio.engines.external.music_engines import MUSIC_ENGINES
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.entitlements import EVERYTHING
from audiostudio.tools.music_generation.params import EngineName, MusicGenerationParams
from audiostudio.tools.music_generation.tool import TOOL
from tests.support.installed_engine import installed, make_music_row, tiny

__all__ = ["installed", "tiny"]


@pytest.fixture
def context(tiny, monkeypatch: pytest.MonkeyPatch) -> ToolContext:
    monkeypatch.setitem(MUSIC_ENGINES, "ace_step", make_music_row(tiny))  # type: ignore[index]
    return ToolContext(tiny[1], threads=1)


def test_every_engine_can_be_asked_for() -> None:
    assert set(get_args(EngineName)) == set(MUSIC_ENGINES)


def test_what_comes_is_measured_against_what_was_asked(tmp_path: Path, context: ToolContext) -> None:
    params = MusicGenerationParams(prompt="hum", duration_s=2, bpm=120, seed=3)
    made = TOOL.run(params, (), tmp_path, context, silent_progress)
    sound, rate_hz = soundfile.read(made.outputs[0].path)
    assert (sound.shape, rate_hz) == ((96_000, 2), 48_000)
    assert made.report["asked_and_found"]["bpm"]["asked"] == 120
    assert made.report["asked_and_found"]["duration_s"]["difference_s"] == pytest.approx(0, abs=0.001)
    assert made.report["engine"] == "Tiny"


def test_a_stretch_of_a_reference_is_made_anew_and_the_rest_stays(tmp_path: Path, context: ToolContext) -> None:
    source = tmp_path / "source.wav"
    before = 0.2 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 24_000)[:, None].repeat(2, axis=1)
    soundfile.write(source, before, 24_000, subtype="FLOAT")
    params = MusicGenerationParams(prompt="hum", change="repaint", change_from_s=0.5, change_to_s=1, bit_depth=32)
    with_source = ToolContext(context.models_dir, threads=1, references=(source,))
    made = TOOL.run(params, (), tmp_path, with_source, silent_progress)
    after = soundfile.read(made.outputs[0].path)[0]
    assert len(after) == 96_000
    expected = 0.2 * np.sin(2 * np.pi * 440 * np.arange(96_000) / 48_000)
    assert np.abs(after[60_000:90_000, 0] - expected[60_000:90_000]).max() < 0.01
    assert np.abs(after[26_000:46_000, 0] - expected[26_000:46_000]).max() > 0.1


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"prompt": "hum", "key": "C minor"}, "option_unsupported"),
        ({"prompt": "hum", "duration_s": 500}, "option_out_of_range"),
        ({"prompt": "  "}, "prompt_missing"),
    ],
)
def test_what_it_does_not_understand_is_refused(context: ToolContext, params: dict[str, object], code: str) -> None:
    with pytest.raises(CodedError) as refused:
        TOOL.check(MusicGenerationParams.model_validate(params), EVERYTHING)
    assert refused.value.code == code


def test_a_change_needs_something_to_change(tmp_path: Path, context: ToolContext) -> None:
    with pytest.raises(CodedError) as refused:
        TOOL.run(MusicGenerationParams(prompt="hum", change="cover"), (), tmp_path, context, silent_progress)
    assert refused.value.code == "reference_needed"


def test_without_its_environment_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodedError) as refused:
        TOOL.run(MusicGenerationParams(prompt="hum"), (), tmp_path, ToolContext(tmp_path), silent_progress)
    assert "engines install ace_step" in refused.value.detail
