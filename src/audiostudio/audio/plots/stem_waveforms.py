"""Draws stems under each other over one axis of time, to see at a glance who plays where."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.block import Block
from audiostudio.audio.plots.svg import card, document, segment, text

_WIDTH = 1080.0
_MARGIN = 32.0
_LANE_HEIGHT = 96.0
_GAP = 10.0
_NAME_WIDTH = 130.0
_COLUMNS = 860
_BIN_S = 0.01
_LONGEST_BINS = 1 << 16


class WaveformMeter:
    """Keeps the highest and lowest sample of each short time of a stream, in bounded memory.

    Args:
        sample_rate_hz: rate of the stream.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._bin_frames = max(1, round(sample_rate_hz * _BIN_S))
        self._peaks = np.zeros((2, 0), np.float32)
        self._pending = np.zeros((2, 0), np.float32)

    def feed(self, block: Block) -> None:
        """Take the next ``(channels, frames)``."""
        ends = np.stack([block.min(axis=0, initial=0), block.max(axis=0, initial=0)])
        pending = np.concatenate([self._pending, ends], axis=1)
        bins = pending.shape[1] // self._bin_frames
        whole, self._pending = np.split(pending, [bins * self._bin_frames], axis=1)
        self._peaks = np.concatenate([self._peaks, _folded(whole, self._bin_frames)], axis=1)
        if self._peaks.shape[1] > _LONGEST_BINS:
            even = self._peaks.shape[1] // 2 * 2
            halved, odd = np.split(self._peaks, [even], axis=1)
            self._peaks = np.concatenate([_folded(halved, 2), odd], axis=1)
            self._bin_frames *= 2

    def peaks(self, columns: int) -> NDArray[np.float32]:
        """Return ``(2, columns)`` or fewer: the lowest and the highest sample of each part of the stream."""
        ends = np.stack([self._pending.min(axis=1, initial=0), self._pending.max(axis=1, initial=0)])[[0, 1], [0, 1]]
        known = np.concatenate([self._peaks, ends[:, None]], axis=1)
        edges = np.linspace(0, known.shape[1], min(columns, known.shape[1]) + 1).astype(int)[:-1]
        low, high = np.minimum.reduceat(known[0], edges), np.maximum.reduceat(known[1], edges)
        return np.stack([low, high])


def draw_stems(stems: Mapping[str, WaveformMeter], duration_s: float, title: str) -> str:
    """Return the picture of stems as an SVG file.

    Args:
        stems: by name, from top to bottom; all drawn to the same scale.
        duration_s: length of the song.
        title: what the song is called.
    """
    peaks = {name: meter.peaks(_COLUMNS) for name, meter in stems.items()}
    scale = max(0.05, *(float(np.abs(lane).max(initial=0)) for lane in peaks.values()))
    left, width = _MARGIN + _NAME_WIDTH, _WIDTH - 2 * _MARGIN - _NAME_WIDTH - 16
    y = _MARGIN + 26
    parts = [text(_MARGIN, y, title, "title"), text(_MARGIN, y + 26, f"{_clock(duration_s)}  ·  stems", "quiet")]
    y += 48
    for name, lane in peaks.items():
        middle = y + _LANE_HEIGHT / 2
        parts += [
            card(_MARGIN, y, _WIDTH - 2 * _MARGIN, _LANE_HEIGHT),
            text(_MARGIN + 16, middle + 5, name.replace("_", " "), "head"),
            segment(left, middle, left + width, middle, "axis"),
            _wave(lane / scale, left, width, middle),
        ]
        y += _LANE_HEIGHT + _GAP
    for share in (0, 0.25, 0.5, 0.75, 1):
        style = "small quiet" + (" end" if share == 1 else " middle" if share else "")
        parts.append(text(left + share * width, y + 10, _clock(share * duration_s), style))
    y += 10 + _MARGIN
    background = f'<rect width="{_WIDTH:g}" height="{y:g}" class="page"/>'
    return document(_WIDTH, y, title, f"Waveforms of {', '.join(stems)}.", [background, *parts])


def _wave(lane: NDArray[np.float32], left: float, width: float, middle: float) -> str:
    reach = (_LANE_HEIGHT - 16) / 2
    xs = left + (np.arange(lane.shape[1]) + 0.5) / lane.shape[1] * width
    # At least half a pixel, so that silence is seen as a line.
    top, bottom = middle - np.maximum(lane[1] * reach, 0.5), middle - np.minimum(lane[0] * reach, -0.5)
    points = [*zip(xs, top, strict=True), *zip(xs[::-1], bottom[::-1], strict=True)]
    return f'<path d="M{_joined(points)}Z" class="rise"/>'


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _folded(values: NDArray[np.float32], bin_frames: int) -> NDArray[np.float32]:
    bins = values.reshape(2, -1, bin_frames)
    return np.stack([bins[0].min(axis=1), bins[1].max(axis=1)])


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
