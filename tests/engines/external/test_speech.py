"""Speech by an engine of its own: one warm process, started again once, and never anything but what it said."""

from dataclasses import replace

import numpy as np
import pytest

from audiostudio.engines.external import worker
from audiostudio.engines.external.errors import (
    EngineAnswerBroken,
    EngineDied,
    EngineFailed,
    EngineHung,
    EngineRefused,
)
from audiostudio.engines.external.speech import ExternalEngine, ReferenceVoice
from audiostudio.engines.weights.errors import EngineMissing
from tests.support.installed_engine import make_row

VOICE = ReferenceVoice(references=(np.zeros(24_000, np.float32), np.ones(10, np.float32)))


def quiet(fraction: float, message: str) -> None:
    pass


def say(tiny, *texts: str, tick=quiet, voice: ReferenceVoice = VOICE) -> list[np.ndarray]:
    row, models_dir = tiny
    engine = ExternalEngine(row, models_dir, use_cpu=True, threads=1)
    return list(engine.speak(texts, voice, "en", 0, tick))


def process_id() -> int:
    (process,) = worker._processes.values()
    return process._process.pid


def test_every_text_is_said_by_one_process_that_stays_warm(tiny):
    told: list[str] = []
    sounds = say(tiny, "talk", "talk again", tick=lambda fraction, message: told.append(message))
    assert [sound.size for sound in sounds] == [12_000, 12_000]
    assert np.sqrt(np.mean(sounds[0] ** 2)) == pytest.approx(0.3 / np.sqrt(2), rel=1e-3)
    assert "speaking with 2 references" in told
    first = process_id()
    say(tiny, "talk")
    assert process_id() == first


@pytest.mark.parametrize("word", ["die-once", "exit-once", "mute-once", "half-once", "nan-once", "pickle-once"])
def test_what_breaks_once_is_started_again_and_said(tiny, word):
    assert [sound.size for sound in say(tiny, "talk", word, "talk")] == [12_000] * 3


def impatient(tiny):
    row, models_dir = tiny
    return replace(row, silence_s=1.5), models_dir


def test_what_hangs_once_is_ended_started_again_and_said(tiny):
    assert [sound.size for sound in say(impatient(tiny), "hang-once")] == [12_000]


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("die", EngineDied),
        ("exit", EngineDied),
        ("hang", EngineHung),
        ("mute", EngineAnswerBroken),
        ("half", EngineAnswerBroken),
        ("nan", EngineAnswerBroken),
    ],
)
def test_what_breaks_twice_is_said_with_its_code(tiny, word, error):
    with pytest.raises(error, match="once more") as raised:
        say(impatient(tiny), word)
    assert raised.value.code == error.code
    assert [sound.size for sound in say(tiny, "talk")] == [12_000], "the next request finds a fresh one"


def test_a_refusal_is_passed_on_at_once_and_costs_no_process(tiny):
    say(tiny, "talk")
    before = process_id()
    with pytest.raises(EngineRefused, match="no such speaker"):
        say(tiny, "refuse")
    assert process_id() == before


def test_weights_that_speak_at_another_rate_are_not_played_at_the_wrong_one(tiny):
    with pytest.raises(EngineFailed, match="another rate than 24000 Hz"):
        say(tiny, "slowly")


def test_starting_can_be_stopped_too(tiny):
    def stop(fraction: float, message: str) -> None:
        assert message == "starting the engine"
        raise InterruptedError

    with pytest.raises(InterruptedError):
        say(tiny, "talk", tick=stop)
    assert not worker._processes


def test_who_stops_listening_stops_the_work(tiny):
    def stop(fraction: float, message: str) -> None:
        if message.startswith("speaking"):
            raise InterruptedError

    with pytest.raises(InterruptedError):
        say(tiny, "talk", tick=stop)
    assert [sound.size for sound in say(tiny, "talk")] == [12_000]


def test_without_its_environment_the_command_is_named(tmp_path):
    (tmp_path / "tiny.txt").write_text("")
    with pytest.raises(EngineMissing, match="audiostudio engines install tiny"):
        ExternalEngine(make_row(tmp_path / "tiny.txt"), tmp_path, use_cpu=True, threads=1)
