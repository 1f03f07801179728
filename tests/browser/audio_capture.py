"""What a page plays, heard at the loudspeaker: levels while it plays, and afterwards every sample of every line."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.async_api import Page

from tests.browser.conftest import Visitor

SILENCE = 1e-4
_HERE = Path(__file__).parent
_FRAMES_A_MESSAGE = 8192


@dataclass(frozen=True)
class Recording:
    """What went into the loudspeaker.

    Attributes:
        lines: ``(lines, channels, frames)``, float32.
        sample_rate_hz: of the page's audio.
        from_frame: where it begins, by the clock that sounds are started by.
    """

    lines: NDArray[np.float32]
    sample_rate_hz: int
    from_frame: int

    def frame_at(self, when_s: float) -> int:
        """Return which frame of the recording was heard at a moment of that clock."""
        return round(when_s * self.sample_rate_hz) - self.from_frame


async def visit_with_audio_capture(visit: Callable[..., Any], name: str) -> Visitor:
    """Seat somebody whose browser can be listened to, and lets in the recorder, which the page's policy would not."""
    visitor: Visitor = await visit(bypass_csp=True)
    await visitor.context.add_init_script((_HERE / "audio_capture.js").read_text())
    recorder = json.dumps((_HERE / "recorder.js").read_text())
    await visitor.context.add_init_script(f"window.audioCapture.recorder = {recorder};")
    await visitor.register(name)
    return visitor


async def wait_for_levels(page: Page, *lines: bool) -> None:
    """Wait until the latest lines into the loudspeaker sound, or are silent, as is said."""
    await page.wait_for_function(
        "([lines, silence]) => window.audioCapture.levels().slice(-lines.length)"
        ".every((level, index) => level > silence === lines[index])",
        arg=[list(lines), SILENCE],
    )


async def record(page: Page, lines: int) -> None:
    """Record the latest lines into the loudspeaker from now on, as soon as there are so many."""
    await page.wait_for_function("count => window.audioCapture.lines.length >= count", arg=lines)
    await page.evaluate("count => window.audioCapture.record(count)", lines)


async def recording(page: Page, lines: int) -> Recording:
    """Return what was recorded so far."""
    kept = await page.evaluate("window.audioCapture.recording()")
    samples = np.frombuffer(base64.b64decode(kept["samples"]), np.float32)
    messages = samples.reshape(-1, lines, 2, _FRAMES_A_MESSAGE)
    joined = np.moveaxis(messages, 0, 2).reshape(lines, 2, -1)
    return Recording(joined, int(kept["rateHz"]), kept["fromFrame"])


async def starts(page: Page) -> list[dict[str, float]]:
    """Return how sounds were started so far, one for each line and piece: when, from where, for how long."""
    return list(await page.evaluate("window.audioCapture.starts"))
