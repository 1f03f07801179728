"""A workspace's dictionary over HTTP, and that every way of having a text read follows it."""

import json
from typing import Any

import pytest

from audiostudio.kit.postgres.address import APP_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from audiostudio.voices.pronunciations import service
from audiostudio.voices.pronunciations.models import Pronunciation
from tests.conftest import Account, Studio

PRONUNCIATIONS = "/api/audio-studio/ai-voice/pronunciations"
# Ten words in place of one.
LONG = {"word": "Zed", "spoken": "zed zed zed zed zed zed zed zed zed zed"}


@pytest.fixture
async def person(studio: Studio) -> Account:
    return await studio.register(credits=50, tier="Advanced")


async def _words(account: Account) -> list[tuple[str, str]]:
    return [(entry["word"], entry["spoken"]) for entry in (await account.client.get(PRONUNCIATIONS)).json()]


async def test_words_are_added_changed_and_deleted(person: Account) -> None:
    gif = (await person.client.post(PRONUNCIATIONS, json={"word": "GIF", "spoken": "jif"})).json()
    added = await person.client.post(PRONUNCIATIONS, json={"word": " Baton   Rouge ", "spoken": "/ˌbætən ˈruːʒ/"})
    assert added.status_code == 201
    assert await _words(person) == [("Baton Rouge", "/ˌbætən ˈruːʒ/"), ("GIF", "jif")]
    one = f"{PRONUNCIATIONS}/{gif['pronunciation_id']}"
    assert (await person.client.put(one, json={"spoken": "gif"})).json()["spoken"] == "gif"
    assert (await person.client.delete(one)).status_code == 204
    assert (await person.client.delete(one)).json()["code"] == "pronunciation_not_found"
    assert await _words(person) == [("Baton Rouge", "/ˌbætən ˈruːʒ/")]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"word": "gif", "spoken": "jif"}, 409, "pronunciation_exists"),
        ({"word": "…", "spoken": "jif"}, 422, "pronunciation_invalid"),
        ({"word": "click", "spoken": "/ʘʘ/"}, 422, "pronunciation_invalid"),
        ({"word": "click", "spoken": "🎉"}, 422, "pronunciation_invalid"),
        ({"word": "", "spoken": "jif"}, 422, "validation_failed"),
        ({"word": "a" * 101, "spoken": "jif"}, 422, "validation_failed"),
        ({"word": "click"}, 422, "validation_failed"),
    ],
)
async def test_what_cannot_be_in_a_dictionary_is_refused(
    person: Account, body: dict[str, str], status: int, code: str
) -> None:
    await person.client.post(PRONUNCIATIONS, json={"word": "GIF", "spoken": "jif"})
    answer = await person.client.post(PRONUNCIATIONS, json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await _words(person) == [("GIF", "jif")]


async def test_a_change_cannot_take_the_place_of_another_word_or_be_unspeakable(person: Account) -> None:
    await person.client.post(PRONUNCIATIONS, json={"word": "GIF", "spoken": "jif"})
    other = (await person.client.post(PRONUNCIATIONS, json={"word": "PNG", "spoken": "ping"})).json()
    one = f"{PRONUNCIATIONS}/{other['pronunciation_id']}"
    for changes, code in (({"word": "gif"}, "pronunciation_exists"), ({"spoken": "/ʘ/"}, "pronunciation_invalid")):
        assert (await person.client.put(one, json=changes)).json()["code"] == code
    assert await _words(person) == [("GIF", "jif"), ("PNG", "ping")]


async def test_a_dictionary_ends_at_a_thousand_words(studio: Studio, person: Account) -> None:
    database = Database(role_url(APP_ROLE, studio.settings))
    async with database.session(workspace_id=person.workspace_id) as session:
        session.add_all(
            Pronunciation(workspace_id=person.workspace_id, word=f"w{n}", key=f"w{n}", spoken="jif")
            for n in range(service.MOST_WORDS)
        )
    await database.close()
    answer = await person.client.post(PRONUNCIATIONS, json={"word": "GIF", "spoken": "jif"})
    assert (answer.status_code, answer.json()["code"]) == (409, "dictionary_full")


async def _spoken(account: Account, **parameters: Any) -> dict[str, Any]:
    body = {"tool": "speech_synthesis", "parameters": {"text": "Zed.", "timestamps": ["json"], **parameters}}
    answer = await account.client.post("/jobs", json=body)
    job = await account.finished(answer.json()["job_id"])
    assert job["status"] == "COMPLETED", job["error"]
    return job


async def test_jobs_streams_and_repetitions_speak_by_the_dictionary_and_name_the_written_word(person: Account) -> None:
    plain = await _spoken(person)
    await person.client.post(PRONUNCIATIONS, json=LONG)
    job = await _spoken(person)
    assert job["report"]["duration_s"] > 2 * plain["report"]["duration_s"]
    times = next(output["url"] for output in job["outputs"] if output["role"] == "json")
    words = json.loads((await person.client.get(times)).text)["words"]
    assert {word["written"] for word in words} == {"Zed"}
    assert len(words) == 10
    own = await _spoken(person, pronunciations={"ZED": "zed"})
    assert own["report"]["duration_s"] == pytest.approx(plain["report"]["duration_s"], rel=0.2), "the request's wins"
    body = {"input": "Zed.", "voice": "af_heart", "response_format": "pcm"}
    heard = await person.client.post("/v1/audio/speech", json=body)
    assert len(heard.content) / 48_000 == pytest.approx(job["report"]["duration_s"], rel=0.1)
    sound = next(output["asset_id"] for output in plain["outputs"] if output["role"] == "speech")
    again = await person.client.post(f"/api/audio-studio/library/{sound}/generate", json={})
    repeated = await person.finished(again.json()["job_id"])
    assert repeated["report"]["duration_s"] == job["report"]["duration_s"], "made again, by the dictionary of today"
