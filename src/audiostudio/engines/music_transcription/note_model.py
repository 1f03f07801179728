"""Hears notes with Spotify's Basic Pitch network, as a stream of which only the likelihoods are kept."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.dsp.downmix import as_mono
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import metered
from audiostudio.audio.notation.decoding import CONTOUR_BINS_PER_SEMITONE, KEYS, NoteActivations
from audiostudio.audio.notation.sound_levels import SoundLevelMeter
from audiostudio.audio.types import Audio
from audiostudio.engines.onnx.sessions import onnx_session

MODEL_RATE_HZ = 22_050
HOP_FRAMES = 256
WINDOW_FRAMES = 43_844
# The network is least sure at a window's edges and scales each window to its own loudest, so that its opinion changes
# with the window. Of its 172 rows the first fifteen are dropped and the next 140 kept. Windows lie 70 rows apart: each
# row is heard twice, and they fade into each other. The published method joins windows without a fade, fifteen rows
# dropped at both ends, after which rows of neighbouring windows no longer lie on one grid (142 rows for a step of
# 141.27) and times must be corrected; a step of whole hops needs no correction.
_DROPPED_ROWS = 15
_STEP_ROWS = 70
_STEP_FRAMES = _STEP_ROWS * HOP_FRAMES
# Before the first row a window's first half and what is dropped are silence.
_LEAD_FRAMES = (_DROPPED_ROWS + _STEP_ROWS) * HOP_FRAMES

_INPUT = "serving_default_input_2:0"
_CONTOURS, _FRAMES, _ONSETS = (f"StatefulPartitionedCall:{number}" for number in range(3))


class NoteModel:
    """Basic Pitch (Bittner et al., ICASSP 2022): any pitched instrument, alone or several.

    Args:
        weights_path: the weights, as `audiostudio.engines.weights.store.ModelStore.path` gives them.
        use_cpu: stay on the CPU even where CUDA is present.
        threads: how many CPU threads to use.
    """

    engine = "basic-pitch"
    model = "basic-pitch"
    licence = "Apache-2.0"

    def __init__(self, weights_path: Path, *, use_cpu: bool = True, threads: int = 2) -> None:
        self._session: Any = onnx_session(
            (self.model, str(weights_path)), weights_path.read_bytes, use_cpu=use_cpu, threads=threads
        )

    def predict(
        self,
        blocks: Iterable[Audio],
        sample_rate_hz: int,
        *,
        with_contours: bool = False,
        progress: Callable[[float], None] = lambda seconds: None,
    ) -> NoteActivations:
        """Return what is heard in a stream, one row for every 256 samples begun at 22,050 Hz.

        An hour takes 220 MB, and 80 MB more with contours; no sound is kept.

        Args:
            blocks: the sound, ``(channels, frames)`` float32, in blocks of any length; `as_mono` joins channels.
            sample_rate_hz: its rate.
            with_contours: also keep the contours, for pitch bends.
            progress: called with the seconds done so far, window by window; may raise to stop.
        """
        meter = SoundLevelMeter()
        sounds = _at_model_rate(as_mono(blocks, sample_rate_hz), sample_rate_hz)
        wanted = [_FRAMES, _ONSETS, *([_CONTOURS] if with_contours else [])]
        rows = {
            name: _Rows(KEYS * (CONTOUR_BINS_PER_SEMITONE if name == _CONTOURS else 1), name == _CONTOURS)
            for name in wanted
        }
        done = 0
        before: list[NDArray[np.float32]] = []
        for window, new_rows in _windows(metered(sounds, meter)):
            results = [
                result[0, _DROPPED_ROWS:] for result in self._session.run(wanted, {_INPUT: window[None, :, None]})
            ]
            if new_rows:
                for name, old, new in zip(wanted, before, results, strict=True):
                    rows[name].append(_faded(old, new)[:new_rows])
                done += new_rows
                progress(done * HOP_FRAMES / MODEL_RATE_HZ)
            before = [result[_STEP_ROWS : 2 * _STEP_ROWS] for result in results]
        contours = rows[_CONTOURS].array if with_contours else None
        return NoteActivations(rows[_FRAMES].array, rows[_ONSETS].array, contours, meter.read())


class _Rows:
    """Likelihoods that grow in place, because joining pieces at the end would hold all of them twice."""

    def __init__(self, columns: int, in_bytes: bool) -> None:
        self._in_bytes = in_bytes
        self._rows: NDArray[Any] = np.zeros((1_024, columns), np.uint8 if in_bytes else np.float32)
        self._used = 0

    def append(self, new: NDArray[np.float32]) -> None:
        end = self._used + len(new)
        if end > len(self._rows):
            self._rows.resize((end + end // 8, self._rows.shape[1]), refcheck=False)
        self._rows[self._used : end] = np.rint(new * 255) if self._in_bytes else new
        self._used = end

    @property
    def array(self) -> NDArray[Any]:
        return self._rows[: self._used]


def _at_model_rate(blocks: Iterable[Audio], sample_rate_hz: int) -> Iterator[NDArray[np.float32]]:
    if sample_rate_hz == MODEL_RATE_HZ:
        for block in blocks:
            yield block[0]
        return
    resampler = Resampler(sample_rate_hz, MODEL_RATE_HZ, channels=1)
    for block in blocks:
        yield resampler.process(block)[0]
    yield resampler.finish()[0]


def _windows(sounds: Iterable[NDArray[np.float32]]) -> Iterator[tuple[NDArray[np.float32], int]]:
    """Yield windows of the sound, silence before and after it, and how many rows each completes.

    They are the first half of those that are kept of it, except that the first window, which is there to be faded out
    of, completes none.
    """
    waiting = np.zeros(_LEAD_FRAMES, np.float32)
    frames = rows = 0
    is_first = True

    def step() -> tuple[NDArray[np.float32], int]:
        nonlocal waiting, rows, is_first
        window = np.zeros(WINDOW_FRAMES, np.float32)
        window[: min(waiting.size, WINDOW_FRAMES)] = waiting[:WINDOW_FRAMES]
        waiting = waiting[_STEP_FRAMES:]
        new_rows = 0 if is_first else min(_STEP_ROWS, -(-frames // HOP_FRAMES) - rows)
        rows, is_first = rows + new_rows, False
        return window, new_rows

    for sound in sounds:
        waiting, frames = np.concatenate([waiting, sound]), frames + sound.size
        while waiting.size >= WINDOW_FRAMES:
            yield step()
    while rows * HOP_FRAMES < frames:
        yield step()


def _faded(old: NDArray[np.float32], new: NDArray[np.float32]) -> NDArray[np.float32]:
    share = ((np.arange(_STEP_ROWS, dtype=np.float32) + np.float32(0.5)) / _STEP_ROWS)[:, None]
    faded: NDArray[np.float32] = old + share * (new[:_STEP_ROWS] - old)
    return faded
