"""Spectra over time as people hear pitch: computed in one pass of a file, coloured, and made a picture."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.stft import Analysis
from audiostudio.audio.plots.png import indexed_png

COLUMNS, ROWS = 976, 256
LOWEST_HZ, HIGHEST_HZ = 50.0, 20_000.0
SPAN_DB = 75.0
_WINDOW_SECONDS = 0.043
_EMPTY_DB = -140.0
# From silence to the loudest: night, indigo, violet, coral, amber, cream. Lightness rises all the way, so the picture
# reads the same without colour.
_ANCHORS = ((8, 10, 22), (28, 25, 72), (89, 36, 122), (168, 48, 114), (229, 92, 72), (249, 165, 68), (252, 240, 196))


@dataclass(frozen=True)
class Spectrogram:
    """A programme's spectrum over time.

    Attributes:
        levels_db: ``(ROWS, COLUMNS)`` float32, the highest pitch first; power in dB, relative to full scale.
        seconds: length of the programme.
    """

    levels_db: NDArray[np.float32]
    seconds: float

    @property
    def top_db(self) -> float:
        """The level that only a few points exceed."""
        return float(np.percentile(self.levels_db, 99.8))


def mel(hz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the pitch of frequencies, ``(values,)`` or one, in mel (O'Shaughnessy's formula)."""
    return np.asarray(2595 * np.log10(1 + np.asarray(hz) / 700))


def compute_spectrogram(path: Path, progress: Callable[[float], None] = lambda share: None) -> Spectrogram:
    """Decode a file and return its spectrogram, channels averaged; long programmes are averaged over each column.

    Args:
        path: any sound file.
        progress: called with the share that is done; may raise to stop.

    Raises:
        AudioError: the file cannot be decoded.
    """
    with open_audio(path) as reader:
        frames = reader.frames or sum(block.shape[1] for block in reader.blocks())
        rate_hz, channels = reader.sample_rate_hz, reader.channels
    size = 4 * round(_WINDOW_SECONDS * rate_hz / 4)
    analysis = Analysis(channels, size)
    windows = max(1, frames // (size // 4))
    columns = min(COLUMNS, windows)
    power, counts = np.zeros((columns, size // 2 + 1)), np.zeros(columns)
    position = 0
    with open_audio(path) as reader:
        for block in reader.blocks():
            # The channels' powers are averaged, not their samples, so that nothing cancels.
            spectra = np.mean(np.abs(analysis.push(block)) ** 2, axis=0)
            places = np.minimum((position + np.arange(len(spectra))) * columns // windows, columns - 1)
            np.add.at(power, places, spectra)
            np.add.at(counts, places, 1)
            position += len(spectra)
            progress(min(1.0, position / windows))
    full_scale = (size / 4) ** 2  # of a sine under a Hann window
    bins_db = 10 * np.log10(power / np.maximum(counts, 1)[:, None] / full_scale + 10 ** (_EMPTY_DB / 10))
    return Spectrogram(_on_mel_rows(bins_db, rate_hz / size), frames / rate_hz)


def _on_mel_rows(bins_db: NDArray[np.float64], hz_per_bin: float) -> NDArray[np.float32]:
    """Return levels on `ROWS` even steps of pitch and `COLUMNS` of time; above the band there is nothing."""
    mels = np.linspace(mel(HIGHEST_HZ), mel(LOWEST_HZ), ROWS)
    places = 700 * (10 ** (mels / 2595) - 1) / hz_per_bin
    low = np.minimum(places.astype(int), bins_db.shape[1] - 2)
    share = np.clip(places - low, 0, 1)
    rows_db = bins_db[:, low] * (1 - share) + bins_db[:, low + 1] * share
    rows_db[:, places > bins_db.shape[1]] = _EMPTY_DB
    across = np.arange(COLUMNS) * len(rows_db) // COLUMNS
    return np.ascontiguousarray(rows_db[across].T, np.float32)


def palette() -> NDArray[np.uint8]:
    """Return 256 colours from silence to the loudest, ``(256, 3)``."""
    anchors = np.array(_ANCHORS, float)
    places = np.linspace(0, len(anchors) - 1, 256)
    colours = np.stack([np.interp(places, np.arange(len(anchors)), channel) for channel in anchors.T], axis=1)
    return np.asarray(np.round(colours), np.uint8)


def data_url(levels_db: NDArray[np.float32], top_db: float) -> str:
    """Return levels, ``(rows, columns)``, as a ``data:`` URL of a PNG, `SPAN_DB` below ``top_db`` being silence."""
    shares = np.clip((levels_db - top_db + SPAN_DB) / SPAN_DB, 0, 1)
    content = indexed_png(np.asarray(np.round(255 * shares), np.uint8), palette())
    return f"data:image/png;base64,{b64encode(content).decode()}"
