"""What a piece sounds like in a listener's words: musicnn's tags, by numpy alone.

The network is that of Pons and Serra, "musicnn: pre-trained convolutional neural networks for music audio tagging"
(ISMIR 2019), once trained on MagnaTagATune's tags (instruments, moods, some genres) and once on those of the Million
Song Dataset (genres, decades, moods). Tags of one list compare with each other, not with those of the other.
"""

from functools import cache
from typing import Literal

import numpy as np
import soxr
from benchmarks.support.measuring_models import measuring_model
from numpy.typing import NDArray

from audiostudio.audio.dsp.mel import mel_filters
from audiostudio.engines.weights.checkpoints import read_safetensors

TagList = Literal["MTT", "MSD"]
Floats = NDArray[np.float32]


def _tags(text: str) -> tuple[str, ...]:
    return tuple(" ".join(tag.split()) for tag in text.split(","))


TAGS: dict[TagList, tuple[str, ...]] = {
    "MTT": _tags(
        """
    guitar, classical, slow, techno, strings, drums, electronic, rock, fast, piano, ambient, beat, violin,
    vocal, synth, female, indian, opera, male, singing, vocals, no vocals, harpsichord, loud, quiet, flute,
    woman, male vocal, no vocal, pop, soft, sitar, solo, man, classic, choir, voice, new age, dance, male voice,
    female vocal, beats, harp, cello, no voice, weird, country, metal, female voice, choral
    """
    ),
    "MSD": _tags(
        """
    rock, pop, alternative, indie, electronic, female vocalists, dance, 00s, alternative rock, jazz, beautiful,
    metal, chillout, male vocalists, classic rock, soul, indie rock, Mellow, electronica, 80s, folk, 90s, chill,
    instrumental, punk, oldies, blues, hard rock, ambient, acoustic, experimental, female vocalist, guitar, Hip-
    Hop, 70s, party, country, easy listening, sexy, catchy, funk, electro, heavy metal, Progressive rock, 60s,
    rnb, indie pop, sad, House, happy
    """
    ),
}
_RATE_HZ, _WINDOW, _HOP, _BANDS = 16_000, 512, 256, 96
_PATCH = 187  # windows of 3 s, as it was trained


def music_tags(sound: Floats, rate_hz: float, tag_list: TagList, *, most_patches: int = 10) -> dict[str, float]:
    """Return how strongly each of 50 tags is heard, 0 to 1, strongest first.

    Args:
        sound: ``(channels, frames)`` or ``(frames,)``, at least 3 s.
        rate_hz: its rate.
        tag_list: the list the network was trained on.
        most_patches: so many passages of 3 s, evenly spread, are heard; the answer is their mean.
    """
    spectrogram = _spectrogram(sound, rate_hz)
    patches = len(spectrogram) // _PATCH
    if not patches:
        raise ValueError("tags need 3 s of sound")
    chosen = np.linspace(0, patches - 1, min(patches, most_patches)).astype(int)
    network = _network(tag_list)
    strengths = np.mean([network(spectrogram[at * _PATCH : (at + 1) * _PATCH]) for at in chosen], axis=0)
    named = zip(TAGS[tag_list], map(float, strengths), strict=True)
    return dict(sorted(named, key=lambda pair: -pair[1]))


def _spectrogram(sound: Floats, rate_hz: float) -> Floats:
    mono = np.atleast_2d(sound).mean(axis=0)
    mono = mono if rate_hz == _RATE_HZ else soxr.resample(mono, rate_hz, _RATE_HZ)
    padded = np.pad(mono, _WINDOW // 2)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW)
    framed = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP] * window
    power = np.abs(np.fft.rfft(framed)) ** 2 @ mel_filters(_RATE_HZ, _WINDOW, _BANDS).T
    # The network was trained on half precision.
    return np.asarray(np.log10(10_000 * power.astype(np.float16).astype(np.float32) + 1), np.float32)


@cache
def _network(tag_list: TagList) -> "_Musicnn":
    return _Musicnn(tag_list)


class _Musicnn:
    def __init__(self, tag_list: TagList) -> None:
        self._weights = read_safetensors(measuring_model(f"musicnn-{tag_list.lower()}"))

    def __call__(self, patch: Floats) -> Floats:
        """Return 50 strengths of a patch ``(windows, bands)``."""
        heard = self._normalised(patch[:, :, None], 0)
        timbral = [self._normalised(self._convolved(heard, number, 3, 3), number + 1).max(1) for number in (0, 1)]
        temporal = []
        for number in (2, 3, 4):
            reach = self._weights[f"conv2d_{number}/kernel"].shape[0] - 1
            convolved = self._convolved(heard, number, reach // 2, reach - reach // 2)
            temporal.append(self._normalised(convolved, number + 1).max(1))
        front = np.concatenate([*timbral, *temporal], axis=1)[:, :, None]
        first = np.swapaxes(self._normalised(self._convolved(front, 5, 3, 3), 6), 1, 2)
        second = np.swapaxes(self._normalised(self._convolved(first, 6, 3, 3), 7), 1, 2) + first
        third = np.swapaxes(self._normalised(self._convolved(second, 7, 3, 3), 8), 1, 2) + second
        every = np.concatenate([front, first, second, third], axis=1)
        # Flattened as the network's author did: of each feature its maximum, then its mean.
        pooled = np.concatenate([every.max(0), every.mean(0)], axis=1).ravel()
        hidden = self._normalised(np.maximum(0, self._dense(self._normalised(pooled, 9), "dense")), 10)
        return np.asarray(1 / (1 + np.exp(-self._dense(hidden, "dense_1"))), np.float32)

    def _normalised(self, values: Floats, number: int) -> Floats:
        name = "batch_normalization" + (f"_{number}" if number else "")
        mean, variance, gamma, beta = (
            self._weights[f"{name}/{part}"] for part in ("moving_mean", "moving_variance", "gamma", "beta")
        )
        return np.asarray((values - mean) / np.sqrt(variance + 1e-3) * gamma + beta, np.float32)

    def _convolved(self, values: Floats, number: int, before: int, after: int) -> Floats:
        name = "conv2d" + (f"_{number}" if number else "")
        kernel = self._weights[f"{name}/kernel"]
        padded = np.pad(values, ((before, after), (0, 0), (0, 0)))
        patches = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape[:2], axis=(0, 1))
        summed = np.tensordot(patches, kernel.transpose(2, 0, 1, 3), axes=3)
        return np.asarray(np.maximum(0, summed + self._weights[f"{name}/bias"]), np.float32)

    def _dense(self, values: Floats, name: str) -> Floats:
        return np.asarray(values @ self._weights[f"{name}/kernel"] + self._weights[f"{name}/bias"], np.float32)
