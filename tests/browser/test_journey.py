"""What a newcomer does: register, send a real song, watch it, hear its stems, master it, compare, find it again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PATIENCE_MS, Visitor

LISTENING = (Path(__file__).parent / "listening.js").read_text()
SILENCE = 1e-4


async def send(visitor: Visitor, tool: str, verb: str, path: Path) -> None:
    page = visitor.page
    await page.get_by_role("navigation", name="Studio").get_by_role("link", name=tool, exact=True).click()
    await visitor.choose_files(path)
    await page.get_by_role("button", name=verb, exact=True).click()
    await page.get_by_role("link", name="Listen").click(timeout=3 * PATIENCE_MS)
    await page.get_by_role("region", name="Files").wait_for()


async def hear(page: Page, *lines: bool) -> None:
    """Wait until the latest lines into the loudspeaker sound, or are silent, as is said."""
    await page.wait_for_function(
        "([lines, silence]) => window.heard.levels().slice(-lines.length)"
        ".every((level, index) => level > silence === lines[index])",
        arg=[list(lines), SILENCE],
    )


async def test_a_newcomer_separates_hears_masters_compares_and_finds(visit: Callable[..., Any], sung: Path) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.context.add_init_script(LISTENING)
    await visitor.register("newcomer")
    balance = page.get_by_role("navigation", name="Studio").get_by_test_id("balance")
    await expect(balance).to_have_text("3 credits")

    await send(visitor, "Separate", "Separate", sung)
    await expect(balance).to_have_text("2 credits")
    await page.get_by_role("button", name="Repeat the next 8 seconds").click()
    await page.get_by_role("button", name="Play", exact=True).click()
    await hear(page, True, True)
    await page.get_by_role("button", name="Mute Accompaniment").click()
    await hear(page, True, False)
    await page.get_by_role("button", name="Mute Accompaniment").click()
    await hear(page, True, True)
    await page.get_by_role("button", name="Solo Vocals").click()
    await hear(page, True, False)

    await send(visitor, "Master", "Master", sung)
    await expect(balance).to_have_text("1 credit")
    await page.get_by_role("button", name="Repeat the next 8 seconds").click()
    await page.get_by_role("button", name="Play", exact=True).click()
    await hear(page, False, True)
    await page.get_by_role("radio", name="Original").click()
    await hear(page, True, False)

    await page.get_by_role("navigation", name="Studio").get_by_role("link", name="Library").click()
    for name in ("Harbour at Seven – vocals", "Harbour at Seven – accompaniment"):
        await page.get_by_text(name, exact=True).wait_for()
    await page.get_by_role("button", name="Play Harbour at Seven – accompaniment").click()
    await page.get_by_role("region", name="Player").get_by_role("button", name="Pause").wait_for()


async def test_stems_stay_together_through_pieces_and_jumps(visit: Callable[..., Any], song: Path) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.context.add_init_script(LISTENING)
    await visitor.register("jumper")
    await send(visitor, "Separate", "Separate", song)
    await page.get_by_role("button", name="Play", exact=True).click()
    await page.wait_for_function("() => window.heard.starts.length == 4")
    first, _, second, _ = await page.evaluate("window.heard.starts")
    assert second["when"] == pytest.approx(first["when"] + first["duration"], abs=1e-9), "no gap between pieces"

    position = page.get_by_role("slider", name="Position in Vocals")
    box = await position.bounding_box()
    assert box is not None
    for share in (0.1, 0.83, 0.31, 0.5, 0.02, 0.77, 0.64, 0.2, 0.9, 0.45):
        before = await page.evaluate("window.heard.starts.length")
        await position.click(position={"x": box["width"] * share, "y": box["height"] / 2})
        await page.wait_for_function("count => window.heard.starts.length >= count + 2", arg=before)
    starts = await page.evaluate("window.heard.starts")
    for one, other in zip(starts[::2], starts[1::2], strict=True):
        assert one == other, "both stems: the same moment, the same place, the same length"

    await page.keyboard.down("Shift")
    await page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 10)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * 0.375, box["y"] + 10, steps=3)
    await page.mouse.up()
    await page.keyboard.up("Shift")
    await page.wait_for_function(
        "() => window.heard.starts.slice(-2).every(({ duration }) => Math.abs(duration - 1) < 0.05)"
    )
    round_one, round_two = (await page.evaluate("window.heard.starts"))[-4::2]
    assert round_two["when"] == pytest.approx(round_one["when"] + round_one["duration"], abs=1e-9), "rounds join"


async def test_jobs_are_still_there_after_a_reload(visit: Callable[..., Any], song: Path) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.register("reloader")
    await page.get_by_role("link", name="Analyse Tempo").click()
    await visitor.choose_files(song)
    await page.get_by_role("button", name="Analyse", exact=True).click()
    await page.get_by_role("link", name="Watch").or_(page.get_by_role("link", name="Listen")).click()
    await page.reload()
    await page.get_by_role("region", name="Files").wait_for(timeout=3 * PATIENCE_MS)
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
