"""axe finds nothing serious on any screen: by light on a desk, in the dark on a phone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.browser.conftest import DESKTOP, PATIENCE_MS, PHONE, Visitor

SCREENS = ["", *(f"tools/{tool}" for tool in ("separate", "master", "enhance", "transcribe", "notes", "convert"))]
SCREENS += ["jobs", "library", "voices", "credits", "settings", "nowhere"]


async def findings(page: Page) -> list[str]:
    """Return what axe finds serious or critical, with the elements it means."""
    await page.wait_for_timeout(300)  # what appears fades in, and is faint until then
    results = (await Axe().run(page)).response
    return [
        f"{found['id']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for found in results["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


@pytest.mark.parametrize(("theme", "viewport"), [("light", DESKTOP), ("dark", PHONE)])
async def test_no_screen_has_a_serious_finding(
    visit: Callable[..., Any], song: Path, theme: str, viewport: dict[str, int]
) -> None:
    visitor: Visitor = await visit(color_scheme=theme, viewport=viewport)
    page = visitor.page
    found: dict[str, list[str]] = {}
    for path in ("login", "register"):
        await visitor.open(path)
        await page.get_by_role("button").first.wait_for()
        found[path] = await findings(page)
    await visitor.register(f"reader-{theme}-{viewport['width']}")
    for path in SCREENS:
        await visitor.open(path)
        await page.get_by_role("heading").first.wait_for()
        if path.startswith("tools/"):
            await page.get_by_role("button", name="More settings").click()
        found[path] = await findings(page)
    await visitor.open("tools/separate")
    await visitor.choose_files(song)
    await page.get_by_role("button", name="Separate", exact=True).click()
    found["sent"] = await findings(page)
    await page.get_by_role("link", name="Listen").click(timeout=3 * PATIENCE_MS)
    await page.get_by_role("button", name="Solo Vocals").wait_for()
    found["stems"] = await findings(page)
    await page.get_by_role("button", name="Play accompaniment.wav").click()
    found["player"] = await findings(page)
    assert {path: texts for path, texts in found.items() if texts} == {}
