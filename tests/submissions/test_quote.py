"""Prices before they are paid: what a form shows is what a job then costs, and what it refuses a job refuses, too."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.account import Account
from tests.support.studio import SERVICE_KEY, Studio
from tests.support.tus_client import add, begun


@pytest.fixture(scope="module")
async def person(idle_studio: Studio) -> Account:
    return await idle_studio.register(credits=20)


async def quote(person: Account, tool: str, file_count: int = 0, **parameters: Any) -> Any:
    body = {"tool": tool, "parameters": parameters, "file_count": file_count}
    return await person.client.post("/quote", json=body)


@pytest.mark.parametrize(
    ("tool", "parameters"),
    [("mastering", {}), ("conversion", {}), ("separation", {}), ("transcription", {"separate": "4stems"})],
)
async def test_a_job_costs_what_was_quoted(person: Account, beep: Path, tool: str, parameters: dict[str, Any]) -> None:
    quoted = (await quote(person, tool, **parameters)).json()
    address = await begun(person.client, beep.stat().st_size)
    await add(person.client, address, 0, beep.read_bytes())
    body = {"tool": tool, "parameters": parameters, "audio_ids": [address.split("/")[-1]]}
    accepted = await person.client.post("/jobs", json=body)
    assert accepted.status_code == 202, accepted.text
    assert accepted.json()["cost"] == quoted["price"]
    assert await person.balance() == quoted["balance"] - quoted["price"]


async def test_the_price_follows_files_and_characters(person: Account) -> None:
    assert (await quote(person, "album_mastering", 12)).json()["price"] == 12
    assert (await quote(person, "stem_mastering", 12)).json()["price"] == 1
    for characters, price in ((1, 1), (1000, 1), (1001, 2), (2500, 3)):
        answer = await quote(person, "speech_synthesis", text="a" * characters, voice="af_heart")
        assert answer.json()["price"] == price, characters


async def test_what_cannot_be_paid_is_told_and_so_is_what_the_tier_may_send(idle_studio: Studio) -> None:
    poor = await idle_studio.register()
    told = (await quote(poor, "album_mastering", 4)).json()
    assert told | {"price": 4, "balance": 3, "affordable": False, "tier": "Free"} == told
    assert told["max_file_size_bytes"] == 50 * 2**20
    assert told["max_duration_s"] == 4 * 3600
    assert (await quote(poor, "album_mastering", 3)).json()["affordable"] is True


async def test_the_service_pays_nothing(idle_studio: Studio) -> None:
    body = {"tool": "mastering", "parameters": {}}
    answer = (await idle_studio.client(SERVICE_KEY).post("/quote", json=body)).json()
    assert (answer["price"], answer["affordable"]) == (0, True)


@pytest.mark.parametrize(
    ("tool", "file_count", "parameters", "code"),
    [
        ("mastering", 1, {"genre": "no such genre"}, "parameters_invalid"),
        ("mastering", 1, {"target_format": "FLAC"}, "format_not_in_tier"),
        ("mastering", 2, {}, "too_many_files"),
        ("no_such_tool", 1, {}, "tool_unknown"),
        ("speech_synthesis", 0, {"voice": "af_heart"}, "parameters_invalid"),
    ],
)
async def test_what_a_job_would_be_refused_for_is_told_now(
    person: Account, tool: str, file_count: int, parameters: dict[str, Any], code: str
) -> None:
    answer = await quote(person, tool, file_count, **parameters)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"text": "One sentence. And привет."}, "text_wrong_language"),
        ({"segments": [{"text": "Fine."}, {"text": "Not 你好."}]}, "text_wrong_language"),
        ({"text": "[pause 1s] ..."}, "text_empty"),
        ({"text": "One. [voice nobody] Two."}, "voice_unknown"),
        ({"text": "One. [style loudly]Two.[/]"}, "style_unknown"),
        ({"text": "<speak>One. <b>Two.</b></speak>"}, "speech_markup_invalid"),
        ({"text": "<speak>A <say-as interpret-as='cardinal'>b</say-as></speak>"}, "speech_markup_invalid"),
        ({"text": "One.", "pronunciations": {"one": "§§"}}, "pronunciation_invalid"),
    ],
)
async def test_text_that_cannot_be_read_is_refused_by_quotes_and_by_jobs(
    person: Account, parameters: dict[str, Any], code: str
) -> None:
    before = await person.balance()
    answer = await quote(person, "speech_synthesis", **parameters)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    body = {"tool": "speech_synthesis", "parameters": parameters}
    answer = await person.client.post("/jobs", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await person.balance() == before


async def test_signs_of_units_and_formulas_are_quoted(person: Account) -> None:
    answer = await quote(person, "speech_synthesis", text="A crack 5 µm wide, Δx = 2π, H₂O and 10 kΩ; donʼt.")
    assert answer.status_code == 200, answer.text


async def test_tools_tell_what_they_take(idle_studio: Studio) -> None:
    tools = {tool["name"]: tool for tool in (await idle_studio.client().get("/tools")).json()}
    told = {name: (tools[name]["takes"], tools[name]["min_files"], tools[name]["max_files"]) for name in tools}
    assert told["mastering"] == ("sound", 1, 1)
    assert told["album_mastering"] == ("sound", 1, 20)
    assert told["speech_synthesis"] == ("text", 0, 0)
