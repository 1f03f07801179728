"""The Mel-Band RoFormer: a Band-Split RoFormer whose bands overlap, as wide as the mel scale makes them.

Wang, Lu and Won, "Mel-Band RoFormer for Music Source Separation", 2023 (arXiv:2310.01809). Its layers are those of the
Band-Split RoFormer; parts are named as in the published checkpoints.
"""

from collections.abc import Iterable
from typing import Any, cast

import numpy as np
import torch
from bs_roformer.bs_roformer import BandSplit, MaskEstimator, Transformer
from numpy.typing import NDArray
from rotary_embedding_torch import RotaryEmbedding
from torch import Tensor, nn

from audiostudio.audio.dsp.mel import mel_edges_hz


class MelBandRoformer(nn.Module):
    """Estimates a complex mask for each stem.

    Args:
        dim: width of a band's features.
        depth: how many pairs of transformers, along time and along bands.
        stereo: whether sounds have two channels, which are heard together.
        num_stems: how many stems are estimated.
        time_transformer_depth: layers in each transformer along time.
        freq_transformer_depth: layers in each transformer along bands.
        num_bands: how many bands.
        dim_head: width of an attention head.
        heads: how many heads.
        attn_dropout: of the training.
        ff_dropout: of the training.
        flash_attn: whether attention is computed by torch's fused kernels.
        sample_rate: of the sounds in Hz, which places the bands.
        stft_n_fft: length of a spectrum's window.
        stft_hop_length: frames from one to the next.
        stft_win_length: frames that the window covers.
        stft_normalized: whether spectra are normalised.
        mask_estimator_depth: hidden layers of a band's mask estimator.
        multi_stft_resolution_loss_weight: of the training, as the next four.
        multi_stft_resolutions_window_sizes: not used.
        multi_stft_hop_size: not used.
        multi_stft_normalized: not used.
    """

    freq_indices: Tensor
    bands_per_row: Tensor
    window: Tensor

    def __init__(
        self,
        dim: int,
        *,
        depth: int,
        stereo: bool = False,
        num_stems: int = 1,
        time_transformer_depth: int = 2,
        freq_transformer_depth: int = 2,
        num_bands: int = 60,
        dim_head: int = 64,
        heads: int = 8,
        attn_dropout: float = 0.1,
        ff_dropout: float = 0.1,
        flash_attn: bool = True,
        sample_rate: int = 44_100,
        stft_n_fft: int = 2_048,
        stft_hop_length: int = 512,
        stft_win_length: int = 2_048,
        stft_normalized: bool = False,
        mask_estimator_depth: int = 1,
        multi_stft_resolution_loss_weight: float = 1.0,
        multi_stft_resolutions_window_sizes: tuple[int, ...] = (),
        multi_stft_hop_size: int = 147,
        multi_stft_normalized: bool = False,
    ) -> None:
        super().__init__()
        self._channels = 2 if stereo else 1
        self._stft: dict[str, Any] = {
            "n_fft": stft_n_fft,
            "hop_length": stft_hop_length,
            "win_length": stft_win_length,
            "normalized": stft_normalized,
        }
        shared = {
            "dim": dim,
            "heads": heads,
            "dim_head": dim_head,
            "attn_dropout": attn_dropout,
            "ff_dropout": ff_dropout,
            "flash_attn": flash_attn,
        }
        along_time, along_bands = RotaryEmbedding(dim=dim_head), RotaryEmbedding(dim=dim_head)
        self.layers = nn.ModuleList(
            nn.ModuleList(
                [
                    Transformer(depth=time_transformer_depth, rotary_embed=along_time, **shared),
                    Transformer(depth=freq_transformer_depth, rotary_embed=along_bands, **shared),
                ]
            )
            for _ in range(depth)
        )
        self.register_buffer("window", torch.hann_window(stft_win_length), persistent=False)
        widths = self._register_bands(mel_bands(sample_rate, stft_n_fft, num_bands))
        self.band_split = BandSplit(dim=dim, dim_inputs=widths)
        # The estimator of the Band-Split RoFormer counts its last layer as well.
        self.mask_estimators = nn.ModuleList(
            MaskEstimator(dim=dim, dim_inputs=widths, depth=mask_estimator_depth + 1) for _ in range(num_stems)
        )

    def _register_bands(self, bands: NDArray[np.bool_]) -> tuple[int, ...]:
        """Keep which rows of a spectrum each band takes, and return how many figures that makes for each.

        A row of the spectrum is a bin of one channel; a band takes its bins, both channels of each together.
        """
        rows = np.concatenate([np.flatnonzero(band) for band in bands])[:, None] * self._channels
        rows = (rows + np.arange(self._channels)).ravel()
        self.register_buffer("freq_indices", torch.from_numpy(rows), persistent=False)
        counts = np.repeat(bands.sum(axis=0), self._channels)
        self.register_buffer("bands_per_row", torch.from_numpy(counts)[:, None], persistent=False)
        return tuple(int(2 * bins * self._channels) for bins in bands.sum(axis=1))

    def forward(self, sound: Tensor) -> Tensor:
        """Return ``(1, stems, channels, frames)`` for ``(1, channels, frames)``; one stem alone without its axis."""
        spectrum = torch.stft(sound[0], **self._stft, window=self.window, return_complex=True)
        rows = spectrum.transpose(0, 1).flatten(0, 1)  # (bins x channels, times)
        times = rows.shape[1]
        banded = torch.view_as_real(rows[self.freq_indices]).permute(1, 0, 2).flatten(1)
        features = self.band_split(banded[None])[0]  # (times, bands, dim)
        for over_time, over_bands in cast("Iterable[tuple[nn.Module, nn.Module]]", self.layers):
            features = over_time(features.transpose(0, 1))[0].transpose(0, 1)
            features = over_bands(features)[0]
        stems = []
        for estimator in self.mask_estimators:
            parts = torch.view_as_complex(estimator(features[None])[0].reshape(times, -1, 2)).T
            summed = torch.zeros_like(rows).index_add_(0, self.freq_indices, parts)
            masked = rows * (summed / self.bands_per_row)
            back = masked.reshape(-1, self._channels, times).transpose(0, 1)
            stems.append(torch.istft(back, **self._stft, window=self.window))
        return torch.stack(stems)[None] if len(stems) > 1 else stems[0][None]


def mel_bands(sample_rate_hz: int, window_frames: int, bands: int) -> NDArray[np.bool_]:
    """Tell which bins of a spectrum belong to which band: those inside a triangular mel filter's foot.

    Returns:
        ``(bands, window_frames // 2 + 1)``; bands overlap by half, and every bin belongs to one at least.

    Raises:
        ValueError: there are more bands than the lowest bins can fill, or bins without a band.
    """
    edges_hz = mel_edges_hz(sample_rate_hz, bands)
    bins_hz = np.arange(window_frames // 2 + 1) * (sample_rate_hz / window_frames)
    inside = np.array([(low < bins_hz) & (bins_hz < high) for low, high in zip(edges_hz, edges_hz[2:], strict=False)])
    # No filter reaches the two ends of the spectrum: they go to the outermost bands.
    inside[0, 0] = inside[-1, -1] = True
    if not (inside.any(axis=0).all() and inside.any(axis=1).all()):
        raise ValueError(f"{bands} bands and the bins of {window_frames} frames at {sample_rate_hz} Hz do not match")
    return inside
