"""Lets everything that speaks speak at one level, phrase by phrase, without flattening what a phrase means by it."""

import numpy as np

from audiostudio.audio.speech.trimming import active_level_db
from audiostudio.audio.types import Mono

LEVEL_DBFS = -21.0
_DRIFT_DB = 1.5
_PEAK = 10 ** (-1 / 20)


class PhraseLevel:
    """Brings the phrases of one voice to -21 dBFS (RMS of speech), each with nearly the gain of the one before."""

    def __init__(self) -> None:
        self._gain_db: float | None = None

    def apply(self, sound: Mono, sample_rate_hz: int, *, follows: bool = True, more_db: float = 0.0) -> Mono:
        """Return a phrase at the common level, its peaks under -1 dBFS; silence stays as it is.

        Args:
            sound: ``(frames,)`` float32.
            sample_rate_hz: its rate.
            follows: its gain stays within 1.5 dB of the last one's; else it gets the gain that it needs.
            more_db: how much louder than the rest it is to be.
        """
        level_db = active_level_db(sound, sample_rate_hz)
        if not np.isfinite(level_db):
            return sound
        gain_db = LEVEL_DBFS - level_db
        if follows:
            if self._gain_db is not None:
                gain_db = float(np.clip(gain_db, self._gain_db - _DRIFT_DB, self._gain_db + _DRIFT_DB))
            self._gain_db = gain_db
        gain = min(10 ** ((gain_db + more_db) / 20), _PEAK / max(1e-9, float(np.abs(sound).max())))
        return sound * np.float32(gain)
