"""In the middle of an upload: a lost connection, a restarted server, a second tab, an ended session, a reload."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from playwright.async_api import Browser, Dialog, Request, expect

from audiostudio.settings import Settings
from tests.browser.conftest import PASSWORD, BrowserErrors, Visitor, prepare_context
from tests.browser.test_interruptions import ENDED, end_session
from tests.support.cases import chosen
from tests.support.studio import Studio, serving, working

SIZE_BYTES = 24_000_000
PART_BYTES = 8 * 2**20  # what the server keeps for good at a time
# Asked from within the page, which wait_for_function() would not do: it waits for no promise.
UNTIL_KEPT = """async (bytes) => {
  const [{ uploadId }] = Object.values(JSON.parse(localStorage.getItem("unfinished-uploads")));
  for (let kept = 0; kept < bytes; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const answer = await fetch(`/uploads/${uploadId}`, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } });
    kept = Number(answer.headers.get("Upload-Offset"));
  }
}"""


@pytest.fixture(scope="module")
def long_noise(open_dir: Path) -> Path:
    """Give a file of three parts that nothing can squeeze."""
    path = open_dir / "noise.wav"
    noise = np.random.default_rng(5).uniform(-0.5, 0.5, (SIZE_BYTES // 4, 2))
    soundfile.write(path, noise, 48_000, subtype="PCM_16")
    return path


class Line:
    """A line to the server that stops in the middle of the first large request, and can be cut and mended."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: set[asyncio.StreamWriter] = set()
        self._goes_on = asyncio.Event()
        self._is_cut = False
        self._holds = True
        self.stopped = asyncio.Event()

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[str]:
        """Give the address of its near end."""
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        server.close()
        self.cut()

    def cut(self) -> None:
        self._is_cut = True
        self._goes_on.set()
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        self._is_cut = False
        self._goes_on.set()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self._is_cut:
                raise ConnectionError
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, far_writer}
        self._writers |= ends
        with suppress(OSError):
            await asyncio.gather(self._pass_on(reader, far_writer, may_stop=True), self._pass_on(far_reader, writer))
        for end in ends:
            end.transport.abort()
        self._writers -= ends

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, may_stop: bool = False
    ) -> None:
        passed = 0
        while data := await reader.read(65_536):
            passed += len(data)
            if may_stop and self._holds and passed > SIZE_BYTES // 2:
                self._holds = False
                self.stopped.set()
                await self._goes_on.wait()
            writer.write(data)
            await writer.drain()
        writer.close()


# What browsers keep from pages that came neither by https nor from this machine.
AS_BY_HTTP = "delete Navigator.prototype.locks; delete Crypto.prototype.randomUUID;"


@dataclass
class Sender:
    """Somebody at the near end of a line, in the middle of sending a file; ``offsets`` tells from where bytes went."""

    visitor: Visitor
    line: Line
    offsets: list[int] = field(default_factory=list)

    def see(self, request: Request) -> None:
        if request.method == "PATCH":
            self.offsets.append(int(request.headers["upload-offset"]))


@pytest.fixture
async def send_half(chromium: Browser, long_noise: Path) -> AsyncIterator[Callable[..., Any]]:
    """Give a function that lets somebody register and send the file, up to the middle of it."""
    async with AsyncExitStack() as stack:

        async def begin(studio: Studio, name: str, *expected: str, script: str = "") -> Sender:
            line = Line(studio.settings.port)
            url = await stack.enter_async_context(line.laid())
            context = await chromium.new_context()
            stack.push_async_callback(context.close)
            await prepare_context(context)
            await context.add_init_script(script)
            browser_errors = BrowserErrors(url)
            for part in expected:
                browser_errors.expect(part)
            browser_errors.watch(context)
            visitor = Visitor(context, await context.new_page(), Studio(studio.settings, url), browser_errors)
            sender = Sender(visitor, line)
            visitor.page.on("request", sender.see)
            senders.append(sender)
            await visitor.register(name)
            await convert(visitor, long_noise)
            await line.stopped.wait()
            await visitor.page.evaluate(UNTIL_KEPT, PART_BYTES)
            return sender

        senders: list[Sender] = []
        yield begin
        assert [text for sender in senders for text in sender.visitor.browser_errors.left()] == []


async def convert(visitor: Visitor, path: Path) -> None:
    await visitor.open("tools/convert")
    await visitor.choose_files(path)
    await visitor.page.get_by_role("button", name="Convert", exact=True).click()


async def arrived(visitor: Visitor, path: Path) -> None:
    """Wait until the job is done, and compare what it was given with the file; it was paid once."""
    page = visitor.page
    await page.get_by_role("link", name="Listen").click()
    await page.get_by_role("region", name="Files").wait_for()
    job_id = page.url.rpartition("/")[2]
    job = await page.evaluate("id => fetch(`/status/${id}`).then(answer => answer.json())", job_id)
    assert job["inputs"][0]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    await expect(page.get_by_role("navigation", name="Studio").get_by_test_id("balance")).to_have_text("2 credits")


async def test_a_connection_lost_in_the_middle(send_half: Callable[..., Any], studio: Studio, long_noise: Path) -> None:
    sender: Sender = await send_half(studio, "tunnel", "net::ERR_", "WebSocket")
    sender.line.cut()
    banner = sender.visitor.page.get_by_text("No connection.")
    await banner.wait_for()
    sender.line.mend()
    await arrived(sender.visitor, long_noise)
    await expect(banner).to_be_hidden()
    assert sender.offsets[0] == 0 < PART_BYTES <= sender.offsets[-1], "it went on where it stopped"


async def test_a_server_restarted_in_the_middle(
    send_half: Callable[..., Any], make_settings: Callable[..., Settings], long_noise: Path
) -> None:
    settings = make_settings()
    async with working(settings):
        async with serving(settings, grace_s=0) as studio:
            sender: Sender = await send_half(studio, "rebooted", "net::ERR_", "WebSocket", "status of 50")
        banner = sender.visitor.page.get_by_text("No connection.")
        await banner.wait_for()
        sender.line.mend()
        async with serving(settings):
            await arrived(sender.visitor, long_noise)
            assert sender.offsets[0] == 0 < PART_BYTES <= sender.offsets[-1], "it went on where it stopped"
            await expect(banner).to_be_hidden()
            await sender.visitor.context.close()


@pytest.mark.parametrize(("name", "script"), chosen([("twice", ""), ("by http", AS_BY_HTTP)], usual=[("twice", "")]))
async def test_a_second_tab_in_the_middle(
    send_half: Callable[..., Any], studio: Studio, long_noise: Path, name: str, script: str
) -> None:
    sender: Sender = await send_half(studio, name, script=script)
    visitor = sender.visitor
    visitor.give_credits(1)
    other = Visitor(visitor.context, await visitor.context.new_page(), visitor.studio, visitor.browser_errors)
    await other.open("tools/convert")
    await other.page.get_by_role("region", name="Sounds").wait_for()
    await expect(other.page.get_by_text("An upload was interrupted")).to_have_count(0)
    await convert(other, long_noise)  # the same file, which is on its way in the first tab, too
    await other.page.get_by_role("link", name="Listen").wait_for()
    await expect(visitor.page.get_by_role("progressbar", name="Upload of noise.wav")).to_be_visible()
    sender.line.mend()
    await arrived(visitor, long_noise)
    assert sender.offsets == [0], "neither tab disturbs the other"


@pytest.mark.deep
async def test_a_session_ended_in_the_middle(send_half: Callable[..., Any], studio: Studio, long_noise: Path) -> None:
    sender: Sender = await send_half(studio, "dozing", "401")
    await end_session(sender.visitor)
    sender.line.mend()
    dialog = sender.visitor.page.get_by_role("dialog", name=ENDED)
    await dialog.get_by_label("Password").fill(PASSWORD)
    await dialog.get_by_role("button", name="Sign in").click()
    await expect(dialog).to_be_hidden()
    await arrived(sender.visitor, long_noise)


async def test_a_page_reloaded_in_the_middle(send_half: Callable[..., Any], studio: Studio, long_noise: Path) -> None:
    sender: Sender = await send_half(studio, "reloader in a hurry")
    page = sender.visitor.page
    asked: list[str] = []

    async def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.accept()

    page.on("dialog", leave)
    await page.reload()
    assert asked == ["beforeunload"], "leaving is asked about"
    notice = page.get_by_text("Choose noise.wav again: it goes on where it stopped.")
    await notice.wait_for()
    await convert(sender.visitor, long_noise)
    await arrived(sender.visitor, long_noise)
    assert sender.offsets[0] == 0 < PART_BYTES <= sender.offsets[-1], "it went on where it stopped"
    await sender.visitor.open("tools/convert")
    await page.get_by_role("region", name="Sounds").wait_for()
    await expect(notice).to_have_count(0)
