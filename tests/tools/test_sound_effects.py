"""The tool of sound effects: words become sounds of exact length, takes differ, and what is unknown is refused."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from audiostudio.audio.errors import CodedError
from audiostudio.tools.base import ToolContext, ToolResult, silent_progress
from audiostudio.tools.entitlements import EVERYTHING
from audiostudio.tools.sound_effects.params import SoundEffectParams
from audiostudio.tools.sound_effects.tool import TOOL


def _made(folder: Path, models: Path, **params: object) -> ToolResult:
    folder.mkdir(exist_ok=True)
    return TOOL.run(SoundEffectParams.model_validate(params), (), folder, ToolContext(models), silent_progress)


def test_takes_are_exact_in_length_and_differ(tmp_path: Path, weights_dir: Path) -> None:
    made = _made(
        tmp_path, weights_dir, prompt="heavy rain on a tin roof with distant thunder", duration_s=3, variations=2
    )
    assert [output.role for output in made.outputs] == ["effect", "effect_2"]
    first, second = (soundfile.read(output.path)[0] for output in made.outputs)
    assert first.shape == second.shape == (3 * 48_000, 2)
    assert np.abs(first).max() <= 10 ** (-0.9 / 20)
    assert not np.array_equal(first, second)


def test_a_plan_of_a_report_makes_the_same_sound(tmp_path: Path, weights_dir: Path) -> None:
    first = _made(tmp_path / "first", weights_dir, prompt="coin pickup", format="FLAC")
    again = _made(tmp_path / "again", weights_dir, plan=first.report["plan"], format="FLAC")
    assert first.outputs[0].path.read_bytes() == again.outputs[0].path.read_bytes()


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"prompt": ""}, "effect_words_missing"),
        ({"prompt": "rain " * 2_000}, "effect_words_too_long"),
        ({"prompt": "quantum flibber"}, "effect_unknown"),
        ({"prompt": "rain", "duration_s": 100_000}, "effect_length_impossible"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_paid(params: dict[str, object], code: str) -> None:
    with pytest.raises(CodedError) as refused:
        TOOL.check(SoundEffectParams.model_validate(params), EVERYTHING)
    assert refused.value.code == code
