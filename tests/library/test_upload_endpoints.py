"""Files of one's own in the library: sounds, MIDI and transcripts come in by their content, all else is refused."""

import asyncio
import io
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import numpy as np
import pytest
import soundfile
from symusic import Note, Score, Track

from audiostudio.audio.meters.peaks import Peaks
from tests.support.account import Account
from tests.support.studio import Studio

LIBRARY = "/api/audio-studio/library"
TRASH = "/api/audio-studio/trash"
SRT = "1\r\n00:00:01,000 --> 00:00:02,500\r\nGood morning.\r\n"


@pytest.fixture(scope="module")
async def person(idle_studio: Studio) -> Account:
    return await idle_studio.register(tier="Advanced")


def _midi() -> bytes:
    score = Score(480)
    score.tracks.append(Track(program=0))
    score.tracks[0].notes.append(Note(0, 480, 60, 90))
    return bytes(score.dumps_midi())


def _wav(sound: Any, subtype: str = "PCM_16") -> bytes:
    file = io.BytesIO()
    soundfile.write(file, sound, 44_100, format="WAV", subtype=subtype)
    return file.getvalue()


async def _add(account: Account, file_name: str, content: bytes, /, **form: Any) -> httpx2.Response:
    return await account.client.post(LIBRARY, files={"file": (file_name, content)}, data=form)


async def test_a_sound_is_named_filed_tagged_drawn_and_kept(person: Account, song: Path) -> None:
    folder = (await person.client.post("/api/audio-studio/folders", json={"name": "Own"})).json()
    answer = await _add(
        person, "take 3.wav", song.read_bytes(), type="voiceover", name="Third  take", folder_id=folder["folder_id"],
        tags="voice, dry,voice",
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    item = answer.json()
    assert (item["name"], item["file_name"], item["type"], item["source"]) == (
        "Third take",
        "take 3.wav",
        "voiceover",
        "uploaded",
    )
    assert (item["kept"], item["expires_at"], item["job_id"], item["tags"]) == (True, None, None, ["voice", "dry"])
    assert item["duration"] == pytest.approx(8, abs=0.01)
    assert item["media_type"] == "audio/wav"
    found = (await person.client.get(LIBRARY, params={"folder_id": folder["folder_id"]})).json()["items"]
    assert [one["audio_id"] for one in found] == [item["audio_id"]]
    peaks = Peaks.from_bytes((await person.client.get(f"{LIBRARY}/{item['audio_id']}/peaks")).content)
    loudest = np.abs(soundfile.read(song)[0]).max()
    assert np.abs(peaks.extremes).max() / 127 == pytest.approx(loudest, abs=0.01)
    assert (await person.client.get(item["url"])).content == song.read_bytes()
    again = await person.client.post(f"{LIBRARY}/{item['audio_id']}/generate", json={})
    assert again.json()["code"] == "source_missing"


@pytest.mark.parametrize(
    ("name", "content", "asked", "kind", "media_type"),
    [
        ("song.mid", _midi(), {}, "midi", "audio/midi"),
        ("words.srt", SRT.encode(), {}, "transcript", "application/x-subrip"),
        ("words.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi.\n", {}, "transcript", "text/vtt"),
        ("words.txt", "Guten Morgen, schöne Welt".encode(), {"type": "transcript"}, "transcript", "text/plain"),
        ("words.json", json.dumps({"words": []}).encode(), {"type": "transcript"}, "transcript", "application/json"),
        ("misleading.txt", _midi(), {}, "midi", "audio/midi"),
        ("", _wav(np.sin(np.arange(44_100) / 20) / 2), {"type": "stem"}, "stem", "audio/wav"),
    ],
)
async def test_what_a_file_is_is_told_by_its_content(
    person: Account, name: str, content: bytes, asked: dict[str, str], kind: str, media_type: str
) -> None:
    answer = await _add(person, name or "x", content, **asked)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["type"], answer.json()["media_type"]) == (kind, media_type)
    assert (await person.client.get(answer.json()["url"])).content == content


@pytest.mark.parametrize(
    ("content", "asked", "status", "code"),
    [
        (b"", {}, 422, "audio_empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), {}, 422, "audio_undecodable"),
        (b"PK\x03\x04" + bytes(500), {}, 422, "audio_undecodable"),
        (_midi()[:-9], {}, 422, "midi_damaged"),
        (b"MThd", {}, 422, "midi_damaged"),
        (_midi(), {"type": "music"}, 422, "item_type_wrong"),
        (SRT.encode(), {"type": "midi"}, 422, "item_type_wrong"),
        (b"just some text", {}, 422, "item_type_wrong"),
        (b"<html><script>alert(1)</script>", {"type": "master"}, 422, "item_type_wrong"),
        (_wav(np.sin(np.arange(44_100) / 20)), {"type": "transcript"}, 422, "item_type_wrong"),
        (_wav(np.zeros(44_100)), {}, 422, "audio_silent"),
        (_wav(np.full(44_100, np.nan), "FLOAT"), {}, 422, "audio_not_finite"),
        (_wav(np.ones(1)), {}, 422, "audio_too_short"),
        (SRT.encode(), {"type": "picture"}, 422, "validation_failed"),
        (SRT.encode(), {"tags": ",".join(map(str, range(31)))}, 422, "validation_failed"),
        (SRT.encode(), {"name": "   "}, 422, "validation_failed"),
        (SRT.encode(), {"kept": "false"}, 422, "validation_failed"),
        (SRT.encode(), {"folder_id": str(uuid4())}, 404, "folder_not_found"),
        (SRT.encode(), {"upload_id": str(uuid4())}, 422, "too_many_files"),
    ],
)
async def test_what_cannot_lie_in_the_library_is_refused_and_leaves_nothing(
    idle_studio: Studio, person: Account, content: bytes, asked: dict[str, str], status: int, code: str
) -> None:
    def stored() -> int:
        query = "SELECT count(*) FROM stored_objects WHERE state <> 'deleting' AND workspace_id = %s"
        with idle_studio.admin() as connection:
            return int(connection.execute(query, (person.workspace_id,)).fetchone()[0])  # type: ignore[index]

    before = stored()
    answer = await _add(person, "file", content, **asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    if code == "item_type_wrong":
        assert answer.json()["allowed"]["type"]
    assert stored() == before


async def test_a_finished_upload_comes_into_the_library(person: Account, beep: Path) -> None:
    tus = {"Tus-Resumable": "1.0.0"}
    length = {"Upload-Length": str(beep.stat().st_size), "Upload-Metadata": "filename YmVlcC53YXY="}
    upload = (await person.client.post("/uploads", headers=tus | length)).json()["upload_id"]
    form = {"upload_id": (None, upload), "type": (None, "sound_effect")}
    unfinished = await person.client.post(LIBRARY, files=form)
    assert unfinished.status_code == 409
    headers = tus | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    await person.client.patch(f"/uploads/{upload}", headers=headers, content=beep.read_bytes())
    item = (await person.client.post(LIBRARY, files=form)).json()
    assert (item["name"], item["type"], item["sha256"] != "") == ("beep.wav", "sound_effect", True)
    strange = await person.client.post(LIBRARY, files={"upload_id": (None, str(uuid4()))})
    assert strange.status_code == 404
    assert (await person.client.post(LIBRARY, files={"type": (None, "music")})).json()["code"] == "file_field_missing"


async def test_a_file_sent_again_under_its_key_is_kept_once(idle_studio: Studio, song: Path, beep: Path) -> None:
    sender, other = [await idle_studio.register() for _ in range(2)]
    headers = {"Idempotency-Key": "take three"}

    async def send(account: Account, path: Path, **form: str) -> httpx2.Response:
        return await account.client.post(
            LIBRARY, files={"file": (path.name, path.read_bytes())}, data=form, headers=headers
        )

    at_once = await asyncio.gather(*(send(sender, beep) for _ in range(3)))
    again = await send(sender, beep)
    assert [answer.status_code for answer in (*at_once, again)] == [201] * 4, again.text
    assert {answer.json()["audio_id"] for answer in at_once} == {again.json()["audio_id"]}
    for changed in (send(sender, song), send(sender, beep, name="Another")):
        refused = await changed
        assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    items = (await sender.client.get(LIBRARY)).json()["items"]
    assert [item["audio_id"] for item in items] == [again.json()["audio_id"]]
    with idle_studio.admin() as connection:
        live = connection.execute(
            "SELECT count(*) FROM stored_objects WHERE state <> 'deleting' AND workspace_id = %s",
            (sender.workspace_id,),
        ).fetchone()
    assert live == (1,)
    assert (await send(other, song)).status_code == 201, "somebody else's key is another one"


async def test_a_key_of_an_item_is_no_jobs_and_ends_with_the_item(idle_studio: Studio, beep: Path, song: Path) -> None:
    sender = await idle_studio.register()
    headers = {"Idempotency-Key": "one for each"}
    job = await sender.upload(beep, tool="mastering", headers=headers)
    first = await sender.client.post(LIBRARY, files={"file": ("a.wav", beep.read_bytes())}, headers=headers)
    assert (job.status_code, first.status_code) == (202, 201), first.text
    audio_id = first.json()["audio_id"]
    other = {"file": ("b.wav", song.read_bytes())}
    await sender.client.delete(f"{LIBRARY}/{audio_id}")
    assert (await sender.client.post(LIBRARY, files=other, headers=headers)).status_code == 422, "it is in the trash"
    assert (await sender.client.delete(TRASH)).is_success
    second = await sender.client.post(LIBRARY, files=other, headers=headers)
    assert second.status_code == 201, second.text
    assert second.json()["audio_id"] != audio_id
    again = await sender.upload(beep, tool="mastering", headers=headers)
    assert again.json()["job_id"] == job.json()["job_id"]


async def test_files_are_bounded_by_tier_and_other_bodies_as_everywhere(
    idle_studio: Studio, person: Account, song: Path
) -> None:
    poor = await idle_studio.register()
    large = await _add(poor, "large.wav", bytes(60 * 2**20))
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
    body = json.dumps({"asset_id": str(uuid4()), "name": "x" * 2**21})
    kept = await person.client.post(LIBRARY, content=body, headers={"Content-Type": "application/json"})
    assert kept.status_code == 413, "nobody reads two mebibytes of JSON"
    assert (await idle_studio.client().post(LIBRARY, files={"file": ("x", b"x")})).status_code == 401
