"""The way of an account's locks in a real browser: mail, two steps, a passkey, a forgotten password, and leaving."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PASSWORD, BrowserErrors, Visitor, prepare_context
from tests.support.authenticator_app import code_of
from tests.support.mailbox import Mailbox, mail_server
from tests.support.studio import Studio, free_port, serving, working

NEW_PASSWORD = "a staple of batteries"
SIGN = """async options => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return (await navigator.credentials.get({ publicKey })).toJSON();
}"""


@pytest.fixture(scope="module")
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server() as running:
        yield running


@pytest.fixture(scope="module")
async def mailing(make_settings: Any, mailbox: Mailbox) -> AsyncIterator[Studio]:
    port = free_port()  # passkeys are made for names: localhost is one, 127.0.0.1 none
    settings = make_settings(**mailbox.settings(), port=port, base_url=f"http://localhost:{port}")
    async with serving(settings), working(settings):
        yield Studio(settings, f"http://localhost:{port}")


@pytest.fixture
async def visitor(chromium: Browser, mailing: Studio) -> AsyncIterator[Visitor]:
    context = await chromium.new_context(viewport=DESKTOP)
    await prepare_context(context)
    errors = BrowserErrors(mailing.url)
    errors.watch(context)
    yield Visitor(context, await context.new_page(), mailing, errors)
    await context.close()
    assert errors.left() == []


async def add_authenticator(context: BrowserContext, page: Page) -> None:
    """Plug a device in that holds passkeys and sees its owner's finger, always."""
    session = await context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    await session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


async def sign_out(visitor: Visitor) -> None:
    await visitor.open("settings")
    await visitor.page.get_by_role("button", name="Sign out").click()
    await visitor.page.get_by_role("heading", name="Welcome back").wait_for()


async def type_password(visitor: Visitor, password: str) -> None:
    await visitor.page.get_by_label("E-mail").fill(visitor.email)
    await visitor.page.get_by_label("Password").fill(password)
    await visitor.page.get_by_role("button", name="Sign in", exact=True).click()


async def test_an_address_is_confirmed_and_two_steps_are_asked_for(visitor: Visitor, mailbox: Mailbox) -> None:
    page = visitor.page
    visitor.browser_errors.expect("the server responded with a status of 401")  # asks for the second step
    await visitor.register("Locked")
    await page.get_by_text("Confirm your address by the link in your mail").wait_for()
    await page.goto(await mailbox.link_to(visitor.email, "Confirm your address"))
    await expect(page).to_have_url(re.compile("/app/verify-email$"))
    await page.get_by_role("button", name="Confirm my address").click()
    await page.get_by_text("Your free credits are in your account.").wait_for()

    await visitor.open("security")
    await page.get_by_text("(confirmed)").wait_for()
    await page.get_by_role("button", name="Set it up").click()
    picture = page.get_by_role("img", name="QR code for your authenticator app")
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    secret = await page.locator("code").inner_text()
    await page.get_by_label("Six digits").fill(code_of(secret))
    await page.get_by_role("button", name="Turn it on").click()
    await expect(page.get_by_role("list", name="Recovery codes").get_by_role("listitem")).to_have_count(10)
    recovery = await page.get_by_role("list", name="Recovery codes").get_by_role("listitem").first.inner_text()

    await sign_out(visitor)
    await type_password(visitor, PASSWORD)
    await page.get_by_label("Code of your authenticator app").fill(code_of(secret, steps_off=1))
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("heading", name="Hello, Locked").wait_for()

    await sign_out(visitor)
    await page.get_by_role("link", name="Forgot your password?").click()
    await page.get_by_label("E-mail").fill(visitor.email)
    await page.get_by_role("button", name="Send me the link").click()
    await page.get_by_text("Look into your mail").wait_for()
    await page.goto(await mailbox.link_to(visitor.email, "Set a new password"))
    await page.get_by_label("New password").fill(NEW_PASSWORD)
    await page.get_by_role("button", name="Set my password").click()
    await page.get_by_role("link", name="Sign in with it").click()
    await type_password(visitor, NEW_PASSWORD)
    await page.get_by_label("Code of your authenticator app").fill(recovery)
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("heading", name="Hello, Locked").wait_for()
    await visitor.open("security")
    await page.get_by_text("Recovery codes left: 9.").wait_for()
    await expect(page.get_by_role("list", name="Sessions").get_by_role("listitem")).to_have_count(1)


async def test_a_passkey_opens_the_account_from_its_own_pages_alone(visitor: Visitor, mailing: Studio) -> None:
    page = visitor.page
    await visitor.register("Passkey")
    await add_authenticator(visitor.context, page)
    await visitor.open("security")
    await page.get_by_label("Name of the device").fill("My laptop")
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_text("Not used yet").wait_for()
    await sign_out(visitor)
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await page.get_by_role("heading", name="Hello, Passkey").wait_for()

    asked = (await mailing.client().post("/auth/login/passkey/options")).json()
    own = await page.evaluate(SIGN, asked["options"])
    body = {"challenge": asked["challenge"], "credential": own}
    origin = {"Origin": mailing.url}
    assert (await mailing.client().post("/auth/session/passkey", json=body, headers=origin)).status_code == 201
    replayed = await mailing.client().post("/auth/session/passkey", json=body, headers=origin)
    assert (replayed.status_code, replayed.json()["code"]) == (410, "challenge_ended")
    other = (await mailing.client().post("/auth/login/passkey/options")).json()
    again = await mailing.client().post(
        "/auth/login/passkey", json={"challenge": other["challenge"], "credential": own}
    )
    assert (again.status_code, again.json()["code"]) == (401, "passkey_refused"), "it signed another challenge"

    # A page of another port is another origin, though browsers let it use the passkeys of the name.
    server = await asyncio.start_server(_empty_page, "localhost", 0)
    foreign = f"http://localhost:{server.sockets[0].getsockname()[1]}"
    visitor.browser_errors.expect(foreign)
    asked = (await mailing.client().post("/auth/login/passkey/options")).json()
    await page.goto(foreign)
    signed = await page.evaluate(SIGN, asked["options"])
    server.close()
    refused = await mailing.client().post(
        "/auth/session/passkey", json={"challenge": asked["challenge"], "credential": signed}, headers=origin
    )
    assert (refused.status_code, refused.json()["code"]) == (401, "passkey_refused")


async def test_an_account_is_left_and_taken_back(visitor: Visitor) -> None:
    page = visitor.page
    visitor.browser_errors.expect("status of 401")
    visitor.browser_errors.expect("status of 403")  # what asks who it is
    await visitor.register("Leaving")
    with visitor.studio.admin() as connection:
        connection.execute("UPDATE sessions SET confirmed_at = 'epoch'")
    await visitor.open("security")
    await page.get_by_role("button", name="Make an archive").click()
    await page.get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Go on").click()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download").click()
    assert (await download.value).suggested_filename == "audio-studio-export.zip"
    await page.get_by_role("button", name="Delete my account…").click()
    await page.get_by_label(f"Type {visitor.email} to confirm").fill(visitor.email)
    await page.get_by_role("button", name="Delete my account", exact=True).click()
    await page.get_by_role("heading", name="Welcome back").wait_for()
    await type_password(visitor, PASSWORD)
    await page.get_by_role("button", name="Keep my account").click()
    await expect(page.get_by_role("button", name="Keep my account")).to_have_count(0)


async def _empty_page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\nConnection: close\r\n\r\n<!doctype html>"
    )
    await writer.drain()
    writer.close()
