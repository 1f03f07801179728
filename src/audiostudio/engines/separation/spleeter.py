"""Separates vocals from their accompaniment with Spleeter's networks, as a stream of bounded memory."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.block import Block
from audiostudio.audio.dsp.stft import BINS, Spectra
from audiostudio.engines.onnx.sessions import onnx_session
from audiostudio.engines.separation.base import Tick, no_tick
from audiostudio.engines.separation.masking import SEGMENT_WINDOWS, separate_by_masks
from audiostudio.engines.separation.spleeter_network import SEGMENT_BINS, spleeter_model
from audiostudio.engines.separation.spleeter_weights import STEMS
from audiostudio.engines.weights.checkpoints import read_safetensors


class SpleeterSeparator:
    """Spleeter, two stems.

    The networks only estimate which part of each bin of the spectrum is voice. The vocals are that part of the mix; the
    accompaniment is the mix less the vocals.

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
        return separate_by_masks(
            blocks, sample_rate_hz, channels, self.stems, lambda segment: self.vocals_mask(segment)[None], tick
        )

    def vocals_mask(self, segment: Spectra) -> NDArray[np.float32]:
        """Estimate the vocals' share of each bin.

        Args:
            segment: ``(channels, windows, BINS)`` of a mono or stereo mix, at most SEGMENT_WINDOWS.

        Returns:
            the same shape, from 0 to 1.
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
        return mask[:, :windows]
