"""What a finished job shows: meters that tell the truth, pictures, and another run of what did not work."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from playwright.async_api import Page, expect

from tests.browser.conftest import Visitor

RATE_HZ = 48_000
# Whether a waveform in this region reaches beyond the line of dots that stands there before.
DRAWN = """region => {
  const canvas = document.querySelector(`[aria-label="${region}"] canvas`);
  if (!canvas?.width) return false;
  const row = canvas.getContext("2d").getImageData(0, Math.round(canvas.height * 0.4), canvas.width, 1).data;
  return row.some((value) => value > 0);
}"""


@pytest.fixture(scope="module")
def tone(open_dir: Path) -> Path:
    """Give 997 Hz at -20 dBFS in both channels: -20 LUFS by BS.1770, and -20 dBTP."""
    sine = 0.1 * np.sin(2 * np.pi * 997 * np.arange(12 * RATE_HZ) / RATE_HZ)
    path = open_dir / "tone.wav"
    soundfile.write(path, np.stack([sine, sine], axis=1), RATE_HZ, subtype="PCM_24")
    return path


async def made(visitor: Visitor, tool: str, verb: str, path: Path) -> None:
    """Send a file to a tool and open what came of it."""
    await visitor.open(f"tools/{tool}")
    await visitor.choose_files(path)
    await visitor.page.get_by_role("button", name=verb, exact=True).click()
    await visitor.page.get_by_role("link", name="Listen").click()
    await visitor.page.get_by_role("heading", name="Files").wait_for()


async def reads(page: Page, name: str, expected: float) -> None:
    """Wait until a meter shows this value, within half a decibel."""
    await page.wait_for_function(
        "([name, expected]) => Math.abs(document.querySelector(`meter[aria-label='${name}']`).value - expected) < 0.5",
        arg=[name, expected],
    )


async def test_meters_read_what_is_heard(visit: Callable[..., Any], tone: Path) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.register("metered")
    await made(visitor, "master", "Master", tone)
    assert await page.locator("meter[aria-label='Momentary']").evaluate("meter => meter.value") == -48
    await page.get_by_role("switch", name="At the same loudness").click()
    await page.get_by_role("button", name="Repeat the next 8 seconds").click()
    await page.get_by_role("button", name="Play", exact=True).first.click()
    job = await page.evaluate("fetch('/status/' + location.pathname.split('/').at(-1)).then(answer => answer.json())")
    for side, loudness, peak in (
        ("Original", -20.0, -20.0),
        ("Result", job["report"]["after"]["integrated_lufs"], job["report"]["after"]["true_peak_dbtp"]),
    ):
        await page.get_by_role("radio", name=side).click()
        await reads(page, "Momentary", loudness)
        await reads(page, "Short-term", loudness)
        await reads(page, "True peak", peak)


async def test_a_master_shows_what_was_changed_as_a_picture(visit: Callable[..., Any], song: Path) -> None:
    visitor: Visitor = await visit()
    await visitor.register("pictured")
    await made(visitor, "master", "Master", song)
    picture = visitor.page.get_by_role("region", name="What was changed").get_by_role("img")
    await picture.scroll_into_view_if_needed()
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("image => image.naturalWidth") > 0


async def test_what_failed_is_run_again_as_it_was_or_changed(visit: Callable[..., Any], damaged: Path) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    visitor.browser_errors.expect("Canvas2D: Multiple readback")  # this test looks at what is drawn
    await visitor.register("persistent")
    await visitor.open("tools/convert")
    await page.get_by_label("Format").click()
    await page.get_by_role("option", name="MP3").click()
    await visitor.choose_files(damaged)
    await page.get_by_role("button", name="Convert", exact=True).click()
    await page.get_by_role("region", name="Sent").get_by_role("link").click()
    await page.get_by_text("This did not work. Your credits came back.").wait_for()
    sent = page.get_by_role("region", name="What was sent")
    await expect(sent.get_by_role("slider", name="Position in Damaged.wav")).to_have_attribute("aria-valuemax", "40")
    await page.wait_for_function(DRAWN, arg="What was sent")
    first = page.url
    again = page.get_by_role("button", name="Run again · 1 credit")
    await again.click()
    await page.wait_for_url(lambda url: "/jobs/" in url and url != first)
    await page.get_by_text("This did not work. Your credits came back.").wait_for()
    jobs = (await page.evaluate("fetch('/jobs').then(answer => answer.json())"))["items"]
    assert [(job["tool"], job["filename"], job["params"]["target_format"]) for job in jobs] == [
        ("conversion", "Damaged.wav", "MP3")
    ] * 2

    with visitor.studio.admin() as connection:  # as time does
        connection.execute("DELETE FROM assets WHERE job_id = %s", (first.rpartition("/")[2],))
    second = page.url
    await page.goto(first)
    await page.get_by_text("What it worked on is no longer here").wait_for()
    await expect(page.get_by_role("button", name="Run again")).to_be_disabled()

    await page.goto(second)
    await page.get_by_role("button", name="Change and run again").click()
    await expect(page.get_by_role("region", name="Sounds").get_by_text("Damaged.wav")).to_be_visible()
    await expect(page.get_by_label("Format")).to_contain_text("MP3")


async def test_every_tool_takes_the_address_of_a_sound(visit: Callable[..., Any]) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    visitor.browser_errors.expect("status of 4")
    await visitor.register("linker")
    await visitor.open("tools/analyse")
    await page.get_by_label("Address of a sound").fill("http://127.0.0.1:9/Far%20Away.wav")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("region", name="Sounds").get_by_text("Far Away.wav")).to_be_visible()
    await page.get_by_role("button", name="Analyse", exact=True).click()
    await expect(page.get_by_role("region", name="Sent")).to_contain_text("address")


async def test_a_line_over_the_piano_roll_follows_what_is_heard(visit: Callable[..., Any], song: Path) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.register("follower", credits=9)
    await made(visitor, "notes", "Write down", song)
    roll = page.get_by_role("region", name="Piano roll")
    await expect(roll.get_by_test_id("playhead")).to_have_count(0)
    await roll.get_by_role("button").click()
    line = roll.get_by_test_id("playhead")
    await line.wait_for()
    left = "element => parseFloat(element.style.left)"
    first = await line.evaluate(left)
    await page.wait_for_function(
        "first => parseFloat(document.querySelector('[data-testid=playhead]').style.left) > first + 1", arg=first
    )
    await roll.get_by_role("button", name="Pause").click()
    await page.get_by_role("slider", name="Position in").last.press("Home")
    await expect(line).to_have_css("width", "2px")
    assert await line.evaluate(left) < 10
