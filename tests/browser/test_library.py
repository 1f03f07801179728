"""The library on the screen: renamed, filed, tagged, found, moved to the trash and restored, also when it is large."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Visitor
from tests.browser.test_accessibility import findings

MANY = 5_000
TEXTS = {"af_heart": "The boat left the harbour.", "am_adam": "Put the bread on the table.", "bf_emma": "Good night."}

SPEAK = """async ([voice, text]) => {
  const body = JSON.stringify({ tool: "speech_synthesis", parameters: { text, voice } });
  const headers = { "Content-Type": "application/json", Prefer: "wait=60" };
  const job = await (await fetch("/jobs", { method: "POST", headers, body })).json();
  const name = JSON.stringify({ name: text });
  const item = `/api/audio-studio/library/${job.outputs[0].asset_id}`;
  await fetch(item, { method: "PUT", headers, body: name });
}"""

SCROLL_TO_END = (Path(__file__).parent / "scroll_to_end.js").read_text()

SIGNED_IN = "fetch('/auth/session').then(answer => answer.json())"
# Copies of one sentence, each a minute older than the one before; nobody plays them.
FILL_OBJECTS = """INSERT INTO stored_objects (key, workspace_id, state)
SELECT storage_key || number, workspace_id, 'live' FROM assets, generate_series(1, %s) number
WHERE workspace_id = %s AND title = 'Good night.'"""
FILL_ASSETS = """INSERT INTO assets (workspace_id, direction, role, type, name, title, media_type, size_bytes, sha256,
    storage_key, details, created_at)
SELECT workspace_id, direction, role, type, name, 'Number ' || number, media_type, size_bytes, sha256,
    storage_key || number, details, created_at - number * interval '1 minute'
FROM assets, generate_series(1, %s) number WHERE workspace_id = %s AND title = 'Good night.'"""


async def open_library(visitor: Visitor, name: str) -> Page:
    """Give a library with a few spoken sentences in it."""
    await visitor.register(name, credits=20, tier="Advanced")
    for voice, text in TEXTS.items():
        await visitor.page.evaluate(SPEAK, [voice, text])
    await visitor.open("library")
    await expect(items(visitor.page)).to_have_count(len(TEXTS))
    return visitor.page


def items(page: Page) -> Locator:
    return page.get_by_role("list", name="Items").get_by_role("listitem")


async def act(page: Page, name: str, action: str) -> None:
    await page.get_by_role("button", name=f"Actions for {name}").click()
    await page.get_by_role("menuitem", name=action, exact=True).click()


async def test_items_are_renamed_moved_tagged_and_found(visit: Callable[..., Any]) -> None:
    page = await open_library(await visit(), "librarian")
    await act(page, "Good night.", "Rename")
    await page.get_by_role("textbox", name="Name").fill("Lullaby")
    await page.get_by_role("button", name="Rename").click()
    await expect(items(page).first).to_contain_text("Lullaby")

    await act(page, "Lullaby", "Move to a folder")
    await page.get_by_label("Name of the new folder").fill("Night")
    await page.get_by_role("button", name="Move", exact=True).click()
    await page.get_by_role("navigation", name="Folders").get_by_role("link", name="Night 1").click()
    await expect(items(page)).to_have_count(1)
    await expect(items(page)).to_contain_text("Lullaby")
    await act(page, "Lullaby", "Tags")
    await page.get_by_role("combobox", name="Tags").fill("calm, for children,calm")
    await page.get_by_role("button", name="Save").click()
    await expect(items(page)).to_contain_text("for children")

    await page.get_by_role("link", name="Everything").click()
    await expect(items(page)).to_have_count(3)
    search = page.get_by_role("searchbox", name="Search the library")
    await search.fill("child")
    await expect(items(page)).to_have_count(1)
    await search.fill("nothing like it")
    await expect(page.get_by_text("Nothing like that is here")).to_be_visible()
    await search.fill("")
    await page.get_by_role("combobox", name="Tag").click()
    await page.get_by_role("option", name="calm").click()
    await expect(items(page)).to_have_count(1)
    await page.reload()  # the address keeps what is looked for
    await expect(items(page)).to_have_count(1)
    await page.get_by_role("combobox", name="Kind").click()
    await page.get_by_role("option", name="Masters").click()
    await expect(page.get_by_text("Nothing like that is here")).to_be_visible()
    await page.get_by_role("link", name="Show everything").click()
    await expect(items(page)).to_have_count(3)


async def test_what_is_deleted_comes_back(visit: Callable[..., Any]) -> None:
    page = await open_library(await visit(), "cleaner")
    boxes = items(page).get_by_role("checkbox")
    await boxes.nth(0).click()
    await boxes.nth(1).click(modifiers=["Shift"])
    bar = page.get_by_role("toolbar", name="Selected items")
    await expect(bar).to_contain_text("2 items selected")
    await bar.get_by_role("button", name="Move to trash").click()
    await expect(items(page)).to_have_count(1)
    await expect(bar).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(items(page)).to_have_count(3)
    await page.reload()
    await expect(items(page)).to_have_count(3)

    await act(page, "Good night.", "Move to trash")
    await expect(items(page)).to_have_count(2)
    await page.get_by_role("link", name="Trash").click()
    await expect(items(page)).to_have_count(1)
    await act(page, "Good night.", "Restore")
    await expect(page.get_by_text("The trash is empty")).to_be_visible()
    await page.get_by_role("link", name="Everything").click()
    await expect(items(page)).to_have_count(3)


async def test_the_trash_is_emptied_after_a_question(visit: Callable[..., Any]) -> None:
    page = await open_library(await visit(), "emptier")
    for name in ("Good night.", "Put the bread on the table."):
        await act(page, name, "Move to trash")
    await expect(items(page)).to_have_count(1)
    await page.get_by_role("link", name="Trash").click()
    await expect(items(page)).to_have_count(2)
    await page.get_by_role("button", name="Empty the trash").click()
    question = page.get_by_role("alertdialog")
    await expect(question).to_contain_text(re.compile(r"2 items, \d+ kB: gone for good"))
    await page.keyboard.press("Escape")
    await expect(items(page)).to_have_count(2)
    await page.get_by_role("button", name="Empty the trash").click()
    await question.get_by_role("button", name="Delete for good").click()
    await expect(page.get_by_text("The trash is empty")).to_be_visible()
    await page.get_by_role("link", name="Everything").click()
    await expect(items(page)).to_have_count(1)


async def test_files_of_ones_own_come_by_button_and_by_drop(
    visit: Callable[..., Any], song: Path, tmp_path: Path
) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.register("collector")
    await visitor.open("library")
    await page.get_by_role("button", name="Add files").wait_for()
    await visitor.choose_files(song)
    await expect(items(page)).to_contain_text("song.wav")
    await expect(page.get_by_role("region", name="On their way")).to_have_count(0)

    await page.get_by_role("button", name="New folder").click()
    await page.get_by_label("Name").fill("Words")
    await page.get_by_role("button", name="Make it").click()
    await page.get_by_role("link", name="Words").click()
    await page.get_by_text("This folder is empty").wait_for()
    dropped = await page.evaluate_handle(
        """() => {
          const dropped = new DataTransfer();
          const cue = "1\\n00:00:00,000 --> 00:00:01,000\\nGood night.\\n";
          dropped.items.add(new File([cue], "night.srt"));
          return dropped;
        }"""
    )
    await page.get_by_text("This folder is empty").dispatch_event("drop", {"dataTransfer": dropped})
    await expect(items(page)).to_contain_text("night.srt")

    visitor.browser_errors.expect("status of 4")
    rubbish = tmp_path / "rubbish.wav"
    rubbish.write_bytes(bytes(range(256)) * 8)
    await visitor.choose_files(rubbish)
    await expect(page.get_by_role("region", name="On their way").get_by_role("alert")).to_be_visible()
    await page.get_by_role("button", name="Take rubbish.wav off this list").click()
    await expect(page.get_by_role("region", name="On their way")).to_have_count(0)


async def test_an_item_tells_everything_and_goes_on(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    page = await open_library(visitor, "reader")
    await page.get_by_role("link", name="Good night.").click()
    panel = page.get_by_role("dialog")
    await expect(panel).to_contain_text("24 kHz")
    await expect(panel).to_contain_text("Mono")
    await panel.get_by_role("button", name="Play Good night.").click()
    await visitor.wait_for_label("Pause Good night.")
    await panel.get_by_role("switch", name="Keep it for good").click()
    await expect(panel).to_contain_text("You delete it")

    await panel.get_by_role("button", name="Other format").click()
    convert = page.get_by_role("dialog", name="another format")
    await convert.get_by_role("combobox", name="Format").click()
    await page.get_by_role("option", name="FLAC").click()
    async with page.expect_download() as downloading:
        await convert.get_by_role("button", name=re.compile(r"Convert and download · \d")).click()
    assert (await downloading.value).suggested_filename.endswith(".flac")
    await page.keyboard.press("Escape")

    await panel.get_by_role("button", name="Again").click()
    again = page.get_by_role("dialog", name="again")
    await expect(again).to_contain_text("1 credit")
    await again.get_by_role("button", name="Generate again").click()
    await page.get_by_role("region", name="Files").wait_for()

    await visitor.open("library")
    await act(page, "Put the bread", "Enhance speech")
    await expect(page.get_by_role("region", name="Sounds")).to_contain_text("Put the bread on the table.")


async def test_a_large_library_shows_what_is_in_sight(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    page = await open_library(visitor, "collector")
    workspace_id = (await page.evaluate(SIGNED_IN))["user"]["workspace_id"]
    with visitor.studio.admin() as connection:
        connection.execute(FILL_OBJECTS, (MANY, workspace_id))
        connection.execute(FILL_ASSETS, (MANY, workspace_id))
    await page.reload()
    await items(page).first.wait_for()
    main = page.get_by_role("main")
    await page.wait_for_function(SCROLL_TO_END, arg=f"Number {MANY}", polling=100)
    await expect(page.get_by_text(f"Number {MANY}", exact=True)).to_be_visible()
    assert await items(page).count() < 60, "only what is in sight is drawn"
    await main.evaluate("main => main.scrollTo(0, 0)")
    await expect(page.get_by_role("link", name="The boat left")).to_be_visible()
    await page.get_by_role("searchbox", name="Search the library").fill("Number 4321")
    await expect(items(page)).to_have_count(1)


@pytest.mark.parametrize(
    ("theme", "options"), [pytest.param("light", {}, marks=pytest.mark.deep), ("dark", {"viewport": PHONE})]
)
async def test_no_part_of_the_library_has_a_serious_finding(
    visit: Callable[..., Any], theme: str, options: dict[str, Any]
) -> None:
    visitor: Visitor = await visit(color_scheme=theme, **options)
    page = await open_library(visitor, f"library-{theme}")
    found = {"list": await findings(page)}
    await items(page).get_by_role("checkbox").first.click()
    found["selected"] = await findings(page)
    await page.get_by_role("button", name="Grid").click()
    found["grid"] = await findings(page)
    await page.get_by_role("link", name="Good night.").click()
    await page.get_by_role("dialog").get_by_text("24 kHz").wait_for()
    found["details"] = await findings(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="Trash").click()
    await page.get_by_text("The trash is empty").wait_for()
    found["trash"] = await findings(page)
    assert {place: texts for place, texts in found.items() if texts} == {}
