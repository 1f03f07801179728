"""Premium voices as a customer meets them: gallery, paid sound, and credits that come back when the provider fails."""

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from audiostudio.audio.codecs import AudioFormat, create_audio, read_audio
from tests.conftest import Account, Studio, serving, working
from tests.engines.providers.stand_in import KEY, StandIn, stand_in

GENERATE = "/api/audio-studio/ai-voice/generate"
RATE_HZ = 44_100


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    path = tmp_path_factory.mktemp("spoken") / "spoken.mp3"
    tone = 0.3 * np.sin(2 * np.pi * 220 * np.arange(2 * RATE_HZ) / RATE_HZ)
    with create_audio(path, AudioFormat("MP3"), RATE_HZ, 1) as writer:
        writer.write(tone[None].astype(np.float32))
    with stand_in(path) as server:
        yield server


@pytest.fixture(scope="module")
async def premium_studio(make_settings: Any, provider: StandIn) -> AsyncIterator[Studio]:
    settings = make_settings(elevenlabs_api_key=KEY, elevenlabs_base_url=provider.url)
    async with serving(settings) as studio, working(settings):
        yield studio


@pytest.fixture(scope="module")
async def person(premium_studio: Studio) -> Account:
    return await premium_studio.register(credits=50, tier="Advanced")


async def _spoken(person: Account, **body: Any) -> dict[str, Any]:
    asked = {"text": "Good morning.", "voice_id": "elevenlabs_voice1"} | body
    answer = await person.client.post(GENERATE, json=asked, headers={"Prefer": "wait=60"})
    job: dict[str, Any] = answer.json()
    return job


async def test_the_gallery_shows_every_category_with_its_reason(premium_studio: Studio, studio: Studio) -> None:
    gallery = (await (await premium_studio.register()).client.get("/api/audio-studio/ai-voice/voices")).json()
    assert len(gallery["standard"]) == 54
    assert [voice["id"] for voice in gallery["premium"]] == [f"elevenlabs_voice{n}" for n in range(3)]
    assert gallery["premium"][0]["gender"] == "female"
    assert gallery["providers"][0]["available"]
    without = await studio.register()
    gallery = (await without.client.get("/api/audio-studio/ai-voice/voices")).json()
    assert gallery["premium"] == []
    assert gallery["providers"][0]["code"] == "provider_key_missing"
    assert "ELEVENLABS_API_KEY" in gallery["providers"][0]["reason"]
    answer = await without.client.get("/api/audio-studio/ai-voice/models")
    assert (answer.status_code, answer.json()["code"]) == (409, "provider_key_missing")


async def test_models_and_usage_are_the_operators(person: Account) -> None:
    models = (await person.client.get("/api/audio-studio/ai-voice/models")).json()
    assert [model["id"] for model in models] == ["eleven_multilingual_v2"]
    usage = (await person.client.get("/api/audio-studio/ai-voice/usage")).json()
    assert (usage["characters"], usage["most_characters"]) == (1_200, 100_000)


async def test_a_long_text_is_spoken_in_pieces_and_paid_by_its_length(
    person: Account, provider: StandIn, tmp_path: Path
) -> None:
    provider.asked.clear()
    before = await person.balance()
    text = " ".join(f"This is sentence number {number}." for number in range(200))
    job = await _spoken(person, text=text, voice_settings={"stability": 0.3}, format="WAV")
    assert job["status"] == "COMPLETED", job
    assert before - await person.balance() == job["cost"] == -(-len(text) // 500)
    assert " ".join(asked["text"] for asked in provider.asked) == text
    assert all(asked["text"].endswith(".") for asked in provider.asked)
    assert {asked["voice_settings"]["stability"] for asked in provider.asked} == {0.3}
    [output] = job["outputs"]
    assert output["type"] == "voiceover"
    sound = tmp_path / "spoken.wav"
    sound.write_bytes((await person.client.get(output["url"])).content)
    samples, rate_hz = read_audio(sound)
    assert rate_hz == RATE_HZ
    assert samples.shape[1] == pytest.approx(2 * RATE_HZ * len(provider.asked), rel=0.05)
    assert job["report"]["synthetic"]
    again = await person.client.post(
        f"/api/audio-studio/library/{output['asset_id']}/generate",
        json={"parameters": {"text": "Once more."}},
        headers={"Prefer": "wait=60"},
    )
    assert again.json()["status"] == "COMPLETED"


async def test_words_are_sent_as_the_dictionary_spells_them_and_the_file_says_that_nobody_said_them(
    person: Account, provider: StandIn
) -> None:
    pronunciations = "/api/audio-studio/ai-voice/pronunciations"
    for word, spoken in (("Kokoro", "koh-kuh-roh"), ("Laravel", "/ˈlærəvɛl/")):
        await person.client.post(pronunciations, json={"word": word, "spoken": spoken})
    provider.asked.clear()
    job = await _spoken(person, text="kokoro likes Laravel.")
    assert [asked["text"] for asked in provider.asked] == ["koh-kuh-roh likes Laravel."]
    [output] = job["outputs"]
    with av.open(io.BytesIO((await person.client.get(output["url"])).content)) as file:
        assert file.metadata["title"] == "kokoro likes Laravel."
        assert file.metadata["comment"].startswith("Synthetic speech: no person said this.")


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        ([401], "provider_key_refused"),
        ([402], "provider_credit_exhausted"),
        ([429] * 3, "provider_busy"),
        ([500] * 3, "provider_unavailable"),
        (["half"], "provider_broke_off"),
        (["garbage"], "provider_audio_broken"),
    ],
)
async def test_when_the_provider_fails_the_credit_comes_back_with_the_reason(
    person: Account, provider: StandIn, faults: list[int | str], code: str
) -> None:
    provider.faults[:] = faults
    before = await person.balance()
    job = await _spoken(person)
    assert (job["status"], job["error"]["code"]) == ("FAILED", code)
    assert KEY not in str(job)
    assert await person.balance() == before
    assert provider.faults == []


async def test_without_a_key_a_job_fails_and_costs_nothing(studio: Studio) -> None:
    person = await studio.register()
    job = await _spoken(person)
    assert (job["status"], job["error"]["code"]) == ("FAILED", "provider_key_missing")
    assert await person.balance() == 3


@pytest.mark.parametrize(
    "body",
    [
        {"text": "🎉🎉"},
        {"text": "   "},
        {"text": ""},
        {"text": "x" * 40_001},
        {"voice_id": "elevenlabs_../admin"},
        {"voice_settings": {"stability": 2}},
        {"voice_settings": {"unknown": 1}},
        {"format": "OGG"},
    ],
)
async def test_what_cannot_be_spoken_is_refused_before_it_costs(person: Account, body: dict[str, Any]) -> None:
    before = await person.balance()
    asked = {"text": "Good morning.", "voice_id": "elevenlabs_voice1"} | body
    assert (await person.client.post(GENERATE, json=asked)).status_code == 422
    assert await person.balance() == before
