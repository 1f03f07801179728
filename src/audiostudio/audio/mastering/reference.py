"""Mastering after a reference: what separates a mix from records its maker likes, and the stages that close the gap."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from audiostudio.audio.dsp.compressor import Compressor, CompressorSettings
from audiostudio.audio.dsp.fir import MidSideFilter, minimum_phase
from audiostudio.audio.dsp.stereo import StereoImage, StereoWidener
from audiostudio.audio.errors import AudioError
from audiostudio.audio.mastering.analysis import Measurement, portray_source
from audiostudio.audio.mastering.descriptors import GRID_HZ, Curve, Levels, Portrait
from audiostudio.audio.mastering.genres import toneless
from audiostudio.audio.mastering.stages import WIDE_ABOVE_HZ, Stage, compressor_facts, opening_stages, working_gain_db

# How a master after a reference behaves at loud targets: like a genre without a tone of its own.
REFERENCE = toneless("Reference", high_pass_hz=20.0)

# A verse says nothing about the chorus, but less than this says nothing about anything.
SHORTEST_REFERENCE_SECONDS = 5.0
# Further apart, a mix needs another arrangement or another mix; a filter would only lift noise.
_MOST_GAIN_DB = 12.0
# Where a programme has this much less than at its strongest, there is nothing to lift, and nothing to learn.
_EMPTY_BELOW_DB = -75.0
_LEVEL_HZ = (100.0, 10_000.0)
_COMPARED = (GRID_HZ >= 40) & (GRID_HZ <= 16_000)
_GRID_SMOOTHING = np.array([0.25, 0.5, 0.25])
_WIDTH_DB = (-6.0, 4.0)
_MONO_BELOW_DB = -35.0
_NOTABLE_DB = 0.5
_MOST_RATIO = 3.0
_KNEE_DB = 6.0
# Speech has many pauses, one voice in the middle, no bass, and moves at the pace of syllables.
_SPEECH_PAUSES = 0.12
_SPEECH_SYLLABLES = 0.35
_SPEECH_SIDE_DB = -25.0


@dataclass(frozen=True)
class Matching:
    """What to take over from a reference.

    Attributes:
        spectrum: its average spectrum, of middle and side.
        dynamics: how far its loud moments stand out, where the mix's stand out further.
        width: the level of its side.
        intensity: 0 to 1, how much of each.
    """

    spectrum: bool = True
    dynamics: bool = True
    width: bool = True
    intensity: float = 1.0


@dataclass(frozen=True)
class Reference:
    """What one or several references have in common, each weighing the same.

    Attributes:
        integrated_lufs: mean of their loudness.
        range_lu: mean of their loudness ranges.
        peak_to_loudness_lu: mean of true peak above loudness.
        spread_db: mean of `spread_db`.
        side_to_mid_db: mean over those that are stereo; ``None`` where none is.
        mid_db: mean spectrum of the middle on `GRID_HZ`, each at 0 dB between 100 Hz and 10 kHz.
        side_db: the same of the side; ``None`` where none is stereo.
        warnings: what the person should know.
    """

    integrated_lufs: float
    range_lu: float
    peak_to_loudness_lu: float
    spread_db: float
    side_to_mid_db: float | None
    mid_db: Curve
    side_db: Curve | None
    warnings: tuple[str, ...]


def hear_references(paths: Sequence[Path], report: Callable[[float], None]) -> Reference:
    """Listen to references and return what they have in common.

    Raises:
        AudioError: ``reference_unsuitable``, with the reference's number and the reason.
    """
    heard = []
    for number, path in enumerate(paths, 1):

        def part(share: float, done: int = number - 1) -> None:
            report((done + share) / len(paths))

        heard.append(_hear(path, number, part))
    stereo = [(m.image.side_to_mid_db, p) for m, p in heard if m.image and m.image.side_to_mid_db > _MONO_BELOW_DB]
    return Reference(
        integrated_lufs=_mean(m.loudness.integrated_lufs for m, _ in heard),
        range_lu=_mean(m.loudness.range_lu for m, _ in heard),
        peak_to_loudness_lu=_mean(m.true_peak_dbtp - m.loudness.integrated_lufs for m, _ in heard),
        spread_db=_mean(spread_db(p.levels) for _, p in heard),
        side_to_mid_db=_mean(side for side, _ in stereo) if stereo else None,
        mid_db=mean_curve([p.spectrum.mid_db for _, p in heard]),
        side_db=mean_curve([p.spectrum.side_db for _, p in stereo if p.spectrum.side_db is not None])
        if stereo
        else None,
        warnings=tuple(_warnings(heard)),
    )


def _hear(path: Path, number: int, report: Callable[[float], None]) -> tuple[Measurement, Portrait]:
    try:
        measured, portrait = portray_source(path, report)
    except AudioError as error:
        raise AudioError("reference_unsuitable", f"Reference {number}: {error.detail}") from error
    if measured.seconds < SHORTEST_REFERENCE_SECONDS:
        raise AudioError(
            "reference_unsuitable",
            f"Reference {number} lasts {measured.seconds:.1f} s; its character can be told from "
            f"{SHORTEST_REFERENCE_SECONDS:g} s on.",
        )
    return measured, portrait


def _warnings(heard: Sequence[tuple[Measurement, Portrait]]) -> Iterator[str]:
    for number, (measured, portrait) in enumerate(heard, 1):
        if sounds_like_speech(measured, portrait):
            yield (
                f"Reference {number} sounds like speech: {portrait.levels.pauses:.0%} of it are pauses, and it moves "
                "at the pace of syllables. Music takes its tone best from music."
            )


def sounds_like_speech(measured: Measurement, portrait: Portrait) -> bool:
    """Return whether a programme has the pauses, the pace and the narrow image of somebody talking."""
    narrow = measured.image is None or measured.image.side_to_mid_db < _SPEECH_SIDE_DB
    return narrow and portrait.levels.pauses > _SPEECH_PAUSES and portrait.rhythm.syllables > _SPEECH_SYLLABLES


def spread_db(levels: Levels) -> float:
    """Return how far the loudest twentieth of 10 ms steps lies above the median, pauses apart, in dB."""
    high, middle = (_quantile(levels, share) for share in (0.95, 0.5))
    return high - middle


def matching_stages(
    reference: Reference, matching: Matching, portrait: Portrait, source: Measurement
) -> tuple[Stage, ...]:
    """Return the stages that bring a mix nearer to a reference, in order; none at intensity 0.

    Args:
        reference: what to resemble.
        matching: in what, and how far.
        portrait: the mix's.
        source: what the mix measures; the stages run at its rate.
    """
    if matching.intensity == 0:
        return ()
    return tuple(_stages(reference, matching, portrait, source))


def _stages(reference: Reference, matching: Matching, portrait: Portrait, source: Measurement) -> Iterator[Stage]:
    rate_hz, channels = source.sample_rate_hz, source.channels
    yield from opening_stages(REFERENCE.high_pass_hz, source)
    if matching.spectrum:
        mid_db, side_db = matching_curves(reference, portrait)
        curves = [curve * matching.intensity for curve in (mid_db, side_db)]
        responses = [minimum_phase(GRID_HZ, curve, rate_hz) for curve in curves]
        yield Stage("spectrum match", MidSideFilter(responses[0], responses[1], channels), _curve_facts(*curves))
    if matching.dynamics and (settings := _compression(reference, matching.intensity, portrait, source)):
        yield Stage("dynamics match", Compressor(settings, rate_hz, channels), compressor_facts(settings))
    if matching.width and (change_db := width_change_db(reference, source) * matching.intensity):
        width = 10 ** (change_db / 20)
        yield Stage(
            "width match",
            StereoWidener(width, WIDE_ABOVE_HZ, rate_hz),
            {"width": round(width, 3), "above_hz": WIDE_ABOVE_HZ},
        )


def matching_curves(reference: Reference, portrait: Portrait) -> tuple[Curve, Curve]:
    """Return the gains in dB on `GRID_HZ` that would give the mix the reference's middle and side spectra.

    They leave the levels alone, lift nothing where there is nothing, and stay within 12 dB.
    """
    mid = difference(reference.mid_db, portrait.spectrum.mid_db)
    if reference.side_db is None or portrait.spectrum.side_db is None:
        return mid, np.zeros(len(GRID_HZ))
    return mid, difference(reference.side_db, portrait.spectrum.side_db)


def width_change_db(reference: Reference, source: Measurement) -> float:
    """Return by how much the side must rise for the reference's width, within -6 and +4 dB; 0 for mono."""
    if reference.side_to_mid_db is None or not source.image or source.image.side_to_mid_db < _MONO_BELOW_DB:
        return 0.0
    low, high = _WIDTH_DB
    return min(high, max(low, reference.side_to_mid_db - source.image.side_to_mid_db))


def difference(wanted_db: Curve, given_db: Curve) -> Curve:
    """Return the smooth gains, within 12 dB, that turn one spectrum on `GRID_HZ` into another at the same level."""
    given = _levelled(given_db)
    known = np.isfinite(wanted_db) & np.isfinite(given)
    gains = np.where(known, wanted_db - given, 0.0)
    top = np.nanmax(given)
    gains[known & (given < top + _EMPTY_BELOW_DB)] = 0.0
    gains[known & (wanted_db < np.nanmax(wanted_db) + _EMPTY_BELOW_DB)] = 0.0
    padded = np.pad(np.clip(gains, -_MOST_GAIN_DB, _MOST_GAIN_DB), 1, mode="edge")
    smooth: Curve = np.convolve(padded, _GRID_SMOOTHING, mode="valid")
    smooth -= smooth[_in_level_band()].mean()
    return np.clip(smooth, -_MOST_GAIN_DB, _MOST_GAIN_DB)


def _compression(
    reference: Reference, intensity: float, portrait: Portrait, source: Measurement
) -> CompressorSettings | None:
    """Return the compressor whose static curve brings the mix's spread down to the reference's; none if it is there."""
    levels = portrait.levels
    excess_db = spread_db(levels) - reference.spread_db
    if excess_db < _NOTABLE_DB:
        return None
    middle_db, high_db = (_quantile(levels, share) for share in (0.5, 0.95))
    # Above the knee, what lies between threshold and level shrinks by the ratio.
    kept = max(1 / _MOST_RATIO, reference.spread_db / (high_db - middle_db))
    return CompressorSettings(
        threshold_db=middle_db + working_gain_db(source),
        ratio=1 + (1 / kept - 1) * intensity,
        knee_db=_KNEE_DB,
        attack_ms=20.0,
        release_ms=150.0,
        reason=f"loud moments stand {excess_db:.1f} dB further out than the reference's",
    )


def reference_report(
    reference: Reference, matching: Matching, source: Measurement, portrait: Portrait
) -> dict[str, Any]:
    """Return what the references have in common, and how far from them a mix is, in the terms that can be matched."""
    return {
        "integrated_lufs": round(reference.integrated_lufs, 2),
        "loudness_range_lu": round(reference.range_lu, 2),
        "peak_to_loudness_lu": round(reference.peak_to_loudness_lu, 2),
        "spread_db": round(reference.spread_db, 2),
        "side_to_mid_db": None if reference.side_to_mid_db is None else round(reference.side_to_mid_db, 2),
        "matched": [name for name in ("spectrum", "dynamics", "width") if getattr(matching, name)],
        "distance_before": distances(reference, portrait, source.image),
        "warnings": list(reference.warnings),
    }


def distances(reference: Reference, portrait: Portrait, image: StereoImage | None) -> dict[str, float | None]:
    """Return how far a programme is from the reference: spectrum (mean of absolute differences), spread and width."""
    known = (
        np.isfinite(reference.mid_db) & np.isfinite(portrait.spectrum.mid_db) & (GRID_HZ >= 40) & (GRID_HZ <= 16_000)
    )
    gap = np.abs(reference.mid_db - _levelled(portrait.spectrum.mid_db))[known]
    width_db = None
    if reference.side_to_mid_db is not None and image and np.isfinite(image.side_to_mid_db):
        width_db = round(image.side_to_mid_db - reference.side_to_mid_db, 2)
    return {
        "spectrum_db": round(float(gap.mean()), 2),
        "spread_db": round(spread_db(portrait.levels) - reference.spread_db, 2),
        "width_db": width_db,
    }


def _curve_facts(mid_db: Curve, side_db: Curve) -> dict[str, Any]:
    """Return the curves at every other octave's centre, for the report."""
    shown = np.arange(4, len(GRID_HZ), 6)
    return {
        "frequencies_hz": [round(float(hz)) for hz in GRID_HZ[shown]],
        "mid_db": [round(float(gain), 1) for gain in mid_db[shown]],
        "side_db": [round(float(gain), 1) for gain in side_db[shown]],
        "phase": "minimum",
    }


def _levelled(curve_db: Curve) -> Curve:
    return curve_db - np.nanmean(curve_db[_in_level_band()])


def _in_level_band() -> slice:
    low, high = np.searchsorted(GRID_HZ, _LEVEL_HZ)
    return slice(int(low), int(high))


def mean_curve(curves: Sequence[Curve]) -> Curve:
    """Return the mean of spectra on `GRID_HZ`, each at 0 dB between 100 Hz and 10 kHz; NaN where none is known."""
    levelled = np.array([_levelled(curve) for curve in curves])
    known = np.isfinite(levelled)
    with np.errstate(invalid="ignore"):
        mean: Curve = np.where(known, levelled, 0).sum(axis=0) / known.sum(axis=0)
    return mean


def _mean(values: Iterator[float] | Sequence[float]) -> float:
    return float(np.mean(list(values)))


def _quantile(levels: Levels, share: float) -> float:
    counts = levels.sounding().cumsum()
    return float(levels.centres_db[np.searchsorted(counts, share * counts[-1])])
