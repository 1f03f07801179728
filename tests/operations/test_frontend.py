"""The app's door: what a browser gets at /app/, how long it may keep it, and what it may load there."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from audiostudio.app import create_app
from audiostudio.settings import Settings

PAGE = "<!doctype html><title>Studio</title>"
SCRIPT = "console.log('x');\n" * 500
BROWSER = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "built"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "assets" / "index-3f9a.js").write_text(SCRIPT)
    (folder / "assets" / "sans-77aa.woff2").write_bytes(b"font" * 1000)
    (folder / "sw.js").write_text("// the service worker")
    (folder / "manifest.webmanifest").write_text("{}")
    (tmp_path / "secret.txt").write_text("outside")
    return folder


def browser(folder: Path, **settings: Any) -> httpx2.AsyncClient:
    app = create_app(Settings(_env_file=None, secret_key="a secret of no matter", **settings), frontend_dir=folder)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://studio", headers=BROWSER)


@pytest.fixture
async def client(built: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with browser(built) as client:
        yield client


@pytest.mark.parametrize("path", ["/app/", "/app/jobs/0198", "/app/library?tag=drums", "/app/assets-of-mine"])
async def test_every_address_of_the_app_is_its_one_page(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.text) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


async def test_the_root_and_the_app_without_a_slash_lead_to_it(client: httpx2.AsyncClient) -> None:
    for path in ("/", "/app"):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (307, "/app/")
    assert (await client.get("/", headers={"Accept": "application/json"})).json()["app"] == "/app/"


async def test_what_is_named_by_its_content_is_kept_for_ever_and_all_else_asked_for_again(
    client: httpx2.AsyncClient,
) -> None:
    script = await client.get("/app/assets/index-3f9a.js")
    assert script.text == SCRIPT
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-type"].partition(";")[0] in ("text/javascript", "application/javascript")
    worker = await client.get("/app/sw.js")
    assert worker.headers["cache-control"] == "no-cache"
    again = await client.get("/app/sw.js", headers={"If-None-Match": worker.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/app/manifest.webmanifest")).headers["content-type"] == "application/manifest+json"


async def test_scripts_travel_compressed_and_fonts_as_they_are(client: httpx2.AsyncClient) -> None:
    script = await client.get("/app/assets/index-3f9a.js")
    assert script.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in script.headers["vary"]
    font = await client.get("/app/assets/sans-77aa.woff2")
    assert font.headers["content-type"] == "font/woff2"
    assert "content-encoding" not in font.headers


@pytest.mark.parametrize(
    "path", ["/app/assets/index-old.js", "/app/assets/gone", "/app/logo.png", "/app/%2e%2e/secret.txt"]
)
async def test_a_file_that_is_not_there_never_comes_as_the_page(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_pages_load_nothing_foreign_and_stand_in_no_foreign_frame(client: httpx2.AsyncClient) -> None:
    for path in ("/app/", "/app/assets/index-3f9a.js"):
        headers = (await client.get(path)).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'self'"
        assert policy["style-src"] == "'self' 'unsafe-inline'"
        assert policy["media-src"] == "'self' blob:"
        assert policy["img-src"] == "'self' data: blob:"
        assert policy["frame-ancestors"] == "'none'"
        assert "script-src" not in policy, "scripts fall under default-src: the server's own alone"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


async def test_sounds_may_come_from_the_bucket_where_files_lie_in_one(built: Path) -> None:
    in_bucket = {"storage_type": "s3", "s3_bucket": "sounds", "s3_endpoint_url": "https://s3.example:9000/"}
    async with browser(built, **in_bucket) as client:
        policy = (await client.get("/app/")).headers["content-security-policy"]
    assert "media-src 'self' blob: https://s3.example:9000;" in policy
    assert "default-src 'self';" in policy


async def test_an_app_that_was_not_built_says_how(tmp_path: Path) -> None:
    async with browser(tmp_path / "nothing") as client:
        for path in ("/app/", "/app/jobs"):
            answer = await client.get(path)
            assert answer.status_code == 503
            assert "make frontend" in answer.text
            assert answer.headers["cache-control"] == "no-cache"
