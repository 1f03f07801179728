"""What a newcomer does: a real song separated, mastered and compared, a text read aloud, and all of it found again."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.audio_capture import visit_with_audio_capture, wait_for_levels
from tests.browser.conftest import Visitor

TEXT = "The boat left the harbour at seven. Nobody saw it again for $20!"


def price(page: Page) -> Locator:
    """What the press will cost, as it stands above the button."""
    return page.get_by_role("region", name="Settings").get_by_text(re.compile(r"^\d+ credits?$"))


def balance(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Studio").get_by_test_id("balance")


def main_button(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


async def go(page: Page, name: str) -> None:
    """Follow the navigation, and wait until the page that was left has gone."""
    await page.get_by_role("navigation", name="Studio").get_by_role("link", name=name, exact=True).click()
    await page.get_by_role("heading", level=1, name=name, exact=True).wait_for()


async def drop(visitor: Visitor, path: Path) -> None:
    """Drag a file out of the desktop and let it fall on the page, as a hand does."""
    box = await visitor.page.get_by_role("button", name="Drop sounds or folders here").bounding_box()
    assert box is not None
    hand = await visitor.context.new_cdp_session(visitor.page)
    held = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for move in ("dragEnter", "dragOver", "drop"):
        event = {"type": move, "x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "data": held}
        await hand.send("Input.dispatchDragEvent", event)
    await hand.detach()


async def test_a_newcomer_from_the_first_song_to_the_first_voice(visit: Callable[..., Any], sung: Path) -> None:
    visitor = await visit_with_audio_capture(visit, "newcomer")
    page = visitor.page
    await expect(balance(page)).to_have_text("3 credits")

    await go(page, "Separate")
    await drop(visitor, sung)
    await page.get_by_role("listitem").filter(has_text=sung.name).wait_for()
    await expect(price(page)).to_have_text("1 credit")
    await main_button(page, "Separate").click()
    await visitor.wait_for_label(f"Progress of {sung.name}")
    await expect(balance(page)).to_have_text("2 credits")
    await page.get_by_role("link", name="Listen").click()
    await page.get_by_role("button", name="Repeat the next 8 seconds").click()
    await page.get_by_role("button", name="Play", exact=True).first.click()
    await wait_for_levels(page, True, True)
    await page.get_by_role("button", name="Mute Accompaniment").click()
    await wait_for_levels(page, True, False)
    await page.get_by_role("button", name="Mute Accompaniment").click()
    await wait_for_levels(page, True, True)
    await page.get_by_role("button", name="Solo Vocals").click()
    await wait_for_levels(page, True, False)

    await go(page, "Master")
    await drop(visitor, sung)
    await expect(price(page)).to_have_text("1 credit")
    await main_button(page, "Master").click()
    await expect(balance(page)).to_have_text("1 credit")
    await page.get_by_role("link", name="Listen").click()
    await page.get_by_role("button", name="Repeat the next 8 seconds").click()
    await page.get_by_role("button", name="Play", exact=True).first.click()
    await wait_for_levels(page, False, True)
    await page.get_by_role("radio", name="Original").click()
    await wait_for_levels(page, True, False)

    visitor.give_credits(1)  # three were a gift; the fourth is bought
    await go(page, "Voices")
    await page.get_by_role("textbox", name="Text to read aloud").fill(TEXT)
    await page.get_by_role("button", name="Preview · 1 credit").click()
    await visitor.wait_for_label("Player: Pause")
    await expect(balance(page)).to_have_text("1 credit")
    await main_button(page, "Generate · 1 credit").click()
    take = page.get_by_role("region", name="Read aloud").get_by_role("listitem").first
    await visitor.wait_for_label("Read aloud: Pause The boat left")  # it is played at once
    await expect(balance(page)).to_have_text("0 credits")
    await take.get_by_role("button", name="Actions for The boat left").click()
    await page.get_by_role("menuitem", name="Keep for good").click()

    await go(page, "Library")
    items = page.get_by_role("list", name="Items").get_by_role("listitem")
    search = page.get_by_role("searchbox", name="Search the library")
    stems = ("Harbour at Seven – accompaniment", "Harbour at Seven – vocals")
    for words, name in (("accompaniment", stems[0]), ("vocals", stems[1]), ("boat", TEXT[:20])):
        await search.fill(words)
        await page.get_by_role("button", name=f"Play {name}").wait_for()
    speech = items.filter(has=page.get_by_role("button", name=f"Play {TEXT[:20]}"))
    await speech.get_by_role("link").click()
    await expect(page.get_by_role("dialog")).to_contain_text("You delete it")
    await page.keyboard.press("Escape")
    await search.fill("")
    await page.get_by_role("combobox", name="Kind").click()
    await page.get_by_role("option", name="Masters").click()
    await expect(items).to_have_count(1)
    await items.get_by_role("button", name="Play").click()
    await visitor.wait_for_label("Items: Pause")
    spent = await page.evaluate("fetch('/credits/history').then(answer => answer.json())")
    assert sorted(entry["amount"] for entry in spent["items"]) == [-1, -1, -1, -1, 1, 3]


async def test_jobs_are_still_there_after_a_reload(visit: Callable[..., Any], song: Path) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.register("reloader")
    await page.get_by_role("link", name="Analyse Tempo").click()
    await visitor.choose_files(song)
    await page.get_by_role("button", name="Analyse", exact=True).click()
    await page.get_by_role("link", name="Watch").or_(page.get_by_role("link", name="Listen")).click()
    await page.reload()
    await page.get_by_role("region", name="Files").wait_for()
    await page.get_by_role("navigation", name="Studio").get_by_role("link", name="Jobs").click()
    await expect(page.get_by_role("link", name="song.wav")).to_be_visible()


async def test_several_files_become_several_jobs_at_the_price_that_was_shown(
    visit: Callable[..., Any], song: Path, beep: Path
) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.register("batcher")
    await visitor.open("tools/convert")
    await visitor.choose_files(song, beep)
    settings = page.get_by_role("region", name="Settings")
    await expect(settings.get_by_text("2 credits", exact=True)).to_be_visible()
    await settings.get_by_role("button", name="Convert 2 sounds").click()
    await expect(page.get_by_role("region", name="Sent").get_by_role("link", name="Listen")).to_have_count(2)
    await expect(page.get_by_role("navigation", name="Studio").get_by_test_id("balance")).to_have_text("1 credit")
