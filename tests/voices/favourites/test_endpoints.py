"""Favourite voices over HTTP: everybody's own, wherever they sign in."""

from tests.conftest import SERVICE_KEY, Studio

FAVOURITES = "/api/audio-studio/ai-voice/favourites"


async def test_everybody_has_favourites_of_their_own(idle_studio: Studio) -> None:
    ada, ben = [await idle_studio.register() for _ in range(2)]
    service = idle_studio.client(SERVICE_KEY)
    assert (await ada.client.get(FAVOURITES)).json() == {"voice_ids": []}
    for ids in (["af_heart", "bm_george", "af_heart"], ["bm_george", "af_sky"]):
        kept = await ada.client.put(FAVOURITES, json={"voice_ids": ids})
        assert (kept.status_code, kept.json()) == (200, {"voice_ids": list(dict.fromkeys(ids))})
    await service.put(FAVOURITES, json={"voice_ids": ["am_adam"]})
    assert (await ada.client.get(FAVOURITES)).json() == {"voice_ids": ["bm_george", "af_sky"]}
    assert (await ben.client.get(FAVOURITES)).json() == {"voice_ids": []}
    assert (await service.get(FAVOURITES)).json() == {"voice_ids": ["am_adam"]}
    assert (await idle_studio.client().get(FAVOURITES)).status_code == 401


async def test_too_many_or_nameless_ones_are_refused(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    for ids in ([""], ["x" * 201], [f"voice{number}" for number in range(501)]):
        assert (await person.client.put(FAVOURITES, json={"voice_ids": ids})).status_code == 422
