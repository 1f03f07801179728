"""What operators and lost readers are shown: health, the root, the page of errors."""

import asyncio
from typing import Any

import pytest

from audiostudio.storage.backend import StorageBackend
from tests.support.studio import Studio, serving, working


async def test_health_tells_a_missing_worker_from_a_working_product(make_settings: Any) -> None:
    settings = make_settings()
    async with serving(settings) as studio:
        answer = await studio.client().get("/health")
        assert (answer.status_code, answer.json()["status"], answer.json()["worker"]) == (200, "degraded", "down")
        async with working(settings):
            health = answer.json()
            while health["status"] != "ok":
                health = (await studio.client().get("/health")).json()
        assert [health[part] for part in ("database", "queue", "storage", "worker")] == ["ok"] * 4
        assert health["workers_alive"] == 1


async def test_however_many_ask_for_health_at_once_it_is_looked_at_once(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, looks, check = studio.client(), [], StorageBackend.check

    async def counted(storage: StorageBackend) -> None:
        looks.append(storage)
        await check(storage)

    while (await client.get("/health")).json()["status"] != "ok":
        pass  # the worker has not told yet that it is there
    monkeypatch.setattr(StorageBackend, "check", counted)
    answers = await asyncio.gather(*(client.get("/health") for _ in range(30)))
    assert {answer.json()["status"] for answer in answers} == {"ok"}
    assert len(looks) <= 2, "and again when a second is over"


async def test_health_says_that_the_storage_is_away(make_settings: Any) -> None:
    settings = make_settings()
    async with serving(settings) as studio:
        settings.storage_dir.mkdir(parents=True, exist_ok=True)
        moved = settings.storage_dir.rename(settings.storage_dir.with_name("moved"))
        settings.storage_dir.write_text("a file where the folder was")
        answer = await studio.client().get("/health")
        settings.storage_dir.unlink()
        moved.rename(settings.storage_dir)
    assert (answer.status_code, answer.json()["status"], answer.json()["storage"]) == (503, "down", "down")


async def test_the_root_answers_programs_and_leads_browsers(idle_studio: Studio) -> None:
    client = idle_studio.client()
    assert (await client.get("/")).json()["name"] == "Audio Studio"
    led = await client.get("/", headers={"Accept": "text/html,application/xhtml+xml"})
    assert (led.status_code, led.headers["location"]) == (307, "/app/")
    page = await client.get("/docs")
    assert page.status_code == 200
    assert "http://" not in page.text.replace("http://127.0.0.1", ""), "the page works without a network"
    assert "https://" not in page.text


async def test_the_type_of_a_problem_leads_to_its_description(idle_studio: Studio) -> None:
    client = idle_studio.client()
    problem = (await client.get("/auth/me")).json()
    address, _, anchor = problem["type"].partition("#")
    page = await client.get(address)
    assert page.status_code == 200
    assert f'id="{anchor}"' in page.text


async def test_a_browser_may_call_from_the_origins_that_were_named_and_no_others(make_settings: Any) -> None:
    async with serving(make_settings(cors_origins=("https://studio.example",))) as studio:
        client = studio.client()
        ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        named = await client.options("/master", headers=ask | {"Origin": "https://studio.example"})
        other = await client.options("/master", headers=ask | {"Origin": "https://elsewhere.example"})
    assert named.headers["access-control-allow-origin"] == "https://studio.example"
    assert "access-control-allow-origin" not in other.headers
