"""Lost connections, ended sessions, other tabs: nothing is lost, it is said, and it goes on."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Route, expect

from audiostudio.settings import Settings
from tests.browser.conftest import PASSWORD, PATIENCE_MS, BrowserErrors, Visitor
from tests.support.studio import serving, working

ENDED = "Your session has ended"


async def end_session(visitor: Visitor) -> None:
    """End the session on the server, as signing out on another machine would not: the page hears nothing of it."""
    answer = await visitor.context.request.delete(
        f"{visitor.studio.url}/auth/session", headers={"Origin": visitor.studio.url}
    )
    assert answer.status == 204


async def test_an_upload_that_is_cut_off_goes_on_and_arrives_byte_for_byte(
    visit: Callable[..., Any], song: Path
) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    visitor.browser_errors.expect("net::ERR_CONNECTION_RESET")
    await visitor.register("unlucky")
    cuts = 2

    async def cut(route: Route) -> None:
        nonlocal cuts
        if route.request.method == "PATCH" and cuts:
            cuts -= 1
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await page.route("**/uploads/*", cut)
    await visitor.open("tools/convert")
    await visitor.choose_files(song)
    await page.get_by_role("button", name="Convert", exact=True).click()
    await page.get_by_role("link", name="Listen").click()
    assert cuts == 0
    job_id = page.url.rpartition("/")[2]
    job = await page.evaluate("id => fetch(`/status/${id}`).then(answer => answer.json())", job_id)
    assert job["inputs"][0]["sha256"] == hashlib.sha256(song.read_bytes()).hexdigest()


async def test_an_ended_session_asks_for_the_password_and_goes_on(visit: Callable[..., Any], song: Path) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    visitor.browser_errors.expect("401")
    await visitor.register("sleeper")
    await visitor.open("tools/convert")
    await visitor.choose_files(song)
    convert = page.get_by_role("button", name="Convert", exact=True)
    await convert.wait_for()  # what is done between the end and the click may tell the page of it first
    await end_session(visitor)
    await convert.click()
    dialog = page.get_by_role("dialog", name=ENDED)
    await expect(dialog.get_by_label("E-mail")).to_have_value(visitor.email)
    await dialog.get_by_label("Password").fill(PASSWORD)
    await dialog.get_by_role("button", name="Sign in").click()
    await page.get_by_role("link", name="Listen").wait_for()
    await expect(dialog).to_be_hidden()


async def test_signing_out_in_one_tab_is_known_in_the_other(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    visitor.browser_errors.expect("401")
    await visitor.register("two-tabs")
    other = await visitor.context.new_page()
    await other.goto(f"{visitor.studio.url}/app/settings")
    await other.get_by_role("button", name="Sign out").click()
    await other.get_by_role("heading", name="Welcome back").wait_for()
    await visitor.page.get_by_role("dialog", name=ENDED).wait_for()


async def test_a_lost_connection_is_said_and_forgotten(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    visitor.browser_errors.expect("net::ERR_INTERNET_DISCONNECTED")
    await visitor.register("traveller")
    banner = visitor.page.get_by_text("No connection.")
    await visitor.context.set_offline(True)
    await banner.wait_for()
    await visitor.context.set_offline(False)
    await expect(banner).to_be_hidden()


async def test_the_shell_opens_without_a_connection_and_the_work_returns_with_it(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    visitor.browser_errors.expect("net::ERR_INTERNET_DISCONNECTED")
    await visitor.register("underground")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.reload()  # from here on the worker serves the page
    await page.get_by_role("heading", name="Hello").wait_for()
    await visitor.context.set_offline(True)
    await page.reload()
    await page.get_by_role("heading", name="Your studio is out of reach").wait_for()
    await visitor.context.set_offline(False)
    await page.get_by_role("heading", name="Hello").wait_for()


async def test_everything_from_signing_in_to_hearing_works_by_keyboard_alone(
    visit: Callable[..., Any], song: Path
) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.register("typist")
    await page.get_by_role("button", name=f"{visitor.name} Free").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem").or_(page.get_by_role("menuitemradio")).first).to_be_focused()
    await page.keyboard.press("End")
    await expect(page.get_by_role("menuitem", name="Sign out")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Welcome back").wait_for()

    await page.get_by_label("E-mail").focus()
    await page.keyboard.type(visitor.email)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name=f"Hello, {visitor.name}").wait_for()

    async def tab_to(name: str) -> None:
        for _ in range(60):
            await page.keyboard.press("Tab")
            focused = await page.evaluate(
                "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText).trim()"
            )
            if focused.startswith(name):
                return
        raise AssertionError(f"{name} is not reached by the Tab key")

    await tab_to("Convert")
    await page.keyboard.press("Enter")
    await page.get_by_role("region", name="Sounds").wait_for()  # the page that was left has a place to drop, too
    await tab_to("Drop sounds")
    async with page.expect_file_chooser() as chooser:
        await page.keyboard.press("Enter")
    await (await chooser.value).set_files(str(song))
    start = page.get_by_role("region", name="Settings").get_by_role("button", name="Convert")
    await expect(start).to_be_enabled()  # the price is there
    await tab_to("Convert")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Listen").wait_for()
    await tab_to("Listen")
    await page.keyboard.press("Enter")
    await page.get_by_role("region", name="Files").wait_for()
    await tab_to("Play song")
    await page.keyboard.press("Enter")
    await visitor.wait_for_label("Player: Pause")


async def test_a_server_that_restarts_loses_no_upload_and_no_job(
    chromium: Browser, make_settings: Callable[..., Settings], song: Path
) -> None:
    settings = make_settings()
    context = await chromium.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    async with working(settings):
        async with serving(settings) as studio:
            visitor = Visitor(context, page, studio, BrowserErrors(studio.url))
            await visitor.register("survivor")
            await visitor.open("tools/convert")
            await visitor.choose_files(song)
            await page.get_by_role("button", name="Convert", exact=True).wait_for()
        await page.get_by_text("No connection.").wait_for()
        await page.get_by_role("button", name="Convert", exact=True).click()
        await page.get_by_text("The server cannot be reached").or_(page.get_by_text("Check your connection")).wait_for()
        async with serving(settings):
            await expect(page.get_by_text("No connection.")).to_be_hidden()
            await page.get_by_role("link", name="Listen").click()
            await page.get_by_role("region", name="Files").wait_for()
            await context.close()
