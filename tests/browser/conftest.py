"""A real Chromium before the real server and worker; whatever its console complains of fails the test."""

import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit

import numpy as np
import pytest
import soundfile
import soxr
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FileChooser,
    Page,
    Request,
    async_playwright,
    expect,
)

from audiostudio.operations.frontend import BUILT_FRONTEND
from tests.support.patience import PATIENCE_MS
from tests.support.speech_samples import said_by
from tests.support.studio import Studio

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
PASSWORD = "correct horse"
RENDER_LOG = (Path(__file__).parent / "render_log.js").read_text()
_NAMES: Counter[str] = Counter()  # of those who registered
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    assert (BUILT_FRONTEND / "index.html").is_file(), "the app is built by `make frontend`"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        await browser.close()


async def prepare_context(context: BrowserContext) -> None:
    """Let a context be patient, remember what its pages showed for a moment, and open no file chooser of its own."""
    context.set_default_timeout(PATIENCE_MS)
    await context.add_init_script(RENDER_LOG)
    # Switching the choosers off is not waited for: it has to be done before a test presses anything.
    context.on("page", lambda page: page.on("filechooser", _leave_alone))


def _leave_alone(_: FileChooser) -> None:
    """Leave a file chooser to whoever expects it."""


class BrowserErrors:
    """What a browser complains of while a test runs: errors of pages, of the console, and requests to elsewhere."""

    def __init__(self, origin: str) -> None:
        self._origin = urlsplit(origin).netloc
        self._allowed: list[str] = []
        self.found: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("weberror", lambda error: self.found.append(f"page error: {error.error}"))
        context.on("console", self._on_console)
        context.on("request", self._on_request)

    def expect(self, part: str) -> None:
        """Let errors pass that hold this text: the test makes them come."""
        self._allowed.append(part)

    def left(self) -> list[str]:
        return [text for text in self.found if not any(part in text for part in self._allowed)]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.found.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self._origin:
            self.found.append(f"foreign request: {request.url}")


class Visitor:
    """Somebody before a browser of their own."""

    def __init__(self, context: BrowserContext, page: Page, studio: Studio, browser_errors: BrowserErrors) -> None:
        self.context = context
        self.page = page
        self.studio = studio
        self.browser_errors = browser_errors
        self.name = self.email = ""

    async def open(self, path: str = "") -> None:
        await self.page.goto(f"{self.studio.url}/app/{path}")

    async def register(self, name: str, *, credits: int | None = None, tier: str | None = None) -> None:
        """Make an account through the door that people use, and give it what the test needs.

        Where somebody has the name already, the account gets a number: see `name`.
        """
        mailbox = name.replace(" ", "-").lower()
        _NAMES[mailbox] += 1
        suffix = "" if _NAMES[mailbox] == 1 else f"-{_NAMES[mailbox]}"
        self.name, self.email = f"{name}{suffix}", f"{mailbox}{suffix}@example.com"
        await self.open("register")
        await self.page.get_by_label("E-mail").fill(self.email)
        await self.page.get_by_label("Name", exact=True).fill(self.name)
        await self.page.get_by_label("Password").fill(PASSWORD)
        await self.page.get_by_role("button", name="Make my account").click()
        await self.page.get_by_role("heading", name=f"Hello, {self.name}").wait_for()
        signed_in = await self.page.evaluate("fetch('/auth/session').then(answer => answer.json())")
        self.workspace_id = signed_in["user"]["workspace_id"]
        if credits is not None:
            self.give_credits(credits)
        if tier is not None:
            self._as_operator("SELECT studio.set_tier(%s, %s)", tier)
        if credits is not None or tier is not None:
            await self.page.reload()

    def give_credits(self, credits: int) -> None:
        """Add credits, as a purchase does; once a visitor."""
        self._as_operator("SELECT studio.credit_grant(%s, %s, 'test', NULL, %s)", credits, self.workspace_id)

    def _as_operator(self, statement: LiteralString, *values: Any) -> None:
        with self.studio.admin() as connection:
            connection.execute("SET ROLE studio_worker")
            connection.execute(statement, (self.workspace_id, *values))

    async def wait_for_label(self, name: str) -> None:
        """Wait until something is, or was, called by a name that begins so: a sound may end before anybody looks."""
        await self.page.wait_for_function("name => window.renderLog.hasLabel(name)", arg=name)

    async def choose_files(self, *paths: Path) -> None:
        if "/tools/" in self.page.url:  # the page that was left may still stand there, with an input of its own
            await self.page.get_by_role("region", name="Sounds").wait_for()
        await self.page.get_by_test_id("file-input").first.set_input_files([str(path) for path in paths])


@pytest.fixture(scope="session")
def sung(open_dir: Path, song: Path, weights_dir: Path) -> Path:
    """Give the song with a voice over it, so that both of its stems have something to say."""
    music, rate_hz = soundfile.read(song)
    speech = said_by("af_heart")
    voice = soxr.resample(speech.sound, speech.sample_rate_hz, rate_hz)[: len(music)]
    path = open_dir / "Harbour at Seven.wav"
    soundfile.write(path, 0.5 * music + 0.8 * np.pad(voice, (0, len(music) - len(voice)))[:, None], rate_hz)
    return path


@pytest.fixture(scope="session")
def damaged(open_dir: Path) -> Path:
    """Give a file whose beginning is sound and whose end is no number: it is taken in, and work on it fails."""
    samples = np.random.default_rng(5).uniform(-0.3, 0.3, 40 * 48_000).astype(np.float32)
    samples[-100:] = np.nan
    path = open_dir / "Damaged.wav"
    soundfile.write(path, samples, 48_000, subtype="FLOAT")
    return path


@pytest.fixture
async def visit(chromium: Browser, studio: Studio) -> AsyncIterator[Callable[..., Any]]:
    """Give a function that seats somebody before a browser; the test fails where it complained."""
    seated: list[Visitor] = []

    async def seat(**options: Any) -> Visitor:
        browser_errors = BrowserErrors(studio.url)
        context = await chromium.new_context(**{"viewport": DESKTOP, **options})
        await prepare_context(context)
        browser_errors.watch(context)
        visitor = Visitor(context, await context.new_page(), studio, browser_errors)
        seated.append(visitor)
        return visitor

    yield seat
    left = [text for visitor in seated for text in visitor.browser_errors.left()]
    for visitor in seated:
        await visitor.context.close()
    assert left == []
