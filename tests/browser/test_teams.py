"""A team in the browser: asked, joined, switched to, shared, held to a limit; and the operator's pages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import PASSWORD, PHONE, Visitor
from tests.browser.test_accessibility import findings
from tests.browser.test_journey import main_button
from tests.support.operators import make_operator

POST = """([path, name]) => fetch(path, {
  method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({name}),
}).then((answer) => answer.status)"""


async def make(page: Page, path: str, name: str) -> None:
    """Make something that has but a name, as this browser's user."""
    assert await page.evaluate(POST, [path, name]) == 201


async def confirm(page: Page, action: str) -> None:
    await page.get_by_role("alertdialog").get_by_role("button", name=action).click()


async def test_somebody_joins_a_team_shares_it_and_meets_a_limit(visit: Callable[..., Any], beep: Path) -> None:
    owner: Visitor = await visit()
    await owner.register("band leader")
    page = owner.page
    await page.get_by_role("link", name="Team").first.click()
    await page.get_by_role("button", name="New team").click()
    await page.get_by_role("textbox", name="Name").fill("The band")
    await page.get_by_role("button", name="Make it").click()
    await page.get_by_role("heading", name="The band", level=1).wait_for()
    found = await page.evaluate("fetch('/auth/session').then(answer => answer.json())")
    owner.workspace_id = found["user"]["workspace_id"]
    owner.give_credits(20)
    await make(page, "/api/audio-studio/folders", "Demos")

    await page.get_by_label("E-mail of whom you invite").fill("bassist@example.com")
    await page.get_by_role("button", name="Invite", exact=True).click()
    link = await page.get_by_test_id("invitation-link").inner_text()
    await expect(page.get_by_role("list", name="Open invitations")).to_contain_text("bassist@example.com")

    guest: Visitor = await visit()
    await guest.open(f"join#{link.partition('#')[2]}")
    await guest.page.get_by_role("heading", name="You are invited to a team").wait_for()
    assert guest.page.url == f"{guest.studio.url}/app/join", "the token stays in no address"
    await guest.page.get_by_role("link", name="Make an account").click()
    await guest.page.get_by_label("E-mail").fill("bassist@example.com")
    await guest.page.get_by_label("Name", exact=True).fill("Bassist")
    await guest.page.get_by_label("Password").fill(PASSWORD)
    await guest.page.get_by_role("button", name="Make my account").click()
    await guest.page.get_by_role("heading", name="Join The band").wait_for()
    await guest.page.get_by_role("button", name="Join").click()
    await guest.page.get_by_role("heading", name="The band", level=1).wait_for()
    await expect(guest.page.get_by_test_id("balance").first).to_have_text("20 credits")
    await guest.open("library")
    await guest.page.get_by_text("Demos").first.wait_for()

    await page.reload()
    row = page.get_by_role("listitem", name="Bassist")
    await row.get_by_role("button", name="More about Bassist").click()
    await page.get_by_role("menuitem", name="Monthly limit").click()
    await page.get_by_label("Credits a month").fill("0.5")
    await page.get_by_role("button", name="Save").click()
    await expect(row).to_contain_text("0 of 0.5 credits this month")

    guest.browser_errors.expect("403")
    await guest.open("tools/master")
    await guest.choose_files(beep)
    await main_button(guest.page, "Master").click()
    await guest.page.get_by_text("an owner or admin can raise the limit").first.wait_for()

    await guest.open("team")
    await guest.page.get_by_role("button", name="Switch to Bassist").click()
    await expect(guest.page.get_by_test_id("balance").first).to_have_text("3 credits")
    await page.get_by_role("button", name="More about Bassist").click()
    await page.get_by_role("menuitem", name="Remove").click()
    await confirm(page, "Remove")
    await expect(page.get_by_role("listitem", name="Bassist")).to_have_count(0)


async def test_an_owner_has_a_team_deleted_and_keeps_it(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    await visitor.register("leaver")
    page = visitor.page
    await make(page, "/workspaces", "The band")
    await visitor.open("team")
    await page.get_by_role("button", name="Switch to The band").click()
    await page.get_by_role("button", name="Delete the team…").click()
    await page.get_by_label("Type The band to confirm").fill("The band")
    await page.get_by_role("button", name="Delete the team", exact=True).click()
    await page.get_by_text("This team will be deleted on").wait_for()
    assert await findings(page) == []
    await page.get_by_role("button", name="Keep the team").click()
    await page.get_by_role("button", name="Delete the team…").wait_for()


async def test_tabs_of_one_browser_switch_together(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    await visitor.register("two tabs")
    await make(visitor.page, "/workspaces", "Second home")
    await visitor.open("team")
    other = await visitor.context.new_page()
    await other.goto(f"{visitor.studio.url}/app/team")
    await other.get_by_role("heading", name="Team", level=1).wait_for()
    await visitor.page.get_by_role("button", name="Switch to Second home").click()
    for page in (visitor.page, other):
        await page.get_by_role("heading", name="Second home", level=1).wait_for()
        await expect(page.get_by_test_id("balance").first).to_have_text("0 credits")


async def test_an_operator_gives_credits_and_the_log_tells(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    await visitor.register("operator")
    page = visitor.page
    make_operator(visitor.studio, visitor.email)
    await page.reload()
    await page.get_by_role("button", name="operator").first.click()
    await page.get_by_role("menuitem", name="Operator's pages").click()
    await page.get_by_role("heading", name="Operator", level=1).wait_for()
    await page.get_by_role("heading", name="Queue").wait_for()
    found = {"overview": await findings(page)}
    for part in ("People", "Workspaces", "Jobs", "Purchases", "Books", "Log"):
        await page.get_by_role("radio", name=part).click()
        await page.get_by_role("main").get_by_role("listitem").or_(page.get_by_text("Nothing here")).first.wait_for()
        found[part] = await findings(page)
    await page.get_by_role("radio", name="Workspaces").click()
    await page.get_by_label("Name, or a member's address").fill(visitor.email)
    await page.get_by_role("button", name="Find").click()
    await page.get_by_role("button", name=f"What to do with {visitor.name}").click()
    await page.get_by_role("menuitem", name="Give credits").click()
    await page.get_by_label("Credits", exact=True).fill("5")
    await page.get_by_label("Reason").fill("Because it broke")
    await page.get_by_role("button", name="Give them").click()
    await expect(page.get_by_role("region", name="Workspaces")).to_contain_text("8 credits")
    await page.get_by_role("radio", name="Log").click()
    await expect(page.get_by_role("region", name="Log")).to_contain_text("Because it broke")
    assert {place: texts for place, texts in found.items() if texts} == {}


async def test_the_teams_page_has_no_serious_finding(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    await visitor.register("accessible")
    await make(visitor.page, "/workspaces", "Everybody")
    await visitor.open("team")
    await visitor.page.get_by_role("button", name="Switch to Everybody").click()
    found = {}
    for theme, viewport in (("light", None), ("dark", PHONE)):
        await visitor.page.get_by_role("heading", name="Everybody", level=1).wait_for()
        await visitor.page.get_by_role("heading", name="Spent by each").wait_for()
        await visitor.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        if viewport:
            await visitor.page.set_viewport_size(viewport)
        found[theme] = await findings(visitor.page)
    await visitor.open("join")
    await visitor.page.get_by_role("heading", name="This link is not whole").wait_for()
    found["join"] = await findings(visitor.page)
    assert {place: texts for place, texts in found.items() if texts} == {}
