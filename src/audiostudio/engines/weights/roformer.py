"""The RoFormer weights whose author, licence and content are known, with the settings that they were published with."""

from collections.abc import Mapping
from typing import Any

from audiostudio.engines.weights.models import HubSource, Model

MEL_BAND_ROFORMER = Model(
    name="mel_band_roformer",
    title="Mel-Band RoFormer, vocals and the rest",
    author="Kimberley Jensen",
    licence="MIT",
    file_name="MelBandRoformer.ckpt",
    size_bytes=913_106_900,
    sha256="87201f4d31afb5bc79993230fc49446918425574db48c01c405e44f365c7559e",
    sources=(
        HubSource(
            "https://huggingface.co/KimberleyJSN/melbandroformer/resolve/"
            "ac9b0614ab3cd7f77219e18ba494dfd93956c348/MelBandRoformer.ckpt"
        ),
    ),
    on_demand=True,
)

# config_vocals_mel_band_roformer_kj.yaml, as far as it is about the network and what it hears.
MEL_BAND_ROFORMER_CONFIG: Mapping[str, Any] = {
    "audio": {"chunk_size": 352_800, "sample_rate": 44_100},
    "model": {
        "dim": 384,
        "depth": 6,
        "stereo": True,
        "num_stems": 1,
        "time_transformer_depth": 1,
        "freq_transformer_depth": 1,
        "num_bands": 60,
        "dim_head": 64,
        "heads": 8,
        "attn_dropout": 0,
        "ff_dropout": 0,
        "flash_attn": True,
        "dim_freqs_in": 1_025,
        "sample_rate": 44_100,
        "stft_n_fft": 2_048,
        "stft_hop_length": 441,
        "stft_win_length": 2_048,
        "stft_normalized": False,
        "mask_estimator_depth": 2,
    },
    "training": {"instruments": ["vocals", "other"], "target_instrument": "vocals"},
    "inference": {"num_overlap": 2},
}
