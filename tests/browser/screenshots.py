"""Makes a picture of every screen, light and dark, on a desk and on a phone, for a person to look at.

Run by `make screenshots`; no test by itself.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import soundfile
from playwright.async_api import Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_cloning import agree
from tests.support.speech_samples import KOKORO_RATE_HZ, said_by

FOLDER = Path(os.environ.get("SCREENSHOTS", "build/screenshots"))
SCREENS = {
    "home": "",
    "separate": "tools/separate",
    "master": "tools/master",
    "jobs": "jobs",
    "library": "library",
    "voices": "voices",
    "music": "music",
    "effects": "music/effects",
    "credits": "credits",
    "team": "team",
    "settings": "settings",
    "not-found": "nowhere",
}
_NAMES = iter(("Ada", "Ben", "Cleo", "Dan"))
_SIZES = {"desktop": DESKTOP, "phone": PHONE}


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_screen(visit: Callable[..., Any], sung: Path, damaged: Path, theme: str, size: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    visitor = await visit(color_scheme=theme, viewport=_SIZES[size])
    page = visitor.page

    async def shoot(name: str) -> None:
        await page.wait_for_timeout(400)
        await page.screenshot(path=FOLDER / f"{name}-{size}-{theme}.png")

    await visitor.open("login")
    await shoot("sign-in")
    await visitor.register(next(_NAMES), credits=40, tier="Advanced")
    await visitor.open("jobs")
    await shoot("jobs-empty")
    await visitor.open("library")
    await shoot("library-empty")
    for tool in ("separate", "master", "analyse", "transcribe", "notes"):
        await visitor.open(f"tools/{tool}")
        await visitor.choose_files(sung)
        await shoot(f"{tool}-chosen")
        await page.get_by_role("region", name="Settings").get_by_role("button").last.click()
        await shoot(f"{tool}-sent")
        await page.get_by_role("link", name="Listen").click()
        await page.get_by_role("heading", name="Files").wait_for()
        await page.wait_for_timeout(1500)
        await shoot(f"{tool}-result")
        await page.locator("#main").evaluate("element => element.scrollTo(0, 100000)")
        await shoot(f"{tool}-result-end")
        if tool == "separate":
            await page.locator("#main").evaluate("element => element.scrollTo(0, 0)")
            await page.get_by_role("button", name="Solo Vocals").click()
            await page.get_by_role("button", name="Play", exact=True).first.click()
            await page.wait_for_timeout(2500)
            await shoot("separate-playing")
        if tool == "master":
            await page.locator("#main").evaluate("element => element.scrollTo(0, 0)")
            await page.get_by_role("button", name="Play", exact=True).first.click()
            await page.wait_for_timeout(2500)
            await shoot("master-playing")
    await visitor.open("tools/convert")
    await visitor.choose_files(damaged)
    await page.get_by_role("button", name="Convert", exact=True).click()
    await page.get_by_role("link", name="Look").click()
    await page.get_by_role("button", name="Run again · 1 credit").wait_for()
    await shoot("failure")
    await visitor.open("library")
    await page.get_by_role("button", name="Play Harbour at Seven – accompaniment").click()
    await page.wait_for_timeout(1500)
    await shoot("player")
    for name, path in SCREENS.items():
        await visitor.open(path)
        await shoot(name)


def camera(page: Page, size: str, theme: str) -> Callable[[str], Any]:
    async def shoot(name: str) -> None:
        await page.wait_for_timeout(400)
        await page.screenshot(path=FOLDER / f"{name}-{size}-{theme}.png")

    return shoot


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_voices_and_library(visit: Callable[..., Any], theme: str, size: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    visitor = await visit(color_scheme=theme, viewport=_SIZES[size])
    page = visitor.page
    shoot = camera(page, size, theme)
    await visitor.register(f"Writer.{theme}.{size}", credits=40, tier="Advanced")
    await visitor.open("voices")
    await page.get_by_role("button", name="Choose another voice").click()
    await page.get_by_role("button", name="Hear Bella").click()
    await page.get_by_role("button", name="Pause Bella").wait_for()
    await shoot("voices-gallery")
    for category in ("Premium", "Yours"):
        await page.get_by_role("radio", name=category).click()
        await shoot(f"voices-{category.lower()}")
    await page.keyboard.press("Escape")
    for text in ("Good night, and sleep well.", "The boat left the harbour at seven. *Nobody* saw it again for $20!"):
        await page.get_by_role("textbox", name="Text to read aloud").fill(text)
        await page.get_by_role("button", name="Generate · 1 credit").click()
        await page.get_by_role("region", name="Player").get_by_text(text[:20]).wait_for()
    await shoot("voices-words")
    await visitor.open("voices/dictionary")
    await shoot("pronunciations-empty")
    await visitor.open("library")
    await page.get_by_role("checkbox").nth(0).click()
    await page.get_by_role("checkbox").nth(1).click()
    await shoot("library-selected")
    await page.get_by_role("toolbar", name="Selected items").get_by_role("button", name="Move").click()
    await page.get_by_label("Name of the new folder").fill("Season one")
    await shoot("library-move")
    await page.get_by_role("button", name="Move", exact=True).last.click()
    await page.get_by_role("button", name="Grid").click()
    await shoot("library-grid")
    await page.get_by_role("link", name="Good night, and sleep well.", exact=True).click()
    await shoot("library-details")
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="Trash").click()
    await shoot("library-trash")
    await visitor.open("library")
    await page.get_by_role("checkbox").nth(0).click()
    await page.get_by_role("toolbar", name="Selected items").get_by_role("button", name="Move to trash").click()
    await page.get_by_role("link", name="Trash").click()
    await page.get_by_role("button", name="Empty the trash").click()
    await shoot("library-trash-question")


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_cloning(visit: Callable[..., Any], open_dir: Path, theme: str, size: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    visitor = await visit(color_scheme=theme, viewport=_SIZES[size])
    page = visitor.page
    shoot = camera(page, size, theme)
    recording = open_dir / "Recording.wav"
    soundfile.write(recording, said_by("am_adam").sound, KOKORO_RATE_HZ, subtype="PCM_16")
    await visitor.register(f"Speaker.{theme}.{size}", credits=40, tier="Advanced")
    await visitor.open("voices/cloned")
    await shoot("cloned-voices-empty")
    await page.get_by_role("link", name="Clone a voice").click()
    await shoot("clone-empty")
    await visitor.choose_files(recording)
    await agree(page, "Adam")
    await page.get_by_role("button", name="Check the recordings").click()
    await page.get_by_text("These recordings will do").wait_for()
    await shoot("clone-checked")
    await page.get_by_role("radio", name="Quick").click()
    await shoot("clone-learn")
    await page.get_by_role("button", name="Learn this voice").click()
    await page.get_by_role("heading", name="Cloned voices").wait_for()
    await shoot("cloned-voices-learning")
    await page.get_by_text("Likeness").wait_for()
    await shoot("cloned-voices")


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_music(visit: Callable[..., Any], theme: str, size: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    visitor = await visit(color_scheme=theme, viewport=_SIZES[size])
    page = visitor.page
    shoot = camera(page, size, theme)
    await visitor.register(f"Arranger.{theme}.{size}", credits=40, tier="Advanced")
    await visitor.open("music")
    await page.get_by_role("radio", name="Video").click()
    await page.get_by_role("button", name="Hear Lo-fi vlog").click()
    await page.get_by_role("button", name="Pause Lo-fi vlog").wait_for()
    await shoot("music-presets")
    words = page.get_by_role("textbox", name="Music in words")
    await words.fill("upbeat funk like James Brown with flute, 90 seconds")
    plan = page.get_by_role("region", name="Plan")
    await plan.get_by_role("button", name="Mute Drums").click()
    await plan.get_by_role("list", name="Sections").get_by_role("button").nth(1).click()
    await plan.get_by_role("button", name="Undo").wait_for()
    await page.wait_for_timeout(1500)
    await shoot("music-plan")
    await plan.scroll_into_view_if_needed()
    await page.locator("#main").evaluate("element => element.scrollBy(0, 330)")
    await shoot("music-plan-parts")
    await words.fill("calm lo-fi with piano, 80 bpm, 15 seconds")
    await page.get_by_role("region", name="Wishes").get_by_role("checkbox", name="Stems").click()
    await page.get_by_role("button", name="Compose · 1 credit").click()
    take = page.get_by_role("region", name="Composed").get_by_role("listitem").first
    await take.get_by_role("progressbar").wait_for()
    await shoot("music-composing")
    await take.get_by_role("button", name="Mix its stems").click()
    await take.get_by_role("button", name="Solo Bass").wait_for()
    await take.scroll_into_view_if_needed()
    await shoot("music-take")
    await visitor.open("music/effects")
    await page.get_by_role("radio", name="Weather").click()
    await shoot("effects-kinds")
    await page.get_by_role("textbox", name="Sound effect in words").fill("heavy rain on a tin roof, then thunder")
    await page.get_by_role("region", name="Wishes").get_by_role("textbox", name="Variations").fill("2")
    await page.get_by_role("button", name="Make it · 1 credit").click()
    take = page.get_by_role("region", name="Made").get_by_role("listitem").first
    await take.get_by_role("slider").nth(1).wait_for()
    await take.scroll_into_view_if_needed()
    await shoot("effects-take")
