"""How quick the app is on the screen: 5,000 items, an hour's waveform, meters, the first load, a large upload.

    python benchmarks/screen.py [--megabytes 500]

The whole product runs, and a real Chromium before it. Interactions are timed by the browser itself (Event Timing): from
the press to the next picture, in steps of 8 ms; what it does not report took less than 16 ms. The upload goes from the
browser: at two fifths of it the web server is killed (SIGKILL), at four fifths the page is reloaded and the file chosen
again. The build must stand there (`make frontend`). Look at the load beside the figures.
"""

import argparse
import gzip
import hashlib
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psycopg
import soundfile
from playwright.sync_api import CDPSession, Locator, Page, Request, sync_playwright

from audiostudio.kit.postgres.embedded import running_admin_url
from resumable_upload import web_server, write_noise
from support.machine import describe_machine
from support.product import RunningProduct, fresh_data_dir

ITEMS = 5_000
TIMEOUT_MS = 120_000
LIMIT_INTERACTION_MS = 100
LIMIT_WAVEFORM_S = 1.0
LIMIT_SCRIPT_KB = 200
LIMIT_LATE_FRAMES = 0.05
PLAYED_S = 8
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
TIMING = """
window.interactions = new Map();
new PerformanceObserver((list) => {
  for (const { interactionId, duration, name } of list.getEntries()) {
    const before = window.interactions.get(interactionId)?.duration ?? 0;
    if (interactionId && duration > before) window.interactions.set(interactionId, { duration, name });
  }
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""
SCROLL = """async () => {
  const main = document.querySelector("main");
  const frames = [];
  let before = await new Promise(requestAnimationFrame);
  for (let frame = 0; frame < 240; frame++) {
    main.scrollBy(0, frame < 120 ? 300 : -300);
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - before);
    before = now;
  }
  return frames;
}"""
SCROLL_TO_END = (Path(__file__).parents[1] / "tests/browser/scroll_to_end.js").read_text()
# From the press to the first picture whose waveform reaches beyond the line of dots that stands there before.
DRAWN = """() => {
  window.drawnMs = undefined;
  addEventListener("pointerdown", async ({ timeStamp }) => {
    for (;;) {
      const now = await new Promise(requestAnimationFrame);
      const canvas = document.querySelector("[role=dialog] canvas");
      if (!canvas?.width) continue;
      const row = canvas.getContext("2d").getImageData(0, Math.round(canvas.height * 0.4), canvas.width, 1).data;
      if (row.some((value) => value > 0)) {
        window.drawnMs = now - timeStamp;
        return;
      }
    }
  }, { capture: true, once: true });
}"""
# What the page spends while a master plays beside its original: the main thread's long tasks, its pictures, and how far
# the audio clock fell behind the wall clock, which it does where the audio thread has no time left.
PLAYING = """async seconds => {
  const longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: "longtask" });
  const frames = [];
  const clock = window.contexts.at(-1);
  const began = performance.now();
  const heardS = clock.currentTime;
  for (let before = await new Promise(requestAnimationFrame); performance.now() < began + seconds * 1000; ) {
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - before);
    before = now;
  }
  const lostMs = performance.now() - began - (clock.currentTime - heardS) * 1000;
  return { frames, longTasks, lostMs };
}"""
KEEP_CONTEXTS = """window.contexts = [];
window.AudioContext = class extends AudioContext {
  constructor(...options) { super(...options); window.contexts.push(this); }
};"""
FILL_OBJECTS = """INSERT INTO stored_objects (key, workspace_id, state)
SELECT storage_key || number, workspace_id, 'live' FROM assets, generate_series(1, %s) number
WHERE assets.name = 'seed.wav'"""
FILL_ITEMS = """INSERT INTO assets (workspace_id, direction, role, type, name, title, media_type, size_bytes, sha256,
    storage_key, details, folder_id, created_at)
SELECT assets.workspace_id, direction, role, (ARRAY['music', 'voiceover', 'stem', 'master'])[1 + number %% 4],
    assets.name, 'Number ' || number, media_type, size_bytes, sha256, storage_key || number, details,
    CASE WHEN number %% 10 = 0 THEN folders.id END, assets.created_at - number * interval '1 minute'
FROM assets, folders, generate_series(1, %s) number WHERE assets.name = 'seed.wav'"""
NEW_FOLDER = """fetch("/api/audio-studio/folders", { method: "POST", body: JSON.stringify({ name: "Season one" }),
  headers: { "Content-Type": "application/json" } })"""


class Screen:
    """Somebody signed in before the product."""

    def __init__(self, page: Page, product: RunningProduct) -> None:
        self.page = page
        self.product = product

    def open(self, path: str) -> None:
        self.page.goto(f"http://127.0.0.1:{self.product.port}/app/{path}")

    def execute(self, statement: str, *values: Any) -> int:
        """Change the database, as its superuser, and return how many rows it was."""
        url = running_admin_url(self.product.data_dir)
        assert url
        with psycopg.connect(f"{url.rpartition('/')[0]}/audiostudio", autocommit=True) as connection:
            connection.execute("SET search_path = studio")
            return connection.execute(statement, values).rowcount  # type: ignore[call-overload, no-any-return]

    def register(self) -> None:
        self.open("register")
        self.page.get_by_label("E-mail").fill("bench@example.com")
        self.page.get_by_label("Name", exact=True).fill("bench")
        self.page.get_by_label("Password").fill("correct horse")
        self.page.get_by_role("button", name="Make my account").click()
        self.page.get_by_role("heading", name="Hello, bench").wait_for()
        self.execute("UPDATE workspaces SET tier = 'Advanced'")
        self.page.reload()

    def items(self) -> Locator:
        return self.page.get_by_role("list", name="Items").get_by_role("listitem")

    def keep_own(self, path: Path) -> None:
        """Take a file into the library through its own door."""
        self.open("library")
        self.page.get_by_test_id("file-input").first.set_input_files(path)
        self.items().filter(has_text=path.stem).wait_for()


@contextmanager
def screen() -> Iterator[Screen]:
    """Run the product and a browser before it."""
    with fresh_data_dir() as data_dir, sync_playwright() as playwright:
        product = RunningProduct(data_dir, UPLOAD_RATE_LIMIT="100000/minute")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(TIMEOUT_MS)
        page.add_init_script(TIMING)
        page.add_init_script(KEEP_CONTEXTS)
        page.on("dialog", lambda dialog: dialog.accept())
        try:
            yield Screen(page, product)
        finally:
            browser.close()
            product.stop()


def first_load(at: Screen) -> bool:
    """Print how much script the first screen loads."""
    dist = Path(__file__).parents[1] / "src/audiostudio/frontend_dist"
    at.open("")
    at.page.get_by_role("heading", name="Hello, bench").wait_for()
    at.page.wait_for_load_state("networkidle")
    names = at.page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    scripts = {name.partition("/app/")[2] for name in names if re.search(r"/app/assets/.*\.js$", name)}
    kilobytes = sum(len(gzip.compress((dist / script).read_bytes(), 9)) for script in scripts) / 1000
    print(f"first load           {kilobytes:.1f} kB of script, gzipped, {len(scripts)} files (limit {LIMIT_SCRIPT_KB})")
    return 0 < kilobytes <= LIMIT_SCRIPT_KB


def hour(at: Screen) -> bool:
    """Print how long the details of an hour take to their waveform, from the press."""
    path = at.product.data_dir.parent / "hour.wav"
    rng = np.random.default_rng(3600)
    with soundfile.SoundFile(path, "w", 24_000, 1, "PCM_16") as file:
        for _ in range(3600):
            file.write(rng.uniform(0.1, 0.9) * rng.uniform(-1, 1, 24_000))
    at.keep_own(path)
    path.unlink()
    took_s = []
    for _ in range(7):
        at.open("library")  # nothing is known of it yet
        link = at.items().filter(has_text="hour").get_by_role("link")
        link.hover()
        at.page.evaluate(DRAWN)
        link.click()
        took_s.append(at.page.wait_for_function("() => window.drawnMs").json_value() / 1000)
    figures = f"{median(took_s):.2f} s from the press, at worst {max(took_s):.2f} s"
    print(f"waveform of an hour  {figures} (limit {LIMIT_WAVEFORM_S} s)")
    return max(took_s) <= LIMIT_WAVEFORM_S


def meters(at: Screen) -> bool:
    """Print what playing a master beside its original costs, with its meters and without."""
    path = at.product.data_dir.parent / "song.wav"
    sound = np.random.default_rng(20).standard_normal((30 * 48_000, 2)) * 0.1
    soundfile.write(path, sound, 48_000, subtype="PCM_16")
    at.open("tools/master")
    at.page.get_by_role("region", name="Sounds").wait_for()
    at.page.get_by_test_id("file-input").first.set_input_files(path)
    at.page.get_by_role("button", name="Master", exact=True).click()
    at.page.get_by_role("link", name=re.compile("Watch|Listen")).click()
    at.page.get_by_role("region", name="Files").wait_for()
    address = at.page.url
    metrics = at.page.context.new_cdp_session(at.page)
    metrics.send("Performance.enable")
    late = 1.0
    for name, without in (("without meters", "delete window.AudioWorkletNode"), ("with meters", "")):
        at.page.goto(address)
        at.page.evaluate(without)
        at.page.get_by_role("button", name="Play", exact=True).first.click()
        at.page.wait_for_timeout(2_000)
        before_s = main_thread_s(metrics)
        told = at.page.evaluate(PLAYING, PLAYED_S)
        share = (main_thread_s(metrics) - before_s) / PLAYED_S
        long_ms = sum(told["longTasks"])
        late = float(np.mean(np.array(told["frames"]) > 34))  # two pictures at 60 a second
        print(f"playing, {name}")
        print(f"  main thread        {share:.0%} of the time, waits for a core included")
        print(f"  long tasks         {len(told['longTasks'])}, {long_ms:.0f} ms in all")
        print(f"  frames, playing    {quantiles(told['frames'])} ms, {late:.1%} late (limit {LIMIT_LATE_FRAMES:.0%})")
        print(f"  audio clock        {told['lostMs']:.0f} ms behind after {PLAYED_S} s")
    return late <= LIMIT_LATE_FRAMES


def main_thread_s(metrics: CDPSession) -> float:
    """Return how long the page's main thread has worked so far."""
    told = metrics.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in told if metric["name"] == "TaskDuration"))


def library(at: Screen) -> bool:
    """Print how a large library answers presses, keys and scrolling."""
    seed = at.product.data_dir.parent / "seed.wav"
    soundfile.write(seed, 0.1 * np.sin(np.arange(8_000)), 8_000)
    at.keep_own(seed)
    at.page.evaluate(NEW_FOLDER)
    filled = at.execute(FILL_OBJECTS, ITEMS), at.execute(FILL_ITEMS, ITEMS)
    assert filled == (ITEMS, ITEMS), filled
    at.open("library")
    load_all(at)
    frames = at.page.evaluate(SCROLL)
    print(f"library              {ITEMS} items, all of them loaded")
    print(f"  frames, scrolling  {quantiles(frames)} ms")
    all_ms: list[float] = []
    for name, act in INTERACTIONS.items():
        took_ms = timed(at, act)
        all_ms += took_ms
        print(f"  {name:<18} {quantiles(took_ms)} ms, {len(took_ms)} interactions")
    print(f"  all interactions   {quantiles(all_ms)} ms (limit of the 95th {LIMIT_INTERACTION_MS} ms)")
    return float(np.percentile(all_ms, 95)) <= LIMIT_INTERACTION_MS


def load_all(at: Screen) -> None:
    at.items().first.wait_for()
    at.page.wait_for_function(SCROLL_TO_END, arg=f"Number {ITEMS}", polling=50)
    at.page.get_by_role("main").evaluate("main => main.scrollTo(0, 0)")
    at.page.get_by_text("Number 1", exact=True).wait_for()


def quantiles(values: list[float]) -> str:
    p50, p95 = np.percentile(values, [50, 95])
    return f"median {p50:.0f}, 95th {p95:.0f}, worst {max(values):.0f}"


def timed(at: Screen, act: Callable[[Screen], int]) -> list[float]:
    """Do something that consists of so many interactions, and return how long each took, in ms."""
    at.page.evaluate("window.interactions.clear()")
    count = act(at)
    at.page.wait_for_timeout(500)  # entries come after the picture
    told = at.page.evaluate("[...window.interactions.values()].map(({ duration }) => duration)")
    return [*told, *[16.0] * (count - len(told))]


def search(at: Screen) -> int:
    box = at.page.get_by_role("searchbox", name="Search the library")
    box.click()
    box.press_sequentially("Number 4321", delay=120)
    at.items().nth(1).wait_for(state="detached")
    for _ in range(11):
        box.press("Backspace", delay=60)
    at.items().nth(5).wait_for()
    return 23


def kinds(at: Screen) -> int:
    for kind in ("Stems", "Masters", "Speech", "All kinds"):
        at.page.get_by_role("combobox", name="Kind").click()
        at.page.get_by_role("option", name=kind).click()
        at.items().nth(5).wait_for()
    return 8


def folders(at: Screen) -> int:
    for name in ("Season one", "Everything") * 3:
        at.page.get_by_role("navigation", name="Folders").get_by_role("link", name=name).click()
        at.items().nth(5).wait_for()
    return 6


def select(at: Screen) -> int:
    load_all(at)
    for number in range(1, 51):
        at.page.get_by_role("checkbox", name=f"Select Number {number}", exact=True).click()
    at.page.get_by_text("50 items selected").wait_for()
    at.page.get_by_role("button", name="Select nothing").click()
    return 51


def details(at: Screen) -> int:
    at.page.get_by_role("main").evaluate("main => main.scrollTo(0, 0)")
    for number in range(1, 11):
        at.page.get_by_role("link", name=f"Number {number}", exact=True).click()
        at.page.get_by_role("dialog").get_by_text("Mono").wait_for()
        at.page.keyboard.press("Escape")
        at.page.get_by_role("dialog").wait_for(state="detached")
    return 20


INTERACTIONS = {
    "tick 50": select,
    "open, close details": details,
    "choose a kind": kinds,
    "choose a folder": folders,
    "type in the search": search,
}


def upload(at: Screen, size_bytes: int) -> bool:
    """Print whether a large file arrives byte for byte, through a killed server and a reloaded page."""
    path = at.product.data_dir.parent / "noise.wav"
    write_noise(path, size_bytes)
    offsets: list[int] = []

    def see(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    def send() -> None:
        at.open("tools/convert")
        at.page.get_by_role("region", name="Sounds").wait_for()
        at.page.get_by_test_id("file-input").first.set_input_files(path)
        at.page.get_by_role("button", name="Convert", exact=True).click()

    def wait_for(percent: int) -> None:
        at.page.wait_for_function(
            "percent => document.querySelector(\"[aria-label='Upload of noise.wav']\")?.ariaValueNow >= percent",
            arg=percent,
        )

    at.page.on("request", see)
    began = time.perf_counter()
    send()
    wait_for(40)
    web_server().kill()
    wait_for(80)
    before_reload = len(offsets)
    at.page.reload()
    at.page.get_by_text("An upload was interrupted").wait_for()
    send()
    at.page.get_by_role("link", name=re.compile("Watch|Listen")).click()
    took_s = time.perf_counter() - began
    at.page.wait_for_url("**/jobs/*")
    job_id = at.page.url.rpartition("/")[2]
    job = at.page.evaluate("id => fetch(`/status/${id}`).then(answer => answer.json())", job_id)
    at.page.evaluate("id => fetch(`/job/${id}/cancel`, { method: 'POST' })", job_id)
    with path.open("rb") as reader:
        whole = job["inputs"][0]["sha256"] == hashlib.file_digest(reader, "sha256").hexdigest()
    resumed_at = offsets[before_reload] if len(offsets) > before_reload else 0
    print(f"upload               {path.stat().st_size / 1e6:.0f} MB in {took_s:.0f} s, server killed, page reloaded")
    print(f"  after the reload   went on at {resumed_at / 1e6:.0f} MB")
    print(f"  byte for byte      {whole}")
    return bool(whole) and resumed_at > 0


def main() -> None:
    """Look at the screen, print, compare."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=500)
    size_bytes = parser.parse_args().megabytes * 1_000_000
    print(describe_machine())
    with screen() as at:
        at.register()
        met = [first_load(at), meters(at), hour(at), library(at), upload(at, size_bytes)]
    print(describe_machine().rpartition(", ")[2])
    sys.exit(not all(met))


if __name__ == "__main__":
    main()
