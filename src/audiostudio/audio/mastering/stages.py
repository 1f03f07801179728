"""The tonal part of the chain: which stages a genre gets at a level of processing, by their musical names."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from audiostudio.audio.dsp.biquad import BiquadCascade
from audiostudio.audio.dsp.compressor import Compressor, CompressorSettings, MultibandCompressor
from audiostudio.audio.dsp.equalizer import Band, equalizer, high_pass
from audiostudio.audio.dsp.saturation import Saturator
from audiostudio.audio.dsp.stereo import StereoWidener
from audiostudio.audio.dsp.stream import Gain, OffsetRemoval, Processor
from audiostudio.audio.dsp.transients import TransientShaper
from audiostudio.audio.mastering.genres import CROSSOVERS_HZ, WORKING_LEVEL_LUFS, Genre
from audiostudio.audio.mastering.processing import Processing
from audiostudio.audio.meters.programme import Measurement
from audiostudio.audio.meters.stereo import StereoImage
from audiostudio.audio.types import Sections

WIDE_ABOVE_HZ = 150.0
# A mix whose side is this close to its middle is wide enough; below the second figure it takes the genre's full width.
_WIDE_ENOUGH_DB = -6.0
_NARROW_DB = -12.0
_SATURATION_DRIVE = 1.5
_NOTABLE_OFFSET = 0.001


@dataclass(frozen=True)
class Stage:
    """One step of the chain.

    Attributes:
        name: what it is, as shown to users.
        processor: what does it.
        settings: its figures, for the report.
    """

    name: str
    processor: Processor
    settings: dict[str, Any] = field(default_factory=dict)


def tonal_stages(genre: Genre, processing: Processing, intensity: float, source: Measurement) -> tuple[Stage, ...]:
    """Return the stages from working level to width, in order; none at intensity 0.

    Args:
        genre: whose character.
        processing: how much of the chain.
        intensity: 0 to 1, scales every change of tone, level and width.
        source: what the mix measures; the stages run at its rate.
    """
    if intensity == 0:
        return ()
    return tuple(_stages(genre, processing, intensity, source))


def opening_stages(high_pass_hz: float, source: Measurement) -> Iterator[Stage]:
    """Yield the stages that every master begins with: no offset, the working level, nothing below ``high_pass_hz``."""
    if max(map(abs, source.offsets)) > _NOTABLE_OFFSET:
        yield Stage("offset removal", OffsetRemoval(source.offsets), {"offsets": [round(o, 5) for o in source.offsets]})
    level_db = working_gain_db(source)
    yield Stage("working level", Gain(level_db, source.channels), {"gain_db": round(level_db, 2)})
    yield filter_stage("high-pass", high_pass(high_pass_hz, source.sample_rate_hz), source, frequency_hz=high_pass_hz)


def working_gain_db(source: Measurement) -> float:
    """Return the gain that brings a mix to the level which thresholds refer to."""
    return WORKING_LEVEL_LUFS - source.loudness.integrated_lufs


def filter_stage(name: str, sections: Sections, source: Measurement, **settings: Any) -> Stage:
    """Return a stage that filters by biquads, ``(sections, 5)``."""
    return Stage(name, BiquadCascade(sections, source.channels), settings)


def _stages(genre: Genre, processing: Processing, intensity: float, source: Measurement) -> Iterator[Stage]:
    rate_hz, channels = source.sample_rate_hz, source.channels
    yield from opening_stages(genre.high_pass_hz, source)

    bands = [replace(band, gain_db=band.gain_db * intensity) for band in genre.bands]
    yield filter_stage("equalizer", equalizer(bands, rate_hz), source, bands=[band_facts(band) for band in bands])

    if processing is Processing.PREMIUM and genre.transient_boost_db:
        boost_db = genre.transient_boost_db * intensity
        yield Stage("transient care", TransientShaper(boost_db, rate_hz, channels), {"boost_db": round(boost_db, 2)})

    if processing is not Processing.BASIC and genre.multiband:
        settings = [_scaled(band, intensity) for band in genre.multiband]
        yield Stage(
            "multiband compression",
            MultibandCompressor(settings, CROSSOVERS_HZ, rate_hz, channels),
            {
                "crossovers_hz": list(CROSSOVERS_HZ),
                "bands": [compressor_facts(one) for one in settings],
            },
        )
    elif genre.compressor:
        one = _scaled(genre.compressor, intensity)
        yield Stage("compression", Compressor(one, rate_hz, channels), compressor_facts(one))

    if processing is Processing.PREMIUM and genre.saturation:
        amount = genre.saturation * intensity
        saturator = Saturator(amount, _SATURATION_DRIVE, rate_hz, channels)
        yield Stage("harmonic colour", saturator, {"amount": round(amount, 3)})

    if processing is not Processing.BASIC and source.image:
        width = 1 + (genre.width - 1) * intensity * _widening_share(source.image)
        if width != 1:
            yield Stage(
                "stereo width",
                StereoWidener(width, WIDE_ABOVE_HZ, rate_hz),
                {"width": round(width, 3), "above_hz": WIDE_ABOVE_HZ},
            )


def _scaled(settings: CompressorSettings, intensity: float) -> CompressorSettings:
    return replace(settings, ratio=1 + (settings.ratio - 1) * intensity)


def _widening_share(image: StereoImage) -> float:
    """Return the share of a genre's widening that a mix can take: none if it is wide, or has no side to raise."""
    if image.side_to_mid_db == -float("inf"):
        return 0.0
    share = (_WIDE_ENOUGH_DB - image.side_to_mid_db) / (_WIDE_ENOUGH_DB - _NARROW_DB)
    return min(1.0, max(0.0, share))


def band_facts(band: Band) -> dict[str, Any]:
    """Return an equalizer band's settings for the report."""
    return {
        "shape": band.shape,
        "frequency_hz": band.frequency_hz,
        "gain_db": round(band.gain_db, 2),
        "reason": band.reason,
    }


def compressor_facts(settings: CompressorSettings) -> dict[str, Any]:
    """Return a compressor's settings for the report."""
    return {
        "threshold_db": round(settings.threshold_db, 2),
        "ratio": round(settings.ratio, 2),
        "attack_ms": settings.attack_ms,
        "release_ms": settings.release_ms,
        "reason": settings.reason,
    }
