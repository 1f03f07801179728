"""XTTS-v2 and Pocket TTS themselves, on small random weights: what they say is what their packages say.

Random weights say nothing that could be understood; whether loading, hearing, speaking, progress and cancelling work
does not depend on that.
"""

import json
import os
import pickle
import shutil
import signal
import subprocess
from pathlib import Path

import benchmarks.support
import numpy as np
import pytest
import soundfile

from audiostudio.audio.codecs import read_audio
from audiostudio.engines.external import worker
from audiostudio.engines.external.errors import EngineFailed, EngineRefused
from audiostudio.engines.external.installation import EngineStore
from audiostudio.engines.external.speech import ExternalEngine, ReferenceVoice
from audiostudio.engines.external.voice_engines import VOICE_ENGINES
from audiostudio.engines.external.worker import close_engines
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.cloned_speech.params import ClonedSpeechParams
from audiostudio.tools.cloned_speech.tool import TOOL

HERE = Path(__file__).parent
MAKERS = Path(benchmarks.support.__file__).parent
FOLDER = Path(os.environ["AUDIOSTUDIO_ENGINE_TESTS"])
TEXT = "Hello there, this is a test."

pytestmark = pytest.mark.timeout(1_800)  # the first run installs


def python_of(name: str) -> str:
    return str(FOLDER / "environments" / name / "bin" / "python")


def run_inside(name: str, script: Path, *arguments: object) -> None:
    command = [python_of(name), str(script), *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


@pytest.fixture(scope="module", params=list(VOICE_ENGINES))
def engine_name(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    store, row = EngineStore(FOLDER), VOICE_ENGINES[request.param]
    if not store.state(row).is_installed:
        store.install(row, lambda fraction, message: None, accepted=True)
    return row.name


@pytest.fixture(scope="module")
def models_dir(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of weights that holds tiny ones, and the environments that are kept."""
    folder = tmp_path_factory.mktemp(engine_name)
    (folder / "environments").symlink_to(FOLDER / "environments")
    adapter = [VOICE_ENGINES["xtts"].adapter] if engine_name == "xtts" else []
    run_inside(engine_name, MAKERS / f"random_{engine_name}.py", folder / engine_name, *adapter, "small")
    yield folder
    close_engines()


@pytest.fixture(scope="module")
def engine(engine_name: str, models_dir: Path) -> ExternalEngine:
    return ExternalEngine(VOICE_ENGINES[engine_name], models_dir, use_cpu=True, threads=2)


@pytest.fixture(scope="module")
def voice(engine: ExternalEngine) -> ReferenceVoice:
    """Give two recordings of somebody who can only hum."""
    rate_hz = engine.row.reference_rate_hz
    t = np.arange(3 * rate_hz) / rate_hz
    hum = (0.2 * np.sin(2 * np.pi * 130 * t) * (1 + np.sin(2 * np.pi * 4 * t)) / 2).astype(np.float32)
    return ReferenceVoice(references=(hum, hum[: 2 * rate_hz] * np.float32(0.5)))


def quiet(fraction: float, message: str) -> None:
    pass


def say(
    engine: ExternalEngine, voice: ReferenceVoice, text: str = TEXT, language: str = "en", seed: int = 3, tick=quiet
):
    (sound,) = engine.speak([text], voice, language, seed, tick)
    return sound


def test_it_says_what_its_package_says(engine, voice, models_dir, tmp_path):
    references = []
    for number, reference in enumerate(voice.references):
        np.save(tmp_path / f"{number}.npy", reference)
        references.append(str(tmp_path / f"{number}.npy"))
    request = {"references": references, "text": TEXT, "language": "en", "seed": 3, "threads": 2}
    request["sound"] = str(tmp_path / "original.npy")
    adapter = [engine.row.adapter] if engine.row.name == "xtts" else []
    name = engine.row.name
    run_inside(name, HERE / f"original_{name}.py", models_dir / name, *adapter, json.dumps(request))
    original = np.load(tmp_path / "original.npy").reshape(-1)
    np.testing.assert_allclose(say(engine, voice), original, atol=1e-5)
    assert np.abs(original).max() > 1e-3


def is_same(one: np.ndarray, other: np.ndarray) -> bool:
    """Say whether two sounds differ by rounding only: Pocket TTS decodes together whatever frames are ready."""
    return one.shape == other.shape and np.allclose(one, other, atol=1e-5)


def test_the_seed_decides_how_it_is_said(engine, voice):
    once, again, otherwise = (say(engine, voice, seed=seed) for seed in (5, 5, 6))
    assert is_same(once, again)
    assert not is_same(once, otherwise)


def test_it_tells_how_far_it_is_and_stops_in_the_middle(engine, voice):
    told: list[tuple[float, str]] = []
    say(engine, voice, tick=lambda *report: told.append(report))
    fractions = [fraction for fraction, message in told if message == "speaking"]
    assert fractions
    assert fractions == sorted(fractions)
    process = worker._processes[engine._worker._key]

    def stop(fraction: float, message: str) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        say(engine, voice, tick=stop)
    say(engine, voice)
    assert worker._processes[engine._worker._key] is process, "it stopped in good order"


def test_killed_in_the_middle_it_says_the_same_in_a_second_life(engine, voice):
    before = say(engine, voice)
    pid = worker._processes[engine._worker._key]._process.pid
    killed: list[int] = []

    def kill(fraction: float, message: str) -> None:
        if not killed:
            killed.append(pid)
            os.kill(pid, signal.SIGKILL)

    assert is_same(say(engine, voice, tick=kill), before)
    assert worker._processes[engine._worker._key]._process.pid != pid


def test_the_tool_makes_a_file_of_it(engine, models_dir, tmp_path, voice):
    soundfile.write(tmp_path / "me.wav", np.concatenate(voice.references), engine.row.reference_rate_hz)
    context = ToolContext(models_dir=models_dir, source_names=(), references=(tmp_path / "me.wav",))
    params = ClonedSpeechParams(text=f"{TEXT} {TEXT}", voice=engine.row.name, consent=True, format="MP3")
    result = TOOL.run(params, [], tmp_path, context, silent_progress)
    sound, rate_hz = read_audio(result.outputs[0].path)
    assert result.report["duration_s"] == pytest.approx(sound.shape[1] / rate_hz, abs=0.01)
    assert result.report["engine"] == engine.row.name


def test_recordings_too_short_to_hear_a_voice_are_refused(engine):
    with pytest.raises(EngineRefused) as error:
        say(engine, ReferenceVoice(references=(np.zeros(1_000, np.float32),)))
    assert error.value.code == "reference_too_short"


@pytest.mark.parametrize("engine_name", ["xtts"], indirect=True)
@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "你好，世界。"), ("ja", "今日は良い天気です。"), ("ko", "안녕하세요."), ("hi", "नमस्ते दुनिया।")],
)
def test_languages_with_readers_of_their_own_are_read(engine, voice, language, text):
    assert say(engine, voice, text, language).size > 1_000


@pytest.mark.parametrize("engine_name", ["xtts"], indirect=True)
@pytest.mark.parametrize(("language", "text"), [("hi", "नमस्ते 20 दुनिया।"), ("en", "999999999999 " * 13)])
def test_what_its_reader_cannot_read_is_refused(engine, voice, language, text):
    with pytest.raises(EngineRefused, match="numbers in words") as error:
        say(engine, voice, text, language)
    assert error.value.code == "text_unreadable"


@pytest.mark.parametrize("engine_name", ["xtts"], indirect=True)
def test_speakers_that_it_brings_speak_and_others_are_refused(engine):
    assert say(engine, ReferenceVoice(name="Tiny Person")).size > 1_000
    with pytest.raises(EngineRefused, match="it knows Tiny Person") as error:
        say(engine, ReferenceVoice(name="Nobody"))
    assert error.value.code == "voice_unknown"


@pytest.mark.parametrize("engine_name", ["xtts"], indirect=True)
def test_safetensors_say_the_same(engine, voice, models_dir, tmp_path):
    (tmp_path / "environments").symlink_to(FOLDER / "environments")
    (tmp_path / "xtts").mkdir()
    for name in ("config.json", "vocab.json"):
        shutil.copy(models_dir / "xtts" / name, tmp_path / "xtts")
    shutil.copy(models_dir / "xtts" / "same.safetensors", tmp_path / "xtts" / "model.safetensors")
    other = ExternalEngine(engine.row, tmp_path, use_cpu=True, threads=2)
    assert is_same(say(other, voice), say(engine, voice))


class _Trap:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


@pytest.mark.parametrize("engine_name", ["xtts"], indirect=True)
def test_nothing_in_a_file_of_weights_is_run(engine, voice, models_dir, tmp_path):
    (tmp_path / "environments").symlink_to(FOLDER / "environments")
    shutil.copytree(models_dir / "xtts", tmp_path / "xtts")
    (tmp_path / "xtts" / "model.pth").write_bytes(pickle.dumps({"model": _Trap(tmp_path / "sprung")}))
    other = ExternalEngine(engine.row, tmp_path, use_cpu=True, threads=2)
    with pytest.raises(EngineFailed):
        say(other, voice)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("engine_name", ["pocket"], indirect=True)
def test_languages_whose_weights_were_not_brought_are_told(engine, voice):
    with pytest.raises(EngineRefused, match="for french are not installed; there are those for english") as error:
        say(engine, voice, "Bonjour.", "fr")
    assert error.value.code == "model_missing"
