"""The library over HTTP: what jobs made is found, named, filed, kept, thrown away, taken back and made again."""

import struct
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
import soundfile

from audiostudio.audio.meters.peaks import Peaks
from audiostudio.kit.postgres.address import WORKER_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from audiostudio.library import service as library
from tests.support.account import Account
from tests.support.studio import Studio

LIBRARY = "/api/audio-studio/library"
TRASH = "/api/audio-studio/trash"
FOLDERS = "/api/audio-studio/folders"


@pytest.fixture(scope="module")
async def owner(studio: Studio) -> Account:
    return await studio.register(credits=50, tier="Advanced")


async def _separated(account: Account, song: Path) -> dict[str, Any]:
    answer = await account.upload(song, tool="separation", name="Morning Song.wav")
    return await account.finished(answer.json()["job_id"])


@pytest.fixture(scope="module")
async def job(owner: Account, song: Path) -> dict[str, Any]:
    return await _separated(owner, song)


@pytest.fixture
async def vocals(owner: Account, job: dict[str, Any]) -> str:
    return _vocals(job)


def _vocals(job: dict[str, Any]) -> str:
    return next(str(output["asset_id"]) for output in job["outputs"] if output["role"] == "vocals")


async def _listed(account: Account, **query: Any) -> list[dict[str, Any]]:
    answer = await account.client.get(LIBRARY, params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_what_a_job_made_is_there_with_all_that_is_known_of_it(owner: Account, job: dict[str, Any]) -> None:
    items = {item["role"]: item for item in await _listed(owner) if item["job_id"] == job["job_id"]}
    assert items.keys() == {"vocals", "accompaniment"}
    item = items["vocals"]
    assert (item["type"], item["source"], item["format"], item["job_id"]) == (
        "stem",
        "separation",
        "wav",
        job["job_id"],
    )
    assert (item["name"], item["file_name"]) == ("Morning Song – vocals", "vocals.wav")
    assert item["generation_config"]["settings"] == job["params"]
    assert item["duration"] == pytest.approx(job["report"]["duration_s"])
    assert not item["kept"]
    assert item["expires_at"] is not None
    assert (await owner.client.get(item["url"])).status_code == 200


async def test_a_conversion_knows_its_length_like_all_sounds(studio: Studio, beep: Path) -> None:
    person = await studio.register()
    answer = await person.upload(beep, tool="conversion")
    await person.finished(answer.json()["job_id"])
    (item,) = await _listed(person)
    assert item["duration"] == pytest.approx(1.0)


async def test_an_item_is_renamed_filed_tagged_kept_and_found_again(studio: Studio, song: Path) -> None:
    owner = await studio.register(tier="Advanced")
    vocals = _vocals(await _separated(owner, song))
    folder = (await owner.client.post(FOLDERS, json={"name": "  Demo  tapes "})).json()
    assert folder["name"] == "Demo tapes"
    changes = {"name": "Lead 100% dry", "folder_id": folder["folder_id"], "tags": ["lead", "dry", "lead"], "kept": True}
    item = (await owner.client.put(f"{LIBRARY}/{vocals}", json=changes)).json()
    assert (item["name"], item["tags"], item["kept"], item["expires_at"]) == (
        "Lead 100% dry",
        ["lead", "dry"],
        True,
        None,
    )
    for query in (
        {"folder_id": folder["folder_id"]},
        {"tag": "dry"},
        {"q": "LEAD dry"},
        {"q": "100%"},
        {"kept": True},
        {"type": ["stem", "master"], "tag": "lead"},
    ):
        assert [found["audio_id"] for found in await _listed(owner, **query)] == [vocals], query
    for query in ({"q": "lead_"}, {"q": "nothing"}, {"tag": "d"}, {"type": "master"}, {"trashed": True}):
        assert await _listed(owner, **query) == [], query
    assert (await owner.client.get("/api/audio-studio/tags")).json() == ["dry", "lead"]
    assert [found["items"] for found in (await owner.client.get(FOLDERS)).json()] == [1]
    again = await owner.client.post(FOLDERS, json={"name": "Demo tapes"})
    assert (again.status_code, again.json()["code"]) == (409, "folder_exists")
    renamed = await owner.client.put(f"{FOLDERS}/{folder['folder_id']}", json={"name": "Tapes"})
    assert (renamed.json()["name"], renamed.json()["items"]) == ("Tapes", 1)
    assert (await owner.client.delete(f"{FOLDERS}/{folder['folder_id']}")).status_code == 204
    item = (await owner.client.get(f"{LIBRARY}/{vocals}")).json()
    assert (item["folder_id"], item["name"]) == (None, "Lead 100% dry")
    item = (await owner.client.put(f"{LIBRARY}/{vocals}", json={"kept": False, "tags": []})).json()
    assert item["expires_at"] is not None


async def test_music_is_described_and_found_by_what_it_is(studio: Studio, beep: Path) -> None:
    person = await studio.register()
    described = {
        "night": {"genre": "House", "mood": "dark", "bpm": 124.0, "key": "C minor", "royalty_free": True},
        "march": {"genre": "Rock", "mood": "epic", "bpm": 96.5, "key": "Eb major", "royalty_free": False},
        "sketch": None,
    }
    for name, music in described.items():
        files = {"file": (f"{name}.wav", beep.read_bytes())}
        made = (await person.client.post(LIBRARY, files=files)).json()
        assert made["music"] is None
        if music:
            changed = await person.client.put(f"{LIBRARY}/{made['audio_id']}", json={"music": music})
            assert changed.json()["music"] == {"metre": None, **music}

    async def found(**query: Any) -> set[str]:
        return {item["file_name"].removesuffix(".wav") for item in await _listed(person, **query)}

    assert await found() == {"night", "march", "sketch"}
    assert await found(genre="house") == await found(royalty_free=True) == await found(lowest_bpm=100) == {"night"}
    assert await found(highest_bpm=100) == await found(key="eb MAJOR") == {"march"}
    assert await found(lowest_bpm=96.5, highest_bpm=124) == {"night", "march"}
    assert await found(mood="dark", genre="Rock") == set()


@pytest.mark.parametrize("music", [{"bpm": 0}, {"bpm": "fast"}, {"genre": " "}, {"tempo": 120}, {"key": "x" * 51}])
async def test_music_that_cannot_be_is_refused(owner: Account, vocals: str, music: dict[str, Any]) -> None:
    refused = await owner.client.put(f"{LIBRARY}/{vocals}", json={"music": music})
    assert refused.status_code == 422


async def test_saving_an_output_keeps_it_beyond_its_job(studio: Studio, song: Path) -> None:
    account = await studio.register()
    job = await account.finished((await account.upload(song)).json()["job_id"])
    saved, other = (str(output["asset_id"]) for output in job["outputs"])
    answer = await account.client.post(LIBRARY, json={"asset_id": saved, "name": "My take", "tags": ["take"]})
    assert answer.status_code == 201
    assert (await account.client.delete(f"/job/{job['job_id']}")).status_code == 204
    assert [(item["audio_id"], item["name"], item["job_id"]) for item in await _listed(account)] == [
        (saved, "My take", None)
    ]
    assert (await account.client.get(answer.json()["url"])).status_code == 200
    assert (await account.client.get(f"{LIBRARY}/{other}")).status_code == 404
    again = await account.client.post(f"{LIBRARY}/{saved}/generate", json={})
    assert (again.status_code, again.json()["code"]) == (409, "source_missing")


async def test_the_bin_gives_back_until_it_is_emptied(studio: Studio, song: Path) -> None:
    account = await studio.register()
    job = await account.finished((await account.upload(song)).json()["job_id"])
    first, second = (str(output["asset_id"]) for output in job["outputs"])
    for thrown in (first, second, second):
        assert (await account.client.delete(f"{LIBRARY}/{thrown}")).status_code == 204
    assert await _listed(account) == []
    stranger = studio.client()
    for output in job["outputs"]:
        assert (await stranger.get(output["url"])).json()["code"] == "asset_not_found", "its signed address is dead"
        assert (await account.client.get(f"/asset/{output['asset_id']}")).status_code == 200, "its owner may hear it"
    assert {item["audio_id"] for item in await _listed(account, trashed=True)} == {first, second}
    assert (await account.client.get(f"/status/{job['job_id']}")).json()["outputs"] == []
    back = await account.client.post(f"{LIBRARY}/{first}/restore")
    assert back.json()["trashed_at"] is None
    assert (await stranger.get(job["outputs"][0]["url"])).status_code == 200
    assert [item["audio_id"] for item in await _listed(account)] == [first]
    thrown = next(output for output in job["outputs"] if output["asset_id"] == second)
    other = await studio.register()
    assert (await other.client.get(TRASH)).json() == {"items": 0, "size_bytes": 0}
    assert (await account.client.get(TRASH)).json() == {"items": 1, "size_bytes": thrown["size_bytes"]}
    assert (await other.client.delete(TRASH)).status_code == 204
    assert (await account.client.get(f"{LIBRARY}/{second}")).status_code == 200, "a stranger empties their own bin"
    assert (await account.client.delete(TRASH)).status_code == 204
    assert (await account.client.get(TRASH)).json() == {"items": 0, "size_bytes": 0}
    assert (await account.client.get(f"{LIBRARY}/{second}")).status_code == 404
    assert (await account.client.get(f"{LIBRARY}/{first}")).status_code == 200


async def test_the_bin_empties_itself_after_a_month(studio: Studio, song: Path) -> None:
    account = await studio.register()
    job = await account.finished((await account.upload(song)).json()["job_id"])
    first, second = (str(output["asset_id"]) for output in job["outputs"])
    await account.client.delete(f"{LIBRARY}/{second}")
    database = Database(role_url(WORKER_ROLE, studio.settings))
    try:
        await _age_trash(studio, second)
        assert await library.delete_expired(database) == 1
    finally:
        await database.close()
    assert (await account.client.get(f"{LIBRARY}/{second}")).status_code == 404
    assert (await account.client.get(f"{LIBRARY}/{first}")).status_code == 200


async def _age_trash(studio: Studio, asset_id: str) -> None:
    from tests.support.studio import connect_as

    with connect_as(studio, WORKER_ROLE) as connection:
        connection.execute("UPDATE assets SET trashed_at = now() - interval '31 days' WHERE id = %s", (asset_id,))
        connection.commit()


async def test_waveforms_are_there_as_data_and_picture(owner: Account, job: dict[str, Any], vocals: str) -> None:
    answer = await owner.client.get(f"{LIBRARY}/{vocals}/peaks")
    version, flags, rate_hz, samples_per_peak, pairs, channels = struct.unpack_from("<iIiiIi", answer.content)
    assert (version, flags, channels) == (2, 1, 1)
    assert pairs == -(-round(job["report"]["duration_s"] * rate_hz) // samples_per_peak)
    few = await owner.client.get(f"{LIBRARY}/{vocals}/peaks", params={"points": 100})
    assert struct.unpack_from("<iIiiIi", few.content)[4] <= 100
    picture = await owner.client.get(f"{LIBRARY}/{vocals}/waveform.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<svg")


async def test_items_are_made_again_and_worked_on_without_sending_them(
    owner: Account, job: dict[str, Any], vocals: str
) -> None:
    before = await owner.balance()
    again = await owner.client.post(
        f"{LIBRARY}/{vocals}/generate", json={"parameters": {"output_format": "FLAC"}}, headers={"Prefer": "wait=60"}
    )
    made = again.json()
    assert (made["status"], made["params"]) == ("COMPLETED", job["params"] | {"output_format": "FLAC"})
    assert {output["name"] for output in made["outputs"]} == {"vocals.flac", "accompaniment.flac"}
    body = {"tool": "mastering", "audio_ids": [vocals], "parameters": {"genre": "Pop", "target_format": "WAV"}}
    headers = {"Prefer": "wait=60", "Idempotency-Key": "once"}
    mastered = (await owner.client.post("/jobs", json=body, headers=headers)).json()
    assert mastered["status"] == "COMPLETED", mastered
    assert (await owner.client.post("/jobs", json=body, headers=headers)).json()["job_id"] == mastered["job_id"]
    assert before - await owner.balance() == made["cost"] + mastered["cost"]
    for wrong, code in (
        ({"tool": "nothing"}, "tool_unknown"),
        ({"parameters": {"genre": "Polka"}}, "parameters_invalid"),
        ({"audio_ids": [vocals, vocals]}, "too_many_files"),
        ({"audio_ids": [str(uuid4())]}, "asset_not_found"),
    ):
        answer = await owner.client.post("/jobs", json=body | wrong)
        assert answer.json()["code"] == code


async def test_pages_walk_the_whole_library(studio: Studio, beep: Path) -> None:
    owner = await studio.register(credits=5)
    for _ in range(5):
        await owner.finished((await owner.upload(beep, tool="conversion")).json()["job_id"])
    everything = [item["audio_id"] for item in await _listed(owner, limit=100)]
    walked: list[str] = []
    cursor = None
    while True:
        page = (await owner.client.get(LIBRARY, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        walked += [item["audio_id"] for item in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert walked == everything
    assert len(everything) >= 5


async def test_what_went_into_a_job_that_made_nothing_is_drawn_up_to_where_it_can_be_read(
    idle_studio: Studio, song: Path, tmp_path: Path
) -> None:
    owner, stranger = [await idle_studio.register() for _ in range(2)]
    noise = 0.3 * np.random.default_rng(1).standard_normal(50 * 44_100)
    noise[45 * 44_100 :] = np.nan
    damaged = tmp_path / "damaged.wav"
    soundfile.write(damaged, noise, 44_100, subtype="FLOAT")
    for path, readable in ((song, 1.0), (damaged, 0.9)):
        job_id = (await owner.upload(path, tool="conversion")).json()["job_id"]
        cancelled = (await owner.client.post(f"/job/{job_id}/cancel")).json()
        assert (cancelled["status"], cancelled["outputs"]) == ("CANCELLED", [])
        [source] = cancelled["inputs"]
        address = f"{LIBRARY}/{source['asset_id']}/peaks"
        first, again = [await owner.client.get(address) for _ in range(2)]
        assert first.status_code == 200, first.text
        assert first.content == again.content
        peaks = Peaks.from_bytes(first.content)
        drawn_s = len(peaks.extremes) * peaks.samples_per_peak / peaks.sample_rate_hz
        assert drawn_s == pytest.approx(readable * source["details"]["duration_s"], rel=0.05)
        assert peaks.extremes.any()
        assert (await stranger.client.get(address)).status_code == 404


async def test_what_went_into_a_job_has_its_waveform_and_goes_into_another(
    studio: Studio, owner: Account, job: dict[str, Any]
) -> None:
    [source] = job["inputs"]
    peaks = await owner.client.get(f"{LIBRARY}/{source['asset_id']}/peaks", params={"points": 100})
    assert peaks.status_code == 200, peaks.text
    assert any(peaks.content[24:]), "the song is not silent"
    assert (await owner.client.get(f"{LIBRARY}/{source['asset_id']}")).status_code == 404
    body = {"tool": job["tool"], "parameters": job["params"], "audio_ids": [source["asset_id"]]}
    again = await owner.client.post("/jobs", json=body, headers={"Prefer": "wait=60"})
    assert again.status_code == 200, again.text
    assert again.json()["status"] == "COMPLETED"
    assert [output["sha256"] for output in again.json()["outputs"]] == [output["sha256"] for output in job["outputs"]]
    stranger = await studio.register()
    assert (await stranger.client.post("/jobs", json=body)).json()["code"] == "asset_not_found"
    assert (await stranger.client.get(f"{LIBRARY}/{source['asset_id']}/peaks")).status_code == 404


async def test_inputs_of_jobs_are_no_items_and_nothing_can_be_filed_in_anothers_folder(
    studio: Studio, owner: Account, vocals: str
) -> None:
    stranger = await studio.register()
    folder = (await stranger.client.post(FOLDERS, json={"name": "Theirs"})).json()
    answer = await owner.client.put(f"{LIBRARY}/{vocals}", json={"folder_id": folder["folder_id"]})
    assert (answer.status_code, answer.json()["code"]) == (404, "folder_not_found")
    answer = await stranger.client.post("/jobs", json={"tool": "mastering", "audio_ids": [vocals]})
    assert (answer.status_code, answer.json()["code"]) == (404, "asset_not_found")
    for body in ({"name": "   "}, {"tags": [""]}, {"name": "x" * 201}, {"unknown": 1}, {"name": "a\x00b"}):
        assert (await owner.client.put(f"{LIBRARY}/{vocals}", json=body)).status_code == 422, body
