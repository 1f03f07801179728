"""Music on the screen: words become a plan, the plan is changed, and what is composed is heard and taken along."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Visitor
from tests.browser.test_accessibility import findings

WORDS = "calm lo-fi with piano, 80 bpm, in C minor, 5 seconds"


def words_area(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Music in words")


async def open_music(visitor: Visitor, name: str, **options: Any) -> Page:
    await visitor.register(name, **options)
    await visitor.open("music")
    await words_area(visitor.page).wait_for()
    return visitor.page


async def test_words_become_a_plan_that_is_changed_composed_heard_and_taken_along(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    page = await open_music(visitor, "arranger")
    balance = page.get_by_role("navigation", name="Studio").get_by_test_id("balance")
    plan = page.get_by_role("region", name="Plan")
    await expect(page.get_by_role("button", name="Compose")).to_be_disabled()

    await words_area(page).fill(WORDS)
    await expect(plan.get_by_role("heading")).to_have_text("Calm lo-fi in C minor")
    await expect(plan).to_contain_text("80 bpm · 4/4 · C minor · 0:05")
    await expect(plan.get_by_role("list", name="Understood")).to_contain_text("Tempo 80 bpm")
    await plan.get_by_role("button", name="Mute Chords").click()
    await expect(plan.get_by_role("button", name="Mute Chords")).to_have_attribute("aria-pressed", "true")
    await plan.get_by_role("combobox", name="Instrument of Chords").click()
    await page.get_by_role("option", name="Vibraphone").click()
    await expect(plan.get_by_role("combobox", name="Instrument of Chords")).to_have_text("Vibraphone")
    await plan.get_by_role("list", name="Sections").get_by_role("button").first.click()
    await expect(plan.get_by_role("button", name=re.compile("version 2"))).to_be_visible()
    await plan.get_by_role("button", name="Undo").click()
    await expect(plan.get_by_role("button", name=re.compile("version 2"))).to_have_count(0)
    await expect(balance).to_have_text("3 credits")  # so far it is free

    await page.reload()
    await expect(words_area(page)).to_have_value(WORDS)
    await expect(plan.get_by_role("combobox", name="Instrument of Chords")).to_have_text("Vibraphone")
    await page.get_by_role("region", name="Wishes").get_by_role("checkbox", name="Stems").click()
    await page.get_by_role("button", name="Compose · 1 credit").click()
    take = page.get_by_role("region", name="Composed").get_by_role("listitem").first
    await expect(take).to_contain_text("Calm lo-fi in C minor")
    await expect(take.get_by_role("button", name="Another one")).to_be_visible()
    await visitor.wait_for_label("Player: Pause")  # played at once
    await expect(balance).to_have_text("2 credits")

    async with page.expect_download() as downloading:
        await take.get_by_role("link", name="Download MIDI").click()
    midi = Path(await (await downloading.value).path()).read_bytes()
    assert midi.startswith(b"MThd")
    await take.get_by_role("button", name="Mix its stems").click()
    mixer = take.get_by_role("region", name="Stems")
    await mixer.get_by_role("button", name="Solo Bass").click()
    await expect(mixer.get_by_role("button", name="Solo Chords")).to_have_count(0)  # muted in the plan: no stem
    await take.get_by_role("button", name="Save to the library").click()
    await expect(page.get_by_text("Kept in your library for good").first).to_be_visible()

    [job] = (await page.evaluate("fetch('/jobs').then(answer => answer.json())"))["items"]
    chords = next(part for part in job["report"]["plan"]["parts"] if part["role"] == "chords")
    assert (chords["instrument"], chords["is_muted"]) == ("vibraphone", True)
    await page.get_by_role("navigation", name="Studio").get_by_role("link", name="Library").click()
    await page.get_by_role("button", name=re.compile("^Play Calm lofi in C minor")).first.click()
    await visitor.wait_for_label("Items: Pause Calm lofi")


async def test_a_preset_is_heard_and_begun_with(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    page = await open_music(visitor, "beginner")
    await page.get_by_role("radio", name="Games").click()
    presets = page.get_by_role("list", name="Presets")
    await presets.get_by_role("button", name="Hear Game menu").click()
    await expect(presets.get_by_role("button", name="Pause Game menu")).to_be_visible()
    await presets.get_by_role("button", name="Game menu", exact=True).click()
    plan = page.get_by_role("region", name="Plan")
    await expect(plan).to_contain_text("Loop")
    await words_area(page).fill("in D minor")
    await expect(plan.get_by_role("heading")).to_contain_text("in D minor")
    await page.get_by_role("button", name="Without the preset Game menu").click()
    await words_area(page).fill("")
    await expect(page.get_by_role("heading", name="Begin with a preset")).to_be_visible()
    await expect(plan).to_have_count(0)


async def test_what_cannot_be_composed_is_said_beside_the_words(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    page = await open_music(visitor, "wisher")
    visitor.browser_errors.expect("422")
    await words_area(page).fill("qwrtz pfgh")
    await expect(page.get_by_role("alert")).to_contain_text("Not one word was understood")
    await expect(words_area(page)).to_have_attribute("aria-invalid", "true")
    await page.get_by_role("list", name="Known words").get_by_role("button", name="ambient").click()
    await expect(page.get_by_role("region", name="Plan").get_by_role("heading")).to_contain_text("Ambient")
    await words_area(page).fill("metal at 5000 bpm")
    await expect(page.get_by_role("alert")).to_contain_text("5000 bpm cannot be played")
    await words_area(page).fill("funk")
    await page.get_by_role("region", name="Wishes").get_by_role("textbox", name="Tempo").fill("500")
    await expect(page.get_by_role("alert")).to_have_text("Look at Tempo again.")
    await expect(page.get_by_role("button", name=re.compile("^Compose")).first).to_be_disabled()


async def test_words_become_a_sound_effect(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    await visitor.register("foley")
    await visitor.open("music")
    page = visitor.page
    await page.get_by_role("link", name="Sound effects").click()
    area = page.get_by_role("textbox", name="Sound effect in words")
    visitor.browser_errors.expect("422")
    await area.fill("thundr")
    await expect(page.get_by_role("alert")).to_contain_text("There is no sound effect for")
    await page.get_by_role("list", name="Known words").get_by_role("button", name="thunder").first.click()
    await expect(area).to_have_value("thunder")
    await page.get_by_role("radio", name="Signals").click()
    await page.get_by_role("list", name="Signals").get_by_role("button").first.click()
    await expect(area).not_to_have_value("thunder")
    wishes = page.get_by_role("region", name="Wishes")
    await wishes.get_by_role("textbox", name="Variations").fill("2")
    await wishes.get_by_role("textbox", name="Length").fill("2")
    await page.get_by_role("button", name="Make it · 1 credit").click()
    take = page.get_by_role("region", name="Made").get_by_role("listitem").first
    await expect(take.get_by_role("slider", name=re.compile("^Position in"))).to_have_count(2)
    await visitor.wait_for_label("Player: Pause")
    assert await findings(page) == []


async def test_a_moment_of_a_film_begins_a_section(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    page = await open_music(visitor, "scorer")
    await words_area(page).fill("tense orchestral, 120 bpm, 24 seconds")
    await page.get_by_role("button", name="Add a moment").click()
    async with page.expect_response(
        lambda answer: answer.url.endswith("/music/plan") and '"time_s":9.5' in (answer.request.post_data or "")
    ) as planned:
        await page.get_by_role("textbox", name="Moment 1, in seconds").fill("9.5")
    assert (await (await planned.value).json())["plan"]["hit_points"] == [{"time_s": 9.5, "label": ""}]
    await page.get_by_role("button", name="Remove moment 1").click()
    await expect(page.get_by_role("textbox", name="Moment 1, in seconds")).to_have_count(0)


async def test_an_engine_shows_what_it_has_and_what_it_needs(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit(color_scheme="dark", viewport=PHONE)
    await visitor.register("engineer")
    await visitor.open("music/engines")
    page = visitor.page
    await expect(page.get_by_role("status").last).to_contain_text("audiostudio engines install ace_step")
    wishes = page.get_by_role("region", name="Wishes")
    await expect(wishes.get_by_role("textbox", name="Bpm")).to_be_visible()
    await expect(wishes.get_by_role("combobox", name="Made of a recording")).to_be_visible()
    await wishes.get_by_role("combobox", name="Engine").click()
    await page.get_by_role("option", name="MusicGen").click()
    await expect(page.get_by_role("status").last).to_contain_text("audiostudio engines install musicgen")
    await expect(wishes.get_by_role("textbox", name="Bpm")).to_have_count(0)
    await expect(wishes.get_by_role("combobox", name="Made of a recording")).to_have_count(0)
    await wishes.get_by_role("textbox", name="Duration").fill("31")
    await page.get_by_role("textbox", name="Music or sound in words").fill("calm piano")
    await expect(page.get_by_role("alert").last).to_have_text("Look at Duration again.")
    assert await findings(page) == []


@pytest.mark.parametrize("theme", [pytest.param("light", marks=pytest.mark.deep), "dark"])
async def test_no_screen_of_music_has_a_serious_finding(visit: Callable[..., Any], theme: str) -> None:
    visitor: Visitor = await visit(color_scheme=theme, viewport=PHONE)
    page = await open_music(visitor, f"music-{theme}")
    found = {"presets": await findings(page)}
    await words_area(page).fill(f"{WORDS}, like nobody at all")
    plan = page.get_by_role("region", name="Plan")
    await plan.get_by_role("button", name=re.compile("^Mute")).first.click()
    await plan.get_by_role("button", name="Undo").wait_for()
    await page.get_by_role("button", name="More settings").click()
    found["plan"] = await findings(page)
    await page.get_by_role("button", name="Presets").click()
    found["dialog"] = await findings(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("region", name="Wishes").get_by_role("checkbox", name="Stems").click()
    await page.get_by_role("button", name="Compose · 1 credit").click()
    take = page.get_by_role("region", name="Composed").get_by_role("listitem").first
    await take.get_by_role("button", name="Mix its stems").click()
    await take.get_by_role("button", name=re.compile("^Solo")).first.wait_for()
    found["take"] = await findings(page)
    assert {place: texts for place, texts in found.items() if texts} == {}
