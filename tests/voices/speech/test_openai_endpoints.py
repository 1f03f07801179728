"""Speech as programs written for OpenAI ask for it: with OpenAI's own client, against the real server and voices."""

import asyncio
import base64
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import get_args, get_type_hints

import av
import httpx2
import numpy as np
import openai
import pytest
from openai.types.audio.speech_create_params import SpeechCreateParams

from audiostudio.audio.codecs import read_audio
from audiostudio.audio.speech.trimming import speech_span
from audiostudio.audio.speech.watermark_detection import WatermarkMeter
from audiostudio.jobs import live
from tests.support.account import Account
from tests.support.cases import chosen
from tests.support.held_children import SPEAKER_THREADS, children, held_until_killed
from tests.support.patience import PATIENCE_S
from tests.support.studio import Studio

TEXT = "The quick brown fox jumps over the lazy dog. It costs five dollars."


@pytest.fixture(scope="module")
async def person(studio: Studio) -> Account:
    return await studio.register(credits=60, tier="Advanced")


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


@pytest.mark.parametrize("container", chosen(["mp3", "opus", "aac", "flac", "wav", "pcm"], usual=["mp3", "pcm"]))
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


async def test_a_listener_who_leaves_stops_the_work_and_leaves_the_voice_warm(studio: Studio, person: Account) -> None:
    body = {"input": " ".join([TEXT] * 60), "voice": "af_heart", "response_format": "pcm"}
    async with person.client.stream("POST", "/v1/audio/speech", json=body) as response:
        async for _ in response.aiter_bytes():
            break
        speaking = {process.pid for process in children(studio, SPEAKER_THREADS)}
    newest = (await person.client.get("/jobs")).json()["items"][0]
    assert (await person.finished(newest["job_id"]))["status"] == "CANCELLED"
    assert (await person.client.post("/v1/audio/speech", json=body | {"input": "Yes."})).status_code == 200
    assert speaking
    assert speaking <= {process.pid for process in children(studio, SPEAKER_THREADS)}


async def test_a_text_whose_speaker_is_killed_before_the_first_sound_is_read_all_the_same(
    studio: Studio, person: Account
) -> None:
    body = {"input": "Yes.", "voice": "af_heart", "response_format": "pcm"}
    assert (await person.client.post("/v1/audio/speech", json=body)).status_code == 200
    before = {job["job_id"] for job in (await person.client.get("/jobs")).json()["items"]}
    with held_until_killed(children(studio, SPEAKER_THREADS)):
        listening = asyncio.create_task(person.client.post("/v1/audio/speech", json=body))
        fresh: set[str] = set()
        while not fresh:
            await asyncio.sleep(0.02)
            fresh = {job["job_id"] for job in (await person.client.get("/jobs")).json()["items"]} - before
        await asyncio.sleep(0.3)
    spoken = await listening
    assert spoken.status_code == 200
    assert 0.2 < _seconds(spoken.content, "pcm") < 2
    assert (await person.finished(fresh.pop()))["status"] == "COMPLETED"


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
    async with asyncio.timeout(PATIENCE_S):
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


async def test_events_carry_the_sound_and_say_when_it_ends(client: openai.AsyncOpenAI) -> None:
    """As OpenAI documents ``speech.audio.delta`` and ``speech.audio.done``."""
    async with client.audio.speech.with_streaming_response.create(
        model="gpt-4o-mini-tts", voice="marin", input="Good morning.", response_format="wav", stream_format="sse"
    ) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        events = [json.loads(line.removeprefix("data: ")) async for line in response.iter_lines() if line]
    *deltas, done = events
    assert {event["type"] for event in deltas} == {"speech.audio.delta"}
    assert (done["type"], done["usage"]["total_tokens"]) == ("speech.audio.done", len("Good morning."))
    assert 0.4 < _seconds(b"".join(base64.b64decode(event["audio"]) for event in deltas), "wav") < 3


async def test_openais_voices_are_all_known(client: openai.AsyncOpenAI, person: Account) -> None:
    """All that OpenAI's client of today names, in any case, and a voice as an object."""
    types = get_type_hints(SpeechCreateParams)["voice"]
    named = [name for part in get_args(types) for name in get_args(part) if isinstance(name, str)]
    assert {"marin", "cedar", "alloy"} <= set(named)
    listed = (await person.client.get("/v1/audio/voices")).json()["voices"]
    assert set(named) <= set(listed)
    spoken = await client.audio.speech.create(model="tts-1", voice={"id": "Cedar"}, input="Yes.")
    assert _seconds(spoken.content, "mp3") > 0.3


async def test_null_is_as_if_it_were_not_there_and_formats_are_in_any_case(person: Account) -> None:
    body = {"input": "Yes.", "voice": "alloy", "model": None, "speed": None, "instructions": None}
    answer = await person.client.post("/v1/audio/speech", json=body | {"response_format": None, "stream_format": None})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg")
    answer = await person.client.post("/v1/audio/speech", json=body | {"response_format": "WAV"})
    assert answer.headers["content-type"] == "audio/wav"


async def test_every_speed_of_openais_is_kept_to(client: openai.AsyncOpenAI) -> None:
    lengths = {}
    for speed in (0.25, 1.0, 4.0):
        spoken = await client.audio.speech.create(
            model="tts-1", voice="alloy", input=TEXT, response_format="pcm", speed=speed
        )
        sound = np.frombuffer(spoken.content, "<i2").astype(np.float32) / 32_768
        first, last = speech_span(sound, 24_000, before_s=0, after_s=0)
        lengths[speed] = last - first
    assert lengths[0.25] / lengths[1.0] == pytest.approx(4, rel=0.15)
    assert lengths[1.0] / lengths[4.0] == pytest.approx(4, rel=0.15)


async def test_the_model_is_listed(client: openai.AsyncOpenAI) -> None:
    assert [model.id async for model in await client.models.list()] == ["kokoro"]


async def test_the_voices_are_listed(person: Account) -> None:
    answer: httpx2.Response = await person.client.get("/v1/audio/voices")
    assert {"af_heart", "alloy"} <= set(answer.json()["voices"])


async def test_a_request_under_a_key_that_was_seen_is_sent_the_sound_that_was_made_and_charged_once(
    studio: Studio,
) -> None:
    person = await studio.register(credits=5)
    body = {"model": "kokoro", "voice": "af_heart", "input": "Once.", "response_format": "wav"}
    key = {"Idempotency-Key": "once"}
    first = await person.client.post("/v1/audio/speech", json=body, headers=key)
    assert first.status_code == 200
    after = await person.balance()
    again = await person.client.post("/v1/audio/speech", json=body, headers=key)
    assert (again.status_code, again.headers["content-type"]) == (200, first.headers["content-type"])
    assert again.content == first.content
    assert await person.balance() == after
    assert len((await person.client.get("/jobs")).json()["items"]) == 1
    other = await person.client.post("/v1/audio/speech", json=body | {"input": "Twice."}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    with studio.admin() as connection:
        connection.execute("UPDATE jobs SET status = 'FAILED' WHERE workspace_id = %s", (person.workspace_id,))
    failed = await person.client.post("/v1/audio/speech", json=body, headers=key)
    assert (failed.status_code, failed.json()["code"]) == (409, "job_not_completed")
