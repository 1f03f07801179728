"""The values that markup holds: durations, rates, pitches, volumes. A reader raises ``ValueError`` with the reason."""

import math
import re

from audiostudio.engines.text.passages import (
    FASTEST_RATE,
    LONGEST_PAUSE_S,
    LOUDEST_DB,
    MOST_SEMITONES,
    QUIETEST_DB,
    SLOWEST_RATE,
)

PAUSES_S = {"none": 0.0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 1.0, "x-strong": 1.5}
_RATES = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.5}
_PITCHES = {"x-low": -6.0, "low": -3.0, "medium": 0.0, "default": 0.0, "high": 3.0, "x-high": 6.0}
_VOLUMES_DB = {
    "silent": -60.0,
    "x-soft": -12.0,
    "soft": -6.0,
    "medium": 0.0,
    "default": 0.0,
    "loud": 4.0,
    "x-loud": 8.0,
}
_LANGUAGES = {"en": "en-US", "en-us": "en-US", "en-gb": "en-GB", "en-uk": "en-GB", "hi": "hi", "hi-in": "hi"}
_LANGUAGES |= {"es": "es", "fr": "fr-FR", "fr-fr": "fr-FR", "it": "it", "pt-br": "pt-BR", "ja": "ja", "zh-cn": "zh-CN"}


def pause_s(value: str) -> float:
    """Read ``500ms`` or ``1.5s``, at most ten seconds."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)\s*(ms|s)", value.strip())
    if not found:
        raise ValueError(f"{value!r} is no duration; write 500ms or 1.5s")
    duration_s = float(found[1]) / (1000 if found[2] == "ms" else 1)
    return _within(duration_s, 0, LONGEST_PAUSE_S, "a pause", "s")


def rate(value: str) -> float:
    """Read ``slow``, ``80%``, ``+10%`` or ``1.2``: times the usual rate."""
    if value in _RATES:
        return _RATES[value]
    found = re.fullmatch(r"([+-]?)(\d+(?:\.\d+)?)(%?)", value)
    if not found or (found[1] and not found[3]):
        raise ValueError(f"{value!r} is no rate; write slow, fast, 80%, +10% or 1.2")
    number = float(found[2]) / (100 if found[3] else 1)
    return _within(1 + float(found[1] + "1") * number if found[1] else number, SLOWEST_RATE, FASTEST_RATE, "a rate", "")


def pitch_semitones(value: str) -> float:
    """Read ``high``, ``+2st`` or ``-10%``: semitones."""
    if value in _PITCHES:
        return _PITCHES[value]
    found = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)(st|%)", value)
    if not found:
        raise ValueError(f"{value!r} is no change of pitch; write low, high, +2st or -10%")
    number = float(found[1])
    if found[2] == "%":
        if number <= -100:
            raise ValueError("a pitch cannot fall by 100% or more")
        number = 12 * math.log2(1 + number / 100)
    return _within(number, -MOST_SEMITONES, MOST_SEMITONES, "a change of pitch", "st")


def volume_db(value: str) -> float:
    """Read ``soft``, ``loud`` or ``+6dB``: decibels."""
    if value in _VOLUMES_DB:
        return _VOLUMES_DB[value]
    found = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)dB", value)
    if not found:
        raise ValueError(f"{value!r} is no volume; write soft, loud or +6dB")
    return _within(float(found[1]), QUIETEST_DB, LOUDEST_DB, "a volume", "dB")


def language(value: str) -> str:
    """Read a BCP 47 tag of a language that a voice speaks."""
    try:
        return _LANGUAGES[value.lower()]
    except KeyError:
        raise ValueError(
            f"{value!r} is not spoken here; choose from {', '.join(sorted(set(_LANGUAGES.values())))}"
        ) from None


def _within(number: float, least: float, most: float, what: str, unit: str) -> float:
    if not least <= number <= most:
        raise ValueError(f"{what} lies between {least:g}{unit} and {most:g}{unit}")
    return number
