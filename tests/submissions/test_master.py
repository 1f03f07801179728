"""POST /master: a track by its address, for users and for a trusted backend; GET /formats."""

import asyncio
import functools
import http.server
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyebur128
import pytest
import soundfile

from tests.support.studio import SERVICE_KEY, Studio, free_port, serving, working


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def shelf(open_dir: Path, song: Path) -> Iterator[str]:
    """Serve the song on a local address and give that."""
    folder = open_dir / "shelf"
    folder.mkdir(exist_ok=True)  # where this worker had tests of this file before
    (folder / "my song.wav").write_bytes(song.read_bytes())
    samples, rate = soundfile.read(song)
    soundfile.write(folder / "quiet.wav", samples / 2, rate)
    (folder / "page.wav").write_text("<!doctype html><title>gone</title>" * 20)
    port = free_port()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()


@pytest.fixture(scope="module")
async def studio(make_settings: Any, shelf: str) -> AsyncIterator[Studio]:
    settings = make_settings(outbound_allowed_hosts=(shelf.removeprefix("http://"),))
    async with serving(settings) as running, working(settings):
        yield running


def body(shelf: str, **changes: object) -> dict[str, object]:
    return {
        "genre": "Pop",
        "target_format": "WAV",
        "target_sample_rate": 44_100,
        "file_url": f"{shelf}/my%20song.wav",
        "target_lufs": -14.0,
    } | changes


async def test_a_master_by_address_meets_its_target(studio: Studio, shelf: str) -> None:
    person = await studio.register()
    answer = await person.client.post("/master", json=body(shelf), headers={"Prefer": "wait=60"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["preference-applied"] == "wait=60"
    job = answer.json()
    assert job["status"] == "COMPLETED", job["error"]
    assert job["filename"] == "my song.wav"
    [output] = job["outputs"]
    sound = await person.client.get(output["url"])
    path = studio.settings.data_dir / "master.wav"
    path.write_bytes(sound.content)
    samples, rate = soundfile.read(path)
    meter = pyebur128.R128State(2, rate, pyebur128.MeasurementMode.MODE_I | pyebur128.MeasurementMode.MODE_TRUE_PEAK)
    meter.add_frames(np.ascontiguousarray(samples).reshape(-1), len(samples))
    assert rate == 44_100
    assert pyebur128.get_loudness_global(meter) == pytest.approx(-14.0, abs=0.1)
    assert 20 * np.log10(max(pyebur128.get_true_peak(meter, channel) for channel in (0, 1))) <= -1.0
    assert await person.balance() == 2


async def test_every_tool_works_on_what_lies_at_an_address(studio: Studio, shelf: str) -> None:
    person = await studio.register()
    body = {"tool": "conversion", "audio_urls": [f"{shelf}/my%20song.wav"], "parameters": {"target_format": "MP3"}}
    wait = {"Prefer": "wait=60", "Idempotency-Key": "once"}
    answer = await person.client.post("/jobs", json=body, headers=wait)
    assert answer.status_code == 200, answer.text
    job = answer.json()
    assert job["status"] == "COMPLETED", job["error"]
    assert (job["filename"], job["outputs"][0]["name"]) == ("my song.wav", "my song.mp3")
    again = (await person.client.post("/jobs", json=body, headers=wait)).json()
    assert again["job_id"] == job["job_id"]
    other = body | {"audio_urls": [f"{shelf}/quiet.wav"]}
    assert (await person.client.post("/jobs", json=other, headers=wait)).json()["code"] == "idempotency_key_reused"
    missing = await person.client.post("/jobs", json=body | {"audio_urls": [f"{shelf}/nothing.wav"]})
    assert missing.status_code in (422, 502), missing.text
    two = await person.client.post("/jobs", json=body | {"audio_urls": [f"{shelf}/quiet.wav"] * 2})
    assert two.json()["code"] == "too_many_files"


async def test_a_master_after_references_takes_their_loudness(studio: Studio, shelf: str) -> None:
    person = await studio.register()
    answer = await person.client.post(
        "/master",
        json={"file_url": f"{shelf}/my%20song.wav", "reference_urls": [f"{shelf}/quiet.wav"], "genre": "auto"},
        headers={"Prefer": "wait=60"},
    )
    job = answer.json()
    assert job["status"] == "COMPLETED", job["error"]
    song_lufs = job["report"]["before"]["integrated_lufs"]
    assert job["report"]["after"]["integrated_lufs"] == pytest.approx(song_lufs - 20 * np.log10(2), abs=0.15)
    too_many = await person.client.post(
        "/master", json={"file_url": f"{shelf}/my%20song.wav", "reference_urls": [f"{shelf}/quiet.wav"] * 6}
    )
    assert too_many.status_code == 422


@pytest.mark.parametrize(("target", "lufs"), [("apple", -16), ("club", -9)])
async def test_a_target_is_known_by_its_name(studio: Studio, shelf: str, target: str, lufs: float) -> None:
    person = await studio.register()
    wanted = {"file_url": f"{shelf}/my%20song.wav", "genre": "Pop", "target": target, "report": True, "preview": True}
    job = (await person.client.post("/master", json=wanted, headers={"Prefer": "wait=60"})).json()
    assert job["status"] == "COMPLETED", job["error"]
    assert job["report"]["after"]["integrated_lufs"] == pytest.approx(lufs, abs=0.1)
    assert {output["role"] for output in job["outputs"]} == {
        "master",
        "report_picture",
        "preview_original",
        "preview_master",
    }
    contradiction = await person.client.post("/master", json=wanted | {"target_lufs": -20})
    assert (contradiction.status_code, contradiction.json()["code"]) == (422, "parameters_invalid")


async def test_the_seeds_body_works_with_the_service_key(studio: Studio, shelf: str) -> None:
    backend = studio.client(SERVICE_KEY)
    seed = {
        "user_id": 123,
        "tier": "Pro",
        "genre": "Afrobeats",
        "target_format": "FLAC",
        "target_sample_rate": 96000,
        "file_url": f"{shelf}/my%20song.wav",
        "target_lufs": -14.0,
    }
    answer = await backend.post("/master", json=seed, headers={"Prefer": "wait=60"})
    assert answer.status_code == 200, answer.text
    job = answer.json()
    assert (job["status"], job["cost"], job["external_user"]) == ("COMPLETED", 0, "123")
    sound = await backend.get(job["outputs"][0]["url"])
    path = studio.settings.data_dir / "master.flac"
    path.write_bytes(sound.content)
    assert soundfile.info(path).samplerate == 96_000
    assert soundfile.info(path).format == "FLAC"


async def test_a_users_word_on_a_higher_tier_is_not_believed(studio: Studio, shelf: str) -> None:
    person = await studio.register()
    answer = await person.client.post("/master", json=body(shelf, tier="Advanced"))
    assert (answer.status_code, answer.json()["code"]) == (403, "tier_not_allowed")
    answer = await person.client.post("/master", json=body(shelf, target_format="FLAC"))
    assert (answer.status_code, answer.json()["code"]) == (422, "format_not_in_tier")
    assert await person.balance() == 3


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [
        ("http://127.0.0.1:1/song.wav", 422, "url_not_public"),
        ("http://localhost/song.wav", 422, "url_not_public"),
        ("http://169.254.169.254/latest/meta-data", 422, "url_not_public"),
        ("file:///etc/passwd", 422, "url_invalid"),
        ("not an address", 422, "url_invalid"),
        ("{shelf}/nothing.wav", 422, "url_refused"),
        ("{shelf}/page.wav", 422, "audio_undecodable"),
    ],
)
async def test_an_address_that_gives_no_song_costs_nothing(
    studio: Studio, shelf: str, url: str, status: int, code: str
) -> None:
    person = await studio.register()
    answer = await person.client.post("/master", json=body(shelf, file_url=url.format(shelf=shelf)))
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert await person.balance() == 3
    assert not [path for path in studio.settings.work_dir.rglob("*") if path.is_file() and path.suffix != ".lock"]


async def test_a_repeated_master_is_made_once(studio: Studio, shelf: str) -> None:
    person = await studio.register()
    headers = {"Idempotency-Key": "again"}
    first, second = [await person.client.post("/master", json=body(shelf), headers=headers) for _ in range(2)]
    assert first.json()["job_id"] == second.json()["job_id"]
    other = await person.client.post("/master", json=body(shelf, genre="Jazz"), headers=headers)
    assert other.json()["code"] == "idempotency_key_reused"
    assert await person.balance() == 2
    await person.finished(first.json()["job_id"])


async def test_the_eleventh_master_of_a_minute_waits(make_settings: Any, shelf: str) -> None:
    settings = make_settings(master_rate_limit="10/minute")
    async with serving(settings) as limited:
        person = await limited.register(credits=20)
        answers = await asyncio.gather(*(person.client.post("/master", json=body(shelf)) for _ in range(11)))
        assert sorted(answer.status_code for answer in answers) == [422] * 10 + [429]
        [refused] = [answer for answer in answers if answer.status_code == 429]
        assert 1 <= int(refused.headers["retry-after"]) <= 60


async def test_formats_say_what_each_tier_may_ask(studio: Studio) -> None:
    formats = (await studio.client().get("/formats")).json()
    tiers = {entry["tier"]: entry for entry in formats["tiers"]}
    assert tiers["Free"]["formats"] == ["WAV", "MP3"]
    assert tiers["Pro"]["sample_rates"] == [44_100, 48_000, 96_000]
    assert tiers["Advanced"]["max_file_size_mb"] == 500
    assert set(formats["genres"]) >= {
        "Hip-Hop", "Afrobeats", "Gospel", "Pop", "Rock", "Electronic", "Jazz", "Classical"
    }  # fmt: skip
    assert formats["sample_rates_by_format"]["MP3"] == [44_100, 48_000]
    assert formats["sample_rates_by_format"]["WAV"] == [44_100, 48_000, 96_000, 192_000]
