"""Speech as programs written for OpenAI ask for it: with OpenAI's own client, against the real server and voices."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import av
import httpx2
import numpy as np
import openai
import pytest

from audiostudio.audio.codecs import read_audio
from audiostudio.audio.speech.watermark_detection import WatermarkMeter
from audiostudio.jobs import live
from tests.support.account import Account
from tests.support.studio import Studio

TEXT = "The quick brown fox jumps over the lazy dog. It costs five dollars."


@pytest.fixture(scope="module")
async def person(studio: Studio) -> Account:
    return await studio.register(credits=30, tier="Advanced")


@pytest.fixture(scope="module")
async def client(studio: Studio, person: Account) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(
        api_key=person.access_token, base_url=f"{studio.url}/v1", max_retries=0, timeout=120
    ) as client:
        yield client


def _seconds(data: bytes, container: str) -> float:
    if container == "pcm":
        return len(data) / 2 / 24_000
    with av.open(io.BytesIO(data)) as file:
        return sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))


@pytest.mark.parametrize("container", ["mp3", "opus", "aac", "flac", "wav", "pcm"])
async def test_openais_client_gets_the_sound_in_every_format(client: openai.AsyncOpenAI, container: str) -> None:
    spoken = await client.audio.speech.create(
        model="tts-1",
        voice="alloy",
        input=TEXT,
        response_format=container,  # type: ignore[arg-type]
    )
    assert 2.5 < _seconds(spoken.content, container) < 8
    if container != "pcm":
        with av.open(io.BytesIO(spoken.content)) as file:
            told = {**file.metadata, **file.streams.audio[0].metadata}
        assert any("no person said this" in value for value in told.values())


async def test_the_sound_arrives_while_it_is_made_and_is_kept_and_paid(
    client: openai.AsyncOpenAI, person: Account, tmp_path: Path
) -> None:
    before = await person.balance()
    text = " ".join([TEXT] * 6)
    pieces: list[bytes] = []
    statuses: list[str] = []
    async with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="am_adam(2)+af_heart(1)", input=text, response_format="wav"
    ) as response:
        async for piece in response.iter_bytes(4_096):
            if not pieces:
                statuses = [job["status"] for job in (await person.client.get("/jobs")).json()["items"]]
            pieces.append(piece)
    assert "PROCESSING" in statuses, "the first bytes came before the job was done"
    newest = (await person.client.get("/jobs")).json()["items"][0]
    job = await person.finished(newest["job_id"])
    assert (job["status"], job["tool"], job["cost"]) == ("COMPLETED", "speech_synthesis", 1)
    assert before - await person.balance() == 1
    [output] = job["outputs"]
    kept = tmp_path / "kept.wav"
    kept.write_bytes((await person.client.get(output["url"])).content)
    assert kept.read_bytes() == b"".join(pieces)
    samples, rate_hz = read_audio(kept)
    assert rate_hz == 24_000
    assert np.abs(samples).max() > 0.1
    meter = WatermarkMeter(rate_hz)
    meter.feed(samples)
    assert meter.read().marked_s == pytest.approx(samples.shape[1] / rate_hz, abs=0.01)


async def test_what_is_wrong_is_an_error_before_any_sound_and_costs_nothing(
    client: openai.AsyncOpenAI, person: Account
) -> None:
    before = await person.balance()
    for voice, text, code in (
        ("nobody", "Hello.", "voice_unknown"),
        ("alloy", "🎉", "text_empty"),
        ("alloy", "   ", "parameters_invalid"),
        ("alloy", "<speak><break</speak>", "speech_markup_invalid"),
        ("alloy", "A long way before it.\n\n" * 20 + "He said привет.", "text_wrong_language"),
        ("alloy", "A long way before it. " * 20 + "[voice nobody] Hello.", "voice_unknown"),
    ):
        with pytest.raises(openai.UnprocessableEntityError) as refusal:
            await client.audio.speech.create(model="tts-1", voice=voice, input=text)
        assert refusal.value.response.json()["code"] == code
    assert await person.balance() == before


async def test_without_credits_or_a_token_nothing_is_said(studio: Studio) -> None:
    poor = await studio.register()
    async with openai.AsyncOpenAI(api_key=poor.access_token, base_url=f"{studio.url}/v1", max_retries=0) as client:
        with pytest.raises(openai.APIStatusError) as refusal:
            await client.audio.speech.create(model="tts-1", voice="alloy", input="Hello. " * 600)
        assert refusal.value.status_code == 402
    answer = await studio.client().post("/v1/audio/speech", json={"input": "Hello.", "voice": "alloy"})
    assert answer.status_code == 401


async def test_a_listener_who_leaves_stops_the_work(person: Account) -> None:
    body = {"input": " ".join([TEXT] * 60), "voice": "af_heart", "response_format": "pcm"}
    async with person.client.stream("POST", "/v1/audio/speech", json=body) as response:
        async for _ in response.aiter_bytes():
            break
    newest = (await person.client.get("/jobs")).json()["items"][0]
    assert (await person.finished(newest["job_id"]))["status"] == "CANCELLED"


async def test_a_job_that_is_cancelled_ends_its_stream(person: Account) -> None:
    body = {"input": " ".join([TEXT] * 60), "voice": "af_heart", "response_format": "pcm"}
    before = {job["job_id"] for job in (await person.client.get("/jobs")).json()["items"]}
    listening = asyncio.ensure_future(person.client.post("/v1/audio/speech", json=body))
    fresh: set[str] = set()
    while not fresh:
        await asyncio.sleep(0.02)
        fresh = {job["job_id"] for job in (await person.client.get("/jobs")).json()["items"]} - before
    [job_id] = fresh
    assert (await person.client.post(f"/job/{job_id}/cancel")).status_code == 200
    async with asyncio.timeout(60):
        await listening
    assert (await person.finished(job_id))["status"] == "CANCELLED"


async def test_a_workspace_is_read_one_text_at_a_time_which_leaves_the_other_voice_to_others(
    studio: Studio, person: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_PATIENCE_S", 0.2)
    other = await studio.register()
    body = {"input": " ".join([TEXT] * 60), "voice": "af_heart", "response_format": "pcm"}
    async with person.client.stream("POST", "/v1/audio/speech", json=body) as response:
        reading = response.aiter_bytes()
        await anext(reading)
        before = await person.balance()
        refused = await person.client.post("/v1/audio/speech", json=body)
        assert (refused.status_code, refused.json()["code"]) == (429, "live_work_under_way")
        assert int(refused.headers["retry-after"]) > 0
        assert await person.balance() == before
        monkeypatch.setattr(live, "_PATIENCE_S", 60.0)  # for the second voice to be loaded
        spoken = await other.client.post("/v1/audio/speech", json=body | {"input": "Hello there."})
        assert spoken.status_code == 200
        assert _seconds(spoken.content, "pcm") > 0.5
    newest = (await person.client.get("/jobs")).json()["items"][0]
    assert (await person.finished(newest["job_id"]))["status"] == "CANCELLED", "it was being read all the while"


async def test_the_voices_are_listed(person: Account) -> None:
    answer: httpx2.Response = await person.client.get("/v1/audio/voices")
    assert {"af_heart", "alloy"} <= set(answer.json()["voices"])
