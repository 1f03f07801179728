"""axe finds nothing serious on any screen and in any state: light and dark, on a desk and on a phone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Visitor

SCREENS = ["", *(f"tools/{tool}" for tool in ("separate", "master", "enhance", "transcribe", "notes", "convert"))]
SCREENS += ["jobs", "library", "voices", "music", "music/effects", "music/engines", "credits", "settings"]
SCREENS += ["paywall", "team", "security", "programs/keys", "programs/webhooks", "programs/usage", "nowhere"]
LOOKS: list[tuple[str, dict[str, int]]] = [
    ("light", DESKTOP),
    ("dark", PHONE),
    ("dark", DESKTOP),
    ("light", PHONE),
]


# A theme that changed is seen two frames later, its colours at the end of their transitions.
SETTLED = """async () => {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const transitions = document.getAnimations().filter((each) => each instanceof CSSTransition);
  await Promise.all(transitions.map((each) => each.finished.catch(() => {})));
}"""


async def findings(page: Page) -> list[str]:
    """Return what axe finds serious or critical, with the elements it means."""
    await page.evaluate(SETTLED)
    await page.wait_for_timeout(300)  # what appears fades in, and is faint until then
    results = (await Axe().run(page)).response
    return [
        f"{found['id']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for found in results["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


class Looker:
    """Shows every place in one of four looks after the other, or each in all of them."""

    def __init__(self, *, in_all: bool) -> None:
        self._in_all = in_all
        self._next = 0
        self.found: dict[str, list[str]] = {}

    async def look(self, place: str, page: Page) -> None:
        """Keep what axe finds serious on the page as it stands."""
        looks = LOOKS if self._in_all else [LOOKS[self._next % len(LOOKS)]]
        self._next += 1
        for theme, viewport in looks:
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            await page.set_viewport_size(viewport)
            self.found[f"{place}, {theme}, {viewport['width']} px"] = await findings(page)
        await page.set_viewport_size(DESKTOP)

    @property
    def serious(self) -> dict[str, list[str]]:
        """What was found, where something was."""
        return {place: texts for place, texts in self.found.items() if texts}


@pytest.fixture(params=["one look a place", pytest.param("all looks", marks=pytest.mark.deep)])
def looker(request: pytest.FixtureRequest) -> Looker:
    return Looker(in_all=request.param == "all looks")


async def made(visitor: Visitor, tool: str, path: Path, **parameters: Any) -> None:
    """Have a tool work on a file, and open the job once it has ended."""
    answer = await visitor.page.request.post(
        f"{visitor.studio.url}/upload",
        headers={"Origin": visitor.studio.url, "Prefer": "wait=120"},
        multipart={
            "file": {"name": path.name, "mimeType": "audio/wav", "buffer": path.read_bytes()},
            "tool": tool,
            "parameters": json.dumps(parameters),
        },
    )
    job = await answer.json()
    assert job["status"] in ("COMPLETED", "FAILED"), job
    await visitor.open(f"jobs/{job['job_id']}")
    await visitor.page.get_by_role("heading", name=path.name).wait_for()


async def test_no_screen_has_a_serious_finding(visit: Callable[..., Any], looker: Looker) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    for path in ("login", "register", "forgot-password", "reset-password", "verify-email"):
        await visitor.open(path)
        await page.get_by_role("button").first.wait_for()
        await looker.look(path, page)
    await visitor.register("reader")
    for path in SCREENS:
        await visitor.open(path)
        await page.get_by_role("heading").first.wait_for()
        if path.startswith("tools/"):
            await page.get_by_role("button", name="More settings").click()
        await looker.look(path, page)
    assert looker.serious == {}


async def test_nothing_that_a_tool_made_has_a_serious_finding(
    visit: Callable[..., Any], song: Path, sung: Path, damaged: Path, looker: Looker
) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.register("viewer", credits=60, tier="Advanced")
    await made(visitor, "separation", song)
    await page.get_by_role("button", name="Solo Vocals").click()
    await page.get_by_role("button", name="Play accompaniment.wav").click()
    await looker.look("stems and player", page)
    await made(visitor, "mastering", song, report=True)
    await page.get_by_role("list", name="Meters").wait_for()
    await looker.look("original and master", page)
    await made(visitor, "speech_recognition", sung)
    await page.get_by_role("button", name="Play from").first.wait_for()
    await looker.look("transcript", page)
    await made(visitor, "transcription", song, outputs=["midi", "picture", "preview"])
    await page.get_by_role("img", name="Piano roll").wait_for()
    await looker.look("piano roll", page)
    await made(visitor, "analysis", song)
    await looker.look("analysis", page)
    await made(visitor, "conversion", damaged)
    await page.get_by_role("button", name="Run again").first.wait_for()
    await looker.look("failure", page)
    await visitor.open("jobs")
    await page.get_by_role("button", name="Actions for Damaged.wav").click()
    await looker.look("menu", page)
    await page.get_by_role("menuitem", name="Delete").click()
    await looker.look("question", page)
    assert looker.serious == {}


async def test_no_dialog_has_a_serious_finding(visit: Callable[..., Any], song: Path, looker: Looker) -> None:
    visitor: Visitor = await visit()
    page = visitor.page
    await visitor.register("asker", credits=20, tier="Advanced")
    await made(visitor, "conversion", song, target_format="WAV")
    await visitor.open("library")
    for action in ("Rename", "Move to a folder", "Tags", "Download in another format", "Generate again", "Details"):
        await page.get_by_role("button", name="Actions for song.wav").click()
        await page.get_by_role("menuitem", name=action, exact=True).click()
        await page.get_by_role("dialog").wait_for()
        await looker.look(action, page)
        await page.keyboard.press("Escape")
        await page.get_by_role("dialog").wait_for(state="hidden")
    await page.get_by_role("checkbox").first.click()
    await looker.look("selection", page)
    await page.get_by_role("toolbar", name="Selected items").get_by_role("button", name="Move to trash").click()
    await page.get_by_role("button", name="Undo").wait_for()
    await looker.look("empty library and toast", page)
    await page.get_by_role("link", name="Trash").click()
    await page.get_by_role("button", name="Empty the trash").click()
    await looker.look("question of the trash", page)
    await visitor.open("voices")
    await page.get_by_role("button", name="Choose another voice").click()
    for category in ("Standard", "Premium", "Yours"):
        await page.get_by_role("radio", name=category).click()
        await looker.look(f"voices: {category}", page)
    assert looker.serious == {}
