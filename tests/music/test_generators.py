"""Engines over HTTP: what each understands is told, and one that is not here refuses without a charge."""

from typing import Any

import pytest

from audiostudio.engines.external.music_engines import MUSIC_ENGINES
from audiostudio.engines.providers.music import MUSIC_PROVIDERS
from tests.support.account import Account
from tests.support.studio import Studio

MUSIC = "/api/audio-studio/music"


@pytest.fixture(scope="module")
async def owner(studio: Studio) -> Account:
    return await studio.register(credits=5)


async def test_every_engine_tells_what_it_understands_and_what_it_needs(owner: Account) -> None:
    answer = await owner.client.get(f"{MUSIC}/engines")
    engines = {one["engine"]: one for one in answer.json()["generators"]}
    assert engines.keys() == MUSIC_ENGINES.keys() | MUSIC_PROVIDERS.keys()
    # Meta's and the seed's own words for what MusicGen is told.
    assert engines["musicgen"]["options"].keys() >= {"duration_s", "temperature", "top_k", "top_p"}
    assert "bpm" not in engines["musicgen"]["options"]
    assert engines["ace_step"]["options"]["metre"]["choices"] == ["2/4", "3/4", "4/4", "6/8"]
    assert not engines["ace_step"]["is_ready"]
    assert "audiostudio engines install ace_step" in engines["ace_step"]["missing"]
    assert not engines["stability_audio"]["is_ready"]
    assert "key of stability" in engines["stability_audio"]["missing"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"prompt": "jazz", "engine": "jukebox"}, "music_engine_unknown"),
        ({"prompt": "jazz", "engine": "musicgen", "settings": {"bpm": 120}}, "option_unsupported"),
        ({"prompt": "jazz", "engine": "musicgen", "duration": 31}, "option_out_of_range"),
        ({"prompt": "", "engine": "musicgen"}, "prompt_missing"),
        ({"prompt": "jazz", "engine": "musicgen", "plan": {}}, "validation_failed"),
        ({"prompt": "jazz", "source_audio_id": "00000000-0000-7000-8000-000000000009"}, "validation_failed"),
    ],
)
async def test_what_an_engine_cannot_follow_is_refused(owner: Account, body: dict[str, Any], code: str) -> None:
    refused = await owner.client.post(f"{MUSIC}/generate", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text


async def test_an_engine_that_is_not_installed_says_so_and_the_credits_come_back(owner: Account) -> None:
    before = (await owner.client.get("/credits/balance")).json()["balance"]
    body = {"prompt": "calm piano", "engine": "ace_step", "preset_id": "calm_ambient", "duration": 10}
    job = (await owner.client.post(f"{MUSIC}/generate", json=body, headers={"Prefer": "wait=60"})).json()
    assert (job["tool"], job["status"], job["error"]["code"]) == ("music_generation", "FAILED", "engine_missing")
    assert job["params"]["prompt"].endswith(", calm piano")
    assert (await owner.client.get("/credits/balance")).json()["balance"] == before
