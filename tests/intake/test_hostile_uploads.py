"""What strangers send: each is refused under a stable code, costs nothing and leaves nothing behind."""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
import soundfile

from tests.conftest import Account, Studio, serving


def wav(samples: np.ndarray, rate: int = 44_100, subtype: str = "PCM_16") -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, subtype=subtype, format="WAV")
    return file.getvalue()


def tone(seconds: float = 1.0, channels: int = 1, rate: int = 44_100) -> np.ndarray:
    t = np.arange(int(seconds * rate)) / rate
    return np.repeat((0.5 * np.sin(2 * np.pi * 440 * t))[:, None], channels, axis=1)


def with_nan() -> np.ndarray:
    samples = tone()
    samples[100] = np.nan
    return samples


def zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("song.wav", b"\0" * 50_000_000)
    return file.getvalue()


def ten_hours_claimed() -> bytes:
    data = bytearray(wav(tone(0.5)))
    claim = 10 * 3600 * 44_100 * 2
    data[4:8] = struct.pack("<I", claim + 36)
    data[40:44] = struct.pack("<I", claim)
    return bytes(data)


def zero_channels() -> bytes:
    data = bytearray(wav(tone()))
    data[22:24] = b"\0\0"
    return bytes(data)


HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "empty": (lambda: b"", {"audio_empty"}),
    "one sample": (lambda: wav(tone()[:1]), {"audio_too_short"}),
    "silence": (lambda: wav(np.zeros((44_100, 1))), {"audio_silent"}),
    "constant": (lambda: wav(np.full((44_100, 1), 0.25)), {"audio_dc"}),
    "not a number": (lambda: wav(with_nan(), subtype="FLOAT"), {"audio_not_finite"}),
    "text": (lambda: b"hello, world\n" * 100, {"audio_undecodable"}),
    "a page": (lambda: b"<!doctype html><title>Not a song</title>" * 50, {"audio_undecodable"}),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 500, {"audio_undecodable"}),
    "random bytes": (lambda: np.random.default_rng(1).bytes(100_000), {"audio_undecodable", "audio_corrupt"}),
    "a playlist": (lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", {"audio_undecodable"}),
    "a zip bomb": (zip_bomb, {"audio_undecodable"}),
    "cut in half": (lambda: wav(tone(4))[:100_000], {"audio_truncated"}),
    "header only": (lambda: wav(tone())[:44], {"audio_empty", "audio_truncated"}),
    "ten hours claimed": (ten_hours_claimed, {"audio_too_long", "audio_truncated"}),
    "no channels": (zero_channels, {"audio_undecodable", "audio_channels_unsupported"}),
    "nine channels": (lambda: wav(tone(channels=9)), {"audio_channels_unsupported"}),
    "four kilohertz": (lambda: wav(tone(rate=4_000), rate=4_000), {"audio_rate_unsupported"}),
}


@pytest.fixture(scope="module")
async def person(idle_studio: Studio) -> Account:
    return await idle_studio.register()


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_file_is_refused_and_costs_nothing(
    idle_studio: Studio, person: Account, tmp_path: Path, name: str
) -> None:
    make, codes = HOSTILE[name]
    path = tmp_path / "song.wav"
    path.write_bytes(make())
    answer = await person.upload(path, tool="mastering")
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] in codes
    assert await person.balance() == 3
    assert (await person.client.get("/jobs")).json()["items"] == []
    assert not [p for p in idle_studio.settings.storage_dir.rglob(f"{person.workspace_id}/**/*") if p.is_file()]
    assert not [p for p in idle_studio.settings.work_dir.rglob("*") if p.is_file() and p.suffix != ".lock"]


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (192_000, 2), (44_100, 8)])
async def test_unusual_but_sound_files_are_taken_whatever_their_name_says(
    idle_studio: Studio, tmp_path: Path, rate: int, channels: int
) -> None:
    other = await idle_studio.register()
    path = tmp_path / "mislabelled.mp3"
    path.write_bytes(wav(tone(channels=channels, rate=rate), rate=rate))
    answer = await other.upload(path, tool="mastering")
    assert answer.status_code == 202, answer.text


async def test_a_file_beyond_the_tier_is_refused_with_the_limit(idle_studio: Studio, tmp_path: Path) -> None:
    other = await idle_studio.register()
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.truncate(51 * 2**20)
    answer = await other.upload(path, tool="mastering")
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.json()["max_bytes"] == 50 * 2**20


async def test_an_endless_body_is_cut_off_while_it_streams(idle_studio: Studio) -> None:
    other = await idle_studio.register()
    sent = 0

    async def endless():
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
        while sent < 500:
            sent += 1
            yield b"\0" * 2**20

    try:
        answer = await other.client.post(
            "/upload", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=b"}
        )
        assert answer.status_code == 413
    except httpx2.TransportError:
        pass  # the server closed the connection while we were still sending
    assert sent < 400
    assert await other.balance() == 3


@pytest.mark.parametrize(
    ("content_type", "body", "status", "code"),
    [
        ("application/json", b"{}", 415, "form_expected"),
        ("multipart/form-data", b"x", 400, "form_broken"),
        ("multipart/form-data; boundary=b", b"not a form", 400, "form_broken"),
        ("multipart/form-data; boundary=b", b"--b--\r\n", 422, "file_field_missing"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--b--\r\n',
            422,
            "file_field_missing",
        ),
    ],
)
async def test_a_broken_form_is_refused(
    person: Account, content_type: str, body: bytes, status: int, code: str
) -> None:
    answer = await person.client.post("/upload", content=body, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"tool": "alchemy"}, "tool_unknown"),
        ({"tool": "mastering", "parameters": "{"}, "parameters_invalid"),
        ({"tool": "mastering", "parameters": "[]"}, "parameters_invalid"),
        ({"tool": "mastering", "parameters": "[" * 100_000}, "parameters_invalid"),
        ({"tool": "mastering", "parameters": '{"genre": "Polka"}'}, "parameters_invalid"),
        ({"tool": "mastering", "parameters": '{"target_lufs": 3}'}, "parameters_invalid"),
        ({"tool": "mastering", "parameters": '{"target_lufs": NaN}'}, "parameters_invalid"),
        ({"tool": "mastering", "parameters": '{"unknown": 1}'}, "parameters_invalid"),
        ({"tool": "mastering", "parameters": '{"target_format": "FLAC"}'}, "format_not_in_tier"),
        ({"tool": "mastering", "parameters": '{"target_sample_rate": 96000}'}, "sample_rate_not_in_tier"),
        ({"tool": "mastering", "model": "no such model"}, "parameters_invalid"),
    ],
)
async def test_parameters_that_cannot_be_served_are_refused(
    person: Account, beep: Path, form: dict[str, str], code: str
) -> None:
    answer = await person.upload(beep, **form)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert await person.balance() == 3


async def test_a_refusal_by_tier_says_what_is_allowed(person: Account, beep: Path) -> None:
    answer = await person.upload(beep, tool="mastering", parameters=json.dumps({"target_format": "FLAC"}))
    assert answer.json()["allowed"] == {"target_format": ["WAV", "MP3"]}


async def test_who_has_no_credits_is_told_so_whatever_they_send(idle_studio: Studio, beep: Path) -> None:
    poor = await idle_studio.register()
    for _ in range(3):
        assert (await poor.upload(beep, tool="mastering")).status_code == 202
    answer = await poor.client.post("/upload", content=b"\0" * 2**22, headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (402, "not_enough_credits")


async def test_uploads_are_limited_by_caller(make_settings: Any, beep: Path) -> None:
    async with serving(make_settings(upload_rate_limit="2/minute")) as limited:
        person, other = await limited.register(), await limited.register()
        answers = [await person.upload(beep, tool="mastering") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [202, 202, 429]
        assert (await other.upload(beep, tool="mastering")).status_code == 202
