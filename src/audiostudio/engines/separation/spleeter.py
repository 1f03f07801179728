"""Separates vocals from their accompaniment with Spleeter's networks, as a stream of bounded memory."""

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.block import Block
from audiostudio.audio.resample import Resampler
from audiostudio.audio.stft import BINS, Analysis, Spectra, Synthesis
from audiostudio.engines.onnx.sessions import onnx_session
from audiostudio.engines.separation.base import Tick, no_tick
from audiostudio.engines.separation.spleeter_network import SEGMENT_BINS, SEGMENT_WINDOWS, spleeter_model
from audiostudio.engines.separation.spleeter_weights import STEMS
from audiostudio.engines.weights.checkpoints import read_safetensors

_MODEL_RATE_HZ = 44_100
# Segments overlap by a second and a half, over which one mask fades into the next: the network sees silence beyond a
# segment's edges and is least sure there.
_OVERLAP_WINDOWS = 64
_STEP_WINDOWS = SEGMENT_WINDOWS - _OVERLAP_WINDOWS

Mask = NDArray[np.float32]


class SpleeterSeparator:
    """Spleeter, two stems.

    The networks only estimate which part of each bin of the spectrum is voice. The vocals are that part of the mix; the
    accompaniment is the mix less the vocals, at the mix's own rate, so the stems' sum is the mix and what lies above
    the model's band is kept.

    Args:
        weights_path: the weights, as `audiostudio.engines.weights.store.ModelStore.path` gives them.
        use_cpu: stay on the CPU even where CUDA is present.
        threads: how many CPU threads to use.
    """

    engine = "spleeter"
    model = "spleeter:2stems"
    licence = "MIT"
    stems: tuple[str, ...] = STEMS
    sums_to_mix = True

    def __init__(self, weights_path: Path, *, use_cpu: bool = True, threads: int = 2) -> None:
        self._session = onnx_session(
            (self.model, str(weights_path)),
            lambda: spleeter_model(read_safetensors(weights_path)),
            use_cpu=use_cpu,
            threads=threads,
        )

    def separate(
        self, blocks: Iterable[Block], sample_rate_hz: int, channels: int, tick: Tick = no_tick
    ) -> Iterator[dict[str, Block]]:
        """Separate a stream; see `audiostudio.engines.separation.base.Separator.separate`."""
        mix = _Fifo(channels)
        vocals = self._vocals(mix.recording(blocks), sample_rate_hz, channels)
        for estimate in vocals:
            tick()
            part = mix.take(estimate.shape[1])
            voice = estimate[:, : part.shape[1]]
            yield {"vocals": voice, "accompaniment": part - voice}
        rest = mix.take(mix.frames)  # a frame or so that resampling back has rounded away
        if rest.shape[1]:
            yield {"vocals": np.zeros_like(rest), "accompaniment": rest}

    def _vocals(self, blocks: Iterable[Block], sample_rate_hz: int, channels: int) -> Iterator[Block]:
        """Yield the vocals at the mix's rate, in step with it."""
        if sample_rate_hz == _MODEL_RATE_HZ:
            yield from self._vocals_at_model_rate(blocks, channels)
            return
        there = Resampler(sample_rate_hz, _MODEL_RATE_HZ, channels)
        back = Resampler(_MODEL_RATE_HZ, sample_rate_hz, channels)
        for vocals in self._vocals_at_model_rate(_resampled(blocks, there), channels):
            yield back.process(vocals)
        yield back.finish()

    def _vocals_at_model_rate(self, blocks: Iterable[Block], channels: int) -> Iterator[Block]:
        synthesis = Synthesis(channels)
        pending: list[Spectra] = []
        windows = 0
        fading: Mask | None = None
        for spectra in _spectra(blocks, channels):
            pending.append(spectra)
            windows += spectra.shape[1]
            while windows >= SEGMENT_WINDOWS:
                segment = np.concatenate(pending, axis=1)
                mask = self._mask(segment[:, :SEGMENT_WINDOWS], fading)
                yield synthesis.push(segment[:, :_STEP_WINDOWS] * mask[:, :_STEP_WINDOWS])
                fading = mask[:, _STEP_WINDOWS:]
                pending = [segment[:, _STEP_WINDOWS:]]
                windows -= _STEP_WINDOWS
        segment = np.concatenate(pending, axis=1)
        yield synthesis.push(segment * self._mask(segment, fading)[:, :windows])

    def _mask(self, segment: Spectra, fading: Mask | None) -> Mask:
        """Estimate the vocals' share of each bin, fading in from the mask of the segment before.

        Args:
            segment: ``(channels, windows, BINS)`` of at most SEGMENT_WINDOWS.
            fading: ``(channels, _OVERLAP_WINDOWS, BINS)``, or ``None`` at the start.

        Returns:
            ``(channels, SEGMENT_WINDOWS, BINS)``.
        """
        channels, windows = segment.shape[:2]
        magnitudes = np.zeros((1, 2, SEGMENT_WINDOWS, SEGMENT_BINS), np.float32)
        magnitudes[0, :, :windows] = np.abs(segment[:, :, :SEGMENT_BINS])
        (estimate,) = self._session.run(["mask"], {"magnitudes": magnitudes})
        known = estimate[0] if channels == 2 else estimate[0].mean(axis=0, keepdims=True)
        mask = np.empty((channels, SEGMENT_WINDOWS, BINS), np.float32)
        mask[:, :, :SEGMENT_BINS] = known
        # The network hears up to 11 kHz; above goes Spleeter's "average" extension of the mask.
        mask[:, :, SEGMENT_BINS:] = known.mean(axis=2, keepdims=True)
        if fading is not None:
            rise = (np.arange(_OVERLAP_WINDOWS, dtype=np.float32) + 0.5)[:, None] / _OVERLAP_WINDOWS
            mask[:, :_OVERLAP_WINDOWS] = fading + rise * (mask[:, :_OVERLAP_WINDOWS] - fading)
        return mask


class _Fifo:
    """Keeps the mix until its vocals are known."""

    def __init__(self, channels: int) -> None:
        self._blocks: deque[Block] = deque()
        self._channels = channels
        self.frames = 0

    def recording(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Pass ``blocks`` on, keeping each."""
        for block in blocks:
            self._blocks.append(block)
            self.frames += block.shape[1]
            yield block

    def take(self, frames: int) -> Block:
        """Remove and return the oldest ``frames``, or as many as there are."""
        taken = []
        missing = min(frames, self.frames)
        self.frames -= missing
        while missing:
            block = self._blocks.popleft()
            if block.shape[1] > missing:
                self._blocks.appendleft(block[:, missing:])
                block = block[:, :missing]
            taken.append(block)
            missing -= block.shape[1]
        return np.concatenate([np.zeros((self._channels, 0), np.float32), *taken], axis=1)


def _resampled(blocks: Iterable[Block], resampler: Resampler) -> Iterator[Block]:
    for block in blocks:
        yield resampler.process(block)
    yield resampler.finish()


def _spectra(blocks: Iterable[Block], channels: int) -> Iterator[Spectra]:
    analysis = Analysis(channels)
    for block in blocks:
        yield analysis.push(block)
    yield analysis.finish()
