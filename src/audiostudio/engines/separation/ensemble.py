"""Lets several separators answer together, for the stems that all of them know."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.block import Block
from audiostudio.audio.dsp.stft import Analysis, Synthesis
from audiostudio.engines.separation.base import Separator, Tick, no_tick
from audiostudio.engines.separation.streaming import Estimates, exactly, in_step

Method = Literal["average", "median_spectrogram"]

_PIECE_FRAMES = 65_536
_SMALLEST = np.float32(1e-20)


class EnsembleSeparator:
    """Several separators as one.

    Args:
        separators: those that answer; each must make all of ``stems``.
        stems: what is wanted.
        method: ``average`` of the sounds, or ``median_spectrogram``: the median of the magnitudes in each bin of the
            spectrum, with the phase of the average, which drops what a single model alone believes in.
    """

    engine = "ensemble"
    sums_to_mix = False

    def __init__(self, separators: Sequence[Separator], stems: tuple[str, ...], method: Method) -> None:
        self.stems = stems
        self.model = " + ".join(separator.model for separator in separators)
        self.licence = " and ".join(dict.fromkeys(separator.licence for separator in separators))
        self._separators = separators
        self._method = method

    def separate(
        self, blocks: Iterable[Block], sample_rate_hz: int, channels: int, tick: Tick = no_tick
    ) -> Iterator[dict[str, Block]]:
        """Separate a stream; see `audiostudio.engines.separation.base.Separator.separate`."""
        answers = in_step(
            [
                self._stacked(separator.separate(blocks, sample_rate_hz, channels, tick))
                for separator in self._separators
            ]
        )
        joined = map(_average, answers) if self._method == "average" else _medians(answers, len(self.stems), channels)
        for part in joined:
            tick()
            yield dict(zip(self.stems, part, strict=True))

    def _stacked(self, parts: Iterable[dict[str, Block]]) -> Iterator[Estimates]:
        for part in parts:
            yield np.stack([part[stem] for stem in self.stems])


def _average(answers: Sequence[Estimates]) -> Estimates:
    mean: Estimates = np.mean(answers, axis=0)
    return mean


def _medians(answers: Iterable[Sequence[Estimates]], stems: int, channels: int) -> Iterator[Estimates]:
    """Yield the median of each bin; as long as the answers, though spectra come later."""
    analyses: list[Analysis] = []
    synthesis = Synthesis(stems * channels)
    frames = 0

    def sound(spectra: Sequence[NDArray[np.complex64]]) -> Estimates:
        mean = np.mean(spectra, axis=0)
        magnitude = np.median(np.abs(spectra), axis=0).astype(np.float32)
        merged = mean * (magnitude / np.maximum(np.abs(mean), _SMALLEST))
        return synthesis.push(merged).reshape(stems, channels, -1)

    made = 0
    for answer in answers:
        analyses = analyses or [Analysis(stems * channels) for _ in answer]
        for start in range(0, answer[0].shape[-1], _PIECE_FRAMES):
            pieces = [part[..., start : start + _PIECE_FRAMES].reshape(stems * channels, -1) for part in answer]
            frames += pieces[0].shape[1]
            part = sound([analysis.push(piece) for analysis, piece in zip(analyses, pieces, strict=True)])
            made += part.shape[-1]
            yield part
    if analyses:
        yield from exactly([sound([analysis.finish() for analysis in analyses])], frames - made)
