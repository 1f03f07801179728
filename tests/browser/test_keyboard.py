"""Everything is done with the keyboard alone: what has the focus is seen, its order is sensible, Escape closes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_accessibility import made
from tests.browser.test_library import items, open_library

MOST_STEPS = 80
# What has the focus: its name, and whether one sees that, on itself or on what is drawn over it.
FOCUSED = """() => {
  const element = document.activeElement;
  const drawn = [null, "::before", "::after"].some((part) => {
    const style = getComputedStyle(element, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const box = element.getBoundingClientRect();
  return {
    name: element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent.trim(),
    seen: drawn && box.bottom > 0 && box.top < innerHeight,
  };
}"""


async def tab_to(page: Page, name: str, *, back: bool = False) -> list[str]:
    """Go from one thing to the next until the one of this name has the focus; return the names on the way."""
    passed = []
    for _ in range(MOST_STEPS):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        focused = await page.evaluate(FOCUSED)
        assert focused["seen"], f"one cannot see that {focused['name']} has the focus"
        passed.append(focused["name"])
        if focused["name"] == name:
            return passed
    raise AssertionError(f"{name} cannot be reached; there were {passed}")


async def test_stems_are_mixed_with_the_keyboard(visit: Callable[..., Any], song: Path) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.register("mixer", credits=9)
    await made(visitor, "separation", song)
    await page.get_by_role("button", name="Solo Vocals").wait_for()
    await tab_to(page, "Skip to the page")
    await page.keyboard.press("Enter")
    await tab_to(page, "Play")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Pause").first.wait_for()
    passed = await tab_to(page, "Position in Vocals")
    order = ["Mute Vocals", "Solo Vocals", "Volume of Vocals", "Position in Vocals"]
    assert [name for name in passed if name in order] == order
    await page.keyboard.press("End")
    await page.keyboard.press("Home")
    await tab_to(page, "Mute Vocals", back=True)
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Mute Vocals")).to_have_attribute("aria-pressed", "true")
    await tab_to(page, "Volume of Vocals")
    await page.keyboard.press("Home")
    await expect(page.get_by_role("slider", name="Volume of Vocals")).to_have_attribute("aria-valuetext", "0 %")
    # With the focus on nothing in particular, space plays and pauses.
    await page.get_by_role("main").focus()
    if await page.get_by_role("button", name="Pause").count():
        await page.keyboard.press("Space")
    await page.get_by_role("button", name="Play", exact=True).first.wait_for()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Pause").first.wait_for()


async def test_original_and_master_are_compared_and_files_heard_with_the_keyboard(
    visit: Callable[..., Any], song: Path
) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.register("comparer", credits=9)
    await made(visitor, "mastering", song)
    await page.get_by_role("radio", name="Original").wait_for()
    await tab_to(page, "Result")
    await page.keyboard.down("ArrowLeft")
    await expect(page.get_by_role("radio", name="Original")).to_be_checked()
    await page.keyboard.up("ArrowLeft")
    await tab_to(page, "Position in the original")
    await tab_to(page, "At the same loudness")
    await page.keyboard.press("Space")
    await expect(page.get_by_role("switch")).not_to_be_checked()
    await tab_to(page, "Play song (Pop master).wav")
    await page.keyboard.press("Enter")
    player = page.get_by_role("region", name="Player")
    await player.get_by_role("button", name="Pause").wait_for()
    await tab_to(page, "Close the player")
    await page.keyboard.press("Enter")
    await expect(player).to_have_count(0)


async def test_the_library_is_kept_with_the_keyboard(visit: Callable[..., Any]) -> None:
    page = await open_library(await visit(), "keeper")
    await tab_to(page, "Actions for Good night.")
    await page.keyboard.press("Enter")
    await page.get_by_role("menuitem", name="Details").wait_for()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menuitem")).to_have_count(0)
    assert (await page.evaluate(FOCUSED))["name"] == "Actions for Good night."
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    for _ in range(6):  # the focus stays in the dialog
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("button", name="Actions for Good night.")).to_be_focused()

    box = items(page).first.get_by_role("checkbox")
    await box.focus()
    await page.keyboard.press("Space")
    bar = page.get_by_role("toolbar", name="Selected items")
    await expect(bar).to_contain_text("1 item selected")
    await tab_to(page, "Move to trash", back=True)
    await page.keyboard.press("Enter")
    await expect(items(page)).to_have_count(2)


async def test_a_voice_is_liked_and_chosen_with_the_keyboard(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.register("chooser")
    await visitor.open("voices")
    await page.get_by_role("button", name="Choose another voice").wait_for()
    await tab_to(page, "Choose another voice")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Alloy", exact=True).wait_for()
    passed = await tab_to(page, "Make Alloy a favourite")
    assert passed.index("Search voices") < passed.index("Heart") < passed.index("Alloy")
    await page.keyboard.press("Enter")
    await dialog.get_by_role("button", name="Alloy is a favourite").wait_for()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("button", name="Choose another voice")).to_be_focused()
    await page.keyboard.press("Enter")
    await tab_to(page, "Alloy")
    await page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("region", name="Voice and settings")).to_contain_text("Alloy")
