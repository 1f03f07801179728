"""The composing tool on real instruments: exact length, tempo and loudness, stems that sum, and what goes with them."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audiostudio.audio.errors import CodedError
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ
from audiostudio.tools.base import ToolContext, ToolResult, silent_progress
from audiostudio.tools.composition.params import CompositionParams
from audiostudio.tools.composition.tool import TOOL


def _composed(folder: Path, models: Path, **params: object) -> ToolResult:
    folder.mkdir(exist_ok=True)
    asked = CompositionParams.model_validate({"target_sample_rate": SAMPLE_RATE_HZ, **params})
    return TOOL.run(asked, (), folder, ToolContext(models), silent_progress)


def _sound(path: Path) -> np.ndarray:
    return soundfile.read(path, always_2d=True)[0].T


@pytest.fixture(scope="module")
def models(weights_dir: Path) -> Path:
    return weights_dir


@pytest.fixture(scope="module")
def piece(tmp_path_factory: pytest.TempPathFactory, models: Path) -> ToolResult:
    return _composed(
        tmp_path_factory.mktemp("piece"),
        models,
        prompt="calm lo-fi hip hop with piano, 80 bpm in C minor",
        duration_s=12.345,
        bit_depth=32,
        outputs=["stems", "midi", "score", "picture", "beats", "plan", "licence"],
    )


def _path(result: ToolResult, role: str) -> Path:
    return next(output.path for output in result.outputs if output.role == role)


def test_the_length_is_exact_to_the_sample(piece: ToolResult) -> None:
    assert _sound(_path(piece, "music")).shape == (2, round(12.345 * SAMPLE_RATE_HZ))


def test_loudness_and_true_peak_are_as_asked(piece: ToolResult) -> None:
    after = piece.report["after"]
    assert after["integrated_lufs"] == pytest.approx(-14, abs=0.1)
    assert after["true_peak_dbtp"] <= -1


def test_words_are_kept_in_plan_library_and_tags(piece: ToolResult) -> None:
    music = piece.outputs[0]
    assert music.type == "music"
    assert music.details["music"] == {
        "genre": "lofi",
        "mood": "calm",
        "bpm": 80,
        "key": "C minor",
        "metre": "4/4",
        "royalty_free": True,
    }
    with soundfile.SoundFile(_path(piece, "music")) as file:
        assert file.samplerate == SAMPLE_RATE_HZ
    assert {one["what"] for one in piece.report["understood"]} >= {"genre", "mood", "bpm", "key"}


def test_every_sound_is_accounted_for(piece: ToolResult) -> None:
    sounds = piece.report["provenance"]["sounds"]
    assert {sound["licence"] for sound in sounds} <= {"MIT", "CC0-1.0"}
    text = _path(piece, "licence").read_text()
    assert all(sound["sample"] in text for sound in sounds)


def test_documents_agree_with_the_plan(piece: ToolResult) -> None:
    plan = json.loads(_path(piece, "plan").read_text())
    assert plan == piece.report["plan"]
    beats = json.loads(_path(piece, "beats").read_text())
    assert beats["beats"][1]["time_s"] - beats["beats"][0]["time_s"] == pytest.approx(0.75, abs=1e-6)
    assert _path(piece, "midi").read_bytes().startswith(b"MThd")
    assert b"score-partwise" in _path(piece, "score").read_bytes()
    assert _path(piece, "picture").read_bytes().startswith(b"\x89PNG")


def test_a_muted_part_leaves_every_other_bit_as_it_was(piece: ToolResult, tmp_path: Path, models: Path) -> None:
    plan = piece.report["plan"]
    silent = plan["parts"][0]["role"]
    parts = [part | {"is_muted": part["role"] == silent} for part in plan["parts"]]
    again = _composed(tmp_path / "muted", models, plan=plan | {"parts": parts}, bit_depth=32, outputs=["stems"])
    roles = {output.role for output in again.outputs if output.type == "stem"}
    assert roles == {output.role for output in piece.outputs if output.type == "stem"} - {silent}
    for role in roles:
        assert _path(again, role).read_bytes()[-1000:] == _path(piece, role).read_bytes()[-1000:]
        assert np.array_equal(_sound(_path(again, role)), _sound(_path(piece, role)))


def test_the_same_plan_gives_the_same_bytes(piece: ToolResult, tmp_path: Path, models: Path) -> None:
    again = _composed(tmp_path / "again", models, plan=piece.report["plan"], bit_depth=32, outputs=[])
    assert _path(again, "music").read_bytes() == _path(piece, "music").read_bytes()


def test_a_loop_has_no_seam(tmp_path: Path, models: Path) -> None:
    made = _composed(tmp_path / "loop", models, genre="house", ending="loop", duration_s=8, bpm=120, outputs=[])
    sound = _sound(_path(made, "music"))
    assert sound.shape[1] == 8 * SAMPLE_RATE_HZ
    around = np.concatenate([sound[:, -2:], sound[:, :2]], axis=1)
    steps = np.abs(np.diff(sound, axis=1)).max()
    assert np.abs(np.diff(around, axis=1)).max() <= steps


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"prompt": ""}, "prompt_empty"),
        ({"prompt": "x" * 10_000}, "prompt_too_long"),
        ({"prompt": "jazz", "key": "H flat"}, "key_unknown"),
        ({"prompt": "jazz", "instruments": ["kazoo orchestra"]}, "instrument_unknown"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_paid(params: dict[str, object], code: str) -> None:
    from audiostudio.tools.entitlements import EVERYTHING

    with pytest.raises(CodedError) as refused:
        TOOL.check(CompositionParams.model_validate(params), EVERYTHING)
    assert refused.value.code == code


def test_music_gives_way_to_a_voice_and_comes_back(tmp_path: Path, weights_dir: Path) -> None:
    """The voice is a tone that speaks from the second to the fifth second."""
    times = np.arange(8 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    speaks = (times >= 2) & (times < 5)
    recorded = tmp_path / "voice.wav"
    soundfile.write(recorded, 0.2 * np.sin(2 * np.pi * 300 * times) * speaks, SAMPLE_RATE_HZ)
    asked = CompositionParams(genre="lofi", duration_s=8, target_sample_rate=48_000, bit_depth=32, outputs=())
    made = TOOL.run(asked, (), tmp_path, ToolContext(weights_dir, references=(recorded,)), silent_progress)
    assert [output.role for output in made.outputs] == ["music", "with_voice"]
    assert made.report["plan"]["under_voice"]
    together = _sound(_path(made, "with_voice"))
    spectrum = np.abs(np.fft.rfft(together[:, 3 * SAMPLE_RATE_HZ : 4 * SAMPLE_RATE_HZ].mean(axis=0)))
    # Where loudness is heard: bass counts for little.
    voice_power, all_power = spectrum[295:306] @ spectrum[295:306], spectrum[200:] @ spectrum[200:]
    assert 6 <= 10 * np.log10(voice_power / (all_power - voice_power)) <= 20
    assert np.abs(together[:, 6 * SAMPLE_RATE_HZ : 7 * SAMPLE_RATE_HZ]).max() > 0.01
