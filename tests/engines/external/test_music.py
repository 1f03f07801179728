"""Music by an engine of its own: as long as was asked, what it lacks refused before it begins, its failures its own."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audiostudio.engines.external import worker
from audiostudio.engines.external.errors import EngineAnswerBroken, EngineDied, EngineFailed, EngineHung, EngineRefused
from audiostudio.engines.external.music import MusicEngine
from audiostudio.engines.external.music_engines import MUSIC_ENGINES
from audiostudio.engines.music_generation.options import MusicRefusal
from audiostudio.engines.music_generation.request import MusicRequest, Source
from audiostudio.engines.weights.errors import EngineMissing
from tests.support.installed_engine import make_music_row

RATE_HZ = 24_000


def quiet(fraction: float, message: str) -> None:
    pass


def engine(tiny, **changes) -> MusicEngine:
    return MusicEngine(make_music_row(tiny, **changes), tiny[1], use_cpu=True, threads=1)


def make(tiny, prompt: str = "hum", tick=quiet, silence_s: float = 60.0, **asked) -> np.ndarray:
    return engine(tiny, silence_s=silence_s).generate(MusicRequest(prompt, **asked), tick)


def asked_of(tiny) -> dict[str, object]:
    return json.loads((tiny[1] / "environments" / "tiny" / "home" / "asked.json").read_text())


def test_it_is_as_long_as_was_asked_to_the_sample_and_tells_its_steps(tiny):
    told: list[tuple[float, str]] = []
    made = make(tiny, tick=lambda *report: told.append(report), duration_s=0.7321)
    assert made.shape == (2, round(0.7321 * RATE_HZ))
    assert made.dtype == np.float32
    assert np.abs(made).max() == pytest.approx(0.3, rel=1e-3)
    steps = [report for report in told if report[1].startswith("step")]
    assert [message for _, message in dict.fromkeys(steps)] == ["step 1 of 3", "step 2 of 3", "step 3 of 3"]


def test_what_is_asked_reaches_the_engine_and_the_rest_is_as_its_row_says(tiny):
    make(tiny, bpm=120, seed=7)
    asked = asked_of(tiny)
    assert (asked["bpm"], asked["seed"], asked["duration_s"], asked["device"]) == (120, 7, 1, "cpu")
    make(tiny)
    assert asked_of(tiny)["seed"] == 0
    assert "bpm" not in asked_of(tiny)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"key": "C major"}, "option_unsupported"),
        ({"top_k": 5}, "option_unsupported"),
        ({"bpm": 10}, "option_out_of_range"),
        ({"duration_s": 6.0}, "option_out_of_range"),
    ],
)
def test_what_it_lacks_is_refused_before_a_process_begins(tiny, asked, code):
    with pytest.raises(MusicRefusal) as refusal:
        make(tiny, **asked)
    assert refusal.value.code == code
    assert not worker._processes


def test_a_stretch_is_made_anew_and_all_else_stays_to_the_bit(tiny):
    source = np.random.default_rng(1).normal(0, 0.1, (2, 2 * RATE_HZ)).astype(np.float32)
    made = make(tiny, source=Source(source, "repaint", 0.5, 1.0))
    first, last = RATE_HZ // 2, RATE_HZ
    np.testing.assert_array_equal(made[:, :first], source[:, :first])
    np.testing.assert_array_equal(made[:, last:], source[:, last:])
    middle = slice(first + 1_000, last - 1_000)
    assert np.corrcoef(made[0, middle], np.sin(2 * np.pi * 200 * np.arange(2 * RATE_HZ) / RATE_HZ)[middle])[0, 1] > 0.99
    assert (asked_of(tiny)["start_s"], asked_of(tiny)["end_s"]) == (0.5, 1.0)


@pytest.mark.parametrize("word", ["die-once", "exit-once", "mute-once", "nan-once"])
def test_what_breaks_once_is_started_again_and_made(tiny, word):
    assert make(tiny, word).shape == (2, RATE_HZ)


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("die", EngineDied),
        ("exit", EngineDied),
        ("hang", EngineHung),
        ("mute", EngineAnswerBroken),
        ("nan", EngineAnswerBroken),
        ("pickle", EngineAnswerBroken),
        ("fail", EngineFailed),
        ("refuse", EngineRefused),
        ("slowly", EngineFailed),
    ],
)
def test_an_engine_that_does_not_do_its_part_is_told(tiny, word, error):
    with pytest.raises(error):
        make(tiny, word, silence_s=1.5)
    assert make(tiny).shape == (2, RATE_HZ), "the next request is served"


def test_who_stops_listening_stops_the_work(tiny):
    def stop(fraction: float, message: str) -> None:
        if message.startswith("step"):
            raise InterruptedError

    with pytest.raises(InterruptedError):
        make(tiny, tick=stop)
    (process,) = worker._processes.values()
    make(tiny)
    assert worker._processes[next(iter(worker._processes))] is process, "it stopped in good order"


def test_without_its_environment_the_command_is_named(tmp_path: Path):
    with pytest.raises(EngineMissing, match=r"engines install musicgen --accept-licence CC-BY-NC-4\.0"):
        MusicEngine(MUSIC_ENGINES["musicgen"], tmp_path, use_cpu=True, threads=1)


@pytest.mark.parametrize("row", MUSIC_ENGINES.values(), ids=MUSIC_ENGINES)
def test_weights_that_forbid_commerce_are_accepted_first_and_every_engine_has_what_all_need(row):
    assert bool(row.to_accept) == (row.weights_licence != "MIT")
    assert {"prompt", "duration_s", "seed"} <= row.options.keys()
    assert set(row.options) - {"prompt", "repaint", "extend", "cover"} <= MusicRequest.__dataclass_fields__.keys()
    default = row.options["duration_s"].default
    assert row.options["duration_s"].least <= default <= row.options["duration_s"].most
    assert row.weights_advice.endswith(f"audiostudio engines install {row.name} --weights THE_FOLDER")
    assert replace(row, shared_environment="").requirements.name == f"{row.name}.txt"
