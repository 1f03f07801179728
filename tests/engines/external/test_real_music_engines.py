"""ACE-Step, MusicGen, Stable Audio Open and AudioLDM 2 themselves, on small random weights, in their environment.

Random weights make no music; whether loading, making, options, progress and cancelling work does not depend on that.
"""

import os
import subprocess
from pathlib import Path

import benchmarks.support
import numpy as np
import pytest

from audiostudio.engines.external import worker
from audiostudio.engines.external.errors import EngineRefused
from audiostudio.engines.external.installation import EngineStore
from audiostudio.engines.external.music import MusicEngine
from audiostudio.engines.external.music_engines import MUSIC_ENGINES
from audiostudio.engines.external.worker import close_engines
from audiostudio.engines.music_generation.request import MusicRequest, Source

MAKER = Path(benchmarks.support.__file__).parent / "random_music.py"
FOLDER = Path(os.environ["AUDIOSTUDIO_ENGINE_TESTS"])

pytestmark = pytest.mark.timeout(1_800)  # the first run installs


@pytest.fixture(scope="module", params=list(MUSIC_ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """Give an engine with tiny weights, brought as an operator brings them."""
    store, row = EngineStore(FOLDER), MUSIC_ENGINES[request.param]
    if not store.state(row).is_installed:
        store.install(row, lambda fraction, message: None, accepted=True)
    folder = tmp_path_factory.mktemp(row.name)
    (folder / "environments").symlink_to(FOLDER / "environments")
    python = FOLDER / "environments" / row.environment / "bin" / "python"
    subprocess.run([python, MAKER, row.name, folder / "brought"], check=True, capture_output=True, timeout=600)
    (folder / "brought" / "program.py").write_text("raise SystemExit('nothing in the folder is run')")
    EngineStore(folder).import_weights(row, folder / "brought")
    yield MusicEngine(row, folder, use_cpu=True, threads=2)
    close_engines()


def quiet(fraction: float, message: str) -> None:
    pass


def make(engine: MusicEngine, tick=quiet, **asked) -> np.ndarray:
    row = engine.row
    few = {"steps": 3} if "steps" in row.options else {}
    lengths = {} if "source" in asked else {"duration_s": row.options["duration_s"].least}
    return engine.generate(MusicRequest(**{"prompt": "calm piano", "seed": 3, **few, **lengths, **asked}), tick)


def test_the_seed_decides_and_the_length_is_as_asked(engine):
    once, again, otherwise = (make(engine, seed=seed) for seed in (5, 5, 6))
    assert once.shape == (engine.row.channels, round(engine.row.options["duration_s"].least * engine.row.rate_hz))
    np.testing.assert_array_equal(once, again)
    assert not np.array_equal(once, otherwise)
    assert np.abs(once).max() > 1e-4


def test_a_length_between_its_frames_is_met_without_silence_at_the_end(engine):
    duration_s = engine.row.options["duration_s"].least + 0.7133
    made = make(engine, duration_s=duration_s)
    assert made.shape[1] == round(duration_s * engine.row.rate_hz)
    assert np.abs(made[:, -50:]).max() > 0


def test_other_options_make_another_sound(engine):
    plain = make(engine)
    others = {
        "negative_prompt": "drums",
        "bpm": 90,
        "key": "Eb major",
        "metre": "3/4",
        "lyrics": "la la la",
        "temperature": 0.3,
        "top_k": 3,
        "top_p": 0.2,
        "guidance": 12.0,
    }
    for name in others.keys() & engine.row.options.keys():
        assert not np.array_equal(make(engine, **{name: others[name]}), plain), name


def test_it_tells_its_steps_and_stops_in_the_middle(engine):
    told: list[tuple[float, str]] = []
    make(engine, tick=lambda *report: told.append(report))
    fractions = [fraction for fraction, message in told if message.startswith("step")]
    assert fractions == sorted(fractions)
    assert fractions[0] < 0.5 < fractions[-1] <= 0.95

    def stop(fraction: float, message: str) -> None:
        if message.startswith("step"):
            raise InterruptedError

    process = worker._processes[engine._worker._key]
    with pytest.raises(InterruptedError):
        make(engine, tick=stop)
    make(engine)
    assert worker._processes[engine._worker._key] is process, "it stopped in good order"


def test_words_beyond_its_hearing_are_refused(engine):
    if engine.row.name == "musicgen":
        pytest.skip("its reader of words has no such bound")
    words = "x" * min(engine.row.options["prompt"].most_characters, 600)
    with pytest.raises(EngineRefused) as refusal:
        make(engine, prompt=words)
    assert refusal.value.code == "prompt_too_long"


@pytest.mark.parametrize("engine", ["ace_step"], indirect=True)
@pytest.mark.parametrize("channels", [1, 2])
def test_ace_step_changes_a_piece_and_leaves_the_rest_to_the_bit(engine, channels):
    source = np.random.default_rng(0).normal(0, 0.1, (channels, 12 * 48_000)).astype(np.float32)
    stereo = np.broadcast_to(source, (2, source.shape[1]))
    made = make(engine, source=Source(source, "repaint", 4, 8))
    np.testing.assert_array_equal(made[:, : 4 * 48_000], stereo[:, : 4 * 48_000])
    np.testing.assert_array_equal(made[:, 8 * 48_000 :], stereo[:, 8 * 48_000 :])
    np.testing.assert_array_equal(make(engine, source=Source(source, "repaint", 4, 8)), made)
    middle = slice(5 * 48_000, 7 * 48_000)
    assert abs(np.corrcoef(made[0, middle], stereo[0, middle])[0, 1]) < 0.9
    longer = make(engine, source=Source(source, "extend"), duration_s=15.0)
    assert longer.shape == (2, 15 * 48_000)
    np.testing.assert_array_equal(longer[:, : 11 * 48_000], stereo[:, : 11 * 48_000])
    assert make(engine, source=Source(source, "cover", strength=0.5)).shape == stereo.shape
