"""In the middle of a job: a lost connection, a restarted server, a second tab, an ended session.

The worker begins only after the interruption, so that each job is under way while it lasts, on fast machines, too.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from audiostudio.settings import Settings
from tests.browser.conftest import PASSWORD, BrowserErrors, Visitor, prepare_context
from tests.browser.test_interruptions import ENDED, end_session
from tests.support.patience import PATIENCE_S
from tests.support.studio import Studio, serving, working


@pytest.fixture
async def context(chromium: Browser) -> Any:
    context = await chromium.new_context()
    await prepare_context(context)
    yield context
    await context.close()


async def begin(context: BrowserContext, studio: Studio, path: Path) -> Visitor:
    """Send a file to a tool, and return while its job waits for a worker."""
    visitor = Visitor(context, await context.new_page(), studio, BrowserErrors(studio.url))
    await visitor.register("patient")
    await visitor.open("tools/convert")
    await visitor.choose_files(path)
    await visitor.page.get_by_role("button", name="Convert", exact=True).click()
    await visitor.page.get_by_role("link", name="Watch").wait_for()
    return visitor


async def done(studio: Studio) -> None:
    """Wait until the worker has done the only job."""
    with studio.admin() as connection:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                if connection.execute("SELECT status FROM jobs").fetchall() == [("COMPLETED",)]:
                    return
                await asyncio.sleep(0.1)


async def is_seen(visitor: Visitor) -> None:
    """The page tells by itself that the job is done, and what it cost."""
    await visitor.page.get_by_role("link", name="Listen").wait_for()
    balance = visitor.page.get_by_role("navigation", name="Studio").get_by_test_id("balance")
    await expect(balance).to_have_text("2 credits")


@pytest.mark.deep
async def test_a_connection_lost_in_the_middle(
    context: BrowserContext, make_settings: Callable[..., Settings], beep: Path
) -> None:
    settings = make_settings()
    async with serving(settings) as studio:
        visitor = await begin(context, studio, beep)
        await context.set_offline(True)
        banner = visitor.page.get_by_text("No connection. Jobs go on")
        await banner.wait_for()
        async with working(settings):
            await done(studio)
        await expect(visitor.page.get_by_role("link", name="Watch")).to_be_visible()
        await context.set_offline(False)
        await is_seen(visitor)
        await expect(banner).to_be_hidden()
        await context.close()


async def test_a_server_restarted_in_the_middle(
    context: BrowserContext, make_settings: Callable[..., Settings], beep: Path
) -> None:
    settings = make_settings()
    async with serving(settings) as studio:
        visitor = await begin(context, studio, beep)
    banner = visitor.page.get_by_text("No connection. Jobs go on")
    await banner.wait_for()
    async with working(settings):
        await done(studio)
    async with serving(settings):
        await is_seen(visitor)
        await expect(banner).to_be_hidden()
        await context.close()


async def test_a_second_tab_in_the_middle(
    context: BrowserContext, make_settings: Callable[..., Settings], beep: Path
) -> None:
    settings = make_settings()
    async with serving(settings) as studio:
        visitor = await begin(context, studio, beep)
        other = Visitor(context, await context.new_page(), studio, visitor.browser_errors)
        await other.open("jobs")
        await other.page.get_by_role("link", name="beep.wav").click()
        await visitor.page.close()
        async with working(settings):
            await done(studio)
            await other.page.get_by_role("region", name="Files").wait_for()
        await context.close()


async def test_a_session_ended_in_the_middle(
    context: BrowserContext, make_settings: Callable[..., Settings], beep: Path
) -> None:
    settings = make_settings()
    async with serving(settings) as studio:
        visitor = await begin(context, studio, beep)
        await end_session(visitor)
        dialog = visitor.page.get_by_role("dialog", name=ENDED)
        await dialog.wait_for()
        async with working(settings):
            await done(studio)
        await dialog.get_by_label("Password").fill(PASSWORD)
        await dialog.get_by_role("button", name="Sign in").click()
        await is_seen(visitor)
        await expect(dialog).to_be_hidden()
        await context.close()
