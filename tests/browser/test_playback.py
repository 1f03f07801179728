"""What reaches the loudspeaker: an original and its master change places unheard, stems stay together to the sample."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from playwright.async_api import FloatRect, Page, expect
from scipy.signal import correlate

from audiostudio.audio.meters.loudness import measure_loudness
from tests.browser.audio_capture import Recording, record, recording, starts, visit_with_audio_capture
from tests.browser.conftest import Visitor

LINES = 2
FADE_IN_S = 0.05
QUANTUM_FRAMES = 128
SWITCHES = 10
MOST_SHARE_A_FRAME = 0.02  # a fade takes more than fifty frames, a millisecond
JUMPS = (0.1, 0.83, 0.31, 0.5, 0.02, 0.77, 0.64, 0.2, 0.87, 0.45)
SNIPPET_S = 0.5
STALL_MS = 40
# When the jump's own sounds began, once half a second of them was heard.
JUMPED = """([before, seconds]) => {
  const { starts, clock } = window.audioCapture;
  return starts.slice(before).find(({ when, stopped }) => !stopped && clock.currentTime > when + seconds)?.when;
}"""
# Presses one side after the other from within the page, so that a slow machine delays none of them.
SWITCH = """async switches => {
  const sides = [...document.querySelectorAll("[role=radio]")].filter((one) => /Original|Result/.test(one.textContent));
  for (let count = 0; count < switches; count++) {
    window.audioCapture.stallMs = count > switches / 2 ? 20 : 0;
    await new Promise((resolve) => setTimeout(resolve, 350));
    sides[count % 2].click();
  }
}"""


@pytest.fixture(scope="module")
def passage(open_dir: Path, real_tracks: list[Path]) -> Path:
    """Give twelve seconds of real music."""
    import av

    path = open_dir / "passage.wav"
    with av.open(str(real_tracks[1])) as container:
        blocks = [frame.to_ndarray() for frame, _ in zip(container.decode(audio=0), range(1_500), strict=False)]
    sound = np.concatenate(blocks, axis=1)[:, 48_000 * 8 : 48_000 * 20]
    assert sound.shape[1] == 48_000 * 12
    soundfile.write(path, sound.T, 48_000, subtype="PCM_16")
    return path


async def make(visitor: Visitor, tool: str, verb: str, path: Path) -> None:
    await visitor.open(f"tools/{tool}")
    await visitor.choose_files(path)
    await visitor.page.get_by_role("button", name=verb, exact=True).click()
    await visitor.page.get_by_role("link", name="Listen").click()
    await visitor.page.get_by_role("region", name="Files").wait_for()


async def play_to_the_end(page: Page, during: str | None = None) -> float:
    """Play from the beginning until it rests, and return when it began, by the clock of the sounds."""
    before = len(await starts(page))
    await page.get_by_role("button", name="Play", exact=True).first.click()
    await page.wait_for_function("before => window.audioCapture.starts.length > before", arg=before)
    if during:
        await page.evaluate(during, SWITCHES)
    await expect(page.get_by_role("button", name="Play", exact=True).first).to_be_visible()
    await page.wait_for_timeout(500)  # the last of it is on its way
    # What the page began too late on a slow machine it stopped, and began again.
    return next(start["when"] for start in (await starts(page))[before:] if not start["stopped"])


def heard_from(taken: Recording, when_s: float, seconds: float) -> NDArray[np.float32]:
    """Return what all lines together gave from a moment on."""
    first = taken.frame_at(when_s)
    return taken.lines[:, :, first : first + round(seconds * taken.sample_rate_hz)].sum(axis=0)


async def test_original_and_master_change_places_without_gap_or_click_at_one_loudness(
    visit: Callable[..., Any], passage: Path
) -> None:
    visitor = await visit_with_audio_capture(visit, "comparer")
    page = visitor.page
    await make(visitor, "master", "Master", passage)
    await record(page, LINES)
    made_at = await play_to_the_end(page)
    await page.get_by_role("radio", name="Original").click()
    original_at = await play_to_the_end(page)
    switched_at = await play_to_the_end(page, SWITCH)
    taken = await recording(page, LINES)

    rate_hz, seconds = taken.sample_rate_hz, soundfile.info(passage).duration
    made, original, switched = (heard_from(taken, at, seconds) for at in (made_at, original_at, switched_at))
    loudness = [measure_loudness(sound.astype(np.float64), rate_hz).integrated_lufs for sound in (made, original)]
    assert abs(loudness[0] - loudness[1]) < 0.5, loudness
    assert np.abs(made - original).max() > 0.01, "two sounds, not one"

    inside = slice(round(FADE_IN_S * rate_hz), -round(FADE_IN_S * rate_hz))
    made, original, switched = made[:, inside], original[:, inside], switched[:, inside]
    # While one fades into the other, each sample lies between theirs: nothing dips.
    outside = np.maximum(np.minimum(made, original) - switched, switched - np.maximum(made, original))
    assert outside.max() < 1e-3
    # And it goes over gradually, within some milliseconds: nothing clicks.
    frames, shares = shares_of_original(switched, made, original)
    assert (np.abs(np.diff(shares)) / np.diff(frames)).max() < MOST_SHARE_A_FRAME
    assert np.count_nonzero(np.diff(shares > 0.5)) >= SWITCHES // 2, "it did change places"
    step = np.abs(np.diff(switched)).max()
    assert step <= max(np.abs(np.diff(made)).max(), np.abs(np.diff(original)).max())
    assert longest_silence(switched) <= max(longest_silence(made), longest_silence(original)) + 1


def shares_of_original(
    switched: NDArray[np.float32], made: NDArray[np.float32], original: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return how much of the original was heard, 0 to 1, and at which frames: where the two differ enough."""
    difference = (original - made).astype(np.float64)
    channel = np.abs(difference).argmax(axis=0)[None]
    apart = np.take_along_axis(difference, channel, 0)[0]
    heard = np.take_along_axis((switched - made).astype(np.float64), channel, 0)[0]
    frames = np.flatnonzero(np.abs(apart) > 0.01)
    return frames, heard[frames] / apart[frames]


def longest_silence(sound: NDArray[np.float32]) -> int:
    """Return the length of the longest run of zeros in all channels, in frames."""
    sounding = np.flatnonzero(np.abs(sound).max(axis=0) > 0)
    return int(np.diff(sounding).max())


async def test_stems_stay_together_through_pieces_jumps_and_rounds(visit: Callable[..., Any], sung: Path) -> None:
    visitor = await visit_with_audio_capture(visit, "jumper")
    page = visitor.page
    await make(visitor, "separate", "Separate", sung)
    await record(page, LINES)
    whole_at = await play_to_the_end(page)
    one, _, other, _ = await starts(page)
    assert other["when"] == pytest.approx(one["when"] + one["duration"], abs=1e-9), "no gap between pieces"
    await page.get_by_role("button", name="Repeat the next 8 seconds").click()  # so that it never ends while it jumps
    await page.get_by_role("button", name="Play", exact=True).first.click()
    position = page.get_by_role("slider", name="Position in Vocals")
    box = await position.bounding_box()
    assert box is not None
    jumps: list[tuple[float, float]] = []
    for number, share in enumerate(JUMPS):
        await page.evaluate("ms => { window.audioCapture.stallMs = ms; }", STALL_MS if number % 2 else 0)
        before = len(await starts(page))
        await position.click(position={"x": box["width"] * share, "y": box["height"] / 2})
        began = await page.wait_for_function(JUMPED, arg=[before, SNIPPET_S])
        jumps.append((share, await began.json_value()))
    await draw_loop(page, box, 0.25, 0.375)
    await page.wait_for_function(
        "() => window.audioCapture.starts.slice(-4).every(({ duration }) => Math.abs(duration - 1) < 0.05)"
    )
    one, _, other, _ = (await starts(page))[-4:]
    assert other["when"] == pytest.approx(one["when"] + one["duration"], abs=1e-9), "no gap between rounds"

    taken = await recording(page, LINES)
    rate_hz = taken.sample_rate_hz
    first = taken.frame_at(whole_at)
    whole = taken.lines[:, :, first : first + round(soundfile.info(sung).duration * rate_hz)].sum(axis=1)
    for share, when_s in jumps:
        begin = taken.frame_at(when_s) + round(FADE_IN_S * rate_hz)
        snippets = taken.lines[:, :, begin : begin + round((SNIPPET_S - 2 * FADE_IN_S) * rate_hz)].sum(axis=1)
        places = [place_of(snippet, line) for snippet, line in zip(snippets, whole, strict=True)]
        assert abs(places[0] - places[1]) <= QUANTUM_FRAMES, (share, places)
        assert places[0] / rate_hz == pytest.approx(share * 8 + FADE_IN_S, abs=0.05), "there where it was pressed"


async def draw_loop(page: Page, box: FloatRect, from_share: float, to_share: float) -> None:
    await page.keyboard.down("Shift")
    await page.mouse.move(box["x"] + box["width"] * from_share, box["y"] + 10)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * to_share, box["y"] + 10, steps=3)
    await page.mouse.up()
    await page.keyboard.up("Shift")


def place_of(snippet: NDArray[np.float32], line: NDArray[np.float32]) -> int:
    """Return the frame of the line at which the snippet lies, where their normalised cross-correlation is highest."""
    energy = np.concatenate([[0.0], np.cumsum(line.astype(np.float64) ** 2)])
    energies = energy[len(snippet) :] - energy[: -len(snippet)]
    likeness = correlate(line, snippet, mode="valid", method="fft") / np.sqrt(energies + 1e-9)
    return int(likeness.argmax())
