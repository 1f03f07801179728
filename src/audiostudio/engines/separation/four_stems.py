"""Separates vocals, drums, bass and the rest: Spleeter finds the voice, a small network of ours parts the remainder."""

from collections.abc import Iterable, Iterator
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from audiostudio.audio.block import Block
from audiostudio.audio.dsp.stft import Spectra
from audiostudio.engines.onnx.sessions import onnx_session
from audiostudio.engines.separation.base import Tick, no_tick
from audiostudio.engines.separation.four_stems_network import (
    BANDS,
    STEMS,
    band_magnitudes,
    four_stems_model,
    to_bands,
    to_bins,
)
from audiostudio.engines.separation.masking import SEGMENT_WINDOWS, Masks, separate_by_masks
from audiostudio.engines.separation.spleeter import SpleeterSeparator
from audiostudio.engines.weights.checkpoints import read_safetensors

_WEIGHTS = "four_stems.safetensors"  # made by training/four_stems.py, under the licence of this package


class FourStemSeparator:
    """The studio's own separator of four stems.

    Spleeter's two-stem networks give the vocals. Of the accompaniment, a network that comes with this package
    estimates which share of each band is drums and which is bass; the rest is ``other``, so the stems' sum is the mix.

    Args:
        spleeter_path: the weights of ``spleeter:2stems``.
        use_cpu: stay on the CPU even where CUDA is present.
        threads: how many CPU threads to use.
    """

    engine = "audiostudio"
    model = "studio:4stems"
    licence = "MIT"
    stems: tuple[str, ...] = ("vocals", *STEMS, "other")
    sums_to_mix = True

    def __init__(self, spleeter_path: Path, *, use_cpu: bool = True, threads: int = 2) -> None:
        self._spleeter = SpleeterSeparator(spleeter_path, use_cpu=use_cpu, threads=threads)
        self._session = onnx_session(self.model, _model, use_cpu=use_cpu, threads=threads)

    def separate(
        self, blocks: Iterable[Block], sample_rate_hz: int, channels: int, tick: Tick = no_tick
    ) -> Iterator[dict[str, Block]]:
        """Separate a stream; see `audiostudio.engines.separation.base.Separator.separate`."""

        def masks(segment: Spectra) -> Masks:
            vocals = self._spleeter.vocals_mask(segment)
            tick()
            drums, bass = self._shares(segment * (1 - vocals))
            tick()
            return np.stack([vocals, (1 - vocals) * drums, (1 - vocals) * bass])

        return separate_by_masks(blocks, sample_rate_hz, channels, self.stems, masks, tick)

    def _shares(self, accompaniment: Spectra) -> list[Masks]:
        """Return the share of each of `STEMS` in ``(channels, windows, BINS)``."""
        channels, windows = accompaniment.shape[:2]
        magnitudes = np.zeros((1, 2, SEGMENT_WINDOWS, BANDS), np.float32)
        magnitudes[0, :, :windows] = band_magnitudes(to_bands(accompaniment.real**2 + accompaniment.imag**2))
        shares = self._session.run(list(STEMS), {"magnitudes": magnitudes})
        return [to_bins(share[0, :channels, :windows]) for share in shares]


def _model() -> bytes:
    with as_file(files("audiostudio.engines.separation") / _WEIGHTS) as path:
        return four_stems_model(read_safetensors(path))
