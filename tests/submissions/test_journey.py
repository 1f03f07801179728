"""The way of a newcomer: register, send a song, watch it, hear what came out; charged exactly once."""

import io
import zipfile
from pathlib import Path

import numpy as np
import soundfile

from tests.conftest import Studio


async def test_a_song_goes_in_and_its_stems_come_out(studio: Studio, song: Path) -> None:
    person = await studio.register()
    accepted = await person.upload(song, tool="separation")
    assert accepted.status_code == 202, accepted.text
    receipt = accepted.json()
    assert receipt["status"] == "PENDING"
    assert receipt["cost"] == 1

    job = await person.finished(receipt["job_id"])

    assert job["status"] == "COMPLETED", job["error"]
    assert job["progress"] == 1
    assert {output["role"] for output in job["outputs"]} == {"vocals", "accompaniment"}
    assert await person.balance() == 2

    answer = await person.client.get(f"/download/{job['job_id']}")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        stems = [soundfile.read(io.BytesIO(archive.read(name)))[0] for name in archive.namelist()]
    mix = soundfile.read(song)[0]
    error = np.sum(stems, axis=0) - mix
    assert 10 * np.log10(np.mean(error**2) / np.mean(mix**2)) < -60


async def test_an_output_can_be_fetched_in_parts_by_its_signed_address_alone(studio: Studio, song: Path) -> None:
    person = await studio.register()
    job = await person.finished((await person.upload(song)).json()["job_id"])
    output = job["outputs"][0]
    stranger = studio.client()

    whole = await stranger.get(output["url"].replace("localhost", "127.0.0.1"))
    assert whole.status_code == 200
    assert len(whole.content) == output["size_bytes"]
    part = await stranger.get(output["url"], headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert (await stranger.get(output["url"].replace("token=v1.", "token=v1.9"))).status_code == 403
