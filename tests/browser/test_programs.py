"""Programs on the screen: a key is made, works and is revoked; an address is told of events; usage is seen."""

import re
from collections.abc import Callable
from typing import Any

import httpx2
from playwright.async_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_accessibility import findings

SPEAK = """() => fetch("/jobs", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ tool: "speech_synthesis", parameters: { text: "Hello.", voice: "af_heart" } }),
}).then((answer) => answer.status)"""


async def test_a_key_is_made_works_and_is_revoked_an_address_is_told_and_usage_is_seen(
    visit: Callable[..., Any],
) -> None:
    visitor = await visit(viewport=PHONE, color_scheme="dark")
    await visitor.register("programmer", credits=10)
    page = visitor.page
    assert await page.evaluate(SPEAK) == 202
    await visitor.open("settings")
    await page.get_by_role("link", name="API keys").click()
    await page.get_by_label("What it is for").fill("nightly masters")
    await page.get_by_label("Change the library").check()
    await page.get_by_role("button", name="Make the key").click()
    secret = await page.get_by_text(re.compile("^audiostudio_[0-9A-Za-z]{49}$")).inner_text()
    async with httpx2.AsyncClient(
        base_url=visitor.studio.url, headers={"Authorization": f"Bearer {secret}"}
    ) as program:
        assert (await program.get("/jobs")).status_code == 200
        assert (await program.get("/webhooks/secret")).status_code == 403
        keys = page.get_by_role("list", name="Keys").get_by_role("listitem")
        await expect(keys).to_contain_text(secret[:18])
        await expect(keys).to_contain_text("library:write")
        assert await findings(page) == []
        await keys.get_by_role("button", name="Revoke").click()
        await page.get_by_role("button", name="Revoke it").click()
        await expect(keys).to_contain_text("revoked")
        assert (await program.get("/jobs")).json()["code"] == "api_key_revoked"

    await page.get_by_role("link", name="Webhooks").click()
    await page.get_by_label("Address", exact=True).fill("http://127.0.0.1:9/hook")
    await page.get_by_role("button", name="Add the address").click()
    await page.get_by_role("button", name="Send a test").click()
    # Beside it may stand the one about the job, which ends in its own time.
    messages = page.get_by_role("list", name="Messages").get_by_role("listitem").filter(has_text="webhook.test")
    await expect(messages).to_contain_text("not a public address")
    await page.get_by_role("button", name="Show the secret").click()
    await expect(page.get_by_text(re.compile("^whsec_"))).to_be_visible()
    await messages.first.get_by_role("button", name="Send again").click()
    await expect(messages).to_have_count(2)
    assert await findings(page) == []

    await page.get_by_role("link", name="Usage").click()
    await expect(page.get_by_role("list", name="Credits by day").get_by_role("listitem")).to_have_count(30)
    await expect(page.get_by_role("region", name="By tool")).to_contain_text("Text to speech")
    await page.get_by_text("7 days").click()
    await expect(page.get_by_role("list", name="Credits by day").get_by_role("listitem")).to_have_count(7)
    assert await findings(page) == []
