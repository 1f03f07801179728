"""Separates by masks: a network says which share of each bin of the spectrum is a stem's, segment after segment.

The last stem is the mix less the others, at the mix's own rate: so the stems' sum is the mix, whatever resampling and
the Fourier transform round away, and what lies above the networks' band is kept.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.block import Block
from audiostudio.audio.dsp.stft import Analysis, Spectra, Synthesis
from audiostudio.engines.separation.base import Tick
from audiostudio.engines.separation.streaming import Estimates, Fifo, as_the_mix, resampled

MODEL_RATE_HZ = 44_100
SEGMENT_WINDOWS = 512

# Segments overlap by a second and a half, over which one mask fades into the next: the network sees silence beyond a
# segment's edges and is least sure there.
_OVERLAP_WINDOWS = 64
_STEP_WINDOWS = SEGMENT_WINDOWS - _OVERLAP_WINDOWS

Masks = NDArray[np.float32]
"""``(stems, channels, windows, BINS)``, from 0 to 1."""

Estimate = Callable[[Spectra], Masks]
"""Takes ``(channels, windows, BINS)`` of at most SEGMENT_WINDOWS; answers for every stem but the last."""


def separate_by_masks(
    blocks: Iterable[Block],
    sample_rate_hz: int,
    channels: int,
    stems: tuple[str, ...],
    estimate: Estimate,
    tick: Tick,
) -> Iterator[dict[str, Block]]:
    """Separate a stream; see `audiostudio.engines.separation.base.Separator.separate`."""
    *masked, remaining = stems
    mix = Fifo(channels)
    heard = resampled(mix.recording(blocks), sample_rate_hz, MODEL_RATE_HZ, channels)
    estimates = _masked(heard, channels, len(masked), estimate)
    for estimated in as_the_mix(estimates, MODEL_RATE_HZ, sample_rate_hz, channels, len(masked)):
        tick()
        whole = mix.take(estimated.shape[-1])
        parts = estimated[..., : whole.shape[1]]
        yield {**dict(zip(masked, parts, strict=True)), remaining: whole - parts.sum(axis=0)}
    rest = mix.take(mix.frames)  # a frame or so that resampling back has rounded away
    if rest.shape[1]:
        yield {**{stem: np.zeros_like(rest) for stem in masked}, remaining: rest}


def _masked(blocks: Iterable[Block], channels: int, stems: int, estimate: Estimate) -> Iterator[Estimates]:
    synthesis = Synthesis(stems * channels)

    def sound(segment: Spectra, masks: Masks) -> Estimates:
        spectra = (segment * masks).reshape(stems * channels, *segment.shape[1:])
        return synthesis.push(spectra).reshape(stems, channels, -1)

    pending: list[Spectra] = []
    windows = 0
    fading: Masks | None = None
    for spectra in _spectra(blocks, channels):
        pending.append(spectra)
        windows += spectra.shape[1]
        while windows >= SEGMENT_WINDOWS:
            segment = np.concatenate(pending, axis=1)
            masks = _faded_in(estimate(segment[:, :SEGMENT_WINDOWS]), fading)
            yield sound(segment[:, :_STEP_WINDOWS], masks[:, :, :_STEP_WINDOWS])
            fading = masks[:, :, _STEP_WINDOWS:].copy()
            pending = [segment[:, _STEP_WINDOWS:]]
            windows -= _STEP_WINDOWS
    segment = np.concatenate(pending, axis=1)
    yield sound(segment, _faded_in(estimate(segment), fading))


def _faded_in(masks: Masks, fading: Masks | None) -> Masks:
    """Fade in from the end of the masks of the segment before, ``(stems, channels, _OVERLAP_WINDOWS, BINS)``."""
    if fading is not None:
        windows = min(_OVERLAP_WINDOWS, masks.shape[2])
        rise = (np.arange(windows, dtype=np.float32) + 0.5)[:, None] / _OVERLAP_WINDOWS
        masks[:, :, :windows] = fading[:, :, :windows] + rise * (masks[:, :, :windows] - fading[:, :, :windows])
    return masks


def _spectra(blocks: Iterable[Block], channels: int) -> Iterator[Spectra]:
    analysis = Analysis(channels)
    for block in blocks:
        yield analysis.push(block)
    yield analysis.finish()
