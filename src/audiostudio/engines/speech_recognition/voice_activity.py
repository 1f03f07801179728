"""Finds the parts of a stream in which somebody speaks, so that recognizers are never asked what silence says.

The network is Silero VAD (MIT), as the package faster-whisper carries it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.types import Mono
from audiostudio.engines.onnx.sessions import onnx_session

RATE_HZ = 16_000

FRAME = 512
# The network hears the end of the frame before together with each frame.
_CONTEXT = 64
_SLAB = 32 * FRAME
_STATE_SIZE = 128
# Speech begins where it is likelier than not and goes on until it is clearly absent, as the network's authors advise.
_BEGIN, _GO_ON = 0.5, 0.35
_SHORTEST_S, _SHORTEST_PAUSE_S, _MARGIN_S = 0.25, 0.6, 0.3


@dataclass(frozen=True)
class SpeechPiece:
    """A stretch of speech.

    Attributes:
        start: its first sample, counted from the beginning of the stream.
        samples: the sound, ``(frames,)`` at `RATE_HZ`.
    """

    start: int
    samples: Mono

    @property
    def end(self) -> int:
        """The sample after its last."""
        return self.start + self.samples.size


def whole_frames(pieces: Iterable[Mono]) -> Iterator[Mono]:
    """Cut a stream at `RATE_HZ` into pieces of whole frames, for `SpeechLikelihood`; silence fills the last."""
    waiting = np.zeros(0, np.float32)
    for piece in pieces:
        waiting = np.concatenate([waiting, piece])
        whole = waiting.size - waiting.size % FRAME
        if whole:
            yield waiting[:whole]
            waiting = waiting[whole:]
    if waiting.size:
        yield np.pad(waiting, (0, FRAME - waiting.size))


class SpeechLikelihood:
    """Says of each 32 ms of a stream how likely they are speech."""

    def __init__(self) -> None:
        path = files("faster_whisper") / "assets" / "silero_vad_v6.onnx"
        self._session: Any = onnx_session("silero-vad", path.read_bytes, use_cpu=True, threads=1)
        self._state = {name: np.zeros((1, 1, _STATE_SIZE), np.float32) for name in ("h", "c")}
        self._before = np.zeros(_CONTEXT, np.float32)

    def process(self, samples: Mono) -> NDArray[np.float32]:
        """Return the likelihood of each frame of 512 samples, of which the stream's next ``samples`` are a multiple."""
        frames = samples.reshape(-1, FRAME)
        ends = np.concatenate([self._before[None], frames[:, -_CONTEXT:]])
        self._before = ends[-1]
        likelihood, self._state["h"], self._state["c"] = self._session.run(
            None, {"input": np.concatenate([ends[:-1], frames], axis=1), **self._state}
        )
        return np.asarray(likelihood, np.float32).reshape(-1)


def speech_pieces(blocks: Iterable[Mono], longest_s: float) -> Iterator[SpeechPiece]:
    """Yield the stretches of speech in a stream, in bounded memory.

    Stretches have three tenths of a second of their surroundings with them, are in order and never overlap. One that
    goes on for longer than ``longest_s`` is cut where speech is least likely in its second half.

    Args:
        blocks: the stream, ``(frames,)`` at `RATE_HZ`, in blocks of any length.
        longest_s: the longest stretch.
    """
    cutter = _Segmenter(longest_s)
    likelihood = SpeechLikelihood()
    for slab in _slabs(blocks):
        whole = slab if slab.size % FRAME == 0 else np.pad(slab, (0, -slab.size % FRAME))
        yield from cutter.process(slab, likelihood.process(whole))
    yield from cutter.finish()


def _slabs(blocks: Iterable[Mono]) -> Iterator[Mono]:
    waiting = np.zeros(0, np.float32)
    for block in blocks:
        waiting = np.concatenate([waiting, block])
        while waiting.size >= _SLAB:
            yield waiting[:_SLAB]
            waiting = waiting[_SLAB:]
    if waiting.size:
        yield waiting


class _Segmenter:
    """Turns likelihoods into pieces, keeping no more sound than the piece that is going on.

    Places are samples from the beginning of the stream.
    """

    def __init__(self, longest_s: float) -> None:
        self._longest = int(longest_s * RATE_HZ)
        self._kept = np.zeros(0, np.float32)
        self._kept_from = 0
        self._taken_to = 0  # the end of the piece before
        self._start: int | None = None  # where the piece that is going on begins
        self._spoken = 0  # how much of it is speech
        self._quiet_from: int | None = None
        self._likelihoods: list[float] = []  # of each frame since its start

    def process(self, samples: Mono, likelihoods: NDArray[np.float32]) -> Iterator[SpeechPiece]:
        frame_start = self._kept_from + self._kept.size
        self._kept = np.concatenate([self._kept, samples])
        for likelihood in likelihoods.tolist():
            yield from self._step(frame_start, likelihood)
            frame_start += FRAME
        if self._start is None:
            self._forget(frame_start - round(_MARGIN_S * RATE_HZ))

    def finish(self) -> Iterator[SpeechPiece]:
        """Yield the piece that is going on at the stream's end."""
        if self._start is not None:
            end = self._kept_from + self._kept.size
            yield from self._close(end if self._quiet_from is None else self._quiet_from)

    def _step(self, frame_start: int, likelihood: float) -> Iterator[SpeechPiece]:
        if self._start is None:
            if likelihood < _BEGIN:
                return
            self._open(max(frame_start - round(_MARGIN_S * RATE_HZ), self._taken_to, 0))
        assert self._start is not None
        self._likelihoods.append(likelihood)
        if likelihood >= _BEGIN:
            self._quiet_from = None
        elif likelihood < _GO_ON and self._quiet_from is None:
            self._quiet_from = frame_start
        if self._quiet_from is None:
            self._spoken += FRAME
        elif frame_start + FRAME - self._quiet_from >= _SHORTEST_PAUSE_S * RATE_HZ:
            yield from self._close(self._quiet_from)
            return
        if frame_start + FRAME - self._start > self._longest - FRAME:
            yield self._cut(frame_start + FRAME)

    def _open(self, start: int) -> None:
        self._start, self._spoken, self._quiet_from, self._likelihoods = start, 0, None, []

    def _close(self, speech_end: int) -> Iterator[SpeechPiece]:
        assert self._start is not None
        end = min(speech_end + round(_MARGIN_S * RATE_HZ), self._kept_from + self._kept.size)
        if self._spoken >= _SHORTEST_S * RATE_HZ:
            yield self._take(self._start, end)
        self._start = None

    def _cut(self, now: int) -> SpeechPiece:
        """End the piece where speech is least likely in its second half, and begin the next there."""
        assert self._start is not None
        half = len(self._likelihoods) // 2
        frames_after = int(np.argmin(self._likelihoods[half:][::-1]))
        start, cut = self._start, now - frames_after * FRAME
        rest = self._likelihoods[len(self._likelihoods) - frames_after :]
        piece = self._take(start, cut)
        quiet_from = self._quiet_from
        self._open(cut)
        self._likelihoods, self._spoken = rest, len(rest) * FRAME
        self._quiet_from = None if quiet_from is None else max(quiet_from, cut)
        return piece

    def _take(self, start: int, end: int) -> SpeechPiece:
        piece = SpeechPiece(start, self._kept[start - self._kept_from : end - self._kept_from].copy())
        self._taken_to = start + piece.samples.size
        self._forget(self._taken_to - round(_MARGIN_S * RATE_HZ))
        return piece

    def _forget(self, place: int) -> None:
        dropped = max(0, min(place - self._kept_from, self._kept.size))
        self._kept = self._kept[dropped:]
        self._kept_from += dropped
