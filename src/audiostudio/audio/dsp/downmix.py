"""Folds surround sound to stereo for engines that know no more than two channels."""

from collections.abc import Iterable, Iterator

import numpy as np

from audiostudio.audio.block import Block
from audiostudio.audio.errors import AudioError

_HALF_POWER = np.sqrt(0.5)
# ITU-R BS.775-4, Annex 4: 3/2 to 2/0, in the order of WAVE (left, right, centre, LFE, two surrounds), and attenuated by
# 7.7 dB so that the sum of full-scale channels stays within full scale. The LFE channel is left out, as there.
_FROM_5_1 = (
    np.array([[1, 0, _HALF_POWER, 0, _HALF_POWER, 0], [0, 1, _HALF_POWER, 0, 0, _HALF_POWER]]) / (1 + 2 * _HALF_POWER)
).astype(np.float32)


def as_mono_or_stereo(blocks: Iterable[Block], channels: int) -> tuple[Iterator[Block], int]:
    """Return a stream of one or two channels, and how many: itself, or the downmix of 5.1.

    Raises:
        AudioError: ``audio_channels_unsupported`` for other channel counts.
    """
    if channels <= 2:
        return iter(blocks), channels
    if channels == 6:
        return (_FROM_5_1 @ block for block in blocks), 2
    raise AudioError(
        "audio_channels_unsupported",
        f"Mono, stereo and 5.1 can be worked on here, not {channels} channels; mix the file down to stereo first.",
    )
