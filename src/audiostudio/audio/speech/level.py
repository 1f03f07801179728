"""Lets everything that speaks speak at one level, phrase by phrase, without flattening what a phrase means by it."""

import numpy as np

from audiostudio.audio.dsp.limiter import Limiter
from audiostudio.audio.speech.trimming import active_level_db
from audiostudio.audio.types import Mono

LEVEL_DBFS = -21.0
_DRIFT_DB = 1.5
_CEILING_DBTP = -1.0
# Of a voice whose peaks stand high, the peaks are held down so far; beyond that all of the phrase is less loud.
_MOST_LIMITED_DB = 3.0


class PhraseLevel:
    """Brings the phrases of one voice to -21 dBFS (RMS of speech), each with nearly the gain of the one before."""

    def __init__(self) -> None:
        self._gain_db: float | None = None

    def apply(self, sound: Mono, sample_rate_hz: int, *, follows: bool = True, more_db: float = 0.0) -> Mono:
        """Return a phrase at the common level, its peaks under -1 dBTP; silence stays as it is.

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
        peak_db = 20 * np.log10(max(1e-9, float(np.abs(sound).max())))
        gain_db = min(gain_db + more_db, _CEILING_DBTP + _MOST_LIMITED_DB - peak_db)
        levelled: Mono = sound * np.float32(10 ** (gain_db / 20))
        return levelled if peak_db + gain_db <= _CEILING_DBTP else _limited(levelled, sample_rate_hz)


def _limited(sound: Mono, sample_rate_hz: int) -> Mono:
    limiter = Limiter(sample_rate_hz, 1, _CEILING_DBTP)
    limited: Mono = np.concatenate([limiter.process(sound[np.newaxis]), limiter.finish()], axis=1)[0]
    return limited
