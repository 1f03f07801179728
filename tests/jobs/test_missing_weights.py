"""Without weights every way to an engine says which command brings them, and costs nothing."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.jobs import files_of
from tests.support.studio import Studio, serving, working


@pytest.fixture
async def bare(make_settings: Any, open_dir: Path) -> AsyncIterator[Studio]:
    async with serving(make_settings(AUDIOSTUDIO_MODELS_DIR=open_dir / "no models")) as studio:
        yield studio


async def test_a_job_whose_weights_are_missing_says_which_command_gets_them(bare: Studio, song: Path) -> None:
    async with working(bare.settings):
        person = await bare.register()
        job = await person.finished((await person.upload(song, tool="separation")).json()["job_id"])
        assert (job["status"], job["error"]["code"], job["attempt"]) == ("FAILED", "model_missing", 1)
        assert "audiostudio models pull" in job["error"]["detail"]
        assert await person.balance() == 3


async def test_speech_that_streams_says_it_before_a_byte_is_sent(bare: Studio) -> None:
    person = await bare.register()
    asked = {"model": "tts-1", "input": "Hello there.", "voice": "am_adam"}
    _says_the_command(await person.client.post("/v1/audio/speech", json=asked))
    assert await person.balance() == 3
    [job] = (await person.client.get("/jobs")).json()["items"]
    assert (job["status"], job["error"]["code"]) == ("FAILED", "model_missing")


async def test_samples_of_a_voice_are_not_judged_and_not_kept(bare: Studio, song: Path) -> None:
    person = await bare.register()
    answer = await person.client.post(
        "/api/audio-studio/voice-cloning/upload",
        files=[("file", (song.name, song.read_bytes()))],
        data={"consent": "true", "speaker": "Adam"},
    )
    _says_the_command(answer)
    assert files_of(bare, person) == []


def _says_the_command(answer: httpx2.Response) -> None:
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (503, "model_missing"), answer.text
    assert "audiostudio models pull" in problem["detail"]
