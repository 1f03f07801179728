"""Every tool through its route: several files, references, and what comes out."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.support.account import Account
from tests.support.encoded import sndfile_bytes, tones
from tests.support.studio import Studio


@pytest.fixture(scope="module")
async def artist(studio: Studio) -> Account:
    return await studio.register(credits=50, tier="Advanced")


@pytest.fixture(scope="module")
def quiet_song(open_dir: Path, song: Path) -> Path:
    """Give the song at a third of its level: another track of the same album."""
    samples, rate = soundfile.read(song)
    path = open_dir / "quiet song.wav"
    soundfile.write(path, samples / 3, rate, subtype="PCM_24")
    return path


async def run(person: Account, files: dict[str, list[Path]], **form: str) -> dict[str, Any]:
    sent = [(field, (path.name, path.read_bytes())) for field, paths in files.items() for path in paths]
    answer = await person.client.post("/upload", files=sent, data=form)
    assert answer.status_code == 202, answer.text
    job = await person.finished(answer.json()["job_id"])
    assert job["status"] == "COMPLETED", job["error"]
    return job


async def test_a_master_after_a_reference(artist: Account, song: Path, quiet_song: Path) -> None:
    job = await run(artist, {"file": [quiet_song], "reference": [song]}, tool="mastering")
    assert [output["role"] for output in job["outputs"]].count("master") == 1
    assert "reference" in json.dumps(job["report"])
    assert job["cost"] == 1


async def test_an_album_is_one_job_priced_by_its_tracks(artist: Account, song: Path, quiet_song: Path) -> None:
    job = await run(artist, {"file": [song, quiet_song]}, tool="album_mastering")
    assert job["cost"] == 2
    masters = [output for output in job["outputs"] if output["type"] == "master"]
    assert len(masters) == 2
    assert {name.split(" (")[0] for name in (master["name"] for master in masters)} != {"audio"}


async def test_stems_become_one_master(artist: Account, song: Path, quiet_song: Path) -> None:
    job = await run(artist, {"file": [song, quiet_song]}, tool="stem_mastering")
    assert len([output for output in job["outputs"] if output["type"] == "master"]) == 1


async def test_a_conversion_keeps_every_sample(artist: Account, song: Path, tmp_path: Path) -> None:
    parameters = json.dumps({"target_format": "FLAC", "bit_depth": 16})
    job = await run(artist, {"file": [song]}, tool="conversion", parameters=parameters)
    [output] = job["outputs"]
    path = tmp_path / output["name"]
    path.write_bytes((await artist.client.get(output["url"])).content)
    converted, rate = soundfile.read(path, dtype="int16")
    original, original_rate = soundfile.read(song, dtype="int16")
    assert rate == original_rate
    assert np.array_equal(converted, original)


async def test_what_was_odd_about_a_sound_stands_with_the_file_and_in_the_report(
    artist: Account, tmp_path: Path
) -> None:
    flac = sndfile_bytes(tones(2, 44_100, 1.0), 44_100, "FLAC")
    (tmp_path / "two.flac").write_bytes(flac + flac)
    job = await run(artist, {"file": [tmp_path / "two.flac"]}, tool="conversion")
    [warning] = job["report"]["input_warnings"]
    assert (warning["file"], warning["code"]) == ("two.flac", "audio_joined")
    [sent] = job["inputs"]
    assert sent["details"]["duration_s"] == 2.0
    assert [told["code"] for told in sent["details"]["warnings"]] == ["audio_joined"]


@pytest.mark.parametrize(
    ("tool", "files", "references"), [("separation", 2, 0), ("separation", 1, 1), ("mastering", 1, 6)]
)
async def test_more_files_than_a_tool_takes_are_refused(
    artist: Account, beep: Path, tool: str, files: int, references: int
) -> None:
    before = await artist.balance()
    sent = [("file", beep.open("rb"))] * files + [("reference", beep.open("rb"))] * references
    answer = await artist.client.post("/upload", files=sent, data={"tool": tool})
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_files")
    assert set(answer.json()["allowed"]) == {"file", "reference"}
    assert await artist.balance() == before


async def test_every_tool_is_listed_with_its_parameters_and_price(studio: Studio) -> None:
    tools = {tool["name"]: tool for tool in (await studio.client().get("/tools")).json()}
    assert set(tools) >= {"mastering", "album_mastering", "stem_mastering", "conversion", "separation"}
    assert (tools["mastering"]["verb"], tools["voice_cloning"]["verb"]) == ("master", "clone-voice")
    for tool in tools.values():
        assert tool["parameters"]["properties"], tool["name"]
        assert tool["price"] >= 1
