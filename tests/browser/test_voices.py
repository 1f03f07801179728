"""Voices on the screen: a text is written, marked, heard, generated and found; voices are chosen among all of them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PASSWORD, PHONE, Visitor
from tests.browser.test_accessibility import findings

# How late each word of a text that plays is lit: behind the sound, in ms, and in pictures that came without it.
FOLLOW = """async ([words, count]) => {
  const late = new Map();
  let expected = null;
  let pictures = 0;
  while (late.size < count) {
    await new Promise(requestAnimationFrame);
    await new Promise((resolve) => setTimeout(resolve));  // after everything that the picture shows was set
    const { currentTime, paused } = window.sounds.at(-1);
    if (paused) continue;
    const index = words.findLastIndex(({ start_s }) => start_s <= currentTime);
    if (index !== expected) [expected, pictures] = [index, 0];
    const lit = [...document.querySelectorAll("ol p span")].findIndex((word) => word.matches(".bg-accent"));
    if (lit !== index) pictures += 1;
    else if (index > 0 && !late.has(index)) late.set(index, [(currentTime - words[index].start_s) * 1000, pictures]);
  }
  return [...late.values()];
}"""
LATEST_MS, LATEST_PICTURES = 60, 2  # a slow machine shows few pictures a second, and the next one has to be right
TEXT = "The boat left the harbour at seven. Nobody saw it again for $20!"


def text_area(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Text to read aloud")


async def open_voices(visitor: Visitor, name: str, **options: Any) -> Page:
    await visitor.register(name, **options)
    await visitor.open("voices")
    await text_area(visitor.page).wait_for()
    return visitor.page


async def test_two_sentences_are_heard_generated_and_found_in_the_library(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    page = await open_voices(visitor, "writer")
    balance = page.get_by_role("navigation", name="Studio").get_by_test_id("balance")
    player = page.get_by_role("region", name="Player")
    await expect(balance).to_have_text("3 credits")
    await expect(page.get_by_role("button", name="Generate")).to_be_disabled()

    await text_area(page).fill(TEXT)
    await expect(page.get_by_text(f"{len(TEXT)} characters")).to_be_visible()
    await page.get_by_role("button", name="Preview · 1 credit").click()
    await expect(player.get_by_text("First sentence")).to_be_visible()
    await visitor.wait_for_label("Player: Pause")
    await expect(balance).to_have_text("2 credits")
    kept = await page.evaluate("fetch('/api/audio-studio/library').then(answer => answer.json())")
    assert kept["items"] == [], "a preview leaves nothing behind"

    await page.get_by_role("button", name="Generate · 1 credit").click()
    await expect(player.get_by_text(TEXT[:20])).to_be_visible()  # played at once
    await expect(balance).to_have_text("1 credit")
    takes = page.get_by_role("region", name="Read aloud")
    await page.wait_for_function(
        "() => window.renderLog.highlightedWords.length > 1 && window.renderLog.highlightedWords.at(-1) === 'The'"
    )  # at its end
    lit = (await page.evaluate("window.renderLog.highlightedWords"))[:-1]
    places = [TEXT.split().index(word) for word in lit]
    assert places == sorted(places), "the words follow the sound"
    assert len(places) > 2, lit
    await takes.get_by_text("$20!", exact=True).click()
    await page.wait_for_function("count => window.renderLog.highlightedWords[count] === '$20!'", arg=len(lit) + 1)

    await page.reload()
    await expect(text_area(page)).to_have_value(TEXT)
    await expect(takes.get_by_role("listitem").first).to_contain_text(TEXT)

    await page.get_by_role("navigation", name="Studio").get_by_role("link", name="Library").click()
    await page.get_by_role("searchbox", name="Search the library").fill("harbour seven")
    await page.get_by_role("button", name=f"Play {TEXT[:20]}").first.click()
    await visitor.wait_for_label(f"Items: Pause {TEXT[:20]}")


async def test_each_word_is_lit_as_it_is_heard(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    await visitor.context.add_init_script(
        "window.sounds = []; window.Audio = class extends Audio { constructor() { super(); sounds.push(this); } };"
    )
    page = await open_voices(visitor, "prompter")
    await text_area(page).fill("One boat left the old harbour at seven, and nobody who lived there saw it again.")
    await page.get_by_role("button", name="Generate · 1 credit").click()
    await page.get_by_role("region", name="Read aloud").get_by_text("again.", exact=True).click()
    job = (await page.evaluate("fetch('/jobs').then(answer => answer.json())"))["items"][0]
    file = next(output for output in job["outputs"] if output["role"] == "json")
    said = await page.evaluate("id => fetch(`/asset/${id}`).then(answer => answer.json())", file["asset_id"])
    following = page.evaluate(FOLLOW, [said["words"], 8])
    await page.get_by_role("region", name="Read aloud").get_by_text("One", exact=True).click()
    late = await following
    assert [lag for lag in late if lag[0] >= LATEST_MS and lag[1] > LATEST_PICTURES] == [], late


async def test_marks_go_around_what_is_selected_and_can_be_undone(visit: Callable[..., Any]) -> None:
    page = await open_voices(await visit(), "marker")
    area = text_area(page)
    await area.fill("Say it slowly now.")
    await area.evaluate("area => area.setSelectionRange(7, 13)")
    await page.get_by_role("button", name="Pace").click()
    await page.get_by_role("menuitem", name="Much slower").click()
    await expect(area).to_have_value("Say it [rate 70%]slowly[/] now.")
    await expect(area).to_be_focused()
    await page.keyboard.press("Control+z")
    await expect(area).to_have_value("Say it slowly now.")

    await area.evaluate("area => area.setSelectionRange(1, 1)")
    await page.get_by_role("button", name="Emphasis").click()
    await expect(area).to_have_value("*Say* it slowly now.")
    await area.evaluate("area => area.setSelectionRange(5, 5)")
    await page.get_by_role("button", name="Pause").click()
    await page.get_by_role("menuitem", name="1 second").click()
    await expect(area).to_have_value("*Say* [pause 1s] it slowly now.")
    await area.evaluate("area => area.setSelectionRange(17, 19)")
    await page.get_by_role("toolbar", name="Marks").get_by_role("button", name="Voice").click()
    await page.get_by_role("dialog").get_by_role("button", name="Adam", exact=True).click()
    await expect(area).to_have_value("*Say* [pause 1s] [voice am_adam]it[/] slowly now.")


async def test_voices_are_found_heard_liked_and_chosen(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    page = await open_voices(visitor, "listener")
    await page.get_by_role("button", name="Choose another voice").click()
    dialog = page.get_by_role("dialog")
    cards = dialog.get_by_role("listitem")
    await expect(cards).to_have_count(54)
    await dialog.get_by_role("combobox", name="Language").click()
    await page.get_by_role("option", name="British English").click()
    await dialog.get_by_role("combobox", name="Gender").click()
    await page.get_by_role("option", name="Female").click()
    await expect(cards).to_have_count(4)
    await dialog.get_by_role("button", name="Hear Emma").click()
    await visitor.wait_for_label("Pause Emma")
    await dialog.get_by_role("slider", name="Position in the sample of Emma").wait_for()
    async with page.expect_response(
        lambda answer: answer.request.method == "PUT" and "favourites/bf_emma" in answer.url
    ):
        await dialog.get_by_role("button", name="Make Emma a favourite").click()
    await dialog.get_by_role("button", name="Emma", exact=True).click()
    await expect(page.get_by_role("region", name="Voice and settings")).to_contain_text("Emma")

    await page.reload()
    await expect(page.get_by_role("region", name="Voice and settings")).to_contain_text("Emma")
    await page.get_by_role("button", name="Choose another voice").click()
    await dialog.get_by_role("button", name="Favourites only").click()
    await expect(cards).to_have_count(1)
    await dialog.get_by_role("button", name="Favourites only").click()
    await dialog.get_by_role("combobox", name="Language").click()
    await page.get_by_role("option", name="Japanese").click()
    await expect(cards.first).to_contain_text("Texts in Japanese cannot be read here yet.")
    await expect(dialog.get_by_role("button", name="Alpha", exact=True)).to_be_disabled()

    elsewhere: Visitor = await visit()
    await elsewhere.open("login")
    await elsewhere.page.get_by_label("E-mail").fill(visitor.email)
    await elsewhere.page.get_by_label("Password").fill(PASSWORD)
    await elsewhere.page.get_by_role("button", name="Sign in", exact=True).click()
    await elsewhere.page.get_by_role("heading", name=f"Hello, {visitor.name}").wait_for()
    await elsewhere.open("voices")
    await elsewhere.page.get_by_role("button", name="Choose another voice").click()
    await elsewhere.page.get_by_role("button", name="Favourites only").click()
    await expect(elsewhere.page.get_by_role("dialog").get_by_role("listitem")).to_have_count(1)

    await dialog.get_by_role("radio", name="Premium").click()
    await expect(dialog).to_contain_text("ELEVENLABS_API_KEY")
    await dialog.get_by_role("radio", name="Yours").click()
    await expect(dialog.get_by_role("link", name="Clone a voice")).to_be_visible()


async def test_words_get_pronunciations_of_their_own(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    page = await open_voices(visitor, "speller")
    await page.get_by_role("link", name="Pronunciations").click()
    await expect(page.get_by_text("No word has a pronunciation")).to_be_visible()
    await page.get_by_label("Written").fill("GIF")
    await page.get_by_label("Spoken").fill("jif")
    await page.get_by_role("button", name="Add").click()
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="GIF")
    await expect(row).to_contain_text("jif")
    visitor.browser_errors.expect("409")
    await page.get_by_label("Written").fill("gif")
    await page.get_by_label("Spoken").fill("ghif")
    await page.get_by_role("button", name="Add").click()
    await expect(page.get_by_label("Written")).to_have_attribute("aria-invalid", "true")
    await page.get_by_role("button", name="Remove GIF").click()
    await expect(row).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(row).to_contain_text("jif")


async def test_what_cannot_be_paid_or_reached_is_said(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    page = await open_voices(visitor, "poor")
    await text_area(page).fill("word " * 800)
    await expect(page.get_by_role("alert")).to_have_text(re.compile("You have 3 credits left"))
    await expect(page.get_by_role("button", name="Generate")).to_be_disabled()
    await text_area(page).fill("Good morning.")
    await expect(page.get_by_role("button", name="Generate · 1 credit")).to_be_enabled()
    visitor.browser_errors.expect("ERR_INTERNET_DISCONNECTED")
    await visitor.context.set_offline(True)
    await page.get_by_role("button", name="Generate · 1 credit").click()
    await expect(page.get_by_text("Check your connection").first).to_be_visible()
    await visitor.context.set_offline(False)
    await expect(text_area(page)).to_have_value("Good morning.")


@pytest.mark.parametrize("theme", [pytest.param("light", marks=pytest.mark.deep), "dark"])
async def test_no_screen_of_voices_has_a_serious_finding(visit: Callable[..., Any], theme: str) -> None:
    visitor: Visitor = await visit(color_scheme=theme, viewport=PHONE)
    page = await open_voices(visitor, f"voices-{theme}")
    found = {}
    await text_area(page).fill(TEXT)
    await page.get_by_role("button", name="More settings").click()
    found["bench"] = await findings(page)
    await page.get_by_role("button", name="Choose another voice").click()
    await page.get_by_role("dialog").get_by_role("button", name="Make Heart a favourite").click()
    found["gallery"] = await findings(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Generate").click()
    await page.get_by_role("region", name="Read aloud").locator("ol").wait_for()
    found["take"] = await findings(page)
    await visitor.open("voices/dictionary")
    await page.get_by_label("Written").wait_for()
    found["dictionary"] = await findings(page)
    assert {place: texts for place, texts in found.items() if texts} == {}
