"""Favourite voices over HTTP: everybody's own, wherever they sign in."""

import asyncio

from httpx2 import AsyncClient

from tests.support.studio import SERVICE_KEY, Studio

FAVOURITES = "/api/audio-studio/ai-voice/favourites"


async def marked(client: AsyncClient) -> list[str]:
    return list((await client.get(FAVOURITES)).json()["voice_ids"])


async def mark(client: AsyncClient, voice_id: str) -> None:
    assert (await client.put(f"{FAVOURITES}/{voice_id}")).status_code == 204


async def test_everybody_has_favourites_of_their_own(idle_studio: Studio) -> None:
    ada, ben = [await idle_studio.register() for _ in range(2)]
    service = idle_studio.client(SERVICE_KEY)
    assert await marked(ada.client) == []
    for voice_id in ("af_heart", "bm_george", "af_heart"):
        await mark(ada.client, voice_id)
    assert await marked(ada.client) == ["af_heart", "bm_george"]
    await mark(service, "am_adam")
    for _ in range(2):
        assert (await ada.client.delete(f"{FAVOURITES}/af_heart")).status_code == 204
    assert await marked(ada.client) == ["bm_george"]
    assert (await ben.client.delete(f"{FAVOURITES}/bm_george")).status_code == 204
    assert [await marked(client) for client in (ada.client, ben.client, service)] == [["bm_george"], [], ["am_adam"]]
    assert (await idle_studio.client().put(f"{FAVOURITES}/af_heart")).status_code == 401


async def test_of_marks_made_at_once_none_is_lost(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    wanted = [f"voice-{number}" for number in range(12)]
    await asyncio.gather(*(mark(person.client, voice_id) for voice_id in wanted))
    assert sorted(await marked(person.client)) == sorted(wanted)
    await asyncio.gather(*(person.client.delete(f"{FAVOURITES}/{voice_id}") for voice_id in wanted[1:]))
    assert await marked(person.client) == ["voice-0"]


async def test_too_many_or_too_long_names_are_refused(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    assert (await person.client.put(f"{FAVOURITES}/{'x' * 201}")).status_code == 422
    await mark(person.client, "voice-0")
    with idle_studio.admin() as connection:
        connection.execute(
            "UPDATE favourite_voices SET voice_ids = ARRAY(SELECT 'voice-' || n FROM generate_series(0, 499) n) "
            "WHERE workspace_id = %s",
            (person.workspace_id,),
        )
    await mark(person.client, "voice-7")
    refused = await person.client.put(f"{FAVOURITES}/one-more")
    assert (refused.status_code, refused.json()["code"]) == (409, "favourites_full")
    assert len(await marked(person.client)) == 500
