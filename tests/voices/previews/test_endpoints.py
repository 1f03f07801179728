"""Previews over HTTP: made once for everybody, free, kept by browsers, and a clear word where there is none."""

import asyncio
import io
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from audiostudio.kit.auth.subject import SERVICE_WORKSPACE_ID
from audiostudio.voices.previews import service
from tests.support.account import Account
from tests.support.provider_stand_in import KEY, stand_in
from tests.support.studio import Studio, serving

PREVIEW = "/api/audio-studio/ai-voice/preview"


@pytest.fixture(scope="module")
async def person(idle_studio: Studio) -> Account:
    return await idle_studio.register()


def _files(studio: Studio, voice: str) -> list[str]:
    """Return the states of all files that were ever stored for a voice's preview."""
    query = "SELECT state FROM stored_objects WHERE workspace_id = %s AND key LIKE %s ORDER BY changed_at"
    with studio.admin() as connection:
        rows = connection.execute(query, (SERVICE_WORKSPACE_ID, f"%/{voice}.mp3")).fetchall()
    return [row[0] for row in rows]


async def test_many_who_ask_at_once_hear_one_preview_that_costs_nothing(idle_studio: Studio, person: Account) -> None:
    others = [await idle_studio.register() for _ in range(3)]
    before = await person.balance()
    asked = [one.client.get(PREVIEW, params={"voice_id": "af_sky"}) for one in [person, *others, person]]
    impatient = asyncio.ensure_future(others[0].client.get(PREVIEW, params={"voice_id": "af_sky"}))
    await asyncio.sleep(0.2)
    impatient.cancel()
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert _files(idle_studio, "af_sky") == ["live"]
    assert await person.balance() == before
    with av.open(io.BytesIO(answers[0].content)) as container:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
        assert 3 < len(sound) / container.streams.audio[0].rate < 12
        assert np.abs(sound).max() > 0.1


async def test_browsers_keep_it_and_players_seek_in_it(person: Account) -> None:
    whole = await person.client.get(PREVIEW, params={"voice_id": "AF_Sky"})
    assert whole.headers["content-type"] == "audio/mpeg"
    assert "max-age=86400" in whole.headers["cache-control"]
    known = {"If-None-Match": whole.headers["etag"]}
    assert (await person.client.get(PREVIEW, params={"voice_id": "af_sky"}, headers=known)).status_code == 304
    part = await person.client.get(PREVIEW, params={"voice_id": "af_sky"}, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])


async def test_the_gallery_says_where_each_voice_is_heard(person: Account) -> None:
    gallery = (await person.client.get("/api/audio-studio/ai-voice/voices")).json()
    addresses = {voice["id"]: voice["preview_url"] for voice in gallery["standard"]}
    assert {voice[0] for voice, address in addresses.items() if address is None} == {"j", "z"}
    reasons = {voice["id"]: voice["unreadable"] for voice in gallery["standard"]}
    assert reasons["jf_alpha"] == "Texts in Japanese cannot be read here yet."
    assert {voice for voice, reason in reasons.items() if reason} == {v for v, at in addresses.items() if at is None}
    assert (await person.client.get(addresses["af_sky"])).status_code == 200
    made = await person.client.post(PREVIEW, json={"voice_id": "af_sky"})
    assert made.json() == {"voice_id": "af_sky", "url": addresses["af_sky"]}


@pytest.mark.parametrize(
    ("voice_id", "status", "code"),
    [
        ("zf_xiaobei", 409, "preview_unavailable"),
        ("af_heart+am_adam", 409, "preview_unavailable"),
        ("nobody", 422, "voice_unknown"),
        ("elevenlabs_voice1", 409, "provider_key_missing"),
        ("", 422, "validation_failed"),
    ],
)
async def test_what_cannot_be_heard_is_told_with_the_reason(
    person: Account, voice_id: str, status: int, code: str
) -> None:
    for answer in (
        await person.client.get(PREVIEW, params={"voice_id": voice_id}),
        await person.client.post(PREVIEW, json={"voice_id": voice_id}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_strangers_hear_nothing(idle_studio: Studio) -> None:
    assert (await idle_studio.client().get(PREVIEW, params={"voice_id": "af_sky"})).status_code == 401


async def test_another_version_takes_the_place_of_the_old_one(
    idle_studio: Studio, person: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await person.client.get(PREVIEW, params={"voice_id": "af_nova"})
    monkeypatch.setattr(service, "_line", lambda voice: "Another line.")
    new = await person.client.get(PREVIEW, params={"voice_id": "af_nova"})
    assert len(new.content) < len(old.content) / 2
    assert sorted(_files(idle_studio, "af_nova")) == ["deleting", "live"]


async def test_without_weights_nothing_is_left(make_settings: Any, tmp_path: Path) -> None:
    settings = make_settings(AUDIOSTUDIO_MODELS_DIR=tmp_path, preview_rate_limit="1/minute")
    async with serving(settings) as studio:
        person = await studio.register()
        missing = await person.client.get(PREVIEW, params={"voice_id": "af_heart"})
        assert (missing.status_code, missing.json()["code"]) == (409, "preview_unavailable")
        assert "audiostudio models pull" in missing.json()["detail"]
        assert _files(studio, "af_heart") == []
        second = await person.client.get(PREVIEW, params={"voice_id": "af_heart"})
        assert (second.status_code, second.json()["code"]) == (429, "rate_limited")


async def test_a_companys_sample_is_fetched_once_from_where_its_list_says_and_kept_here(
    make_settings: Any, idle_studio: Studio, person: Account, tmp_path: Path
) -> None:
    sample = tmp_path / "sample.mp3"
    sample.write_bytes((await person.client.get(PREVIEW, params={"voice_id": "af_sky"})).content)
    with stand_in(sample) as provider:
        access = {"elevenlabs_api_key": KEY, "elevenlabs_base_url": provider.url}
        settings = make_settings(**access, outbound_allowed_hosts=(provider.url.removeprefix("http://"),))
        async with serving(settings) as studio:
            people = [await studio.register(), await studio.register()]
            gallery = (await people[0].client.get("/api/audio-studio/ai-voice/voices")).json()
            address = gallery["premium"][0]["preview_url"]
            assert address == f"{PREVIEW}?voice_id=elevenlabs_voice0"
            for one in (*people, people[0]):
                heard = await one.client.get(address)
                assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/mpeg")
                assert heard.content == sample.read_bytes()
            assert provider.fetched == ["/samples/Rachel.mp3"]
            unknown = await people[0].client.get(PREVIEW, params={"voice_id": "elevenlabs_nobody"})
            assert (unknown.status_code, unknown.json()["code"]) == (422, "voice_unknown")

            provider.sound = b"<!doctype html><script>alert(1)</script>" * 100
            foul = await people[0].client.get(PREVIEW, params={"voice_id": "elevenlabs_voice1"})
            assert (foul.status_code, foul.json()["code"]) == (409, "preview_unavailable")
            provider.sound = bytes(6 * 2**20)
            large = await people[0].client.get(PREVIEW, params={"voice_id": "elevenlabs_voice2"})
            assert (large.status_code, large.json()["code"]) == (409, "preview_unavailable")
        # An address that is not public, and that the operator has not allowed, is asked for nothing.
        async with serving(make_settings(**access)) as studio:
            provider.fetched.clear()
            person = await studio.register()
            refused = await person.client.get(PREVIEW, params={"voice_id": "elevenlabs_voice0"})
            assert (refused.status_code, refused.json()["code"]) == (409, "preview_unavailable")
            assert provider.fetched == []
