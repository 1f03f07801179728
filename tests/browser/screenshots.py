"""Makes a picture of every screen, light and dark, on a desk and on a phone, for a person to look at.

Run by `make screenshots`; no test by itself.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, PHONE

FOLDER = Path(os.environ.get("SCREENSHOTS", "build/screenshots"))
SCREENS = {
    "home": "",
    "separate": "tools/separate",
    "master": "tools/master",
    "jobs": "jobs",
    "library": "library",
    "voices": "voices",
    "credits": "credits",
    "settings": "settings",
    "not-found": "nowhere",
}
_NAMES = iter(("Ada", "Ben", "Cleo", "Dan"))
_SIZES = {"desktop": DESKTOP, "phone": PHONE}


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_screen(visit: Callable[..., Any], sung: Path, theme: str, size: str) -> None:
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
    for tool in ("separate", "master", "analyse"):
        await visitor.open(f"tools/{tool}")
        await visitor.choose_files(sung)
        await shoot(f"{tool}-chosen")
        await page.get_by_role("region", name="Settings").get_by_role("button").last.click()
        await shoot(f"{tool}-sent")
        await page.get_by_role("link", name="Listen").click(timeout=90_000)
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
    await visitor.open("library")
    await page.get_by_role("button", name="Play accompaniment").click()
    await page.wait_for_timeout(1500)
    await shoot("player")
    for name, path in SCREENS.items():
        await visitor.open(path)
        await shoot(name)
