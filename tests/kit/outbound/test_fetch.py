"""Real servers on this machine: exempt from the rule of public addresses where the test is about something else."""

import asyncio
import gzip
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpcore2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from audiostudio.kit.http.errors import Problem
from audiostudio.kit.outbound import fetch as fetch_module
from audiostudio.kit.outbound.fetch import (
    Fetched,
    UrlInvalid,
    UrlNotPublic,
    UrlRedirectsTooOften,
    UrlRefused,
    UrlTimeout,
    UrlTooLarge,
    UrlUnreachable,
    fetch_to_file,
)
from audiostudio.kit.outbound.public_addresses import Resolver

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    port: int = 0
    requests: list[bytes] = field(default_factory=list)

    @property
    def allowed(self) -> tuple[str, ...]:
        return (f"127.0.0.1:{self.port}", f"audio.example:{self.port}")

    def url(self, path: str = "/song.wav", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@asynccontextmanager
async def serving(answer: bytes | Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Answer every request with the same bytes, or with what ``answer`` writes."""
    server = Server()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            server.requests.append(await reader.readuntil(b"\r\n\r\n"))
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    listener = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    yield server
    listener.close()


def reply(body: bytes = b"sound", status: str = "200 OK", **headers: str) -> bytes:
    lines = {"content-length": str(len(body)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return reply(b"", status, location=location)


def resolver_of(**names: str | list[str]) -> Resolver:
    """Resolve the names given, dots written as underscores, and nothing else."""
    known = {
        name.strip("_").replace("_", "."): [found] if isinstance(found, str) else found for name, found in names.items()
    }

    async def resolve(host: str, port: int) -> list[str]:
        if host not in known:
            raise OSError("no such name")
        return known[host]

    return resolve


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fetched"


def content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


async def fetch(
    server: Server, path: Path, url: str | None = None, *, max_bytes: int = 1000, timeout_s: float = 5
) -> Fetched:
    return await fetch_to_file(
        url or server.url(), path, max_bytes=max_bytes, timeout_s=timeout_s, allowed_hosts=server.allowed
    )


async def failure(kind: type[Problem], fetching: Awaitable[object], path: Path) -> Problem:
    with pytest.raises(kind) as caught:
        await fetching
    assert content(path) is None
    assert caught.value.code.startswith("url_")
    return caught.value


async def test_a_file_arrives_with_its_name_and_type(path: Path) -> None:
    answer = reply(
        b"RIFF....", content_type="Audio/WAV; charset=x", content_disposition='attachment; filename="a/b.wav"'
    )
    async with serving(answer) as server:
        fetched = await fetch(server, path, server.url("/download?token=1#part"))
    assert fetched == Fetched(8, "127.0.0.1", "b.wav", "audio/wav")
    assert content(path) == b"RIFF...."
    (request,) = server.requests
    assert request.startswith(b"GET /download?token=1 HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{server.port}\r\n".encode() in request
    assert b"Accept-Encoding: identity\r\n" in request


@pytest.mark.parametrize(
    ("url_path", "name"),
    [("/a/b%20c.mp3", "b c.mp3"), ("/%2e%2e%2fx.wav", "x.wav"), ("/", "audio"), ("/%E6%9D%B1.ogg?x=/y.wav", "東.ogg")],
)
async def test_without_another_word_the_address_names_the_file(path: Path, url_path: str, name: str) -> None:
    async with serving(reply()) as server:
        fetched = await fetch(server, path, server.url(url_path))
    assert fetched.file_name == name
    assert fetched.content_type is None


async def test_a_body_of_unknown_length_and_one_of_many_chunks_arrive_whole(path: Path) -> None:
    async with serving(b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 3_000_000) as server:
        assert (await fetch(server, path, max_bytes=3_000_000)).size_bytes == 3_000_000
    assert content(path) == b"x" * 3_000_000
    chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    async with serving(chunked) as server:
        await fetch(server, path)
    assert content(path) == b"abcde"


# Addresses


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0", "[::ffff:127.0.0.1]", "[::1]"]
)
async def test_this_machine_is_not_reached_under_any_spelling(path: Path, host: str) -> None:
    async with serving(reply()) as server:
        fetching = fetch_to_file(f"http://{host}:{server.port}/x", path, max_bytes=1000, timeout_s=5)
        await failure(UrlNotPublic, fetching, path)
    assert server.requests == []


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["10.0.0.1", "8.8.8.8"]])
async def test_one_private_address_among_many_condemns_the_name(path: Path, addresses: list[str]) -> None:
    async with serving(reply()) as server:
        fetching = fetch_to_file(
            server.url(host="audio.example"),
            path,
            max_bytes=1000,
            timeout_s=5,
            resolver=resolver_of(audio_example=addresses),
        )
        await failure(UrlNotPublic, fetching, path)
    assert server.requests == []


async def test_an_allowance_is_for_one_host_and_one_port(path: Path) -> None:
    async with serving(reply()) as server:
        for allowed in (f"127.0.0.1:{server.port + 1}", "127.0.0.1", f"localhost:{server.port}"):
            fetching = fetch_to_file(server.url(), path, max_bytes=9, timeout_s=5, allowed_hosts=(allowed,))
            await failure(UrlNotPublic, fetching, path)
    assert server.requests == []


async def test_a_name_that_resolves_anew_gains_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"]])
    dialled: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        return next(answers)

    real_connect = httpcore2.AnyIOBackend.connect_tcp

    async def connect(backend: httpcore2.AnyIOBackend, host: str, port: int, *rest: object) -> object:
        dialled.append(host)  # the far machine is played by a near one
        return await real_connect(backend, "127.0.0.1", port)

    monkeypatch.setattr(httpcore2.AnyIOBackend, "connect_tcp", connect)
    async with serving(reply()) as server:
        url = server.url(host="audio.example")
        await fetch_to_file(url, path, max_bytes=1000, timeout_s=5, resolver=rebinding)
        assert dialled == ["93.184.215.14"]
        assert f"Host: audio.example:{server.port}".encode() in server.requests[0]
        second = fetch_to_file(url, path, max_bytes=1000, timeout_s=5, resolver=rebinding)
        await failure(UrlNotPublic, second, path)
    assert dialled == ["93.184.215.14"]


async def test_the_next_address_is_tried_where_the_first_does_not_answer(path: Path) -> None:
    async with serving(reply()) as server:
        await fetch_to_file(
            server.url(host="audio.example"),
            path,
            max_bytes=1000,
            timeout_s=5,
            allowed_hosts=server.allowed,
            resolver=resolver_of(audio_example=["::1", "127.0.0.2", "127.0.0.1"]),
        )
    assert content(path) == b"sound"


# Redirects


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_redirects_are_followed_and_name_the_last_host(path: Path, status: str) -> None:
    async with serving(reply()) as last, serving(redirect(last.url("/deep/final.flac"), status)) as first:
        fetched = await fetch_to_file(
            first.url(host="audio.example"),
            path,
            max_bytes=1000,
            timeout_s=5,
            allowed_hosts=first.allowed + last.allowed,
            resolver=resolver_of(audio_example="127.0.0.1", _127_0_0_1="127.0.0.1"),
        )
    assert fetched.final_url_host == "127.0.0.1"
    assert fetched.file_name == "final.flac"


async def test_a_redirect_may_be_relative(path: Path) -> None:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(redirect("../c.wav?x=1") if len(server.requests) == 1 else reply())

    async with serving(answer) as server:
        await fetch(server, path, server.url("/a/b/x.wav"))
    assert server.requests[1].startswith(b"GET /a/c.wav?x=1 ")


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://localhost/"])
async def test_a_redirect_into_the_private_is_refused(path: Path, target: str) -> None:
    async with serving(redirect(target)) as server:
        await failure(UrlNotPublic, fetch(server, path), path)


async def test_a_redirect_to_another_port_of_an_allowed_host_is_judged_anew(path: Path) -> None:
    async with serving(reply()) as hidden, serving(redirect(hidden.url())) as server:
        await failure(UrlNotPublic, fetch(server, path), path)
    assert hidden.requests == []


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://x/y", "http://user:hunter2@x/", "http://h:0/"])
async def test_a_redirect_to_what_is_no_address_is_refused(path: Path, target: str) -> None:
    async with serving(redirect(target)) as server:
        problem = await failure(UrlInvalid, fetch(server, path), path)
    assert "hunter2" not in str(problem)


async def test_endless_redirects_end(path: Path) -> None:
    async with serving(redirect("/again")) as server:
        await failure(UrlRedirectsTooOften, fetch(server, path), path)
    assert len(server.requests) == 5


# What servers do wrong


async def test_a_body_announced_too_large_is_not_read(path: Path) -> None:
    async with serving(reply(b"", content_length="1001")) as server:
        problem = await failure(UrlTooLarge, fetch(server, path, max_bytes=1000), path)
    assert problem.status == 413
    assert problem.extra == {"max_bytes": 1000}


async def test_the_largest_body_that_is_accepted_is_accepted(path: Path) -> None:
    async with serving(reply(b"x" * 1000)) as server:
        assert (await fetch(server, path, max_bytes=1000)).size_bytes == 1000


async def test_an_endless_body_is_cut_at_the_cap(path: Path) -> None:
    sent = 0

    async def pour(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 100_000)
            await writer.drain()
            sent += 100_000

    async with serving(pour) as server:
        await failure(UrlTooLarge, fetch(server, path, max_bytes=2_000_000), path)
    assert sent < 20_000_000


async def test_a_body_shorter_than_announced_is_no_file(path: Path) -> None:
    async with serving(reply(b"short", content_length="500")) as server:
        await failure(UrlUnreachable, fetch(server, path), path)


async def test_of_a_body_longer_than_announced_only_that_much_is_taken(path: Path) -> None:
    async with serving(reply(b"x" * 5000, content_length="10")) as server:
        assert (await fetch(server, path)).size_bytes == 10


async def test_a_compressed_answer_is_refused_however_small(path: Path) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    async with serving(reply(bomb, content_encoding="gzip")) as server:
        await failure(UrlRefused, fetch(server, path, max_bytes=10**8), path)


async def test_a_slow_drip_is_cut_off(path: Path) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n")
        for _ in range(900):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with serving(drip) as server:
        started = time.monotonic()
        await failure(UrlTimeout, fetch(server, path, timeout_s=0.5), path)
    assert time.monotonic() - started < 2


async def test_slow_headers_and_silence_are_cut_off(path: Path) -> None:
    async def hesitate(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nx: ")
        for _ in range(900):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async def say_nothing(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3)

    for answer in (hesitate, say_nothing):
        async with serving(answer) as server:
            await failure(UrlTimeout, fetch(server, path, timeout_s=0.3), path)


async def test_a_resolver_that_hangs_is_cut_off(path: Path) -> None:
    async def hang(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    fetching = fetch_to_file("http://audio.example/", path, max_bytes=9, timeout_s=0.2, resolver=hang)
    await failure(UrlTimeout, fetching, path)


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "500 Oops", "204 No Content", "206 Partial"])
async def test_any_status_but_200_is_refused_and_said(path: Path, status: str) -> None:
    async with serving(reply(b"an error page", status)) as server:
        problem = await failure(UrlRefused, fetch(server, path), path)
    assert problem.extra == {"upstream_status": int(status[:3])}
    assert "an error page" not in problem.detail


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nsound",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"x: " + b"y" * 1_000_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_unreachable(path: Path, answer: bytes) -> None:
    async with serving(answer) as server:
        await failure(UrlUnreachable, fetch(server, path), path)


async def test_nobody_there_is_unreachable(path: Path) -> None:
    async with serving(reply()) as server:
        pass
    await failure(UrlUnreachable, fetch(server, path), path)
    for host in ("no-such-name.invalid", "a..b", "x" * 300):
        await failure(UrlUnreachable, fetch_to_file(f"http://{host}/", path, max_bytes=9, timeout_s=20), path)


async def test_a_server_must_prove_the_name_in_the_address(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate, asked = tmp_path / "key.pem", tmp_path / "certificate.pem", []
    make_certificate(key, certificate, name="audio.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda connection, name, _: asked.append(name)
    async with serving(reply(), tls=context) as server:

        async def fetch_from(host: str) -> Fetched:
            return await fetch_to_file(
                f"https://{host}:{server.port}/x",
                path,
                max_bytes=9,
                timeout_s=5,
                allowed_hosts=(f"{host}:{server.port}",),
                resolver=resolver_of(audio_example="127.0.0.1", other_example="127.0.0.1"),
            )

        await failure(UrlUnreachable, fetch_from("audio.example"), path)
        monkeypatch.setattr(fetch_module, "tls_context", lambda: ssl.create_default_context(cafile=certificate))
        await failure(UrlUnreachable, fetch_from("other.example"), path)
        assert server.requests == []
        await fetch_from("audio.example")
    assert content(path) == b"sound"
    assert asked == ["audio.example", "other.example", "audio.example"]


def make_certificate(key_file: Path, certificate_file: Path, name: str) -> None:
    """Write a key and the certificate it signs for itself."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_file.write_bytes(certificate.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


# The caller


@pytest.mark.parametrize(
    "url",
    [
        "",
        "song.wav",
        "//host/x",
        "ftp://host/x",
        "file:///etc/passwd",
        "data:audio/wav;base64,AAAA",
        "http://",
        "http:///x",
        "http://host:0/",
        "http://host:99999/",
        "http://host:x/",
        "http://[::1",
        "http://ho\nst/",
        "http://host/\0",
        "http://host/\ud800",
        "http://user:hunter2@host/x",
        "http://host\\@hunter2/",
        "http://host/" + "x" * 9000,
    ],
)
async def test_what_is_no_address_of_a_file_is_refused(path: Path, url: str) -> None:
    problem = await failure(UrlInvalid, fetch_to_file(url, path, max_bytes=9, timeout_s=5), path)
    assert problem.status == 422
    assert "hunter2" not in str(problem)


async def test_no_problem_and_no_log_tells_the_secrets_of_an_address(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "/s3cret-path/x.wav?signature=s3cret#s3cret"
    problems = []
    with caplog.at_level(0):
        async with serving(reply(b"", "403 Forbidden")) as server:
            problems.append(await failure(UrlRefused, fetch(server, path, server.url(secret)), path))
        problems.append(await failure(UrlUnreachable, fetch(server, path, server.url(secret)), path))
        async with serving(reply(b"x" * 50)) as server:
            problems.append(await failure(UrlTooLarge, fetch(server, path, server.url(secret), max_bytes=5), path))
        nowhere = fetch_to_file("http://10.0.0.1" + secret, path, max_bytes=9, timeout_s=5)
        problems.append(await failure(UrlNotPublic, nowhere, path))
    for problem in problems:
        assert "s3cret" not in f"{problem} {problem.extra} {problem.__cause__} {problem.__context__}"
    assert "s3cret" not in caplog.text


async def test_proxies_of_the_environment_are_not_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(reply(b"from the proxy")) as proxy, serving(reply(b"from the server")) as server:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url(""))
        await fetch(server, path)
    assert content(path) == b"from the server"
    assert proxy.requests == []


async def test_a_cancelled_download_leaves_nothing(path: Path) -> None:
    async def stall(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000)
        await writer.drain()
        await asyncio.sleep(5)

    async with serving(stall) as server:
        fetching = asyncio.create_task(fetch(server, path, max_bytes=10**7))
        while not content(path):  # noqa: ASYNC110 - a growing file raises no event
            await asyncio.sleep(0.01)
        fetching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fetching
    assert content(path) is None
