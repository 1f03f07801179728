"""Folds channels for engines that know fewer: surround sound to stereo, and stereo to mono without losing a voice.

A microphone cable with crossed wires, and many a "widened" recording, has one channel upside down. The mean of its
channels is silence.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from audiostudio.audio.errors import AudioError
from audiostudio.audio.types import Audio

_HALF_POWER = np.sqrt(0.5)
# ITU-R BS.775-4, Annex 4: 3/2 to 2/0, in the order of WAVE (left, right, centre, LFE, two surrounds), and attenuated by
# 7.7 dB so that the sum of full-scale channels stays within full scale. The LFE channel is left out, as there.
_FROM_5_1 = (
    np.array([[1, 0, _HALF_POWER, 0, _HALF_POWER, 0], [0, 1, _HALF_POWER, 0, 0, _HALF_POWER]]) / (1 + 2 * _HALF_POWER)
).astype(np.float32)
# The channels are compared twenty times a second, by what they hold from 0.4 s before to 0.4 s after. The second one is
# turned over where the sum of both is less than half of what unrelated channels give, and back where they agree again.
_HOP_SECONDS = 0.05
_REACH_HOPS = 8
_TURN_BELOW, _TURN_BACK_ABOVE = -0.5, 0.25


def as_mono_or_stereo(blocks: Iterable[Audio], channels: int) -> tuple[Iterator[Audio], int]:
    """Return a stream of ``(channels, frames)`` of one or two channels, and how many: itself, or the downmix of 5.1.

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


def as_mono(blocks: Iterable[Audio], sample_rate_hz: int) -> Iterator[Audio]:
    """Yield a stream of ``(channels, frames)`` blocks as mono, ``(1, frames)``, of the same length.

    It is the mean of the channels, as long as they do not cancel each other: see `MonoDownmix`.
    """
    downmix = MonoDownmix(sample_rate_hz)
    for block in blocks:
        if (mono := downmix.process(block)).shape[1]:
            yield mono
    if (last := downmix.finish()).shape[1]:
        yield last


class MonoDownmix:
    """The mean of a stream's channels, of which the second is turned over while it is the first one upside down.

    Block edges make no difference. How alike the channels are is told from their first differences, so that a voice
    counts for more than the bass of music under it. Of other than two channels it is the plain mean.

    Args:
        sample_rate_hz: rate of the stream.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._hop = round(_HOP_SECONDS * sample_rate_hz)
        self._held: Audio | None = None
        self._last: Audio | None = None
        # Of each hop not yet decided upon, and the reach before it: its products and its power.
        self._products, self._powers = [0.0] * _REACH_HOPS, [0.0] * _REACH_HOPS
        self._compared = 0
        self._sign, self._has_begun = 1.0, False

    def process(self, audio: Audio) -> Audio:
        """Take the next ``(channels, frames)`` block and return the frames, ``(1, …)``, that can be told."""
        if audio.shape[0] != 2:
            return _mean(audio)
        known = audio if self._held is None else np.concatenate([self._held, audio], axis=1)
        hops = known.shape[1] // self._hop
        self._compare(known, hops)
        return self._told(known, hops - _REACH_HOPS)

    def finish(self) -> Audio:
        """Return the frames, ``(1, …)``, that were held back."""
        if self._held is None:
            return np.zeros((1, 0), np.float32)
        known = self._held
        hops = -(-known.shape[1] // self._hop)
        self._compare(known, hops)
        self._products += [0.0] * _REACH_HOPS
        self._powers += [0.0] * _REACH_HOPS
        padded = np.pad(known, ((0, 0), (0, hops * self._hop - known.shape[1])))
        return self._told(padded, hops)[:, : known.shape[1]]

    def _compare(self, known: Audio, hops: int) -> None:
        """Compare the channels in each of the first ``hops`` that was not compared yet."""
        for hop in range(self._compared, hops):
            start = hop * self._hop
            before = known[:, start - 1 : start] if start else self._last
            piece = known[:, start : start + self._hop]
            left, right = np.diff(piece if before is None else np.concatenate([before, piece], axis=1))
            self._products.append(2 * float(np.dot(left, right)))
            self._powers.append(float(np.dot(left, left) + np.dot(right, right)))
        self._compared = max(self._compared, hops)

    def _told(self, known: Audio, hops: int) -> Audio:
        """Return the first ``hops`` as mono, and hold back the rest."""
        hops = max(0, hops)
        frames = hops * self._hop
        before, decided = self._sign, [self._decide(hop) for hop in range(hops)]
        # A stream begins with the sign of its first hop: there is nothing to come from.
        signs = [before if self._has_begun else decided[0], *decided] if hops else [1.0]
        self._has_begun |= hops > 0
        ready = known[:, :frames]
        self._held = known[:, frames:]
        if frames:
            self._last = known[:, frames - 1 : frames]
        del self._products[:hops], self._powers[:hops]
        self._compared -= hops
        if min(signs) == 1:
            return _mean(ready)
        ramps = np.linspace(signs[:-1], signs[1:], self._hop, endpoint=False, axis=1, dtype=np.float32).reshape(-1)
        mono: Audio = ((ready[0] + ramps * ready[1]) * np.float32(0.5))[None]
        return mono

    def _decide(self, hop: int) -> float:
        """Return what the second channel is multiplied by at the end of a hop, 1 or -1."""
        window = slice(hop, hop + 2 * _REACH_HOPS + 1)
        product, power = sum(self._products[window]), sum(self._powers[window])
        if product < _TURN_BELOW * power:
            self._sign = -1.0
        elif product > _TURN_BACK_ABOVE * power:
            self._sign = 1.0
        return self._sign


def _mean(audio: Audio) -> Audio:
    mean: Audio = audio.mean(axis=0, keepdims=True, dtype=np.float32)
    return mean
