"""From the paywall through the sandbox's checkout to the credits on the screen, without a reload."""

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.async_api import expect

LIMIT_S = 2.0


async def test_credits_are_on_the_screen_within_two_seconds_of_the_payment(visit: Callable[..., Any]) -> None:
    visitor = await visit()
    page = visitor.page
    await visitor.register("buyer")
    balance = page.get_by_role("navigation", name="Studio").get_by_test_id("balance")
    await balance.click()
    await page.get_by_role("link", name="Get credits").click()
    await page.get_by_text("This is not real money").wait_for()
    await page.get_by_role("button", name="Buy 25 credits for $4.00").click()
    await page.get_by_role("heading", level=1, name="Sandbox checkout").wait_for()
    await page.get_by_text("This is not real money").wait_for()
    # Where a payment provider leads back to, the page is loaded; from then on nothing is.
    async with page.expect_navigation(url=re.compile("/credits")):
        await page.get_by_role("button", name="Pay, with no money").click()
    loaded_at = time.monotonic()
    loads: list[str] = []
    page.on("load", lambda _: loads.append(page.url))
    await expect(balance).to_have_text("28 credits")
    assert time.monotonic() - loaded_at < LIMIT_S
    await page.get_by_text("25 credits: paid, and yours now.").wait_for()
    await expect(page.get_by_role("list", name="Lots")).to_contain_text("25 credits Bought, never expires")
    await expect(page.get_by_role("region", name="Purchases")).to_contain_text(re.compile(r"\$4\.00\s*paid"))
    assert len(loads) <= 1


async def test_a_plan_is_bought_shown_and_ended(visit: Callable[..., Any]) -> None:
    visitor = await visit()
    page = visitor.page
    await visitor.register("subscriber")
    await visitor.open("paywall")
    await page.get_by_role("button", name="Buy Pro for $9.00").click()
    await page.get_by_role("button", name="Pay, with no money").click()
    await page.get_by_text("Pro: paid, and yours now.").wait_for()
    plan = page.get_by_role("region", name="Plan")
    await expect(plan).to_contain_text("Renews on")
    await page.get_by_role("button", name="Invoices and plan").click()
    await page.get_by_role("button", name="End the plan with its month").click()
    await page.get_by_text(re.compile("Pro, ends on")).wait_for()
