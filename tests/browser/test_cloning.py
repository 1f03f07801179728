"""Cloning on the screen: recordings from files and a microphone, advice, consent, a voice that speaks and goes."""

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from playwright.async_api import Page, async_playwright, expect

from tests.browser.conftest import FLAGS, PHONE, BrowserErrors, Visitor, prepare_context
from tests.browser.test_accessibility import findings
from tests.support.speech_samples import KOKORO_RATE_HZ, said_by
from tests.support.studio import Studio

FAKE_MICROPHONE = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--use-file-for-fake-audio-capture=%s",
]


@pytest.fixture(scope="module")
def recording(open_dir: Path) -> Path:
    """Give a speaker's recording of 20 seconds."""
    path = open_dir / "adam.wav"
    soundfile.write(path, said_by("am_adam").sound, KOKORO_RATE_HZ, subtype="PCM_16")
    return path


@pytest.fixture(scope="module")
def noisy(open_dir: Path) -> Path:
    """Give the same in noise that nobody learns a voice from."""
    path = open_dir / "noisy.wav"
    speech = said_by("am_adam").sound
    noise = 0.2 * np.random.default_rng(1).standard_normal(speech.size)
    soundfile.write(path, np.clip(speech + noise, -1, 1), KOKORO_RATE_HZ, subtype="PCM_16")
    return path


@pytest.fixture
async def before_microphone(studio: Studio, recording: Path) -> AsyncIterator[Visitor]:
    """Seat somebody before a browser whose microphone hears the recording, over and over."""
    flags = [flag % recording if "%s" in flag else flag for flag in FAKE_MICROPHONE]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS + flags)
        context = await browser.new_context(permissions=["microphone"])
        await prepare_context(context)
        browser_errors = BrowserErrors(studio.url)
        browser_errors.watch(context)
        yield Visitor(context, await context.new_page(), studio, browser_errors)
        await browser.close()
    assert browser_errors.left() == []


async def open_cloning(visitor: Visitor, name: str) -> Page:
    await visitor.register(name, credits=30, tier="Advanced")
    await visitor.open("voices/cloned")
    await visitor.page.get_by_role("link", name="Clone a voice").click()
    await visitor.page.get_by_role("heading", name="Recordings").wait_for()
    return visitor.page


async def agree(page: Page, speaker: str) -> None:
    await page.get_by_label("Whose voice is it?").fill(speaker)
    await page.get_by_role("checkbox").click()


async def test_a_bad_recording_is_refused_with_advice_and_nothing_goes_without_consent(
    visit: Callable[..., Any], noisy: Path, recording: Path
) -> None:
    visitor: Visitor = await visit()
    page = await open_cloning(visitor, "noisy")
    check = page.get_by_role("button", name="Check the recordings")
    await expect(check).to_be_disabled()
    await visitor.choose_files(noisy)
    await expect(page.get_by_role("listitem").filter(has_text="noisy.wav")).to_be_visible()
    await expect(page.get_by_text("Say whose voice it is.")).to_be_visible()
    await page.get_by_label("Whose voice is it?").fill("Adam")
    await expect(page.get_by_text("The speaker has to agree.")).to_be_visible()
    await expect(check).to_be_disabled()
    await page.get_by_role("checkbox").click()
    visitor.browser_errors.expect("422")
    await check.click()
    await expect(page.get_by_role("alert")).to_contain_text("quiet room")
    assert (await page.evaluate("fetch('/credits/balance').then(answer => answer.json())"))["balance"] == 33

    await page.get_by_role("button", name="Take noisy.wav away").click()
    await expect(page.get_by_role("alert")).to_have_count(0)
    await visitor.choose_files(recording)
    await check.click()
    await expect(page.get_by_text("These recordings will do")).to_be_visible()
    await expect(page.get_by_role("button", name="Learn this voice · 10 credits")).to_be_enabled()


async def test_a_voice_is_recorded_learned_heard_shared_renamed_and_deleted(before_microphone: Visitor) -> None:
    page = await open_cloning(before_microphone, "speaker")
    await page.get_by_role("button", name="Record", exact=True).click()
    meter = page.get_by_role("meter", name="Level of the microphone")
    await expect(meter).not_to_have_attribute("aria-valuenow", "-60")
    await expect(page.get_by_text("That sounds good. Go on.")).to_be_visible()
    await page.wait_for_timeout(9_000)
    await page.get_by_role("button", name="Stop").click()
    await page.get_by_role("slider", name="Position in Recording 1.wav").wait_for()
    await agree(page, "Adam")
    await page.get_by_role("button", name="Check the recordings").click()
    await expect(page.get_by_text("These recordings will do")).to_be_visible()
    await page.get_by_label("Name of the voice").fill("My voice")
    await page.get_by_role("radio", name="Quick").or_(page.get_by_role("combobox", name="Effort")).first.click()
    await page.get_by_role("button", name="Learn this voice · 10 credits").click()

    await page.get_by_role("heading", name="Cloned voices").wait_for()
    card = page.get_by_role("main").get_by_role("listitem")
    await expect(card).to_contain_text("My voice")
    await expect(card).to_contain_text("of 100")
    await expect(card).to_contain_text("Likeness")
    await card.get_by_role("button", name="Hear My voice").click()
    await before_microphone.wait_for_label("Pause My voice")
    await card.get_by_role("switch", name="Shared with the workspace").click()
    await expect(card.get_by_role("switch")).to_be_checked()
    await card.get_by_role("button", name="Actions for My voice").click()
    await page.get_by_role("menuitem", name="Rename").click()
    await page.get_by_role("textbox", name="Name").fill("Adam again")
    await page.get_by_role("button", name="Rename").click()
    await expect(card).to_contain_text("Adam again")

    await card.get_by_role("button", name="Speak with it").click()
    await page.get_by_role("textbox", name="Text to read aloud").fill("This is my voice.")
    await expect(page.get_by_role("region", name="Voice and settings")).to_contain_text("Adam again")
    await page.get_by_role("button", name="Generate · 1 credit").click()
    await expect(page.get_by_role("region", name="Player")).to_contain_text("This is my voice.")

    await page.get_by_role("link", name="Cloned voices").click()
    await page.get_by_role("button", name="Actions for Adam again").click()
    await page.get_by_role("menuitem", name="Delete for good").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Delete for good").click()
    await expect(page.get_by_text("No voice was cloned yet")).to_be_visible()


@pytest.mark.parametrize("theme", [pytest.param("light", marks=pytest.mark.deep), "dark"])
async def test_no_screen_of_cloning_has_a_serious_finding(
    visit: Callable[..., Any], recording: Path, theme: str
) -> None:
    visitor: Visitor = await visit(color_scheme=theme, viewport=PHONE)
    page = await open_cloning(visitor, f"cloner-{theme}")
    found = {"empty": await findings(page)}
    await visitor.choose_files(recording)
    await agree(page, "Adam")
    await page.get_by_role("button", name="Check the recordings").click()
    await page.get_by_text("These recordings will do").wait_for()
    found["checked"] = await findings(page)
    await visitor.open("voices/cloned")
    await page.get_by_text("No voice was cloned yet").wait_for()
    found["voices"] = await findings(page)
    assert {place: texts for place, texts in found.items() if texts} == {}
