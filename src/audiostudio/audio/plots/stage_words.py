"""Says in plain words what each stage of a master did and why."""

from collections.abc import Callable
from typing import Any

Facts = dict[str, Any]


def in_words(stage: Facts) -> tuple[str, str]:
    """Return a heading and a sentence for one stage of a master's report; unknown stages show their figures."""
    name = str(stage["name"])
    tell = _SENTENCES.get(name, _figures)
    return _HEADINGS.get(name, name[:1].upper() + name[1:]), tell(stage)


def signed(value: float, unit: str = "dB") -> str:
    """Return a change with its sign and a true minus."""
    return f"{value:+.1f} {unit}".replace("-", "−")


def frequency(hz: float) -> str:
    """Return a frequency as it is said."""
    return f"{hz / 1000:g} kHz" if hz >= 1000 else f"{hz:g} Hz"


def _figures(stage: Facts) -> str:
    told = [
        f"{key.replace('_', ' ')} {value:g}" if isinstance(value, (int, float)) else f"{key.replace('_', ' ')} {value}"
        for key, value in stage.items()
        if key != "name" and isinstance(value, (int, float, str)) and not isinstance(value, bool)
    ]
    return ", ".join(told) + "." if told else "Applied."


def _equalizer(stage: Facts) -> str:
    places = {"low_shelf": "below", "bell": "around", "high_shelf": "above"}
    told = [
        f"{signed(band['gain_db'])} {places[band['shape']]} {frequency(band['frequency_hz'])} ({band['reason']})"
        for band in stage["bands"]
        if band["gain_db"]
    ]
    return "; ".join(told) + "."


def _multiband(stage: Facts) -> str:
    low_hz, high_hz = stage["crossovers_hz"]
    ranges = (f"below {frequency(low_hz)}", "in the middle", f"above {frequency(high_hz)}")
    told = [
        f"{band['ratio']:g}:1 {place} ({band['reason']})" for place, band in zip(ranges, stage["bands"], strict=True)
    ]
    return "; ".join(told) + "."


def _limiter(stage: Facts) -> str:
    if stage["max_gain_reduction_db"] < 0.05:
        return f"On guard at {stage['ceiling_dbtp']:g} dBTP; no peak came near it.".replace("-", "−")
    return (
        f"Holds true peaks at {stage['ceiling_dbtp']:g} dBTP, looking ahead; it took at most "
        f"{stage['max_gain_reduction_db']:.1f} dB."
    ).replace("-", "−")


_HEADINGS = {"high-pass": "High-pass", "equalizer": "Equalizer", "true-peak limiter": "True-peak limiter"}
_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "offset removal": lambda stage: "Took out a constant offset, which only costs headroom.",
    "working level": lambda stage: f"{signed(stage['gain_db'])}, to where the genre's settings are meant to work.",
    "high-pass": lambda stage: (
        f"Below {frequency(stage['frequency_hz'])} there is nothing to hear, only headroom to lose."
    ),
    "equalizer": _equalizer,
    "transient care": lambda stage: f"Hits get {signed(stage['boost_db'])} of their edge back.",
    "multiband compression": _multiband,
    "compression": lambda stage: f"{stage['ratio']:g}:1: {stage['reason']}.",
    "harmonic colour": lambda stage: (
        f"Warm harmonics, {stage['amount']:.0%} of the full effect, so that bass carries to small speakers."
    ),
    "stereo width": lambda stage: (
        f"Sides at {stage['width']:.2f} times their level above {frequency(stage['above_hz'])}; "
        "the bass stays in the middle."
    ),
    "resampling": lambda stage: (
        f"From {frequency(stage['from_hz'])} to {frequency(stage['to_hz'])}, at very high quality."
    ),
    "loudness": lambda stage: f"{signed(stage['gain_db'])}, found by listening to the finished file.",
    "soft clip": lambda stage: (
        f"Rounds the tips of peaks between {stage['from_dbfs']:.1f} and {stage['to_dbfs']:.1f} dBFS, "
        "so that the limiter has less to do."
    ).replace("-", "−"),
    "true-peak limiter": _limiter,
    "dither": lambda stage: f"Noise of one step of {stage['bit_depth']} bits, so that rounding leaves no distortion.",
}
