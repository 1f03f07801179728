"""Brings what a generator made to the length that was asked, and puts back what of a source was to stay as it was."""

import numpy as np

from audiostudio.audio.types import Audio
from audiostudio.engines.music_generation.request import Source

_FADE_S = 0.02


def finished(made: Audio, duration_s: float, source: Source | None, rate_hz: int) -> Audio:
    """Return the sound as it was asked for.

    Args:
        made: ``(channels, frames)``, at least about as long as was asked.
        duration_s: length that was asked.
        source: what it was made from.
        rate_hz: rate of both.

    Returns:
        ``(channels, frames)``; silence at the end where too little was made.
    """
    frames = round(duration_s * rate_hz)
    exact = np.zeros((made.shape[0], frames), np.float32)
    taken = min(frames, made.shape[1])
    exact[:, :taken] = made[:, :taken]
    if source is None or source.change == "cover":
        return exact
    first, last = _new_stretch(source, frames, rate_hz)
    return _restored(exact, _with_channels(source.audio, made.shape[0]), first, last, rate_hz)


def _new_stretch(source: Source, frames: int, rate_hz: int) -> tuple[int, int]:
    if source.change == "extend":  # it was made once more as it goes over into the new, and fades out into that
        return max(0, source.audio.shape[1] - round(_FADE_S * rate_hz)), frames
    return round(source.start_s * rate_hz), min(frames, round(source.end_s * rate_hz))


def _with_channels(audio: Audio, channels: int) -> Audio:
    if audio.shape[0] == channels:
        return audio
    return np.repeat(audio.mean(axis=0, keepdims=True), channels, axis=0)


def _restored(made: Audio, source: Audio, first: int, last: int, rate_hz: int) -> Audio:
    """Return the source with frames ``first`` to ``last`` as they were made, crossfaded inside that stretch.

    Networks give back at another level what they were to leave alone; how much louder is measured there.
    """
    frames = made.shape[1]
    kept = np.ones(frames, bool)
    kept[first:last] = False
    kept[source.shape[1] :] = False
    before = source[:, : min(frames, source.shape[1])]
    again = made[:, kept]
    power = float(np.square(again, dtype=np.float64).sum())
    wanted = float(np.square(before[:, kept[: before.shape[1]]], dtype=np.float64).sum())
    gain = np.sqrt(wanted / power) if power > 0 and wanted > 0 else 1.0
    new_share = _new_share(frames, first, last, rate_hz)
    result = made * np.float32(gain) * new_share
    result[:, : before.shape[1]] += before * (1 - new_share[: before.shape[1]])
    return np.asarray(result, np.float32)


def _new_share(frames: int, first: int, last: int, rate_hz: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Return how much of the new sound is heard in each frame: none outside the stretch, all inside it."""
    share = np.zeros(frames, np.float32)
    share[first:last] = 1
    fade = min(round(_FADE_S * rate_hz), (last - first) // 2)
    rise = (np.arange(fade, dtype=np.float32) + 0.5) / max(fade, 1)
    if first > 0:
        share[first : first + fade] = rise
    if last < frames:
        share[last - fade : last] = rise[::-1]
    return share
