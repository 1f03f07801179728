"""Music over HTTP: plans are free and can be edited, presets are heard, and what is made lies in the library."""

from typing import Any

import pytest

from tests.support.account import Account
from tests.support.studio import Studio

MUSIC = "/api/audio-studio/music"
WORDS = "calm lo-fi with piano, 80 bpm, in C minor, 5 seconds"


@pytest.fixture(scope="module")
async def owner(studio: Studio) -> Account:
    return await studio.register(credits=50, tier="Advanced")


async def _plan(account: Account, **body: Any) -> dict[str, Any]:
    answer = await account.client.post(f"{MUSIC}/plan", json=body)
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def _edited(account: Account, plan: dict[str, Any], **edit: Any) -> dict[str, Any]:
    answer = await account.client.post(f"{MUSIC}/plan/edit", json={"plan": plan, **edit})
    assert answer.status_code == 200, answer.text
    edited: dict[str, Any] = answer.json()["plan"]
    return edited


async def test_a_plan_says_what_was_understood_and_what_it_would_cost(owner: Account) -> None:
    before = (await owner.client.get("/credits/balance")).json()
    view = await _plan(owner, prompt=WORDS)
    plan = view["plan"]
    assert (plan["genre"], plan["bpm"], plan["key"], plan["duration_s"]) == ("lofi", 80, "C minor", 5)
    assert {one["what"] for one in view["understood"]} >= {"genre", "mood", "bpm", "key"}
    assert view["price"] == 1
    assert (await owner.client.get("/credits/balance")).json() == before


async def test_an_edit_changes_what_it_names_alone(owner: Account) -> None:
    plan = (await _plan(owner, prompt="rock with a chorus, 60 seconds"))["plan"]
    role = plan["parts"][0]["role"]
    muted = await _edited(owner, plan, mute={"role": role})
    assert muted["parts"][0] == plan["parts"][0] | {"is_muted": True}
    assert muted | {"parts": plan["parts"]} == plan
    varied = await _edited(owner, plan, vary_section=1)
    assert [a == b for a, b in zip(plan["sections"], varied["sections"], strict=True)].count(False) == 1
    assert (await _edited(owner, plan, cut_to_s=30))["duration_s"] == 30
    assert (await _edited(owner, plan, extend_by_s=20))["duration_s"] == 80


async def test_every_instrument_of_a_role_can_be_swapped_in(owner: Account) -> None:
    plan = (await _plan(owner, prompt="rock with a chorus, 60 seconds"))["plan"]
    instruments = (await owner.client.get(f"{MUSIC}/presets")).json()["instruments"]
    assert {part["instrument"] for part in plan["parts"]} <= {one["name"] for one in instruments}
    kits = [one["name"] for one in instruments if "drums" in one["roles"]]
    assert len(kits) > 3
    for kit in kits:
        swapped = await _edited(owner, plan, swap={"role": "drums", "instrument": kit})
        assert [part["instrument"] for part in swapped["parts"] if part["role"] == "drums"] == [kit]


async def test_an_edited_plan_becomes_music_in_the_library(owner: Account) -> None:
    plan = (await _plan(owner, prompt=WORDS))["plan"]
    body = {"plan": plan, "format": "MP3", "settings": {"outputs": ["midi"]}}
    answer = await owner.client.post(f"{MUSIC}/generate", json=body)
    assert answer.status_code == 202, answer.text
    job = await owner.finished(answer.json()["job_id"])
    assert job["status"] == "COMPLETED"
    assert [output["role"] for output in job["outputs"]] == ["music", "midi"]
    assert job["report"]["plan"] == plan
    found = await owner.client.get("/api/audio-studio/library", params={"genre": "lofi", "royalty_free": True})
    [item] = found.json()["items"]
    assert item["music"]["key"] == "C minor"
    assert item["source"] == "composition"


async def test_presets_are_many_and_heard_for_nothing(owner: Account) -> None:
    presets = (await owner.client.get(f"{MUSIC}/presets")).json()["presets"]
    ids = {preset["id"] for preset in presets}
    assert {"upbeat_electronic", "calm_ambient", "energetic_rock", "corporate_background"} <= ids
    assert len(ids) >= 28
    made = await owner.client.post(f"{MUSIC}/preview", json={"preset_id": "calm_ambient"}, timeout=120)
    assert made.status_code == 200, made.text
    sound = await owner.client.get(made.json()["url"])
    assert sound.headers["content-type"] == "audio/mpeg"
    assert len(sound.content) > 100_000


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"prompt": ""}, "prompt_empty"),
        ({"prompt": "la " * 1_500}, "prompt_too_long"),
        ({"prompt": "jazz", "settings": {"bpm": 5000}}, "parameters_invalid"),
        ({"prompt": "jazz", "duration": 0}, "parameters_invalid"),
        ({"prompt": "jazz", "settings": {"key": "H flat"}}, "key_unknown"),
        ({"preset_id": "nothing"}, "music_preset_unknown"),
        ({"plan": {"genre": "rock"}}, "parameters_invalid"),
    ],
)
@pytest.mark.parametrize("route", ["plan", "generate"])
async def test_what_cannot_be_is_refused_and_costs_nothing(
    owner: Account, route: str, body: dict[str, Any], code: str
) -> None:
    before = (await owner.client.get("/credits/balance")).json()
    refused = await owner.client.post(f"{MUSIC}/{route}", json=body)
    assert refused.status_code in (404, 422), refused.text
    assert refused.json()["code"] == code
    assert (await owner.client.get("/credits/balance")).json() == before


async def test_every_fault_of_a_plan_is_named_by_its_path(owner: Account) -> None:
    plan = (await _plan(owner, prompt=WORDS))["plan"]
    plan["sections"][0]["progression"][0] = "H7"
    plan["parts"][0]["instrument"] = "kazoo"
    refused = await owner.client.post(f"{MUSIC}/generate", json={"plan": plan})
    assert refused.json()["code"] == "plan_invalid"
    assert "sections[0].progression[0]" in refused.json()["detail"]
    assert "parts[0].instrument" in refused.json()["detail"]


async def test_strangers_get_nothing(studio: Studio) -> None:
    client = studio.client()
    for route in ("plan", "generate", "preview"):
        answer = await client.post(f"{MUSIC}/{route}", json={"prompt": WORDS})
        assert answer.status_code == 401
