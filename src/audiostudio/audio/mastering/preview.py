"""A pair of excerpts to compare by ear: the same seconds of mix and master, equally loud, so that louder is not better.

Listeners prefer the louder of two versions whatever else differs; only at equal loudness can tone be judged.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from audiostudio.audio.codecs import AudioFormat, create_audio, open_audio, read_audio
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import prefetch, process_all
from audiostudio.audio.meters.loudness import KWeightedEnergy, measure_loudness, sliding_sums
from audiostudio.audio.meters.true_peak import to_db
from audiostudio.audio.types import Audio

PREVIEW_SECONDS = 30
_FORMAT = AudioFormat("MP3", bitrate_kbps=192)
_RATES_HZ = (44_100, 48_000)
_FADE_SECONDS = 0.02
# What two players' meters can still tell apart is more than this.
_EQUAL_LU = 0.03
_MAX_PASSES = 4


@dataclass(frozen=True)
class Previews:
    """What was made.

    Attributes:
        start_seconds: where the excerpts begin.
        seconds: how long they are.
        original_lufs: integrated loudness of the mix's excerpt, decoded.
        master_lufs: that of the master's.
        original_gain_db: by how much the mix's excerpt was turned down, 0 or negative.
        master_gain_db: the same of the master's.
    """

    start_seconds: int
    seconds: float
    original_lufs: float
    master_lufs: float
    original_gain_db: float
    master_gain_db: float


def make_previews(original: Path, master: Path, original_preview: Path, master_preview: Path) -> Previews:
    """Cut the loudest half minute out of both files and write them as MP3, the louder one turned down.

    The excerpts begin at a whole second of either file, so they are aligned to the sample at whatever rates.

    Args:
        original: the mix.
        master: what was made of it.
        original_preview: the file to make of the mix.
        master_preview: the file to make of the master.

    Raises:
        AudioError: a file cannot be decoded.
    """
    start, (paths, previews) = _loudest_second(master), ((original, master), (original_preview, master_preview))
    with open_audio(master) as reader:
        rate_hz = next((rate for rate in _RATES_HZ if reader.sample_rate_hz % rate == 0), _RATES_HZ[0])
    excerpts = [_excerpt(path, start, rate_hz) for path in paths]
    frames = min(excerpt.shape[1] for excerpt in excerpts)
    excerpts = [_faded(excerpt[:, :frames], rate_hz) for excerpt in excerpts]
    measured = [measure_loudness(excerpt, rate_hz).integrated_lufs for excerpt in excerpts]
    # A mix in floating point can be beyond full scale, where a player would cut it.
    peaks_db = np.array([to_db(float(np.abs(excerpt).max(initial=0))) for excerpt in excerpts])
    gains_db = np.zeros(2)
    for _ in range(_MAX_PASSES):
        difference_lu = measured[1] - measured[0]
        if not np.isfinite(difference_lu):
            difference_lu = 0.0
        gains_db += (min(0.0, difference_lu), min(0.0, -difference_lu))
        gains_db -= max(
            float(gains_db.max()), float((gains_db + peaks_db).max())
        )  # no more than needed, and none clips
        for excerpt, path, gain_db in zip(excerpts, previews, gains_db, strict=True):
            with create_audio(path, _FORMAT, rate_hz, excerpt.shape[0]) as writer:
                writer.write(excerpt * np.float32(10 ** (gain_db / 20)))
        measured = [measure_loudness(*read_audio(path)).integrated_lufs for path in previews]
        if not abs(measured[1] - measured[0]) > _EQUAL_LU:
            break
    return Previews(start, frames / rate_hz, measured[0], measured[1], float(gains_db[0]), float(gains_db[1]))


def _loudest_second(path: Path) -> int:
    """Return the second at which the half minute with the most K-weighted energy begins."""
    with open_audio(path) as reader:
        meter = KWeightedEnergy(reader.sample_rate_hz, reader.channels, Fraction(reader.sample_rate_hz))
        energies = np.concatenate([np.zeros(0), *(meter.feed(block) for block in prefetch(reader.blocks()))])
    sums = sliding_sums(energies, PREVIEW_SECONDS)
    return int(np.argmax(sums)) if len(sums) else 0


def _excerpt(path: Path, start_seconds: int, rate_hz: int) -> Audio:
    with open_audio(path) as reader:
        first = start_seconds * reader.sample_rate_hz
        last = first + PREVIEW_SECONDS * reader.sample_rate_hz
        pieces, position = [], 0
        for block in reader.blocks():
            pieces.append(block[:, max(0, first - position) : max(0, last - position)])
            position += block.shape[1]
            if position >= last:
                break
        cut = np.concatenate(pieces, axis=1)
        if reader.sample_rate_hz != rate_hz:
            cut = process_all(cut, Resampler(reader.sample_rate_hz, rate_hz, reader.channels))
    return cut


def _faded(audio: Audio, rate_hz: int) -> Audio:
    """Return an excerpt whose edges do not click."""
    frames = min(round(_FADE_SECONDS * rate_hz), audio.shape[1] // 2)
    ramp = np.sin(np.linspace(0, np.pi / 2, frames, dtype=np.float32)) ** 2
    faded = audio.copy()
    faded[:, :frames] *= ramp
    faded[:, audio.shape[1] - frames :] *= ramp[::-1]
    return faded
