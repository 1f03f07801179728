"""What makes tracks an album: one loudness that all share in their own proportions, and tones that belong together."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.dsp.fir import MidSideFilter, minimum_phase
from audiostudio.audio.dsp.surroundings import EdgeMeter, goes_on
from audiostudio.audio.mastering.descriptors import GRID_HZ, Descriptors
from audiostudio.audio.mastering.master import Seams
from audiostudio.audio.mastering.reference import difference, mean_curve
from audiostudio.audio.mastering.stages import Stage
from audiostudio.audio.meters.loudness import gated_loudness_lufs
from audiostudio.audio.meters.programme import Measurement
from audiostudio.audio.types import Curve

# A ballad may be softer than the album, and an opener louder; beyond this a listener reaches for the volume.
LOUDEST_ABOVE_LU = 3.0
SOFTEST_BELOW_LU = -6.0
# Tracks are to be related, not alike.
_MOST_TONE_DB = 3.0
_AUDIBLE_DB = 0.1
_SOLVING_STEPS = 4


def album_loudness_lufs(gating_blocks: Sequence[NDArray[np.float64]]) -> float:
    """Return the integrated loudness of tracks in a row, from the gating blocks of each, ``(blocks,)``."""
    return gated_loudness_lufs(np.concatenate(gating_blocks))


def track_targets_lufs(tracks: Sequence[Measurement], target_lufs: float) -> list[float]:
    """Return a loudness for each track that keeps their proportions and makes the album ``target_lufs``.

    A track further than `LOUDEST_ABOVE_LU` above or `SOFTEST_BELOW_LU` below the album is brought to that bound.

    Args:
        tracks: what the mixes measure.
        target_lufs: integrated loudness of the whole album.
    """
    album_lufs = album_loudness_lufs([track.gating_blocks for track in tracks])
    own = [track.loudness.integrated_lufs for track in tracks]
    relative = [min(LOUDEST_ABOVE_LU, max(SOFTEST_BELOW_LU, lufs - album_lufs)) for lufs in own]
    offset = target_lufs
    for _ in range(_SOLVING_STEPS):
        planned = [
            track.gating_blocks * 10 ** ((place + offset - lufs) / 10)
            for track, place, lufs in zip(tracks, relative, own, strict=True)
        ]
        offset += target_lufs - album_loudness_lufs(planned)
    return [place + offset for place in relative]


def tone_alignment(described: Sequence[Descriptors], share: float) -> list[Curve]:
    """Return for each track the gains in dB, ``(60,)`` on `GRID_HZ`, that bring its tone nearer to the album's.

    Args:
        described: of the mixes.
        share: 0 to 1, how much of the way; no gain goes beyond 3 dB.
    """
    mean = mean_curve([descriptors.spectrum.mid_db for descriptors in described])
    gains = (share * difference(mean, descriptors.spectrum.mid_db) for descriptors in described)
    return [np.clip(gain, -_MOST_TONE_DB, _MOST_TONE_DB) for gain in gains]


def alignment_stages(curve: Curve, source: Measurement) -> tuple[Stage, ...]:
    """Return the stage that applies a curve of `tone_alignment`, ``(60,)``, to middle and side; none if inaudible."""
    largest_db = float(np.abs(curve).max())
    if largest_db < _AUDIBLE_DB:
        return ()
    response = minimum_phase(GRID_HZ, curve, source.sample_rate_hz)
    shown = np.arange(4, len(GRID_HZ), 6)
    settings = {
        "frequencies_hz": [round(float(hz)) for hz in GRID_HZ[shown]],
        "gains_db": [round(float(gain), 1) for gain in curve[shown]],
        "largest_db": round(largest_db, 1),
    }
    return (Stage("tone alignment", MidSideFilter(response, response, source.channels), settings),)


def seams(edges: Sequence[EdgeMeter], tracks: Sequence[Measurement]) -> list[Seams]:
    """Return for each track what it goes on from and in: its neighbours of the same rate where the sound does not stop.

    Args:
        edges: of the mixes.
        tracks: what the mixes measure.
    """
    joined = [
        one.sample_rate_hz == other.sample_rate_hz and goes_on(edge.tail(), next_edge.head(), one.sample_rate_hz)
        for (one, other), (edge, next_edge) in zip(pairwise(tracks), pairwise(edges), strict=True)
    ]
    return [
        Seams(
            before=edges[number - 1].tail() if from_before else None,
            after=edges[number + 1].head() if into_next else None,
        )
        for number, (from_before, into_next) in enumerate(pairwise([False, *joined, False]))
    ]
