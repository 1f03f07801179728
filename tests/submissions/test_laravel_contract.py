"""What Laravel's HTTP client (Guzzle 7) puts on the wire, byte by byte, and how docs/guides/laravel.md uses answers."""

import asyncio
import base64
import hashlib
import hmac
import json
from pathlib import Path

from audiostudio.webhooks.signing import signature, signing_secret
from tests.support.studio import SERVICE_KEY, Studio

BOUNDARY = "b1f0ca5aa41d9b6ce0dd2f3f5b0a3c1e9f8d7c6b"


async def speak(studio: Studio, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send raw bytes and return status, headers and body of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", studio.settings.port)
    writer.write(request)
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers["content-length"]))
    writer.close()
    return int(head[0].split()[1]), headers, body


def guzzle_json(path: str, body: str, *extra: str) -> bytes:
    """Return Http::withToken(...)->acceptJson()->post(...) as Guzzle writes it; PHP escapes every slash."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"Content-Length: {len(body)}",
        "User-Agent: GuzzleHttp/7",
        "Content-Type: application/json",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {SERVICE_KEY}",
        "Accept: application/json",
        *extra,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


async def test_a_json_request_of_the_seed_is_understood(idle_studio: Studio) -> None:
    body = (
        r'{"user_id":123,"tier":"Pro","genre":"Afrobeats","target_format":"FLAC","target_sample_rate":96000,'
        r'"file_url":"http:\/\/127.0.0.1\/input.wav","target_lufs":-14.0}'
    )
    status, headers, answer = await speak(idle_studio, guzzle_json("/master", body, "Idempotency-Key: track-1-1"))
    assert status == 422
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(answer)["code"] == "url_not_public", "all was understood but the address"


async def test_a_number_that_php_sent_as_text_is_understood(idle_studio: Studio) -> None:
    body = (
        r'{"user_id":"123","genre":"jazz","target_format":"wav","target_sample_rate":"48000",'
        r'"file_url":"http:\/\/10.0.0.1\/a"}'
    )
    status, _, answer = await speak(idle_studio, guzzle_json("/master", body))
    assert (status, json.loads(answer)["code"]) == (422, "url_not_public")


async def test_an_attached_file_is_taken(idle_studio: Studio, beep: Path) -> None:
    """Http::attach('file', $bytes, 'песня.wav')->post('/upload', ['tool' => 'mastering']): parts carry a length."""
    sound = beep.read_bytes()
    body = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="tool"\r\nContent-Length: 9\r\n\r\nmastering\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="песня.wav"\r\n'
        f"Content-Length: {len(sound)}\r\nContent-Type: audio/x-wav\r\n\r\n"
    ).encode() + sound + f"\r\n--{BOUNDARY}--\r\n".encode()  # fmt: skip
    head = (
        "POST /upload HTTP/1.1\r\nUser-Agent: GuzzleHttp/7\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {SERVICE_KEY}\r\nAccept: application/json\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
    )
    status, _, answer = await speak(idle_studio, head.encode() + body)
    assert status == 202, answer
    receipt = json.loads(answer)
    assert (receipt["status"], receipt["cost"]) == ("PENDING", 0)
    job = (await idle_studio.client(SERVICE_KEY).get(f"/status/{receipt['job_id']}")).json()
    assert job["filename"] == "песня.wav"


async def test_the_documented_verification_accepts_what_is_signed(idle_studio: Studio) -> None:
    from audiostudio.kit.auth.subject import SERVICE_WORKSPACE_ID

    answer = await idle_studio.client(SERVICE_KEY).get("/webhooks/secret")
    secret = answer.json()["secret"]
    assert secret == signing_secret(SERVICE_WORKSPACE_ID, idle_studio.settings)
    # The middleware of docs/guides/laravel.md, line by line.
    body = '{"type":"job.completed"}'
    key = base64.b64decode(secret[len("whsec_") :])
    expected = (
        "v1," + base64.b64encode(hmac.new(key, f"id.1700000000.{body}".encode(), hashlib.sha256).digest()).decode()
    )
    assert signature("id", 1_700_000_000, body.encode(), [secret]) == expected
