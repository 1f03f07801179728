"""The shaped programme on disk between two passes, with what the loudness loop needs to know of it in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from sys import maxsize
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.dsp.gain import node_frames
from audiostudio.audio.dsp.surroundings import without_surroundings
from audiostudio.audio.meters.loudness import KWeightedEnergy
from audiostudio.audio.meters.true_peak import PeakEnvelope
from audiostudio.audio.types import Audio


@dataclass(frozen=True)
class PeakEnergyProfile:
    """Peak and energy of a programme, step by step, about three thousand steps a second.

    Attributes:
        sample_rate_hz: rate of the programme.
        step_frames: frames a step.
        peaks: linear true peak of each step, float32.
        energies: K-weighted sum of squares of each step, float32.
    """

    sample_rate_hz: int
    step_frames: int
    peaks: NDArray[np.float32]
    energies: NDArray[np.float32]


class Scratch:
    """A programme of float32 samples in an anonymous file, which vanishes with the process whatever happens.

    Args:
        folder: where there is room for it.
        channels: how many channels it has.
    """

    def __init__(self, folder: Path, channels: int) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed with the scratch itself
        self._channels = channels
        self._sizes: list[int] = []

    @property
    def frames(self) -> int:
        """Length of the programme, with its surroundings."""
        return sum(self._sizes)

    def record(
        self, blocks: Iterable[Audio], sample_rate_hz: int, lead_frames: int = 0, frames: int | None = None
    ) -> PeakEnergyProfile:
        """Write ``blocks``, ``(channels, frames)`` each, and return their profile.

        Args:
            blocks: the programme, with surroundings or without.
            sample_rate_hz: its rate.
            lead_frames: how much stands before what the profile is of.
            frames: how much that is; all the rest if ``None``.
        """
        step = node_frames(sample_rate_hz)
        envelope = PeakEnvelope(sample_rate_hz, self._channels, step)
        weighted = KWeightedEnergy(sample_rate_hz, self._channels, Fraction(step))
        peaks, energies = [], []
        profiled = without_surroundings(self._written(blocks), lead_frames, maxsize if frames is None else frames)
        for block in profiled:
            contiguous = np.ascontiguousarray(block)
            peaks.append(envelope.feed(contiguous))
            energies.append(weighted.feed(contiguous).astype(np.float32))
        peaks.append(envelope.finish())
        known = np.concatenate(peaks)
        weighted_energies = np.zeros(len(known), np.float32)
        measured = np.concatenate(energies)
        weighted_energies[: len(measured)] = measured
        return PeakEnergyProfile(sample_rate_hz, step, known, weighted_energies)

    def _written(self, blocks: Iterable[Audio]) -> Iterator[Audio]:
        for block in blocks:
            contiguous = np.ascontiguousarray(block)
            self._file.write(contiguous.data)
            self._sizes.append(block.shape[1])
            yield contiguous

    def blocks(self) -> Iterator[Audio]:
        """Yield the programme again, from its beginning, in the same ``(channels, frames)`` blocks."""
        self._file.seek(0)
        for size in self._sizes:
            samples = np.fromfile(self._file, np.float32, self._channels * size)
            yield samples.reshape(self._channels, size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._file.close()
